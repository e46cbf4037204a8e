"""The folders are the source; the index can be lost, damaged or locked at any time."""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.runs.samples import finished, results, started
from workbench.errors import RunError
from workbench.recipes import Data, Distil, Ref, Train
from workbench.runs import RunFolder, RunStore, RunSummary, summary
from workbench.runs import index as table


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def finish(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.append([started(), finished()])
        writer.write_json("results.json", results())
        writer.finish("finished")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the run folders that were read."""
    names: list[str] = []
    real = summary.read

    def counted(folder: Path) -> RunSummary:
        names.append(folder.name)
        return real(folder)

    monkeypatch.setattr(summary, "read", counted)
    return names


def test_an_id_says_when_on_what_and_what(store: RunStore) -> None:
    run = store.create(Train(data=Data(source=Ref(kind="image_folder")), model=Ref(kind="Small_CNN/x")), environment={})
    assert re.fullmatch(r"\d{8}-\d{6}-image-folder-small-cnn-x-[0-9a-f]{4}", run.id)


def test_runs_made_in_one_second_have_different_ids(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    digits = iter(["aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr(secrets, "token_hex", lambda _: next(digits))
    assert [store.create(Train(), environment={}).id[-4:] for _ in range(2)] == ["aaaa", "bbbb"]


def test_runs_are_listed_newest_first(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1000.0, 3000.0, 2000.0])
    monkeypatch.setattr(time, "time", lambda: next(clock))
    made = [store.create(Train(), environment={}).id for _ in range(3)]
    assert [run.id for run in store.summaries()] == [made[1], made[2], made[0]]


def test_a_folder_of_runs_that_is_not_there_yet_is_empty(store: RunStore) -> None:
    assert store.summaries() == []
    store.refresh()
    assert not store.root.exists()


def test_the_list_shows_results_as_soon_as_they_are_known(store: RunStore) -> None:
    run = store.create(Distil(), environment={})
    finish(run)
    (listed,) = store.summaries()
    assert (listed.state, listed.accuracy, listed.verdict, listed.bytes) == ("finished", 0.75, "better", 5120)
    assert listed == run.summary()


def test_a_run_whose_process_died_is_listed_as_interrupted(store: RunStore) -> None:
    run = store.create(Distil(), environment={})
    with run.writer():
        assert [listed.state for listed in store.summaries()] == ["running"]
    assert [listed.state for listed in store.summaries()] == ["interrupted"]


def test_what_is_written_past_the_index_is_seen(store: RunStore) -> None:
    run = store.create(Distil(), environment={})
    with run.writer() as writer:
        writer.finish("stopped")
    assert [listed.accuracy for listed in store.summaries()] == [None]
    with RunFolder(run.path).writer(trains=False) as writer:
        writer.write_json("results.json", results())
    assert [listed.accuracy for listed in store.summaries()] == [0.75]


def test_folders_that_come_and_go_by_hand_are_seen(store: RunStore) -> None:
    run = store.create(Train(), environment={})
    store.summaries()
    shutil.copytree(run.path, store.root / "a-copy")
    assert {listed.id for listed in store.summaries()} == {run.id, "a-copy"}
    shutil.rmtree(run.path)
    assert {listed.id for listed in store.summaries()} == {"a-copy"}


def test_a_thousand_runs_are_read_once(store: RunStore, reads: list[str]) -> None:
    first = store.create(Train(), environment={})
    finish(first)
    for number in range(999):
        shutil.copytree(first.path, store.root / f"20260101-000000-copy-{number:04}", copy_function=os.link)
    reads.clear()
    assert len(store.summaries()) == 1000
    assert len(reads) == 999
    reads.clear()
    assert len(RunStore(store.root).summaries()) == 1000
    assert reads == []


def delete(path: Path) -> None:
    path.unlink()


def fill_with_noise(path: Path) -> None:
    path.write_bytes(b"\x00noise" * 2000)


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def be_of_another_version(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE runs")
        database.execute("CREATE TABLE runs (other)")
        database.execute("PRAGMA user_version = 99")
    database.close()


def hold_nonsense(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE runs SET summary = 'nonsense'")
    database.close()


@pytest.mark.parametrize("damage", [delete, fill_with_noise, cut_in_half, be_of_another_version, hold_nonsense])
def test_a_damaged_index_is_built_anew_without_a_word(
    store: RunStore, damage: Callable[[Path], None], reads: list[str]
) -> None:
    for _ in range(3):
        finish(store.create(Distil(), environment={}))
    before = store.summaries()
    damage(store.root / table.NAME)
    assert store.summaries() == before
    store.summaries()  # a damaged index is removed in one look and built in the next at the latest
    reads.clear()
    assert store.summaries() == before
    assert reads == []


@pytest.mark.parametrize("damage", [delete, fill_with_noise, be_of_another_version, hold_nonsense])
def test_a_run_finishes_whatever_became_of_the_index(store: RunStore, damage: Callable[[Path], None]) -> None:
    run = store.create(Distil(), environment={})
    with run.writer() as writer:
        damage(store.root / table.NAME)
        writer.write_json("results.json", results())
        writer.finish("finished")
    assert [listed.accuracy for listed in store.summaries()] == [0.75]


def test_a_locked_index_neither_stops_a_run_nor_the_list(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "PATIENCE", 0.01)
    run = store.create(Distil(), environment={})
    database = sqlite3.connect(store.root / table.NAME)
    try:
        database.execute("BEGIN EXCLUSIVE")
        finish(run)
        assert [listed.state for listed in store.summaries()] == ["finished"]
    finally:
        database.close()
    assert [listed.state for listed in store.summaries()] == ["finished"]


def test_an_index_that_cannot_be_made_is_done_without(store: RunStore) -> None:
    (store.root / table.NAME).mkdir(parents=True)
    finish(store.create(Distil(), environment={}))
    assert [listed.state for listed in store.summaries()] == ["finished"]
    store.refresh()
    assert [listed.state for listed in store.summaries()] == ["finished"]


def test_refreshing_reads_every_folder_anew(store: RunStore, reads: list[str]) -> None:
    runs = {store.create(Train(), environment={}).id for _ in range(2)}
    store.summaries()
    reads.clear()
    store.refresh()
    assert runs <= set(reads)


def test_refreshing_clears_away_what_dead_processes_left(store: RunStore) -> None:
    store.create(Train(), environment={})
    old, young = store.root / ".new-old", store.root / ".removed-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "recipe.yaml").write_text("task: train")
    os.utime(old, (1, 1))
    store.refresh()
    assert (old.exists(), young.exists()) == (False, True)
    assert len(store.summaries()) == 1


def test_damaged_runs_are_listed_among_the_others(store: RunStore) -> None:
    good, bad, empty = (store.create(Train(), environment={}) for _ in range(3))
    (bad.path / "run.json").write_bytes(b"{")
    (empty.path / "run.json").unlink()
    (store.root / "holiday pictures").mkdir()
    states = {listed.id: listed.state for listed in store.summaries()}
    assert states == {good.id: "interrupted", bad.id: "damaged", empty.id: "damaged"}
    assert {listed.problem for listed in store.summaries()} == {
        "", "Its file run.json cannot be read.", "Its file run.json is missing.",
    }  # fmt: skip


def test_a_summary_of_a_newer_workbench_is_still_listed(store: RunStore) -> None:
    run = store.create(Train(), environment={})
    data = json.loads((run.path / "run.json").read_text())
    (run.path / "run.json").write_text(json.dumps({**data, "version": 2, "energy": 3.0}))
    assert [listed.state for listed in store.summaries()] == ["interrupted"]


def test_a_run_is_found_by_id_by_its_beginning_and_by_its_folder(store: RunStore, tmp_path: Path) -> None:
    run = store.create(Train(), environment={})
    elsewhere = tmp_path / "usb stick" / "teacher"
    shutil.copytree(run.path, elsewhere)
    assert store.open(run.id).path == run.path
    assert store.open(run.id[:8]).path == run.path
    assert store.open(str(run.path)).path == run.path
    assert store.open(str(elsewhere)).path == elsewhere
    assert store.open(str(elsewhere)).recipe == Train()


def test_an_unknown_run_suggests_the_nearest(store: RunStore) -> None:
    run = store.create(Train(), environment={})
    wrong = run.id.replace("digits", "digist")
    with pytest.raises(RunError) as caught:
        store.open(wrong)
    assert str(caught.value) == f"There is no run '{wrong}' in {store.root}. Did you mean '{run.id}'?"


@pytest.mark.parametrize("name", ["", "nothing-like-it", ".", "..", "/", "a\0b"])
def test_what_is_no_run_is_not_opened(store: RunStore, name: str) -> None:
    store.create(Train(), environment={})
    with pytest.raises(RunError, match="There is no run"):
        store.open(name)


def test_a_beginning_that_fits_several_runs_names_them(store: RunStore) -> None:
    ids = sorted(store.create(Train(), environment={}).id for _ in range(2))
    with pytest.raises(RunError) as caught:
        store.open("2")
    assert str(caught.value) == f"2 runs begin with '2': {ids[0]}, {ids[1]}. Write more of the id."


def test_a_removed_run_is_gone_altogether(store: RunStore) -> None:
    run, other = (store.create(Train(), environment={}) for _ in range(2))
    store.remove(run.id)
    assert [listed.id for listed in store.summaries()] == [other.id]
    assert [path.name for path in store.root.iterdir() if path.is_dir()] == [other.id]


def test_a_run_in_use_is_not_removed(store: RunStore) -> None:
    run = store.create(Train(), environment={})
    with run.writer() as writer:
        with pytest.raises(RunError, match="is being trained by another window"):
            store.remove(run.id)
        writer.append([started()])
    assert list(run.events()) == [started()]


def test_a_damaged_run_can_be_removed(store: RunStore) -> None:
    run = store.create(Train(), environment={})
    (run.path / "run.json").unlink()
    store.remove(run.id)
    assert store.summaries() == []


def test_a_folder_that_cannot_be_written_says_so_and_leaves_nothing(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(
        RunError, match=r"cannot be written: Permission denied\. Allow writing to that folder, or choose"
    ):
        store.create(Train(), environment={})
    assert not store.root.exists()


def test_a_disk_that_fills_up_while_a_run_is_made_leaves_no_half_run(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    store.root.mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError, match="The disk is full"):
        store.create(Train(), environment={})
    assert list(store.root.iterdir()) == []


def test_a_file_in_place_of_the_folder_of_runs_is_pointed_out(tmp_path: Path) -> None:
    path = tmp_path / "runs"
    path.write_text("not a folder")
    with pytest.raises(RunError, match="cannot be read: Not a directory"):
        RunStore(path).summaries()
    with pytest.raises(RunError, match="cannot be written"):
        RunStore(path).create(Train(), environment={})
