"""Label smoothing: a little of the label's probability goes to all classes alike. No teacher: a control.

Christian Szegedy, Vincent Vanhoucke, Sergey Ioffe, Jonathon Shlens, Zbigniew Wojna, "Rethinking the Inception
Architecture for Computer Vision", CVPR 2016, https://arxiv.org/abs/1512.00567, section 7. What it does to distillation:
Rafael Müller, Simon Kornblith, Geoffrey Hinton, "When Does Label Smoothing Help?", NeurIPS 2019,
https://arxiv.org/abs/1906.02629. A method that does not beat it has taught the student little about the classes.

Where we differ: pictures whose label is hidden do not count.
"""

from __future__ import annotations

from typing import ClassVar

import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.objective import Lesson, Objective, Signal, precise
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of label smoothing."""

    smoothing: float = Field(
        0.1,
        ge=0,
        lt=1,
        description="Share of the probability that all classes get alike, the right one too; 0 = plain labels.",
        json_schema_extra={"step": 0.05},
    )


@methods.register(
    "label_smoothing",
    Params,
    title="Label smoothing (no teacher)",
    paper="https://arxiv.org/abs/1512.00567",
    symbol="CE((1 - smoothing) * y + smoothing / C, p)",
)
class LabelSmoothing(Objective[Params]):
    """Fit labels that leave every class some probability, without any teacher."""

    needs_teacher: ClassVar[bool] = False
    uses_temperature: ClassVar[bool] = False
    uses_alpha: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("logits", "labels")

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        return {"labels": smoothed_label_loss(lesson.student.logits, lesson.labels, smoothing=self.params.smoothing)}


def smoothed_label_loss(logits: Tensor, labels: Tensor, *, smoothing: float) -> Tensor:
    """Cross-entropy with the labels that are known, mixed with the uniform distribution.

    Args:
        logits: (B, C), any float dtype.
        labels: (B,) int64; -1 = hidden, the picture does not count.
        smoothing: Share of the uniform distribution, 0 to 1.

    Returns:
        Scalar, float32 or better, in nats per labelled picture; 0 where no label of the batch is known.
    """
    total = F.cross_entropy(precise(logits), labels, ignore_index=-1, reduction="sum", label_smoothing=smoothing)
    return total / (labels >= 0).sum().clamp(min=1)
