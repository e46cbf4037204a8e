"""Correlation congruence: pictures shall be related to each other in the student as they are in the teacher.

Baoyun Peng, Xiao Jin, Jiaheng Liu, Shunfeng Zhou, Yichao Wu, Yu Liu, Dongsheng Li, Zhaoning Zhang, "Correlation
Congruence for Knowledge Distillation", ICCV 2019, https://arxiv.org/abs/1904.01802, section 3. Two forms:

- ``released``: what the published numbers were made with (Tian et al., "Contrastive Representation Distillation", ICLR
  2020): both embeddings go through learned linear layers to 128 numbers; with d_i the absolute differences for
  picture i, the loss is the mean over i of the inner product of d_i and d_(i+1). Both layers learn, the teacher's
  too, so that they can make the loss small by themselves.
- ``gaussian``: the paper's kernel exp(-gamma * |a - b|^2) between embeddings of length 1, as a Taylor series of the
  given order, and the mean squared difference of both (B, B) matrices. Where we differ: the embeddings are compared
  as they are, without learned layers, which a (B, B) matrix does not need.
"""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import embeddings_of, heard_embeddings, unit
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of correlation congruence."""

    kernel: Literal["released", "gaussian"] = Field(
        "released",
        description="How relations are measured: as in the code behind the published numbers (released), or by the "
        "paper's Gaussian kernel (gaussian), whose loss is far smaller and wants a greater weight.",
    )
    width: int = Field(
        128, ge=2, le=2048, description="Released form: numbers that both embeddings are brought to by learned layers."
    )
    gamma: float = Field(
        0.4,
        gt=0,
        le=10,
        description="Gaussian form: how fast the relation falls with the distance between two pictures.",
        json_schema_extra={"step": 0.1},
    )
    order: int = Field(2, ge=1, le=8, description="Gaussian form: terms of the series that stands for the kernel.")


@methods.register(
    "cc",
    Params,
    title="Correlation congruence (CC)",
    paper="https://arxiv.org/abs/1904.01802",
    symbol="mean_i(d_i * d_(i+1)), d = |e_s - e_t|",
    presets=beside_labels(
        "cc",
        {R32X4_R8X4: 72.97, R56_R20: 69.63, WRN40_WRN16: 73.56, VGG13_MV2: 64.86},
        "RepDistiller, last epoch",
        weight=0.02,
    ),
)
class CorrelationCongruence(Objective[Params]):
    """Relate the pictures of a batch to each other as the teacher does."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 0.02
    needs: ClassVar[tuple[Signal, ...]] = ("embedding",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        widths = [tap.shape[0] for tap in embeddings_of(pair)]
        learned = params.kernel == "released"
        self.student_layer, self.teacher_layer = (
            nn.Linear(width, params.width) if learned else nn.Identity() for width in widths
        )

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = heard_embeddings(lesson.student, lesson.teacher)
        if self.params.kernel == "released":
            return {"teacher": neighbour_congruence(self.student_layer(student), self.teacher_layer(teacher))}
        mine, theirs = (gaussian_series(rows, self.params.gamma, self.params.order) for rows in (student, teacher))
        return {"teacher": (mine - theirs).square().mean()}


def neighbour_congruence(student: Tensor, teacher: Tensor) -> Tensor:
    """Mean over neighbours in the batch of the inner product of their absolute differences; 0 for one picture.

    Args:
        student, teacher: (B, D).
    """
    apart = (student - teacher).abs()
    return (apart[:-1] * apart[1:]).sum() / max(len(apart) - 1, 1)


def gaussian_series(embedding: Tensor, gamma: float, order: int) -> Tensor:
    """(B, B): exp(-gamma * |a - b|^2) between rows of length 1, up to the power `order` of their cosine.

    As |a - b|^2 = 2 - 2 * cos, it is exp(-2 * gamma) times the series of exp(2 * gamma * cos).
    """
    rows = unit(embedding)
    cosine = rows @ rows.T
    series = sum((2 * gamma * cosine) ** power / float(math.factorial(power)) for power in range(order + 1))
    assert isinstance(series, Tensor)
    return math.exp(-2 * gamma) * series
