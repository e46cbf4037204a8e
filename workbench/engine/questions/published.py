"""The recipe that published settings and the standard protocol make."""

from __future__ import annotations

from typing import Any

from workbench.engine.presets import PAIRS, Preset, published_recipe
from workbench.engine.questions import Asking
from workbench.engine.registry import methods
from workbench.errors import Problem, RecipeError
from workbench.recipes.requests import Published


def answer(question: Published, asking: Asking) -> dict[str, Any]:
    """As `Published` says.

    Raises:
        RecipeError: No such method, or nothing was published for it and the pair.
    """
    presets: list[Preset] = list(methods.get(question.method, path="method").facts.get("presets", ()))
    pair = (question.teacher, question.student)
    fitting = [one for one in presets if (one["teacher"], one["student"]) == pair]
    if not fitting:
        raise RecipeError([_nothing(question.method, presets)])
    recipes = [published_recipe(question.method, one) for one in fitting]
    return {
        "recipes": [
            {"recipe": recipe, "published": one["published"], "source": one["source"]}
            for recipe, one in zip(recipes, fitting, strict=True)
        ]
    }


def _nothing(method: str, presets: list[Preset]) -> Problem:

    known = [f"{one['teacher']} {one['student']}" for one in presets if (one["teacher"], one["student"]) in PAIRS]
    fix = f"There are for: {', '.join(dict.fromkeys(known))}." if known else "Choose another method."
    return Problem("pair", f"The catalogue has no published settings of '{method}' for this pair.", fix)
