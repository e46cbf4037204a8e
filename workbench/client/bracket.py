"""What holds wherever a worker runs: JobStarted first, JobEnded last, each exactly once."""

from __future__ import annotations

import importlib
import time
import traceback
from collections.abc import Callable, Sequence
from typing import cast

from workbench.client.host import Commands, Emit
from workbench.errors import EngineFault, UserError
from workbench.events import Event, JobEnded, JobStarted, Outcome
from workbench.recipes.requests import AnyRequest, Run

Serve = Callable[[AnyRequest, Emit, Commands], None]

AGAIN = "Try again; if it happens again, copy the details and report them."


class Bracket:
    """Passes a job's batches on, and adds the JobStarted or JobEnded that is missing.

    Looks at the first and the last event of a batch only, so it costs nothing per event.

    Attributes:
        started, ended: Whether JobStarted, JobEnded have been passed on.
    """

    def __init__(self, request: AnyRequest, emit: Emit) -> None:
        self._request, self._emit = request, emit
        self.started = self.ended = False

    def __call__(self, events: Sequence[Event]) -> None:
        """Pass a batch on. What comes after JobEnded is dropped."""
        if self.ended or not events:
            return
        if not self.started and not isinstance(events[0], JobStarted):
            events = [_started(self._request), *events]
        self.started = True
        self.ended = isinstance(events[-1], JobEnded)
        self._emit(events)

    def end(self, outcome: Outcome, *, problem: str = "", fix: str = "", details: str = "") -> None:
        """Report the end, unless it has been reported."""
        job = self._request.job
        self([JobEnded(job=job, outcome=outcome, problem=problem, fix=fix, details=details, time=time.time())])


def resolve(entry: str) -> Serve:
    """The worker's entry, imported here.

    Args:
        entry: ``package.module:function``.
    """
    module, _, name = entry.partition(":")
    return cast("Serve", getattr(importlib.import_module(module), name))


def serve_job(entry: str, request: AnyRequest, emit: Emit, commands: Commands) -> None:
    """Let the worker do one job here, and report its end even if the worker does not."""
    bracket = Bracket(request, emit)
    try:
        resolve(entry)(request, bracket, commands)
    except UserError as error:
        bracket.end("failed", problem=error.problem, fix=error.fix)
    except BaseException as error:
        _end_with_fault(bracket, error)
        if not isinstance(error, Exception):
            raise
    else:
        _end_if_forgotten(bracket)


def _end_with_fault(bracket: Bracket, error: BaseException) -> None:
    said = str(error) if isinstance(error, EngineFault) else f"{type(error).__name__}: {error}"
    bracket.end("failed", problem=f"Something went wrong inside the workbench ({said}).", fix=AGAIN,
                details="".join(traceback.format_exception(error)))  # fmt: skip


def _end_if_forgotten(bracket: Bracket) -> None:
    if not bracket.ended:
        bracket.end("failed", problem="The job returned without saying how it ended.", fix=AGAIN)


def _started(request: AnyRequest) -> JobStarted:
    verb = request.recipe.task if isinstance(request, Run) else request.kind
    return JobStarted(job=request.job, verb=verb, time=time.time())
