"""Runs that were thrown away come back as they were, until the bin is emptied."""

from __future__ import annotations

import errno
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from tests.runs.samples import results, started
from workbench.errors import RunError
from workbench.recipes import Distil, Train
from workbench.runs import RunFolder, RunStore, index


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def run(store: RunStore) -> RunFolder:
    made = store.create(Distil(), environment={})
    with made.writer() as writer:
        writer.append([started()])
        writer.write_json("results.json", results())
        writer.finish("finished")
    return made


def listed(store: RunStore) -> list[str]:
    return [summary.id for summary in store.summaries()]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_in_the_bin_is_not_listed_and_comes_back_as_it_was(store: RunStore, run: RunFolder) -> None:
    before, files = store.summaries(), contents(run.path)
    store.bin(run.id)
    assert listed(store) == []
    assert [summary.id for summary in store.binned()] == [run.id]
    assert store.restore(run.id).path == run.path
    assert (store.summaries(), contents(run.path)) == (before, files)
    assert store.binned() == []


def test_a_run_in_the_bin_is_not_opened_and_says_where_it_is(store: RunStore, run: RunFolder) -> None:
    store.bin(run.id)
    with pytest.raises(RunError, match=r"is in the bin\. Restore it first"):
        store.open(run.id)


def test_emptying_the_bin_removes_what_is_in_it_and_nothing_else(store: RunStore, run: RunFolder) -> None:
    other = store.create(Train(), environment={})
    store.bin(run.id)
    assert store.empty_bin() == 1
    assert [path.name for path in store.root.iterdir() if path.is_dir()] == [other.id]
    assert store.empty_bin() == 0


def test_a_run_in_use_stays(store: RunStore, run: RunFolder) -> None:
    with run.writer() as writer, pytest.raises(RunError, match="is being trained by another window"):
        store.bin(run.id)
    assert listed(store) == [run.id]
    assert writer.folder.path.exists()


def test_a_damaged_run_can_be_thrown_away_and_restored(store: RunStore, run: RunFolder) -> None:
    (run.path / "run.json").write_bytes(b"{")
    store.bin(run.id)
    assert [summary.state for summary in store.binned()] == ["damaged"]
    store.restore(run.id)
    assert listed(store) == [run.id]


def test_a_name_that_was_taken_in_the_meantime_is_left_alone(store: RunStore, run: RunFolder) -> None:
    store.bin(run.id)
    run.path.mkdir()
    (run.path / "mine.txt").write_text("mine")
    with pytest.raises(RunError, match="cannot come back: there is a"):
        store.restore(run.id)
    assert contents(run.path) == {"mine.txt": b"mine"}
    assert [summary.id for summary in store.binned()] == [run.id]


def test_a_second_run_of_one_name_is_not_thrown_over_the_first(store: RunStore, run: RunFolder) -> None:
    store.bin(run.id)
    shutil.copytree(store.root / ".bin" / run.id, run.path)
    with pytest.raises(RunError, match=r"The bin has a run .* already"):
        store.bin(run.id)
    assert run.path.exists()


@pytest.mark.parametrize("name", ["", ".", "..", "../..", "unheard-of", "a\0b"])
def test_only_what_is_in_the_bin_is_restored(store: RunStore, run: RunFolder, name: str) -> None:
    store.bin(run.id)
    with pytest.raises(RunError, match=r"There is no run .* in the bin"):
        store.restore(name)


def test_a_run_elsewhere_is_not_thrown_away(store: RunStore, run: RunFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "usb stick" / "teacher"
    shutil.copytree(run.path, elsewhere)
    with pytest.raises(RunError, match="is not in the folder of runs"):
        store.bin(str(elsewhere))
    assert elsewhere.exists()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_folder_that_is_read_only_keeps_its_runs(
    store: RunStore, run: RunFolder, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    store.bin(run.id)
    other = store.create(Train(), environment={})

    def refuse(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "rename", refuse)
    for attempt in (lambda: store.bin(other.id), lambda: store.restore(run.id), store.empty_bin):
        with pytest.raises(RunError, match="Allow writing to that folder"):
            attempt()
    assert (listed(store), [summary.id for summary in store.binned()]) == ([other.id], [run.id])


def test_a_process_that_dies_after_the_move_leaves_a_run_that_can_be_restored(
    store: RunStore, run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    store.summaries()
    with monkeypatch.context() as patch:
        patch.setattr(index.Index, "write", die)
        with pytest.raises(KeyboardInterrupt):
            store.bin(run.id)
    again = RunStore(store.root)
    assert (listed(again), [summary.id for summary in again.binned()]) == ([], [run.id])
    again.restore(run.id)
    assert listed(again) == [run.id]


def test_a_bin_whose_emptying_was_cut_off_is_cleared_away_later(
    store: RunStore, run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    store.bin(run.id)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", die)
        with pytest.raises(KeyboardInterrupt):
            store.empty_bin()
    assert (listed(store), store.binned()) == ([], [])
    monkeypatch.setattr(time, "time", lambda: 4e9)
    store.refresh()
    assert [path for path in store.root.iterdir() if path.is_dir()] == []


def test_ids_in_the_bin_are_not_given_again(store: RunStore, run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    store.bin(run.id)
    created = store.binned()[0].created
    digits = iter([run.id[-4:], "beef"])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(digits))
    assert store.new_id(Distil(), created).endswith("-beef")
