"""ShuffleNet, first and second version, for small pictures.

Xiangyu Zhang, Xinyu Zhou, Mengxiao Lin, Jian Sun, "ShuffleNet: An Extremely Efficient Convolutional Neural Network for
Mobile Devices", CVPR 2018, https://arxiv.org/abs/1707.01083, table 1 with three groups; Ningning Ma, Xiangyu Zhang,
Hai-Tao Zheng, Jian Sun, "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", ECCV 2018,
https://arxiv.org/abs/1807.11164, table 5 at width 1. Where we differ, as the literature on distillation does (Yonglong
Tian, Dilip Krishnan, Phillip Isola, "Contrastive Representation Distillation", ICLR 2020,
https://arxiv.org/abs/1910.10699): the stem is a 1x1 convolution that keeps all pixels, so that 32x32 of them end as
maps of 4x4; and in the first version, the depthwise convolution is followed by ReLU.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn

from workbench.engine.registry import architectures
from workbench.recipes import Frozen

SHUFFLE_STEM, SHUFFLE_BLOCKS = 24, (4, 8, 4)
"""Feature maps of the stem, and blocks in each stage, the first of which halves the picture; alike in both versions."""

GROUPS, GROUPED_WIDTHS = 3, (240, 480, 960)
"""Of the first version: groups of its 1x1 convolutions, and feature maps of its three stages."""

SPLIT_WIDTHS, SPLIT_LAST = (116, 232, 464), 1024
"""Of the second version: feature maps of its three stages and of its last convolution."""


class Params(Frozen):
    """Nothing to set: the name says it all."""


class ChannelShuffle(nn.Module):
    """Deals the maps of each group out to all groups in turn.

    Args:
        groups: How many, of equal size.
    """

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> the same maps in another order."""
        groups: Tensor = x.unflatten(1, (self.groups, -1))
        return groups.transpose(1, 2).flatten(1, 2)


class GroupedBlock(nn.Module):
    """Of the first version: 1x1 in groups, shuffle, 3x3 of each map by itself, 1x1 in groups; and a shortcut.

    A block that halves the picture puts the mean of its input's pixels beside its own maps instead of adding them up.
    """

    def __init__(self, before: int, after: int, *, halve: bool) -> None:
        super().__init__()
        own = after - before if halve else after
        inside = own // 4
        groups = 1 if before == SHUFFLE_STEM else GROUPS  # the stem's maps are too few to be divided (section 3.2)
        self.conv1 = nn.Conv2d(before, inside, kernel_size=1, groups=groups, bias=False)
        self.norm1 = nn.BatchNorm2d(inside)
        self.relu1 = nn.ReLU()
        self.shuffle = ChannelShuffle(groups)
        self.conv2 = nn.Conv2d(inside, inside, 3, stride=2 if halve else 1, padding=1, groups=inside, bias=False)
        self.norm2 = nn.BatchNorm2d(inside)
        self.relu2 = nn.ReLU()
        self.conv3 = nn.Conv2d(inside, own, kernel_size=1, groups=GROUPS, bias=False)
        self.norm3 = nn.BatchNorm2d(own)
        self.halve = halve
        self.shortcut = nn.AvgPool2d(3, stride=2, padding=1) if halve else nn.Identity()
        self.relu3 = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        """(B, before, H, W) -> (B, after, H, W), or H / 2 and W / 2, rounded up."""
        y = self.shuffle(self.relu1(self.norm1(self.conv1(x))))
        y = self.relu2(self.norm2(self.conv2(y)))
        y = self.norm3(self.conv3(y))
        kept = self.shortcut(x)
        out: Tensor = self.relu3(torch.cat([y, kept], dim=1) if self.halve else y + kept)
        return out


class SplitBlock(nn.Module):
    """Of the second version: one half of the maps passes unchanged, the other takes three convolutions; shuffle.

    Where the block halves the picture, both ways have convolutions and all the maps.
    """

    def __init__(self, before: int, after: int, *, halve: bool) -> None:
        super().__init__()
        half = after // 2
        self.halve = halve
        self.left = nn.Sequential(*_depthwise(before, stride=2), *_pointwise(before, half)) if halve else nn.Identity()
        entering = before if halve else half
        self.right = nn.Sequential(
            *_pointwise(entering, half), *_depthwise(half, stride=2 if halve else 1), *_pointwise(half, half)
        )
        self.shuffle = ChannelShuffle(2)

    def forward(self, x: Tensor) -> Tensor:
        """(B, before, H, W) -> (B, after, H, W), or H / 2 and W / 2, rounded up."""
        left, right = (x, x) if self.halve else x.chunk(2, dim=1)
        out: Tensor = self.shuffle(torch.cat([self.left(left), self.right(right)], dim=1))
        return out


def _shufflenet(
    block: type[GroupedBlock] | type[SplitBlock],
    widths: tuple[int, ...],
    last: int | None,
    *,
    channels: int,
    classes: int,
) -> nn.Sequential:
    """Stem, three stages of blocks, perhaps a last convolution, mean over the picture, one linear layer."""
    layers: OrderedDict[str, nn.Module] = OrderedDict(stem=nn.Sequential(*_pointwise(channels, SHUFFLE_STEM)))
    before = SHUFFLE_STEM
    for number, (after, count) in enumerate(zip(widths, SHUFFLE_BLOCKS, strict=True), start=1):
        same = (block(after, after, halve=False) for _ in range(count - 1))
        layers[f"stage{number}"] = nn.Sequential(block(before, after, halve=True), *same)
        before = after
    if last is not None:
        layers["last"] = nn.Sequential(*_pointwise(before, last))
        before = last
    layers["pool"] = nn.AdaptiveAvgPool2d(1)
    layers["flatten"] = nn.Flatten()
    layers["classifier"] = nn.Linear(before, classes)
    net = nn.Sequential(layers)
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    return net


def _pointwise(before: int, after: int) -> list[nn.Module]:
    return [nn.Conv2d(before, after, kernel_size=1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]


def _depthwise(maps: int, *, stride: int) -> list[nn.Module]:
    return [nn.Conv2d(maps, maps, 3, stride=stride, padding=1, groups=maps, bias=False), nn.BatchNorm2d(maps)]


@architectures.register(
    "shufflenet_v1",
    Params,
    title="ShuffleNet v1",
    paper="Zhang, Zhou, Lin, Sun: ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices, "
    "2018, https://arxiv.org/abs/1707.01083",
)
def shufflenet_v1(_params: Params, *, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """Made for phones, for small pictures: convolutions in groups whose maps are shuffled, 960 maps at the end."""
    return _shufflenet(GroupedBlock, GROUPED_WIDTHS, None, channels=shape[0], classes=classes)


@architectures.register(
    "shufflenet_v2",
    Params,
    title="ShuffleNet v2",
    paper="Ma, Zhang, Zheng, Sun: ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, 2018, "
    "https://arxiv.org/abs/1807.11164",
)
def shufflenet_v2(_params: Params, *, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """Made for phones, for small pictures: half of the maps skips each block, 1024 maps at the end."""
    return _shufflenet(SplitBlock, SPLIT_WIDTHS, SPLIT_LAST, channels=shape[0], classes=classes)
