"""Neuron selectivity: the channels of both networks shall be drawn from one distribution of patterns over the picture.

Zehao Huang, Naiyan Wang, "Like What You Like: Knowledge Distill via Neuron Selectivity Transfer", 2017,
https://arxiv.org/abs/1707.01219, section 4: the squared maximum mean discrepancy between the sets of channels,
with the polynomial kernel of degree 2 and offset 0.

At every stage instead of one, as in the code behind the published numbers; maps of different size are averaged down to
the smaller first. Memory grows with the batch times the square of the channels.
"""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor

from workbench.engine.features import Layers, brought_together, heard_pairs, maps_of, paths_of, unit
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods


class Params(Layers):
    """Settings of neuron selectivity transfer: which layers."""


@methods.register(
    "nst",
    Params,
    title="Neuron selectivity (NST)",
    paper="https://arxiv.org/abs/1707.01219",
    symbol="sum_l (mean(k(F_t, F_t)) + mean(k(F_s, F_s)) - 2 * mean(k(F_s, F_t))), k(a, b) = cos(a, b)^2",
    presets=beside_labels(
        "nst",
        {R32X4_R8X4: 73.30, R56_R20: 69.60, WRN40_WRN16: 73.68, VGG13_MV2: 58.16},
        "RepDistiller, last epoch",
        weight=50.0,
    ),
)
class NeuronSelectivity(Objective[Params]):
    """Let channels be active in the same patterns as the teacher's, whichever channel it is."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 50.0
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        self.student_taps, self.teacher_taps = paths_of(maps_of(pair, params))

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        loss = lesson.student.logits.new_zeros(())
        for student, teacher in heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps):
            loss = loss + selectivity_loss(student, teacher)
        return {"teacher": loss}


def selectivity_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """Squared maximum mean discrepancy between the channels of two layers, mean over pictures.

    Args:
        student, teacher: (B, C, H, W), each its own C, H and W.
    """
    mine, theirs = (unit(maps.flatten(2), dim=2) for maps in brought_together(student, teacher))
    return kernel_mean(theirs, theirs) + kernel_mean(mine, mine) - 2 * kernel_mean(mine, theirs)


def kernel_mean(first: Tensor, second: Tensor) -> Tensor:
    """Mean over pictures and pairs of channels of the squared inner product; (B, C, N) and (B, D, N)."""
    return (first @ second.transpose(1, 2)).square().mean()
