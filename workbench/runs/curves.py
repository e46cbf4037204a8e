"""What happened in a run as series to draw and compare, without the steps that a crash and a resume made void."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.events import (
    Adjusted,
    EpochFinished,
    Event,
    MixMeasured,
    PhaseFinished,
    PhasePlan,
    PhaseStarted,
    StepsFinished,
)

_Folded = StepsFinished | EpochFinished | Adjusted | MixMeasured | PhaseFinished


@dataclass(slots=True)
class PhaseCurves:
    """One training.

    Attributes:
        plan: What was to be done.
        steps: Numbers of the optimiser steps, from 1, rising.
        terms: Weighted loss terms by name, one value a step; NaN where a step has no such term.
        learning_rate, temperature, alpha: One value a step, as its report gives them.
        seconds: Spent in this training by the end of each step, in all sessions, pauses left out. Known where a report
            ends (in runs of older versions: an epoch) and shared out evenly between; NaN after the last that is known.
        mix: How much each loss term pulled, in order of the steps at which that was measured.
        epochs: The epochs that were finished, in order.
        adjusted: Dials that were moved, in order of their steps.
        finished: How it ended; None while it goes on, or where it was interrupted.
        teacher_accuracy: The teacher's fraction of the validation pictures, 0 to 1; None without a teacher.
    """

    plan: PhasePlan
    steps: array[int] = field(default_factory=lambda: array("q"))
    terms: dict[str, array[float]] = field(default_factory=dict)
    learning_rate: array[float] = field(default_factory=lambda: array("d"))
    temperature: array[float] = field(default_factory=lambda: array("d"))
    alpha: array[float] = field(default_factory=lambda: array("d"))
    seconds: array[float] = field(default_factory=lambda: array("d"))
    mix: list[MixMeasured] = field(default_factory=list)
    epochs: list[EpochFinished] = field(default_factory=list)
    adjusted: list[Adjusted] = field(default_factory=list)
    finished: PhaseFinished | None = None
    teacher_accuracy: float | None = None

    def _series(self) -> tuple[array[float], ...]:
        return (*self.terms.values(), self.learning_rate, self.temperature, self.alpha, self.seconds)

    def _start(self, event: PhaseStarted) -> None:
        """Forget what came after the step from which the training goes on: it will be reported again."""
        known = bisect_right(self.steps, event.step)
        del self.steps[known:]
        for series in self._series():
            del series[known:]
        self.mix = [measured for measured in self.mix if measured.step <= event.step]
        self.epochs = [epoch for epoch in self.epochs if epoch.step <= event.step]
        self.adjusted = [change for change in self.adjusted if change.step <= event.step]
        self.finished = None
        self.plan, self.teacher_accuracy = event.plan, event.teacher_accuracy

    def _add(self, event: StepsFinished) -> None:
        count = max((len(values) for values in event.terms.values()), default=0)
        before = len(self.steps)
        self.steps.extend(range(event.first, event.first + count))
        for name, values in event.terms.items():
            self.terms.setdefault(name, array("d", [math.nan]) * before).extend(values)
        for series in self.terms.values():
            series.extend([math.nan] * (len(self.steps) - len(series)))
        for series, value in (
            (self.learning_rate, event.learning_rate),
            (self.temperature, event.temperature),
            (self.alpha, event.alpha),
            (self.seconds, math.nan),
        ):
            series.extend([value] * count)
        if event.seconds:  # runs of older versions have none
            self._spend(event.seconds)

    def _finish_epoch(self, event: EpochFinished) -> None:
        self.epochs.append(event)
        if self.steps and self.steps[-1] == event.step and math.isnan(self.seconds[-1]):
            known = self._timed()
            self._spend((self.seconds[known - 1] if known else 0.0) + event.seconds)

    def _timed(self) -> int:
        """How many of the steps have a time; the rest are the last ones."""
        known = len(self.seconds)
        while known and math.isnan(self.seconds[known - 1]):
            known -= 1
        return known

    def _spend(self, total: float) -> None:
        """By the last step it was `total`: the steps without a time share evenly what that adds."""
        known = self._timed()
        before, count = self.seconds[known - 1] if known else 0.0, len(self.seconds) - known
        for number in range(1, count + 1):
            self.seconds[known + number - 1] = before + (total - before) * number / count

    def _adjust(self, event: Adjusted) -> None:
        self.adjusted = sorted(
            [*(change for change in self.adjusted if change.step != event.step), event], key=lambda change: change.step
        )


@dataclass(slots=True)
class Curves:
    """All trainings of a run.

    Attributes:
        phases: By ``role/seed``, in the order in which they began.
        skipped: Damaged lines of the event file that were left out.
    """

    phases: dict[str, PhaseCurves] = field(default_factory=dict)
    skipped: int = 0


def fold(events: Iterable[Event]) -> Curves:
    """The series that events describe; events of a phase that never began are left out."""
    curves = Curves()
    for event in events:
        if isinstance(event, PhaseStarted):
            curves.phases.setdefault(event.plan.phase, PhaseCurves(event.plan))._start(event)
        elif isinstance(event, _Folded):
            _fold_one(curves.phases.get(event.phase), event)
    return curves


def _fold_one(phase: PhaseCurves | None, event: _Folded) -> None:
    match phase, event:
        case None, _:
            return
        case _, StepsFinished():
            phase._add(event)
        case _, EpochFinished():
            phase._finish_epoch(event)
        case _, MixMeasured():
            phase.mix.append(event)
        case _, Adjusted():
            phase._adjust(event)
        case _, PhaseFinished():
            phase.finished = event
