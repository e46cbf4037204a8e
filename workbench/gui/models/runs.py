"""Earlier runs: which can go on, which can teach, which are chosen, and what people say about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from workbench.gui.models.runs_changes import Annotate, Bin, Restore
from workbench.gui.models.runs_order import Arrangement
from workbench.gui.models.runs_queue import ChangeQueue
from workbench.recipes import Role
from workbench.runs import About, RunSummary
from workbench.runs.about import LONGEST_NAME, LONGEST_NOTE, tidy

Reading = Literal["loading", "ready", "failed"]
"""What is known of the list; once ``ready``, a later failure to read leaves the list as it was."""


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

    What the user changes is shown at once and asked of the disk by `storeRequested`, one request at a time: the next
    comes after `store_done` or `store_failed`. What fails is taken back, from the list and from undo.

    Signals:
        changed: The list is different.
        arranged: The user wants to see it otherwise.
        selectionChanged: Other runs are chosen.
        wanted: The list is to be read again.
        storeRequested: A `StoreRequest` is to be carried out.
    """

    changed = Signal()
    arranged = Signal()
    selectionChanged = Signal()
    wanted = Signal()
    storeRequested = Signal(object)

    def __init__(self, parent: QObject | None = None, *, undo: QUndoStack | None = None) -> None:
        """Begin without runs.

        Args:
            parent: Owner.
            undo: Where changes of runs can be taken back; None = a stack of its own.
        """
        super().__init__(parent)
        self.undo = QUndoStack(self) if undo is None else undo
        self.runs: tuple[RunSummary, ...] = ()
        self.selected: tuple[str, ...] = ()
        self.arrangement = Arrangement()
        self.reading: Reading = "loading"
        self.problem = ""
        self._read: tuple[RunSummary, ...] = ()
        self._queue = ChangeQueue(self.undo, self)
        self._dismissed: set[str] = set()
        self._queue.changed.connect(self._on_queue_changed)
        self._queue.requested.connect(self.storeRequested)
        self._queue.emptied.connect(self.wanted)

    # What there is

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

    @property
    def tags(self) -> list[str]:
        """All tags in use, in the order of the alphabet."""
        return sorted(tidy_all(run.tags for run in self.runs), key=str.casefold)

    @property
    def chosen(self) -> list[RunSummary]:
        """The selected runs, newest first."""
        return [run for run in self.runs if run.id in self.selected]

    @property
    def can_compare(self) -> bool:
        """Whether at least two runs that say something are selected."""
        return sum(run.state != "damaged" for run in self.chosen) > 1

    @property
    def can_bin(self) -> bool:
        """Whether one of the selected runs can be thrown away: none that trains can."""
        return any(run.state != "running" for run in self.chosen)

    def find(self, run: str) -> RunSummary | None:
        """The run of that id."""
        return next((known for known in self.runs if known.id == run), None)

    # What the user does

    def dismiss(self, run: str) -> None:
        """Do not offer to resume this run again."""
        self._dismissed.add(run)
        self.changed.emit()

    def ask(self) -> None:
        """Ask for the list to be read."""
        self.wanted.emit()

    def select(self, ids: Iterable[str]) -> None:
        """Choose runs."""
        known = {run.id for run in self.runs}
        selected = tuple(dict.fromkeys(run for run in ids if run in known))
        if set(selected) != set(self.selected):
            self.selected = selected
            self.selectionChanged.emit()

    def arrange(self, **changes: Any) -> None:
        """See the list otherwise; what is not named of an `Arrangement` stays."""
        arrangement = replace(self.arrangement, **changes)
        if arrangement != self.arrangement:
            self.arrangement = arrangement
            self.arranged.emit()

    def annotate(self, ids: Iterable[str], changes: Mapping[str, Any]) -> None:
        """Say something about runs; can be undone.

        Args:
            ids: The runs.
            changes: Fields of `About` and their new values.
        """
        clean = dict(changes)
        for field, most in (("name", LONGEST_NAME), ("note", LONGEST_NOTE)):
            if field in clean:
                clean[field] = str(clean[field]).strip()[:most]
        if "tags" in clean:
            clean["tags"] = tidy(clean["tags"])
        runs = self._of(ids)
        self._say({run.id: run.about.model_copy(update=clean) for run in runs}, self._words_for(clean, runs))

    def retag(self, ids: Iterable[str], added: Iterable[str], removed: Iterable[str]) -> None:
        """Give runs tags, and take others away; can be undone."""
        runs, added, gone = self._of(ids), list(added), set(removed)
        said = {
            run.id: run.about.model_copy(update={"tags": tidy((*(tag for tag in run.tags if tag not in gone), *added))})
            for run in runs
        }
        self._say(said, self._words_for({"tags": ()}, runs))

    def bin(self, ids: Iterable[str]) -> None:
        """Throw runs away; can be undone. Runs that train stay."""
        runs = tuple(run for run in self._of(ids) if run.state != "running")
        if not runs:
            return
        names = tuple(run.id for run in runs)
        self._queue.push(self._counted(self.tr("Delete {runs}"), runs), Bin(names), Restore(names), runs)

    # What the session answers

    def take(self, runs: tuple[RunSummary, ...]) -> None:
        """The list, as it was read."""
        was_ready, self.reading, self.problem = self.reading == "ready", "ready", ""
        self._read = runs
        self._draw(always=not was_ready)

    def take_failure(self, problem: str) -> None:
        """The list could not be read; what is known of it stays."""
        if self.reading != "ready":
            self.reading, self.problem = "failed", problem
            self.changed.emit()

    def store_done(self) -> None:
        """The request that was sent last has been carried out."""
        self._read = self._queue.done(self._read)
        self._draw()
        self._queue.go_on()

    def store_failed(self) -> None:
        """The request that was sent last could not be carried out: take it back, here and from undo."""
        self._queue.failed()

    # Underneath

    def _draw(self, *, always: bool = False) -> None:
        runs = self._queue.applied(self._read)
        if runs != self.runs or always:
            self.runs = runs
            self.select(self.selected)
            self.changed.emit()

    def _on_queue_changed(self) -> None:
        self._draw()

    def _of(self, ids: Iterable[str]) -> tuple[RunSummary, ...]:
        wanted = set(ids)
        return tuple(run for run in self.runs if run.id in wanted)

    def _say(self, said: Mapping[str, About], words: str) -> None:
        before = {run.id: run.about for run in self._of(said)}
        changed = [run for run, about in said.items() if about != before[run]]
        if changed:
            forth = Annotate(tuple((run, said[run]) for run in changed))
            back = Annotate(tuple((run, before[run]) for run in changed))
            self._queue.push(words, forth, back)

    def _words_for(self, changes: Mapping[str, Any], runs: tuple[RunSummary, ...]) -> str:
        """What the menu calls a change."""
        if "name" in changes:
            text = self.tr("Rename {runs}")
        elif "favourite" in changes:
            text = self.tr("Mark {runs}") if changes["favourite"] else self.tr("Unmark {runs}")
        elif "note" in changes and "tags" not in changes:
            text = self.tr("Note on {runs}")
        else:
            text = self.tr("Tag {runs}")
        return self._counted(text, runs)

    def _counted(self, text: str, runs: tuple[RunSummary, ...]) -> str:
        if len(runs) == 1:
            title = runs[0].title
            return text.format(runs=f"“{title if len(title) <= 32 else f'{title[:30]}…'}”")
        return text.format(runs=self.tr("{number} runs").format(number=len(runs)))


def tidy_all(many: Iterable[tuple[str, ...]]) -> list[str]:
    """All tags of many runs, each once."""
    return list({tag.casefold(): tag for tags in many for tag in tags}.values())
