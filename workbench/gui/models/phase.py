"""One training of the run that is on screen, as series to draw."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.events import (
    EpochFinished,
    MixMeasured,
    NumericsChosen,
    PhaseFinished,
    PhasePlan,
    PhaseStarted,
    StepsFinished,
    TeacherAsked,
)
from workbench.gui.models.curves import Curve, Held


@dataclass(slots=True)
class Phase:
    """One training of the run, as far as it is known.

    Attributes:
        plan: What is to be done.
        step: Optimiser steps done.
        epoch: Epochs done.
        parameters: Number of weights; 0 until it starts.
        teacher_accuracy: The teacher's on the validation pictures, a fraction; None without a teacher.
        accuracy: Validation accuracy (fraction) over steps, a point an epoch.
        valid_loss: Mean cross-entropy on the validation pictures, nats, over steps, a point an epoch.
        train_accuracy: Fraction of the epoch's labelled training pictures answered rightly, over steps, a point an
            epoch; empty where none has a label, or in runs of older versions.
        terms: Each weighted loss term over steps.
        mix: Each term's share of the gradient (0 to 1) over the steps where it was measured.
        learning_rate: As the steps used it, a point a report; where it rests, only the ends of the rest.
        temperature, alpha: The dials over steps: the ends of each stretch on which they rested.
        weights: The same of the weight of each method, by its name.
        readings: What methods tell of themselves over steps, by name, a point a report.
        seconds: Spent in this training over steps, in all sessions, pauses not; begins with 0 s at step 0.
        changes: Steps at which a dial was moved.
        best: Best validation accuracy so far.
        finished: The event that closed it.
        numerics: How it computes; None where that was not told, as in runs of older versions.
        asked: How often its teacher's answers were remembered, as told last; None where nobody teaches.
    """

    plan: PhasePlan
    step: int = 0
    epoch: int = 0
    parameters: int = 0
    teacher_accuracy: float | None = None
    accuracy: Curve = field(default_factory=Curve)
    valid_loss: Curve = field(default_factory=Curve)
    train_accuracy: Curve = field(default_factory=Curve)
    terms: dict[str, Curve] = field(default_factory=dict)
    mix: dict[str, Curve] = field(default_factory=dict)
    learning_rate: Held = field(default_factory=Held)
    temperature: Held = field(default_factory=Held)
    alpha: Held = field(default_factory=Held)
    weights: dict[str, Held] = field(default_factory=dict)
    readings: dict[str, Curve] = field(default_factory=dict)
    seconds: Curve = field(default_factory=Curve)
    changes: list[int] = field(default_factory=list)
    best: float | None = None
    finished: PhaseFinished | None = None
    numerics: NumericsChosen | None = None
    asked: TeacherAsked | None = None

    def start(self, event: PhaseStarted) -> None:
        """It begins, or goes on from a checkpoint: what was seen beyond is void."""
        self.plan, self.parameters = event.plan, event.parameters
        self.teacher_accuracy = event.teacher_accuracy
        self.asked = None  # who goes on counts anew
        self.go_back_to(event.step)

    def go_back_to(self, step: int) -> None:
        """Forget what lies beyond `step`."""
        self.step, self.finished = step, None
        for curve in self._curves():
            curve.drop_after(step)
        self.changes = [change for change in self.changes if change <= step]
        self.epoch = len(self.accuracy)
        self.best = max(self.accuracy.y, default=None)

    def _curves(self) -> tuple[Curve, ...]:
        several = (*self.terms.values(), *self.mix.values(), *self.weights.values(), *self.readings.values())
        epochs = (self.accuracy, self.valid_loss, self.train_accuracy)
        return (*several, *epochs, self.learning_rate, self.temperature, self.alpha, self.seconds)

    def add_steps(self, event: StepsFinished) -> None:
        """Some steps are done."""
        if not event.terms:
            return
        last = event.first + max(len(values) for values in event.terms.values()) - 1
        for name, values in event.terms.items():
            self.terms.setdefault(name, Curve()).extend(range(event.first, event.first + len(values)), values)
        self.step = last
        self.temperature.hold(event.first, last, event.temperature)
        self.alpha.hold(event.first, last, event.alpha)
        for name, weight in event.weights.items():
            self.weights.setdefault(name, Held()).hold(event.first, last, weight)
        for name, value in event.readings.items():
            self.readings.setdefault(name, Curve()).append(last, value)
        self.learning_rate.hold(last, last, event.learning_rate)  # earlier ones of a schedule are not told
        if event.seconds:  # runs of older versions have none
            self._spent(last, event.seconds)

    def add_epoch(self, event: EpochFinished) -> None:
        """An epoch is over."""
        self.epoch, self.step = event.epoch, max(self.step, event.step)
        self.accuracy.append(event.step, event.valid_accuracy)
        self.valid_loss.append(event.step, event.valid_loss)
        if event.train_accuracy is not None:
            self.train_accuracy.append(event.step, event.train_accuracy)
        self.best = max(event.valid_accuracy, self.best or 0.0)
        if not self.seconds or self.seconds.x[-1] < event.step:  # a run of an older version
            self._spent(event.step, (self.seconds.y[-1] if self.seconds else 0.0) + event.seconds)

    def measure_mix(self, event: MixMeasured) -> None:
        """It was measured how much each term pulls."""
        for name, share in event.shares.items():
            self.mix.setdefault(name, Curve()).append(event.step, share)

    def finish(self, event: PhaseFinished) -> None:
        """It is over."""
        self.finished, self.step = event, event.step
        if event.valid_accuracy is not None:
            self.best = event.valid_accuracy

    def _spent(self, step: int, seconds: float) -> None:
        if not self.seconds:
            self.seconds.append(0, 0.0)
        self.seconds.append(step, seconds)
