"""Knowledge review: each level of the teacher teaches that level of the student together with all deeper ones.

Pengguang Chen, Shu Liu, Hengshuang Zhao, Jiaya Jia, "Distilling Knowledge via Knowledge Review", CVPR 2021,
https://arxiv.org/abs/2104.09044, section 3. From the deepest level up, the student's maps are fused with what came from
below by learned attention (ABF), brought to the teacher's channels and compared with the teacher's maps at several
sizes (HCL). As in the released code, levels are maps before their activation and, as the deepest, the embeddings; and
the weight rises over the first epochs, counted from 1. Where we differ: where the networks' maps have different sizes,
both are averaged down to the smaller; the released code repeats pixels of the student's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import (
    Layers,
    brought_together,
    embeddings_of,
    heard_pairs,
    layers_of,
    paths_of,
)
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.engine.taps import INPUT, Tap

WIDEST = 512
"""Most feature maps inside the fusion."""
SIZES = (4, 2, 1)
"""Height and width at which maps are compared, beside their own."""


class Params(Layers):
    """Settings of knowledge review."""

    warmup_epochs: int = Field(
        20, ge=0, le=10_000, description="Epochs over which the weight rises in equal steps; 0 = at once."
    )
    before_activation: bool = Field(
        True, description="Compare maps before their activation, negative values included, where they have one."
    )
    embedding: bool = Field(
        True, description="The embeddings are the deepest level, where both networks have them and no layer is chosen."
    )


@methods.register(
    "reviewkd",
    Params,
    title="Knowledge review (ReviewKD)",
    paper="https://arxiv.org/abs/2104.09044",
    symbol="min(epoch / 20, 1) * sum HCL(ABF(F_student), F_teacher)",
    presets=beside_labels(
        "reviewkd",
        {R32X4_R8X4: 75.63, R56_R20: 71.89, WRN40_WRN16: 76.12},
        "as quoted by later papers; settings of the released code",
        weight={R32X4_R8X4: 5.0, R56_R20: 0.6, WRN40_WRN16: 5.0},
        schedule={"batch_size": 128, "learning_rate": 0.1},
    )
    + beside_labels("reviewkd", {VGG13_MV2: 70.37}, "as quoted by later papers; weight of similar pairs", weight=8.0),
)
class KnowledgeReview(Objective[Params]):
    """Fit each level of the teacher with that level of the student and all deeper ones, fused."""

    uses_temperature: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        levels = layers_of(pair, params)
        if params.before_activation:
            levels = [(before_activation(mine), before_activation(theirs)) for mine, theirs in levels]
        if params.embedding and not params.student_layers and pair.student.head and pair.guide.head:
            levels.append(embeddings_of(pair))
        self.student_taps, self.teacher_taps = paths_of(levels)
        middle = min(WIDEST, levels[-1][0].shape[0])
        self.fusions = nn.ModuleList(
            Fusion(mine, theirs, middle, deepest=number == len(levels))
            for number, (mine, theirs) in enumerate(levels, start=1)
        )

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        levels = [
            (as_map(student), as_map(teacher))
            for student, teacher in heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        ]
        reviewed = self.reviewed([student for student, _ in levels])
        distances = [hierarchical_distance(ours, teacher) for ours, (_, teacher) in zip(reviewed, levels, strict=True)]
        return {"teacher": torch.stack(distances).sum() * self._warmth(lesson.epoch)}

    def reviewed(self, maps: list[Tensor]) -> list[Tensor]:
        """The student's levels, from the first to the deepest, each fused with all deeper ones."""
        return list(reversed(list(self._from_below(maps))))

    def _from_below(self, maps: list[Tensor]) -> Iterator[Tensor]:
        carried: Tensor | None = None
        for fusion, own in zip(reversed(self.fusions), reversed(maps), strict=True):
            carried, out = fusion(own, carried)
            yield out

    def _warmth(self, epoch: float) -> float:
        """Share of the weight during an epoch: 1 / warm-up in the first."""
        warmup = self.params.warmup_epochs
        return min((int(epoch) + 1) / warmup, 1.0) if warmup else 1.0


class Fusion(nn.Module):
    """Attention-based fusion (ABF) of a level with what comes from the deeper ones.

    Args:
        student, teacher: Layers of this level.
        middle: Feature maps that are fused and carried on.
        deepest: Nothing comes from below.
    """

    def __init__(self, student: Tap, teacher: Tap, middle: int, *, deepest: bool) -> None:
        super().__init__()
        self.enter = _convolution_of_level(student.shape[0], middle, 1)
        self.attention = None if deepest else nn.Sequential(nn.Conv2d(2 * middle, 2, 1), nn.Sigmoid())
        self.leave = _convolution_of_level(middle, teacher.shape[0], 3)

    def forward(self, own: Tensor, carried: Tensor | None) -> tuple[Tensor, Tensor]:
        """What is carried on (B, middle, H, W), and this level in the teacher's channels (B, D, H, W)."""
        fused: Tensor = self.enter(own)
        if self.attention is not None and carried is not None:
            carried = F.interpolate(carried, fused.shape[2:], mode="nearest")
            for_own, for_carried = self.attention(torch.cat([fused, carried], dim=1)).split(1, dim=1)
            fused = fused * for_own + carried * for_carried
        return fused, self.leave(fused)


class LevelNorm(nn.BatchNorm2d):
    """Batch normalisation; where there is one number a channel, by what was seen in larger batches."""

    def forward(self, input: Tensor) -> Tensor:
        """(B, C, H, W), normalised."""
        if input.numel() > input.shape[1]:
            return super().forward(input)
        return F.batch_norm(input, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)


def _convolution_of_level(before: int, after: int, kernel: int) -> nn.Sequential:
    conv = nn.Conv2d(before, after, kernel, padding=kernel // 2, bias=False)
    nn.init.kaiming_uniform_(conv.weight, a=1)
    return nn.Sequential(conv, LevelNorm(after))


def before_activation(tap: Tap) -> Tap:
    """What goes into the activation that the map comes from; the map itself where there is none."""
    return Tap(f"{tap.activation}{INPUT}", tap.shape) if tap.activation else tap


def as_map(features: Tensor) -> Tensor:
    """Vectors (B, D) as maps of one pixel; maps as they are."""
    return features[:, :, None, None] if features.ndim == 2 else features


def hierarchical_distance(student: Tensor, teacher: Tensor) -> Tensor:
    """Hierarchical context loss (HCL): mean square differences at several sizes, each with half the weight of the last.

    Args:
        student, teacher: (B, C, H, W), the same C. Brought to the smaller size of both first.

    Returns:
        Scalar; the weights sum to 1.
    """
    student, teacher = brought_together(student, teacher)
    total, weight, weights = F.mse_loss(student, teacher), 1.0, 1.0
    for size in SIZES:
        if size < min(student.shape[2:]):
            weight /= 2
            weights += weight
            ours, theirs = F.adaptive_avg_pool2d(student, size), F.adaptive_avg_pool2d(teacher, size)
            total = total + weight * F.mse_loss(ours, theirs)
    return total / weights
