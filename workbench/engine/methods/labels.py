"""Plain training on labels: no teacher. The fair twin of every distillation, and how a teacher is trained."""

from __future__ import annotations

from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor

from workbench.engine.objective import Lesson, Objective, precise
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Nothing to set."""


@methods.register("labels", Params, title="Labels only (no teacher)", symbol="CE(y, p)")
class Labels(Objective[Params]):
    """Fit the labels and nothing else."""

    needs_teacher: ClassVar[bool] = False
    uses_temperature: ClassVar[bool] = False
    uses_alpha: ClassVar[bool] = False

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        return {"labels": label_loss(lesson.student.logits, lesson.labels)}


def label_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy with the labels that are known, at temperature 1.

    Args:
        logits: (B, C), any float dtype.
        labels: (B,) int64; -1 = hidden, the picture does not count.

    Returns:
        Scalar, float32 or better, in nats per labelled picture; 0 where no label of the batch is known.
    """
    total = F.cross_entropy(precise(logits), labels, ignore_index=-1, reduction="sum")
    return total / (labels >= 0).sum().clamp(min=1)
