"""The samples tell stories: each has a recipe that can be done without a network, and says what came of it."""

from __future__ import annotations

import json

import pytest

from workbench import resources
from workbench.recipes import Distil, load

STORIES = json.loads(resources.path("recipes/stories.json").read_text(encoding="utf-8"))


def test_every_sample_has_a_story_and_every_story_a_sample() -> None:
    samples = {path.name for path in resources.path("recipes").glob("*.yaml")}
    assert {story["recipe"] for story in STORIES} == samples
    assert STORIES[0]["recipe"] == "ten-labels.yaml"  # the first click


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["recipe"])
def test_a_story_says_what_was_measured_and_how_long_it_took(story: dict[str, object]) -> None:
    assert set(story) == {"recipe", "title", "outcome", "seconds"}
    assert "Measured on one computer: " in str(story["outcome"])
    assert 0 < int(str(story["seconds"])) <= 60


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["recipe"])
def test_a_sample_compares_with_a_twin_over_several_seeds_on_data_that_is_here(story: dict[str, str]) -> None:
    recipe = load(resources.path(f"recipes/{story['recipe']}"))
    assert isinstance(recipe, Distil)
    assert (recipe.data.source.kind, recipe.twin, len(recipe.seeds) >= 3) == ("digits", True, True)
    assert recipe.name
