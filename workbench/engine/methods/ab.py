"""Activation boundaries: the student's neurons must be active where the teacher's are, by a margin.

Byeongho Heo, Minsik Lee, Sangdoo Yun, Jin Young Choi, "Knowledge Transfer via Distillation of Activation Boundaries
Formed by Hidden Neurons", AAAI 2019, https://arxiv.org/abs/1811.03233. Of the teacher only the signs count, before
ReLU; a connector of the student (1x1 convolution, batch normalisation) pays a squared hinge. As in the paper, this
prepares the student; then it learns from the labels alone.

Weights of the layers and the scale, 3 / 1000 for each picture, are those with which the published numbers were found
(Yonglong Tian, Dilip Krishnan, Phillip Isola, "Contrastive Representation Distillation", ICLR 2020,
https://arxiv.org/abs/1910.10699). Where we differ: both stages belong to one run, so that the learning rate is not
raised again between them; and maps of different sizes are averaged to the smaller one.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import Layers, adapter, brought_together, heard_pairs, maps_of, paths_of
from workbench.engine.objective import Lesson, Objective, Pair, Signal, precise
from workbench.engine.preactivation import preactivation_pairs
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods


class Params(Layers):
    """Settings of activation boundaries."""

    prepare: float = Field(
        0.125,
        gt=0,
        lt=1,
        description="Fraction of the training, at its beginning, in which the student fits the teacher's activations "
        "and nothing else. Afterwards it learns from the rest of the loss alone.",
    )
    margin: float = Field(
        1.0,
        gt=0,
        le=100,
        description="How far above or below zero a neuron of the student must be before it costs nothing.",
        json_schema_extra={"step": 0.1},
    )


@methods.register(
    "ab",
    Params,
    title="Activation boundaries",
    paper="https://arxiv.org/abs/1811.03233",
    symbol="sum_l 2^(l-n) * mean_pictures sum max(0, m -/+ r(F_s))^2 where F_t > 0 / F_t <= 0",
    presets=beside_labels(
        "ab",
        {R32X4_R8X4: 73.17, R56_R20: 69.47, WRN40_WRN16: 72.50, VGG13_MV2: 66.06},
        "RepDistiller, last epoch",
        weight=0.003,
        params={
            R32X4_R8X4: {},
            R56_R20: {},
            WRN40_WRN16: {},
            VGG13_MV2: {
                "student_layers": ["stage1", "stage2", "stage3", "stage4"],
                "teacher_layers": ["stage2", "stage3", "stage4", "stage5"],
            },
        },
    ),
)
class ActivationBoundaries(Objective[Params]):
    """First be active where the teacher is, neuron by neuron, then train without the teacher."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 0.003
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        before = preactivation_pairs(maps_of(pair, params), pair.student, pair.guide)
        pairs = [(mine.tap, theirs.tap) for mine, theirs in before]
        self.student_taps, self.teacher_taps = paths_of(pairs)
        self.connectors = nn.ModuleList(adapter(mine, theirs, always=True) for mine, theirs in pairs)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        if not self.alone(lesson.progress):
            return {"teacher": torch.zeros((), device=lesson.student.logits.device)}
        heard = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        losses = []
        for connector, maps in zip(self.connectors, heard, strict=True):
            student, teacher = brought_together(*maps)
            losses.append(boundary_loss(precise(connector(student)), teacher, margin=self.params.margin))
        return {"teacher": sum_from_deepest(losses)}

    def alone(self, progress: float) -> bool:
        """While the student is prepared."""
        return progress < self.params.prepare


def boundary_loss(student: Tensor, teacher: Tensor, *, margin: float) -> Tensor:
    """Squared distance of each neuron to the teacher's side of zero, plus a margin.

    Args:
        student, teacher: (B, C, H, W), before activation. Of the teacher only ``> 0`` counts.
        margin: Above 0.

    Returns:
        Scalar, summed over the map, mean over pictures.
    """
    side = torch.where(teacher > 0, 1.0, -1.0).to(student.dtype)
    return F.relu(margin - side * student).square().sum() / len(student)


def sum_from_deepest(losses: list[Tensor]) -> Tensor:
    """Losses of layers, from the first to the deepest, summed with weights ..., 1/4, 1/2, 1."""
    total = losses[0]
    for loss in losses[1:]:
        total = total / 2 + loss
    return total
