"""A compiled student: whether it is worth the minute that compiling takes, and waiting for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Thread

import torch

from workbench.engine.numerics import Compiled, Numerics, first_line
from workbench.engine.tryout import ROUNDS, Learner, Trial, timed

logger = logging.getLogger(__name__)

LONG_SECONDS = 15 * 60.0
"""A training that takes less is not worth compiling for."""
LONGEST_STEP_SECONDS = 2.0
"""Within a compiled step nobody can stop a training; slower ones are only compiled on request."""
FASTER = 0.95
"""Of the time, at most: what the compiled student must take to be chosen."""
COMPILING_SECONDS = 300.0
"""Unless compiling was asked for, it is given up after that."""
TIMING_SECONDS = 4.0
EAGER, COMPILED = "eager student", "compiled student"

_compiling: Thread | None = None
"""What still compiles for a training that did not wait for it."""


@dataclass(slots=True)
class Outcome:
    """How compiling the student went.

    Attributes:
        eager, compiled: Milliseconds a picture, one way and the other.
        failure: Why it could not be done; empty where it could.
    """

    eager: float = 0.0
    compiled: float = 0.0
    failure: str = ""

    @property
    def pays(self) -> bool:
        """Whether the compiled student is enough faster."""
        return not self.failure and self.compiled <= FASTER * self.eager

    @property
    def measured(self) -> dict[str, float]:
        """The same by name, to be shown and kept."""
        return {EAGER: self.eager, COMPILED: self.compiled}

    @property
    def times(self) -> str:
        """The same in words."""
        return f"{self.compiled:.3g} ms a picture instead of {self.eager:.3g}"


def is_worth_trying(chosen: Numerics, trial: Trial, seconds: float) -> bool:
    """Whether to compile unasked: the training is long, its steps are not, and it was not tried in vain before."""
    before = chosen.measured
    in_vain = COMPILED in before and before[COMPILED] > FASTER * before.get(EAGER, 0.0)
    return seconds >= LONG_SECONDS and trial.student_seconds <= LONGEST_STEP_SECONDS and not in_vain


def try_compiled(trial: Trial, chosen: Numerics, *, patient: bool, timing: bool = True) -> Outcome:
    """Compile a copy of the student and time it; what was compiled serves the student itself.

    On CPUs that is done in another thread, so that a user need not wait for it who wants to stop: compiling cannot be
    interrupted. CUDA graphs belong to the thread that made them.

    Args:
        trial: The student and a batch.
        chosen: How it computes otherwise.
        patient: Whether it may take as long as it takes.
        timing: Whether to time it; else all that is told is a failure.
    """
    outcome, learner = Outcome(), trial.learner(chosen.student, chosen.channels_last)
    if trial.place.device.type != "cpu":
        _compile_and_time(trial, learner, outcome, timing)
        return outcome
    thread = Thread(target=_compile_and_time, args=(trial, learner, outcome, timing), daemon=True)
    thread.start()
    try:
        _wait_for(thread, trial.check, None if patient else COMPILING_SECONDS)
    finally:
        _leave(thread)
    return Outcome(failure="it took too long") if thread.is_alive() else outcome


def wait_for_compiler(check: Callable[[], None]) -> None:
    """Until what an earlier training left behind has compiled: it sets torch's random state back when it has."""
    if _compiling is not None:
        _wait_for(_compiling, check)


def _compile_and_time(trial: Trial, learner: Learner, outcome: Outcome, timing: bool) -> None:
    """Fill in the outcome. Calls no `check`: that belongs to the thread that waits."""
    device, images, labels = trial.place.device, trial.images, trial.labels
    fast = Compiled(learner.model, device)
    try:
        loss = learner.loss(images, labels, fast)
        torch.autograd.grad(loss, learner.weights, retain_graph=True, allow_unused=True)  # as the loop does at times
        loss.backward()
        if fast.failure or not timing:
            outcome.failure = fast.failure
            return
        ways = {EAGER: partial(learner, images, labels), COMPILED: partial(learner, images, labels, fast)}
        times = _rounds(ways, device)
        outcome.eager, outcome.compiled = (round(min(times[name]) / len(images) * 1000, 4) for name in ways)
    except Exception as error:
        logger.warning("the compiled student could not be timed", exc_info=True)
        outcome.failure = first_line(error)


def _rounds(ways: Mapping[str, Callable[[], object]], device: torch.device) -> dict[str, list[float]]:
    """Seconds of each way in each round."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    ends = time.perf_counter() + TIMING_SECONDS
    for number in range(ROUNDS + 1):
        if number > 2 and time.perf_counter() > ends:
            break
        for name, way in ways.items():
            seconds = timed(way, device)
            if number:  # the first only warms up
                times[name].append(seconds)
    return times


def _wait_for(thread: Thread, check: Callable[[], None], limit: float | None = None) -> None:
    ends = None if limit is None else time.monotonic() + limit
    while thread.is_alive() and (ends is None or time.monotonic() < ends):
        check()
        thread.join(0.1)


def _leave(thread: Thread) -> None:
    """Remember a thread that still compiles."""
    global _compiling
    _compiling = thread if thread.is_alive() else None
