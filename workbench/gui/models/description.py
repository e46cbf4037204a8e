"""What the engine says about the recipe that is being edited: sizes, costs, problems."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.errors import Problem
from workbench.events import JobEnded
from workbench.gui.models.recipe import RecipeModel
from workbench.gui.said_by_engine import worded

REST_MILLISECONDS = 300


class DescriptionModel(QObject):
    """Asks for a description whenever the recipe has rested for a moment, and keeps the last answer.

    Signals:
        changed: The answer, or whether one is awaited, is different.
        wanted: A draft to be described.
    """

    changed = Signal()
    wanted = Signal(dict)

    def __init__(self, recipe: RecipeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recipe = recipe
        self._answer: dict[str, Any] = {}
        self._asked: dict[str, Any] | None = None
        self._described: dict[str, Any] | None = None
        self._is_on = False
        self.failure: JobEnded | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._rest.timeout.connect(self._ask)
        recipe.edited.connect(self._on_edited)

    def switch_on(self) -> None:
        """From now on ask, beginning with the recipe as it is."""
        self._is_on = True
        self._ask()

    def hold(self) -> None:
        """Ask nothing for now: the computer is needed for something else."""
        self._is_on = False
        self._rest.stop()
        self.changed.emit()

    def go_on(self) -> None:
        """Ask again, at once if the recipe has changed meanwhile."""
        self._is_on = True
        if self._described != self._recipe.draft:
            self._ask()
        else:
            self.changed.emit()

    @property
    def measuring(self) -> bool:
        """An answer is awaited."""
        return self._is_on and (self._rest.isActive() or self._asked is not None)

    @property
    def is_settled(self) -> bool:
        """The recipe rests, and was described, or could not be."""
        return self._is_on and not self.measuring and (self._described is not None or self.failure is not None)

    @property
    def data(self) -> dict[str, Any] | None:
        """``classes``, ``shape``, pictures in each split …; None while unknown."""
        return self._answer.get("data")

    @property
    def device(self) -> str:
        """Where a run would compute, and why; empty while unknown."""
        device, reason = self._answer.get("device", ""), self._answer.get("device_reason", "")
        return f"{device}: {worded(reason)}" if device and reason else device

    def network(self, part: str) -> dict[str, Any] | None:
        """``title``, ``parameters``, ``flops``, ``bytes`` of ``teacher`` or ``student``; None while unknown."""
        found = self._answer.get("networks", {}).get(part)
        return found if isinstance(found, dict) else None

    def take(self, answer: dict[str, Any]) -> None:
        """An answer arrived; one about a draft that has changed since is passed over."""
        asked, self._asked = self._asked, None
        if asked != self._recipe.draft:
            self._on_edited()
            return
        self._answer, self._described, self.failure = answer, asked, None
        self._recipe.take_problems(Problem(**problem) for problem in answer.get("problems", ()))
        self.changed.emit()

    def take_failure(self, end: JobEnded) -> None:
        """No answer came."""
        self._asked, self.failure = None, end
        if self._is_on and end.outcome == "stopped":  # what stopped it is over already
            self._ask()
        self.changed.emit()

    def _on_edited(self) -> None:
        if self._is_on:
            self._rest.start()
        self.changed.emit()

    def _ask(self) -> None:
        if self._asked is not None:  # one at a time: `take` asks again
            return
        self._asked = self._recipe.draft
        self.wanted.emit(self._recipe.draft)
        self.changed.emit()
