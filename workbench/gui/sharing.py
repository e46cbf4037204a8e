"""Projects in one file: runs are packed into it, and come out of it among the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workbench.events import JobEnded
from workbench.gui.models.notices import Action, Notice
from workbench.gui.session import Session
from workbench.gui.views.window import MainWindow
from workbench.recipes import AnyRecipe, Distil
from workbench.runs import RunStore

ENDING = ".kdproj"
KEY = "project"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came out of a project.

    Attributes:
        runs: Their ids here. recipe: The project's settings; None where it has none.
    """

    file: Path
    runs: tuple[str, ...]
    recipe: AnyRecipe | None


class Sharing(QObject):
    """Answers the wishes to share runs and to open what others shared."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        self._space.wishes.shareRuns.connect(self._on_share)
        self._space.wishes.openProject.connect(self._on_open)

    def share(self, runs: Sequence[str], file: Path) -> None:
        """Write runs into a project."""
        headline = self.tr("Packing {number} runs into {file}…").format(number=len(runs), file=file.name)
        if len(runs) == 1:
            headline = self.tr("Packing the run into {file}…").format(file=file.name)
        self._space.notices.put(KEY, Notice("info", headline, closable=False))
        work = partial(_pack, self._space.runs_folder, tuple(runs), file)
        self._session.read(work, partial(self._on_packed, file), self._on_refused)

    # Wishes

    def _on_share(self, runs: list[str]) -> None:
        if not runs:
            return
        file, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Share as a project"), self._name(runs), self.tr("Projects (*.kdproj)")
        )
        if file:
            path = Path(file)
            self.share(runs, path if path.suffix.lower() == ENDING else path.with_name(path.name + ENDING))

    def _on_open(self, file: str) -> None:
        path = Path(file)
        headline = self.tr("Opening the project {file}…").format(file=path.name)
        self._space.notices.put(KEY, Notice("info", headline, closable=False))
        self._session.read(partial(_unpack, self._space.runs_folder, path), self._on_taken_in, self._on_refused)

    # Answers

    def _on_packed(self, file: Path, _nothing: object) -> None:
        headline = self.tr("{file} is ready to be handed on: curves, results and networks are in it.")
        actions = (Action("open", self.tr("Open folder")),)
        self._space.notices.put(KEY, Notice("done", headline.format(file=file.name), str(file.parent), actions=actions))

    def _on_taken_in(self, taken: TakenIn) -> None:
        space = self._space
        space.preferences.remember(taken.file)
        space.runs.wanted.emit()
        if isinstance(taken.recipe, Distil):
            space.recipe.load(taken.recipe)
            if space.stages.current == "welcome":
                space.stages.go_to("distil")
        if taken.runs and not space.run.is_live:
            space.wishes.openRun.emit(taken.runs[0])
        space.notices.put(KEY, Notice("done", self._arrival(taken), self._settings(taken)))

    def _on_refused(self, end: JobEnded) -> None:
        self._space.notices.put(KEY, Notice("error", end.problem, end.fix, end.details))

    # Words

    def _name(self, runs: Sequence[str]) -> str:
        """What the file might be called."""
        title = next((run.title for run in self._space.runs.runs if run.id == runs[0]), runs[0])
        name = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title)
        return f"{' '.join(name.split())[:LONGEST_NAME] or runs[0]}{ENDING}"

    def _arrival(self, taken: TakenIn) -> str:
        number, file = len(taken.runs), taken.file.name
        if number == 1:
            return self.tr("A run came in from {file}; it is in the list of runs.").format(file=file)
        if number:
            return self.tr("{number} runs came in from {file}; they are in the list of runs.").format(
                number=number, file=file
            )
        return self.tr("{file} has no runs.").format(file=file)

    def _settings(self, taken: TakenIn) -> str:
        if isinstance(taken.recipe, Distil):
            return self.tr("Its settings are on screen; Undo goes back to yours.")
        return self.tr("Your settings stay as they were.")


def _pack(folder: Path, runs: Sequence[str], file: Path) -> None:
    from workbench.runs import share  # zipfile and its friends are for who shares

    folders = [RunStore(folder).open(run) for run in runs]
    recipe = folders[0].recipe
    share.pack(folders, file, recipe)


def _unpack(folder: Path, file: Path) -> TakenIn:
    from workbench.runs import share

    recipe = share.recipe_in(file)  # first, as it refuses what is no project
    return TakenIn(file, tuple(share.unpack(file, RunStore(folder))), recipe)
