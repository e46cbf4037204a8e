"""Relations: distances between pictures and angles among three of them, as the teacher's embedding has them.

Wonpyo Park, Dongju Kim, Yan Lu, Minsu Cho, "Relational Knowledge Distillation", CVPR 2019,
https://arxiv.org/abs/1904.05068, section 3.2, with the weights 25 and 50 of its classification experiments.

Angles take memory with the third power of the batch (and its square times the width of the embedding), so that only
the first `most_pictures` of a batch are asked for them; batches are shuffled, so these are others in each. Where we
differ: that cap. As in the authors' code, losses are averaged over all pairs and all triples, those of a picture with
itself included (they are 0).
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.features import embeddings_of, heard_embeddings, unit
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of relational distillation."""

    distance: float = Field(
        25.0,
        ge=0,
        le=1000,
        description="Weight of the distances between two pictures.",
        json_schema_extra={"step": 5.0},
    )
    angle: float = Field(
        50.0, ge=0, le=1000, description="Weight of the angles among three pictures.", json_schema_extra={"step": 5.0}
    )
    most_pictures: int = Field(
        128,
        ge=3,
        le=512,
        description="Pictures of a batch that angles are taken among, at most: memory grows with the third power.",
    )


@methods.register(
    "rkd",
    Params,
    title="Relations (RKD)",
    paper="https://arxiv.org/abs/1904.05068",
    symbol="25 * huber(distances_s, distances_t) + 50 * huber(angles_s, angles_t)",
    presets=beside_labels(
        "rkd",
        {R32X4_R8X4: 71.90, R56_R20: 69.61, WRN40_WRN16: 73.35, VGG13_MV2: 64.52},
        "RepDistiller, last epoch",
        weight=1.0,
    ),
)
class Relations(Objective[Params]):
    """Keep the teacher's distances and angles between the pictures of a batch."""

    uses_temperature: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("embedding",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        embeddings_of(pair)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = heard_embeddings(lesson.student, lesson.teacher)
        few = self.params.most_pictures
        distances = F.smooth_l1_loss(relative_distances(student), relative_distances(teacher))
        angles = F.smooth_l1_loss(triple_angles(student[:few]), triple_angles(teacher[:few]))
        return {"distance": self.params.distance * distances, "angle": self.params.angle * angles}


def relative_distances(embedding: Tensor) -> Tensor:
    """(B, B): Euclidean distances between rows (B, D), divided by the mean of those above 0.

    What rounding cannot tell from 0 is 0, without a gradient.
    """
    rows = embedding - embedding.mean(dim=0)  # distances stay as they are, and rounding counts for less
    squares = rows.square().sum(dim=1)
    sums = squares[:, None] + squares[None, :]
    found = sums - 2 * rows @ rows.T
    apart = (found > 8 * torch.finfo(rows.dtype).eps * sums).fill_diagonal_(False)
    distances = torch.where(apart, found, torch.ones_like(found)).sqrt() * apart
    mean = distances.sum() / apart.sum().clamp(min=1)
    return distances / torch.where(mean > 0, mean, torch.ones_like(mean))


def triple_angles(embedding: Tensor) -> Tensor:
    """(B, B, B): at [i, j, k] the cosine of the angle at picture i between pictures j and k; rows (B, D)."""
    directions = unit(embedding[None, :, :] - embedding[:, None, :], dim=2)
    return directions @ directions.transpose(1, 2)
