"""Have a worker do a job in this thread, tell what happens, and turn Ctrl-C into Stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from workbench.cli.problems import FAILED, FINISHED, STOPPED, WRONG, silence
from workbench.cli.tellers import Teller
from workbench.client.host import WORKER, Commands
from workbench.client.thread import ThreadHost
from workbench.events import Answered, Evaluated, Event, JobEnded, JobStarted
from workbench.recipes.requests import AnyRequest, Stop

_QUIET = logging.NullHandler()  # what the engine would log is in the job's end, and `report` keeps it
STOPPING = b"\nStopping, keeping the best so far. Press Ctrl-C again to end at once.\n"


class Outcome:
    """What is left to say when a job is over.

    Attributes:
        verb: What was done.
        run, folder: Where it was written; empty when nothing was begun.
        results: What `Evaluated` told, if it did.
        answers: By verb.
        ended: The end; every job has one.
    """

    def __init__(self) -> None:
        self.verb = self.run = self.folder = ""
        self.results: dict[str, Any] | None = None
        self.answers: dict[str, dict[str, Any]] = {}
        self.ended: JobEnded | None = None

    def note(self, events: Sequence[Event]) -> None:
        """Remember what matters afterwards."""
        for event in events:
            match event:
                case JobStarted():
                    self.verb, self.run, self.folder = event.verb, event.run, event.folder
                case Evaluated(results=results):
                    self.results = results
                case Answered(verb=verb, answer=answer):
                    self.answers[verb] = answer
                case JobEnded():
                    self.ended = event
                case _:
                    pass

    @property
    def exit_code(self) -> int:
        """What ends without a run and without a fault of ours was asked for wrongly."""
        assert self.ended is not None
        match self.ended.outcome:
            case "finished":
                return FINISHED
            case "failed":
                return WRONG if not self.run and not self.ended.details else FAILED
            case _:
                return STOPPED


def follow(request: AnyRequest, teller: Teller) -> Outcome:
    """Do a job and tell it as it goes. The environment variable WORKBENCH_WORKER names another worker."""
    logging.getLogger("workbench").addHandler(_QUIET)
    outcome = Outcome()
    commands: Commands = SimpleQueue()

    def take(events: Sequence[Event]) -> None:
        outcome.note(events)
        try:
            teller.tell(events)
        except BrokenPipeError:  # who read us has gone: no need to go on, and nobody to tell
            silence()
            commands.put(Stop())

    with teller, _stopped_by_ctrl_c(commands):
        ThreadHost(os.environ.get("WORKBENCH_WORKER", WORKER)).run(request, take, commands)
    return outcome


@contextmanager
def _stopped_by_ctrl_c(commands: Commands) -> Iterator[None]:
    """Ctrl-C, or a polite kill, stops the job and keeps the best; a second one ends the process."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what signals do
        return
    caught = (signal.SIGINT, signal.SIGTERM)

    def stop(*_: object) -> None:
        for number in caught:
            signal.signal(number, lambda *_: os._exit(STOPPED))
        os.write(2, STOPPING)  # unlike print, safe at any moment
        commands.put(Stop())

    before = [signal.signal(number, stop) for number in caught]
    try:
        yield
    finally:
        for number, handler in zip(caught, before, strict=True):
            signal.signal(number, handler)


def hint(outcome: Outcome, runs: Path) -> str:
    """How to name the run in a later command: by its id where that is enough."""
    from workbench import places

    return outcome.run if runs == places.runs() else f'"{outcome.folder}"'
