"""Correlated answers: the student keeps the teacher's relations between classes and between pictures.

Tao Huang, Shan You, Fei Wang, Chen Qian, Chang Xu, "Knowledge Distillation from A Stronger Teacher", NeurIPS 2022,
https://arxiv.org/abs/2205.10536. ``rows`` is the paper's beta, the weight of inter-class relations (within a picture's
answer), ``columns`` its gamma, that of intra-class relations (of a class over the batch). CIFAR-100: temperature 4,
both weights 2; ImageNet: temperature 1, both weights 1.

Where we differ: a row or column that does not vary has no correlation (the released code adds 1e-8 to the product of
the norms). Here, where the teacher's does not vary, as in a batch of one picture, there is nothing to imitate and the
loss is 0; where only the student's does not vary, it is 1, without gradient. Pictures that the teacher is believed less
about count less in the columns too.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.objective import Lesson, Objective, mean_believed, precise
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.recipes import Frozen

CONSTANT = 1e-6
"""Standard deviation below which a row of probabilities or logits counts as constant."""


class Params(Frozen):
    """Settings of correlated answers."""

    rows: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="Weight of the correlation within each picture's answer: which classes are likelier than others.",
        json_schema_extra={"step": 0.1},
    )
    columns: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="Weight of the correlation of each class over the batch: for which pictures it is likelier.",
        json_schema_extra={"step": 0.1},
    )


@methods.register(
    "dist",
    Params,
    title="Correlated answers (DIST)",
    paper="https://arxiv.org/abs/2205.10536",
    symbol="T^2 * [rows * (1 - corr_rows(p_T, q_T)) + columns * (1 - corr_columns(p_T, q_T))]",
    presets=[
        *beside_labels(
            "dist", {R32X4_R8X4: 76.31, R56_R20: 71.75}, "its README, epoch not stated", weight=2.0, temperature=4.0
        ),
        *beside_labels(
            "dist", {WRN40_WRN16: 75.51, VGG13_MV2: 68.50}, "the README of TTM", weight=2.0, temperature=4.0
        ),
    ],
)
class CorrelatedAnswers(Objective[Params]):
    """Raise the correlation with the teacher's softened probabilities, picture by picture and class by class."""

    weight: ClassVar[float] = 2.0

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        assert lesson.teacher is not None, "the loop runs the teacher for every method that needs one"
        temperature = lesson.dials.temperature
        ours = precise(lesson.student.logits)
        student = F.softmax(ours / temperature, dim=1)
        teacher = F.softmax(lesson.teacher.logits.detach().to(ours.dtype) / temperature, dim=1)
        rows = mean_believed(1 - correlations(student, teacher), lesson.trust)
        columns = column_mean(1 - correlations(student.T, teacher.T, lesson.trust), lesson.trust)
        return {
            "rows": self.params.rows * temperature**2 * rows,
            "columns": self.params.columns * temperature**2 * columns,
        }


def correlations(student: Tensor, teacher: Tensor, believed: Tensor | None = None) -> Tensor:
    """Pearson's correlation of each row of one matrix with the same row of the other.

    Args:
        student, teacher: (R, N).
        believed: (N,), at least 0: how much each entry of a row counts; None = all the same.

    Returns:
        (R,), -1 to 1; 1 where the teacher's row is constant, else 0 where the student's is; no gradient there.
    """
    count = student.shape[1]
    if believed is None:
        share = student.new_full((count,), 1 / count)
    else:
        share = believed.to(student.dtype) / believed.sum().clamp(min=CONSTANT)
    ours, _ = _direction(student, share)
    theirs, varies = _direction(teacher, share)
    found = (ours * theirs).sum(dim=1)
    return torch.where(varies, found, torch.ones_like(found))


def column_mean(columns: Tensor, trust: Tensor | None) -> Tensor:
    """Mean of a loss for each class, (C,), times how far the teacher is believed on average."""
    return columns.mean() if trust is None else columns.mean() * trust.mean()


def _direction(rows: Tensor, share: Tensor) -> tuple[Tensor, Tensor]:
    """Each row (R, N) centred and of length 1, zeros where it is constant; and (R,) whether it is not."""
    mean = (rows * share).sum(dim=1, keepdim=True)
    centred = (rows - mean) * share.sqrt()
    deviation = torch.linalg.vector_norm(centred, dim=1, keepdim=True)
    varies = deviation > CONSTANT
    return centred / deviation.where(varies, torch.full_like(deviation, torch.inf)), varies.squeeze(1)
