"""The facts a job reports, and how they become one line of JSON and back.

A job reports `JobStarted` first and `JobEnded` last, each exactly once. What lies between depends on how it ends:

========== ============================================================================================
outcome    events, in order
========== ============================================================================================
finished   JobStarted, DataReady, (PhaseStarted … PhaseFinished) for each phase, Evaluated, JobEnded
stopped    JobStarted, …, PhaseFinished for the phase that was stopped (its best is kept), JobEnded
discarded  JobStarted, …, JobEnded (the run folder is removed)
failed     JobStarted, …, JobEnded with the problem; what was saved stays
========== ============================================================================================

If the worker dies, whoever watches it reports the JobEnded that the worker no longer can.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from workbench.recipes.models import LATER, Role

Outcome = Literal["finished", "stopped", "discarded", "failed"]
Ending = Literal["done", "early_stop", "ran_away", "stopped"]
"""Why a training ended: it took all its steps; it no longer improved; its loss was no number; the user said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasePlan:
    """One training inside a run.

    Attributes:
        phase: ``role/seed``, e.g. ``distilled/0``; unique in the run. Further teachers and assistants have a number,
            ``assistant/0/1``, and so have variants of the student, ``distilled/0/1``.
        role: ``teacher``, ``assistant``, ``plain`` (the twin), ``distilled``, or ``model`` (a Train recipe's network).
        epochs: Planned epochs.
        steps: Planned optimiser steps over all epochs.
        differs: Of a variant: its dials that are not those of the student that it is trained beside (see
            `workbench.recipes.differences`).
    """

    phase: str
    role: Role
    seed: int
    epochs: int
    steps: int
    differs: dict[str, float | str] = field(default_factory=dict, hash=False)

    @property
    def number(self) -> int:
        """Of a further teacher, an assistant or a variant, from 1; 0 = the first teacher, or a student."""
        return parts_of(self.phase)[2]

    @property
    def is_variant(self) -> bool:
        """It trains the student once more, beside it, with other dials."""
        return self.role == "distilled" and self.number > 0


@lru_cache(maxsize=10_000)  # views ask again at every drawing, and there may be hundreds of trainings
def parts_of(phase: str) -> tuple[str, int, int]:
    """Role, seed and number of a training by its name; the number is 0 where it has none."""
    role, seed, number = (*phase.split("/", 2), "", "")[:3]
    return role, _whole(seed), _whole(number)


def _whole(text: str) -> int:
    """0 for what a damaged file has in place of a number."""
    return int(text) if text.isdecimal() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStarted:
    """A job has begun.

    Attributes:
        job: Id of the request.
        verb: ``train``, ``distil``, ``evaluate``, ``export``, ``resume``, or the kind of a question.
        run: Id of the run that it writes to; empty for jobs without one.
        folder: That run's folder; empty for jobs without one.
        time: Seconds since 1970.
    """

    job: str
    verb: str
    run: str = ""
    folder: str = ""
    time: float = 0.0
    kind: Literal["job_started"] = "job_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReady:
    """The pictures are in memory and split.

    Attributes:
        classes: Class names, in the order of the network's outputs.
        shape: Channels, height, width of a picture.
        train: Pictures to train on, labelled or not. labelled: those of them with a label.
        validation, test: Pictures in those splits.
        plans: The trainings to come, in order.
        device: ``cpu``, ``cuda:0`` or ``mps``. device_reason: why, in plain words.
        threads: CPU threads that the training uses.
        skipped: Files that could not be read, ``path: reason``, at most 1,000.
    """

    classes: tuple[str, ...]
    shape: tuple[int, int, int]
    train: int
    labelled: int
    validation: int
    test: int
    plans: tuple[PhasePlan, ...]
    device: str
    device_reason: str
    threads: int
    skipped: tuple[str, ...] = ()
    kind: Literal["data_ready"] = "data_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Something long other than training is under way.

    Attributes:
        what: In plain words, e.g. ``Downloading MNIST``.
        done, total: In the same unit; total 0 = unknown.
        unit: ``bytes``, ``pictures``, ``checks`` (of an export: number `done` is under way) or empty.
    """

    what: str
    done: float
    total: float
    unit: str = ""
    kind: Literal["progress"] = "progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStarted:
    """One training begins, or goes on after a resume.

    Attributes:
        plan: What is to be done.
        step: Steps already done (0 unless resumed). Points after it that were seen before are void.
        parameters: Number of trainable weights.
        temperature, alpha, learning_rate, weights: The dials as they stand; the weights by name of the loss's part.
        teacher_accuracy: The teacher's fraction of the validation pictures, 0 to 1; None without a teacher.
    """

    plan: PhasePlan
    step: int
    parameters: int
    temperature: float
    alpha: float
    learning_rate: float
    teacher_accuracy: float | None = None
    weights: dict[str, float] = field(default_factory=dict)
    kind: Literal["phase_started"] = "phase_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsFinished:
    """Some optimiser steps are done: every step's numbers, reported at most ten times a second.

    Attributes:
        phase: ``role/seed``.
        first: Number of the first step reported, counted from 1.
        terms: Weighted loss terms by name, one value a step; they add up to the loss.
        learning_rate, temperature, alpha, weights: As the last of these steps used them.
        readings: What the methods tell of themselves after it, by name, such as a temperature that is learned.
        images_per_second: Pace over this report, pauses and validation left out.
        seconds_left: For the whole run, estimated from this session's steps; None while unknown.
        seconds: Spent in this training by its last step here, in all sessions, validation included, pauses not.
    """

    phase: str
    first: int
    terms: dict[str, tuple[float, ...]]
    learning_rate: float
    temperature: float
    alpha: float
    images_per_second: float
    seconds_left: float | None = None
    seconds: float = 0.0
    weights: dict[str, float] = field(default_factory=dict)
    readings: dict[str, float] = field(default_factory=dict)
    kind: Literal["steps_finished"] = "steps_finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochFinished:
    """One epoch is over and the network was tried on the validation pictures.

    Attributes:
        epoch: Counted from 1. step: Optimiser steps done so far.
        train: Mean of each weighted loss term over the epoch.
        valid_accuracy: Fraction of the validation pictures, 0 to 1.
        valid_loss: Mean cross-entropy on them, nats.
        agreement: Fraction of validation pictures where student and teacher answer alike; None without a teacher.
        best: Whether these are the best weights so far.
        seconds: Wall time of the epoch, validation included, pauses not.
        train_accuracy: Fraction of the epoch's labelled training pictures answered rightly, as they were shown (changed
            by augmentation, weights still moving); None where none had a label, or in runs of older versions.
    """

    phase: str
    epoch: int
    step: int
    train: dict[str, float]
    valid_accuracy: float
    valid_loss: float
    agreement: float | None
    learning_rate: float
    best: bool
    seconds: float
    train_accuracy: float | None = None
    kind: Literal["epoch_finished"] = "epoch_finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """Dials were moved while a network trains.

    Attributes:
        step: First step that uses the new values, counted from 1.
        temperature, alpha, learning_rate, weights: All dials as they stand now.
        moved: Which of them were moved, ``weights.NAME`` for a weight; empty in runs of older versions.
    """

    phase: str
    step: int
    temperature: float
    alpha: float
    learning_rate: float
    weights: dict[str, float] = field(default_factory=dict)
    moved: tuple[str, ...] = ()
    kind: Literal["adjusted"] = "adjusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixMeasured:
    """How much each loss term pulled at the weights in one step: the effective mix.

    Attributes:
        step: The step, counted from 1.
        shares: By term: the norm of its gradient with respect to all weights, as a fraction of the sum of these norms;
            they add up to 1.
    """

    phase: str
    step: int
    shares: dict[str, float]
    kind: Literal["mix_measured"] = "mix_measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumericsChosen:
    """How a training computes, before its first step.

    Attributes:
        device: As torch names it.
        student, teacher: ``fp32``, ``bf16`` or ``fp16``; the teacher's is empty where nobody teaches.
        folded: Whether the teacher's normalisations were folded into its convolutions.
        compiled: Whether the student is compiled.
        channels_last: Whether the channels of a pixel lie side by side.
        measured: Milliseconds a picture by what was tried, e.g. ``student bf16``; empty where nothing was measured.
        reason: Why so, in plain words.
    """

    phase: str
    device: str
    student: str
    teacher: str
    folded: bool
    compiled: bool
    channels_last: bool
    measured: dict[str, float] = field(default_factory=dict)
    reason: str = ""
    kind: Literal["numerics_chosen"] = "numerics_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherAsked:
    """How often the teacher's answers were remembered instead of computed; reported every few seconds.

    Attributes:
        step: Optimiser steps done.
        asked: Answers wanted since this session of the training began, one a picture shown.
        remembered: Of them, those that were known.
        memory_bytes: What is kept of this teacher in memory. disk_bytes: on the disk, that of earlier runs included.
        reason: Why nothing more is kept, in plain words; empty while it is.
    """

    phase: str
    step: int
    asked: int
    remembered: int
    memory_bytes: int
    disk_bytes: int
    reason: str = ""
    kind: Literal["teacher_asked"] = "teacher_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """Training rests, at a step boundary, until resumed."""

    phase: str
    step: int
    kind: Literal["paused"] = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """Training goes on after a pause."""

    phase: str
    step: int
    kind: Literal["resumed"] = "resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSaved:
    """From here the training can go on after a crash."""

    phase: str
    step: int
    kind: Literal["checkpoint_saved"] = "checkpoint_saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFinished:
    """One training is over and its weights are on disk.

    Attributes:
        epoch: Whose weights were kept; 0 when stopped before the first epoch ended.
        valid_accuracy: Their accuracy on the validation pictures; None when never measured.
        reason: ``ran_away`` of variants only: where anybody else runs away, the job fails.
        seconds: Training time in all sessions.
    """

    phase: str
    epoch: int
    step: int
    valid_accuracy: float | None
    reason: Ending
    seconds: float
    kind: Literal["phase_finished"] = "phase_finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """The networks were measured on the test pictures.

    Attributes:
        results: The content of ``results.json`` (see `workbench.runs.results`).
    """

    results: dict[str, Any]
    kind: Literal["evaluated"] = "evaluated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer of a short job (catalogue, describe, check, export, predict).

    Attributes:
        verb: The job's verb. answer: Plain JSON.
    """

    verb: str
    answer: dict[str, Any]
    kind: Literal["answered"] = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something the user may want to know.

    Attributes:
        level: ``info`` or ``warning``.
    """

    level: Literal["info", "warning"]
    text: str
    kind: Literal["noted"] = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEnded:
    """A job is over.

    Attributes:
        problem: What went wrong, in plain words; empty unless failed.
        fix: What to do about it; may be empty.
        details: A traceback for "Copy details"; empty unless the fault is ours or the worker died.
    """

    job: str
    outcome: Outcome
    problem: str = ""
    fix: str = ""
    details: str = ""
    time: float = field(default=0.0)
    kind: Literal["job_ended"] = "job_ended"


Event = (
    JobStarted
    | DataReady
    | Progress
    | PhaseStarted
    | StepsFinished
    | EpochFinished
    | Adjusted
    | MixMeasured
    | NumericsChosen
    | TeacherAsked
    | Paused
    | Resumed
    | CheckpointSaved
    | PhaseFinished
    | Evaluated
    | Answered
    | Noted
    | JobEnded
)
_adapter: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")], config=LATER)


def encode(event: Event) -> str:
    """One line of JSON, without the line break. NaN and infinity are written as such (a diverged loss is a fact)."""
    text = json.dumps(asdict(event), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()  # a file name can hold bytes that no text can: they become "?"


def decode(line: str | bytes) -> Event:
    """The event of one line that `encode` wrote.

    Raises:
        ValueError: The line is not an event.
    """
    return _adapter.validate_python(json.loads(line))
