"""A teacher made by hand: sure of the label, indifferent between all other classes. No network teaches: a control.

Li Yuan, Francis E. H. Tay, Guilin Li, Tao Wang, Jiashi Feng, "Revisiting Knowledge Distillation via Label Smoothing
Regularization", CVPR 2020, https://arxiv.org/abs/1909.11723: Tf-KD with manually designed regularisation, Tf-KD_reg.

What is softened: both sides, by T. The virtual teacher's logits are the logarithms of its probabilities, so that T
turns p into p^(1 / T), normalised; the student's logits are divided by T as always.

Where we differ: T^2 keeps the size of the gradient, as everywhere in the workbench; the paper has no such factor and
leaves it to its weight. Their program takes the softmax of probabilities divided by T, not of logits, which is nearly
uniform at any T; leaves the student at T = 1; and divides by the number of classes. We follow the formula. Their
program has 0.99 on the label, the paper asks for at least 0.9. Their alpha weighs the virtual teacher, ours the labels.
Pictures whose label is hidden do not count. Logit standardisation is no option: it would make all virtual teachers the
same.
"""

from __future__ import annotations

import math
from typing import ClassVar

from pydantic import Field
from torch import Tensor

from workbench.engine.labelled import label_mask, mean_labelled
from workbench.engine.objective import Lesson, Objective, Pair, Signal, Unsuited, precise
from workbench.engine.registry import methods
from workbench.engine.soft import soft_rows
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of the virtual teacher."""

    correct: float = Field(
        0.9,
        gt=0,
        lt=1,
        description="Probability that the virtual teacher gives to the label; all other classes share the rest.",
        json_schema_extra={"step": 0.05},
    )


@methods.register(
    "virtual_teacher",
    Params,
    title="Virtual teacher (Tf-KD)",
    paper="https://arxiv.org/abs/1909.11723",
    symbol="T^2 * KL(virtual_T || student_T)",
)
class VirtualTeacher(Objective[Params]):
    """Fit a teacher made by hand, which is sure of the label and indifferent otherwise."""

    needs_teacher: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("logits", "labels")

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        if params.correct * pair.classes <= 1:
            raise Unsuited(
                f"A virtual teacher that gives its label {params.correct:g} is no better than chance with "
                f"{pair.classes} classes.",
                fix=f"Set the label's probability above {1 / pair.classes:.3g}.",
            )

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student = precise(lesson.student.logits)
        teacher = virtual_logits(student, lesson.labels, correct=self.params.correct)
        rows = soft_rows(student, teacher, temperature=lesson.dials.temperature)
        return {"teacher": mean_labelled(rows, lesson.labels)}


def virtual_logits(like: Tensor, labels: Tensor, *, correct: float) -> Tensor:
    """Logarithms of the virtual teacher's probabilities.

    Args:
        like: (B, C), whose shape, dtype and device the answer has.
        labels: (B,) int64; where one is hidden (-1), all classes are alike.
        correct: Probability of the label; the other classes share the rest evenly.
    """
    classes = like.shape[1]
    others = like.new_full(like.shape, math.log1p(-correct) - math.log(classes - 1))
    return others.masked_fill(label_mask(labels, classes), math.log(correct))
