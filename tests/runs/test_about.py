"""What people say about a run is kept beside it and changes nothing in it."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.runs.samples import results
from workbench.errors import RunError
from workbench.recipes import Distil, Train
from workbench.runs import About, RunFolder, RunStore, about

SAID = About(favourite=True, tags=("digits", "for class"), note="Twice as fast.\nKeep.", name="The small one")


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def run(store: RunStore) -> RunFolder:
    return store.create(Distil(name="As the recipe says"), environment={})


def test_what_is_said_about_a_run_is_in_the_list_at_once(store: RunStore, run: RunFolder) -> None:
    with run.writer() as writer:
        writer.finish("finished")  # else the list looks at the folder anyway
    store.summaries()
    store.annotate(run.id, SAID)
    (listed,) = store.summaries()
    assert listed.about == SAID
    assert (listed.favourite, listed.tags, listed.note) == (True, ("digits", "for class"), "Twice as fast.\nKeep.")
    store.annotate(run.id, About())
    assert [listed.about for listed in RunStore(store.root).summaries()] == [About()]


def test_a_run_shows_the_name_people_gave_it_and_keeps_its_recipe(store: RunStore, run: RunFolder) -> None:
    before = {path.name: path.read_bytes() for path in run.path.iterdir()}
    store.annotate(run.id, SAID)
    assert run.summary().title == "The small one"
    assert {path.name: path.read_bytes() for path in run.path.iterdir() if path.name != "about.json"} == before
    store.annotate(run.id, About())
    assert run.summary().title == "As the recipe says"


def test_a_run_can_be_annotated_while_it_trains(store: RunStore, run: RunFolder) -> None:
    with run.writer() as writer:
        store.annotate(run.id, SAID)
        writer.write_json("results.json", results())
        writer.finish("finished")
        assert [listed.about for listed in store.summaries()] == [SAID]
    assert "about" not in json.loads((run.path / "run.json").read_text())


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\x00\xff", b"[]", b'{"tags": "x"}', b'{"tags": [""]}', b'{"note": "' + b"x" * 30_000 + b'"}'],
)
def test_a_damaged_file_says_nothing(run: RunFolder, content: bytes) -> None:
    (run.path / "about.json").write_bytes(content)
    assert run.summary().about == About()
    assert run.state == "interrupted"


def test_what_a_newer_workbench_keeps_is_passed_over(run: RunFolder) -> None:
    (run.path / "about.json").write_text('{"favourite": true, "stars": 5}')
    assert run.summary().about == About(favourite=True)


def test_a_disk_that_is_full_leaves_what_was_said_before(
    store: RunStore, run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    store.annotate(run.id, SAID)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError, match="The disk is full"):
        store.annotate(run.id, About())
    assert run.summary().about == SAID
    assert {path.name for path in run.path.iterdir()} == {"about.json", "environment.json", "recipe.yaml", "run.json"}


def test_a_damaged_run_can_be_annotated(store: RunStore) -> None:
    run = store.create(Train(), environment={})
    (run.path / "run.json").unlink()
    store.annotate(run.id, SAID)
    (listed,) = store.summaries()
    assert (listed.state, listed.title) == ("damaged", "The small one")


def test_tags_are_kept_once_and_without_blanks_around_them() -> None:
    assert about.tidy(["  two  words ", "", "Two Words", "a", "a" * 50]) == ("two words", "a", "a" * 40)
    assert len(about.tidy(map(str, range(100)))) == about.MOST_TAGS
    assert About(tags=("x", " x")).tags == ("x",)
    with pytest.raises(ValidationError):
        About(tags=("",))


def test_a_run_kept_before_costs_were_listed_shows_them_all_the_same(store: RunStore, run: RunFolder) -> None:
    with run.writer() as writer:
        writer.write_json("results.json", results())
        writer.finish("finished")
    path = run.path / "run.json"
    kept = json.loads(path.read_text())
    new = ("flops", "latency_ms", "plain_accuracy_sd", "teacher_flops")
    path.write_text(json.dumps({name: value for name, value in kept.items() if name not in new}))
    (listed,) = store.summaries()
    assert (listed.flops, listed.latency_ms, listed.plain_accuracy_sd) == (5678, 0.2, 0.01)
    assert listed.gain == pytest.approx(0.05)
    (run.path / "results.json").write_bytes(b"{")
    assert run.summary().flops is None
