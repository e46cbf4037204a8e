"""A desk to do jobs on: tiny real recipes, the real engine, and a user who presses buttons at chosen moments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import pytest

from workbench.engine.latency import Latency
from workbench.engine.worker import serve
from workbench.events import Event, JobEnded, JobStarted, StepsFinished
from workbench.recipes import AnyRecipe, Data, Distil, Ref, Schedule, TeacherTraining, Train
from workbench.recipes.requests import AnyCommand, AnyRequest, Run
from workbench.runs import RunFolder, RunStore

E = TypeVar("E", bound=Event)
User = Callable[[Event], Sequence[AnyCommand]]
"""Sees each event and answers with the buttons it presses."""

TINY = Ref(kind="small_cnn", params={"channels": [4], "batch_norm": True, "hidden": None})
QUICK = Schedule(epochs=3, batch_size=64, learning_rate=0.01)


def train_recipe(**changes: object) -> Train:
    return Train.model_validate({**Train(model=TINY, schedule=QUICK).model_dump(), **changes})


def distil_recipe(**changes: object) -> Distil:
    data = Data(labels_per_class=20)
    plain = Distil(
        data=data, teacher=TeacherTraining(model=TINY, schedule=QUICK), student=TINY, schedule=QUICK, alpha=0.5
    )
    return Distil.model_validate({**plain.model_dump(), **changes})


@dataclass
class Desk:
    """Where jobs are done.

    Attributes:
        events: Everything that was reported, by all jobs.
    """

    root: Path
    events: list[Event] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def store(self) -> RunStore:
        return RunStore(self.root)

    def ask(self, request: AnyRequest, user: User = lambda event: ()) -> JobEnded:
        commands: SimpleQueue[AnyCommand] = SimpleQueue()

        def emit(batch: Sequence[Event]) -> None:
            self.sizes.append(len(batch))
            self.events.extend(batch)
            for event in batch:
                for command in user(event):
                    commands.put(command)

        serve(request, emit, commands)
        ended = self.events[-1]
        assert isinstance(ended, JobEnded)
        return ended

    def do(self, recipe: AnyRecipe, user: User = lambda event: ()) -> JobEnded:
        return self.ask(Run(recipe=recipe, runs=str(self.root)), user)

    def trained(self, recipe: AnyRecipe, user: User = lambda event: ()) -> RunFolder:
        """Do it, expect success, and open the newest run."""
        ended = self.do(recipe, user)
        assert ended.outcome == "finished", ended
        return self.newest()

    def newest(self) -> RunFolder:
        return self.store.open([event.run for event in self.of(JobStarted) if event.run][-1])

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]


def losses(run: RunFolder, phase: str, term: str) -> list[float]:
    """Every step's value of one loss term, as the folder keeps it."""
    values: dict[int, float] = {}
    for event in run.events():
        if isinstance(event, StepsFinished) and event.phase == phase:
            values.update(enumerate(event.terms[term], start=event.first))
    return [values[step] for step in sorted(values)]


@pytest.fixture(autouse=True)
def no_training_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that is busy, a tiny training may seem to take a minute, and be measured for."""
    monkeypatch.setattr("workbench.engine.trial.SHORT_SECONDS", 3600.0)


@pytest.fixture(autouse=True)
def _quick_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Timing a network exports it first: seconds that only tests with ``measures_latency`` need."""
    if "measures_latency" not in request.fixturenames:
        known = Latency(median_ms=1.0, p90_ms=2.0, runs=50, machine="not measured in this test")
        monkeypatch.setattr("workbench.engine.evaluate.latency", lambda model, *, check: known)


@pytest.fixture
def measures_latency() -> None:
    """The test wants real latencies."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "runs")
