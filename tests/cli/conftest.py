"""The command line, with the toy worker and folders of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import fakes
from workbench.cli.main import main
from workbench.recipes import Distil
from workbench.runs import RunFolder, RunStore

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Workbench = Callable[..., Said]


@pytest.fixture
def workbench(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Workbench:
    """Calls the command in this process, with the toy worker."""
    monkeypatch.setenv("WORKBENCH_WORKER", "tests.fakes:serve")

    def call(*arguments: str) -> Said:
        capsys.readouterr()
        code = main(arguments)
        return Said(code, *capsys.readouterr())

    return call


@pytest.fixture
def command(home: Path) -> tuple[list[str], dict[str, str]]:
    """The command in a process of its own, with the toy worker: its first arguments and its environment."""
    environment = {**os.environ, "WORKBENCH_WORKER": "tests.fakes:serve", "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    return [sys.executable, "-m", "workbench"], environment


@pytest.fixture
def recipe(tmp_path: Path) -> Callable[[str], str]:
    """Writes a recipe and gives its path."""

    def write(text: str) -> str:
        path = tmp_path / "recipe.yaml"
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Where the runs of a test lie."""
    return tmp_path / "runs"


@pytest.fixture
def run(runs: Path) -> RunFolder:
    """A run that was measured and is finished."""
    made = RunStore(runs).create(Distil(name="My first"), environment={})
    with made.writer() as writer:
        writer.write_json("results.json", fakes.results(seeds=(0, 1, 2)))
        writer.finish("finished")
    return made
