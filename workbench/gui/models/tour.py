"""A walk along the main flow: which step it is at, and where to go on next time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Step:
    """One stop.

    Attributes:
        name: What the callout points at, as the window knows it.
        stage: Where that is; empty = on every stage.
        topic: Of the help, for who wants to know more.
    """

    name: str
    stage: str
    topic: str
    title: str
    text: str


class TourModel(QObject):
    """The steps and the place among them. Never starts by itself.

    Signals:
        changed: Another step, opened or closed.

    Args:
        keep: Takes the place whenever it changes, for the preferences.
    """

    changed = Signal()

    def __init__(self, keep: Callable[[int], object] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep = keep
        self._at = 0
        self._way = 1
        self._is_open = self._by_user = False
        self.steps = self._steps()

    @property
    def is_open(self) -> bool:
        """A step is on screen."""
        return self._is_open

    @property
    def by_user(self) -> bool:
        """The user opened it, so that it may take the keyboard focus."""
        return self._by_user

    @property
    def step(self) -> Step:
        """Where it stands."""
        return self.steps[min(self._at, len(self.steps) - 1)]

    @property
    def number(self) -> int:
        """Of the step, from 1."""
        return min(self._at, len(self.steps) - 1) + 1

    @property
    def is_first(self) -> bool:
        """Nothing to go back to."""
        return self._at == 0

    @property
    def is_last(self) -> bool:
        """Next ends it."""
        return self._at >= len(self.steps) - 1

    @property
    def is_finished(self) -> bool:
        """The user has seen the last step."""
        return self._at >= len(self.steps)

    def state(self) -> int:
        """What to remember: the steps that are behind the user."""
        return self._at

    def restore(self, state: int) -> None:
        """Go on from there at the next `open`."""
        self._at = min(max(0, state), len(self.steps))

    def open(self, *, by_user: bool = True) -> None:
        """Show the step where it was left; from the beginning once it has been finished."""
        if self.is_finished:
            self._move(0)
        self._is_open, self._by_user, self._way = True, by_user, 1
        self.changed.emit()

    def next(self) -> None:
        """On; after the last step it ends."""
        self._way = 1
        self._move(self._at + 1)
        self._is_open = self._is_open and not self.is_finished
        self.changed.emit()

    def back(self) -> None:
        """To the step before."""
        if not self.is_first:
            self._way = -1
            self._move(self._at - 1)
            self.changed.emit()

    def skip(self) -> None:
        """Close it; the place is kept."""
        if self._is_open:
            self._is_open = False
            self.changed.emit()

    def miss(self) -> None:
        """There is nothing to point at here: on in the direction of the last move, the other way at the first step."""
        if self._way < 0 and not self.is_first:
            self.back()
        else:
            self.next()

    def _move(self, place: int) -> None:
        self._at = place
        if self._keep is not None:
            self._keep(place)

    def _steps(self) -> tuple[Step, ...]:
        return (
            Step(
                "welcome",
                "welcome",
                "stage:welcome",
                self.tr("Begin with a story"),
                self.tr(
                    "Each card is a small experiment with an outcome. They run on this computer, without a network. "
                    "You can also drop a folder of your own pictures anywhere on the window."
                ),
            ),
            Step(
                "models",
                "models",
                "distillation",
                self.tr("Who teaches whom"),
                self.tr(
                    "The teacher is large and good, the student small and quick. Parameters, size and computation of "
                    "both are shown before anything is trained."
                ),
            ),
            Step(
                "lens",
                "distil",
                "temperature",
                self.tr("What the teacher says"),
                self.tr(
                    "Here is a real answer of the teacher. Raise the temperature and watch the small bars grow: they "
                    "tell which other classes the picture resembles, and that is what the student learns from."
                ),
            ),
            Step(
                "balance",
                "distil",
                "alpha",
                self.tr("Labels or teacher?"),
                self.tr(
                    "This sets whom the student listens to more. Both shares are always shown, because other programs "
                    "give the same letter, alpha, the opposite meaning."
                ),
            ),
            Step(
                "start",
                "",
                "pause",
                self.tr("Start"),
                self.tr(
                    "One click trains the student, and its twin without a teacher. You can pause, stop and keep the "
                    "best, or move the dials while it runs."
                ),
            ),
            Step(
                "charts",
                "distil",
                "loss_terms",
                self.tr("Watch it learn"),
                self.tr(
                    "Accuracy of teacher, distilled and plain student, and every part of the loss. Where a dial was "
                    "moved, the curves have a mark."
                ),
            ),
            Step(
                "compare",
                "compare",
                "verdict",
                self.tr("Did the teacher help?"),
                self.tr(
                    "The answer in words, with a ± over several seeds. When there is no real difference, it says so."
                ),
            ),
            Step(
                "try",
                "try",
                "stage:try",
                self.tr("Try it"),
                self.tr(
                    "Drop a picture or draw one. Teacher, distilled and plain student answer side by side, also while "
                    "a run is going."
                ),
            ),
            Step(
                "export",
                "export",
                "export_formats",
                self.tr("Take the student along"),
                self.tr(
                    "Write the student to a file for other programs. The file is loaded again and compared with the "
                    "student before it counts as done."
                ),
            ),
        )
