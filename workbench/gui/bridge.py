"""The background threads: requests go to a host, events come back to the GUI thread in batches.

A host blocks until its job has ended, so each job has a `QThread` of its own. Events are collected under a lock and the
GUI thread takes them at its own pace, at most 30 times a second: a slow window makes larger batches, never a backlog.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Lock

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from workbench.client.host import Commands, Host
from workbench.errors import UserError
from workbench.events import Answered, Event, JobEnded, Progress
from workbench.recipes.requests import AnyCommand, AnyRequest, Stop

SECONDS_BETWEEN_BATCHES = 1 / 30

History = Callable[[], Sequence[Event]]


class RunThread(QThread):
    """Runs one training and hands its events to the thread that made this object.

    Signals:
        eventsArrived: A list of events, in order, nothing lost, at most 30 times a second. The last has the JobEnded.
    """

    eventsArrived = Signal(list)
    _filled = Signal()

    def __init__(
        self, host: Host, request: AnyRequest, *, history: History | None = None, parent: QObject | None = None
    ) -> None:
        """Prepare; `start` begins.

        Args:
            host: Where to run.
            request: What to do.
            history: Events of earlier sessions of the same run, read in the background and handed over first.
            parent: Owner.
        """
        super().__init__(parent)
        self._host, self._request, self._history = host, request, history
        self._commands: Commands = SimpleQueue()
        self._lock = Lock()
        self._pending: list[Event] = []
        self._last = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._deliver)
        self._filled.connect(self._on_filled, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self._deliver)

    def send(self, command: AnyCommand) -> None:
        """Steer the job. Returns at once."""
        self._commands.put(command)

    def run(self) -> None:
        """Body of the thread: returns when the job has ended."""
        ended = False

        def take(events: Sequence[Event]) -> None:
            nonlocal ended
            ended = ended or any(isinstance(event, JobEnded) for event in events)
            self._take(events)

        try:
            if self._history is not None:
                self._take([event for event in self._history() if not isinstance(event, JobEnded)])
            self._host.run(self._request, take, self._commands)
        except Exception as error:  # noqa: BLE001 - a host that breaks its promise must not leave the window waiting
            if not ended:
                self._take([_broken(self._request.job, error)])

    def _take(self, events: Sequence[Event]) -> None:
        with self._lock:
            first = not self._pending
            self._pending.extend(events)
        if first and events:
            self._filled.emit()

    def _on_filled(self) -> None:
        wait = SECONDS_BETWEEN_BATCHES - (time.monotonic() - self._last)
        self._timer.start(max(0, round(wait * 1000)))

    def _deliver(self) -> None:
        with self._lock:
            batch, self._pending = self._pending, []
        if batch:
            self._last = time.monotonic()
            self.eventsArrived.emit(batch)


class JobThread(QThread):
    """Runs one short job: describe, catalogue, export.

    Signals:
        progressed: A `Progress`: what the job does at this moment.
        answered: The answer, plain JSON.
        refused: The `JobEnded` that says what went wrong, or that the job was stopped.
    """

    progressed = Signal(object)
    answered = Signal(dict)
    refused = Signal(object)

    def __init__(self, host: Host, request: AnyRequest, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host, self._request = host, request
        self._commands: Commands = SimpleQueue()
        self._answer: Answered | None = None
        self._end = JobEnded(job=request.job, outcome="failed", problem="The job ended without an answer.")

    def run(self) -> None:
        """Body of the thread: returns when the job has ended."""
        try:
            self._host.run(self._request, self._keep, self._commands)
        except Exception as error:  # noqa: BLE001 - as above
            self._end = _broken(self._request.job, error)
        if self._answer is not None and self._end.outcome == "finished":
            self.answered.emit(self._answer.answer)
        else:
            self.refused.emit(self._end)

    def stop(self) -> None:
        """The answer is not wanted any more. Returns at once."""
        self._commands.put(Stop())

    def _keep(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Progress):
                self.progressed.emit(event)
            elif isinstance(event, Answered):
                self._answer = event
            elif isinstance(event, JobEnded):
                self._end = event


class ReadThread(QThread):
    """Reads something slow, such as run folders, away from the GUI thread.

    Signals:
        done: What the reader returned.
        refused: A `JobEnded` that says what went wrong.
    """

    done = Signal(object)
    refused = Signal(object)

    def __init__(self, read: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read

    def run(self) -> None:
        """Body of the thread."""
        try:
            result = self._read()
        except Exception as error:  # noqa: BLE001 - as above
            self.refused.emit(_broken("", error))
        else:
            self.done.emit(result)


def _broken(job: str, error: Exception) -> JobEnded:
    if isinstance(error, UserError):
        return JobEnded(job=job, outcome="failed", problem=error.problem, fix=error.fix)
    return JobEnded(
        job=job,
        outcome="failed",
        problem=f"Something went wrong inside the workbench: {error}",
        fix="Copy the details and report them.",
        details="".join(traceback.format_exception(error)),
    )
