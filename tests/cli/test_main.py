"""The command itself: help, arguments, opening the application, and what is said when something goes wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import ROOT, Workbench
from workbench.cli.main import COMMANDS


def loaded_by(statement: str) -> set[str]:
    """Modules in a fresh process after a statement."""
    code = f"import sys\n{statement}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_help_lists_every_command(workbench: Workbench) -> None:
    said = workbench("--help")
    assert said.code == 0
    assert all(f"\n  {name} " in said.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(workbench: Workbench, name: str) -> None:
    said = workbench(name, "--help")
    assert said.code == 0
    assert f"Usage: workbench {name}" in said.out


def test_help_loads_neither_torch_nor_qt() -> None:
    loaded = loaded_by("from workbench.cli.main import main; main(['--help'])")
    assert "workbench.cli.training" in loaded
    assert not {"torch", "PySide6", "pyqtgraph", "workbench.gui", "workbench.engine"} & loaded


def test_the_way_to_the_window_loads_no_command() -> None:
    loaded = loaded_by("import workbench.cli.main")
    assert not {"rich", "pydantic", "workbench.client.thread", "workbench.recipes"} & loaded


def test_without_a_command_the_application_opens(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[str]] = []

    def application(argv: list[str]) -> int:
        opened.append(argv)
        return 7

    monkeypatch.setitem(sys.modules, "workbench.gui.app", SimpleNamespace(main=application))
    assert workbench().code == 7
    assert opened == [[]]


def test_a_window_that_cannot_open_points_to_the_doctor(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "workbench.gui.app", None)
    said = workbench()
    assert said.code == 1
    assert "workbench doctor" in said.err


@pytest.mark.parametrize("name", ["mine.yaml", "lesson.kdproj", "pictures"])
def test_a_file_or_folder_instead_of_a_command_opens_in_the_application(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    opened: list[list[str]] = []

    def application(argv: list[str]) -> int:
        opened.append(argv)
        return 0

    monkeypatch.setitem(sys.modules, "workbench.gui.app", SimpleNamespace(main=application))
    file = tmp_path / name
    file.write_text("") if file.suffix else file.mkdir()
    assert workbench(str(file)).code == 0
    assert opened == [[str(file)]]


def test_a_file_that_is_not_there_is_named(workbench: Workbench) -> None:
    said = workbench("nowhere.kdproj")
    assert said.code == 2
    assert "nowhere.kdproj is not there" in said.err


def test_a_command_is_one_even_where_a_file_has_its_name(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    assert "There are no runs" in workbench("runs").out


def test_a_misspelt_command_gets_the_nearest_name(workbench: Workbench) -> None:
    said = workbench("rnu", "x.yaml")
    assert said.code == 2
    assert "Did you mean 'run'?" in said.err


@pytest.mark.parametrize("arguments", [["run"], ["run", "--nonsense"], ["export", "x", "--seed", "three"]])
def test_wrong_arguments_are_named(workbench: Workbench, arguments: list[str]) -> None:
    said = workbench(*arguments)
    assert said.code == 2
    assert said.out == ""
    assert any(word in said.err for word in ("RECIPE", "--nonsense", "--seed"))
    assert "Invalid" not in said.err


def test_a_fault_is_one_line_and_its_details_are_kept(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr("workbench.cli.catalogue.dump", lambda _: 1 / 0)
    said = workbench("new")
    assert said.code == 1
    assert "division by zero" in said.err
    assert "Traceback" not in said.err
    (kept,) = (home / "logs").iterdir()
    assert str(kept) in said.err
    assert "ZeroDivisionError" in kept.read_text()


def test_the_version_is_told(workbench: Workbench) -> None:
    assert workbench("--version").out.startswith("workbench, version 0.")
