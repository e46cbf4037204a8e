"""Advice on the recipe: when it is asked for, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.conftest import ADVICE, OpenWindow, TwoSpeedHost
from workbench.gui.models import advice as advice_module
from workbench.gui.models.advice import AdviceModel
from workbench.gui.models.recipe import RecipeModel
from workbench.recipes.requests import Advise


@pytest.fixture(autouse=True)
def _short_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advice_module, "REST_MILLISECONDS", 20)


@pytest.fixture
def recipe(qapp: object) -> RecipeModel:
    return RecipeModel()


@pytest.fixture
def asked() -> list[Advise]:
    return []


@pytest.fixture
def model(recipe: RecipeModel, asked: list[Advise]) -> Iterator[AdviceModel]:
    made = AdviceModel("runs", recipe)
    made.wanted.connect(asked.append)
    yield made
    made.hold()


def answered(model: AdviceModel, asked: list[Advise], qtbot: QtBot, **other: Any) -> None:
    model.look()
    qtbot.waitUntil(lambda: model.is_asking)
    model.take(asked[-1], {**ADVICE, **other})


def test_the_same_networks_are_asked_about_once(model: AdviceModel, asked: list[Advise], qtbot: QtBot) -> None:
    answered(model, asked, qtbot)
    model.look()
    qtbot.wait(60)
    assert len(asked) == 1


def test_dials_and_weights_change_nothing_of_the_advice(
    model: AdviceModel, recipe: RecipeModel, asked: list[Advise], qtbot: QtBot
) -> None:
    answered(model, asked, qtbot)
    recipe.set("temperature", 9.0)
    recipe.set("method.weight", 3.0)
    model.look()
    qtbot.wait(60)
    assert len(asked) == 1
    assert not model.is_outdated


@pytest.mark.parametrize(
    ("path", "value", "outdated"),
    [
        ("student.kind", "small_cnn", True),
        ("data.validation", 0.2, True),
        ("also", [{"kind": "hints"}], False),
        ("start", "teacher", False),
    ],
)
def test_another_network_method_or_split_is_asked_about_again(
    model: AdviceModel,
    recipe: RecipeModel,
    asked: list[Advise],
    qtbot: QtBot,
    path: str,
    value: object,
    *,
    outdated: bool,
) -> None:
    answered(model, asked, qtbot)
    recipe.set(path, value)
    assert model.is_outdated is outdated
    model.look()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked[1].recipe == recipe.draft


def test_while_somebody_types_nothing_is_asked(
    model: AdviceModel, recipe: RecipeModel, asked: list[Advise], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model._rest.setInterval(80)
    model.look()
    for width in range(8):
        recipe.set("student.params", {"width": width})
        qtbot.wait(20)
    assert asked == []
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked[0].recipe["student"]["params"] == {"width": 7}


def test_what_a_training_interrupts_is_asked_again(model: AdviceModel, asked: list[Advise], qtbot: QtBot) -> None:
    model.look()
    qtbot.waitUntil(lambda: model.is_asking)
    model.hold()
    assert not model.is_asking
    model.look()
    qtbot.waitUntil(lambda: len(asked) == 2)


def test_why_a_method_cannot_run_is_told_while_it_is_true(
    model: AdviceModel, recipe: RecipeModel, asked: list[Advise], qtbot: QtBot
) -> None:
    assert model.why_not("hints") == ""
    answered(model, asked, qtbot)
    assert "fully connected" in model.why_not("hints")
    assert model.why_not("kd") == model.why_not("unheard of") == ""
    recipe.set("student.kind", "small_cnn")
    assert model.why_not("hints") == ""


def test_layers_and_published_settings_are_read(model: AdviceModel, asked: list[Advise], qtbot: QtBot) -> None:
    assert model.layers_of("student") == ()
    answered(model, asked, qtbot)
    assert [layer.shape for layer in model.layers_of("teacher")] == [(16, 8, 8), (32, 4, 4)]
    assert [each.accuracy for each in model.published] == [73.33, None]
    assert model.published[0].settings["temperature"] == 4.0
    assert model.gap is not None
    assert model.gap["level"] == "large"


def test_an_answer_that_knows_little_is_taken(model: AdviceModel, asked: list[Advise], qtbot: QtBot) -> None:
    answered(model, asked, qtbot, layers={}, presets=[], teacher=None, gap=None, start=[], reason="No data yet.")
    assert model.is_known
    assert (model.teacher, model.gap, model.layers_of("student"), model.published) == (None, None, (), ())
    assert model.reason == "No data yet."


def test_the_window_asks_where_it_is_seen_and_not_beside_a_run(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    space = window.space
    qtbot.waitUntil(lambda: space.advice.is_known)
    space.wishes.start.emit()
    qtbot.waitUntil(lambda: space.run.is_live)
    before = sum(isinstance(request, Advise) for request in host.requests)
    space.advice._key = None
    qtbot.wait(80)
    assert sum(isinstance(request, Advise) for request in host.requests) == before
    host.play_all()
    qtbot.waitUntil(lambda: not space.run.is_live)
    qtbot.waitUntil(lambda: sum(isinstance(request, Advise) for request in host.requests) == before + 1)
