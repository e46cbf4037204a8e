"""A run as a program that repeats it without the workbench."""

from __future__ import annotations

from typing import Any

from workbench.gui.models.asker import Asker
from workbench.recipes.requests import AnyQuestion, ShowCode


class CodeModel(Asker):
    """Holds the program of one run.

    Attributes:
        run: Whose program is shown or awaited; empty = none yet.
        name: Of the program's file. text: its source; empty while unknown.
        needs: Packages that it needs, as they are installed.
        notes: What its reader should know, sentences.
    """

    def __init__(self, runs_folder: str) -> None:
        super().__init__(runs_folder)
        self._key: object = None
        self.run, self.name, self.text = "", "", ""
        self.needs: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()

    def show(self, run: str, key: object, *, again: bool = False) -> None:
        """Ask for the program of a run, unless it is there or awaited.

        Args:
            run: Its id.
            key: Changes when the run does.
            again: Also when it could not be written the last time.
        """
        if key == self._key and not (again and self.failure is not None):
            return
        self._key = key
        self._forget(run)
        self.ask(ShowCode(runs=self.runs_folder, run=run))

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take the program in."""
        self.name, self.text = answer["name"], answer["text"]
        self.needs, self.notes = tuple(answer.get("needs", ())), tuple(answer.get("notes", ()))

    def _forget(self, run: str) -> None:
        self.run, self.name, self.text = run, "train.py", ""
        self.needs = self.notes = ()
