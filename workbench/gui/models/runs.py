"""Earlier runs: which can go on, which can teach."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from workbench.recipes import Role
from workbench.runs import RunSummary


@dataclass(frozen=True, slots=True)
class Taught:
    """A trained network of an earlier run.

    Attributes:
        role: Its part in that run; None = the only one.
        accuracy: On the test pictures, a fraction; None while unknown.
    """

    run: RunSummary
    role: Role | None
    accuracy: float | None


class RunsModel(QObject):
    """The runs of one folder, newest first.

    Signals:
        changed: The list is different.
        wanted: The list is to be read again.
    """

    changed = Signal()
    wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[RunSummary, ...] = ()
        self._dismissed: set[str] = set()

    @property
    def teachers(self) -> list[Taught]:
        """Networks of finished runs that can be imitated, the newest run's teacher first."""
        ids = {run.id for run in self.runs}
        found = []
        for run in self.runs:
            if run.state != "finished":
                continue
            if run.task != "distil":
                found.append(Taught(run, None, run.accuracy))
                continue
            if run.teacher not in ids:  # else the teacher is a network of that other run
                found.append(Taught(run, "teacher", run.teacher_accuracy))
            found.append(Taught(run, "distilled", run.accuracy))
        return found

    @property
    def interrupted(self) -> RunSummary | None:
        """The newest run that was cut off and that nobody has waved away."""
        cut_off = (run for run in self.runs if run.state == "interrupted")
        return next((run for run in cut_off if run.id not in self._dismissed), None)

    def dismiss(self, run: str) -> None:
        """Do not offer to resume this run again."""
        self._dismissed.add(run)
        self.changed.emit()

    def ask(self) -> None:
        """Ask for the list to be read."""
        self.wanted.emit()

    def take(self, runs: tuple[RunSummary, ...]) -> None:
        """The list, as it was read."""
        if runs != self.runs:
            self.runs = runs
            self.changed.emit()
