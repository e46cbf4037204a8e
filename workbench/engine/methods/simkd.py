"""SimKD: the student learns the teacher's last feature maps, and the teacher's own last layer answers.

Defang Chen, Jian-Ping Mei, Hailin Zhang, Can Wang, Yan Feng, Chun Chen, "Knowledge Distillation with the Reused Teacher
Classifier", CVPR 2022, https://arxiv.org/abs/2203.14001, equation 3 and section 3.2. No label is used and no answer is
compared. What is trained and exported is the network ``simkd_student``: the student's body and a projector, with the
last layer of the teacher, which stays as it is. Where we differ: height and width are compared apart, so that maps that
are not square fit too.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import brought_together, heard_pairs, pooled_map
from workbench.engine.model import Classifier
from workbench.engine.objective import Lesson, Objective, Pair, Signal, Unsuited
from workbench.engine.presets import R32X4_R8X4, preset
from workbench.engine.registry import methods
from workbench.recipes import Frozen, Ref

PROJECTED = "projector"
"""Path of the projector in the network ``simkd_student``."""


class Params(Frozen):
    """Settings of SimKD."""

    factor: int = Field(
        2,
        ge=1,
        le=64,
        description="The middle of the projector has the teacher's feature maps divided by this: 2 as in the paper; "
        "more makes the exported student smaller and less accurate.",
    )


@methods.register(
    "simkd",
    Params,
    title="SimKD (teacher's last layer reused)",
    paper="https://arxiv.org/abs/2203.14001",
    symbol="mean (P(F_student) - F_teacher)^2",
    presets=[preset(R32X4_R8X4, {"method": {"kind": "simkd"}}, 78.08, "SimKD's README")],
)
class SimKd(Objective[Params]):
    """Fit the teacher's last feature maps through a projector, and answer with the teacher's last layer."""

    uses_temperature: ClassVar[bool] = False
    uses_alpha: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)
    exported: ClassVar[bool] = True

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        self.head = pair.guide.head
        self.student_taps = (pair.student.tap(PROJECTED).path,)
        self.teacher_taps = (pooled_map(pair.guide, "teacher").path,)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        [maps] = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        return {"teacher": F.mse_loss(*brought_together(*maps))}

    def begin(self, student: Classifier, teacher: Classifier | None) -> None:
        """Give the student the teacher's last layer."""
        assert teacher is not None, "the loop has a teacher for every method that needs one"
        ours, theirs = student.net.get_submodule("classifier"), teacher.net.get_submodule(self.head)
        assert isinstance(ours, nn.Linear)
        assert isinstance(theirs, nn.Linear)
        copy_layer(theirs, ours)

    @classmethod
    def student_of(cls, params: Params, student: Ref, teacher: Ref | None) -> Ref:
        """The student's body with a projector and the teacher's last layer."""
        if teacher is None:
            raise Unsuited("This method needs a teacher.", fix="Choose a teacher.")
        parts = {"student": student.model_dump(), "teacher": teacher.model_dump(), "factor": params.factor}
        return Ref(kind="simkd_student", params=parts)


def copy_layer(source: nn.Linear, target: nn.Linear) -> None:
    """Give `target` the weights of `source`; a missing bias is zero."""
    with torch.no_grad():
        target.weight.copy_(source.weight)
        bias: Tensor | None = source.bias  # torch's own types do not know that it may be missing
        target.bias.copy_(torch.zeros_like(target.bias) if bias is None else bias)
