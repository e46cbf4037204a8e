"""Soft targets: the student fits the labels and the teacher's softened answers at once.

Geoffrey Hinton, Oriol Vinyals, Jeff Dean, "Distilling the Knowledge in a Neural Network", 2015,
https://arxiv.org/abs/1503.02531, section 2. The paper asks for "a considerably lower weight" on the labels; here the
weights are alpha for the labels and 1 - alpha for the teacher, as everywhere in the workbench. Other programs give
alpha the opposite meaning.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from workbench.engine.methods.labels import label_loss
from workbench.engine.objective import Lesson, Objective
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Nothing to set beyond temperature and alpha, which every recipe has."""


@methods.register(
    "kd",
    Params,
    title="Soft targets",
    paper="https://arxiv.org/abs/1503.02531",
    symbol="alpha * CE(y, p) + (1 - alpha) * T^2 * KL(teacher_T || student_T)",
)
class SoftTargets(Objective[Params]):
    """Fit the labels and the teacher's softened class probabilities at once."""

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        assert lesson.teacher is not None, "the loop runs the teacher for every method that needs one"
        dials, logits = lesson.dials, lesson.student.logits
        soft = soft_target_loss(logits, lesson.teacher.logits, temperature=dials.temperature)
        return {"labels": dials.alpha * label_loss(logits, lesson.labels), "teacher": (1 - dials.alpha) * soft}


def soft_target_loss(student: Tensor, teacher: Tensor, *, temperature: float) -> Tensor:
    """KL(teacher || student) between class distributions softened by `temperature`.

    Args:
        student: Logits (B, C), any float dtype.
        teacher: Logits (B, C), same C. No gradient flows into them.
        temperature: Divides both sets of logits, above 0.

    Returns:
        Scalar, in nats per picture, times temperature squared, which keeps the size of the gradient roughly the same at
        every temperature (section 2 of the paper). Computed in float32 or better.
    """
    precise = student.float() if student.element_size() < 4 else student
    log_p = F.log_softmax(precise / temperature, dim=1)
    log_q = F.log_softmax(teacher.detach().to(precise.dtype) / temperature, dim=1)
    return F.kl_div(log_p, log_q, reduction="batchmean", log_target=True) * temperature**2
