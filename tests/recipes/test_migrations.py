"""Old recipes mean today what they meant then; new ones are not misread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recipes.strategies import json_values
from workbench.errors import RecipeError
from workbench.recipes import Data, Distil, Ref, Schedule, Sgd, TeacherRun, dump, load, loads, read, validate
from workbench.recipes.migrations import STEPS
from workbench.recipes.models import VERSION

OLD = Path(__file__).with_name("old")


def test_a_kept_draft_recipe_means_what_it_meant() -> None:
    assert load(OLD / "v0-distil.yaml") == Distil(
        data=Data(source=Ref(kind="cifar10")),
        teacher=TeacherRun(run="20260114-093001-cifar10-resnet56-77aa"),
        student=Ref(kind="resnet8"),
        temperature=6.0,
        alpha=0.25,
        schedule=Schedule(epochs=40, warmup=0.1, optimiser=Sgd(momentum=0.8)),
        seeds=(3,),
    )


@pytest.mark.parametrize("path", sorted(OLD.glob("*.yaml")), ids=lambda path: path.name)
def test_every_kept_recipe_can_be_read_and_written_anew(path: Path) -> None:
    recipe = load(path)
    assert loads(dump(recipe)) == recipe
    assert read(path)["version"] == VERSION


def test_there_is_a_step_from_every_earlier_version() -> None:
    assert sorted(STEPS) == list(range(VERSION))


def test_a_draft_that_does_not_say_its_version_is_known_by_its_teacher() -> None:
    recipe = validate({"task": "distil", "teacher_run": "41", "schedule": {"warmup_epochs": 3}})
    assert recipe == Distil(teacher=TeacherRun(run="41"), schedule=Schedule(warmup=0.1))


def test_migrating_leaves_the_original_alone() -> None:
    data: dict[str, Any] = {"version": 0, "task": "distil", "method": {"kind": "kd", "params": {"temperature": 2}}}
    validate(data)
    assert data["method"] == {"kind": "kd", "params": {"temperature": 2}}


def test_weights_that_today_cannot_be_said_are_not_silently_changed() -> None:
    data = {
        "version": 0,
        "task": "distil",
        "method": {"kind": "kd", "params": {"hard_weight": 1.0, "soft_weight": 0.5}},
    }
    with pytest.raises(RecipeError, match=r"hard_weight \(1.0\) and soft_weight \(0.5\) add up to 1.5"):
        validate(data)


@pytest.mark.parametrize("weight", ["much", [1]])
def test_an_old_weight_that_is_no_number_is_pointed_out(weight: Any) -> None:
    data = {
        "version": 0,
        "task": "distil",
        "method": {"kind": "kd", "params": {"hard_weight": weight, "soft_weight": 1}},
    }
    with pytest.raises(RecipeError, match=r"alpha|hard_weight"):
        validate(data)


def test_a_recipe_from_the_future_asks_for_an_update() -> None:
    with pytest.raises(RecipeError, match=r"version: This recipe has version 9; .* up to 1\. Update the workbench\."):
        validate({"version": 9, "task": "distil"})


@pytest.mark.parametrize("version", ["one", -1, 1.5, [1]])
def test_a_version_that_is_none_is_pointed_out(version: Any) -> None:
    with pytest.raises(RecipeError, match="version: "):
        validate({"version": version, "task": "train"})


_draft = st.fixed_dictionaries(
    {"version": st.just(0), "task": st.just("distil")},
    optional={
        "dataset": json_values,
        "teacher_run": json_values,
        "seed": json_values,
        "optimizer": json_values,
        "schedule": json_values
        | st.fixed_dictionaries({}, optional={"epochs": json_values, "warmup_epochs": json_values}),
        "method": json_values
        | st.fixed_dictionaries(
            {"kind": st.just("kd")},
            optional={
                "params": json_values
                | st.fixed_dictionaries(
                    {}, optional={"temperature": json_values, "hard_weight": json_values, "soft_weight": json_values}
                )
            },
        ),
    },
)


@given(draft=_draft)
@settings(max_examples=60, deadline=None)
def test_whatever_an_old_recipe_says_is_read_or_refused_in_words(draft: dict[str, Any]) -> None:
    try:
        recipe = validate(draft)
    except RecipeError:
        return
    assert isinstance(recipe, Distil)
