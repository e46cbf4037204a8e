"""Weights with which every method of a recipe pulls equally hard, from the gradients of the student's first batches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from workbench.engine.assembly import dials_of, method_of, needs_teacher, terms_of
from workbench.engine.data import LoadContext, Split, at_hand, split
from workbench.engine.device import choose
from workbench.engine.model import Classifier
from workbench.engine.pulls import LABELS, pulls
from workbench.engine.questions import Asking
from workbench.engine.questions.look import NoTeacher, closest
from workbench.engine.registry import architectures
from workbench.engine.training import problems, split_seed, teachers_of
from workbench.errors import Problem, RecipeError, UserError
from workbench.places import cache
from workbench.recipes import Distil, Ref, Teacher, TeacherTraining, validate
from workbench.recipes.requests import Balance

HEAVIEST = 1e6
"""The largest weight that a recipe may have."""
DIGITS = 3
"""So many digits of a proposed weight are told: batches differ by more than that."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One part of the loss; its fields are those of the answer, see `Balance`."""

    name: str
    path: str
    pull: float | None
    weight: float
    proposed: float | None
    reason: str = ""


def answer(question: Balance, asking: Asking) -> dict[str, Any]:
    """As `Balance` says. No teacher, or a recipe with problems, is no failure: ``reason`` tells. Writes nothing."""
    told: dict[str, Any] = {"terms": [], "batches": 0, "teacher": "", "reason": ""}
    try:
        recipe = _recipe(question.recipe, asking)
        pictures, download = at_hand(recipe.data, LoadContext(cache(), asking.report, asking.check))
        if download:
            raise NoTeacher(f"The pictures are not on this computer yet. Starting a run downloads them: {download}.")
        divided = split(pictures, recipe.data, split_seed(recipe, recipe.seeds[0]))
        guides, told["teacher"] = _guides(recipe, divided, asking) if needs_teacher(recipe) else ([], "")
        place = choose(recipe.compute)
        found = pulls(recipe, divided, guides, place, batches=question.batches, check=asking.check)
    except RecipeError as error:
        return {**told, "reason": " ".join(map(str, error.problems))}
    except (NoTeacher, UserError) as error:
        return {**told, "reason": str(error)}
    return {**told, "terms": list(map(asdict, _rows(recipe, found))), "batches": question.batches}


def _recipe(raw: dict[str, Any], asking: Asking) -> Distil:
    recipe = validate(raw)
    if not isinstance(recipe, Distil):
        raise RecipeError([Problem("task", f"A recipe with task '{recipe.task}' has no methods to balance.")])
    found = problems(recipe, asking.store)
    if found:
        raise RecipeError(found)
    if recipe.assistants and needs_teacher(recipe):
        raise NoTeacher(
            "The student learns from an assistant, which is trained in the run itself: there is nothing to measure yet."
        )
    return recipe


# Who teaches


def _guides(recipe: Distil, divided: Split, asking: Asking) -> tuple[list[Classifier], str]:
    """The recipe's teachers, trained, and who the first one is."""
    found = [_guide(recipe, teacher, divided, asking) for _, teacher in teachers_of(recipe)]
    return [model for model, _ in found], found[0][1]


def _guide(recipe: Distil, teacher: Teacher, divided: Split, asking: Asking) -> tuple[Classifier, str]:
    """A teacher of the recipe; one that it would train itself is the same network from an earlier run."""
    speaker, model = closest(recipe.model_copy(update={"teacher": teacher}), divided, asking)
    if isinstance(teacher, TeacherTraining) and not _are_same(model.card.architecture, teacher.model):
        title = architectures.get(teacher.model.kind).title
        raise NoTeacher(
            f"The teacher ({title}) is not trained yet, and no earlier run has it. Start the run once, then balance."
        )
    return model, speaker.why


def _are_same(first: Ref, second: Ref) -> bool:
    return first.kind == second.kind and bool(architectures.settings(first) == architectures.settings(second))


# What is proposed


def _rows(recipe: Distil, found: dict[str, float]) -> Iterator[_Row]:
    """One row for the labels where they share the loss, and one for each method."""
    weights = dials_of(recipe).weights
    (path, name, _), *further = terms_of(recipe)
    shares = method_of(recipe.method).uses_alpha
    if shares:
        yield _Row(LABELS, "", _number(found[LABELS]), recipe.alpha, None)
    yield _Row(name, f"{path}.weight", _number(found[name]), weights[name], weights[name])
    wanted = (1 - recipe.alpha if shares else 1) * weights[name] * found[name]
    for path, name, _ in further:
        proposed, reason = _proposed(wanted, found[name])
        yield _Row(name, f"{path}.weight", _number(found[name]), weights[name], proposed, reason)


def _proposed(wanted: float, given: float) -> tuple[float | None, str]:
    """The weight with which a method pulls as hard as is wanted, and why there is none.

    Args:
        wanted: How hard the first method pulls under its weight. given: how hard this one pulls at weight 1.
    """
    if not math.isfinite(given):
        return None, "Its gradient is not a number on these batches."
    if given == 0:
        return None, "It does not pull at the student at all on these batches."
    if not math.isfinite(wanted) or wanted == 0:
        return None, "The first method does not pull: there is nothing to be as strong as."
    proposed = float(f"{wanted / given:.{DIGITS}g}")
    if proposed > HEAVIEST:
        return None, f"It pulls so little that it would need a weight of {proposed:.{DIGITS}g}."
    return proposed, ""


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
