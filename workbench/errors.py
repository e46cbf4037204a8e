"""The error tree. The type says who can act.

::

    WorkbenchError
    ├── UserError          the user can put it right: shown as written, without a traceback
    │   ├── RecipeError    problems in a recipe, all of them at once
    │   ├── DataError      pictures, labels or a download that cannot be used
    │   ├── RunError       a run folder that is missing, damaged, locked, full or not writable
    │   └── ExportError    a student that cannot be exported, or whose export disagrees with it
    └── EngineFault        ours to mend: shown with "Copy details"
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class WorkbenchError(Exception):
    """Base of every error that the workbench raises on purpose."""


class UserError(WorkbenchError):
    """Something the user can put right.

    Args:
        problem: What is wrong, with the offending values. One sentence.
        fix: What to do about it. One imperative sentence.
    """

    def __init__(self, problem: str, *, fix: str) -> None:
        super().__init__(f"{problem} {fix}".strip())
        self.problem, self.fix = problem, fix


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a recipe.

    Attributes:
        path: Dotted path of the field, e.g. ``teacher.schedule.epochs``; empty for the whole recipe.
        message: What is wrong and what was expected, one sentence, with the value.
        suggestion: The nearest thing that would be right, or what to do; may be empty.
    """

    path: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.message} {self.suggestion}".rstrip()


class RecipeError(UserError):
    """Everything that is wrong with a recipe, at once.

    Attributes:
        problems: At least one, in the order of the recipe.
    """

    def __init__(self, problems: Sequence[Problem], *, source: str = "") -> None:
        self.problems = tuple(problems)
        where = f" in {source}" if source else ""
        count = "One problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{count}{where}:\n{lines}", fix="")


class DataError(UserError):
    """Pictures, labels or a download that cannot be used."""


class RunError(UserError):
    """A run folder that is missing, damaged, in use, full or not writable."""


class ExportError(UserError):
    """A student that cannot be exported, or whose export disagrees with it."""


class EngineFault(WorkbenchError):
    """A mistake of ours, found at run time."""
