"""Overhauled features: fit the teacher's maps before ReLU, except where both are negative enough.

Byeongho Heo, Jeesoo Kim, Sangdoo Yun, Hyojin Park, Nojun Kwak, Jin Young Choi, "A Comprehensive Overhaul of Feature
Distillation", ICCV 2019, https://arxiv.org/abs/1904.01866, section 3. The teacher's map passes a ReLU whose lower end
is a margin instead of zero: the mean of the channel's negative values, told by the batch normalisation before it. The
student's map passes a connector (1x1 convolution, batch normalisation), and the squared distance does not count where
the teacher is at most zero and the student below it. Each layer weighs twice as much as
the one before it, as in the authors' code.

Where we differ: the teacher stays in eval mode, as for every method here, while the authors' code keeps its batch
normalisation in train mode; so its maps can be kept. Where normalisations are added up before the ReLU, as around a
shortcut with a convolution, the margin is that of their sum, taken as independent; the authors' code looks at one of
them. An identity shortcut does not count, as there. And the margin of a channel that is hardly ever negative is
computed as all others are, where the authors' code sets it to minus three deviations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn

from workbench.engine.features import Layers, adapter, brought_together, heard_pairs, maps_of, paths_of
from workbench.engine.objective import Lesson, Objective, Pair, Signal, Unsuited, precise
from workbench.engine.preactivation import preactivation_pairs
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods


class Params(Layers):
    """Nothing to set but the layers."""


@methods.register(
    "ofd",
    Params,
    title="Overhauled features",
    paper="https://arxiv.org/abs/1904.01866",
    symbol="sum_l 2^(l-n) * mean_pictures sum (r(F_s) - max(F_t, m))^2 unless r(F_s) <= max(F_t, m) <= 0",
    presets=beside_labels(
        "ofd",
        {R32X4_R8X4: 74.95, R56_R20: 70.98, WRN40_WRN16: 75.24, VGG13_MV2: 69.48},
        "DKD paper's table, unverified",
        weight=0.001,
        params={
            R32X4_R8X4: {},
            R56_R20: {},
            WRN40_WRN16: {},
            VGG13_MV2: {
                "student_layers": ["stage1", "stage2", "stage3", "stage4"],
                "teacher_layers": ["stage2", "stage3", "stage4", "stage5"],
            },
        },
    ),
)
class OverhauledFeatures(Objective[Params]):
    """Fit the teacher's maps as they are before ReLU, but ask for nothing where a neuron of both is off."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 0.001
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        before = preactivation_pairs(maps_of(pair, params), pair.student, pair.guide)
        pairs = [(mine.tap, theirs.tap) for mine, theirs in before]
        self.student_taps, self.teacher_taps = paths_of(pairs)
        self.connectors = nn.ModuleList(adapter(*both, always=True) for both in pairs)
        for number, (_, theirs) in enumerate(before):
            if not theirs.norms:
                raise Unsuited(
                    f"The teacher's layer '{theirs.tap.path}' takes or gives values that no batch normalisation made, "
                    "so how far below zero they lie is not known.",
                    fix="Choose a teacher with batch normalisation before its activations, other layers, or another "
                    "method.",
                )
            self.register_buffer(f"margin{number}", margin_of(theirs.norms))

    @property
    def margins(self) -> list[Tensor]:
        """(C,) of each layer, at most 0."""
        return [getattr(self, f"margin{number}") for number in range(len(self.connectors))]

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        heard = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        count = len(heard)
        losses = []
        for number, (connector, margin, maps) in enumerate(zip(self.connectors, self.margins, heard, strict=True)):
            student, teacher = brought_together(*maps)
            target = torch.maximum(teacher, margin.view(1, -1, 1, 1).to(teacher.dtype))
            losses.append(partial_distance(precise(connector(student)), target) / 2 ** (count - number - 1))
        return {"teacher": torch.stack(losses).sum()}


def partial_distance(student: Tensor, target: Tensor) -> Tensor:
    """Squared distance, without the places where ``student <= target <= 0``.

    Args:
        student, target: (B, C, H, W).

    Returns:
        Scalar, summed over the map, mean over pictures.
    """
    counts = (student > target) | (target > 0)
    return ((student - target).square() * counts).sum() / len(student)


def margin_of(norms: Sequence[nn.BatchNorm2d]) -> Tensor:
    """Mean of the negative values of a sum of normalised maps, (C,) float32; see `negative_mean`."""
    shifts, variances = zip(*(_moments(norm) for norm in norms), strict=True)
    deviation = torch.stack(variances).sum(dim=0).sqrt()
    return negative_mean(torch.stack(shifts).sum(dim=0), deviation).float()


def negative_mean(mean: Tensor, deviation: Tensor) -> Tensor:
    """Mean of the values below zero of a normal distribution, at most 0.

    ``mean - deviation * phi(z) / Phi(-z)`` with z = mean / deviation, the density and the distribution of the standard
    normal; written with the scaled complementary error function, which does not lose digits far from zero.

    Args:
        mean, deviation: Of one shape, deviation at least 0.
    """
    spread = deviation.clamp(min=1e-12)
    hazard = math.sqrt(2 / math.pi) / torch.special.erfcx(mean / spread / math.sqrt(2))
    below: Tensor = (mean - spread * hazard).clamp(max=0)
    return below


def _moments(norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Mean and variance of each channel that the normalisation gives, (C,) float64 on the CPU."""
    if not norm.affine:
        return torch.zeros(norm.num_features).double(), torch.ones(norm.num_features).double()
    return norm.bias.detach().double().cpu(), norm.weight.detach().double().cpu().square()
