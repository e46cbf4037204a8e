"""SRD: embeddings, one of them through a linear projector, normalised over the batch and brought together.

Roy Miles, Krystian Mikolajczyk, "Understanding the Role of the Projector in Knowledge Distillation", AAAI 2024,
https://arxiv.org/abs/2303.11098, section 3. The projector remembers how the two sets of features are related; batch
normalisation keeps it from shrinking; the logarithm of a sum of high powers looks at the largest differences first.
The paper adds soft targets: add ``kd`` as a further method for that. Where we differ: a very small number is added
inside the logarithm, so that a student that agrees perfectly, or a batch of one picture, has a finite loss.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import embeddings_of, heard_embeddings
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import PAIRS, preset
from workbench.engine.registry import methods
from workbench.recipes import Frozen

SMALL_VARIANCE = 1e-4
"""Added to variances, as in the authors' code."""
SMALL_SUM = 1e-8
"""Added to the sum of powers."""


class Params(Frozen):
    """Settings of SRD."""

    power: float = Field(
        4.0,
        ge=1,
        le=8,
        description="Power of the differences before they are summed: the higher, the more the largest count.",
        json_schema_extra={"step": 0.5},
    )


@methods.register(
    "srd",
    Params,
    title="Projected embeddings (SRD)",
    paper="https://arxiv.org/abs/2303.11098",
    symbol="log sum |BN(P e_student) - BN(e_teacher)|^p",
    presets=[
        preset(
            pair,
            {
                "method": {"kind": "labels"},
                "also": [{"kind": "srd", "weight": 2.0}, {"kind": "kd", "weight": 1.0, "temperature": 1.0}],
            },
            None,
            "loss of the paper; its temperature on ImageNet",
        )
        for pair in PAIRS
    ],
)
class ProjectedEmbeddings(Objective[Params]):
    """Fit the teacher's embedding through a linear projector, both normalised over the batch."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 2.0
    needs: ClassVar[tuple[Signal, ...]] = ("embedding",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        ours, theirs = embeddings_of(pair)
        self.projector = nn.Linear(ours.shape[0], theirs.shape[0], bias=False)  # normalising would remove a bias

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = heard_embeddings(lesson.student, lesson.teacher)
        return {"teacher": soft_maximum(self.projector(student), teacher, power=self.params.power)}


def soft_maximum(student: Tensor, teacher: Tensor, *, power: float) -> Tensor:
    """Logarithm of the sum of all powers of differences between normalised features.

    Args:
        student, teacher: (B, D).
        power: At least 1.
    """
    differences = normalised_over_batch(student) - normalised_over_batch(teacher)
    return (differences.abs().pow(power).sum() + SMALL_SUM).log()


def normalised_over_batch(features: Tensor) -> Tensor:
    """Each column of (B, D) with mean 0 and variance 1, as batch normalisation does it; zeros where B is 1."""
    centred = features - features.mean(dim=0)
    return centred * (centred.square().mean(dim=0) + SMALL_VARIANCE).rsqrt()
