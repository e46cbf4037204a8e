"""Without a network every sample can be trained, and a pause costs no time that is foretold."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from workbench import resources
from workbench.client.thread import ThreadHost
from workbench.events import CheckpointSaved, Event, JobEnded, Paused, StepsFinished
from workbench.recipes import Data, Distil, Ref, Schedule, TeacherTraining, load
from workbench.recipes.requests import AnyCommand, GoOn, Pause, Run, Stop

SAMPLES = sorted(path.name for path in resources.path("recipes").glob("*.yaml"))


@pytest.fixture
def unplugged(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """No name is known and nobody can be reached; holds who was looked for."""
    asked: list[object] = []

    def refuse(*args: Any, **_: Any) -> None:
        asked.append(args)
        raise OSError("the network is unplugged")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return asked


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_trains_without_a_network_and_does_not_even_look_for_one(
    name: str, unplugged: list[object], tmp_path: Path
) -> None:
    recipe = load(resources.path(f"recipes/{name}"))
    assert isinstance(recipe, Distil)
    short = {"schedule": recipe.schedule.model_copy(update={"epochs": 1}), "seeds": (0,), "twin": False}
    if isinstance(recipe.teacher, TeacherTraining):
        once = recipe.teacher.schedule.model_copy(update={"epochs": 1})
        short["teacher"] = recipe.teacher.model_copy(update={"schedule": once})
    events: list[Event] = []
    request = Run(recipe=recipe.model_copy(update=short), runs=str(tmp_path / "runs"))
    ThreadHost().run(request, events.extend, SimpleQueue())
    assert isinstance(events[-1], JobEnded)
    assert events[-1].outcome == "finished", events[-1]
    assert not unplugged


class Rester:
    """Pauses the student once, long against what is left, and remembers what was foretold before and after.

    Attributes:
        told: Seconds left, as the student's reports say it. paused_at: How many reports there were when it rested.
    """

    def __init__(self, seconds: float) -> None:
        self.commands: SimpleQueue[AnyCommand] = SimpleQueue()
        self.told: list[float] = []
        self.paused_at = 0
        self.saved_before = False
        self._seconds = seconds

    def __call__(self, batch: Sequence[Event]) -> None:
        for event in batch:
            match event:
                case StepsFinished(phase="distilled/0", seconds_left=left) if left is not None:
                    self.told.append(left)
                    if len(self.told) == 3:
                        self.commands.put(Pause())
                    elif self.paused_at:
                        self.commands.put(Stop())
                case CheckpointSaved():
                    self.saved_before = self.paused_at == 0
                case Paused():
                    self.paused_at = len(self.told)
                    time.sleep(self._seconds)  # the training is in this thread
                    self.commands.put(GoOn())
                case _:
                    pass


def test_a_pause_saves_a_checkpoint_first_and_does_not_change_the_time_left(tmp_path: Path) -> None:
    rest, network = 1.0, Ref(kind="mlp")
    rester = Rester(rest)
    recipe = Distil(
        data=Data(labels_per_class=20),
        teacher=TeacherTraining(model=network, schedule=Schedule(epochs=1)),
        student=network,
        schedule=Schedule(epochs=1000),
        twin=False,
    )
    ThreadHost().run(Run(recipe=recipe, runs=str(tmp_path / "runs")), rester, rester.commands)
    assert rester.saved_before
    before, after = rester.told[: rester.paused_at], rester.told[rester.paused_at :]
    assert after[0] < 1.5 * before[-1]  # counted, the rest would have made it three times as long
