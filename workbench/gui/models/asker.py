"""Base of the models that hold the answer to one question at a time."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.events import JobEnded
from workbench.recipes.requests import AnyQuestion


class Asker(QObject):
    """Asks, waits and keeps the last answer; a newer question makes an older one void.

    Signals:
        changed: The answer, or whether one is awaited, is different.
        wanted: A question for the engine. The session answers with `take` or `take_failure`.
        withdrawn: No answer is wanted any more.
    """

    changed = Signal()
    wanted = Signal(object)
    withdrawn = Signal()

    def __init__(self, runs_folder: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs_folder = runs_folder
        self.failure: JobEnded | None = None
        self._asked: AnyQuestion | None = None

    @property
    def is_asking(self) -> bool:
        """An answer is awaited."""
        return self._asked is not None

    def ask(self, question: AnyQuestion) -> None:
        """Ask something; what was asked before is no longer wanted."""
        self._asked, self.failure = question, None
        self.wanted.emit(question)
        self.changed.emit()

    def withdraw(self) -> None:
        """Want no answer any more."""
        if self._asked is not None:
            self._asked = None
            self.withdrawn.emit()
            self.changed.emit()

    def take(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """An answer came. One to a question that is no longer wanted is passed over."""
        if question is not self._asked:
            return
        self._asked = None
        self.keep(question, answer)
        self.changed.emit()

    def take_failure(self, question: AnyQuestion, end: JobEnded) -> None:
        """No answer came."""
        if question is not self._asked:
            return
        self._asked = None
        self.failure = end if end.outcome == "failed" else None
        self.changed.emit()

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take the answer in; for subclasses."""
        raise NotImplementedError
