"""What pydantic found wrong, in the user's words: where it is, what was expected, and the nearest name."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from workbench.errors import Problem


def problems_of(error: ValidationError, model: Any, data: Any, *, prefix: str = "") -> list[Problem]:
    """Everything that `error` holds, in the order of `data`.

    Args:
        error: From validating `data` as `model`.
        model: A pydantic model, or any annotation that one can be found through (a union, ``Annotated``).
        data: As the user wrote it.
        prefix: Dotted path of `data` inside the recipe; empty = it is the recipe.
    """
    problems: dict[str, Problem] = {}
    for details in error.errors():
        problem = _describe(details, _find(details["loc"], model), prefix)
        known = problems.get(problem.path)
        problems[problem.path] = problem if known is None else _either_way(known, problem)
    ordered = sorted(problems.values(), key=lambda problem: _order(problem.path, data))
    return [Problem(_join(prefix, problem.path), problem.message, problem.suggestion) for problem in ordered]


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name that `name` was most likely meant to be."""
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
    return near[0] if near else None


def shown(value: Any) -> str:
    """A value as a recipe would write it, shortened to one line."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "a group of settings"
        case str():
            return f"'{value}'" if len(value) <= 60 else f"'{value[:57]}...'"
    text = ", ".join(shown(item) for item in value) if isinstance(value, list | tuple) else str(value)
    text = text if len(text) <= 60 else f"{text[:57]}..."
    return f"[{text}]" if isinstance(value, list | tuple) else text


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place in a schema.

    Attributes:
        path: As the user wrote it: field names and list positions, no names of union members.
        annotation: What belongs there; None = the schema says nothing.
        bounds: Constraints of it.
        description: What the field is for; may be empty.
        owner: The group of settings around it.
    """

    path: tuple[str, ...]
    annotation: Any
    bounds: tuple[Any, ...] = ()
    description: str = ""
    owner: type[BaseModel] | None = None


def _find(loc: tuple[int | str, ...], model: Any) -> _Spot:
    """Walk along pydantic's location, leaving out the names of union members that it contains."""
    spot = _Spot((), *_plain(model))
    for item in loc:
        member = _members(spot.annotation).get(str(item))
        if member is None and len(_union(spot.annotation)) > 1:
            member = next((kind for kind in _union(spot.annotation) if getattr(kind, "__name__", "") == item), None)
            spot = _Spot(spot.path, member, spot.bounds, spot.description, spot.owner)
        elif member is not None:
            spot = _Spot(spot.path, member, spot.bounds, spot.description, spot.owner)
        else:
            spot = _inside(spot, item)
    return spot


def _inside(spot: _Spot, item: int | str) -> _Spot:
    """The place one field, key or list position further in."""
    path = (*spot.path, str(item))
    if _is_model(spot.annotation):
        field = spot.annotation.model_fields.get(str(item))
        if field is None:
            return _Spot(path, None, owner=spot.annotation)
        annotation, bounds = _plain(field.annotation)
        return _Spot(path, annotation, (*field.metadata, *bounds), field.description or "", spot.annotation)
    arguments = get_args(spot.annotation)
    if get_origin(spot.annotation) in (list, tuple) and arguments:
        number = item if isinstance(item, int) and item < len(arguments) and Ellipsis not in arguments else 0
        return _Spot(path, *_plain(arguments[number]), description=spot.description)
    if get_origin(spot.annotation) is dict:
        return _Spot(path, *_plain(arguments[1]), description=spot.description)
    return _Spot(path, None)


def _plain(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """An annotation without ``Annotated`` and without ``| None``, and the constraints that it carried."""
    bounds: list[Any] = []
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *extra = get_args(annotation)
            for part in extra:
                bounds.extend(part.metadata if isinstance(part, FieldInfo) else [part])
            continue
        members = [member for member in _union(annotation) if member is not type(None)]
        if len(members) != 1:
            return annotation, tuple(bounds)
        if members[0] is annotation:
            return annotation, tuple(bounds)
        annotation = members[0]


def _union(annotation: Any) -> tuple[Any, ...]:
    """The members of a union; of anything else, the thing itself."""
    return get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)


def _members(annotation: Any) -> dict[str, type[BaseModel]]:
    """The models of a union by the name that chooses them, e.g. ``{"sgd": Sgd, "adamw": AdamW}``."""
    models = [member for member in _union(annotation) if _is_model(member)]
    if len(models) < 2:
        return {}
    return {tag: model for model in models for field in model.model_fields.values() for tag in _tags(field)}


def _tags(field: FieldInfo) -> tuple[str, ...]:
    values = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return values if len(values) == 1 and isinstance(values[0], str) else ()


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _either_way(first: Problem, second: Problem) -> Problem:
    """Two problems of one value that may be one thing or another: it is neither."""
    expected, got, value = first.message.rpartition(", got ")
    other, _, same = second.message.rpartition(", got ")
    if not expected or value != same or expected == other:
        return first
    return Problem(first.path, f"{expected} or {other.removeprefix('Expected ')}{got}{value}", first.suggestion)


def _describe(details: ErrorDetails, spot: _Spot, prefix: str) -> Problem:
    """One error as a problem."""
    value, context = details["input"], details.get("ctx", {})
    path = ".".join(spot.path)
    match details["type"]:
        case "missing":
            return Problem(path, "This setting is missing.", f"Add it: {spot.description}" if spot.description else "")
        case "extra_forbidden":
            return Problem(path, f"There is no setting called '{spot.path[-1]}' here.", _meant(spot, prefix))
        case "union_tag_invalid" | "union_tag_not_found":
            return _wrong_tag(spot, value, context)
        case "literal_error":
            names = [name for name in get_args(spot.annotation) if isinstance(name, str)]
            return Problem(path, f"Expected {context['expected']}, got {shown(value)}.", _did_you_mean(value, names))
        case "model_type" | "model_attributes_type" | "dict_type":
            return Problem(path, f"Expected a group of settings, got {shown(value)}.", _as_group(spot, value))
        case "value_error" | "assertion_error":
            got = "" if isinstance(value, Mapping) else f" (got {shown(value)})"
            return Problem(path, f"{str(context['error']).rstrip('.')}{got}.")
        case "invalid_key":
            return Problem(path, f"Expected a name, got {shown(value)}.", "Put it in quotes.")
        case "invalid-json-value" | "string_type":
            return Problem(path, f"Expected text, got {shown(value)}.", _in_quotes(value))
        case _:
            return Problem(path, f"Expected {_expected(details, spot)}, got {shown(value)}.")


def _wrong_tag(spot: _Spot, value: Any, context: Mapping[str, Any]) -> Problem:
    """The name that chooses between groups of settings is unknown or not there."""
    field, names = context["discriminator"].strip("'"), list(_members(spot.annotation))
    path = ".".join((*spot.path, field))
    if "tag" not in context:
        return Problem(path, f"This setting is missing: expected {_either(names)}.", f"Add '{field}: {names[0]}'.")
    tag = value.get(field, context["tag"]) if isinstance(value, Mapping) else context["tag"]
    return Problem(path, f"Expected {_either(names)}, got {shown(tag)}.", _did_you_mean(tag, names))


def _as_group(spot: _Spot, value: Any) -> str:
    """How to write the group that somebody abbreviated to its name, e.g. ``student: mlp``."""
    names = list(_members(spot.annotation))
    if names:
        name = value if value in names else nearest(str(value), names) or names[0]
        field = next(f for f, info in _members(spot.annotation)[name].model_fields.items() if name in _tags(info))
        return f"Write '{{{field}: {name}}}'." if spot.path else f"Begin with '{field}: {name}'."
    if isinstance(value, str) and _is_model(spot.annotation) and "kind" in spot.annotation.model_fields:
        return f"Write '{{kind: {value}}}'."
    if value is None and spot.path:
        return "Indent its settings below it, or leave the line out."
    return f"Its settings: {', '.join(spot.annotation.model_fields)}." if _is_model(spot.annotation) else ""


def _meant(spot: _Spot, prefix: str) -> str:
    """What a setting that does not exist was most likely meant to be: it is elsewhere, or misspelt, or both."""
    name, owner = spot.path[-1], spot.owner
    if owner is None:
        return ""
    here = {field: (field,) for field in owner.model_fields}
    below = {path[-1]: path for depth in (2, 1) for path in _below(owner, depth)}
    for known in ({name: below[name]} if name in below else {}, here, below):
        if near := nearest(name, list(known)):
            meant = near if known is here else _join(prefix, ".".join((*spot.path[:-1], *known[near])))
            return f"Did you mean '{meant}'?"
    if "params" in here:
        return "Settings of what 'kind' names go below 'params'."
    return f"Settings here: {', '.join(here)}."


def _below(model: type[BaseModel], depth: int) -> Iterator[tuple[str, ...]]:
    """Paths of the settings so many levels below `model`."""
    for name, field in model.model_fields.items():
        for member in _union(_plain(field.annotation)[0]):
            if not _is_model(member):
                continue
            inner = _below(member, depth - 1) if depth > 1 else ((found,) for found in member.model_fields)
            yield from ((name, *path) for path in inner)


def _did_you_mean(value: Any, names: Sequence[str]) -> str:
    near = nearest(value, names) if isinstance(value, str) else None
    return f"Did you mean '{near}'?" if near else ""


def _in_quotes(value: Any) -> str:
    return "" if value is None or isinstance(value, Mapping | list | tuple) else f"Put it in quotes: '{shown(value)}'."


def _expected(details: ErrorDetails, spot: _Spot) -> str:
    """What was expected, with the whole range where the schema gives one."""
    kind, context = details["type"], details.get("ctx", {})
    if kind.startswith(("int_", "float_", "finite_", "greater_", "less_")):
        return f"{'a whole number' if spot.annotation is int else 'a number'}{_range(spot.bounds)}"
    if kind.startswith("bool_"):
        return "true or false"
    if kind.startswith(("tuple_", "list_")):
        return "a list, e.g. [1, 2]" if spot.annotation is None else "a list in square brackets"
    if kind in ("too_short", "string_too_short"):
        return f"at least {context['min_length']} {_items(kind, context['min_length'])}"
    if kind in ("too_long", "string_too_long"):
        return f"at most {context['max_length']} {_items(kind, context['max_length'])}"
    message = details["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _items(kind: str, count: int) -> str:
    noun = "character" if kind.startswith("string") else "item"
    return noun if count == 1 else f"{noun}s"


def _range(bounds: tuple[Any, ...]) -> str:
    """Limits in words, e.g. `` above 0 and at most 10``; empty without limits."""
    words = {"gt": "above", "ge": "of at least", "lt": "below", "le": "at most"}
    limits = {
        name: getattr(bound, name) for bound in bounds for name in words if getattr(bound, name, None) is not None
    }
    if "ge" in limits and "le" in limits:
        return f" from {_number(limits['ge'])} to {_number(limits['le'])}"
    said = [f"{word} {_number(limits[name])}" for name, word in words.items() if name in limits]
    return f" {' and '.join(said)}" if said else ""


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _either(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def _join(prefix: str, path: str) -> str:
    return f"{prefix}.{path}" if prefix and path else prefix or path


def _order(path: str, data: Any) -> list[int]:
    """Where a path is in what the user wrote; what is not there comes last in its group."""
    places: list[int] = []
    for item in path.split("."):
        if isinstance(data, Mapping):
            keys = [str(key) for key in data]
            places.append(keys.index(item) if item in keys else len(keys))
            data = next((value for key, value in data.items() if str(key) == item), None)
        elif isinstance(data, list | tuple) and item.isdigit() and int(item) < len(data):
            places.append(int(item))
            data = data[int(item)]
    return places
