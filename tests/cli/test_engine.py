"""The command line with the real engine, on the real digits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Workbench
from workbench.events import EpochFinished, JobEnded, decode

TINY = """
task: distil
name: tiny
data: {labels_per_class: 10}
teacher: {kind: train, model: {kind: mlp}, schedule: {epochs: 1}}
student: {kind: mlp, params: {hidden: [8]}}
schedule: {epochs: 1}
"""
LONG = """
task: train
model: {kind: mlp, params: {hidden: [8]}}
schedule: {epochs: 100000}
compute: {threads: 1}
"""


@pytest.fixture
def real(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """The command with the real worker."""
    monkeypatch.delenv("WORKBENCH_WORKER")
    return workbench


def curves(out: str) -> list[tuple[str, float, float]]:
    """Phase, validation accuracy and loss of every epoch."""
    events = [decode(line) for line in out.splitlines()]
    return [
        (event.phase, event.valid_accuracy, event.valid_loss) for event in events if isinstance(event, EpochFinished)
    ]


def test_a_student_is_trained_measured_exported_and_repeated(
    real: Workbench, recipe: Callable[[str], str], tmp_path: Path
) -> None:
    first = real("run", "--json", recipe(TINY))
    assert (first.code, first.err) == (0, "")
    run = json.loads(real("runs", "--json").out)["id"]
    assert "Distilled student" in real("evaluate", run).out
    exported = real("export", run, "--out", str(tmp_path / "out"))
    assert exported.code == 0
    assert "Checked on 450 test pictures" in exported.out
    assert list((tmp_path / "out").glob("*.onnx"))
    assert curves(real("run", run, "--json").out) == curves(first.out) != []


def test_what_was_asked_for_wrongly_ends_with_2(real: Workbench, recipe: Callable[[str], str]) -> None:
    path = recipe(TINY)
    for verb in ("run", "check"):
        said = real(verb, path, "--set", "method.kind=kdd", "--set", "student.kind=mpl")
        assert said.code == 2
        assert "Did you mean 'kd'?" in said.err
        assert "Did you mean 'mlp'?" in said.err
    assert real("resume", "no-such-run").code == 2
    assert real("check", path).code == 0


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_while_torch_trains_keeps_the_best_and_can_go_on(
    command: tuple[list[str], dict[str, str]], recipe: Callable[[str], str]
) -> None:
    arguments, environment = command
    del environment["WORKBENCH_WORKER"]
    with subprocess.Popen([*arguments, "run", "--json", recipe(LONG)], cwd=ROOT, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:  # fmt: skip
        assert program.stdout is not None
        events = [decode(next(program.stdout))]
        while not isinstance(events[-1], EpochFinished):
            events.append(decode(next(program.stdout)))
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)
    end = decode(out.splitlines()[-1])
    assert program.returncode == 130
    assert isinstance(end, JobEnded)
    assert end.outcome == "stopped"
    assert "Stopping, keeping the best so far." in err
    assert f"workbench resume {events[0].run}" in err  # type: ignore[union-attr]  # the first is JobStarted
