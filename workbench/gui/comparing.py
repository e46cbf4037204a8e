"""Reads what the stage Compare shows, away from the GUI thread, while somebody looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

from workbench.errors import UserError
from workbench.gui.models.compare import Found, Task
from workbench.gui.models.compare_networks import Material, compare
from workbench.gui.models.overlay import fold_phases
from workbench.gui.models.phase import Phase
from workbench.gui.models.workspace import Workspace
from workbench.gui.session import Session
from workbench.runs import RunFolder, predictions, results


class Comparing(QObject):
    """Answers what concerns comparing runs. Lives as long as the window."""

    def __init__(self, space: Workspace, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._space, self._session = space, session
        space.wishes.compareRuns.connect(self._on_compare)
        space.wishes.overlayRuns.connect(self._on_overlay)
        space.overlay.wanted.connect(self._on_curves_wanted)
        space.compare.changed.connect(self.look)
        space.stages.changed.connect(self._on_stage)

    def look(self) -> None:
        """Read what is missing, if somebody sees it."""
        model = self._space.compare
        task = model.task if self._space.stages.current == "compare" and not model.is_reading else None
        if task is not None:
            model.start_reading()
            self._session.read(partial(carry_out, self._space.runs_folder, task), model.take, model.take_failure)

    def _on_compare(self, runs: list[str]) -> None:
        self._space.compare.choose(runs)
        self._space.stages.go_to("compare")

    def _on_overlay(self, runs: list[str]) -> None:
        for run in runs:
            if run != self._space.run.run:  # its curves are there already
                self._space.overlay.add(run, self._space.compare.title(run))
        self._space.stages.go_to("distil")

    def _on_curves_wanted(self, run: str) -> None:
        self._session.read(partial(curves_of, self._space.runs_folder, run), self._on_curves)

    def _on_curves(self, found: Curves) -> None:
        if found.problem:
            self._space.overlay.take_failure(found.run, found.problem)
        else:
            self._space.overlay.take(found.run, found.phases)

    def _on_stage(self) -> None:
        if self._space.stages.current == "compare":
            self._space.compare.try_again()


@dataclass(frozen=True, slots=True)
class Curves:
    """The trainings of a run, or why they could not be read."""

    run: str
    phases: Mapping[str, Phase] = field(default_factory=dict)
    problem: str = ""


def curves_of(folder: Path, run: str) -> Curves:
    """Read what a run reported while it trained."""
    try:
        phases = fold_phases(RunFolder(folder / run).events())
    except (UserError, OSError) as error:
        return Curves(run, problem=_told(error) if isinstance(error, UserError) else str(error))
    if not phases:
        return Curves(run, problem=QCoreApplication.translate("compare", "Nothing of its training was kept."))
    return Curves(run, phases)


def carry_out(folder: Path, task: Task) -> Found:
    """Read what a task asks for; what cannot be read of one run does not keep the others from being read.

    Args:
        folder: Holds all run folders.
        task: What to read, and which networks to compare then.
    """
    materials = {run: _material(folder / run) for run in task.runs}
    known = {**task.known, **materials}
    for run in task.predictions:
        known[run] = _with_predictions(folder / run, known[run])
    read = tuple(known[run] for run in dict.fromkeys((*task.runs, *task.predictions)))
    if task.pair is None:
        return Found(task, read)
    try:
        return Found(task, read, compare(task.pair, task.seed, known))
    except UserError as error:
        return Found(task, read, problem=_told(error))


def _material(folder: Path) -> Material:
    found = Material(folder.name)
    try:
        found = replace(found, recipe=RunFolder(folder).recipe.model_dump(mode="json"))
    except UserError as error:
        found = replace(found, problem=_told(error))
    try:
        return replace(found, results=results.load(folder / results.FILE))
    except UserError as error:
        return replace(found, problem=_told(error))


def _with_predictions(folder: Path, material: Material) -> Material:
    try:
        return replace(material, predictions=predictions.load(folder / predictions.FILE))
    except UserError as error:
        return replace(material, predictions_problem=_told(error))


def _told(error: UserError) -> str:
    return f"{error.problem} {error.fix}".strip()
