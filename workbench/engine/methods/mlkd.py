"""Multi-level answers: pictures, the batch and the classes are compared, at several temperatures and on two views.

Ying Jin, Jiaqi Wang, Dahua Lin, "Multi-Level Logit Distillation", CVPR 2023, section 3,
https://openaccess.thecvf.com/content/CVPR2023/html/Jin_Multi-Level_Logit_Distillation_CVPR_2023_paper.html. Terms are
sums over the temperatures and the two views, as in the released code.

Where we differ from the paper: both views are drawn in the same way, by the recipe; there, the second one is changed
more strongly.

Where we differ from the released code: it means to compare, in the first view, only the half of the pictures and of the
classes that the teacher is least sure of, but multiplies a loss that is a mean already, which halves it and leaves
nothing out. Here the half is chosen, picture by picture and class by class. That code also takes the first view instead
of the second at two of the temperatures, and leaves out the second view's batch and classes; here both views have all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.objective import Lesson, Objective, mean_believed, precise
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, Names, Preset, preset
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits, soft_rows

Temperature = Annotated[float, Field(gt=0, le=1000)]


class Params(Softened):
    """Settings of multi-level answers."""

    temperatures: tuple[Temperature, ...] = Field(
        (2.0, 3.0, 4.0, 5.0, 6.0),
        min_length=1,
        max_length=16,
        description="Temperatures at which the answers are compared, each in turn.",
    )
    batch: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="Weight of the relations between pictures: how alike their answers are.",
        json_schema_extra={"step": 0.1},
    )
    classes: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="Weight of the relations between classes: how often they are likely together.",
        json_schema_extra={"step": 0.1},
    )
    kept: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Fraction of the first view's pictures and classes that are compared: those the teacher is least "
        "sure of. 1 = all.",
        json_schema_extra={"step": 0.1},
    )


def _published(top1: Mapping[Names, float], source: str, *, weight: float, params: Mapping[str, Any]) -> list[Preset]:
    """The released code's settings: 0.1 * CE of both views together, twice what the workbench's mean over both is."""
    term = {"kind": "mlkd", "params": dict(params), "weight": weight / 0.8}
    decay = {"kind": "step", "milestones": [150 / 480, 180 / 480, 210 / 480], "factor": 0.1}
    return [
        preset(
            pair,
            {
                "method": term,
                "alpha": 0.2,
                "schedule": {"epochs": 480, "learning_rate": 0.01 if pair == VGG13_MV2 else 0.025, "decay": decay},
            },
            accuracy,
            source,
        )
        for pair, accuracy in top1.items()
    ]


@methods.register(
    "mlkd",
    Params,
    title="Multi-level answers (MLKD)",
    paper="https://openaccess.thecvf.com/content/CVPR2023/html/Jin_Multi-Level_Logit_Distillation_CVPR_2023_paper.html",
    symbol="sum over T of [T^2 * KL(p_T || q_T) + batch * |p p' - q q'|^2 / B + classes * |p' p - q' q|^2 / C]",
    presets=[
        *_published(
            {R32X4_R8X4: 77.08, R56_R20: 72.19, WRN40_WRN16: 76.63, VGG13_MV2: 70.57},
            "logit standardisation: its README, best epoch",
            weight=0.9,
            params={},
        ),
        *_published(
            {R32X4_R8X4: 78.28, R56_R20: 72.33, WRN40_WRN16: 76.95, VGG13_MV2: 70.94},
            "logit standardisation: its README, best epoch",
            weight=9.0,
            params={"standardise": True, "temperatures": [2.0, 2.0, 3.0, 5.0, 6.0]},
        ),
    ],
)
class MultiLevelAnswers(Objective[Params]):
    """Fit the teacher's answers to pictures, and how pictures and classes relate in them, at several temperatures.

    Standardised logits are for the comparison picture by picture only, as where they were published.
    """

    uses_temperature: ClassVar[bool] = False
    views: ClassVar[int] = 2

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        assert lesson.teacher is not None, "the loop runs the teacher for every method that needs one"
        compared = compared_logits(lesson, self.params)
        student = precise(lesson.student.logits)
        teacher = lesson.teacher.logits.detach().to(student.dtype)
        trust = student.new_ones(len(student)) if lesson.trust is None else lesson.trust.to(student.dtype)
        instance, batch, classes = [], [], []
        views = zip(*(part.chunk(self.views) for part in (*compared, student, teacher, trust)), strict=True)
        for number, (our, their, ours, theirs, believed) in enumerate(views):
            pictures, columns = _least_sure(theirs, self.params.kept if number == 0 else 1.0)
            for temperature in self.params.temperatures:
                rows = soft_rows(our, their, temperature=temperature)
                instance.append(mean_believed(rows * pictures, believed))
                p, q = F.softmax(ours / temperature, dim=1), F.softmax(theirs / temperature, dim=1)
                batch.append(mean_believed(_gram_rows(p, q, believed) * pictures, believed))
                classes.append((_gram_rows(p.T * believed.sqrt(), q.T * believed.sqrt()) * columns).mean())
        return {
            "instance": torch.stack(instance).sum(),
            "batch": self.params.batch * torch.stack(batch).sum(),
            "classes": self.params.classes * torch.stack(classes).sum(),
        }


def _least_sure(teacher: Tensor, kept: float) -> tuple[Tensor, Tensor]:
    """1 for the pictures (B,) and the classes (C,) that the teacher is least sure of, 0 for the others.

    A picture's sureness is its largest probability; a class's is its probability over all pictures.
    """
    probabilities = F.softmax(teacher, dim=1)
    sureness = (probabilities.amax(dim=1), probabilities.sum(dim=0))
    pictures, classes = ((one <= torch.quantile(one, kept)).to(teacher.dtype) for one in sureness)
    return pictures, classes


def _gram_rows(ours: Tensor, theirs: Tensor, believed: Tensor | None = None) -> Tensor:
    """Squared differences between the inner products of rows, (R, N) each, summed for each row: (R,).

    Args:
        ours, theirs: Whose inner products are compared.
        believed: (R,), how much a difference to each other row counts; None = fully.
    """
    squares = (ours @ ours.T - theirs @ theirs.T).square()
    return (squares if believed is None else squares * believed).sum(dim=1)
