"""Features: the student's layers fit the teacher's, through a learned adapter where their shapes differ.

The adapter is that of Adriana Romero, Nicolas Ballas, Samira Ebrahimi Kahou, Antoine Chassang, Carlo Gatta, Yoshua
Bengio, "FitNets: Hints for Thin Deep Nets", ICLR 2015, https://arxiv.org/abs/1412.6550, section 2.2, made a 1x1
convolution. Where we differ: any number of layers, three distances, no ReLU after the adapter (a layer may answer below
zero), trained together with the rest instead of in a stage of its own, and larger maps are averaged down to the smaller
ones. For the paper's own hints see ``fitnets``.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import Layers, adapter, brought_together, deepest_of, heard_pairs, paths_of, unit
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.registry import methods

Distance = Literal["l2", "l1", "cosine"]


class Params(Layers):
    """Settings of the comparison of features."""

    distance: Distance = Field(
        "l2",
        description="How features are compared: mean square (l2) or mean absolute difference (l1), or 1 minus the "
        "cosine of the angle between them (cosine), which does not see their size.",
    )
    adapter: Literal["auto", "always"] = Field(
        "auto",
        description="A small learned layer between the student's features and the teacher's: only where their numbers "
        "of channels differ (auto), or always. It is not part of the exported student.",
    )


@methods.register(
    "features",
    Params,
    title="Features",
    paper="https://arxiv.org/abs/1412.6550",
    symbol="sum_l distance(adapter_l(F_s), F_t)",
)
class Features(Objective[Params]):
    """Fit what chosen layers of the teacher say, by default the deepest."""

    uses_temperature: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        pairs = deepest_of(pair, params)
        self.student_taps, self.teacher_taps = paths_of(pairs)
        always = params.adapter == "always"
        self.adapters = nn.ModuleList(adapter(mine, theirs, always=always) for mine, theirs in pairs)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        heard = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        loss = lesson.student.logits.new_zeros(())
        for fit, (student, teacher) in zip(self.adapters, heard, strict=True):
            small, wanted = brought_together(student, teacher)
            loss = loss + feature_distance(fit(small), wanted, self.params.distance)
        return {"teacher": loss}


def feature_distance(student: Tensor, teacher: Tensor, distance: Distance) -> Tensor:
    """How far features are apart, averaged over everything.

    Args:
        student, teacher: (B, C, H, W) or (B, C), the same shape.
        distance: The cosine is that between all channels at one position.
    """
    if distance == "l1":
        return (student - teacher).abs().mean()
    if distance == "l2":
        return (student - teacher).square().mean()
    return 1 - (unit(student) * unit(teacher)).sum(dim=1).mean()
