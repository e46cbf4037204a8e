"""Recipes of earlier versions of the format, brought up to date one version at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbench.errors import Problem, RecipeError
from workbench.recipes.models import VERSION


def migrate(data: Mapping[str, Any], *, source: str = "") -> dict[str, Any]:
    """The same recipe in today's format; `data` is left as it is.

    Args:
        data: As it was read from a file.
        source: Where it comes from, for messages.

    Raises:
        RecipeError: The recipe is newer than this workbench, or an old one says what today's format cannot.
    """
    recipe = dict(data)
    version = _version(recipe)
    if version is None:
        return recipe
    if version > VERSION:
        raise RecipeError(
            [
                Problem(
                    "version",
                    f"This recipe has version {version}; this workbench reads versions up to {VERSION}.",
                    "Update the workbench.",
                )
            ],
            source=source,
        )
    for step in range(version, VERSION):
        recipe, problems = STEPS[step](recipe)
        if problems:
            raise RecipeError(problems, source=source)
        recipe["version"] = step + 1
    return recipe


def _version(recipe: Mapping[str, Any]) -> int | None:
    """The version that a recipe says it has; None = today's, or something that validation will point out."""
    version = recipe.get("version")
    if version is None and "teacher_run" in recipe:
        return 0  # the draft format did not always write its version, and no later format has this field
    return version if isinstance(version, int) and not isinstance(version, bool) and version >= 0 else None


def _from_draft(old: dict[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Version 0 -> 1.

    ``dataset`` moved into ``data``, ``teacher_run`` became a kind of teacher, ``seed`` a list; temperature and the
    weight of the labels left the method's settings; warm-up became a fraction; ``optimizer`` moved into the schedule.
    """
    new: dict[str, Any] = {key: value for key, value in old.items() if key not in _DRAFT_ONLY}
    problems: list[Problem] = []
    if "dataset" in old:
        new["data"] = {"source": old["dataset"]}
    if "teacher_run" in old:
        new["teacher"] = {"kind": "run", "run": old["teacher_run"]}
    if "seed" in old:
        new["seeds"] = [old["seed"]]
    if isinstance(old.get("schedule", {}), Mapping):
        new["schedule"] = _draft_schedule(old)
    if isinstance(old.get("method"), Mapping) and isinstance(old["method"].get("params"), Mapping):
        problems += _move_dials(new)
    return new, problems


_DRAFT_ONLY = ("dataset", "teacher_run", "seed", "optimizer")


def _draft_schedule(old: Mapping[str, Any]) -> dict[str, Any]:
    schedule = dict(old.get("schedule", {}))
    warmup = schedule.pop("warmup_epochs", 0)
    epochs = schedule.get("epochs", 30)  # the draft's default, which is still today's
    if warmup:
        schedule["warmup"] = (
            warmup / epochs if isinstance(warmup, int) and isinstance(epochs, int) and epochs else warmup
        )
    if "optimizer" in old:
        schedule["optimiser"] = old["optimizer"]
    return schedule


def _move_dials(recipe: dict[str, Any]) -> list[Problem]:
    """Move temperature and alpha from the method's settings to the recipe itself."""
    method = dict(recipe["method"])
    params = dict(method["params"])
    if "temperature" in params:
        recipe["temperature"] = params.pop("temperature")
    hard, soft = params.pop("hard_weight", None), params.pop("soft_weight", None)
    recipe["method"] = {**method, "params": params}
    if hard is None and soft is None:
        return []
    numbers = [weight for weight in (hard, soft) if isinstance(weight, int | float)]
    recipe["alpha"] = hard if hard is not None else 1 - soft if numbers else soft
    if len(numbers) < 2 or abs(sum(numbers) - 1) <= 1e-9:
        return []
    return [
        Problem(
            "method.params",
            f"hard_weight ({hard}) and soft_weight ({soft}) add up to {sum(numbers):g}; "
            "today's alpha needs them to add up to 1.",
            "Divide both by their sum, and multiply the learning rate by it.",
        )
    ]


STEPS: dict[int, Callable[[dict[str, Any]], tuple[dict[str, Any], list[Problem]]]] = {0: _from_draft}
"""What brings a recipe from a version to the next."""
