"""What methods that compare answers have in common: softened probabilities, and logits on one scale."""

from __future__ import annotations

import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.objective import Lesson, precise
from workbench.recipes import Frozen


class Softened(Frozen):
    """Settings of every method that compares softened answers."""

    standardise: bool = Field(
        False,
        description="Compare logits with mean 0 and deviation 1 for each picture: the student need not match their "
        "size (logit standardisation).",
    )


def compared_logits(lesson: Lesson, settings: Softened) -> tuple[Tensor, Tensor]:
    """The student's and the teacher's logits (B, C), float32 or better, as the settings want them compared.

    No gradient flows into the teacher's.
    """
    assert lesson.teacher is not None, "the loop runs the teacher for every method that needs one"
    student = precise(lesson.student.logits)
    teacher = lesson.teacher.logits.detach().to(student.dtype)
    return (standardised(student), standardised(teacher)) if settings.standardise else (student, teacher)


def standardised(logits: Tensor) -> Tensor:
    """Each row shifted to mean 0 and scaled to standard deviation 1.

    Shangquan Sun, Wenqi Ren, Jingzhi Li, Rui Wang, Xiaochun Cao, "Logit Standardization in Knowledge Distillation",
    CVPR 2024, https://arxiv.org/abs/2403.01427. The deviation is the sample's (n - 1), plus 1e-7, as in their code.

    Args:
        logits: (B, C), C at least 2.
    """
    return (logits - logits.mean(dim=1, keepdim=True)) / (logits.std(dim=1, keepdim=True) + 1e-7)


def soft_rows(student: Tensor, teacher: Tensor, *, temperature: float | Tensor) -> Tensor:
    """KL(teacher || student) between class distributions softened by `temperature`, for each picture.

    Args:
        student, teacher: Logits (B, C).
        temperature: Divides both, above 0.

    Returns:
        (B,), in nats, times temperature squared, which keeps the size of the gradient roughly the same at every
        temperature (section 2 of Hinton, Vinyals, Dean 2015).
    """
    log_p = F.log_softmax(student / temperature, dim=1)
    log_q = F.log_softmax(teacher / temperature, dim=1)
    return F.kl_div(log_p, log_q, reduction="none", log_target=True).sum(dim=1) * temperature**2
