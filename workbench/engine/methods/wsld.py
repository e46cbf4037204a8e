"""Weighted soft targets: a picture counts the more, the worse the student answers it compared with the teacher.

Helong Zhou, Liangchen Song, Jiajie Chen, Ye Zhou, Guoli Wang, Junsong Yuan, Qian Zhang, "Rethinking Soft Labels for
Knowledge Distillation: A Bias-Variance Tradeoff Perspective", ICLR 2021, https://arxiv.org/abs/2102.00650.
Each picture has the weight ``1 - exp(-CE_student / CE_teacher)``, cross-entropies with its label at temperature 1. No
gradient flows into the weight.

Where we differ: KL in place of the cross-entropy with the teacher's answer; the gradients are the same, and a perfect
student's loss is 0. A teacher that is sure of the label beyond precision gives the weight 1. Pictures whose label is
hidden are left out (weight 0), as in the labels' own loss. Logit standardisation, where it is wanted, does not change
the weights.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.engine.labelled import at_label, mean_labelled
from workbench.engine.objective import Lesson, Objective, Signal
from workbench.engine.presets import beside_labels
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits, soft_rows


class Params(Softened):
    """Settings of weighted soft targets, beyond temperature and weight, which every recipe has."""


@methods.register(
    "wsld",
    Params,
    title="Weighted soft targets (WSLD)",
    paper="https://arxiv.org/abs/2102.00650",
    symbol="(1 - EXP(-CE_student / CE_teacher)) * T^2 * KL(teacher_T || student_T)",
    presets=beside_labels("wsld", {("", ""): None}, "cls_KD", weight=2.5, temperature=2.0),
)
class WeightedSoftTargets(Objective[Params]):
    """Fit the teacher's softened answers, most of all where the student is worse than the teacher."""

    weight: ClassVar[float] = 2.5
    needs: ClassVar[tuple[Signal, ...]] = ("logits", "labels")

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        weights = lag_weights(*compared_logits(lesson, Softened()), lesson.labels)
        student, teacher = compared_logits(lesson, self.params)
        rows = weights * soft_rows(student, teacher, temperature=lesson.dials.temperature)
        return {"teacher": mean_labelled(rows, lesson.labels, lesson.trust)}


def lag_weights(student: Tensor, teacher: Tensor, labels: Tensor) -> Tensor:
    """``1 - exp(-CE_student / CE_teacher)`` for each picture, (B,), 0 to 1: how far the student lags behind.

    Args:
        student, teacher: Logits (B, C). No gradient flows into either.
        labels: (B,) int64; where one is hidden (-1) the weight is finite and means nothing.
    """
    ours, theirs = (-at_label(F.log_softmax(logits.detach(), dim=1), labels) for logits in (student, teacher))
    return -torch.expm1(-ours / theirs.clamp(min=1e-7))
