"""Similarity-preserving: pictures that are alike to the teacher shall be alike to the student.

Frederick Tung, Greg Mori, "Similarity-Preserving Knowledge Distillation", ICCV 2019, https://arxiv.org/abs/1907.09682,
section 3, at the last maps. A batch is compared with itself, so the networks may differ in everything.

Where we differ: fully connected networks are compared by what goes into their last layer. The published numbers for
MobileNetV2 come from the map before its last convolution; ours from the one behind it, the last.
"""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor

from workbench.engine.features import Layers, deepest_of, heard_pairs, paths_of, unit
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods


class Params(Layers):
    """Settings of similarity-preserving distillation: which layers."""


@methods.register(
    "sp",
    Params,
    title="Similarity-preserving (SP)",
    paper="https://arxiv.org/abs/1907.09682",
    symbol="|G_s - G_t|^2 / B^2, G = rows of F * F' at length 1",
    presets=beside_labels(
        "sp",
        {R32X4_R8X4: 72.94, R56_R20: 69.67, WRN40_WRN16: 73.83, VGG13_MV2: 66.30},
        "RepDistiller, last epoch",
        weight=3000.0,
    ),
)
class SimilarityPreserving(Objective[Params]):
    """Find the same pictures of a batch alike as the teacher does."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 3000.0
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        self.student_taps, self.teacher_taps = paths_of(deepest_of(pair, params))

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        loss = lesson.student.logits.new_zeros(())
        for student, teacher in heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps):
            loss = loss + similarity_loss(student, teacher)
        return {"teacher": loss}


def similarity_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """Mean squared difference between the row-normalised similarities (B, B) of a batch with itself.

    Args:
        student, teacher: (B, …), flattened; each its own size.
    """
    return (batch_similarity(student) - batch_similarity(teacher)).square().mean()


def batch_similarity(features: Tensor) -> Tensor:
    """(B, B): inner products of all pictures, each row at length 1."""
    rows = features.flatten(1)
    return unit(rows @ rows.T)
