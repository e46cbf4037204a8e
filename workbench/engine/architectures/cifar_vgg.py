"""VGG for small pictures: vgg8 and vgg13, five stages of 3x3 convolutions one after the other.

Karen Simonyan, Andrew Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015,
https://arxiv.org/abs/1409.1556, table 1 (vgg13 is its column B; vgg8 has one convolution a stage). Where we differ, as
the literature on distillation does (Yonglong Tian, Dilip Krishnan, Phillip Isola, "Contrastive Representation
Distillation", ICLR 2020, https://arxiv.org/abs/1910.10699): batch normalisation after each convolution; the picture
is halved three times, before stages 2, 3 and 4, so that 32x32 pixels end as maps of 4x4; and the mean over the last
maps and one linear layer take the place of the three large ones.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial

from torch import Tensor, nn

from workbench.engine.registry import architectures
from workbench.recipes import Frozen

VGG_WIDTHS = (64, 128, 256, 512, 512)
"""Feature maps of the five stages."""

FAMILY = {"vgg8": 1, "vgg13": 2}
"""Name -> convolutions in each stage."""


class Params(Frozen):
    """Nothing to set: the name says it all."""


class CifarVgg(nn.Module):
    """Five stages of convolutions, mean over the picture, one linear layer.

    Args:
        convolutions: In each stage.
        shape: Of a picture: channels, height, width.
        classes: How many logits.
    """

    def __init__(self, convolutions: int, *, shape: tuple[int, int, int], classes: int) -> None:
        super().__init__()
        before, side = shape[0], min(shape[1:])
        stages = []
        for number, after in enumerate(VGG_WIDTHS, start=1):
            # Halving stops at 2 pixels, so that it fits any picture.
            halve = number in (2, 3, 4) and side >= 4
            stages.append(_vgg_stage(before, after, convolutions, halve=halve))
            before, side = after, side // 2 if halve else side
        self.stage1, self.stage2, self.stage3, self.stage4, self.stage5 = stages
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Linear(before, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Logits (B, classes) of pictures (B, C, H, W)."""
        x = self.stage5(self.stage4(self.stage3(self.stage2(self.stage1(x)))))
        logits: Tensor = self.classifier(self.flatten(self.pool(x)))
        return logits


def _vgg_stage(before: int, after: int, convolutions: int, *, halve: bool) -> nn.Sequential:
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    if halve:
        layers["halve"] = nn.MaxPool2d(2)
    for number in range(1, convolutions + 1):
        # The biases mean nothing before batch normalisation; the published counts of weights have them.
        layers[f"conv{number}"] = nn.Conv2d(before, after, kernel_size=3, padding=1)
        layers[f"norm{number}"] = nn.BatchNorm2d(after)
        layers[f"relu{number}"] = nn.ReLU()
        before = after
    return nn.Sequential(layers)


def cifar_vgg(_params: Params, *, shape: tuple[int, int, int], classes: int, convolutions: int) -> nn.Module:
    """VGG for small pictures, with some convolutions a stage."""
    return CifarVgg(convolutions, shape=shape, classes=classes)


for _name, _convolutions in FAMILY.items():
    _make = partial(cifar_vgg, convolutions=_convolutions)
    _layers = len(VGG_WIDTHS) * _convolutions
    _make.__doc__ = f"Plain convolutions without shortcuts, for small pictures: {_layers} of them, 512 maps at the end."
    architectures.register(
        _name,
        Params,
        title=f"VGG-{_name.removeprefix('vgg')}",
        paper="Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, 2015, "
        "https://arxiv.org/abs/1409.1556",
    )(_make)
