"""Recipes of the standard CIFAR-100 protocol: valid for every published setting, and they train."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.engine.conftest import Desk
from workbench.engine.assembly import misfits, terms_of
from workbench.engine.presets import PAIRS, Preset, published_recipe
from workbench.engine.registry import methods
from workbench.events import Answered, StepsFinished
from workbench.recipes import Distil, Schedule, TeacherRun, Train, validate
from workbench.recipes.requests import Published

HEADLINE = (
    "ab", "at", "cat_kd", "cc", "crd", "ctkd", "dist", "dkd", "fitnets", "fsp", "ft", "kd", "mlkd", "nkd", "nst", "ofd",
    "pkt", "reviewkd", "rkd", "simkd", "sp", "vid", "wttm",
)  # fmt: skip
"""The methods of the headline table; mutual learning has a protocol of its own."""


def published() -> list[tuple[str, Preset]]:
    """Every preset for one of the four pairs, with its method."""
    return [
        (entry.name, preset)
        for entry in methods
        for preset in entry.facts.get("presets", ())
        if (preset["teacher"], preset["student"]) in PAIRS
    ]


def name(case: tuple[str, Preset]) -> str:
    return f"{case[0]}-{case[1]['student']}"


def recipe_of(case: tuple[str, Preset]) -> Distil:
    recipe = validate(published_recipe(*case))
    assert isinstance(recipe, Distil)
    return recipe


def test_every_method_of_the_headline_table_has_published_settings() -> None:
    assert set(HEADLINE) <= {method for method, _ in published()}


@pytest.mark.parametrize("case", published(), ids=name)
def test_each_makes_a_valid_recipe_in_which_the_method_takes_part(case: tuple[str, Preset]) -> None:
    recipe = recipe_of(case)
    assert case[0] in [term.kind for _, _, term in terms_of(recipe)]
    assert misfits(recipe) == []
    assert all(methods.problems(term) == [] for _, _, term in terms_of(recipe))
    rate = 0.01 if recipe.student.kind == "mobilenet_v2_half" else 0.05
    usual = {"epochs": 240, "batch_size": 64, "learning_rate": rate, "keep": "last", "augment": "crop_flip"}
    own = case[1]["settings"].get("schedule", {})
    assert recipe.schedule.model_dump(include=set(usual)) == {**usual, **{key: own[key] for key in usual if key in own}}


def test_the_usual_recipe_can_be_asked_for(desk: Desk) -> None:
    desk.ask(Published(runs=str(desk.root), method="at", teacher="resnet56", student="resnet20"))
    (answered,) = desk.of(Answered)
    found: dict[str, Any] = answered.answer["recipes"][0]
    assert found["published"] == 70.55
    recipe = validate(found["recipe"])
    assert isinstance(recipe, Distil)
    assert [(term.kind, term.weight) for term in recipe.also] == [("at", 1000.0)]


def test_a_pair_without_published_settings_is_told_with_those_that_have(desk: Desk) -> None:
    ended = desk.ask(Published(runs=str(desk.root), method="at", teacher="resnet20", student="resnet8"))
    assert ended.outcome == "failed"
    assert "resnet56 resnet20" in ended.problem + ended.fix


# One epoch of each, on pictures that stand in for CIFAR-100


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred classes of coloured noise around a colour of their own, three pictures each."""
    folder = tmp_path_factory.mktemp("stand-in")
    chance = np.random.default_rng(0)
    for number in range(100):
        colour = chance.integers(0, 200, 3)
        (folder / f"{number:02}").mkdir()
        for picture in range(3):
            pixels = (colour + chance.integers(0, 56, (32, 32, 3))).astype(np.uint8)
            Image.fromarray(pixels).save(folder / f"{number:02}" / f"{picture}.png")
    return folder


@pytest.fixture(scope="module")
def teachers(tmp_path_factory: pytest.TempPathFactory, stand_in: Path) -> dict[str, str]:
    """Each pair's teacher after twenty steps: enough for its normalisation to know the pictures. By architecture."""
    desk = Desk(tmp_path_factory.mktemp("teachers"))
    trained = {}
    for teacher, _ in PAIRS:
        quick = Schedule(epochs=2, batch_size=10, learning_rate=0.001, keep="last")
        recipe = Train.model_validate({"model": {"kind": teacher}, "schedule": quick, "data": source(stand_in)})
        trained[teacher] = str(desk.trained(recipe).path)
    return trained


def source(folder: Path) -> dict[str, Any]:
    return {"source": {"kind": "image_folder", "params": {"folder": str(folder), "size": 32}}, "validation": 0.01}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("case", published(), ids=name)
def test_each_trains_for_an_epoch(
    case: tuple[str, Preset], stand_in: Path, teachers: dict[str, str], desk: Desk
) -> None:
    plain = published_recipe(*case)
    changed = {
        "data": source(stand_in),
        "seeds": [0],
        "twin": False,
        "teacher": TeacherRun(run=teachers[case[1]["teacher"]]).model_dump(),
        "schedule": {**plain["schedule"], "epochs": 1},
    }
    recipe = validate({**plain, **changed})
    assert isinstance(recipe, Distil)
    run = desk.trained(recipe)
    steps = [event for event in run.events() if isinstance(event, StepsFinished) and event.phase == "distilled/0"]
    assert sum(len(next(iter(event.terms.values()))) for event in steps) == math.ceil(100 / recipe.schedule.batch_size)
