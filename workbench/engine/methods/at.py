"""Attention transfer: where in the picture the layers of both networks are active.

Sergey Zagoruyko, Nikos Komodakis, "Paying More Attention to Attention: Improving the Performance of Convolutional
Neural Networks via Attention Transfer", ICLR 2017, https://arxiv.org/abs/1612.03928, section 3.1, equation 2, with the
sum of squares over channels as the attention.

Where we differ from the paper: the mean of the squared differences instead of half their root, as in the authors' code
and that behind the published numbers, hence the weight 1000. Maps of different size: the larger attention is averaged
down to the smaller before both are scaled to length 1.
"""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor

from workbench.engine.features import Layers, brought_together, heard_pairs, maps_of, paths_of, unit
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods


class Params(Layers):
    """Settings of attention transfer: which layers."""


@methods.register(
    "at",
    Params,
    title="Attention transfer (AT)",
    paper="https://arxiv.org/abs/1612.03928",
    symbol="sum_l mean((a(F_s) - a(F_t))^2), a(F) = mean_c(F^2) at length 1",
    presets=beside_labels(
        "at",
        {R32X4_R8X4: 73.44, R56_R20: 70.55, WRN40_WRN16: 74.08, VGG13_MV2: 59.40},
        "RepDistiller, last epoch",
        weight=1000.0,
    ),
)
class AttentionTransfer(Objective[Params]):
    """Look where the teacher looks, at every stage."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 1000.0
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        self.student_taps, self.teacher_taps = paths_of(maps_of(pair, params))

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        loss = lesson.student.logits.new_zeros(())
        for student, teacher in heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps):
            loss = loss + attention_loss(student, teacher)
        return {"teacher": loss}


def attention_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """Mean squared difference of the attention of two layers.

    Args:
        student, teacher: (B, C, H, W), each its own C, H and W.
    """
    mine, theirs = brought_together(*(maps.square().mean(dim=1, keepdim=True) for maps in (student, teacher)))
    return (unit(mine.flatten(1)) - unit(theirs.flatten(1))).square().mean()
