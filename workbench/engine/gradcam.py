"""Where on a picture a network sees what it answers: Grad-CAM.

Ramprasaath R. Selvaraju, Michael Cogswell, Abhishek Das, Ramakrishna Vedantam, Devi Parikh, Dhruv Batra, "Grad-CAM:
Visual Explanations from Deep Networks via Gradient-based Localization", ICCV 2017, https://arxiv.org/abs/1610.02391,
section 3. As in the paper, the maps are those of the last convolution, as they are before anything shrinks them: after
its normalisation and its ReLU, before pooling.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.hooks import RemovableHandle

from workbench.engine.measure import evaluating


@dataclass(frozen=True, slots=True)
class _Output:
    """What a layer put out during one pass.

    Attributes:
        layer: Which one. call: Which of its calls in that pass, counted from 1.
        size: Height and width of the maps.
    """

    layer: nn.Module
    call: int
    size: tuple[int, int]


def gradcam(net: nn.Module, picture: Tensor, wanted: int | None = None) -> Tensor | None:
    """What in the picture speaks for a class.

    Leaves weights, gradients and modes as they were.

    Args:
        net: Pictures (1, C, H, W) to logits (1, classes).
        picture: (1, C, H, W), as `net` wants it, on its device.
        wanted: Number of the class; None = the likeliest.

    Returns:
        (H, W) on the CPU, 0 to 1, 1 where the most speaks for it; all 0 where nothing does; None for a network that
        keeps no map of the picture, such as a multilayer perceptron.
    """
    with evaluating(net):
        place = _last_maps(net, picture)
        if place is None:
            return None
        maps, slope = _maps_and_slope(net, picture, place, wanted)
    if slope is None:
        return None
    weights = slope.mean(dim=(2, 3), keepdim=True)
    evidence = functional.relu((weights * maps).sum(dim=1, keepdim=True))
    height, width = picture.shape[2:]
    shown = functional.interpolate(evidence, size=(height, width), mode="bilinear", align_corners=False)[0, 0].cpu()
    highest = shown.max()
    return shown / highest if highest > 0 else torch.zeros_like(shown)


def _last_maps(net: nn.Module, picture: Tensor) -> _Output | None:
    """Which output of which layer is looked at: the last of the size that the last convolution's maps have."""
    outputs = _outputs(net, picture)
    convolved = [output for output in outputs if isinstance(output.layer, nn.Conv2d)]
    if convolved:
        outputs = [output for output in outputs if output.size == convolved[-1].size]
    return outputs[-1] if outputs else None


def _outputs(net: nn.Module, picture: Tensor) -> list[_Output]:
    """Every output that has a place for each part of the picture, in the order in which they come out."""
    found: list[_Output] = []
    calls: Counter[nn.Module] = Counter()

    def note(layer: nn.Module, _: Any, out: Any) -> None:
        calls[layer] += 1
        if isinstance(out, Tensor) and out.dim() == 4 and out.is_floating_point() and max(out.shape[2:]) > 1:
            found.append(_Output(layer, calls[layer], (out.shape[2], out.shape[3])))

    hooks = [layer.register_forward_hook(note) for layer in net.modules()]
    try:
        with torch.no_grad():
            net(picture)
    finally:
        _remove(hooks)
    return found


def _maps_and_slope(
    net: nn.Module, picture: Tensor, place: _Output, wanted: int | None
) -> tuple[Tensor, Tensor | None]:
    """The maps (1, K, h, w) at a place, and how much the logit rises with each of their values; None if not at all."""
    maps = torch.empty(0)
    calls = 0

    def begin(_: nn.Module, __: Any, out: Tensor) -> Tensor | None:
        nonlocal maps, calls
        calls += 1
        if calls != place.call:
            return None
        maps = out.detach().clone().requires_grad_()
        return maps * 1  # a later layer may work in place

    hook = place.layer.register_forward_hook(begin)
    try:
        with torch.enable_grad():
            logits = net(picture)[0]
            chosen = logits[int(logits.argmax()) if wanted is None else wanted]
            (slope,) = torch.autograd.grad(chosen, maps, allow_unused=True)
    finally:
        _remove([hook])
    return maps.detach(), slope


def _remove(hooks: list[RemovableHandle]) -> None:
    for hook in hooks:
        hook.remove()
