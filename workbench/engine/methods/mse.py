"""Logit matching: the student's logits come as close to the teacher's as they can.

Lei Jimmy Ba, Rich Caruana, "Do Deep Nets Really Need to be Deep?", NeurIPS 2014, https://arxiv.org/abs/1312.6184,
equation 1.

Where we differ: the paper halves the sum over the classes; we take the mean over them, as the programs that others
compare with do, so that a weight means the same whatever the number of classes (theirs is C / 2 times ours). The paper
trains on the teacher's logits alone: alpha 0. To compare logits less their mean, or on one scale, is an option here.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field
from torch import Tensor

from workbench.engine.objective import Lesson, Objective, mean_believed
from workbench.engine.presets import beside_labels, preset
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits


class Params(Softened):
    """Settings of logit matching."""

    centre: bool = Field(
        False,
        description="Compare logits less their mean for each picture: an offset that all classes share, which changes "
        "no answer, does not count.",
    )


@methods.register(
    "mse",
    Params,
    title="Logit matching",
    paper="https://arxiv.org/abs/1312.6184",
    symbol="MEAN((z_student - z_teacher)^2)",
    presets=[
        preset(("", ""), {"method": {"kind": "mse"}, "alpha": 0.0}, None, "the paper: without labels"),
        *beside_labels("mse", {("", ""): None}, "KD-Zoo", weight=0.1),
    ],
)
class LogitMatching(Objective[Params]):
    """Fit the teacher's logits themselves, before they become probabilities."""

    uses_temperature: ClassVar[bool] = False

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = compared_logits(lesson, self.params)
        rows = squared_gap_rows(student, teacher, centre=self.params.centre)
        return {"teacher": mean_believed(rows, lesson.trust)}


def squared_gap_rows(student: Tensor, teacher: Tensor, *, centre: bool) -> Tensor:
    """Mean over the classes of the squared difference of logits (B, C), for each picture: (B,).

    Args:
        centre: Take the mean over the classes from the difference first, so that no offset counts.
    """
    gap = student - teacher
    if centre:
        gap = gap - gap.mean(dim=1, keepdim=True)
    return gap.square().mean(dim=1)
