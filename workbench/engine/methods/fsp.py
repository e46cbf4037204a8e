"""Flow between layers: how a stage's input and output go together, for each pair of their channels.

Junho Yim, Donggyu Joo, Jihoon Bae, Junmo Kim, "A Gift from Knowledge Distillation: Fast Optimization, Network
Minimization and Transfer Learning", CVPR 2017, https://doi.org/10.1109/CVPR.2017.754. The flow of the solution
procedure is the matrix of inner products of two maps' channels, over height and width. Training has two stages: first
the student fits the teacher's matrices and nothing else, then the labels and no longer the teacher.

Where we differ: maps of different sizes are averaged to the smaller one, where the paper takes maxima; squares are
averaged over a matrix instead of summed; and both stages belong to one run, so that the learning rate is not raised
again between them. The first two are as in the code on which the published numbers rest (Yonglong Tian, Dilip
Krishnan, Phillip Isola, "Contrastive Representation Distillation", ICLR 2020, https://arxiv.org/abs/1910.10699).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor

from workbench.engine.features import Layers, TapPair, brought_together, heard_pairs, maps_of, paths_of
from workbench.engine.objective import Lesson, Objective, Pair, Signal, Unsuited
from workbench.engine.presets import R32X4_R8X4, R56_R20, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods

STAGE_ENDS = ("stem", "stage1", "stage2", "stage3")
"""Of the published pairs: the flow through each of the three stages."""


class Params(Layers):
    """Settings of the flow between layers."""

    prepare: float = Field(
        0.125,
        gt=0,
        lt=1,
        description="Fraction of the training, at its beginning, in which the student fits the teacher's flow and "
        "nothing else. Afterwards it learns from the rest of the loss alone.",
    )


@methods.register(
    "fsp",
    Params,
    title="Flow between layers",
    paper="https://doi.org/10.1109/CVPR.2017.754",
    symbol="sum_l mean((G_s - G_t)^2), G = F_l^t * F_(l+1) / (h * w)",
    presets=beside_labels(
        "fsp",
        {R32X4_R8X4: 72.62, R56_R20: 69.95, WRN40_WRN16: 72.91},
        "RepDistiller, last epoch",
        weight=50.0,
        params={"student_layers": list(STAGE_ENDS), "teacher_layers": list(STAGE_ENDS)},
    ),
)
class SolutionFlow(Objective[Params]):
    """First fit how the channels of one stage go together with those of the next, then train without the teacher."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 50.0
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        pairs = maps_of(pair, params)
        _check_ends(pairs)
        self.student_taps, self.teacher_taps = paths_of(pairs)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        if not self.alone(lesson.progress):
            return {"teacher": torch.zeros((), device=lesson.student.logits.device)}
        heard = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        student, teacher = zip(*heard, strict=True)
        return {"teacher": flow_loss(student, teacher)}

    def alone(self, progress: float) -> bool:
        """While the student is prepared."""
        return progress < self.params.prepare


def flow_loss(student: Sequence[Tensor], teacher: Sequence[Tensor]) -> Tensor:
    """Mean square of the difference of both networks' flows, summed over neighbouring maps.

    Args:
        student, teacher: At least two maps (B, C, H, W) each; the n-th of both have equally many channels.
    """
    losses = [
        (flow_matrix(*mine) - flow_matrix(*theirs)).square().mean()
        for mine, theirs in zip(pairwise(student), pairwise(teacher), strict=True)
    ]
    return torch.stack(losses).sum()


def flow_matrix(first: Tensor, last: Tensor) -> Tensor:
    """(B, C1, C2): inner products of channels over height and width, divided by the number of pixels.

    Args:
        first, last: Maps (B, C1, H, W) and (B, C2, H, W); those of different sizes are averaged to the smaller one.
    """
    one, other = brought_together(first, last)
    one, other = one.flatten(2), other.flatten(2)
    return one @ other.transpose(1, 2) / one.shape[2]


def _check_ends(pairs: Sequence[TapPair]) -> None:
    for mine, theirs in pairs:
        if mine.shape[0] != theirs.shape[0]:
            raise Unsuited(
                f"The student's layer '{mine.path}' has {mine.shape[0]} channels and the teacher's layer "
                f"'{theirs.path}' {theirs.shape[0]}, but their flows can only be compared between equally many.",
                fix="Choose layers with equally many channels, or another method.",
            )
    if len(pairs) < 2:
        raise Unsuited(
            f"A flow leads from one layer to the next, and there is only one pair of layers, '{pairs[0][0].path}' and "
            f"'{pairs[0][1].path}'.",
            fix="Choose at least two layers of each network, in order.",
        )
