"""Stand-ins for the engine: realistic events, a host that plays them step by step, and a toy worker without torch."""

from __future__ import annotations

import math
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from queue import Empty
from threading import Semaphore
from typing import Any

from workbench.client.bracket import Bracket
from workbench.client.host import Commands, Emit
from workbench.errors import UserError
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
    Outcome,
    Paused,
    PhaseFinished,
    PhasePlan,
    PhaseStarted,
    Resumed,
    StepsFinished,
    parts_of,
)
from workbench.recipes.models import Distil, Role, Schedule, TeacherTraining, Train
from workbench.recipes.requests import (
    Adjust,
    AnyCommand,
    AnyRequest,
    Describe,
    Discard,
    GoOn,
    Pause,
    ReadCatalogue,
    Resume,
    Run,
    Stop,
)
from workbench.recipes.variants import varied
from workbench.runs.results import (
    ClassScore,
    CostResult,
    NetworkResult,
    Results,
    RoleSummary,
    VariantResult,
    Verdict,
)

STEPS = 5
"""Optimiser steps in an epoch of every fake."""
STEP_SECONDS = 0.02
"""Of every fake step."""
CHATTER = 30_000
"""Events of the job called ``chatter``."""
DIGITS = tuple(str(digit) for digit in range(10))
TAUGHT = ("assistant", "distilled")
"""Roles of networks that learn from another one."""


# ---------------------------------------------------------------------------------------------- one event each


def plan(phase: str = "distilled/0", *, epochs: int = 3) -> PhasePlan:
    """One training, named ``role/seed``."""
    role, seed, _ = parts_of(phase)
    return PhasePlan(phase=phase, role=role, seed=seed, epochs=epochs, steps=epochs * STEPS)  # type: ignore[arg-type]  # a role's name


def job_started(job: str = "job", *, verb: str = "distil", run: str = "a-run", folder: str = "") -> JobStarted:
    return JobStarted(job=job, verb=verb, run=run, folder=folder, time=1_700_000_000.0)


def data_ready(plans: Sequence[PhasePlan] = (), *, device: str = "cpu", skipped: Sequence[str] = ()) -> DataReady:
    return DataReady(
        classes=DIGITS, shape=(1, 8, 8), train=1017, labelled=100, validation=180, test=600,
        plans=tuple(plans), device=device, device_reason="no GPU here", threads=1, skipped=tuple(skipped),
    )  # fmt: skip


def phase_started(of: PhasePlan, *, step: int = 0) -> PhaseStarted:
    parameters = {"teacher": 40_522, "model": 40_522}.get(of.role, 670)
    weights = {"kd": 1.0} if of.role in TAUGHT else {}
    return PhaseStarted(
        plan=of, step=step, parameters=parameters, temperature=4.0, alpha=0.1, learning_rate=0.01, weights=weights
    )


def steps(phase: str = "distilled/0", *, first: int = 1, count: int = STEPS, left: float | None = 2.0) -> StepsFinished:
    """Losses that fall with the step number; two terms where there is a teacher to imitate."""
    hard = tuple(2.3 * math.exp(-step / 10) for step in range(first, first + count))
    terms = {"labels": hard} if not phase.startswith(TAUGHT) else {"labels": hard, "teacher": hard[::-1]}
    return StepsFinished(
        phase=phase, first=first, terms=terms, learning_rate=0.01, temperature=4.0, alpha=0.1,
        images_per_second=5_000.0, seconds_left=left, seconds=STEP_SECONDS * (first + count - 1),
    )  # fmt: skip


def epoch(phase: str = "distilled/0", number: int = 1, *, accuracy: float = 0.9, best: bool = True) -> EpochFinished:
    train = {"labels": 2.3 * math.exp(-number)}
    return EpochFinished(
        phase=phase, epoch=number, step=number * STEPS, train=train, valid_accuracy=accuracy, valid_loss=1 - accuracy,
        agreement=accuracy if phase.startswith(TAUGHT) else None, learning_rate=0.01, best=best,
        seconds=STEPS * STEP_SECONDS, train_accuracy=min(1.0, accuracy + 0.02),
    )  # fmt: skip


def mix(phase: str = "distilled/0", step: int = 1) -> MixMeasured:
    """Shares of the two terms; the labels' grows with the step number."""
    labels = 0.2 + 0.5 * step / (step + 10)
    return MixMeasured(phase=phase, step=step, shares={"labels": labels, "teacher": 1 - labels})


def phase_finished(of: PhasePlan, *, accuracy: float | None = 0.9, reason: str = "done") -> PhaseFinished:
    return PhaseFinished(
        phase=of.phase, epoch=of.epochs, step=of.steps, valid_accuracy=accuracy, seconds=0.3, reason=reason,  # type: ignore[arg-type]  # its name
    )  # fmt: skip


def job_ended(
    job: str = "job", outcome: Outcome = "finished", *, problem: str = "", fix: str = "", details: str = ""
) -> JobEnded:
    return JobEnded(job=job, outcome=outcome, problem=problem, fix=fix, details=details, time=1_700_000_060.0)


# ------------------------------------------------------------------------------------------------ a whole run

FINAL = {"teacher": 0.938, "assistant": 0.936, "plain": 0.882, "distilled": 0.934, "model": 0.938}


def training(of: PhasePlan) -> Iterator[Event]:
    """The events of one phase, epoch by epoch."""
    yield phase_started(of)
    final = FINAL[of.role] + 0.004 * of.seed
    for number in range(1, of.epochs + 1):
        if of.role in TAUGHT:
            yield mix(of.phase, (number - 1) * STEPS + 1)
        yield steps(of.phase, first=(number - 1) * STEPS + 1, left=0.5 * (of.epochs - number))
        yield epoch(of.phase, number, accuracy=final * (1 - 0.5**number))
        yield CheckpointSaved(phase=of.phase, step=number * STEPS)
    yield phase_finished(of, accuracy=final * (1 - 0.5**of.epochs))


def results(*, seeds: Sequence[int] = (0,), twin: bool = True) -> dict[str, Any]:
    """The content of ``results.json`` after a distillation; three seeds or more get a verdict."""
    roles: tuple[Role, ...] = ("teacher", "plain", "distilled") if twin else ("teacher", "distilled")
    scores = tuple(ClassScore(name=name, precision=0.9, recall=0.9, f1=0.9, count=60) for name in DIGITS)
    confusion = tuple(tuple(54 if row == column else 0 for column in range(10)) for row in range(10))
    networks = [
        NetworkResult(
            role=role, seed=seed, epoch=3, accuracy=accuracy_of(role, seed), top_k={"3": 0.99}, per_class=scores,
            confusion=confusion, ece=0.03, agreement=None if role == "teacher" else 0.95, loss=0.3, count=600,
        )
        for seed in seeds for role in roles
    ]  # fmt: skip
    costs = [
        CostResult(
            role=role, parameters=parameters, flops=50 * parameters, bytes=4 * parameters, latency_ms_median=0.02,
            latency_ms_p90=0.03, latency_runs=200, machine="a made-up computer, 1 thread",
        )
        for role, parameters in (("teacher", 40_522), ("distilled", 670))
    ]  # fmt: skip
    means = {role: statistics.mean(accuracy_of(role, seed) for seed in seeds) for role in roles}
    spreads = {
        role: statistics.stdev(accuracy_of(role, seed) for seed in seeds) if len(seeds) > 1 else None for role in roles
    }
    summaries = [
        RoleSummary(role=role, accuracy_mean=means[role], accuracy_sd=spreads[role], seeds=len(seeds)) for role in roles
    ]
    return Results(
        classes=DIGITS,
        networks=tuple(networks),
        costs=tuple(costs),
        summaries=tuple(summaries),
        verdict=_verdict(means, len(seeds)) if twin else None,
        note="The distilled student also saw unlabelled pictures through the teacher's eyes.",
    ).model_dump(mode="json")


def sweep(recipe: Distil) -> dict[str, Any]:
    """What results say of a student's variants: each is a point better than the one before."""
    if not recipe.variants:
        return {}
    students = [recipe, *(varied(recipe, variant) for variant in recipe.variants)]
    found = [
        VariantResult(
            seed=seed, number=number, temperature=one.temperature, alpha=one.alpha, method=one.method.kind,
            learning_rate=one.schedule.learning_rate, epoch=3, valid_accuracy=0.5 + 0.01 * number,
        )
        for seed in recipe.seeds for number, one in enumerate(students)
    ]  # fmt: skip
    text = "The best variant is above the student's own dials, which is within noise."
    choice = Verdict(kind="no_difference", difference=0.01, seeds=len(recipe.seeds), text=text)
    return {
        "variants": [one.model_dump() for one in found],
        "choice": choice.model_dump(),
        "near_best": [len(students) - 1, 0],
    }


def accuracy_of(role: str, seed: int) -> float:
    """Test accuracy of a made-up network."""
    return FINAL[role] + 0.004 * seed


def _verdict(means: Mapping[Role, float], seeds: int) -> Verdict:
    difference = means["distilled"] - means["plain"]
    if seeds < 3:
        return Verdict(kind="one_seed", difference=difference, seeds=seeds, text="No claim can be made from one seed.")
    return Verdict(
        kind="better", difference=difference, low=0.03, high=0.07, p_value=0.001, test="paired t-test", seeds=seeds,
        text="Distillation helped: the student gains 5.2 points.",
    )  # fmt: skip


def distillation(
    *,
    epochs: int = 3,
    seeds: Sequence[int] = (0,),
    twin: bool = True,
    job: str = "job",
    run: str = "a-run",
    folder: str = "",
    measured: dict[str, Any] | None = None,
) -> list[Event]:
    """A small distillation from JobStarted to JobEnded: teacher, twin and student for each seed.

    Args:
        measured: Content of ``results.json``; left out = `results`.
    """
    roles = ("teacher", "plain", "distilled") if twin else ("teacher", "distilled")
    plans = [plan(f"{role}/{seed}", epochs=epochs) for seed in seeds for role in roles]
    trainings = [event for each in plans for event in training(each)]
    measured = results(seeds=seeds, twin=twin) if measured is None else measured
    start = job_started(job, run=run, folder=folder)
    return [start, data_ready(plans), *trainings, Evaluated(results=measured), job_ended(job)]


def chain(*, epochs: int = 3, seeds: Sequence[int] = (0,), job: str = "job", run: str = "a-run") -> list[Event]:
    """As `distillation`, by two teachers through two assistants."""
    parts = ("teacher/{}", "teacher/{}/1", "assistant/{}/1", "assistant/{}/2", "distilled/{}", "plain/{}")
    plans = [plan(part.format(seed), epochs=epochs) for seed in seeds for part in parts]
    trainings = [event for each in plans for event in training(each)]
    measured = Evaluated(results=results(seeds=seeds))
    return [job_started(job, run=run), data_ready(plans), *trainings, measured, job_ended(job)]


# -------------------------------------------------------------------------------------------------- the host


class Dials:
    """The dials of a run, moved as a worker moves them."""

    def __init__(self) -> None:
        self.temperature, self.alpha, self.learning_rate = 4.0, 0.1, 0.01
        self.weights: dict[str, float] = {"kd": 1.0}

    def move(self, command: Adjust) -> None:
        for name, value in command.model_dump(exclude={"kind", "weights"}, exclude_none=True).items():
            setattr(self, name, value)
        self.weights |= command.weights

    def adjusted(self, phase: str, step: int) -> Adjusted:
        return Adjusted(phase=phase, step=step, **self._all())

    def shown_by(self, event: StepsFinished) -> StepsFinished:
        weights = self.weights if event.phase.startswith(TAUGHT) else {}
        return replace(event, **{**self._all(), "weights": dict(weights)})

    def _all(self) -> dict[str, Any]:
        dials = {name: getattr(self, name) for name in ("temperature", "alpha", "learning_rate")}
        return {**dials, "weights": dict(self.weights)}


Script = Sequence[Event] | Callable[[AnyRequest], Sequence[Event]]


class FakeHost:
    """A host that plays a script under the test's control, and reacts to commands as a worker does.

    A job takes one event of the script for every `play`; `play_all` lets it run through. While paused it takes none.
    The script's JobStarted and JobEnded get the id of the request.

    Args:
        script: Events, or what makes them from a request. Left out: a distillation of three epochs.
        entry: Only so that it can be made as the real hosts are.

    Attributes:
        requests: All requests so far.
        commands: All commands so far, in the order of their arrival.
        closed: Whether `close` was called.
        warmed: Whether `warm` was called.
    """

    def __init__(self, script: Script | None = None, *, entry: str = "") -> None:
        self._script: Script = distillation() if script is None else script
        self._permits = Semaphore(0)
        self._free = self._killed = self.closed = self.warmed = False
        self.requests: list[AnyRequest] = []
        self.commands: list[AnyCommand] = []

    def play(self, events: int = 1) -> None:
        """Let so many more events happen. Returns at once; the thread in `run` emits them."""
        self._permits.release(events)

    def play_all(self) -> None:
        """Let everything happen that is left, and all later jobs too."""
        self._free = True

    def kill(self) -> None:
        """Let the running job end as if its process had been killed by the system."""
        self._killed = True

    def warm(self) -> None:
        self.warmed = True

    def run(self, request: AnyRequest, emit: Emit, commands: Commands) -> None:
        """Play the script, each event a batch."""
        self.requests.append(request)
        bracket = Bracket(request, emit)
        if self.closed:
            bracket.end("stopped")
            return
        events = self._script(request) if callable(self._script) else self._script
        _Playing(self, bracket, commands).play([_addressed(event, request.job) for event in events])
        bracket.end("finished")

    def close(self) -> None:
        self.closed = True

    def next_is_due(self, *, paused: bool) -> bool:
        """Wait a moment for permission to go on with the script."""
        if paused:
            time.sleep(0.002)
            return False
        return self._free or self._permits.acquire(timeout=0.002)

    def take_death(self) -> bool:
        """Whether `kill` was called since."""
        killed, self._killed = self._killed, False
        return killed


class _Playing:
    """One job of a FakeHost: where it stands, and what its dials say."""

    def __init__(self, host: FakeHost, bracket: Bracket, commands: Commands) -> None:
        self._host, self._bracket, self._commands = host, bracket, commands
        self._phase, self._step = plan(), 0
        self._dials = Dials()
        self._paused = False

    def play(self, script: Sequence[Event]) -> None:
        left = list(script)
        while left and not self._bracket.ended:
            if self._host.closed:
                self._bracket.end("failed", problem="The workbench was closed while this job ran.")
            elif self._host.take_death():
                self._bracket.end(
                    "failed",
                    problem="The training process was ended from outside (signal 9), often because memory ran out.",
                    fix="Press Resume to go on from the last checkpoint.",
                    details="It printed nothing.",
                )
            elif self._host.next_is_due(paused=self._paused):
                self._emit(left.pop(0))
            self._obey()

    def _emit(self, event: Event) -> None:
        match event:
            case PhaseStarted(plan=phase, step=step):
                self._phase, self._step = phase, step
            case StepsFinished(first=first, terms=terms):
                self._step = first - 1 + len(next(iter(terms.values())))
                event = self._dials.shown_by(event)
            case _:
                pass
        self._bracket([event])

    def _obey(self) -> None:
        try:
            command = self._commands.get_nowait()
        except Empty:
            return
        self._host.commands.append(command)
        phase, step = self._phase.phase, self._step
        match command:
            case Pause():
                self._paused = True
                self._bracket([Paused(phase=phase, step=step)])
            case GoOn():
                self._paused = False
                self._bracket([Resumed(phase=phase, step=step)])
            case Adjust():
                self._dials.move(command)
                self._bracket([self._dials.adjusted(phase, step + 1)])
            case Stop():
                self._bracket([phase_finished(self._phase, reason="stopped")])
                self._bracket.end("stopped")
            case Discard():
                self._bracket.end("discarded")


def _addressed(event: Event, job: str) -> Event:
    return replace(event, job=job) if isinstance(event, JobStarted | JobEnded) else event


# ------------------------------------------------------------------------------------------- the toy worker


class _Ended(Exception):
    """The toy was told to stop or discard."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def serve(request: AnyRequest, emit: Emit, commands: Commands) -> None:
    """A worker's entry that counts instead of training. Recipes named after a mishap have it; see `_mishap`."""
    Toy(request, emit, commands).serve()


class _Forgotten(Exception):
    """The toy is to leave without a JobEnded."""


class Toy:
    """One job of the toy worker. It takes the epochs of the recipe, and about a millisecond a step."""

    def __init__(self, request: AnyRequest, emit: Emit, commands: Commands) -> None:
        self._request, self._emit, self._commands = request, emit, commands
        self._paused = False
        self._dials = Dials()

    def serve(self) -> None:
        request = self._request
        verb = request.recipe.task if isinstance(request, Run) else request.kind
        self._emit([job_started(request.job, verb=verb)])
        try:
            self._work()
        except _Ended as end:
            self._emit([job_ended(request.job, end.outcome)])
        except _Forgotten:
            pass
        else:
            self._emit([job_ended(request.job)])

    def _work(self) -> None:
        match self._request:
            case ReadCatalogue():
                self._emit([Answered(verb="catalogue", answer=CATALOGUE)])
            case Describe():
                self._emit([Answered(verb="describe", answer=DESCRIPTION)])
            case Resume():
                self._train([plan("model/0", epochs=1)])
            case Run(recipe=Train() as recipe):
                self._mishap(recipe.name)
                self._train([plan("model/0", epochs=recipe.schedule.epochs)])
            case Run(recipe=Distil() as recipe):
                self._mishap(recipe.name)
                roles = ("teacher", "plain", "distilled")
                epochs = recipe.schedule.epochs
                self._train([plan(f"{role}/{seed}", epochs=epochs) for seed in recipe.seeds for role in roles])
                self._emit([Evaluated(results=results(seeds=recipe.seeds) | sweep(recipe))])
            case Run(recipe=recipe):
                self._emit([Answered(verb=recipe.task, answer={"folder": "out"})])

    def _train(self, plans: list[PhasePlan]) -> None:
        name = self._request.recipe.name if isinstance(self._request, Run) else ""
        self._emit([data_ready(plans, device="cuda:0" if name == "cuda" else "cpu")])
        for each in plans:
            self._emit([phase_started(each)])
            try:
                self._count(each)
            except _Ended as end:
                if end.outcome == "stopped":
                    self._emit([phase_finished(each, reason="stopped")])
                raise
            self._emit([phase_finished(each)])

    def _count(self, of: PhasePlan) -> None:
        """Go through the steps of one training, reporting at most 25 times a second."""
        reported, last = 0, time.monotonic()
        for step in range(1, of.steps + 1):
            self._obey(of.phase, step)
            if time.monotonic() - last >= 0.04 or step == of.steps:
                batch: list[Event] = [self._dials.shown_by(steps(of.phase, first=reported + 1, count=step - reported))]
                if step // STEPS > reported // STEPS:
                    batch.append(epoch(of.phase, step // STEPS))
                self._emit(batch)
                reported, last = step, time.monotonic()

    def _obey(self, phase: str, step: int) -> None:
        """Wait a millisecond for commands; as long as it takes when paused."""
        while True:
            try:
                command = self._commands.get(timeout=None if self._paused else 0.001)
            except Empty:
                return
            match command:
                case Pause():
                    self._paused = True
                    self._emit([Paused(phase=phase, step=step - 1)])
                case GoOn():
                    self._paused = False
                    self._emit([Resumed(phase=phase, step=step - 1)])
                case Adjust():
                    self._dials.move(command)
                    self._emit([self._dials.adjusted(phase, step)])
                case Stop():
                    raise _Ended("stopped")
                case Discard():
                    raise _Ended("discarded")

    def _mishap(self, name: str) -> None:
        match name:
            case "kill":
                print("the last words of the worker", file=sys.stderr)
                os.kill(os.getpid(), signal.SIGKILL)
            case "exit":
                os._exit(3)
            case "raise":
                raise ZeroDivisionError("the toy broke")
            case "user error":
                raise UserError("There is no data set called 'digit'.", fix="Did you mean 'digits'?")
            case "forget":
                raise _Forgotten
            case "hang":
                self._emit([Noted(level="info", text=f"hanging in {os.getpid()}")])
                while True:
                    time.sleep(60)
            case "pid":
                self._emit([Noted(level="info", text=str(os.getpid()))])
            case "modules":
                self._emit([Noted(level="info", text=" ".join(sorted(sys.modules)))])
            case "print":
                print("a line on the standard output")
                os.write(2, b"a line from native code\n")
                raise ZeroDivisionError("after printing")
            case "chatter":
                for first in range(1, CHATTER + 1, 10):
                    self._emit([steps(first=number, count=1) for number in range(first, first + 10)])
            case "babble":
                _send_rubbish(self._emit)
            case _:
                pass


def _send_rubbish(emit: Emit) -> None:
    emit([Noted(level="rubbish", text="not an event")])  # type: ignore[arg-type]  # that is the point
    time.sleep(60)


def _entry(name: str, title: str, summary: str) -> dict[str, Any]:
    return {"name": name, "title": title, "summary": summary, "facts": {}, "schema": {}}


CATALOGUE: dict[str, Any] = {
    "version": "1",
    "methods": [
        _entry("kd", "Soft targets", "Imitate the teacher's softened answers.")
        | {
            "facts": {
                "paper": "https://arxiv.org/abs/1503.02531",
                "needs_teacher": True,
                "uses_temperature": True,
                "uses_alpha": True,
                "weight": 1.0,
                "needs": ["logits"],
                "cacheable": True,
                "exported": False,
                "views": 1,
                "adds": {"parameters": 1234, "reason": ""},
                "presets": [{"teacher": "", "student": "", "settings": {}, "published": 73.3, "source": "a paper"}],
            }
        }
    ],
    "architectures": [_entry("mlp", "Two-layer network", "A plain network.")],
    "datasets": [_entry("digits", "Digits", "Handwritten digits.")],
    "metrics": [],
    "compressors": [],
    "exporters": [_entry("onnx", "ONNX", "Runs nearly anywhere.")],
}
DESCRIPTION: dict[str, Any] = {
    "problems": [],
    "data": {
        "classes": list(DIGITS),
        "shape": [1, 8, 8],
        "train": 1017,
        "labelled": 100,
        "validation": 180,
        "test": 600,
        "skipped": [],
        "download": None,
    },
    "networks": {
        "teacher": {"title": "Small CNN", "parameters": 40_522, "flops": 1_800_000, "bytes": 162_088},
        "student": {"title": "Two-layer network", "parameters": 670, "flops": 30_000, "bytes": 2_680},
    },
    "device": "cpu",
    "device_reason": "torch sees no GPU on this machine",
}


# ------------------------------------------------------------------------------------------------ requests


def train_request(name: str = "", *, epochs: int = 2, runs: str = "runs") -> Run:
    """A request that the toy does; name it after a mishap to have that mishap."""
    return Run(runs=runs, recipe=Train(name=name, schedule=Schedule(epochs=epochs)))


def distil_request(name: str = "", *, epochs: int = 2, seeds: tuple[int, ...] = (0,), runs: str = "runs") -> Run:
    schedule = Schedule(epochs=epochs)
    recipe = Distil(name=name, seeds=seeds, schedule=schedule, teacher=TeacherTraining(schedule=schedule))
    return Run(runs=runs, recipe=recipe)
