"""Runs the worker in processes of their own: the window stays alive whatever happens there."""

from __future__ import annotations

from queue import Empty
from threading import Lock
from time import monotonic

from workbench.client.bracket import Bracket
from workbench.client.host import WORKER, Commands, Emit
from workbench.client.worker import Gone, Worker
from workbench.events import DataReady, Event, JobEnded, Noted, PhaseFinished, PhaseStarted
from workbench.recipes.requests import AnyRequest, Discard, Resume, Run, Stop

TICK = 1 / 30
"""Seconds between batches of events, and the longest that a command waits."""
PATIENCE = 5.0
"""Seconds that a worker has to answer Stop while it trains, and has weights to save, before it is ended."""
IMPATIENCE = 0.8
"""The same while it does not: exporting a network cannot be interrupted, and nothing is lost by ending that."""


class ProcessHost:
    """A host with one process a job, and at most one idle process that is kept for the next job.

    Args:
        entry: The worker's entry, ``package.module:function``.
        patience: Seconds that a worker has to answer Stop, while it trains, before it is ended.
    """

    def __init__(self, entry: str = WORKER, *, patience: float = PATIENCE) -> None:
        self._entry, self._patience = entry, patience
        self._lock = Lock()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._closed = False

    def warm(self) -> None:
        """Start a process that imports the engine meanwhile, unless one is idle. Returns at once."""
        with self._lock:
            if not self._closed and not self._idle:
                self._idle.append(Worker(self._entry))

    def run(self, request: AnyRequest, emit: Emit, commands: Commands) -> None:
        """Do one job in a process; see `Host`."""
        bracket = Bracket(request, emit)
        worker = self._take()
        if worker is None:
            bracket.end("stopped")
            return
        watch = _Watch(worker, request, bracket, commands, self._patience)
        try:
            watch.until_ended()
        except Gone as death:
            problem = "The workbench was closed while this job ran." if self._closed else death.problem
            bracket.end("failed", problem=problem, fix=_fix(request), details=death.details)
        finally:
            self._give_back(worker, reusable=bracket.ended and watch.reusable)

    def close(self) -> None:
        """Kill all processes and wait until they are gone. May be called twice."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for worker in idle + busy:
            worker.kill()  # a `run` that waits for it sees that and reports
        for worker in idle:
            worker.dismiss()

    def _take(self) -> Worker | None:
        """An idle process or a new one; None when closed."""
        with self._lock:
            if self._closed:
                return None
            worker = self._idle.pop() if self._idle else None
            if worker is not None and not worker.ready:
                worker.dismiss()
                worker = None
            worker = worker or Worker(self._entry)
            self._busy.add(worker)
            return worker

    def _give_back(self, worker: Worker, *, reusable: bool) -> None:
        with self._lock:
            self._busy.discard(worker)
            if reusable and not self._closed and not self._idle:
                self._idle.append(worker)
                return
        worker.dismiss()


class _Watch:
    """One job in one process, from request to end.

    Attributes:
        reusable: Whether the process may do another job: it ended this one by itself and holds no GPU memory.
    """

    def __init__(
        self, worker: Worker, request: AnyRequest, bracket: Bracket, commands: Commands, patience: float
    ) -> None:
        self._worker, self._request, self._bracket = worker, request, bracket
        self._commands, self._patience = commands, patience
        self._stopping: Stop | Discard | None = None
        self._deadline = float("inf")
        self._training = False
        self.reusable = True

    def until_ended(self) -> None:
        """Carry commands in and batches of events out, tick by tick.

        Raises:
            Gone: The process went away first. What it had said by then has been passed on.
        """
        try:
            self._worker.ask(self._request)
            while not self._bracket.ended:
                self._forward()
                self._tick()
        except BaseException:
            self.reusable = False
            raise

    def _tick(self) -> None:
        batch: list[Event] = []
        try:
            for events in self._worker.listen(until=monotonic() + TICK):
                batch += events
                self._note(events)
                if isinstance(events[-1], JobEnded):
                    break
        finally:
            self._bracket(batch)
        if monotonic() > self._deadline and not self._bracket.ended:
            self._end_by_force()

    def _forward(self) -> None:
        while True:
            try:
                command = self._commands.get_nowait()
            except Empty:
                return
            self._worker.steer(command)
            if isinstance(command, Stop | Discard):
                self._stopping = command
                patience = self._patience if self._training else min(self._patience, IMPATIENCE)
                self._deadline = min(self._deadline, monotonic() + patience)

    def _note(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, DataReady) and event.device.startswith("cuda"):
                self.reusable = False  # only the end of the process returns all GPU memory
            elif isinstance(event, PhaseStarted | PhaseFinished):
                self._training = isinstance(event, PhaseStarted)

    def _end_by_force(self) -> None:
        self._worker.kill()
        self.reusable = False
        if isinstance(self._stopping, Discard):
            self._bracket([Noted(level="warning", text="The training did not answer, so its run folder was kept.")])
        self._bracket.end("stopped")


def _fix(request: AnyRequest) -> str:
    training = isinstance(request, Resume) or (isinstance(request, Run) and request.recipe.task in ("train", "distil"))
    return "Press Resume to go on from the last checkpoint." if training else "Try again."
