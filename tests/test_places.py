"""Where the workbench keeps what it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import places

FOLDERS = [places.runs, places.cache, places.config, places.logs]


def test_one_variable_moves_every_folder(home: Path) -> None:
    assert {folder().parent for folder in FOLDERS} == {home}


def test_every_kind_has_its_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_HOME")
    assert len({folder() for folder in FOLDERS}) == len(FOLDERS)


def test_asking_makes_no_folder(home: Path) -> None:
    for folder in FOLDERS:
        folder()
    assert not home.exists()


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORKBENCH_HOME", "here")
    assert places.runs() == tmp_path / "here" / "runs"
