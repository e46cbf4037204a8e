"""Weighted transformed teacher matching: pictures with a smooth answer of the teacher count more.

Kaixiang Zheng, En-Hui Yang, "Knowledge Distillation Based on Transformed Teacher Matching", ICLR 2024,
https://arxiv.org/abs/2402.11148, section 4. As transformed teacher matching, with gamma = 1/T, times a weight for each
picture, U = sum over classes of (teacher's probability)^gamma: 1 where the teacher is certain, C^(1 - gamma) where it
knows nothing.

Where we differ: no part of the loss; no factor of T^2, as in the paper. The paper lists T and the weight of each pair
in its appendix A.4; the presets here have those of the released example, beside another method: gamma 0.2, weight 4.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.engine.methods.ttm import transformed_rows
from workbench.engine.objective import Lesson, Objective, mean_believed
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits


class Params(Softened):
    """Settings of weighted transformed teacher matching, beyond the temperature, which every recipe has."""


@methods.register(
    "wttm",
    Params,
    title="Weighted transformed teacher matching (WTTM)",
    paper="https://arxiv.org/abs/2402.11148",
    symbol="sum(teacher^(1/T)) * KL(teacher_T || student)",
    presets=beside_labels(
        "wttm",
        {R32X4_R8X4: 76.06, R56_R20: 71.92, WRN40_WRN16: 76.37, VGG13_MV2: 69.16},
        "its README; temperature and weight of its example, vgg13 to vgg8 beside CRD",
        weight=4.0,
        temperature=5.0,
    ),
)
class WeightedTransformedTeacher(Objective[Params]):
    """Fit the teacher's softened probabilities without softening the student's, most where the teacher is unsure."""

    weight: ClassVar[float] = 4.0

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = compared_logits(lesson, self.params)
        temperature = lesson.dials.temperature
        rows = transformed_rows(student, teacher, temperature=temperature)
        return {"teacher": mean_believed(smoothness(teacher, temperature=temperature) * rows, lesson.trust)}


def smoothness(teacher: Tensor, *, temperature: float) -> Tensor:
    """Sum over classes of the probability to the power 1/temperature.

    Args:
        teacher: Logits (B, C).
        temperature: Above 0.

    Returns:
        (B,), from 1 to C^(1 - 1/temperature) where the temperature is at least 1.
    """
    return torch.logsumexp(F.log_softmax(teacher, dim=1) / temperature, dim=1).exp()
