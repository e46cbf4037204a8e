"""The one training loop."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Literal, Protocol

import torch
from torch import Tensor, nn

from workbench.engine.checkpoint import Checkpoints, Position
from workbench.engine.control import Control, Stopped
from workbench.engine.data import Part, Stream, augment
from workbench.engine.device import Place
from workbench.engine.dot import DistillationOriented
from workbench.engine.interrupt import Interruption
from workbench.engine.loss import Loss
from workbench.engine.measure import Answers, answers, quick, share
from workbench.engine.meter import Meter
from workbench.engine.model import Classifier
from workbench.engine.objective import Dials, Lesson
from workbench.engine.schedule import make_optimiser, rate_factor
from workbench.engine.steering import Move, Steering
from workbench.engine.taps import Tapped
from workbench.engine.teaching import Teaching
from workbench.errors import UserError
from workbench.events import (
    Adjusted,
    CheckpointSaved,
    EpochFinished,
    Event,
    MixMeasured,
    Paused,
    PhaseFinished,
    PhasePlan,
    PhaseStarted,
    Resumed,
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

    def seconds_left(self, phase: str, step: int, pace: float) -> float | None:
        """Estimate for the whole run, given this phase's seconds per step."""


class _NotANumber(UserError):
    """The loss is NaN or infinite."""


class RanAway(UserError):
    """A training that cannot go on because its loss is no longer a number.

    Attributes:
        finished: What is left of it: the best weights from before, if any epoch had ended.
    """

    def __init__(self, error: UserError, finished: PhaseFinished) -> None:
        super().__init__(error.problem, fix=error.fix)
        self.finished = finished


@dataclass(slots=True)
class Task:
    """Everything one training needs, on its device.

    Attributes:
        plan: What is to be done.
        model, loss: What learns; the loss may own weights too.
        student: The model, with what the loss wants to hear of it.
        teaching: Who teaches; None where the loss needs nobody.
        train: Pictures to draw from. validation: chooses the best epoch.
        schedule: How long and how fast; its epochs and batch size are superseded by `plan` and `stream`.
        stream: Which pictures make up each step.
        steering: The dials as the recipe sets them.
        adjustments: Dials to move at given steps, by first step that uses them, counted from 1.
    """

    plan: PhasePlan
    model: Classifier
    loss: Loss
    student: Tapped
    teaching: Teaching | None
    train: Part
    validation: Part
    schedule: Schedule
    stream: Stream
    steering: Steering
    place: Place
    checkpoints: Checkpoints
    adjustments: dict[int, Adjustment] = field(default_factory=dict)


def train(task: Task, control: Control, watch: Watch) -> PhaseFinished:
    """Train to the end of the plan, to an early stop, or to the user's stop; the model then holds the weights to keep.

    Raises:
        Stopped: The user discards the run. (A plain stop returns what is best so far, with reason ``stopped``.)
        RanAway: The loss is no longer a number; the model holds the best weights from before.
        RunError: A checkpoint cannot be read or written.
    """
    return _Training(task, control, watch).run()


class _Training:
    def __init__(self, task: Task, control: Control, watch: Watch) -> None:
        self.task, self.control, self.watch = task, control, watch
        self.model, self.loss = task.model, task.loss
        self.dials = task.steering.dials
        trained = [*self.model.parameters(), *self.loss.parameters()]
        self.weights = [weight for weight in trained if weight.requires_grad]
        self.optimiser = make_optimiser(task.schedule, self.weights)
        self.steps_per_epoch = task.plan.steps // task.plan.epochs
        dials = self.dials
        fresh = Position(temperature=dials.temperature, alpha=dials.alpha, learning_rate=dials.learning_rate)
        restored = task.checkpoints.load(self.model, self.loss, self.optimiser)
        self.at = at = restored or fresh
        self.session_step, self.session_seconds = self.at.step, self.at.seconds
        task.steering.restore(Dials(at.temperature, at.alpha, at.learning_rate, at.weights), at.by_hand)
        self.taught = self._answers_of_teacher()
        self.meter = Meter()
        self.dials_moved = False
        self.clock = self.epoch_began = 0.0
        teachers = None if task.teaching is None else task.teaching.network
        self.interruption = Interruption(self._check, self.model, teachers)
        self._start_clock()

    def run(self) -> PhaseFinished:
        reason: Literal["done", "early_stop", "stopped"] = "done"
        self._announce()
        self._start_clock()
        try:
            self.model.train()
            self.loss.train()
            while self.at.step < self.task.plan.steps:
                self._check()
                self._rest_while_paused()
                self._move_dials()
                self._step()
                if self.at.step % self.steps_per_epoch == 0:
                    self._finish_epoch()
                    if self._no_longer_improving():
                        reason = "early_stop"
                        break
                elif self.meter.due:
                    self._report()
                if self.task.checkpoints.due:
                    self._save()
        except Stopped as stop:
            if stop.discard:
                raise
            reason = "stopped"
        except _NotANumber as error:
            raise RanAway(error, self._finish("stopped")) from error
        finally:
            self.interruption.release()
            self.task.student.release()
        return self._finish(reason)

    def _step(self) -> None:
        """One optimiser step. Nothing in here waits for the device."""
        task, step = self.task, self.at.step
        progress = step / task.plan.steps
        task.steering.turn(progress)
        rate = self.dials.learning_rate * rate_factor(task.schedule, step, task.plan.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        ids = task.stream.batch(step).to(task.train.images.device)
        images, labels, many = self._views(ids, step), task.train.labels[ids], self.loss.views
        taught, trust = None, None
        if task.teaching is not None:
            taught, trust = task.teaching(images, labels.repeat(many), step)
        answer = task.student(images)
        terms = self.loss(
            Lesson(
                student=answer,
                teacher=taught,
                labels=labels.repeat(many),
                dials=self.dials,
                trust=trust,
                ids=ids.repeat(many),
                images=images,
                epoch=step / self.steps_per_epoch,
                progress=progress,
            )
        )
        if len(terms) > 1 and (step % MIX_EVERY == 0 or self.dials_moved):
            self.meter.weigh(step + 1, terms, self.weights)
        self.dials_moved = False
        losses = torch.stack(tuple(terms.values()))
        self.optimiser.zero_grad(set_to_none=True)
        self._backward(terms, losses)
        if task.schedule.clip_norm is not None:
            nn.utils.clip_grad_norm_(self.weights, task.schedule.clip_norm)
        self.optimiser.step()
        self.at.step += 1
        self.meter.add(tuple(terms), losses.detach(), answer.logits[: len(labels)], labels, rate)
        if self.interruption.active and self.meter.short_steps(SHORT_STEP_SECONDS, self.task.place.device):
            self.interruption.release()

    def _backward(self, terms: dict[str, Tensor], losses: Tensor) -> None:
        """Leave the gradient of the loss in the weights; one that has two momenta wants it in two parts."""
        taught = [term for name, term in terms.items() if name != "labels"]
        if isinstance(self.optimiser, DistillationOriented) and taught:
            self.optimiser.teach(torch.stack(taught).sum())
            losses = terms.get("labels", 0 * losses)
        losses.sum().backward()

    def _views(self, ids: Tensor, step: int) -> Tensor:
        """The pictures of a step (views * B, C, H, W), each view changed by chances of its own."""
        task, images = self.task, self.task.train.images[ids]
        how, seed = task.schedule.augment, task.plan.seed
        views = [augment(images, how, seed=seed, step=step, view=view) for view in range(self.loss.views)]
        return views[0] if len(views) == 1 else torch.cat(views)

    def _check(self) -> None:
        self.watch.tick()
        self.control.check()

    def _rest_while_paused(self) -> None:
        if not self.control.paused:
            return
        self._report()
        self._save()
        phase, step = self.task.plan.phase, self.at.step
        self.watch.add(Paused(phase=phase, step=step))
        while self.control.paused:
            self.watch.tick()
            self.control.wait(0.1)
        self.watch.add(Resumed(phase=phase, step=step))
        self._start_clock()

    def _move_dials(self) -> None:
        """Apply what was asked for since the last step, and what a repeated run did at this one."""
        step = self.at.step + 1
        asked: list[Move] = list(self.control.take_adjustments())
        if step in self.task.adjustments:
            asked.insert(0, self.task.adjustments[step])
        if not asked:
            return
        self._report()  # what was done under the old dials
        self.dials_moved = True
        dials = self.dials
        moved = [name for move in asked for name in self.task.steering.move(move)]
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

    def _finish_epoch(self) -> None:
        self._report()
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

    def _no_longer_improving(self) -> bool:
        patience = self.task.schedule.early_stop
        epoch = self.at.step // self.steps_per_epoch
        return patience is not None and epoch - self.at.best_epoch >= patience

    def _report(self) -> None:
        """Read the losses since the last report (waits for the device) and pass them on."""
        reading = self.meter.read()
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
                first=at.step - reading.steps + 1,
                terms={name: tuple(values) for name, values in reading.terms.items()},
                learning_rate=self.meter.rate,
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
                raise _NotANumber(
                    f"The training of {self.task.plan.phase} ran away: its loss '{name}' became {wrong} around step "
                    f"{self.at.step} at learning rate {self.meter.rate:.3g}.",
                    fix="Lower the learning rate, add warm-up or set schedule.clip_norm to 1, and start again.",
                )

    def _save(self) -> None:
        self._report()
        at, dials = self.at, self.dials
        at.temperature, at.alpha, at.learning_rate = dials.temperature, dials.alpha, dials.learning_rate
        at.weights, at.by_hand = dict(dials.weights), sorted(self.task.steering.by_hand)
        at.seconds += time.monotonic() - self.clock
        self.clock = time.monotonic()
        self.task.checkpoints.save(at, self.model, self.loss, self.optimiser)
        self.watch.add(CheckpointSaved(phase=self.task.plan.phase, step=at.step))
        self.meter.skip_time()

    def _announce(self) -> None:
        dials = self.dials
        self.watch.add(
            PhaseStarted(
                plan=self.task.plan,
                step=self.at.step,
                parameters=self.model.parameters_count,
                temperature=dials.temperature,
                alpha=dials.alpha,
                learning_rate=dials.learning_rate,
                teacher_accuracy=None if self.taught is None else share(self.taught.predicted == self.taught.labels),
                weights=dict(dials.weights),
            )
        )

    def _start_clock(self) -> None:
        """What passed before this moment belongs to no epoch and no step."""
        self.clock = self.epoch_began = time.monotonic()
        self.meter.skip_time()

    def _answers_of_teacher(self) -> Answers | None:
        """What the teacher says to the validation pictures; it never changes, so it is asked once."""
        task = self.task
        if task.teaching is None:
            return None
        return answers(task.teaching.network, task.validation, device=task.place.device, check=self._check)

    def _finish(self, reason: Literal["done", "early_stop", "stopped"]) -> PhaseFinished:
        at = self.at
        at.seconds += time.monotonic() - self.clock
        epoch, accuracy = at.step // self.steps_per_epoch, at.last_accuracy
        if self._keep(stopped=reason == "stopped"):
            epoch, accuracy = at.best_epoch, at.best_accuracy
        return PhaseFinished(
            phase=self.task.plan.phase,
            epoch=epoch,
            step=at.step,
            valid_accuracy=accuracy,
            reason=reason,
            seconds=at.seconds,
        )

    def _keep(self, *, stopped: bool) -> bool:
        """Put the best weights into the model where they are what is wanted; tells whether it did."""
        wanted = stopped or self.task.schedule.keep == "best"
        if wanted and self.at.best_weights:
            self.model.load_state_dict(self.at.best_weights)
        return wanted and bool(self.at.best_weights)
