"""One network that trains: what it takes along from step to step, and what it tells."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor, nn

from workbench.engine import chance
from workbench.engine.checkpoint import Checkpoints, Position
from workbench.engine.data import Part
from workbench.engine.device import Place
from workbench.engine.dot import DistillationOriented
from workbench.engine.interrupt import Interruption
from workbench.engine.loss import Loss
from workbench.engine.measure import Answers, quick, share
from workbench.engine.meter import Meter
from workbench.engine.model import Classifier
from workbench.engine.moments import clock_of
from workbench.engine.numerics import PLAIN, Numerics
from workbench.engine.objective import Dials, Lesson, Signals
from workbench.engine.schedule import make_optimiser, rate_factor
from workbench.engine.shown import Shown
from workbench.engine.steering import Move, Steering
from workbench.engine.taps import Tapped
from workbench.errors import UserError
from workbench.events import (
    Adjusted,
    CheckpointSaved,
    Ending,
    EpochFinished,
    Event,
    MixMeasured,
    PhaseFinished,
    PhasePlan,
    PhaseStarted,
    StepsFinished,
)
from workbench.recipes import Adjustment, Schedule

SHORT_STEP_SECONDS = 0.2
"""A step this short need not be interruptible within: a stop waits for its end."""
MIX_EVERY = 50
"""Steps between two measurements of how much each loss term pulls: one costs about as much as two steps backwards."""


class Watch(Protocol):
    """Who is told how the training goes."""

    def add(self, event: Event) -> None:
        """Take a fact."""

    def tick(self) -> None:
        """Called at every step: pass on what has waited long enough."""

    def flush(self) -> None:
        """Pass everything on now."""

    def seconds_left(self, phase: str, step: int, pace: float) -> float | None:
        """Estimate for the whole run, given this phase's seconds per step."""


class NotANumber(UserError):
    """The loss is NaN or infinite."""


@dataclass(slots=True)
class Task:
    """Everything one network needs to train, on its device.

    Attributes:
        plan: What is to be done.
        model, loss: What learns; the loss may own weights too.
        student: The model, with what the loss wants to hear of it.
        validation: Chooses the best epoch.
        schedule: How long and how fast; its epochs and batch size are superseded by `plan` and what is drawn.
        steering: The dials as the recipe sets them.
        adjustments: Dials to move at given steps, by first step that uses them, counted from 1.
        chance: torch's random states as they were when the network was made.
    """

    plan: PhasePlan
    model: Classifier
    loss: Loss
    student: Tapped
    validation: Part
    schedule: Schedule
    steering: Steering
    place: Place
    checkpoints: Checkpoints
    numerics: Numerics = PLAIN
    adjustments: dict[int, Adjustment] = field(default_factory=dict)
    chance: Mapping[str, Tensor] = field(default_factory=chance.states)


class Learner:
    """A network in training. It goes on from its checkpoint where there is one.

    Args:
        task: What it is and what it is to do.
        taught: The teacher's answers to the validation pictures; None where nobody teaches.
        watch: Who is told.
        check: Called often; raises when the job is to end.

    Attributes:
        at: How far it has come.
        interruption: What makes its long steps interruptible.
        meter: What its steps tell.
    """

    def __init__(self, task: Task, taught: Answers | None, watch: Watch, check: Callable[[], None]) -> None:
        self.task, self.taught, self.watch, self._check = task, taught, watch, check
        self.model, self.loss = task.model, task.loss
        self.dials = task.steering.dials
        trained = [*self.model.parameters(), *self.loss.parameters()]
        self.weights = [weight for weight in trained if weight.requires_grad]
        self.optimiser = make_optimiser(task.schedule, self.weights)
        self.steps_per_epoch = task.plan.steps // task.plan.epochs
        dials = self.dials
        fresh = Position(temperature=dials.temperature, alpha=dials.alpha, learning_rate=dials.learning_rate)
        chance.restore(task.chance)
        restored = task.checkpoints.load(self.model, self.loss, self.optimiser)
        self._chance = chance.states()
        self.at = at = restored or fresh
        self.session_step, self.session_seconds = self.at.step, self.at.seconds
        task.steering.restore(Dials(at.temperature, at.alpha, at.learning_rate, at.weights), at.by_hand)
        self.scaler = task.numerics.scaler(task.place.device)
        if self.scaler is not None and "scale" in task.checkpoints.extra:
            self.scaler.load_state_dict({name: _number(value) for name, value in task.checkpoints.extra.items()})
        self.meter = Meter(clock_of(task.place.device))
        self.dials_moved = False
        self._told_saved: int | None = None
        self.clock = self.epoch_began = 0.0
        watched = None if task.numerics.compiled else self.model  # what is compiled calls no hooks
        self.interruption = Interruption(check, watched)
        self.start_clock()

    @property
    def done(self) -> bool:
        """Whether it has taken all its steps."""
        return self.at.step >= self.task.plan.steps

    @property
    def ends_epoch(self) -> bool:
        """Whether its last step was the last of an epoch."""
        return self.at.step % self.steps_per_epoch == 0

    @property
    def progress(self) -> float:
        """Fraction of the training that is done."""
        return self.at.step / self.task.plan.steps

    @contextmanager
    def own_chance(self) -> Iterator[None]:
        """Random numbers inside go on where this network's last ones ended, whoever else trains in between."""
        chance.restore(self._chance)
        try:
            yield
        finally:
            self._chance = chance.states()

    def begin(self) -> None:
        """Tell that it starts, and get into training mode."""
        dials, at = self.dials, self.at
        self.watch.add(
            PhaseStarted(
                plan=self.task.plan,
                step=at.step,
                parameters=self.model.parameters_count,
                temperature=dials.temperature,
                alpha=dials.alpha,
                learning_rate=dials.learning_rate,
                teacher_accuracy=None if self.taught is None else share(self.taught.predicted == self.taught.labels),
                weights=dict(dials.weights),
            )
        )
        self.model.train()
        self.loss.train()
        self.start_clock()

    def step(self, shown: Shown, taught: Signals | None, trust: Tensor | None) -> None:
        """One optimiser step. Nothing in here waits for the device.

        Args:
            shown: The pictures. taught: What the teacher says to them. trust: how far each answer is believed.
        """
        task, step = self.task, self.at.step
        task.steering.turn(self.progress)
        rate = self.dials.learning_rate * rate_factor(task.schedule, step, task.plan.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        with task.numerics.autocast(task.place.device):
            answer = task.student(shown.images)
        terms = self.loss(
            Lesson(
                student=answer,
                teacher=taught,
                labels=shown.labels,
                dials=self.dials,
                trust=trust,
                ids=shown.rows.to(shown.images.device, non_blocking=True),
                images=shown.images,
                epoch=step / self.steps_per_epoch,
                progress=self.progress,
            )
        )
        if len(terms) > 1 and (step % MIX_EVERY == 0 or self.dials_moved):
            self.meter.weigh(step + 1, terms, self.weights)
        self.dials_moved = False
        losses = torch.stack(tuple(terms.values()))
        self.optimiser.zero_grad(set_to_none=True)
        self._backward(terms, losses)
        self._move_weights()
        self.at.step += 1
        first = len(shown.labels) // shown.views
        self.meter.add(tuple(terms), losses.detach(), answer.logits[:first], shown.labels[:first], rate)
        if self.interruption.active and self.meter.short_steps(SHORT_STEP_SECONDS, task.place.device):
            self.interruption.release()

    def _backward(self, terms: Mapping[str, Tensor], losses: Tensor) -> None:
        """Leave the gradient of the loss in the weights; one that has two momenta wants it in two parts."""
        taught = [term for name, term in terms.items() if name != "labels"]
        if isinstance(self.optimiser, DistillationOriented) and taught:
            self.optimiser.teach(torch.stack(taught).sum())
            losses = terms.get("labels", 0 * losses)
        loss = losses.sum()
        (loss if self.scaler is None else self.scaler.scale(loss)).backward()

    def _move_weights(self) -> None:
        limit = self.task.schedule.clip_norm
        if limit is not None:
            if self.scaler is not None:
                self.scaler.unscale_(self.optimiser)
            nn.utils.clip_grad_norm_(self.weights, limit)
        if self.scaler is None:
            self.optimiser.step()
        else:
            self.scaler.step(self.optimiser)
            self.scaler.update()

    def move_dials(self, asked: Sequence[Move]) -> None:
        """Apply what was asked for since the last step, and what a repeated run did at this one."""
        step = self.at.step + 1
        moves: list[Move] = list(asked)
        if step in self.task.adjustments:
            moves.insert(0, self.task.adjustments[step])
        if not moves:
            return
        self.report(wait=True)  # what was done under the old dials
        self.dials_moved = True
        dials = self.dials
        moved = [name for move in moves for name in self.task.steering.move(move)]
        self.watch.add(
            Adjusted(
                phase=self.task.plan.phase,
                step=step,
                temperature=dials.temperature,
                alpha=dials.alpha,
                learning_rate=dials.learning_rate,
                weights=dict(dials.weights),
                moved=tuple(dict.fromkeys(moved)),
            )
        )

    def finish_epoch(self) -> None:
        """Try the network on the validation pictures and tell how the epoch went."""
        self.report(wait=True)
        task, at = self.task, self.at
        epoch = at.step // self.steps_per_epoch
        accuracy, loss, agreement = quick(
            self.model,
            task.validation,
            device=task.place.device,
            check=self._check,
            teacher_logits=None if self.taught is None else self.taught.logits,
        )
        at.last_accuracy = accuracy
        best = (accuracy, -loss) > (at.best_accuracy, -at.best_loss)
        if best:
            at.best_epoch, at.best_accuracy, at.best_loss = epoch, accuracy, loss
            at.best_weights = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        sums, at.epoch_sums = at.epoch_sums, {}
        right, labelled, at.epoch_right, at.epoch_labelled = at.epoch_right, at.epoch_labelled, 0, 0
        self.watch.add(
            EpochFinished(
                phase=task.plan.phase,
                epoch=epoch,
                step=at.step,
                train={name: total / self.steps_per_epoch for name, total in sums.items()},
                valid_accuracy=accuracy,
                valid_loss=loss,
                agreement=agreement,
                learning_rate=self.meter.rate,
                best=best,
                seconds=time.monotonic() - self.epoch_began,
                train_accuracy=None if right is None or not labelled else right / labelled,
            )
        )
        self.epoch_began = time.monotonic()
        self.meter.skip_time()

    def no_longer_improving(self) -> bool:
        """Whether it has been without a better epoch for as long as the schedule allows."""
        patience = self.task.schedule.early_stop
        epoch = self.at.step // self.steps_per_epoch
        return patience is not None and epoch - self.at.best_epoch >= patience

    def report(self, *, wait: bool = False) -> None:
        """Pass on what the steps since the last report tell, as far as it is known.

        Args:
            wait: For the device, so that all of it is.

        Raises:
            NotANumber: A loss is none.
        """
        reading = self.meter.read(wait=wait)
        if reading is None:
            return
        at, dials, phase = self.at, self.dials, self.task.plan.phase
        for name, values in reading.terms.items():
            for value in values:  # one by one: a resumed run must add in the same order to get the same bits
                at.epoch_sums[name] = at.epoch_sums.get(name, 0.0) + value
        if at.epoch_right is not None:
            at.epoch_right, at.epoch_labelled = at.epoch_right + reading.right, at.epoch_labelled + reading.labelled
        self.watch.add(
            StepsFinished(
                phase=phase,
                first=at.step - reading.later - reading.steps + 1,
                terms={name: tuple(values) for name, values in reading.terms.items()},
                learning_rate=reading.rate,
                temperature=dials.temperature,
                alpha=dials.alpha,
                images_per_second=reading.images_per_second,
                seconds_left=self.watch.seconds_left(phase, at.step, self._seconds_per_step()),
                seconds=at.seconds + time.monotonic() - self.clock,
                weights=dict(dials.weights),
                readings={name: value.item() for name, value in self.loss.readings().items()},
            )
        )
        for step, shares in reading.mixes.items():
            self.watch.add(MixMeasured(phase=phase, step=step, shares=shares))
        self._refuse_nonsense(reading.terms)

    def _seconds_per_step(self) -> float:
        """Of this session, validation included, pauses left out."""
        spent = self.at.seconds - self.session_seconds + time.monotonic() - self.clock
        return spent / max(1, self.at.step - self.session_step)

    def _refuse_nonsense(self, steps: dict[str, list[float]]) -> None:
        for name, values in steps.items():
            wrong = next((value for value in values if not math.isfinite(value)), None)
            if wrong is not None:
                raise NotANumber(
                    f"The training of {self.task.plan.phase} ran away: its loss '{name}' became {wrong} around step "
                    f"{self.at.step} at learning rate {self.meter.rate:.3g}.",
                    fix="Lower the learning rate, add warm-up or set schedule.clip_norm to 1, and start again.",
                )

    def save(self, *, wait: bool = False) -> None:
        """Let a checkpoint be written.

        Args:
            wait: Until it is safe on the disk.

        Raises:
            RunError: This one or the one before could not be written.
        """
        self.report(wait=True)
        self.watch.flush()  # a session that goes on from here does not tell again what led here
        at, dials = self.at, self.dials
        at.temperature, at.alpha, at.learning_rate = dials.temperature, dials.alpha, dials.learning_rate
        at.weights, at.by_hand = dict(dials.weights), sorted(self.task.steering.by_hand)
        at.seconds += time.monotonic() - self.clock
        self.clock = time.monotonic()
        extra = {} if self.scaler is None else self.scaler.state_dict()
        self.task.checkpoints.save(at, self.model, self.loss, self.optimiser, wait=wait, extra=extra)
        self.tell_saved()
        self.meter.skip_time()

    def tell_saved(self) -> None:
        """Tell of a checkpoint that has reached the disk."""
        written = self.task.checkpoints.written
        if written is not None and written != self._told_saved:
            self._told_saved = written
            self.watch.add(CheckpointSaved(phase=self.task.plan.phase, step=written))

    def start_clock(self) -> None:
        """What passed before this moment belongs to no epoch and no step."""
        self.clock = self.epoch_began = time.monotonic()
        self.meter.skip_time()

    def release(self) -> None:
        """Take all hooks away, and wait for the checkpoint that is being written."""
        self.interruption.release()
        self.task.student.release()
        self.task.checkpoints.close()
        self.tell_saved()

    def finish(self, reason: Ending) -> PhaseFinished:
        """The training is over; the model then holds the weights to keep."""
        at = self.at
        at.seconds += time.monotonic() - self.clock
        epoch, accuracy = at.step // self.steps_per_epoch, at.last_accuracy
        if self._keep(midway=reason in ("stopped", "ran_away")):
            epoch, accuracy = at.best_epoch, at.best_accuracy
        return PhaseFinished(
            phase=self.task.plan.phase,
            epoch=epoch,
            step=at.step,
            valid_accuracy=accuracy,
            reason=reason,
            seconds=at.seconds,
        )

    def _keep(self, *, midway: bool) -> bool:
        """Put the best weights into the model where they are what is wanted; tells whether it did."""
        wanted = midway or self.task.schedule.keep == "best"
        if wanted and self.at.best_weights:
            self.model.load_state_dict(self.at.best_weights)
        return wanted and bool(self.at.best_weights)


def _number(value: Tensor | float) -> float:
    return value.item() if isinstance(value, Tensor) else value
