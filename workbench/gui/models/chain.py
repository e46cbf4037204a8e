"""What to add to a recipe's teachers and to the networks between teacher and student."""

from __future__ import annotations

from itertools import pairwise
from math import log, sqrt
from typing import TYPE_CHECKING, Any

from workbench.gui.models.costs import chosen, cost_of
from workbench.recipes import TeacherRun, TeacherTraining

if TYPE_CHECKING:
    from workbench.gui.models.timings import Reference
    from workbench.gui.models.workspace import Workspace

MOST = 8
"""Further teachers, and assistants, that a recipe can have."""
ROOM = 1.2
"""An assistant is at least so many times as large as who learns from it, and its teacher so many times as large."""
NEAR = 3.0
"""It is at most so many times larger or smaller than one in the middle of the step: else one step stays too large."""

Draft = dict[str, Any]


def earlier_teacher(space: Workspace) -> Draft:
    """The newest network of an earlier run that does not teach already; without one, a run yet to be chosen."""
    taken = [(other.get("run"), other.get("role")) for other in _teachers(space)]
    offered = [TeacherRun(run=found.run.id, role=found.role) for found in space.runs.teachers]
    free = [teacher for teacher in offered if (teacher.run, teacher.role) not in taken]
    best = next(iter(free or offered), None)
    return best.model_dump(mode="json") if best is not None else {"kind": "run", "run": ""}


def further_teacher(space: Workspace) -> Draft:
    """A teacher to begin with beside those there are.

    One of an earlier run or else, to be trained, the network of the most similar size that does not teach yet: the
    same one with the same seed would say the same.
    """
    found = earlier_teacher(space)
    if found["run"] and found.get("run") not in [other.get("run") for other in _teachers(space)]:
        return {"teacher": found, "weight": 1.0}
    taken = [(other.get("model") or {}).get("kind") for other in _teachers(space)]
    teacher = TeacherTraining().model_dump(mode="json")
    first, usual = cost_of(space, "teacher"), teacher["model"]["kind"]
    like = first.parameters if first is not None and first.parameters else 0
    free = [(abs(log(size / like)), kind) for kind, size in _known_sizes(space) if like and kind not in taken]
    others = [entry["name"] for entry in space.catalogue.entries("architectures")]
    kind = min(free)[1] if free else next((kind for kind in (usual, *others) if kind not in taken), usual)
    return {"teacher": {**teacher, "model": {"kind": kind, "params": {}}}, "weight": 1.0}


def assistant_between(space: Workspace) -> tuple[int, Draft] | None:
    """An assistant for the largest step from teacher to student, and its place; None where none is known."""
    advice = space.advice
    if advice.gap is not None and not advice.is_outdated and advice.gap.get("assistant"):
        return int(advice.gap.get("place", 0)), {"kind": advice.gap["assistant"], "params": {}}
    sizes = _sizes(space)
    if sizes is None:
        return None
    steps = [above / below for above, below in pairwise(sizes)]
    place = steps.index(max(steps))
    above, below = sizes[place], sizes[place + 1]
    middle = sqrt(above * below)
    taken = [_kind(chosen(space, part)) for part in ("teacher", "student")]
    fitting = [
        (abs(log(size / middle)), kind)
        for kind, size in _known_sizes(space)
        if kind not in taken and below * ROOM <= size <= above / ROOM and middle / NEAR <= size <= middle * NEAR
    ]
    return (place, {"kind": min(fitting)[1], "params": {}}) if fitting else None


def with_assistant(space: Workspace, place: int | None = None, network: Draft | None = None) -> list[Draft]:
    """The assistants with one more: the given one or else one that fits or, without any, the student's own network."""
    there = list(space.recipe.value("assistants") or ())
    found = assistant_between(space) if network is None else None
    if found is not None:
        place, network = found
    network = network or dict(space.recipe.value("student") or {})
    there.insert(len(there) if place is None else place, network)
    return there


def _teachers(space: Workspace) -> list[Draft]:
    others = [other.get("teacher") or {} for other in space.recipe.value("co_teachers") or ()]
    return [space.recipe.value("teacher") or {}, *others]


def _sizes(space: Workspace) -> list[int] | None:
    """Weights of each network of the chain, from the teacher to the student; None while one of them is unknown."""
    found = [cost_of(space, "teacher"), *map(space.timings.cost, space.recipe.value("assistants") or ())]
    found.append(cost_of(space, "student"))
    sizes = [cost.parameters for cost in found if cost is not None and cost.parameters]
    return sizes if len(sizes) == len(found) else None


def _known_sizes(space: Workspace) -> list[tuple[str, int]]:
    """Networks with their usual settings, and how many weights they have."""
    found = []
    for entry in space.catalogue.entries("architectures"):
        cost = space.timings.cost({"kind": entry["name"], "params": {}})
        if cost is not None and cost.parameters:
            found.append((entry["name"], cost.parameters))
    return found


def _kind(network: Reference | None) -> object:
    return network["kind"] if network is not None else None
