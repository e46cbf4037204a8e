"""A project in one file: what is sent arrives, and what is not meant well does not."""

from __future__ import annotations

import errno
import json
import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.runs.samples import results, whole_run
from workbench.errors import RunError
from workbench.recipes import Distil, Schedule, TeacherRun, Train, dump
from workbench.runs import About, RunFolder, RunStore, share
from workbench.runs.share import pack, recipe_in, unpack

WEIGHTS = os.urandom(3_000_000)


def a_run(store: RunStore, recipe: Distil | Train | None = None) -> RunFolder:
    """A finished run with everything that a run folder can hold."""
    run = store.create(recipe or Distil(name="Ten labels"), environment={"torch": "2.9"})
    with run.writer() as writer:
        writer.append(whole_run())
        writer.write_json("results.json", results())
        writer.finish("finished")
    store.annotate(run.id, About(tags=("class",)))
    model, checkpoint = run.model_folder("distilled/0"), run.checkpoint_folder("distilled/0")
    for folder in (model, checkpoint, run.path / "exports" / "onnx"):
        folder.mkdir(parents=True)
        (folder / "weights.safetensors").write_bytes(WEIGHTS)
    (model / "model.json").write_text("{}")
    return run


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "sender")


@pytest.fixture
def theirs(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "receiver")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lesson.kdproj"


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {".lock"}


def test_a_run_arrives_as_it_was_without_checkpoints_and_exports(store: RunStore, theirs: RunStore, file: Path) -> None:
    run = a_run(store)
    pack([run], file)
    assert unpack(file, theirs) == [run.id]
    there = theirs.open(run.id)
    assert files_in(there.path) == {
        "about.json", "recipe.yaml", "environment.json", "events.jsonl", "results.json", "run.json",
        "models/distilled-0/weights.safetensors", "models/distilled-0/model.json",
    }  # fmt: skip
    assert (there.path / "models/distilled-0/weights.safetensors").read_bytes() == WEIGHTS
    assert (there.recipe, there.results(), list(there.events())) == (run.recipe, run.results(), list(run.events()))
    sent = run.summary().model_copy(update={"process": None})
    assert theirs.summaries() == [sent]
    assert [path.name for path in theirs.root.iterdir() if path.is_dir()] == [run.id]


def test_the_settings_of_a_project_can_be_read_without_its_runs(store: RunStore, file: Path) -> None:
    pack([a_run(store)], file, Distil(temperature=7.0))
    assert recipe_in(file) == Distil(temperature=7.0)
    pack([], file, Train())
    assert recipe_in(file) == Train()
    pack([a_run(store)], file)
    assert recipe_in(file) is None


@pytest.mark.parametrize("where", ["among the runs", "in the bin"])
def test_a_run_whose_id_is_taken_gets_another(store: RunStore, file: Path, where: str) -> None:
    run = a_run(store)
    pack([run], file)
    if where == "in the bin":
        store.bin(run.id)
    (new,) = unpack(file, store)
    assert new != run.id
    assert new[:-4] == run.id[:-4]
    assert store.open(new).results() == results()
    if where == "in the bin":
        store.restore(run.id)
    assert {listed.id for listed in store.summaries()} == {run.id, new}


def test_a_student_still_finds_its_teacher_when_both_get_new_ids(store: RunStore, file: Path) -> None:
    teacher = a_run(store, Train())
    student = a_run(store, Distil(teacher=TeacherRun(run=teacher.id), schedule=Schedule(epochs=7)))
    pack([student, teacher], file)
    new_student, new_teacher = unpack(file, store)
    recipe = store.open(new_student).recipe
    assert recipe == Distil(teacher=TeacherRun(run=new_teacher), schedule=Schedule(epochs=7))
    assert {listed.id: listed.teacher for listed in store.summaries()}[new_student] == new_teacher


def test_a_run_whose_training_was_cut_off_arrives_as_stopped(store: RunStore, theirs: RunStore, file: Path) -> None:
    run = store.create(Distil(), environment={})
    pack([run], file)
    unpack(file, theirs)
    assert [listed.state for listed in theirs.summaries()] == ["stopped"]


def test_a_run_in_use_is_not_shared(store: RunStore, file: Path) -> None:
    run = a_run(store)
    with run.writer(), pytest.raises(RunError, match="is being trained"):
        pack([run], file)
    assert not file.exists()


def test_links_in_a_run_are_not_followed(store: RunStore, theirs: RunStore, file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mine")
    run = a_run(store)
    (run.path / "environment.json").unlink()
    (run.path / "environment.json").symlink_to(secret)
    pack([run], file)
    unpack(file, theirs)
    assert not (theirs.root / run.id / "environment.json").exists()


def test_a_disk_that_fills_up_while_packing_leaves_the_file_that_was_there(
    store: RunStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    run = a_run(store)
    file.write_text("older")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError, match="The disk is full"):
        pack([run], file)
    assert file.read_text() == "older"
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == [file.name]


# What is not meant well


GOOD = {
    "project.json": '{"version": 1}',
    "runs/a/recipe.yaml": dump(Distil()),
    "runs/a/run.json": '{"id": "a", "state": "finished", "created": 1.0}',
}


def write(file: Path, names: Mapping[str, str | bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)


def everything_below(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def refused(file: Path, store: RunStore, said: str) -> None:
    """The project is refused in plain words, and nothing is left of it anywhere."""
    around = everything_below(file.parent)
    with pytest.raises(RunError, match=said) as caught:
        unpack(file, store)
    assert caught.value.fix
    assert everything_below(file.parent) - {store.root} == around


def test_a_project_made_by_hand_is_taken_in(theirs: RunStore, file: Path) -> None:
    write(file, GOOD)
    (run,) = unpack(file, theirs)
    assert share.OUR_ID.fullmatch(run)
    assert theirs.open(run).recipe == Distil()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.yaml", "runs/../../evil.yaml", "runs/a/../../../evil.yaml", "/etc/evil.yaml", "runs\\..\\evil.yaml",
        "C:/evil.yaml", "runs/./a/recipe.yaml", "runs//recipe.yaml", "runs/a/evil\nname",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(theirs: RunStore, file: Path, name: str) -> None:
    write(file, {**GOOD, name: "evil"})
    refused(file, theirs, "leads out of it")


def test_a_link_is_refused(theirs: RunStore, file: Path) -> None:
    write(file, GOOD)
    link = zipfile.ZipInfo("runs/a/environment.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    refused(file, theirs, "is a link")


def test_a_name_that_is_there_twice_is_refused(theirs: RunStore, file: Path) -> None:
    write(file, {**GOOD, "runs/A/run.json": "{}"})
    refused(file, theirs, "is in it twice")


def test_an_archive_that_grows_out_of_proportion_is_refused(theirs: RunStore, file: Path) -> None:
    write(file, {**GOOD, "runs/a/models/distilled-0/weights.safetensors": bytes(60_000_000)})
    refused(file, theirs, "it would grow from")


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MOST_ENTRIES", 2, "it has 3 entries"),
        ("MOST_RUNS", 0, "more than 0 runs"),
        ("MOST_TEXT", 20, r"recipe\.yaml has"),
    ],
)
def test_too_much_of_anything_is_refused(
    theirs: RunStore, file: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, said: str
) -> None:
    write(file, GOOD)
    monkeypatch.setattr(share, limit, value)
    refused(file, theirs, said)


def test_a_project_that_does_not_fit_on_the_disk_is_not_begun(
    theirs: RunStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 100

    write(file, GOOD)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage)
    refused(file, theirs, "100 are free")


def test_only_files_of_known_names_are_taken_out(theirs: RunStore, file: Path) -> None:
    others = (
        "runs/a/checkpoints/distilled-0/newest.pt", "runs/a/models/distilled-0/weights.pkl", "runs/a/train.py",
        "runs/a/.lock", "runs/a/models/deep/er/model.json", "evil.py", "runs/a",
    )  # fmt: skip
    write(file, {**GOOD, **dict.fromkeys(others, "evil")})
    (run,) = unpack(file, theirs)
    assert files_in(theirs.root / run) == {"recipe.yaml", "run.json"}


def test_what_a_run_calls_itself_does_not_decide_where_it_goes(theirs: RunStore, file: Path) -> None:
    names = {name.replace("/a/", "/CON aux. /"): content for name, content in GOOD.items()}
    write(file, {**names, "runs/CON aux. /run.json": '{"id": "../../evil", "state": "finished", "created": 1.0}'})
    (run,) = unpack(file, theirs)
    assert share.OUR_ID.fullmatch(run)
    assert theirs.open(run).summary().id == run


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("runs/b/run.json", "{"),
        ("runs/b/run.json", '{"id": "b", "state": "finished", "created": -1e300}'),
        ("runs/b/run.json", '{"id": "b", "state": "finished", "created": NaN}'),
        ("runs/b/recipe.yaml", "task: evaluate\nrun: x\n"),
        ("runs/b/recipe.yaml", "!!python/object/apply:os.system ['true']"),
        ("runs/b/recipe.yaml", b"\xff\xfe"),
    ],
)
def test_one_damaged_run_and_nothing_is_taken_in(theirs: RunStore, file: Path, name: str, content: str | bytes) -> None:
    second: dict[str, Any] = {name.replace("/a/", "/b/"): content for name, content in GOOD.items()}
    write(file, {**GOOD, **second, name: content})
    refused(file, theirs, "Run 'b' in the project is damaged")


@pytest.mark.parametrize("mark", ["[]", "{}", '{"version": "1"}', '{"version": 0}', None])
def test_another_zip_is_no_project(theirs: RunStore, file: Path, mark: str | None) -> None:
    write(file, {name: mark or content for name, content in GOOD.items() if mark or name != "project.json"})
    refused(file, theirs, "is no project of the workbench")


def test_a_project_of_a_newer_workbench_says_so(theirs: RunStore, file: Path) -> None:
    write(file, {**GOOD, "project.json": json.dumps({"version": 2})})
    refused(file, theirs, "comes from a newer workbench")


def test_a_missing_file_and_a_folder_are_told_in_plain_words(theirs: RunStore, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is not there"):
        unpack(tmp_path / "nothing", theirs)
    with pytest.raises(RunError, match="cannot be read"):
        unpack(tmp_path, theirs)


def test_a_damaged_archive_is_refused_wherever_it_is_damaged(store: RunStore, theirs: RunStore, file: Path) -> None:
    run = store.create(Distil(), environment={"noise": os.urandom(500).hex()})
    pack([run], file)
    whole = file.read_bytes()
    for position in range(0, len(whole), max(1, len(whole) // 60)):
        for content in (whole[:position], whole[:position] + b"\xff\x00\xff" + whole[position + 3 :]):
            file.write_bytes(content)
            try:
                unpack(file, theirs)
            except RunError:
                assert theirs.summaries() == []
            else:  # a byte that says nothing, such as the time of a file
                for listed in theirs.summaries():
                    theirs.remove(listed.id)
    assert not [path for path in theirs.root.iterdir() if path.is_dir()]
