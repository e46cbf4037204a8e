from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import Problem
from workbench.gui.models.preferences import Place, Preferences
from workbench.gui.models.recipe import RecipeModel
from workbench.gui.theme import Choice
from workbench.recipes import Distil


@pytest.fixture
def model(qapp: object) -> RecipeModel:
    return RecipeModel(Distil())


def test_a_field_is_set_by_its_path(model: RecipeModel) -> None:
    model.set("schedule.epochs", 7)
    assert model.recipe is not None
    assert model.recipe.schedule.epochs == 7


def test_a_wrong_value_is_kept_and_named(model: RecipeModel) -> None:
    model.set("schedule.epochs", 0)
    assert model.recipe is None
    assert model.value("schedule.epochs") == 0
    assert [problem.path for problem in model.problems_under("schedule")] == ["schedule.epochs"]
    assert not model.problems_under("sched")


def test_what_the_engine_found_goes_away_with_the_next_edit(model: RecipeModel) -> None:
    model.take_problems([Problem("student.kind", "There is no such network.")])
    assert model.problems
    model.set("student.kind", "small_cnn")
    assert not model.problems


def test_a_drag_is_one_step_of_undo(model: RecipeModel) -> None:
    for value in (5.0, 6.0, 7.0):
        model.set("temperature", value)
    model.set("alpha", 0.5)
    model.undo.undo()
    model.undo.undo()
    assert (model.value("temperature"), model.value("alpha")) == (4.0, 0.1)
    assert not model.undo.canUndo()
    model.undo.redo()
    assert model.value("temperature") == 7.0


def test_setting_the_same_value_is_no_change(model: RecipeModel) -> None:
    model.set("temperature", 4.0)
    assert not model.undo.canUndo()


def test_a_default_setting_is_left_out(model: RecipeModel) -> None:
    model.set_setting("student", "width", 32, 16)
    assert model.value("student.params") == {"width": 32}
    model.set_setting("student", "width", 16, 16)
    assert model.value("student.params") == {}


def test_what_is_in_a_list_has_a_path(model: RecipeModel) -> None:
    model.set("also", [{"kind": "at"}, {"kind": "kd"}])
    assert model.value("also.1.kind") == "kd"
    assert model.value("also.1.weight") is None
    model.set("also.1.weight", 2.5)
    model.set_setting("also.1", "standardise", True, False)
    assert model.value("also") == [{"kind": "at"}, {"kind": "kd", "weight": 2.5, "params": {"standardise": True}}]
    assert model.recipe is not None
    assert model.recipe.also[1].weight == 2.5


def test_what_is_wrong_in_a_list_is_found_under_its_path(model: RecipeModel) -> None:
    model.set("also", [{"kind": "at"}, {"kind": "kd", "weight": -1}])
    assert [problem.path for problem in model.problems_under("also.1")] == ["also.1.weight"]
    assert not model.problems_under("also.0")


def test_a_change_in_a_list_is_undone_alone(model: RecipeModel) -> None:
    model.set("also", [{"kind": "at"}, {"kind": "kd"}])
    model.set("also.0.weight", 5.0)
    model.set("also", [{"kind": "kd"}])
    model.undo.undo()
    assert model.value("also.0.weight") == 5.0
    model.undo.undo()
    assert model.value("also.0.weight") is None
    assert model.value("also.1.kind") == "kd"


@pytest.mark.parametrize("path", ["also.3.weight", "also.0.weight", "also.first.weight", "also.-1"])
def test_an_editor_of_what_is_gone_changes_nothing(model: RecipeModel, path: str) -> None:
    assert model.value(path) is None
    model.set(path, 3.0)
    assert model.value("also") == []
    assert not model.undo.canUndo()


def test_the_draft_is_a_copy(model: RecipeModel) -> None:
    model.draft["schedule"]["epochs"] = 99
    assert model.value("schedule.epochs") != 99


def test_preferences_and_the_last_recipe_survive_a_restart(qapp: object, tmp_path: Path) -> None:
    first = Preferences(tmp_path)
    first.theme, first.place = Choice.DARK, Place.THREAD
    first.keep_recipe(Distil(name="mine", temperature=9.0))
    first.save()
    second = Preferences(tmp_path)
    assert (second.theme, second.place) == (Choice.DARK, Place.THREAD)
    assert second.last_recipe() == Distil(name="mine", temperature=9.0)


def test_damaged_preferences_are_as_good_as_none(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text("[General]\ntheme=purple\nplace=moon\nsmoothing=much\n")
    (tmp_path / "last-recipe.yaml").write_text("task: [")
    found = Preferences(tmp_path)
    assert (found.theme, found.place, found.smoothing) == (Choice.SYSTEM, Place.PROCESS, 0.9)
    assert found.last_recipe() is None
