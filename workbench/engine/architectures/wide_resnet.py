"""Wide residual networks for small pictures: wrn_16_1, wrn_16_2, wrn_40_1 and wrn_40_2.

Sergey Zagoruyko, Nikos Komodakis, "Wide Residual Networks", BMVC 2016, https://arxiv.org/abs/1605.07146, table 1. The
first number is the depth, the second how many times as wide as a residual network of 16, 32 and 64 feature maps. As in
the paper, normalisation and ReLU come before each convolution, and there is no dropout in networks as small as these.
The literature on distillation has the same networks: Yonglong Tian, Dilip Krishnan, Phillip Isola, "Contrastive
Representation Distillation", ICLR 2020, https://arxiv.org/abs/1910.10699.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from itertools import pairwise

from torch import Tensor, nn

from workbench.engine.registry import architectures
from workbench.recipes import Frozen

FAMILY = {f"wrn_{depth}_{width}": (depth, width) for depth in (16, 40) for width in (1, 2)}
"""Name -> depth, as the paper counts it, and how many times as wide."""


class Params(Frozen):
    """Nothing to set: the name says it all."""


class PreactivationBlock(nn.Module):
    """Two 3x3 convolutions, each after normalisation and ReLU, around which the input takes a shortcut.

    Where the block changes the shape, the shortcut is a 1x1 convolution of what the first ReLU gives.
    """

    def __init__(self, before: int, after: int, *, stride: int) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(before)
        self.relu1 = nn.ReLU()
        self.conv1 = nn.Conv2d(before, after, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(after)
        self.relu2 = nn.ReLU()
        self.conv2 = nn.Conv2d(after, after, kernel_size=3, padding=1, bias=False)
        self.changes = (before, stride) != (after, 1)
        self.shortcut = nn.Conv2d(before, after, 1, stride=stride, bias=False) if self.changes else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """(B, before, H, W) -> (B, after, H / stride, W / stride), rounded up."""
        active = self.relu1(self.norm1(x))
        y = self.conv2(self.relu2(self.norm2(self.conv1(active))))
        out: Tensor = y + self.shortcut(active if self.changes else x)
        return out


class WideResNet(nn.Module):
    """Stem, three stages of blocks, normalisation and ReLU, mean over the picture, one linear layer.

    Stem and stages give sums that no ReLU has cut yet; `activation` gives the map whose mean is classified.

    Args:
        depth: 6 for each block in a stage, and 4.
        width: Times 16, 32 and 64: feature maps of the three stages.
        channels: Of a picture.
        classes: How many logits.
    """

    def __init__(self, depth: int, width: int, *, channels: int, classes: int) -> None:
        super().__init__()
        blocks = (depth - 4) // 6
        widths = (16, 16 * width, 32 * width, 64 * width)
        self.stem = nn.Conv2d(channels, widths[0], kernel_size=3, padding=1, bias=False)
        self.stage1, self.stage2, self.stage3 = (
            _preactivation_stage(before, after, blocks, stride=stride)
            for (before, after), stride in zip(pairwise(widths), (1, 2, 2), strict=True)
        )
        self.activation = nn.Sequential(OrderedDict(norm=nn.BatchNorm2d(widths[-1]), relu=nn.ReLU()))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Linear(widths[-1], classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Logits (B, classes) of pictures (B, C, H, W) of any size."""
        x = self.activation(self.stage3(self.stage2(self.stage1(self.stem(x)))))
        logits: Tensor = self.classifier(self.flatten(self.pool(x)))
        return logits


def _preactivation_stage(before: int, after: int, blocks: int, *, stride: int) -> nn.Sequential:
    first = PreactivationBlock(before, after, stride=stride)
    return nn.Sequential(first, *(PreactivationBlock(after, after, stride=1) for _ in range(blocks - 1)))


def wide_resnet(_params: Params, *, shape: tuple[int, int, int], classes: int, depth: int, width: int) -> nn.Module:
    """A wide residual network for small pictures, of some depth and width."""
    return WideResNet(depth, width, channels=shape[0], classes=classes)


for _name, (_depth, _width) in FAMILY.items():
    _make = partial(wide_resnet, depth=_depth, width=_width)
    _make.__doc__ = f"Wide residual network for small pictures: {_depth} layers, {64 * _width} feature maps at the end."
    architectures.register(
        _name,
        Params,
        title=f"WRN-{_depth}-{_width}",
        paper="Zagoruyko, Komodakis: Wide Residual Networks, 2016, https://arxiv.org/abs/1605.07146",
    )(_make)
