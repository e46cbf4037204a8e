"""Small convolutional network in the manner of LeNet.

Yann LeCun, Léon Bottou, Yoshua Bengio, Patrick Haffner, "Gradient-based learning applied to document recognition",
Proceedings of the IEEE 86(11), 1998, https://doi.org/10.1109/5.726791. Where we differ: 3x3 kernels, ReLU, max-pooling
and optional batch normalisation, as is usual today.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Annotated

from pydantic import Field
from torch import nn

from workbench.engine.registry import architectures
from workbench.recipes import Frozen

Channels = Annotated[int, Field(ge=1, le=1024)]


class Params(Frozen):
    """Settings of a small convolutional network."""

    channels: tuple[Channels, ...] = Field(
        (16, 32, 64),
        min_length=1,
        max_length=8,
        description="Feature maps of each 3x3 convolution, first to last. "
        "The picture is halved after each, down to 2 pixels.",
    )
    batch_norm: bool = Field(True, description="Normalise after each convolution: learns faster, costs little.")
    hidden: int | None = Field(
        64, ge=1, le=4096, description="Units in a fully connected layer before the answer; empty = no such layer."
    )


PRESETS = {
    "ten_labels_teacher": {"channels": [16, 32, 64], "batch_norm": True, "hidden": 64},
    "ten_labels_student": {"channels": [4, 8], "batch_norm": True, "hidden": None},
}
"""On pictures of 1x8x8 with ten classes: 40,506 and 678 weights."""


@architectures.register(
    "small_cnn",
    Params,
    title="Small CNN",
    paper="LeCun, Bottou, Bengio, Haffner: Gradient-based learning applied to document recognition, 1998, "
    "https://doi.org/10.1109/5.726791",
    presets=PRESETS,
)
def small_cnn(params: Params, *, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """A few convolutions, each halving the picture, then the answer."""
    before, height, width = shape
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for number, after in enumerate(params.channels, start=1):
        # Halving stops at 2 pixels, so that any depth fits any picture.
        halve = min(height, width) >= 4
        layers[f"block{number}"] = _block(before, after, batch_norm=params.batch_norm, halve=halve)
        before = after
        if halve:
            height, width = height // 2, width // 2
    layers["flatten"] = nn.Flatten()
    features = before * height * width
    if params.hidden is not None:
        layers["hidden"] = nn.Linear(features, params.hidden)
        layers["relu"] = nn.ReLU()
        features = params.hidden
    layers["classifier"] = nn.Linear(features, classes)
    return nn.Sequential(layers)


def _block(before: int, after: int, *, batch_norm: bool, halve: bool) -> nn.Sequential:
    # A bias before batch normalisation would be subtracted again at once.
    layers: OrderedDict[str, nn.Module] = OrderedDict(
        conv=nn.Conv2d(before, after, kernel_size=3, padding=1, bias=not batch_norm)
    )
    if batch_norm:
        layers["norm"] = nn.BatchNorm2d(after)
    layers["relu"] = nn.ReLU()
    if halve:
        layers["pool"] = nn.MaxPool2d(2)
    return nn.Sequential(layers)
