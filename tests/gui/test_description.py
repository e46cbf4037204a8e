from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import CATALOGUE
from workbench.gui.models.catalogue import CatalogueModel
from workbench.gui.models.description import DescriptionModel
from workbench.gui.models.recipe import RecipeModel
from workbench.recipes import Distil


@pytest.fixture
def recipe(qapp: object) -> RecipeModel:
    return RecipeModel(Distil())


@pytest.fixture
def asked() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def model(recipe: RecipeModel, asked: list[dict[str, Any]]) -> DescriptionModel:
    made = DescriptionModel(recipe)
    made.wanted.connect(asked.append)
    made.switch_on()
    made.take(fakes.DESCRIPTION)
    asked.clear()
    return made


def test_many_edits_are_one_question(
    model: DescriptionModel, recipe: RecipeModel, asked: list[dict[str, Any]], qtbot: QtBot
) -> None:
    for temperature in (5.0, 6.0, 7.0):
        recipe.set("temperature", temperature)
    assert model.measuring
    assert not asked
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked[0]["temperature"] == 7.0


def test_the_answer_ends_the_measuring(model: DescriptionModel) -> None:
    assert not model.measuring
    student = model.network("student")
    assert student is not None
    assert student["parameters"] == 670


def test_an_answer_about_an_older_draft_is_passed_over(
    model: DescriptionModel, recipe: RecipeModel, asked: list[dict[str, Any]], qtbot: QtBot
) -> None:
    recipe.set("temperature", 5.0)
    qtbot.waitUntil(lambda: len(asked) == 1)
    recipe.set("temperature", 6.0)
    model.take({**fakes.DESCRIPTION, "device": "old"})
    assert model.device.startswith("cpu")
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1]["temperature"] == 6.0


def test_problems_reach_the_recipe(model: DescriptionModel, recipe: RecipeModel, qtbot: QtBot) -> None:
    recipe.set("student.kind", "nlp")
    qtbot.waitUntil(lambda: not model._rest.isActive())
    problem = {
        "path": "student.kind",
        "message": "There is no architecture called 'nlp'.",
        "suggestion": "Did you mean 'mlp'?",
    }
    model.take({**fakes.DESCRIPTION, "problems": [problem]})
    assert str(recipe.problems[0]) == "student.kind: There is no architecture called 'nlp'. Did you mean 'mlp'?"


def test_nothing_is_asked_while_a_run_needs_the_computer(
    model: DescriptionModel, recipe: RecipeModel, asked: list[dict[str, Any]]
) -> None:
    model.hold()
    recipe.set("temperature", 5.0)
    assert not model.measuring
    model.go_on()
    assert [draft["temperature"] for draft in asked] == [5.0]


def test_the_catalogue_is_there_at_the_next_start(qapp: object, tmp_path: Path) -> None:
    first = CatalogueModel(tmp_path)
    assert not first.is_known
    first.take(CATALOGUE)
    second = CatalogueModel(tmp_path)
    assert [entry["name"] for entry in second.entries("methods")] == ["hints", "kd", "labels"]


def test_a_damaged_catalogue_is_asked_for_again(qapp: object, tmp_path: Path) -> None:
    CatalogueModel(tmp_path).take(CATALOGUE)
    (file,) = tmp_path.iterdir()
    file.write_text("{")
    assert not CatalogueModel(tmp_path).is_known
