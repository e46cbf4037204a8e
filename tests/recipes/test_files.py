"""Recipes in YAML: read, checked, overridden, written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

from tests.recipes.strategies import recipes
from workbench.errors import RecipeError
from workbench.recipes import (
    AdamW,
    Adjustment,
    AnyRecipe,
    Distil,
    Schedule,
    TeacherRun,
    Train,
    dump,
    load,
    loads,
    override,
    read,
    schema,
    validate,
)
from workbench.recipes.models import Frozen


def refusal(text: str) -> str:
    with pytest.raises(RecipeError) as caught:
        loads(text, source="my.yaml")
    return str(caught.value)


@given(recipe=recipes)
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back_equal(recipe: AnyRecipe) -> None:
    assert loads(dump(recipe)) == recipe


@pytest.mark.parametrize(
    "name",
    [
        "true",
        "null",
        "1e3",
        "0x1f",
        "2026-11-21",
        "~",
        "- a",
        "a: b",
        "# a",
        "'",
        '"',
        "a\n b",
        " a ",
        "\u2028",
        "\x85é",
    ],
)
def test_names_that_look_like_something_else_stay_text(name: str) -> None:
    assert loads(dump(Train(name=name))).name == name


def test_every_described_setting_is_explained_where_it_is_written() -> None:
    text = dump(Distil())
    for model in (Distil, Schedule, AdamW):
        assert issubclass(model, Frozen)
        for field in model.model_fields.values():
            assert (field.description or "") in text
    learning_rate = next(line for line in text.splitlines() if "learning_rate:" in line)
    assert learning_rate.endswith("# Size of a step, before the decay.")


def test_a_written_recipe_says_first_what_it_does() -> None:
    (
        first,
        *_,
    ) = dump(Train()).splitlines()
    assert first == "# Train a model on labels: a teacher, or any network."
    assert next(line for line in dump(Train()).splitlines() if not line.startswith("#")) == "task: train"


def test_a_long_name_stays_on_its_line() -> None:
    name = "word " * 23 + "end"
    assert any(name in line and "# A name for the run" in line for line in dump(Train(name=name)).splitlines())


def test_each_moved_dial_is_one_line() -> None:
    recipe = Distil(
        adjustments=(Adjustment(phase="distilled/0", step=3, alpha=0.5), Adjustment(phase="plain/0", step=9))
    )
    lines = dump(recipe).splitlines()
    assert "- {phase: distilled/0, step: 3, alpha: 0.5}" in lines
    assert loads(dump(recipe)) == recipe


def test_a_short_recipe_gets_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "short.yaml"
    path.write_text("task: distil\nteacher: {kind: run, run: 2026-a}\nschedule:\n  learning_rate: 1e-2\n")
    recipe = load(path)
    assert recipe == Distil(teacher=TeacherRun(run="2026-a"), schedule=Schedule(learning_rate=0.01))


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "notepad.yaml"
    path.write_bytes(b"\xef\xbb\xbftask: train\r\nname: caf\xc3\xa9\r\n")
    assert load(path) == Train(name="café")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("task: train\nname: a: b", "Line 2, column 8: There is a ':' where none can be."),
        ("task: train\nschedule:\n\tepochs: 1", "Line 3, column 1: There is a tab. Indent with spaces."),
        ("task: train\nseeds: [0, 1", "Line 2, column 13: A list or group is not closed, or a comma is missing."),
        ("task: train\nname: 'x", "Line 2, column 9: A quote is not closed."),
        ("task: train\ntask: distil", "Line 2, column 1: 'task' is given twice."),
        ("task: train\nname: *x", "Line 2, column 7: '*' refers to something that was not named"),
        ("task: !!python/object/apply:os.getcwd []", "Line 1, column 7: Words that begin with '!' are not used"),
        ("task: train\n---\ntask: train", "Line 2, column 1: A second recipe"),
        ("task: train\nname: @home", "Line 2, column 7: A value cannot begin with '@'. Put it in quotes."),
        ("task: train\nname", "A ':' is missing after the name of a setting."),
        ("task: train\n [a]: b\n", "Line 2"),
        ("task: \x01", "This is not YAML"),
        ("", "This recipe is empty."),
        ("# only a comment\n", "This recipe is empty."),
        ("- task: train", "Expected a group of settings, got [a group of settings]."),
        ("train", "Expected a group of settings, got 'train'."),
        ("[" * 5000, "More than 100 brackets are open at once."),
        ("task: &a [*a]", "refers to itself"),
    ],
)
def test_text_that_is_no_recipe_gets_one_clear_message(text: str, said: str) -> None:
    message = refusal(text)
    assert said in message
    assert message.startswith("One problem in my.yaml:")


def test_a_few_lines_that_stand_for_billions_of_values_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "more than 100,000 values" in refusal("\n".join(lines))


def test_a_missing_file_suggests_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "digits.yaml").write_text("task: train")
    with pytest.raises(RecipeError) as caught:
        load(tmp_path / "digit.yaml")
    assert "There is no such file." in str(caught.value)
    assert f"Did you mean '{tmp_path / 'digits.yaml'}'?" in str(caught.value)


def test_a_missing_folder_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"There is no such file\. Check the name and the folder\."):
        load(tmp_path / "nowhere" / "x.yaml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\xff\xfe", r"not a text file in UTF-8 \(byte 1\)"),
        (b"task: train\0", "contains zero bytes"),
        (b"# " + b"x" * 1_000_000, "larger than 1,000,000 bytes"),
        (b"", "This recipe is empty"),
    ],
)
def test_files_that_are_no_text_get_one_clear_message(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "picture.yaml"
    path.write_bytes(content)
    with pytest.raises(RecipeError, match=said):
        load(path)


def test_a_folder_is_called_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="This is a folder"):
        load(tmp_path)


def test_a_file_without_permission_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text("task: train")

    def refuse(self: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, os.strerror(13), str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(RecipeError, match=r"cannot be read: Permission denied\. Allow reading it\."):
        load(path)


def test_the_schema_describes_every_task_and_is_plain_json() -> None:
    described = json.loads(json.dumps(schema()))
    assert set(described["discriminator"]["mapping"]) == {"train", "distil", "evaluate", "export"}
    assert described["$defs"]["Schedule"]["properties"]["epochs"]["description"] == "Passes over the training pictures."


def test_overrides_reach_groups_lists_and_what_is_not_there_yet() -> None:
    data = {"task": "distil", "seeds": [0, 1], "student": {"kind": "mlp", "params": {"hidden": [8]}}}
    changed = override(
        data,
        [
            "schedule.epochs=3",
            "seeds.1=7",
            "student.params.hidden.0=16",
            "name=",
            "data.source={kind: mnist}",
            "alpha=1e-1",
        ],
    )
    recipe = validate(changed)
    assert isinstance(recipe, Distil)
    assert recipe.schedule.epochs == 3
    assert recipe.seeds == (0, 7)
    assert recipe.student.params == {"hidden": [16]}
    assert recipe.data.source.kind == "mnist"
    assert recipe.alpha == 0.1


def test_overriding_leaves_the_original_alone() -> None:
    data: dict[str, Any] = {"task": "train", "seeds": [0]}
    override(data, ["seeds.0=5", "schedule.epochs=2"])
    assert data == {"task": "train", "seeds": [0]}


def test_a_value_may_contain_an_equals_sign() -> None:
    assert override({}, ["name=a=b"]) == {"name": "a=b"}


@pytest.mark.parametrize(
    ("assignment", "said"),
    [
        ("epochs", "'epochs' is not an assignment. Write path=value, e.g. schedule.epochs=3."),
        ("=3", "'=3' is not an assignment."),
        ("a..b=3", "'a..b=3' is not an assignment."),
        ("seeds.2=3", "seeds.2: There is no item '2' in this list: its items are numbered 0 to 1."),
        ("seeds.x=3", "seeds.x: There is no item 'x' in this list"),
        ("task.x=3", "task: This is 'train', not a group of settings."),
        ("seeds=[1", "seeds: The value '[1' cannot be read: Line 1"),
    ],
)
def test_an_assignment_that_cannot_be_made_says_why(assignment: str, said: str) -> None:
    with pytest.raises(RecipeError) as caught:
        override({"task": "train", "seeds": [0, 1]}, [assignment])
    assert said in str(caught.value)


def test_all_bad_assignments_are_reported_at_once() -> None:
    with pytest.raises(RecipeError) as caught:
        override({"seeds": [0]}, ["seeds.4=1", "nothing"])
    assert len(caught.value.problems) == 2


def test_what_is_read_can_be_overridden_before_it_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("task: train\nschedule: {epochs: 0}\n")
    assert validate(override(read(path), ["schedule.epochs=4"])) == Train(schedule=Schedule(epochs=4))


def test_a_written_recipe_is_ordinary_yaml() -> None:
    plain = YAML(typ="safe", pure=True).load(dump(Distil(seeds=(0, 1, 2))))
    assert plain["seeds"] == [0, 1, 2]
    assert plain["data"]["labels_per_class"] is None
