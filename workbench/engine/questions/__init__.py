"""One file answers one sort of question. It is named after the question's kind and has a function ``answer``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from workbench.events import Progress
from workbench.recipes.requests import AnyQuestion
from workbench.runs import RunStore


@dataclass(frozen=True, slots=True)
class Asking:
    """What an answer may use.

    Attributes:
        store: Where runs lie.
        report: Takes Progress events.
        check: Call it at least every 0.2 s; raises when the user no longer wants to know.
    """

    store: RunStore
    report: Callable[[Progress], None]
    check: Callable[[], None]


def answer(question: AnyQuestion, asking: Asking) -> dict[str, Any]:
    """The answer to a question, plain JSON, as the question's own docstring describes it.

    Raises:
        UserError: It cannot be answered, and what to do about it.
    """
    module = import_module(f"{__name__}.{question.kind}")
    return cast("dict[str, Any]", module.answer(question, asking))
