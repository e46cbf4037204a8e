"""The stages of the work, in any order: where the user is, and how each one stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from workbench.gui.models.workspace import Workspace

WELCOME = "welcome"
STAGES = ("data", "models", "distil", "compare", "try", "export")
Standing = Literal["ready", "busy", "attention", "waiting"]

PATHS: dict[str, tuple[str, ...]] = {
    "data": ("data",),
    "models": ("teacher", "student", "co_teachers", "assistants", "start", "trust.join"),
}
"""Which problems of a recipe belong to which stage; all others belong to ``distil``."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a stage stands, and why.

    Attributes:
        standing: ``waiting`` = nothing is wrong, but something has to happen first.
        why: One sentence.
    """

    standing: Standing
    why: str


class StagesModel(QObject):
    """Where the user is.

    Signals:
        changed: Another stage is on screen.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current = WELCOME

    def go_to(self, stage: str) -> None:
        """Put a stage on screen."""
        if stage != self.current and stage in (WELCOME, *STAGES):
            self.current = stage
            self.changed.emit()

    def stand(self, stage: str, space: Workspace) -> Stand:
        """How a stage stands at this moment."""
        if stage in ("data", "models", "distil"):
            return self._of_settings(stage, space)
        return self._of_results(stage, space)

    def _of_settings(self, stage: str, space: Workspace) -> Stand:
        problems = [problem for problem in space.recipe.problems if stage_of(problem.path) == stage]
        if problems:
            first = f"{problems[0].message} {problems[0].suggestion}".rstrip()
            more = self.tr("and {number} more").format(number=len(problems) - 1) if len(problems) > 1 else ""
            return Stand("attention", f"{first} {more}".rstrip())
        if stage == "distil":
            return self._of_training(space)
        if space.description.measuring:
            return Stand("busy", self.tr("Being measured…"))
        if space.description.data is None:
            return Stand("waiting", self.tr("Not measured yet."))
        return Stand("ready", self.tr("Ready"))

    def _of_training(self, space: Workspace) -> Stand:
        if space.run.is_live:
            return Stand("busy", self.tr("A run is going."))
        if space.recipe.problems:
            return Stand("waiting", self.tr("Something in an earlier stage has to be put right first."))
        return Stand("ready", self.tr("Ready to start"))

    def _of_results(self, stage: str, space: Workspace) -> Stand:
        finished = any(run.accuracy is not None for run in space.runs.runs)
        if space.run.can_export or finished:
            return Stand("ready", self.tr("Ready"))
        if space.run.is_live:
            return Stand("waiting", self.tr("As soon as the run has ended."))
        return Stand("waiting", self.tr("Nothing has been trained yet."))


def stage_of(path: str) -> str:
    """The stage where a field of the recipe is set."""
    for stage, beginnings in PATHS.items():
        if any(path == beginning or path.startswith(f"{beginning}.") for beginning in beginnings):
            return stage
    return "distil"
