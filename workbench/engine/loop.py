"""The one training loop."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from torch import Tensor

from workbench.engine.control import Control, Stopped
from workbench.engine.interrupt import Interruption
from workbench.engine.learner import Learner, NotANumber, Task, Watch
from workbench.engine.objective import Signals
from workbench.engine.shown import Drawing, Shown
from workbench.engine.teaching import Teaching
from workbench.errors import UserError
from workbench.events import Ending, Noted, Paused, PhaseFinished, Resumed, TeacherAsked

ASKED_SECONDS = 2.0
"""Least time between two reports of how often the teacher's answers were remembered."""


class RanAway(UserError):
    """A training that cannot go on because its loss is no longer a number.

    Attributes:
        finished: What is left of it and of those who trained beside it, in the order of the tasks: the best weights
            from before, where any epoch had ended.
    """

    def __init__(self, error: UserError, finished: list[PhaseFinished]) -> None:
        super().__init__(error.problem, fix=error.fix)
        self.finished = finished


def train(
    tasks: Sequence[Task], drawing: Drawing, teaching: Teaching | None, control: Control, watch: Watch
) -> list[PhaseFinished]:
    """Train networks side by side, each to the end of its plan, to an early stop, or to the user's stop.

    All see the same pictures at the same step, and the teacher is asked once for all of them; otherwise they know
    nothing of each other, and each comes out as if it had been trained alone. Afterwards the models hold the weights to
    keep.

    Args:
        tasks: At least one, with equally many steps. The first is the one that the user steers.
        drawing: What is shown. teaching: who teaches; None where no loss needs anybody.

    Returns:
        How each ended, in the order of the tasks.

    Raises:
        Stopped: The user discards the run. (A plain stop returns what is best so far, with reason ``stopped``.)
        RanAway: The student's loss is no longer a number; the models hold the best weights from before. A variant's
            is no error: it is told, and the others go on.
        RunError: A checkpoint cannot be read or written.
    """
    try:
        together = _Class(tasks, drawing, teaching, control, watch)
    except BaseException:  # such as a stop while the teacher is asked about the validation pictures
        if teaching is not None:
            teaching.close()
        raise
    return together.run()


class _Class:
    """Those who train together."""

    def __init__(
        self,
        tasks: Sequence[Task],
        drawing: Drawing,
        teaching: Teaching | None,
        control: Control,
        watch: Watch,
    ) -> None:
        self.drawing, self.teaching, self.control, self.watch = drawing, teaching, control, watch
        taught = None if teaching is None else teaching.answers(tasks[0].validation, self._check)
        self.all = [Learner(task, taught, watch, self._check) for task in tasks]
        self.going = list(self.all)
        self.first = self.all[0]
        # a variant that goes on in another session, its student being done, is nobody's to steer, and ends nothing
        self.main = None if self.first.task.plan.is_variant else self.first
        self.interruption = Interruption(self._check, None if teaching is None else teaching.network)
        self.ended: dict[Learner, PhaseFinished] = {}
        self._told = time.monotonic()

    def run(self) -> list[PhaseFinished]:
        for learner in reversed(self.all):  # the first one last: it is the one that is looked at
            learner.begin()
        try:
            for learner in [one for one in self.going if one.done]:
                self._end(learner, "done")
            while self.going:
                self._check()
                self._rest_while_paused()
                self._step()
        except Stopped as stop:
            if stop.discard:
                raise
            for learner in list(self.going):
                self._end(learner, "stopped")
        finally:
            self.interruption.release()
            for learner in self.all:
                learner.release()
            if self.teaching is not None:
                held = 0 if self.teaching.memory is None else self.teaching.memory.cache.usage.memory_bytes
                self.teaching.close()
                self._tell_asked(held)
        return [self.ended[learner] for learner in self.all]

    def _step(self) -> None:
        """The next step of those who are least far: after a crash one may have a newer checkpoint than another."""
        step = min(learner.at.step for learner in self.going)
        now = [learner for learner in self.going if learner.at.step == step]
        for learner in now:
            with self._unless_it_runs_away(learner):
                learner.move_dials(self.control.take_adjustments() if learner is self.main else ())
        if self.main not in self.going:
            self.control.take_adjustments()  # too late: they are not meant for the next phase
        now = [learner for learner in now if learner in self.going]
        shown = self.drawing(step)
        taught, trust = (None, None) if self.teaching is None else self.teaching(shown)
        for learner in now:
            with self._chance_of(learner), self._unless_it_runs_away(learner):
                self._turn(learner, shown, taught, trust)
        if not any(learner.interruption.active for learner in now):
            self.interruption.release()  # their steps are short, and the teacher's with them
        if time.monotonic() - self._told >= ASKED_SECONDS:
            self._tell_asked()

    def _turn(self, learner: Learner, shown: Shown, taught: Signals | None, trust: Tensor | None) -> None:
        """One network's step, and what is due after it."""
        learner.step(shown, taught, trust)
        if learner.ends_epoch:
            learner.finish_epoch()
        elif learner.meter.due:
            learner.report()
        if learner.ends_epoch and learner.no_longer_improving():
            self._end(learner, "early_stop")
            return
        if learner.task.checkpoints.due:
            self._save(learner)
        learner.tell_saved()
        if learner.done:
            self._end(learner, "done")

    def _save(self, learner: Learner, *, wait: bool = False) -> None:
        if self.teaching is not None:
            self.teaching.flush()  # so that a crash finds the answers that the checkpoint was made with
        learner.save(wait=wait)

    def _end(self, learner: Learner, reason: Ending) -> None:
        self.going.remove(learner)
        self.ended[learner] = learner.finish(reason)

    @contextmanager
    def _unless_it_runs_away(self, learner: Learner) -> Iterator[None]:
        """A loss that is no number ends the one who has it: a variant is told about, anybody else ends the phase."""
        try:
            yield
        except NotANumber as error:
            if learner is self.main:
                for one in list(self.going):
                    self._end(one, "stopped")
                raise RanAway(error, [self.ended[one] for one in self.all]) from error
            self.watch.add(Noted(level="warning", text=error.problem))
            self._end(learner, "ran_away")

    def _chance_of(self, learner: Learner) -> AbstractContextManager[None]:
        """Random numbers of its own for each, where several train; one alone has torch's."""
        return learner.own_chance() if len(self.all) > 1 else nullcontext()

    def _check(self) -> None:
        self.watch.tick()
        self.control.check()

    def _rest_while_paused(self) -> None:
        if not self.control.paused:
            return
        for learner in list(self.going):
            with self._chance_of(learner), self._unless_it_runs_away(learner):
                self._save(learner, wait=True)
        if not self.going:
            return
        plan, step = self.going[0].task.plan, self.going[0].at.step
        self.watch.add(Paused(phase=plan.phase, step=step))
        while self.control.paused:
            self.watch.tick()
            self.control.wait(0.1)
        self.watch.add(Resumed(phase=plan.phase, step=step))
        for learner in self.going:
            learner.start_clock()

    def _tell_asked(self, held: int | None = None) -> None:
        """Tell how often the teacher's answers were remembered.

        Args:
            held: Bytes of them in memory; None = what is there now.
        """
        self._told = time.monotonic()
        memory = None if self.teaching is None else self.teaching.memory
        if memory is None:
            return
        usage = memory.cache.usage
        self.watch.add(
            TeacherAsked(
                phase=self.first.task.plan.phase,
                step=self.first.at.step,
                asked=memory.asked,
                remembered=memory.remembered,
                memory_bytes=usage.memory_bytes if held is None else held,
                disk_bytes=usage.disk_bytes,
                reason=usage.reason,
            )
        )
