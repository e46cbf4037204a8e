"""Residual networks for small pictures: resnet8 to resnet110, and the four times wider resnet8x4 and resnet32x4.

Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun, "Deep Residual Learning for Image Recognition", CVPR 2016,
https://arxiv.org/abs/1512.03385, section 4.2. Where we differ, as the literature on distillation does: a shortcut that
changes shape is a 1x1 convolution with batch normalisation (the paper's option B) instead of padding with zeros. The
wide ones are those of Yonglong Tian, Dilip Krishnan, Phillip Isola, "Contrastive Representation Distillation", ICLR
2020, https://arxiv.org/abs/1910.10699: 32 feature maps in the stem, then 64, 128, 256.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from torch import Tensor, nn

from workbench.engine.registry import architectures
from workbench.recipes import Frozen

NARROW = (16, 16, 32, 64)
WIDE = (32, 64, 128, 256)
FAMILY = {f"resnet{depth}": (depth, NARROW) for depth in (8, 14, 20, 32, 44, 56, 110)} | {
    f"resnet{depth}x4": (depth, WIDE) for depth in (8, 32)
}
"""Name -> layers with weights on the longest path, and feature maps of the stem and the three stages."""


class Params(Frozen):
    """Nothing to set: the name says it all."""


class Block(nn.Module):
    """Two 3x3 convolutions around which the input takes a shortcut."""

    def __init__(self, before: int, after: int, *, stride: int) -> None:
        super().__init__()
        self.conv1 = _conv3x3(before, after, stride=stride)
        self.norm1 = nn.BatchNorm2d(after)
        self.relu1 = nn.ReLU()
        self.conv2 = _conv3x3(after, after, stride=1)
        self.norm2 = nn.BatchNorm2d(after)
        self.shortcut = nn.Identity() if (before, stride) == (after, 1) else _projection(before, after, stride=stride)
        self.relu2 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """(B, before, H, W) -> (B, after, H / stride, W / stride), rounded up."""
        y = self.relu1(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        out: Tensor = self.relu2(y + self.shortcut(x))
        return out


class CifarResNet(nn.Module):
    """Stem, three stages of blocks, mean over the picture, one linear layer.

    Args:
        depth: Layers with weights on the longest path: 6 for each block in a stage, and 2.
        widths: Feature maps of the stem and of the three stages.
        channels: Of a picture.
        classes: How many logits.
    """

    def __init__(self, depth: int, widths: Sequence[int], *, channels: int, classes: int) -> None:
        super().__init__()
        blocks = (depth - 2) // 6
        self.stem = nn.Sequential(_conv3x3(channels, widths[0], stride=1), nn.BatchNorm2d(widths[0]), nn.ReLU())
        strides = (1, 2, 2)
        self.stage1, self.stage2, self.stage3 = (
            _stage(before, after, blocks, stride=stride)
            for (before, after), stride in zip(pairwise(widths), strides, strict=True)
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Linear(widths[-1], classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Logits (B, classes) of pictures (B, C, H, W) of any size."""
        x = self.stage3(self.stage2(self.stage1(self.stem(x))))
        logits: Tensor = self.classifier(self.flatten(self.pool(x)))
        return logits


def _stage(before: int, after: int, blocks: int, *, stride: int) -> nn.Sequential:
    first = Block(before, after, stride=stride)
    return nn.Sequential(first, *(Block(after, after, stride=1) for _ in range(blocks - 1)))


def _conv3x3(before: int, after: int, *, stride: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, kernel_size=3, stride=stride, padding=1, bias=False)


def _projection(before: int, after: int, *, stride: int) -> nn.Sequential:
    conv = nn.Conv2d(before, after, kernel_size=1, stride=stride, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after))


def cifar_resnet(
    _params: Params, *, shape: tuple[int, int, int], classes: int, depth: int, widths: Sequence[int]
) -> nn.Module:
    """A residual network for small pictures, of some depth and width."""
    return CifarResNet(depth, widths, channels=shape[0], classes=classes)


for _name, (_depth, _widths) in FAMILY.items():
    _make = partial(cifar_resnet, depth=_depth, widths=_widths)
    _make.__doc__ = f"Residual network for small pictures: {_depth} layers, {_widths[-1]} feature maps at the end."
    architectures.register(
        _name,
        Params,
        title=f"ResNet-{_name.removeprefix('resnet')}",
        paper="He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2016, https://arxiv.org/abs/1512.03385",
    )(_make)
