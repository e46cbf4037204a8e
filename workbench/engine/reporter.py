"""Where a job's facts go: first to the run folder, then to whoever watches, in batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from workbench.events import DataReady, Event, JobEnded, JobStarted, Paused, PhasePlan, Progress, Resumed
from workbench.runs import RunWriter

BATCH_SECONDS = 1 / 30
"""The window takes at most 30 batches a second."""
_AT_ONCE = (JobStarted, DataReady, Paused, Resumed, JobEnded)


class Reporter:
    """Takes a job's events one by one and passes them on.

    Args:
        emit: Takes batches of events; called from the job's thread only.

    Attributes:
        writer: The run folder to record in; None while there is none. Set once the run is known.
    """

    def __init__(self, emit: Callable[[Sequence[Event]], None]) -> None:
        self.writer: RunWriter | None = None
        self._emit = emit
        self._waiting: list[Event] = []
        self._last = 0.0
        self._plans: Sequence[PhasePlan] = ()
        self._pace: dict[str, float] = {}

    def add(self, event: Event) -> None:
        """Take a fact."""
        if isinstance(event, DataReady):
            self._plans = event.plans
        self._waiting.append(event)
        if isinstance(event, _AT_ONCE):
            self.flush()
        else:
            self.tick()

    def tick(self) -> None:
        """Pass on what has waited long enough. Cheap; called at every step."""
        if self._waiting and time.monotonic() - self._last >= BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Pass everything on now.

        Raises:
            RunError: The run folder can no longer be written.
        """
        batch, self._waiting = self._waiting, []
        self._last = time.monotonic()
        if not batch:
            return
        try:
            kept = [event for event in batch if not isinstance(event, Progress)]
            if self.writer is not None and kept:
                self.writer.append(kept)
        finally:
            self._emit(batch)  # a full disk is no reason to leave the watcher in the dark

    def seconds_left(self, phase: str, step: int, pace: float) -> float | None:
        """Estimate for the whole run.

        Args:
            phase: The training that runs.
            step: Its steps done.
            pace: Its seconds per step, in this session.

        Returns:
            Seconds. A student and its variants train at the same time. A twin that has not run yet is taken to be as
            slow as its student alone, any other role as the slowest seen. None while unknown.
        """
        if pace <= 0:
            return None
        here = next((plan for plan in self._plans if plan.phase == phase), None)
        if here is None:
            return None
        self._pace[here.role] = pace
        later = [plan for plan in self._plans[self._plans.index(here) + 1 :] if not plan.is_variant]
        slowest = max(self._pace.values())
        together = 1 + sum(plan.is_variant and plan.seed == here.seed for plan in self._plans)
        student = self._pace.get("distilled", slowest * together)
        known = {"distilled": student, "plain": student / together, **self._pace}
        return (here.steps - step) * pace + sum(plan.steps * known.get(plan.role, slowest) for plan in later)
