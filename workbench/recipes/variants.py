"""Variants of a recipe's student: what each would be as a recipe of its own, and by what it differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from workbench.recipes.models import Distil, Term, Variant

Differences = dict[str, float | str]
"""Dials of a variant that are not those of the first student: ``temperature``, ``alpha``, ``learning_rate`` with their
values, and ``method`` with its name and those of its settings that are its own."""
DIALS = ("temperature", "alpha", "learning_rate", "method")
"""Fields of a `Variant`."""


def varied(recipe: Distil, variant: Variant) -> Distil:
    """The recipe with a variant's dials instead of its own."""
    given = {
        name: value for name in ("temperature", "alpha", "method") if (value := getattr(variant, name)) is not None
    }
    if variant.learning_rate is not None:
        given["schedule"] = recipe.schedule.model_copy(update={"learning_rate": variant.learning_rate})
    return recipe.model_copy(update=given)


def combinations(dials: Mapping[str, Sequence[Any]]) -> tuple[Variant, ...]:
    """A variant for every combination of these values, but for the one that is the recipe's own student.

    Args:
        dials: Fields of `Variant` with the values to try; None = the recipe's own.
    """
    found = []
    for values in product(*map(_once, dials.values())):
        given = {name: value for name, value in zip(dials, values, strict=True) if value is not None}
        found += [Variant.model_validate(given)] if given else []
    return tuple(found)


def own_as_none(recipe: Distil, dial: str, values: Sequence[Any]) -> list[Any]:
    """The values as `combinations` takes them; a method without settings is the recipe's own if its name is."""
    own = {**dials_of(recipe), "method": recipe.method}[dial]
    named = Term(kind=recipe.method.kind)
    return [None if value in (own, named) else value for value in values]


def values_tried(variants: Sequence[Variant]) -> dict[str, list[Any]]:
    """What the variants have of each dial, without the recipe's own: each value once, in their order."""
    return {
        dial: [value for value in _once(getattr(one, dial) for one in variants) if value is not None] for dial in DIALS
    }


def _once(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        found += [] if value in found else [value]
    return found


def dials_of(recipe: Distil) -> Differences:
    """All the dials that a variant may have of its own, as they are in the recipe."""
    return {
        "temperature": recipe.temperature,
        "alpha": recipe.alpha,
        "learning_rate": recipe.schedule.learning_rate,
        "method": recipe.method.kind,
    }


def differences(recipe: Distil, variant: Variant) -> Differences:
    """By what a variant differs from the recipe's own student; empty where it does not."""
    own, other = dials_of(recipe), dials_of(varied(recipe, variant))
    found: Differences = {name: other[name] for name in DIALS[:3] if other[name] != own[name]}
    if variant.method is not None and variant.method != recipe.method:
        found["method"] = _named(variant.method, recipe.method)
    return found


def methods_of_variants(recipe: Distil) -> Iterator[tuple[int, Term]]:
    """Each method that only variants have, once, with the place of the first variant that has it."""
    told = [recipe.method]
    for number, variant in enumerate(recipe.variants):
        if variant.method is not None and variant.method not in told:
            told.append(variant.method)
            yield number, variant.method


def _named(term: Term, first: Term) -> str:
    """``dkd``, ``dkd beta 2``, ``kd weight 3``: as long as is needed to tell it from the first."""
    own = _settings(term)
    same = _settings(first) if first.kind == term.kind else {}
    return " ".join([term.kind, *(f"{name} {_said(own[name])}" for name in own if own[name] != same.get(name))])


def _settings(term: Term) -> Mapping[str, Any]:
    rest = {name: value for name in ("weight", "temperature") if (value := getattr(term, name)) is not None}
    return {**term.params, **rest}


def _said(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
