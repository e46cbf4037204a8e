"""What a place to run a worker offers. `ProcessHost`, `ThreadHost` and the tests' fake pass the same tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Protocol

from workbench.events import Event
from workbench.recipes.requests import AnyCommand, AnyRequest

WORKER = "workbench.engine.worker:serve"
"""The worker's entry, resolved where it runs: ``serve(request, emit, commands)`` blocks until the job has ended."""

Emit = Callable[[Sequence[Event]], None]
Commands = SimpleQueue[AnyCommand]


class Host(Protocol):
    """A place where jobs run."""

    def run(self, request: AnyRequest, emit: Emit, commands: Commands) -> None:
        """Do one job in the calling thread's time and return when it has ended.

        Calls `emit` from the calling thread with batches of events, at most 30 a second, JobStarted first and exactly
        one JobEnded last, also when the worker dies. Reads `commands` all the while; putting one there is thread-safe.
        """
        ...

    def close(self) -> None:
        """Give back processes; running jobs are killed. May be called twice."""
        ...
