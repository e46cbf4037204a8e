"""Carries what the user asks for to the engine, each job on a thread of its own, and the answers to the models."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, QThread, QTimer, Signal

from workbench.client.host import Host
from workbench.errors import RunError
from workbench.events import DataReady, Event, JobEnded, Noted, Progress
from workbench.gui.bridge import JobThread, ReadThread, RunThread
from workbench.gui.models.asker import Asker
from workbench.gui.models.notices import Action, Notice
from workbench.gui.models.preferences import Place
from workbench.gui.models.run import Status
from workbench.gui.models.terms import WEIGHT
from workbench.gui.models.workspace import Workspace
from workbench.gui.telling import told
from workbench.recipes import Distil, Export
from workbench.recipes.requests import (
    Adjust,
    AnyQuestion,
    AnyRequest,
    Describe,
    Discard,
    GoOn,
    Pause,
    ReadCatalogue,
    Resume,
    Run,
    Stop,
)
from workbench.runs import RunStore, RunSummary

LOCK = ".window.lock"
MILLISECONDS_BETWEEN_ADJUSTMENTS = 100
MILLISECONDS_FOR_A_THREAD = 5000


class Session(QObject):
    """What happens between the window and the engine.

    Signals:
        ended: A run is over, however it ended.
    """

    ended = Signal()

    def __init__(self, space: Workspace, hosts: Hosts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._space, self._hosts = space, hosts
        self._place = space.preferences.place
        self._threads: set[QThread] = set()
        self._run: RunThread | None = None
        self._describing: JobThread | None = None
        self._is_open = self._closed = False
        self._lock = FileLock(space.runs_folder / LOCK, thread_local=False)
        self._moved: dict[str, float] = {}
        self._adjusting = QTimer(self, singleShot=True, interval=MILLISECONDS_BETWEEN_ADJUSTMENTS)
        self._adjusting.timeout.connect(self._send_adjustment)
        space.description.wanted.connect(self.describe)
        space.runs.wanted.connect(self.read_runs)
        space.runs.changed.connect(self._offer_to_resume)
        space.preferences.changed.connect(self._on_preferences_changed)
        self._answering: dict[Asker, JobThread] = {}
        for asker in space.askers:
            asker.wanted.connect(partial(self._ask, asker))
            asker.withdrawn.connect(partial(self._stop_asking, asker))

    @property
    def is_open(self) -> bool:
        """`open` was called."""
        return self._is_open

    def open(self) -> None:
        """Begin: warm the engine, ask what there is. For when the window is on screen."""
        self._is_open = True
        self.warm()
        self.read(self._claim, self._on_claimed)
        self.read_runs()
        if self._space.catalogue.is_known:
            self._space.description.switch_on()
        else:
            self.read_catalogue()

    def close(self) -> None:
        """Give everything back; a job that runs is killed. Waits for the threads, at most some seconds."""
        self._closed = True
        self._adjusting.stop()
        if "_host" in self.__dict__:
            self._host.close()
        for thread in list(self._threads):
            thread.wait(MILLISECONDS_FOR_A_THREAD)
        self._lock.release()

    # A run

    def start(self, recipe: Distil) -> None:
        """Train with this recipe."""
        self._space.run.ask_start()
        self._begin(Run(runs=str(self._space.runs_folder), recipe=recipe))

    def resume(self, run: str) -> None:
        """Go on with a run that ended early."""
        self._space.run.ask_resume(run)
        history = partial(_events_of, self._space.runs_folder, run)
        self._begin(Resume(runs=str(self._space.runs_folder), run=run), history=history)

    def pause(self) -> None:
        """Rest at the next step."""
        if self._run is not None and self._space.run.can_pause:
            self._space.run.ask_pause()
            self._run.send(Pause())

    def go_on(self) -> None:
        """End the rest."""
        if self._run is not None and self._space.run.can_go_on:
            self._space.run.ask_go_on()
            self._run.send(GoOn())

    def stop(self) -> None:
        """End and keep the best."""
        if self._run is not None and self._space.run.can_stop:
            self._space.run.ask_stop()
            self._run.send(Stop())

    def discard(self) -> None:
        """End and keep nothing."""
        if self._run is not None and self._space.run.can_stop:
            self._space.run.ask_stop()
            self._run.send(Discard())

    def move_dial(self, name: str, value: float) -> None:
        """Move a dial of the student that trains; at most ten times a second are passed on, the last one always."""
        if self._run is None or not self._space.run.can_adjust(name):
            return
        self._space.run.ask_adjust(name, value)
        self._moved[name] = value
        if not self._adjusting.isActive():
            self._adjusting.start()

    def open_run(self, run: str) -> None:
        """Put an earlier run on screen, with its curves and results."""
        if not self._space.run.is_live:
            self.read(partial(_events_of, self._space.runs_folder, run), partial(self._show_run, run))

    def read(
        self,
        read: Callable[[], object],
        done: Callable[[Any], None],
        refused: Callable[[JobEnded], None] | None = None,
    ) -> None:
        """Do something slow with files, away from the GUI thread.

        Args:
            read: Called in a thread of its own.
            done: Called in the GUI thread with what `read` returned.
            refused: Called in the GUI thread with what went wrong; None = a notice about the folder of runs.
        """
        thread = ReadThread(read, parent=self)
        thread.done.connect(done)
        thread.refused.connect(refused or self._on_unreadable)
        self._launch(thread)

    def warm(self) -> None:
        """Have an idle engine at hand, also while another one trains. Returns at once."""
        warm = getattr(self._host, "warm", None)  # a thread has nothing to warm
        if warm is not None:
            Thread(target=warm, daemon=True).start()

    # Short jobs

    def describe(self, draft: dict[str, Any]) -> None:
        """Have a draft measured."""
        request = Describe(runs=self._runs, recipe=draft)
        self._describing = self._job(request, self._on_described, self._on_not_described)

    def read_catalogue(self) -> None:
        """Ask what can be chosen."""
        self._job(ReadCatalogue(runs=self._runs), self._on_catalogue, self._on_no_catalogue)

    def read_runs(self) -> None:
        """Read the list of earlier runs."""
        self.read(partial(_summaries, self._space.runs_folder), self._space.runs.take)

    def export(
        self,
        recipe: Export,
        answered: Callable[[dict[str, Any]], None],
        refused: Callable[[JobEnded], None],
        progressed: Callable[[Progress], None],
    ) -> JobThread:
        """Write a trained network to a file that other programs can run; a training that goes on is not disturbed.

        Returns:
            What can be stopped.
        """
        return self._job(Run(runs=self._runs, recipe=recipe), answered, refused, progressed)

    # Underneath

    @cached_property
    def _host(self) -> Host:
        return self._hosts(self._place)

    @property
    def _runs(self) -> str:
        return str(self._space.runs_folder)

    def _begin(self, request: AnyRequest, history: Callable[[], list[Event]] | None = None) -> None:
        for key in ("run", "interrupted", "export", "skipped"):
            self._space.notices.drop(key)
        self._space.description.hold()
        if self._describing is not None:
            self._describing.stop()  # the training has the computer to itself
        self._run = RunThread(self._host, request, history=history, parent=self)
        self._run.eventsArrived.connect(self._on_events)
        self._launch(self._run)

    def _job(
        self,
        request: AnyRequest,
        answered: Callable[[dict[str, Any]], None],
        refused: Callable[[JobEnded], None],
        progressed: Callable[[Progress], None] | None = None,
    ) -> JobThread:
        thread = JobThread(self._host, request, parent=self)
        if progressed is not None:
            thread.progressed.connect(progressed)
        thread.answered.connect(answered)
        thread.refused.connect(refused)
        self._launch(thread)
        return thread

    def _ask(self, asker: Asker, question: AnyQuestion) -> None:
        """Have a model's question answered; the one before is void."""
        if self._closed:  # a model that waits before it asks may not have heard
            return
        self._stop_asking(asker)
        thread = self._job(question, partial(asker.take, question), partial(asker.take_failure, question))
        self._answering[asker] = thread

    def _stop_asking(self, asker: Asker) -> None:
        before = self._answering.pop(asker, None)
        if before is not None:
            before.stop()

    def _show_run(self, run: str, events: list[Event]) -> None:
        if not self._space.run.is_live:
            self._space.run.show(run, str(self._space.runs_folder / run), events)

    def _launch(self, thread: QThread) -> None:
        if self._closed:  # what ends now reports to nobody
            return
        self._threads.add(thread)
        thread.finished.connect(self._on_thread_finished)
        thread.start()

    def _on_thread_finished(self) -> None:
        """Runs in the window's thread, also for a thread that announced its end an instant ago."""
        for thread in [thread for thread in self._threads if thread.isFinished()]:
            self._threads.discard(thread)
            self._describing = None if self._describing is thread else self._describing
            self._answering = {asker: other for asker, other in self._answering.items() if other is not thread}
            thread.deleteLater()

    def _on_preferences_changed(self) -> None:
        if self._space.preferences.place is self._place or self._space.run.is_live:
            return
        self._place = self._space.preferences.place
        old, self._host = self._host, self._hosts(self._place)
        Thread(target=old.close, daemon=True).start()
        self.warm()

    def _send_adjustment(self) -> None:
        moved, self._moved = self._moved, {}
        if self._run is not None and moved and self._space.run.is_live:
            self._run.send(_adjust(moved))

    def _on_events(self, events: list[Event]) -> None:
        self._space.run.apply(events)
        for event in events:
            line = told(event)
            if line is not None:
                self._space.log.tell(*line)
            if isinstance(event, Noted):
                self._note(event)
            elif isinstance(event, DataReady) and event.skipped:
                self._tell_skipped(event)
            elif isinstance(event, JobEnded):
                self._on_run_ended(event)

    def _on_run_ended(self, end: JobEnded) -> None:
        self._run = None
        self._space.description.go_on()
        run = self._space.run
        if run.status is Status.FAILED:
            actions = (Action("resume", self.tr("Resume")),) if run.can_resume else ()
            self._space.notices.put("run", Notice("error", end.problem, end.fix, end.details, actions))
        self.read_runs()
        self._on_preferences_changed()
        self.ended.emit()

    def _note(self, event: Noted) -> None:
        self._space.notices.put(f"note: {event.text}", Notice(event.level, event.text))

    def _tell_skipped(self, event: DataReady) -> None:
        headline = self.tr("{number} files could not be read and are left out.").format(number=len(event.skipped))
        text = self.tr("First: {file}").format(file=event.skipped[0])
        self._space.notices.put("skipped", Notice("warning", headline, text, details="\n".join(event.skipped)))

    def _on_described(self, answer: dict[str, Any]) -> None:
        self._space.notices.drop("description")
        self._space.description.take(answer)

    def _on_not_described(self, end: JobEnded) -> None:
        self._space.description.take_failure(end)
        if end.outcome == "failed":
            self._tell_failure("description", end)

    def _on_catalogue(self, answer: dict[str, Any]) -> None:
        self._space.catalogue.take(answer)
        self._space.description.switch_on()

    def _on_no_catalogue(self, end: JobEnded) -> None:
        self._space.catalogue.take_failure(end)
        if end.outcome == "failed" and not self._space.catalogue.is_known:
            self._tell_failure("catalogue", end, retry=True)

    def _on_unreadable(self, end: JobEnded) -> None:
        self._space.runs.take_failure(end.problem)
        self._tell_failure("runs", end, retry=True)

    def _tell_failure(self, key: str, end: JobEnded, *, retry: bool = False) -> None:
        if end.outcome != "failed":
            self._space.notices.drop(key)
            return
        actions = (Action("retry", self.tr("Try again")),) if retry else ()
        self._space.notices.put(key, Notice("error", end.problem, end.fix, end.details, actions))

    def _offer_to_resume(self) -> None:
        run = self._space.runs.interrupted
        current = self._space.run
        if run is None or current.is_live or run.id == current.run:  # the run on screen has a notice of its own
            self._space.notices.drop("interrupted")
            return
        self._space.notices.put("interrupted", self._interruption(run))

    def _interruption(self, run: RunSummary) -> Notice:
        from time import localtime, strftime

        when = strftime("%H:%M", localtime(run.created))
        return Notice(
            "info",
            self.tr("The run “{title}”, begun at {when}, was interrupted.").format(title=run.title, when=when),
            self.tr("Everything up to its last checkpoint is there; it can go on to the result it would have had."),
            actions=(Action("resume", self.tr("Resume")), Action("close", self.tr("Dismiss"))),
            closable=False,
        )

    def _claim(self) -> bool:
        """Whether this is the only window on the folder of runs. Makes the folder."""
        folder = self._space.runs_folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except (OSError, NotImplementedError) as error:
            raise RunError(
                f"The folder of runs {folder} cannot be written: {error}.",
                fix="Allow writing to it, or start with another folder; nothing can be trained until then.",
            ) from error
        return True

    def _on_claimed(self, alone: bool) -> None:
        if alone:
            self._space.notices.drop("second")
            return
        self._space.notices.put(
            "second",
            Notice(
                "warning",
                self.tr("Another window is open on the same folder of runs."),
                self.tr(
                    "Both can train, each its own run; together they share this computer, so each is slower. "
                    "Close one of them unless you want that."
                ),
            ),
        )


class Hosts(Protocol):
    """Makes the host for a place."""

    def __call__(self, place: Place) -> Host:
        """A new host."""
        ...


def _adjust(moved: dict[str, float]) -> Adjust:
    """The command that moves these dials; weights by ``weights.`` and their name."""
    weights = {name.removeprefix(WEIGHT): value for name, value in moved.items() if name.startswith(WEIGHT)}
    dials = {name: value for name, value in moved.items() if not name.startswith(WEIGHT)}
    return Adjust.model_validate({**dials, "weights": weights})


def _summaries(folder: Path) -> tuple[RunSummary, ...]:
    return tuple(RunStore(folder).summaries())


def _events_of(folder: Path, run: str) -> list[Event]:
    """What the run reported so far; nothing when that cannot be read, as the worker then says why."""
    with suppress(RunError, OSError):
        return list(RunStore(folder).open(run).events())
    return []
