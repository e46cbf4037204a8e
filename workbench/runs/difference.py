"""What tells runs apart: their settings where they differ, and which of them no other beats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import isnan
from typing import Any


class Absent(Enum):
    """The value of a setting that a recipe does not have, or leaves at its default."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT
IGNORED = ("name", "version")
"""Settings that change nothing of what a run does."""
COUNTED = ("adjustments", "data.corrections")
"""Lists of which a table shows how many there are; whether they differ is decided by what is in them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is not the same everywhere.

    Attributes:
        path: Dotted, without the ``params`` of a reference: ``student``, ``student.width``, ``schedule.epochs``.
        values: One for each recipe, in their order: text, number, truth, None, a list of such, or `ABSENT`.
    """

    path: str
    values: tuple[Any, ...]


def differences(recipes: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """The settings in which recipes differ, in the order of the recipes.

    Args:
        recipes: Each as ``recipe.model_dump(mode="json")`` gives it.
    """
    flat = [_flat(recipe) for recipe in recipes]
    found = []
    for path in _in_order(flat):
        values = [settings.get(path, ABSENT) for settings in flat]
        if any(not _same(value, values[0]) for value in values[1:]):
            found.append(Difference(path, tuple(_shown(path, value) for value in values)))
    return found


def pareto(points: Sequence[tuple[float, float]]) -> list[int]:
    """Which points no other beats, cheapest first.

    Args:
        points: Cost, the less the better, and worth, the more the better. NaN in either = not measured, never chosen.

    Returns:
        Positions in `points`; equal points are all among them.
    """
    known = [number for number, point in enumerate(points) if not any(map(isnan, point))]
    front: list[int] = []
    for number in sorted(known, key=lambda position: (points[position][0], -points[position][1])):
        if not front or points[number][1] > points[front[-1]][1] or points[number] == points[front[-1]]:
            front.append(number)
    return front


def _flat(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by path; what is chosen by name stands at the path of the choice, items of lists by their position."""
    settings: dict[str, Any] = {}

    def collect(node: Mapping[str, Any], path: str) -> None:
        for key, value in node.items():
            here = path if key in ("kind", "params") and path else f"{path}.{key}".lstrip(".")
            if isinstance(value, Mapping):
                collect(value, here)
            elif isinstance(value, list) and value and isinstance(value[0], Mapping) and here not in COUNTED:
                collect({str(number): item for number, item in enumerate(value)}, here)
            else:
                settings[here] = value

    collect({key: value for key, value in recipe.items() if key not in IGNORED}, "")
    return settings


def _in_order(flat: Sequence[Mapping[str, Any]]) -> list[str]:
    """All paths, each with those that begin like it: a network's own settings follow the network."""
    first = {path: number for number, path in enumerate(dict.fromkeys(path for one in flat for path in one))}

    def place(path: str) -> tuple[int, ...]:
        pieces = path.split(".")
        parents = (".".join(pieces[: count + 1]) for count in range(len(pieces)))
        return tuple(min(number for other, number in first.items() if _is_within(other, parent)) for parent in parents)

    return sorted(first, key=place)


def _is_within(path: str, parent: str) -> bool:
    return path == parent or path.startswith(f"{parent}.")


def _same(one: Any, other: Any) -> bool:
    """Equal, and not merely as True equals 1."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _shown(path: str, value: Any) -> Any:
    if path in COUNTED and value is not ABSENT:
        return len(value)
    return tuple(value) if isinstance(value, list) else value
