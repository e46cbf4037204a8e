"""What a distillation method is: the signals it needs and the weighted loss terms it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from torch import Tensor, nn

from workbench.recipes import Frozen

P = TypeVar("P", bound=Frozen)


@dataclass(slots=True)
class Dials:
    """What can be moved while a network trains; read anew at every step.

    Attributes:
        temperature: Softens answers, above 0.
        alpha: Weight of the labels, 0 to 1; the teacher term gets 1 - alpha.
        learning_rate: Before the decay.
    """

    temperature: float
    alpha: float
    learning_rate: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What a network said about a batch.

    Attributes:
        logits: (B, C), float32.
    """

    logits: Tensor


@dataclass(frozen=True, slots=True)
class Lesson:
    """One step's material.

    Attributes:
        student, teacher: Their signals; teacher is None where the method needs none.
        labels: (B,) int64; -1 where the label is hidden.
        dials: As they stand at this step.
    """

    student: Signals
    teacher: Signals | None
    labels: Tensor
    dials: Dials


class Objective(nn.Module, Generic[P]):
    """A method. One that owns weights creates them in `__init__`; optimiser, device and checkpoint follow.

    Attributes:
        needs_teacher: Whether a teacher must run at each step.
        uses_temperature, uses_alpha: Whether the dials mean something to it.
    """

    needs_teacher: ClassVar[bool] = True
    uses_temperature: ClassVar[bool] = True
    uses_alpha: ClassVar[bool] = True

    def __init__(self, params: P) -> None:
        super().__init__()
        self.params = params

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        """Weighted loss terms by name, scalars; their sum is the loss. The set of names never changes during a run."""
        raise NotImplementedError
