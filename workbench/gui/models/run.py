"""The run that is on screen: events in, everything the views draw out."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal
from typing_extensions import assert_never

from workbench.events import (
    Adjusted,
    Answered,
    CheckpointSaved,
    DataReady,
    EpochFinished,
    Evaluated,
    Event,
    JobEnded,
    JobStarted,
    MixMeasured,
    Noted,
    NumericsChosen,
    Paused,
    PhaseFinished,
    PhaseStarted,
    Progress,
    Resumed,
    StepsFinished,
    TeacherAsked,
)
from workbench.gui.models.phase import Phase
from workbench.gui.models.terms import WEIGHT
from workbench.runs import Results


class Status(Enum):
    """Where a run stands."""

    IDLE = "idle"
    PREPARING = "preparing"
    TRAINING = "training"
    PAUSING = "pausing"
    PAUSED = "paused"
    SAVING = "saving"
    DONE = "done"
    STOPPED = "stopped"
    DISCARDED = "discarded"
    FAILED = "failed"


LIVE = frozenset({Status.PREPARING, Status.TRAINING, Status.PAUSING, Status.PAUSED, Status.SAVING})
_ENDED = {
    "finished": Status.DONE,
    "stopped": Status.STOPPED,
    "discarded": Status.DISCARDED,
    "failed": Status.FAILED,
}
__all__ = ["DIALS", "LIVE", "Phase", "RunModel", "Status"]
DIALS = ("temperature", "alpha", "learning_rate")


class RunModel(QObject):
    """Folds the events of one run at a time.

    Signals:
        changed: Something is different; announced once a batch.
        steered: What may be asked of the run, where a dial was put or what came of it is different; much rarer.
        turned: A dial stands elsewhere because it changes by itself while the student trains.
    """

    changed = Signal()
    steered = Signal()
    turned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stance: tuple[object, ...] = ()
        self._stood: dict[str, float] = {}
        self._clear()

    def _clear(self) -> None:
        self.status = Status.IDLE
        self.run = ""
        self.folder = ""
        self.data: DataReady | None = None
        self.phases: dict[str, Phase] = {}
        self.current: Phase | None = None
        self.dials: dict[str, float] = {}
        self._put: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self.images_per_second: float | None = None
        self.seconds_left: float | None = None
        self.activity: Progress | None = None
        self.results: Results | None = None
        self.notes: list[Noted] = []
        self.end: JobEnded | None = None

    # What views may offer

    @property
    def is_live(self) -> bool:
        """A job is running, paused or not."""
        return self.status in LIVE

    @property
    def can_start(self) -> bool:
        """No job is running."""
        return not self.is_live

    @property
    def can_pause(self) -> bool:
        """Training runs and was not asked to rest or stop."""
        return self.status is Status.TRAINING

    @property
    def can_go_on(self) -> bool:
        """Training rests, or was asked to."""
        return self.status in (Status.PAUSED, Status.PAUSING)

    @property
    def can_stop(self) -> bool:
        """A job is running and was not asked to end."""
        return self.is_live and self.status is not Status.SAVING

    @property
    def can_resume(self) -> bool:
        """The run ended early and can go on from its last checkpoint."""
        return bool(self.run) and self.status in (Status.FAILED, Status.STOPPED)

    @property
    def can_export(self) -> bool:
        """The run has trained networks."""
        finished = any(phase.finished is not None for phase in self.phases.values())
        return bool(self.run) and finished and self.status in (Status.DONE, Status.STOPPED)

    def can_adjust(self, dial: str) -> bool:
        """Moving this dial would change the training that runs now."""
        if self.status not in (Status.TRAINING, Status.PAUSING, Status.PAUSED) or self.current is None:
            return False
        role = self.current.plan.role
        if self.current.plan.is_variant:
            return False  # the dials are those of the student, which has ended
        if dial.startswith(WEIGHT) and dial not in self.dials:
            return False  # another recipe than that of this run is being edited
        return role in ("assistant", "distilled") or (dial == "learning_rate" and role == "plain")

    def dial(self, name: str) -> float | None:
        """Where a dial stands: what the user asked for last, or what the student uses; None when it has no say.

        Args:
            name: ``temperature``, ``alpha``, ``learning_rate``, or ``weights.`` and the name of a method's weight.
        """
        if not self.can_adjust(name):
            return None
        return self._asked.get(name, self.dials.get(name))

    @property
    def fraction(self) -> float:
        """Share of all planned steps that are done, 0 to 1."""
        total = sum(phase.plan.steps for phase in self.phases.values())
        done = sum(
            phase.plan.steps if phase.finished else min(phase.step, phase.plan.steps) for phase in self.phases.values()
        )
        return done / total if total else 0.0

    def phases_of(self, role: str, number: int | None = None) -> list[Phase]:
        """The trainings of one role that have begun, in the order of the plan.

        Args:
            role: As recipes call it.
            number: Of the assistant, of the variant, or of the teacher beside the first; None = whatever they have.
        """
        begun = [phase for phase in self.phases.values() if phase.plan.role == role and phase.parameters]
        return [phase for phase in begun if number in (None, phase.plan.number)]

    def numbers_of(self, role: str) -> list[int]:
        """Of the assistants, teachers or variants that have begun to train; 0 for what has no number."""
        return sorted({phase.plan.number for phase in self.phases_of(role)})

    @property
    def variants(self) -> dict[int, list[Phase]]:
        """The trainings of the student's variants that have begun, by their number."""
        found: dict[int, list[Phase]] = {}
        for phase in self.phases_of("distilled"):
            if phase.plan.number:
                found.setdefault(phase.plan.number, []).append(phase)
        return found

    @property
    def telling(self) -> Phase | None:
        """The training that tells how it computes: while a job goes the current one, else the last that was taught."""
        taught = [phase for phase in self.phases.values() if phase.asked is not None]
        return self.current if self.is_live or not taught else taught[-1]

    @property
    def teacher_accuracy(self) -> float | None:
        """Of the recipe's teachers, on the validation pictures: a fraction, the mean over the seeds so far.

        Several teachers count as the one that they are together; assistants do not count.
        """
        first: dict[int, float] = {}
        for phase in self.phases.values():  # of a chain, its first network learns from the teachers
            if phase.teacher_accuracy is not None:
                first.setdefault(phase.plan.seed, phase.teacher_accuracy)
        known = list(first.values())
        if not known and not any(phase.plan.number for phase in self.phases.values() if phase.plan.role == "teacher"):
            finished = [phase for phase in self.phases_of("teacher") if phase.finished]
            known = [phase.best for phase in finished if phase.best is not None]
        return sum(known) / len(known) if known else None

    # What the user asked for

    def ask_start(self) -> None:
        """A run was requested."""
        self._clear()
        self.status = Status.PREPARING
        self._announce()

    def ask_resume(self, run: str) -> None:
        """A run was asked to go on; the curves of the same run stay."""
        if run != self.run:
            self._clear()
        self.run = run
        self.end = self.results = self.activity = None
        self.status = Status.PREPARING
        self._announce()

    def show(self, run: str, folder: str, events: list[Event]) -> None:
        """Be an earlier run, as its events tell it. One that nobody trains and that tells no end was cut off."""
        self._clear()
        for event in events:
            self._apply_one(event)
        self.run, self.folder = run, folder
        self.activity = self.seconds_left = self.images_per_second = None
        if self.is_live or self.status is Status.IDLE:
            self.status = Status.STOPPED
        self._announce()

    def ask_pause(self) -> None:
        """A rest was requested."""
        self.status = Status.PAUSING
        self._announce()

    def ask_go_on(self) -> None:
        """The end of the rest was requested."""
        self.status = Status.TRAINING
        self._announce()

    def ask_stop(self) -> None:
        """The end was requested."""
        self.status = Status.SAVING
        self._announce()

    def ask_adjust(self, name: str, value: float) -> None:
        """A dial was moved."""
        self._asked[name] = value
        self._announce()

    # What happened

    def apply(self, events: list[Event]) -> None:
        """Take in a batch and announce it once."""
        for event in events:
            self._apply_one(event)
        self._announce()

    def _announce(self) -> None:
        phase = self.current.plan.phase if self.current else ""
        stance = (
            self.status,
            self.run,
            self.folder,
            phase,
            self.results is None,
            *self._put.items(),
            *self._asked.items(),
        )
        moved, self._stance = stance != self._stance, stance
        turned, self._stood = self.dials != self._stood, dict(self.dials)
        self.changed.emit()
        if moved:
            self.steered.emit()
        elif turned:
            self.turned.emit()

    def _apply_one(self, event: Event) -> None:
        match event:
            case JobStarted():
                self._start(event)
            case DataReady():
                self._plan(event)
            case Progress():
                self.activity = event
            case PhaseStarted():
                self._start_phase(event)
            case StepsFinished():
                self._add_steps(event)
            case EpochFinished(phase=name):
                if name in self.phases:
                    self.phases[name].add_epoch(event)
            case Adjusted():
                self._adjust(event)
            case Paused():
                if self.status is Status.PAUSING:
                    self.status = Status.PAUSED
            case Resumed():
                if self.status in (Status.PAUSED, Status.PAUSING):
                    self.status = Status.TRAINING
            case PhaseFinished():
                self._finish_phase(event)
            case Evaluated():
                self.results = Results.model_validate(event.results)
            case Noted():
                self.notes.append(event)
            case JobEnded():
                self._finish(event)
            case MixMeasured(phase=name):
                if name in self.phases:
                    self.phases[name].measure_mix(event)
            case NumericsChosen(phase=name):
                if name in self.phases:
                    self.phases[name].numerics = event
            case TeacherAsked(phase=name):
                if name in self.phases:
                    self.phases[name].asked = event
            case CheckpointSaved() | Answered():
                pass
            case _:
                assert_never(event)

    def _start(self, event: JobStarted) -> None:
        if event.run != self.run:
            self._clear()
        self.run, self.folder = event.run, event.folder
        self.status = Status.PREPARING
        self.end = None

    def _plan(self, event: DataReady) -> None:
        self.data = event
        kept = self.phases
        self.phases = {plan.phase: kept.get(plan.phase, Phase(plan)) for plan in event.plans}

    def _start_phase(self, event: PhaseStarted) -> None:
        phase = self.phases.setdefault(event.plan.phase, Phase(event.plan))
        phase.start(event)
        self.current, self.activity = phase, None
        self._set_dials(event)
        if self.status is Status.PREPARING:
            self.status = Status.TRAINING

    def _add_steps(self, event: StepsFinished) -> None:
        phase = self.phases.get(event.phase)
        if phase is None:
            return
        phase.add_steps(event)
        self.activity = None
        if not self._leads(phase):
            return
        self.images_per_second, self.seconds_left = event.images_per_second, event.seconds_left
        if phase is self.current:  # the learning rate that it tells is the one after the decay: not where the dial is
            self.dials |= {"temperature": event.temperature, "alpha": event.alpha} | _weights(event)

    def _leads(self, phase: Phase) -> bool:
        """Whether it is the training to look at: not a variant, unless the student beside it has stopped early."""
        current = self.current
        if not phase.plan.is_variant or current is None or current is phase:
            return True
        epoch = phase.plan.steps / phase.plan.epochs
        if current.plan.role == "distilled" and phase.step <= current.step + epoch:
            return False
        self.current = phase
        return True

    def _adjust(self, event: Adjusted) -> None:
        phase = self.phases.get(event.phase)
        if phase is not None and event.step not in phase.changes:
            phase.changes.append(event.step)
        self._set_dials(event)

    def _set_dials(self, event: PhaseStarted | Adjusted) -> None:
        self.dials = {name: getattr(event, name) for name in DIALS} | _weights(event)
        self._put = dict(self.dials)
        if isinstance(event, PhaseStarted):
            self._asked.clear()
        for name, value in list(self._asked.items()):
            if abs(self.dials.get(name, value) - value) <= 1e-9 + 1e-6 * abs(value):
                del self._asked[name]

    def _finish_phase(self, event: PhaseFinished) -> None:
        phase = self.phases.get(event.phase)
        if phase is None:
            return
        phase.finish(event)
        self.seconds_left = None if self.status is Status.SAVING else self.seconds_left
        if self.status is Status.TRAINING and all(other.finished for other in self.phases.values()):
            self.status = Status.SAVING

    def _finish(self, event: JobEnded) -> None:
        self.end = event
        self.status = _ENDED[event.outcome]
        self.images_per_second = self.seconds_left = self.activity = None
        self._asked.clear()


def _weights(event: PhaseStarted | Adjusted | StepsFinished) -> dict[str, float]:
    return {f"{WEIGHT}{name}": value for name, value in event.weights.items()}
