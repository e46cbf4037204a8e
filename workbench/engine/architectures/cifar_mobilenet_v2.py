"""MobileNetV2 for small pictures, at half its width.

Mark Sandler, Andrew Howard, Menglong Zhu, Andrey Zhmoginov, Liang-Chieh Chen, "MobileNetV2: Inverted Residuals and
Linear Bottlenecks", CVPR 2018, https://arxiv.org/abs/1801.04381, table 2. Where we differ, as the literature on
distillation does (Yonglong Tian, Dilip Krishnan, Phillip Isola, "Contrastive Representation Distillation", ICLR 2020,
https://arxiv.org/abs/1910.10699): the picture is halved four times instead of five, so that 32x32 pixels end as maps
of 2x2; ReLU takes the place of ReLU6; the first block too has its 1x1 convolution before the depthwise one; and there
is no dropout.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from workbench.engine.registry import architectures
from workbench.recipes import Frozen

MOBILE_STEM, MOBILE_LAST = 16, 1280
"""Feature maps before the first block and after the last; the paper never narrows the latter below 1280."""

MOBILE_STAGES = (
    ((1, 8, 1, 1), (6, 12, 2, 1)),
    ((6, 16, 3, 2),),
    ((6, 32, 4, 2), (6, 48, 3, 1)),
    ((6, 80, 3, 2), (6, 160, 1, 1)),
)
"""The paper's table at half width, a stage for each size of maps: expansion, feature maps, blocks, first stride."""


class Params(Frozen):
    """Nothing to set: the name says it all."""


class InvertedResidual(nn.Module):
    """1x1 convolution to more maps, a 3x3 one for each map by itself, 1x1 convolution to few maps, without ReLU.

    Where the block keeps the shape, its input is added to that.
    """

    def __init__(self, before: int, after: int, *, expansion: int, stride: int) -> None:
        super().__init__()
        inside = before * expansion
        self.conv1 = nn.Conv2d(before, inside, kernel_size=1, bias=False)
        self.norm1 = nn.BatchNorm2d(inside)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(inside, inside, kernel_size=3, stride=stride, padding=1, groups=inside, bias=False)
        self.norm2 = nn.BatchNorm2d(inside)
        self.relu2 = nn.ReLU()
        self.conv3 = nn.Conv2d(inside, after, kernel_size=1, bias=False)
        self.norm3 = nn.BatchNorm2d(after)
        self.keeps = (before, stride) == (after, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, before, H, W) -> (B, after, H / stride, W / stride), rounded up."""
        y = self.relu1(self.norm1(self.conv1(x)))
        y = self.relu2(self.norm2(self.conv2(y)))
        out: Tensor = self.norm3(self.conv3(y))
        return x + out if self.keeps else out


class CifarMobileNetV2(nn.Module):
    """Stem, four stages of blocks, a last convolution, mean over the picture, one linear layer.

    Args:
        channels: Of a picture.
        classes: How many logits.
    """

    def __init__(self, *, channels: int, classes: int) -> None:
        super().__init__()
        ends = [MOBILE_STEM, *(stage[-1][1] for stage in MOBILE_STAGES)]
        self.stem = _mobile_conv(channels, MOBILE_STEM, size=3, stride=2)
        self.stage1, self.stage2, self.stage3, self.stage4 = (
            _mobile_stage(before, stage) for before, stage in zip(ends, MOBILE_STAGES, strict=False)
        )
        self.last = _mobile_conv(ends[-1], MOBILE_LAST, size=1, stride=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.classifier = nn.Linear(MOBILE_LAST, classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Logits (B, classes) of pictures (B, C, H, W) of any size."""
        x = self.stage4(self.stage3(self.stage2(self.stage1(self.stem(x)))))
        logits: Tensor = self.classifier(self.flatten(self.pool(self.last(x))))
        return logits


def _mobile_stage(before: int, rows: tuple[tuple[int, int, int, int], ...]) -> nn.Sequential:
    blocks = []
    for expansion, after, count, stride in rows:
        widths = [before] + [after] * count
        for number, (one, other) in enumerate(pairwise(widths)):
            blocks.append(InvertedResidual(one, other, expansion=expansion, stride=1 if number else stride))
        before = after
    return nn.Sequential(*blocks)


def _mobile_conv(before: int, after: int, *, size: int, stride: int) -> nn.Sequential:
    conv = nn.Conv2d(before, after, size, stride=stride, padding=size // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU())


@architectures.register(
    "mobilenet_v2_half",
    Params,
    title="MobileNetV2 x0.5",
    paper="Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018, "
    "https://arxiv.org/abs/1801.04381",
)
def mobilenet_v2_half(_params: Params, *, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """Made for phones, at half width and for small pictures: halves them four times, hence very few computations."""
    return CifarMobileNetV2(channels=shape[0], classes=classes)
