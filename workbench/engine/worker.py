"""The worker's entry: one request in, its events out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from queue import SimpleQueue

from workbench.engine.control import Control
from workbench.engine.jobs import do
from workbench.events import Event
from workbench.recipes.requests import AnyCommand, AnyRequest


def serve(request: AnyRequest, emit: Callable[[Sequence[Event]], None], commands: SimpleQueue[AnyCommand]) -> None:
    """Do one job in the calling thread and return when it has ended.

    Args:
        request: What to do.
        emit: Takes batches of events, at most 30 a second; called from this thread only.
        commands: Read all the while; another thread may put commands there.
    """
    do(request, emit, Control(commands))
