"""One self-contained HTML page about a run, to hand in, to send, or to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.engine import questions
from workbench.engine.questions import Asking
from workbench.engine.report.material import read
from workbench.engine.report.page import page
from workbench.errors import RunError
from workbench.events import Progress
from workbench.recipes.requests import ShowPictures, WriteReport
from workbench.runs import write_atomically

FILE = "report.html"


def answer(question: WriteReport, asking: Asking) -> dict[str, Any]:
    """Write the page, whole or not at all, and say where it is.

    Raises:
        RunError: No such run, it is damaged, or the page cannot be written.
    """
    run = asking.store.open(question.run)
    path = Path(question.out).expanduser() if question.out else run.path / FILE
    if path.is_dir():
        raise RunError(f"{path} is a folder.", fix=f"Name a file, e.g. {path / FILE}.")
    asking.report(Progress(what="Writing the report", done=0, total=0))

    def show(ids: Sequence[int]) -> dict[str, Any]:
        return questions.answer(ShowPictures(runs=question.runs, run=question.run, ids=tuple(ids)), asking)

    text = page(read(run, asking.check), show, asking.check)
    write_atomically(path, text.encode("utf-8", "replace"))
    return {"file": str(path)}
