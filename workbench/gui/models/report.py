"""A run as a page to hand in, to send or to print."""

from __future__ import annotations

from typing import Any

from workbench.gui.models.asker import Asker
from workbench.recipes.requests import AnyQuestion, WriteReport


class ReportModel(Asker):
    """Asks for a report and knows where the last one is.

    Attributes:
        file: The last report; empty = none yet.
    """

    def __init__(self, runs_folder: str) -> None:
        super().__init__(runs_folder)
        self.file = ""

    def write(self, run: str, out: str) -> None:
        """Ask for a report.

        Args:
            run: Id of the run.
            out: The file to write.
        """
        self.file = ""
        self.ask(WriteReport(runs=self.runs_folder, run=run, out=out))

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """It is written."""
        self.file = answer["file"]
