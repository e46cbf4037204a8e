"""Probabilistic knowledge transfer: how probable each picture is as the neighbour of each other one.

Nikolaos Passalis, Anastasios Tefas, "Learning Deep Representations with Probabilistic Knowledge Transfer", ECCV 2018,
https://arxiv.org/abs/1803.10837, section 3, with the cosine kernel, which has no width to choose.

As in the authors' code: pictures count as their own neighbours, the mean is over all B * B pairs (the paper sums), and
1e-7 keeps logarithms finite; hence the weight 30000.
"""

from __future__ import annotations

from typing import ClassVar

from torch import Tensor

from workbench.engine.features import embeddings_of, heard_embeddings, unit
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.recipes import Frozen

TINY = 1e-7
"""Added to probabilities before their logarithm is taken."""


class Params(Frozen):
    """Nothing to set but the weight."""


@methods.register(
    "pkt",
    Params,
    title="Probabilistic transfer (PKT)",
    paper="https://arxiv.org/abs/1803.10837",
    symbol="mean(P_t * log(P_t / P_s)), P = (cos + 1) / 2 in rows of sum 1",
    presets=beside_labels(
        "pkt",
        {R32X4_R8X4: 73.64, R56_R20: 70.34, WRN40_WRN16: 74.54, VGG13_MV2: 67.13},
        "RepDistiller, last epoch",
        weight=30000.0,
    ),
)
class ProbabilisticTransfer(Objective[Params]):
    """Keep the teacher's neighbourhoods: which pictures of a batch are close to which."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 30000.0
    needs: ClassVar[tuple[Signal, ...]] = ("embedding",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        embeddings_of(pair)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = (neighbour_chances(rows) for rows in heard_embeddings(lesson.student, lesson.teacher))
        return {"teacher": (teacher * ((teacher + TINY) / (student + TINY)).log()).mean()}


def neighbour_chances(embedding: Tensor) -> Tensor:
    """(B, B): probabilities in each row, proportional to (cosine + 1) / 2; rows (B, D)."""
    rows = unit(embedding)
    alike = (rows @ rows.T + 1) / 2
    return alike / alike.sum(dim=1, keepdim=True)
