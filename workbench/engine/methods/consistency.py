"""Knowledge consistency: the student's answers rise and fall with the teacher's.

The workbench's own design: raise the correlation between the predictions of student and teacher, Pearson's, between
rows (one picture's answer) and between columns (one class over the batch). The loss is ``1 - corr`` or ``-log(corr)``.
The nearest published method is that of Tao Huang, Shan You, Fei Wang, Chen Qian, Chang Xu, "Knowledge Distillation from
A Stronger Teacher", NeurIPS 2022, https://arxiv.org/abs/2205.10536, which has ``1 - corr`` of probabilities only.

``-log(corr)`` has no value at correlations of 0 or less, where training often begins. Below `STRAIGHT` it goes on along
its tangent: finite, still falling as the correlation rises, with a slope of at most 1 / STRAIGHT.

There is no factor of T^2 as in other methods: at high temperature the correlation of probabilities tends to that of
logits, whose gradient does not shrink with the temperature.
"""

from __future__ import annotations

import math
from typing import Literal

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.methods.dist import column_mean, correlations
from workbench.engine.objective import Lesson, Objective, mean_believed, precise
from workbench.engine.registry import methods
from workbench.recipes import Frozen

STRAIGHT = 0.1
"""Correlation below which ``-log(corr)`` goes on as a straight line."""


class Params(Frozen):
    """Settings of knowledge consistency."""

    rows: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="Weight of the correlation within each picture's answer.",
        json_schema_extra={"step": 0.1},
    )
    columns: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="Weight of the correlation of each class over the batch.",
        json_schema_extra={"step": 0.1},
    )
    form: Literal["one_minus", "log"] = Field(
        "log",
        description="How a correlation becomes a loss: one_minus = 1 - correlation; log = -log(correlation), which "
        "pulls harder on what correlates least.",
    )
    of: Literal["probabilities", "logits"] = Field(
        "probabilities",
        description="What is correlated: probabilities softened by the temperature, or logits, where the temperature "
        "makes no difference.",
    )


@methods.register(
    "consistency",
    Params,
    title="Knowledge consistency",
    paper="https://arxiv.org/abs/2205.10536",
    symbol="-rows * log(corr_rows(p_T, q_T)) - columns * log(corr_columns(p_T, q_T))",
)
class KnowledgeConsistency(Objective[Params]):
    """Raise the correlation with the teacher's predictions, picture by picture and class by class."""

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        assert lesson.teacher is not None, "the loop runs the teacher for every method that needs one"
        student = precise(lesson.student.logits)
        teacher = lesson.teacher.logits.detach().to(student.dtype)
        if self.params.of == "probabilities":
            temperature = lesson.dials.temperature
            student, teacher = (F.softmax(logits / temperature, dim=1) for logits in (student, teacher))
        rows = self._loss(correlations(student, teacher))
        columns = self._loss(correlations(student.T, teacher.T, lesson.trust))
        return {
            "rows": self.params.rows * mean_believed(rows, lesson.trust),
            "columns": self.params.columns * column_mean(columns, lesson.trust),
        }

    def _loss(self, found: Tensor) -> Tensor:
        return 1 - found if self.params.form == "one_minus" else straight_log_loss(found)


def straight_log_loss(found: Tensor) -> Tensor:
    """-log(x) for x above `STRAIGHT`, its tangent below; any shape, 0 at 1."""
    tangent = -math.log(STRAIGHT) + (STRAIGHT - found) / STRAIGHT
    return torch.where(found > STRAIGHT, -found.clamp(min=STRAIGHT).log(), tangent)
