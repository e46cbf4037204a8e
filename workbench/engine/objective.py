"""What a distillation method is: the signals it needs and the loss terms it returns.

A method is one file in ``methods/``: its settings, its maker and pure functions. It never weighs its own terms: the
recipe does (see `workbench.engine.loss`), so that any methods can be combined and every weight has one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, TypeVar

from torch import Tensor, nn

from workbench.errors import UserError
from workbench.recipes import Frozen, Ref

if TYPE_CHECKING:
    from workbench.engine.model import Classifier
    from workbench.engine.taps import Offer

P = TypeVar("P", bound=Frozen)
Signal = Literal["logits", "embedding", "maps", "labels", "ids", "images"]
"""What a method can ask for: see `Signals` and `Lesson`."""


class Unsuited(UserError):
    """A method cannot run on a pair of networks; told before training starts."""


@dataclass(slots=True)
class Dials:
    """What can be moved while a network trains; read anew at every step.

    Attributes:
        temperature: Softens answers, above 0.
        alpha: Weight of the labels, 0 to 1; the method gets 1 - alpha.
        learning_rate: Before the decay.
        weights: By name of a part of the loss (see `workbench.engine.loss`): what its terms are multiplied by.
    """

    temperature: float
    alpha: float
    learning_rate: float
    weights: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signals:
    """What a network said about a batch.

    Attributes:
        logits: (B, C), float32.
        embedding: (B, D), what goes into the last linear layer; None unless a method asks for it.
        maps: By dotted path, what a method taps: maps (B, C, H, W), or vectors (B, D) of fully connected layers.
        head: The last linear layer itself; None unless a method asks for the embedding.
    """

    logits: Tensor
    embedding: Tensor | None = None
    maps: Mapping[str, Tensor] = field(default_factory=dict)
    head: nn.Linear | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One step's material.

    Attributes:
        student, teacher: Their signals; teacher is None where no method needs one.
        labels: (B,) int64; -1 where the label is hidden.
        dials: As they stand at this step.
        trust: (B,) float32, at least 0: how far the teacher's answer to each picture is believed; None = fully.
        ids: (B,) int64, positions among the training pictures.
        images: (B, C, H, W) uint8, as both networks saw them.
        epoch: Epochs done, with fraction; progress: fraction of the whole training that is done.
    """

    student: Signals
    teacher: Signals | None
    labels: Tensor
    dials: Dials
    trust: Tensor | None = None
    ids: Tensor | None = None
    images: Tensor | None = None
    epoch: float = 0.0
    progress: float = 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """The networks that a method is made for, as they were probed with one batch.

    Attributes:
        student, teacher: What each offers; teacher is None where no method needs one.
        shape: Of a picture, (C, H, W). classes: how many.
        count: Training pictures.
    """

    student: Offer
    teacher: Offer | None
    shape: tuple[int, int, int]
    classes: int
    count: int = 1

    @property
    def guide(self) -> Offer:
        """The teacher.

        Raises:
            Unsuited: There is none.
        """
        if self.teacher is None:
            raise Unsuited("This method needs a teacher.", fix="Choose a teacher.")
        return self.teacher


class Objective(nn.Module, Generic[P]):
    """A method. One that owns weights creates them in `__init__`; optimiser, device and checkpoint follow.

    Attributes:
        needs_teacher: Whether a teacher must run at each step.
        uses_temperature: Whether that dial means something to it.
        uses_alpha: Whether the recipe's labels ↔ teacher dial applies. A method without is the whole loss by itself and
            cannot be combined as a further term.
        weight: What its paper multiplies its sum of terms by; a recipe's own weight replaces it.
        needs: The signals that it uses, for the catalogue.
        cacheable: Whether the teacher's side can be kept instead of being computed again.
        exported: Whether parts that it adds belong to the exported student.
        views: How many random views of each picture it wants in a batch: with 2, a batch holds all pictures once more,
            in the same order.
        student_taps, teacher_taps: Dotted paths whose outputs it wants in `Signals.maps`; ``path:in`` is what goes into
            that layer. Set in `__init__`.
    """

    needs_teacher: ClassVar[bool] = True
    uses_temperature: ClassVar[bool] = True
    uses_alpha: ClassVar[bool] = True
    weight: ClassVar[float] = 1.0
    needs: ClassVar[tuple[Signal, ...]] = ("logits",)
    cacheable: ClassVar[bool] = True
    exported: ClassVar[bool] = False
    views: ClassVar[int] = 1

    def __init__(self, params: P, pair: Pair) -> None:
        """Make it for a pair of networks.

        Raises:
            Unsuited: It cannot run on this pair, and why.
        """
        super().__init__()
        self.params = params
        self.student_taps: tuple[str, ...] = ()  # needs: tapped
        self.teacher_taps: tuple[str, ...] = ()  # needs: tapped

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        """Loss terms by name, scalars, not yet weighted; ``teacher`` where there is only one.

        The set of names never changes during a run.
        """
        raise NotImplementedError

    def alone(self, progress: float) -> bool:
        """Whether everything else of the loss waits at this point: the method prepares itself or the student first.

        Args:
            progress: Fraction of the training that is done.
        """
        return False

    def readings(self) -> dict[str, Tensor]:
        """What it has learned of itself and a user may want to see, such as a temperature: scalars by name."""
        return {}

    def begin(self, student: Classifier, teacher: Classifier | None) -> None:
        """Called once before training, when both networks are on the device. Changes the student where it must."""

    @classmethod
    def student_of(cls, params: P, student: Ref, teacher: Ref | None) -> Ref:  # noqa: ARG003 - for subclasses
        """The network that is trained and exported where the recipe asks for `student`."""
        return student


def mean_believed(rows: Tensor, trust: Tensor | None) -> Tensor:
    """Mean over the batch of a loss for each picture, (B,), weighed by how far the teacher is believed.

    Divided by the size of the batch whatever the trust, so that pictures left out do not make the others louder.
    """
    return rows.mean() if trust is None else (rows * trust).mean()


def precise(tensor: Tensor) -> Tensor:
    """In float32 at least: losses are computed so whatever the autocast type."""
    return tensor.float() if tensor.element_size() < 4 else tensor
