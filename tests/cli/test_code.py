"""The command that writes a run's program, with the real worker: the toy one knows no programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Workbench
from workbench.events import DataReady
from workbench.recipes import Train
from workbench.runs import RunFolder, RunStore


@pytest.fixture
def real(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """The command with the real worker."""
    monkeypatch.delenv("WORKBENCH_WORKER")
    return workbench


@pytest.fixture
def run(runs: Path) -> RunFolder:
    """A run that has just begun to train."""
    made = RunStore(runs).create(Train(name="My first"), environment={"torch": "2.7.0+cpu"})
    ready = DataReady(
        classes=("a", "b"), shape=(1, 8, 8), train=3, labelled=3, validation=2, test=2, plans=(), device="cpu",
        device_reason="", threads=1,
    )  # fmt: skip
    with made.writer() as writer:
        writer.append([ready])
    return made


def test_a_program_is_printed_or_written(real: Workbench, runs: Path, run: RunFolder, tmp_path: Path) -> None:
    printed = real("code", run.id, "--runs", str(runs))
    assert printed.code == 0
    compile(printed.out, "train.py", "exec")
    assert "My first" in printed.out
    written = real("code", run.id, "--out", str(tmp_path / "mine.py"), "--runs", str(runs))
    assert written.code == 0
    assert written.out == ""
    assert "pip install torch==2.7.0 numpy scikit-learn" in written.err
    assert (tmp_path / "mine.py").read_text(encoding="utf-8") == printed.out
    answer = json.loads(real("code", run.id, "--json", "--runs", str(runs)).out)
    assert answer["text"] == printed.out


def test_what_cannot_be_written_says_why(real: Workbench, runs: Path, run: RunFolder, tmp_path: Path) -> None:
    nowhere = real("code", run.id, "--out", str(tmp_path / "no" / "train.py"), "--runs", str(runs))
    assert (nowhere.code, nowhere.out) == (2, "")
    assert "There is no folder" in nowhere.err
    folder = real("code", run.id, "--out", str(tmp_path), "--runs", str(runs))
    assert folder.code == 2
    assert "is a folder" in folder.err
    unknown = real("code", run.id[:-1] + "x", "--runs", str(runs))
    assert unknown.code == 2
    assert f"Did you mean '{run.id}'?" in unknown.err
