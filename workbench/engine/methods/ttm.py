"""Transformed teacher matching: only the teacher's answers are softened.

Kaixiang Zheng, En-Hui Yang, "Knowledge Distillation Based on Transformed Teacher Matching", ICLR 2024,
https://arxiv.org/abs/2402.11148, section 3. Softening by a temperature T raises probabilities to the power gamma = 1/T
and divides by their sum; the student answers at temperature 1. The dial gives T: the released example's gamma of 0.1 is
a temperature of 10, with a weight of 45.

Where we differ: no part of the loss. There is no factor of T^2, as in the paper; hence the large weights. The paper
lists T and the weight of each pair in its appendix A.4; the presets here have those of the released example.
"""

from __future__ import annotations

from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor

from workbench.engine.objective import Lesson, Objective, mean_believed
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits


class Params(Softened):
    """Settings of transformed teacher matching, beyond the temperature, which every recipe has."""


@methods.register(
    "ttm",
    Params,
    title="Transformed teacher matching (TTM)",
    paper="https://arxiv.org/abs/2402.11148",
    symbol="KL(teacher_T || student)",
    presets=beside_labels(
        "ttm",
        {R32X4_R8X4: 76.17, R56_R20: 71.83, WRN40_WRN16: 76.23, VGG13_MV2: 68.98},
        "its README; temperature and weight of its example, vgg13 to vgg8",
        weight=45.0,
        temperature=10.0,
    ),
)
class TransformedTeacher(Objective[Params]):
    """Fit the teacher's softened class probabilities with answers that are not softened."""

    weight: ClassVar[float] = 45.0

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = compared_logits(lesson, self.params)
        rows = transformed_rows(student, teacher, temperature=lesson.dials.temperature)
        return {"teacher": mean_believed(rows, lesson.trust)}


def transformed_rows(student: Tensor, teacher: Tensor, *, temperature: float) -> Tensor:
    """KL between the teacher's answers, softened, and the student's as they are.

    Args:
        student, teacher: Logits (B, C).
        temperature: Divides the teacher's only, above 0.

    Returns:
        (B,), in nats.
    """
    log_p = F.log_softmax(student, dim=1)
    log_q = F.log_softmax(teacher / temperature, dim=1)
    return F.kl_div(log_p, log_q, reduction="none", log_target=True).sum(dim=1)
