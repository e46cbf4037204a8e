"""A teacher made fast: a copy that only answers, its normalisations folded away, its weights in fewer bits."""

from __future__ import annotations

import copy
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, overload

import torch
from torch import Tensor, fx, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

from workbench.engine.device import placed
from workbench.engine.model import Classifier
from workbench.engine.numerics import TYPES, Numerics, Precision, casting
from workbench.engine.teaching import Joined

logger = logging.getLogger(__name__)

TOLERANCE = 1e-3
"""Of the largest logit: a network whose folded copy differs more is not folded. Rounding makes it a hundredth of it."""
_PAIRS = ((nn.Conv1d, nn.BatchNorm1d), (nn.Conv2d, nn.BatchNorm2d), (nn.Conv3d, nn.BatchNorm3d))
_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
_UNTRACEABLE = (RuntimeError, TypeError, ValueError, AttributeError, LookupError, AssertionError, NameError)


class Frozen(Classifier):
    """A teacher's copy that only answers: in eval mode, without gradients, scaling and normalisation in float32.

    The last linear layer computes in float32 too and keeps its path, so that its input, the embedding, can be heard.

    Attributes:
        folded: Whether normalisations were folded into convolutions. A network that cannot be traced is not.
        precision: What its layers compute with.
    """

    def __init__(self, teacher: Classifier, numerics: Numerics, device: torch.device, *, tapped: bool = False) -> None:
        """Copy a teacher, which stays as it is.

        Args:
            teacher: On any device.
            numerics: How to compute.
            device: Where to.
            tapped: Whether layers beside the last linear one are to be heard; then none is folded away.
        """
        nn.Module.__init__(self)  # the network is there already: nothing is to be built
        self.card = teacher.card
        self.precision: Precision = numerics.teacher
        self._casts = False
        self.register_buffer("mean", teacher.mean.detach().clone(), persistent=False)
        self.register_buffer("std", teacher.std.detach().clone(), persistent=False)
        self.net = bare_copy(teacher.net).eval().requires_grad_(False)
        placed(self, device, channels_last=numerics.channels_last)
        self.eval()
        self.folded = numerics.folded and not tapped and self._fold()
        if numerics.teacher != "fp32":
            self._reduce(numerics.teacher)
        placed(self, device, channels_last=numerics.channels_last)

    def train(self, mode: bool = True) -> Frozen:
        """Always in eval mode, whatever is wanted."""
        super().train(False)
        return self

    @torch.no_grad()
    def forward(self, images: Tensor) -> Tensor:
        """Logits (B, classes), float32, of uint8 pictures (B, C, H, W)."""
        pixels = (images.to(self.mean.dtype) / 255 - self.mean) / self.std
        if self._casts:
            with casting(self.precision, images.device):
                said: Tensor = self.net(pixels)
        else:
            said = self.net(pixels.to(TYPES[self.precision]))
        return said.float()

    def _fold(self) -> bool:
        """Fold what can be; tells whether the network is a folded one now."""
        net = folded(self.net)
        if net is None:
            return False
        before, whole, self.precision = self.net, self.precision, "fp32"
        try:
            pictures = _some_pictures(self)
            expected, self.net = self(pictures), net
            said = self(pictures)
            right = bool((said - expected).abs().max() <= TOLERANCE * expected.abs().max())
        except _UNTRACEABLE:
            right = False
        self.precision = whole
        if not right:
            logger.warning("%s answers differently when folded, so it is not", self.card.architecture.kind)
            self.net = before
        return right

    def _reduce(self, precision: Precision) -> None:
        """Store the weights in fewer bits, which is faster than autocast; where the network does not take it: that."""
        before = copy.deepcopy(self.net)
        try:
            lighten(self.net, TYPES[precision], classes=len(self.card.classes))
            works = bool(self(_some_pictures(self)).isfinite().all())
        except _UNTRACEABLE:
            works = False
        if not works:
            self.net, self._casts = before, True


@overload
def frozen(
    teacher: Classifier, numerics: Numerics, device: torch.device, *, tapped: bool = ...
) -> Classifier: ...  # pragma: no cover
@overload
def frozen(
    teacher: Joined, numerics: Numerics, device: torch.device, *, tapped: bool = ...
) -> Joined: ...  # pragma: no cover
def frozen(
    teacher: Classifier | Joined, numerics: Numerics, device: torch.device, *, tapped: bool = False
) -> Classifier | Joined:
    """A copy of who teaches, as fast as `numerics` wants it; the original stays as it is.

    Args:
        teacher: One, or several joined.
        numerics: How to compute.
        device: Where to.
        tapped: Whether layers beside the last linear one are to be heard; only of the first of several.
    """
    if isinstance(teacher, Joined):
        copies = [
            Frozen(_classifier(one), numerics, device, tapped=tapped and not number)
            for number, one in enumerate(teacher.teachers)
        ]
        return Joined(copies, teacher.weights, teacher.how).eval()
    return Frozen(teacher, numerics, device, tapped=tapped)


def folded(net: nn.Module) -> nn.Module | None:
    """A network in which batch normalisations became part of the convolutions and linear layers before them.

    Layers that remain keep their paths. None where the network cannot be traced: it decides by what it is shown.

    Args:
        net: In eval mode. It shares layers with what is returned and is not changed itself.
    """
    try:
        traced = fx.symbolic_trace(net)
        _fold_all(traced)
    except (*_UNTRACEABLE, fx.proxy.TraceError):
        logger.info("%s cannot be traced, so it is not folded", type(net).__name__, exc_info=True)
        return None
    return traced.eval().requires_grad_(False)


def _fold_all(traced: fx.GraphModule) -> None:
    layers = dict(traced.named_modules())
    uses = Counter(str(node.target) for node in traced.graph.nodes if node.op == "call_module")
    for node in list(traced.graph.nodes):
        before = node.args[0] if node.op == "call_module" and node.args else None
        if not isinstance(before, fx.Node) or before.op != "call_module" or len(before.users) > 1:
            continue
        if uses[str(before.target)] > 1 or uses[str(node.target)] > 1:  # shared: others do not want it folded
            continue
        one = _as_one(layers[str(before.target)], layers[str(node.target)])
        if one is not None:
            traced.set_submodule(str(before.target), one)
            node.replace_all_uses_with(before)
            traced.graph.erase_node(node)
    traced.delete_all_unused_submodules()
    traced.recompile()


def _as_one(layer: nn.Module, norm: nn.Module) -> nn.Module | None:
    """Both in one layer; None where they do not go together."""
    if not isinstance(norm, _BatchNorm) or norm.running_mean is None:
        return None
    if (type(layer), type(norm)) in _PAIRS:
        return fuse_conv_bn_eval(layer, norm)  # type: ignore[type-var]  # a convolution, as was just seen
    if type(layer) is nn.Linear and type(norm) is nn.BatchNorm1d:
        return fuse_linear_bn_eval(layer, norm)
    return None


def lighten(net: nn.Module, dtype: torch.dtype, *, classes: int) -> None:
    """Store weights in a reduced type, but for normalisations and the layer that answers: their rounding shows most."""
    head = _head(net, classes)
    if head is not None:
        head.register_forward_pre_hook(_make_precise)
    for layer in net.modules():
        if layer is head or isinstance(layer, _BatchNorm):
            continue
        for weight in layer.parameters(recurse=False):
            weight.data = weight.data.to(dtype)
        for name, buffer in layer.named_buffers(recurse=False):
            if buffer.is_floating_point():
                setattr(layer, name, buffer.to(dtype))


def _head(net: nn.Module, classes: int) -> nn.Linear | None:
    linear = [layer for layer in net.modules() if isinstance(layer, nn.Linear)]
    return linear[-1] if linear and linear[-1].out_features == classes else None


def _make_precise(_layer: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(one.float() if isinstance(one, Tensor) else one for one in inputs)


def bare_copy(network: nn.Module) -> Any:
    """A deep copy to which nobody listens who listens to the original, and who does is not copied either.

    Hooks that are part of the network stay: those that are methods of its own layers, or belong to nobody.
    """
    own = {id(layer) for layer in network.modules()}
    listeners = [owner for _, _, owner in _hooks_of(network) if owner is not None and id(owner) not in own]
    copied = copy.deepcopy(network, {id(listener): listener for listener in listeners})
    strangers = {id(listener) for listener in listeners}
    for hooks, key, owner in list(_hooks_of(copied)):
        if id(owner) in strangers:
            del hooks[key]
    return copied


def has_hooks(network: nn.Module) -> bool:
    """Whether anybody listens to the network, or it to itself."""
    return any(True for _ in _hooks_of(network))


def _hooks_of(network: nn.Module) -> Iterator[tuple[dict[int, Any], int, object]]:
    """Where each hook is kept, under which key, and whose method it is; None where it is no method."""
    for layer in network.modules():
        for name in _HOOKS:
            hooks = getattr(layer, name)
            for key, hook in list(hooks.items()):
                called = hook.func if isinstance(hook, partial) else hook
                yield hooks, key, getattr(called, "__self__", None)


def _some_pictures(network: Classifier) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    pictures = torch.randint(0, 256, (4, *network.card.shape), generator=generator, dtype=torch.uint8)
    return pictures.to(network.mean.device)


def _classifier(network: nn.Module) -> Classifier:
    assert isinstance(network, Classifier)
    return network


def kinds_of(teacher: Classifier | Joined | None) -> Sequence[str]:
    """What the networks of a teacher are, as JSON."""
    if teacher is None:
        return []
    networks = teacher.teachers if isinstance(teacher, Joined) else [teacher]
    return [_classifier(one).card.architecture.model_dump_json() for one in networks]
