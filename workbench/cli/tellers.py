"""Tell what happens: as lines of JSON, as plain lines, or with a progress bar."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.table import Column
from typing_extensions import Self

from workbench.cli import words
from workbench.events import (
    Adjusted,
    DataReady,
    EpochFinished,
    Event,
    MixMeasured,
    Noted,
    NumericsChosen,
    PhaseFinished,
    PhasePlan,
    PhaseStarted,
    StepsFinished,
    TeacherAsked,
    encode,
)
from workbench.events import Progress as Waiting

SKIPPED_SHOWN = 5


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to `follow`, which stops the job; rich would end the process in the middle of it."""
        raise BrokenPipeError


def console(*, err: bool = False) -> Console:
    """Prints tables and sentences; a pipe or file gets lines of 100 characters."""
    stream = sys.stderr if err else sys.stdout
    return _Console(stderr=err, highlight=False, width=None if stream.isatty() else 100)


class Teller:
    """Takes batches of events and tells nothing. A context: what it has opened on the screen is closed at its end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def tell(self, events: Sequence[Event]) -> None:
        """Tell what happened."""


class JsonLines(Teller):
    """Every event on a line of its own, at once.

    Args:
        out: Where to; a pipe on Windows would otherwise not take every character.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout

    def tell(self, events: Sequence[Event]) -> None:
        for event in events:
            self._out.write(encode(event) + "\n")
        self._out.flush()


class Lines(Teller):
    """A line for every epoch, or every second where epochs are shorter, and for everything else worth knowing."""

    def __init__(self) -> None:
        self._console = console()
        self._plans: dict[str, PhasePlan] = {}
        self._pace: float | None = None
        self._left: float | None = None
        self._mix = ""
        self._asked: dict[str, TeacherAsked] = {}
        self._told: dict[str, int] = {}
        self._last_epoch = 0.0

    def tell(self, events: Sequence[Event]) -> None:
        for event in events:
            self._tell_one(event)

    def _tell_one(self, event: Event) -> None:
        if self._is_of_variant(event):
            return  # their results are told at the end, side by side
        match event:
            case DataReady():
                self._plans = {plan.phase: plan for plan in event.plans}
                self._say_data(event)
            case PhaseStarted(plan=plan):
                self._plans[plan.phase] = plan
                self._mix = ""
                self._asked.pop(plan.phase, None)  # who goes on counts anew
                self._start(event)
            case StepsFinished():
                self._pace, self._left = event.images_per_second, event.seconds_left
                self._step(event)
            case MixMeasured(shares=shares):
                self._mix = "mix " + " ".join(f"{name} {100 * share:.0f} %" for name, share in shares.items())
            case EpochFinished():
                self._epoch(event)
            case NumericsChosen():
                self._say_numerics(event)
            case TeacherAsked(phase=phase):
                self._asked[phase] = event  # told when the phase is over: it comes every few seconds
            case PhaseFinished():
                self._say_phase(event)
            case Adjusted():
                self._say(f"From step {event.step}: {_dials(event)}.")
            case Noted(level=level, text=text):
                self._say(f"Note: {text}" if level == "info" else f"Warning: {text}")
            case Waiting():
                self._wait(event)
            case _:
                pass  # starts, ends, pauses and checkpoints are told by who started the job

    def _is_of_variant(self, event: Event) -> bool:
        plan = event.plan if isinstance(event, PhaseStarted) else self._plans.get(getattr(event, "phase", ""))
        return plan is not None and plan.is_variant

    def _beside(self, plan: PhasePlan) -> int:
        """How many variants are trained at the same time."""
        if plan.role != "distilled":
            return 0
        return sum(other.is_variant and other.seed == plan.seed for other in self._plans.values())

    # What the bar shows instead

    def _start(self, event: PhaseStarted) -> None:
        beside = self._beside(event.plan)
        more = f"; beside it {words.plural(beside, 'variant')} of it" if beside else ""
        parameters = words.count(event.parameters)
        self._say(f"{self._name(event.plan.phase)}: {parameters} parameters, {_dials_of(event)}{more}.")

    def _step(self, event: StepsFinished) -> None:
        """Steps are too many for lines."""

    def _epoch(self, event: EpochFinished) -> None:
        plan = self._plans[event.phase]
        if time.monotonic() - self._last_epoch < 1 and event.epoch not in (1, plan.epochs):
            return
        self._last_epoch = time.monotonic()
        facts = [
            f"epoch {event.epoch}/{plan.epochs}",
            f"loss {sum(event.train.values()):.4g}",
            f"accuracy {words.percent(event.valid_accuracy)}{' (best)' if event.best else ''}",
            self._mix,
            *self._speed(),
        ]
        self._say(f"{self._name(event.phase)}: {' · '.join(filter(None, facts))}")

    def _wait(self, event: Waiting) -> None:
        total = _share_of(event)
        tenth = int(10 * event.done / total) if total else 0
        if self._told.get(event.what) != tenth:
            self._told[event.what] = tenth
            self._say(f"{event.what}: {10 * tenth} %" if total else f"{event.what} …")

    # What both tell

    def _say(self, text: str) -> None:
        self._console.print(text, soft_wrap=True, markup=False)

    def _say_data(self, event: DataReady) -> None:
        self._say(
            f"Data: {words.count(event.train)} training pictures ({words.count(event.labelled)} labelled), "
            f"{words.count(event.validation)} for validation, {words.count(event.test)} for the test; "
            f"{len(event.classes)} classes."
        )
        where = words.device(event.device, event.device_reason)
        self._say(f"Computing on {where} with {_threads(event.threads)}.")
        if event.skipped:
            shown = "\n".join(f"  {line}" for line in event.skipped[:SKIPPED_SHOWN])
            more = len(event.skipped) - SKIPPED_SHOWN
            rest = f"\n  and {more:,} more" if more > 0 else ""
            self._say(f"Warning: {len(event.skipped):,} files could not be read and are left out:\n{shown}{rest}")

    def _say_phase(self, event: PhaseFinished) -> None:
        why = {
            "done": "",
            "early_stop": " Stopped early, as it no longer improved.",
            "ran_away": " Ended early, as its loss ran away.",
            "stopped": " Stopped.",
        }[event.reason]
        kept = f"kept epoch {event.epoch}, {words.percent(event.valid_accuracy)} on validation"
        self._say(f"{self._name(event.phase)}: {kept}, after {words.duration(event.seconds)}.{why}")
        asked = self._asked.pop(event.phase, None)
        if asked is not None and asked.asked:
            self._say(f"{self._name(event.phase)}: {_remembered(asked)}")

    def _say_numerics(self, event: NumericsChosen) -> None:
        """How it computes, unless that is the plain way and nothing else was tried."""
        others = {event.student, event.teacher} - {"", "fp32"}
        if others or event.compiled or event.measured:
            self._say(f"{self._name(event.phase)}: {_computes(event)}.{_because(event)}")

    def _name(self, phase: str) -> str:
        return words.phase(phase, seeds=len({plan.seed for plan in self._plans.values()}))

    def _speed(self) -> list[str]:
        pace = [] if self._pace is None else [f"{self._pace:,.0f} images/s"]
        left = [] if self._left is None else [f"{words.duration(self._left)} left"]
        return pace + left


class Bar(Lines):
    """A bar over the whole run, with what the training stands at; the rest is told above it."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None, table_column=Column(ratio=1, min_width=8)),
            TaskProgressColumn(),
            TextColumn("{task.fields[facts]}", table_column=Column(no_wrap=True, overflow="ellipsis")),
            console=self._console, expand=True, transient=True,
        )  # fmt: skip
        self._run = self._bar.add_task("Starting", total=None, facts="")
        self._waits: dict[str, TaskID] = {}
        self._accuracy = ""

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _start(self, event: PhaseStarted) -> None:
        self._accuracy = ""
        self._end_waits()
        self._at(event.plan.phase, event.step)

    def _step(self, event: StepsFinished) -> None:
        last = event.first - 1 + len(next(iter(event.terms.values()), ()))
        plan = self._plans[event.phase]
        epoch = min(plan.epochs, 1 + (last - 1) * plan.epochs // plan.steps)
        loss = sum(values[-1] for values in event.terms.values())
        facts = [*self._speed()[::-1], f"epoch {epoch}/{plan.epochs}", f"loss {loss:.3g}", self._accuracy]
        self._at(event.phase, last)
        self._bar.update(self._run, facts=" · ".join(fact for fact in facts if fact))

    def _epoch(self, event: EpochFinished) -> None:
        self._accuracy = words.percent(event.valid_accuracy)

    def _wait(self, event: Waiting) -> None:
        if event.what not in self._waits:
            self._waits[event.what] = self._bar.add_task(event.what, facts="")
        self._bar.update(self._waits[event.what], completed=event.done, total=_share_of(event) or None)

    def _at(self, phase: str, step: int) -> None:
        """Move the bar to a step of a phase; phases before it are over, however early they stopped."""
        plans = [plan for plan in self._plans.values() if not plan.is_variant]
        here = next(plan for plan in plans if plan.phase == phase)
        weights = [1 + self._beside(plan) for plan in plans]  # a step of a student is one of its variants, too
        steps = [plan.steps * weight for plan, weight in zip(plans, weights, strict=True)]
        number = plans.index(here)
        done, total = sum(steps[:number]) + step * weights[number], sum(steps)
        self._bar.update(self._run, description=self._name(phase), completed=done, total=total)

    def _end_waits(self) -> None:
        for task in self._waits.values():
            self._bar.remove_task(task)
        self._waits.clear()


def teller(*, as_json: bool) -> Teller:
    """What suits the place where the output goes."""
    if as_json:
        return JsonLines()
    return Bar() if sys.stdout.isatty() else Lines()


def _dials(event: PhaseStarted | Adjusted) -> str:
    return f"temperature {event.temperature:g}, alpha {event.alpha:g}, learning rate {event.learning_rate:.3g}"


def _dials_of(event: PhaseStarted) -> str:
    """The dials that this training uses: only who learns from another has a teacher to turn up or down."""
    taught = event.plan.role in ("assistant", "distilled")
    return _dials(event) if taught else f"learning rate {event.learning_rate:.3g}"


def _computes(event: NumericsChosen) -> str:
    """How, in few words."""
    teacher = f", its teacher in {event.teacher}" if event.teacher not in ("", event.student) else ""
    return f"computes in {event.student}{', compiled' if event.compiled else ''}{teacher}"


def _because(event: NumericsChosen) -> str:
    """Why so, and what was measured where the reason does not say it; begins with a space where there is anything."""
    reason = f" {event.reason}" if event.reason else ""
    if any(f"{value:.3g}" in event.reason for value in event.measured.values()):
        return reason
    took = ", ".join(f"{name} {words.milliseconds(value)}" for name, value in event.measured.items())
    return f"{reason} Measured, for one picture: {took}." if took else reason


def _remembered(event: TeacherAsked) -> str:
    """What the cache did, in a sentence or two."""
    share = 100 * event.remembered // event.asked
    reason = f" {event.reason}" if event.reason else ""
    places = ((event.memory_bytes, "in memory"), (event.disk_bytes, "on the disk"))
    kept = ", ".join(f"{words.size(size)} {place}" for size, place in places if size)
    return (
        f"{share} % of the teacher's answers were remembered ({words.count(event.remembered)} of "
        f"{words.count(event.asked)}){f'; kept: {kept}' if kept else ''}.{reason}"
    )


def _threads(number: int) -> str:
    return "1 thread" if number == 1 else f"{number} threads"


def _share_of(event: Waiting) -> float:
    """What `done` is a share of; 0 = nothing: checks are counted, but how far one is, nobody knows."""
    return 0.0 if event.unit == "checks" else event.total
