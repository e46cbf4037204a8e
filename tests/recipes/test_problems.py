"""What is wrong with a recipe, in the user's words."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import Field, ValidationError

from workbench.errors import Problem, RecipeError
from workbench.recipes import Frozen, problems_of, validate


def problems(data: dict[str, Any]) -> dict[str, Problem]:
    with pytest.raises(RecipeError) as caught:
        validate(data)
    return {problem.path: problem for problem in caught.value.problems}


def only(data: dict[str, Any]) -> str:
    (problem,) = problems(data).values()
    return str(problem)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"schedule": {"epochs": 0}}, "schedule.epochs: Expected a whole number from 1 to 100,000, got 0."),
        ({"schedule": {"epochs": 1.5}}, "schedule.epochs: Expected a whole number from 1 to 100,000, got 1.5."),
        ({"temperature": "hot"}, "temperature: Expected a number above 0 and at most 1,000, got 'hot'."),
        ({"alpha": float("nan")}, "alpha: Expected a number from 0 to 1, got nan."),
        ({"data": {"labels_per_class": 0}}, "data.labels_per_class: Expected a whole number of at least 1, got 0."),
        ({"data": {"validation": 0.5}}, "data.validation: Expected a number above 0 and below 0.5, got 0.5."),
        ({"twin": "maybe"}, "twin: Expected true or false, got 'maybe'."),
        ({"seeds": []}, "seeds: Expected at least 1 item, got []."),
        ({"seeds": 3}, "seeds: Expected a list in square brackets, got 3."),
        ({"seeds": [1, -2]}, "seeds.1: Expected a whole number of at least 0 and below 2,147,483,648, got -2."),
        ({"seeds": [1, 1]}, "seeds: each seed can be given once only (got [1, 1])."),
        ({"name": 7}, "name: Expected text, got 7. Put it in quotes: '7'."),
        ({"name": "x" * 121}, "name: Expected at most 120 characters, got '" + "x" * 57 + "...'."),
        (
            {"compute": {"device": "cudo"}},
            "compute.device: Expected 'auto', 'cpu', 'cuda' or 'mps', got 'cudo'. Did you mean 'cuda'?",
        ),
        ({"student": "mlp"}, "student: Expected a group of settings, got 'mlp'. Write '{kind: mlp}'."),
        ({"student": {}}, "student.kind: This setting is missing. Add it: Name in the catalogue."),
        (
            {"compute": None},
            "compute: Expected a group of settings, got nothing. Indent its settings below it, or leave the line out.",
        ),
        (
            {"schedule": {"optimiser": "sdg"}},
            "schedule.optimiser: Expected a group of settings, got 'sdg'. Write '{kind: sgd}'.",
        ),
        (
            {"schedule": {"optimiser": {"kind": "sgd", "nesterov": True, "momentum": 0}}},
            "schedule.optimiser: nesterov needs a momentum above 0.",
        ),
        ({3: 4}, "3: Expected a name, got 3. Put it in quotes."),
    ],
)
def test_a_value_that_cannot_be_is_shown_with_what_was_expected(data: dict[str, Any], said: str) -> None:
    assert only({"task": "distil", **data}) == said


@pytest.mark.parametrize(
    ("data", "path", "meant"),
    [
        ({"optimizer": {"kind": "sgd"}}, "optimizer", "schedule.optimiser"),
        ({"epochs": 3}, "epochs", "schedule.epochs"),
        ({"alfa": 0.5}, "alfa", "alpha"),
        ({"schedule": {"optimizer": 1}}, "schedule.optimizer", "optimiser"),
        ({"teacher": {"kind": "train", "modle": 1}}, "teacher.modle", "model"),
        ({"momentum": 0.5}, "momentum", "schedule.optimiser.momentum"),
    ],
)
def test_a_misspelt_or_misplaced_setting_names_the_right_one(data: dict[str, Any], path: str, meant: str) -> None:
    problem = problems({"task": "distil", **data})[path]
    assert problem.message == f"There is no setting called '{path.rsplit('.', 1)[-1]}' here."
    assert problem.suggestion == f"Did you mean '{meant}'?"


def test_settings_of_a_registered_thing_are_sent_below_params() -> None:
    assert "go below 'params'" in only({"task": "distil", "student": {"kind": "mlp", "width": 3}})


def test_a_setting_like_no_other_lists_what_there_is() -> None:
    assert only({"task": "evaluate", "run": "a", "qqqq": 1}).endswith("Settings here: version, name, task, run.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"task": "distill"},
            "task: Expected 'train', 'distil', 'evaluate' or 'export', got 'distill'. Did you mean 'distil'?",
        ),
        ({}, "task: This setting is missing: expected 'train', 'distil', 'evaluate' or 'export'. Add 'task: train'."),
        (
            {"task": "distil", "schedule": {"decay": {"kind": "cosin"}}},
            "schedule.decay.kind: Expected 'constant', 'cosine' or 'step', got 'cosin'. Did you mean 'cosine'?",
        ),
        (
            {"task": "distil", "schedule": {"optimiser": {"momentum": 0.5}}},
            "schedule.optimiser.kind: This setting is missing: expected 'sgd', 'dot' or 'adamw'. Add 'kind: sgd'.",
        ),
    ],
)
def test_a_name_that_chooses_between_groups_is_treated_like_any_other(data: dict[str, Any], said: str) -> None:
    assert only(data) == said


def test_paths_are_as_the_user_wrote_them() -> None:
    data = {
        "task": "distil",
        "teacher": {"kind": "train", "schedule": {"optimiser": {"kind": "sgd", "momentum": 2}}, "train": 1},
        "adjustments": [{"phase": "distilled/0", "step": 1}, {"phase": "distilled/0", "step": -1}],
    }
    assert list(problems(data)) == ["teacher.schedule.optimiser.momentum", "teacher.train", "adjustments.1.step"]


def test_everything_is_reported_at_once_in_the_order_of_the_recipe() -> None:
    data = {
        "task": "distil",
        "nonsense": 1,
        "schedule": {"batch_size": 0, "epochs": 0},
        "alpha": 2,
        "data": {"test": 1},
        "student": {},
    }
    assert list(problems(data)) == [
        "nonsense", "schedule.batch_size", "schedule.epochs", "alpha", "data.test", "student.kind",
    ]  # fmt: skip


class Layer(Frozen):
    kind: Literal["layer"] = "layer"
    width: int = Field(8, ge=1, le=512, description="Units.")


class Params(Frozen):
    layers: tuple[Layer, ...] = (Layer(),)
    size: int | str = 3
    by_name: dict[str, Layer] = {}


def test_settings_of_a_registered_thing_are_reported_below_their_place() -> None:
    data = {"layers": [{"kind": "layer", "width": 0}], "by_name": {"first": {"widht": 1}}, "size": [1]}
    with pytest.raises(ValidationError) as caught:
        Params.model_validate(data)
    found = problems_of(caught.value, Params, data, prefix="student.params")
    assert [str(problem) for problem in found] == [
        "student.params.layers.0.width: Expected a whole number from 1 to 512, got 0.",
        "student.params.by_name.first.widht: There is no setting called 'widht' here. Did you mean 'width'?",
        "student.params.size: Expected a whole number or text, got [1].",
    ]
