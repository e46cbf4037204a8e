"""A program that repeats a run without the workbench."""

from __future__ import annotations

from typing import Any

from workbench.engine.questions import Asking
from workbench.engine.script import write
from workbench.recipes.requests import ShowCode


def answer(question: ShowCode, asking: Asking) -> dict[str, Any]:
    """The program's ``name`` and ``text``, the packages that it ``needs``, and ``notes`` on what to know about it.

    Raises:
        RunError: There is no such run, it has not begun to train, or its teacher is gone.
    """
    program = write(asking.store.open(question.run), asking.store)
    return {"name": "train.py", "text": program.text, "needs": list(program.needs), "notes": list(program.notes)}
