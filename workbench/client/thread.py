"""Runs the worker in the calling thread: for tests, the terminal and small machines."""

from __future__ import annotations

from contextlib import suppress

from workbench.client.bracket import Bracket, serve_job
from workbench.client.host import WORKER, Commands, Emit
from workbench.recipes.requests import AnyRequest, Stop


class ThreadHost:
    """A host without a process of its own.

    Args:
        entry: The worker's entry, ``package.module:function``.
    """

    def __init__(self, entry: str = WORKER) -> None:
        self._entry = entry
        self._running: list[Commands] = []
        self._closed = False

    def run(self, request: AnyRequest, emit: Emit, commands: Commands) -> None:
        """Do one job in the calling thread. The worker's batches go to `emit` as they are."""
        if self._closed:
            Bracket(request, emit).end("stopped")
            return
        self._running.append(commands)
        try:
            serve_job(self._entry, request, emit, commands)
        finally:
            with suppress(ValueError):
                self._running.remove(commands)

    def close(self) -> None:
        """Ask running jobs to stop, as a thread cannot be killed. Does not wait for them."""
        self._closed = True
        for commands in list(self._running):
            commands.put(Stop())
