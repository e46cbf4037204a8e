"""Variational information: the student's maps must tell as much as they can about the teacher's.

Sungsoo Ahn, Shell Xu Hu, Andreas Damianou, Neil D. Lawrence, Zhenwen Dai, "Variational Information Distillation for
Knowledge Transfer", CVPR 2019, https://arxiv.org/abs/1904.05835. The mutual information of both maps is at least what
a Gaussian says about the teacher's map that is told the student's: its mean is computed from the student's map by three
1x1 convolutions, its variance is learned for each channel and is the same everywhere.

Where we differ: the constant ``log(2 pi) / 2`` is left out, and the bound is the mean over the map instead of the sum,
as in the code on which the published numbers rest (Yonglong Tian, Dilip Krishnan, Phillip Isola, "Contrastive
Representation Distillation", ICLR 2020, https://arxiv.org/abs/1910.10699). The convolutions are as wide as the
teacher's map. Maps of different sizes are compared at the smaller one.
"""

from __future__ import annotations

import math
from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import Layers, brought_together, heard_pairs, maps_of, paths_of
from workbench.engine.objective import Lesson, Objective, Pair, Signal, precise
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods

LEAST_VARIANCE = 1e-5
"""Added to what is learned, so that no channel can be predicted with certainty."""


class Params(Layers):
    """Settings of variational information distillation."""

    initial_variance: float = Field(
        5.0,
        ge=0.001,
        le=1000,
        description="How far off the student's prediction of a teacher's map is taken to be at first (variance of each "
        "channel); learned from there on.",
        json_schema_extra={"step": 0.5},
    )


class ChannelGaussian(nn.Module):
    """A Gaussian for each pixel of a map with `after` channels, told a map with `before` channels.

    Args:
        variance: Of every channel at first, above 1e-5.
    """

    def __init__(self, before: int, after: int, *, variance: float) -> None:
        super().__init__()
        self.mean = nn.Sequential(
            nn.Conv2d(before, after, 1, bias=False),
            nn.ReLU(),
            nn.Conv2d(after, after, 1, bias=False),
            nn.ReLU(),
            nn.Conv2d(after, after, 1, bias=False),
        )
        learned = variance - LEAST_VARIANCE
        self.raw_variance = nn.Parameter(torch.full((after,), learned + math.log(-math.expm1(-learned))))

    @property
    def variance(self) -> Tensor:
        """(C,), above 0."""
        return F.softplus(self.raw_variance) + LEAST_VARIANCE

    def forward(self, student: Tensor, teacher: Tensor) -> Tensor:
        """Scalar; see `gaussian_surprise`."""
        return gaussian_surprise(precise(self.mean(student)), teacher, self.variance)


@methods.register(
    "vid",
    Params,
    title="Variational information",
    paper="https://arxiv.org/abs/1904.05835",
    symbol="sum_l mean((mu(F_s) - F_t)^2 / sigma^2 + ln sigma^2) / 2",
    presets=beside_labels(
        "vid",
        {R32X4_R8X4: 73.09, R56_R20: 70.38, WRN40_WRN16: 74.11, VGG13_MV2: 65.56},
        "RepDistiller, last epoch",
        weight=1.0,
        params={
            R32X4_R8X4: {},
            R56_R20: {},
            WRN40_WRN16: {
                "student_layers": ["stage1", "stage2", "stage3"],
                "teacher_layers": ["stage1", "stage2", "stage3"],
            },
            VGG13_MV2: {
                "student_layers": ["stage1", "stage2", "stage3", "stage4"],
                "teacher_layers": ["stage2", "stage3", "stage4", "stage5"],
            },
        },
    ),
)
class VariationalInformation(Objective[Params]):
    """Predict the teacher's maps from the student's, with an uncertainty for each channel that is learned."""

    uses_temperature: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        pairs = maps_of(pair, params)
        self.student_taps, self.teacher_taps = paths_of(pairs)
        self.gaussians = nn.ModuleList(
            ChannelGaussian(mine.shape[0], theirs.shape[0], variance=params.initial_variance) for mine, theirs in pairs
        )

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        heard = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        surprises = [gaussian(*brought_together(*maps)) for gaussian, maps in zip(self.gaussians, heard, strict=True)]
        return {"teacher": torch.stack(surprises).sum()}

    def readings(self) -> dict[str, Tensor]:
        """The deviation that the student's predictions are taken to have, mean over all channels."""
        deviations = [gaussian.variance.detach().sqrt() for gaussian in self.gaussians]  # type: ignore[operator]
        return {"mean sigma": torch.cat(deviations).mean()}


def gaussian_surprise(mean: Tensor, target: Tensor, variance: Tensor) -> Tensor:
    """Negative log-likelihood of a map under independent Gaussians, without its constant.

    Args:
        mean, target: (B, C, H, W).
        variance: (C,), above 0.

    Returns:
        Scalar, in nats per pixel and channel; may be below 0.
    """
    spread = variance.view(1, -1, 1, 1)
    return ((mean - target).square() / spread + spread.log()).mean() / 2
