"""How much memory and disk training may use on this computer, and what is remembered between runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal

from workbench.gui.models.asker import Asker
from workbench.limits import Limits
from workbench.recipes.requests import AnyQuestion, Kept


@dataclass(frozen=True, slots=True)
class Store:
    """What is on the disk.

    Attributes:
        teachers: Whose answers are kept. answers: How many of them.
        answer_bytes: What these take. picture_bytes: What decoded pictures take.
    """

    teachers: int
    answers: int
    answer_bytes: int
    picture_bytes: int

    @property
    def bytes(self) -> int:
        """All of it."""
        return self.answer_bytes + self.picture_bytes


class KeptModel(Asker):
    """Holds limits and what is kept; reads and writes nothing itself.

    Attributes:
        limits: What may be used; None until they are read.
        store: What is on the disk; None until it is known.

    Signals:
        chosen: The limits that the user wants are to be written.
    """

    chosen = Signal(object)

    def __init__(self, runs_folder: str) -> None:
        super().__init__(runs_folder)
        self.limits: Limits | None = None
        self.store: Store | None = None

    def look(self) -> None:
        """Ask what is kept."""
        self.ask(Kept(runs=self.runs_folder))

    def clear(self) -> None:
        """Have everything forgotten."""
        self.ask(Kept(runs=self.runs_folder, clear=True))

    @property
    def is_clearing(self) -> bool:
        """Everything is being forgotten."""
        return isinstance(self._asked, Kept) and self._asked.clear

    def take_limits(self, limits: Limits) -> None:
        """They are this."""
        if limits != self.limits:
            self.limits = limits
            self.changed.emit()

    def choose(self, limits: Limits) -> None:
        """The user wants other ones."""
        if limits != self.limits:
            self.limits = limits
            self.changed.emit()
            self.chosen.emit(limits)

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take in what is kept."""
        answers = answer["answers"]
        self.store = Store(
            teachers=len(answers),
            answers=sum(each["rows"] for each in answers),
            answer_bytes=sum(each["bytes"] for each in answers),
            picture_bytes=answer["pictures_bytes"],
        )
