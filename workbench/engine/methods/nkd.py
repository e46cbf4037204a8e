"""Normalised soft targets: the teacher's sureness weighs the label; the other classes are compared among themselves.

Zhendong Yang, Ailing Zeng, Zhe Li, Tianke Zhang, Chun Yuan, Yu Li, "From Knowledge Distillation to Self-Knowledge
Distillation: A Unified Approach with Normalized Loss and Customized Soft Labels", ICCV 2023,
https://arxiv.org/abs/2303.13005, section 3. The other classes' probabilities do not have the same sum for student and
teacher, so that fitting them pulls at the label as well; normalised, they have.

Both terms are cross-entropies, as in the paper: at a perfect student they are not 0. The labels stand beside it at
weight 1.

Where we differ: pictures whose label is hidden are left out (weight 0), as in the labels' own loss. Logit
standardisation, where it is wanted, applies to the other classes only: the target term is the labels' cross-entropy at
temperature 1, weighed, and the labels' own loss is not standardised either.
"""

from __future__ import annotations

from typing import ClassVar

import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.labelled import at_label, mean_labelled
from workbench.engine.methods.dkd import log_among_others
from workbench.engine.objective import Lesson, Objective, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits


class Params(Softened):
    """Settings of normalised soft targets."""

    gamma: float = Field(
        1.5,
        ge=0,
        le=1000,
        description="Weight of what the teacher thinks of the other classes; the label's is 1.",
        json_schema_extra={"step": 0.5},
    )


@methods.register(
    "nkd",
    Params,
    title="Normalised soft targets (NKD)",
    paper="https://arxiv.org/abs/2303.13005",
    symbol="p_teacher(y) * CE(y, student) + gamma * T^2 * CE(other classes of teacher_T, of student_T)",
    presets=[
        *beside_labels(
            "nkd",
            {R32X4_R8X4: 76.35, R56_R20: 71.18, WRN40_WRN16: 75.43},
            "second-hand: a note on the LDRLD paper",
            weight=1.0,
            temperature=1.0,
        ),
        *beside_labels("nkd", {VGG13_MV2: None}, "the paper", weight=1.0, temperature=1.0),
    ],
)
class NormalisedSoftTargets(Objective[Params]):
    """Fit the label as far as the teacher is sure of it, and the teacher's view of the other classes."""

    needs: ClassVar[tuple[Signal, ...]] = ("logits", "labels")

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        labels, temperature = lesson.labels, lesson.dials.temperature
        target = sure_label_rows(*compared_logits(lesson, Softened()), labels)
        non_target = other_class_rows(*compared_logits(lesson, self.params), labels, temperature=temperature)
        return {
            "target": mean_labelled(target, labels, lesson.trust),
            "non_target": self.params.gamma * mean_labelled(non_target, labels, lesson.trust),
        }


def sure_label_rows(student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    """``-p_teacher(y) * log p_student(y)`` at temperature 1, for each picture, (B,); logits (B, C)."""
    sure = at_label(teacher.softmax(dim=1), labels)
    return -sure * at_label(F.log_softmax(student, dim=1), labels)


def other_class_rows(student: Tensor, teacher: Tensor, labels: Tensor, *, temperature: float) -> Tensor:
    """Cross-entropy among the classes that are not the label, for each picture, (B,), times temperature squared."""
    log_p = log_among_others(student / temperature, labels)
    log_q = log_among_others(teacher / temperature, labels)
    return -(log_q.exp() * log_p).sum(dim=1) * temperature**2
