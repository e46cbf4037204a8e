"""A training process that is killed in the middle of an epoch, and the run that goes on as if nothing had happened."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue

import psutil
import pytest
import torch

from workbench.client.process import ProcessHost
from workbench.engine.model import load_model
from workbench.events import CheckpointSaved, Event, JobEnded, Paused, PhaseStarted, StepsFinished
from workbench.recipes import Data, Distil, Ref, Schedule, TeacherTraining
from workbench.recipes.requests import AnyCommand, GoOn, Pause, Resume, Run
from workbench.runs import RunStore

NETWORK = Ref(kind="small_cnn", params={"channels": [4], "batch_norm": True, "hidden": None})
LONG = Schedule(epochs=12, batch_size=64, learning_rate=0.01, augment="shift")
RECIPE = Distil(
    data=Data(labels_per_class=20),
    teacher=TeacherTraining(model=NETWORK, schedule=Schedule(epochs=2, learning_rate=0.01)),
    student=NETWORK,
    alpha=0.5,
    schedule=LONG,
    twin=False,
)


@pytest.fixture
def host() -> Iterator[ProcessHost]:
    host = ProcessHost()
    yield host
    host.close()


class Killer:
    """Pauses the student once, so that a checkpoint exists, and kills the process some steps after it went on."""

    def __init__(self) -> None:
        self.commands: SimpleQueue[AnyCommand] = SimpleQueue()
        self.events: list[Event] = []
        self.paused_at = 0
        self.killed = False

    def __call__(self, batch: Sequence[Event]) -> None:
        for event in batch:
            self.events.append(event)
            match event:
                case PhaseStarted(plan=plan) if plan.role == "distilled":
                    self.commands.put(Pause())
                case Paused(step=step):
                    self.paused_at = step
                    self.commands.put(GoOn())
                case StepsFinished(first=first, phase="distilled/0") if not self.killed:
                    if self.paused_at and first > self.paused_at and first % 18:  # an epoch has 18 steps
                        self.killed = True
                        for child in psutil.Process().children():
                            if "spawn_main" in " ".join(child.cmdline()):
                                os.kill(child.pid, signal.SIGKILL)
                case _:
                    pass


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no SIGKILL; there, ProcessHost's own tests end processes"
)
def test_a_killed_run_resumes_to_the_bits_of_one_that_was_never_interrupted(host: ProcessHost, tmp_path: Path) -> None:
    whole: list[Event] = []
    host.run(Run(recipe=RECIPE, runs=str(tmp_path / "whole")), whole.extend, SimpleQueue())
    assert whole[-1].kind == "job_ended"

    killer = Killer()
    host.run(Run(recipe=RECIPE, runs=str(tmp_path / "cut")), killer, killer.commands)
    ended = killer.events[-1]
    assert killer.killed
    assert isinstance(ended, JobEnded)
    assert ended.outcome == "failed"
    assert "signal 9" in ended.problem

    store = RunStore(tmp_path / "cut")
    (summary,) = store.summaries()
    assert summary.state == "interrupted"
    again: list[Event] = []
    host.run(Resume(run=summary.id, runs=str(tmp_path / "cut")), again.extend, SimpleQueue())
    assert isinstance(again[-1], JobEnded)
    assert again[-1].outcome == "finished", again[-1]
    (started,) = (event for event in again if isinstance(event, PhaseStarted))
    assert started.step == killer.paused_at  # the teacher is not trained again, the student goes on from its checkpoint
    assert any(isinstance(event, CheckpointSaved) for event in killer.events)

    (run,) = (RunStore(tmp_path / "whole").open(one.id) for one in RunStore(tmp_path / "whole").summaries())
    resumed = store.open(summary.id)
    for phase in ("teacher/0", "distilled/0"):
        ours, theirs = (load_model(each.model_folder(phase)).state_dict() for each in (resumed, run))
        assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
        assert resumed.curves().phases[phase].terms == run.curves().phases[phase].terms
    assert resumed.results() is not None
