"""torchvision's ResNet-18, fitted to small pictures and to any number of channels.

Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun, "Deep Residual Learning for Image Recognition", CVPR 2016,
https://arxiv.org/abs/1512.03385, table 1. Where we differ: its first layers shrink a picture four times before anything
is learnt, which leaves too little of a small one; the small stem keeps all pixels.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from torch import nn

from workbench.engine.registry import architectures
from workbench.recipes import Frozen

LARGEST_SMALL = 64
"""Pixels on the longer side up to which `auto` takes the small stem."""


class Params(Frozen):
    """Settings of ResNet-18."""

    stem: Literal["auto", "small", "large"] = Field(
        "auto",
        description="First layer. small: keeps all pixels; large: shrinks four times, 16 times less to compute; "
        f"auto: small for pictures up to {LARGEST_SMALL} pixels.",
    )


@architectures.register(
    "resnet18",
    Params,
    title="ResNet-18",
    paper="He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2016, https://arxiv.org/abs/1512.03385",
)
def resnet18(params: Params, *, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """The usual teacher: a residual network with 18 layers and 11 million weights."""
    # Imported here: it takes over a second, which every start of a worker would pay.
    from torchvision import models

    channels, *sides = shape
    net: nn.Module = models.resnet18(weights=None, num_classes=classes)
    if params.stem == "small" or (params.stem == "auto" and max(sides) <= LARGEST_SMALL):
        first = nn.Conv2d(channels, 64, kernel_size=3, stride=1, padding=1, bias=False)
        net.maxpool = nn.Identity()
    else:
        first = nn.Conv2d(channels, 64, kernel_size=7, stride=2, padding=3, bias=False)
    nn.init.kaiming_normal_(first.weight, mode="fan_out", nonlinearity="relu")
    net.conv1 = first
    return net
