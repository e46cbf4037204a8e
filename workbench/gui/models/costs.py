"""What the two chosen networks cost, from all that is known: the recipe's description, measurements, earlier runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Literal

from workbench.gui.models.timings import Cost, Reference

if TYPE_CHECKING:
    from workbench.gui.models.workspace import Workspace

Part = Literal["teacher", "student"]
MEASURES = ("parameters", "flops", "bytes", "median_ms")
"""Fields of a `Cost` that are compared."""
WIDE = 100
"""A teacher with more than so many times the student's weights may be too large to imitate."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a cost stands between the smallest and the largest, each mark ten times the one before.

    Attributes:
        low, high: Powers of ten.
    """

    low: int
    high: int

    def share(self, value: float) -> float:
        """0 to 1."""
        return (log10(value) - self.low) / (self.high - self.low)


def scale_of(values: Sequence[float]) -> Scale | None:
    """The scale on which all of these stand; None without any."""
    some = [value for value in values if value > 0]
    if not some:
        return None
    low = floor(log10(min(some)))
    return Scale(low, max(low + 1, ceil(log10(max(some)))))


def chosen(space: Workspace, part: Part) -> Reference | None:
    """The network that the recipe names; None where it comes from an earlier run, or is none."""
    found = space.recipe.value("student" if part == "student" else "teacher.model")
    return found if isinstance(found, dict) and isinstance(found.get("kind"), str) else None


def cost_of(space: Workspace, part: Part) -> Cost | None:
    """What one of the two costs; None while nothing is known."""
    network, description = chosen(space, part), space.description
    known = space.timings.cost(network) if network is not None else _of_run(space)
    told = None if description.measuring or description.failure is not None else description.network(part)
    if told is not None:
        names = ("parameters", "flops", "bytes")
        known = replace(known or Cost(), **{name: told[name] for name in names if name in told})
    return known


def is_too_small(teacher: Cost | None, student: Cost | None) -> bool:
    """The teacher has no more weights than the student."""
    sizes = _sizes(teacher, student)
    return sizes is not None and sizes[0] <= sizes[1]


def is_too_large(teacher: Cost | None, student: Cost | None) -> bool:
    """The teacher is so much larger that the student may not be able to follow."""
    sizes = _sizes(teacher, student)
    return sizes is not None and sizes[0] > WIDE * sizes[1]


def ratio(teacher: Cost | None, student: Cost | None, measure: str) -> float | None:
    """How many times as much the teacher costs; None where one of the two is not known."""
    above, below = (getattr(cost, measure, None) for cost in (teacher, student))
    return above / below if above and below else None


def _sizes(teacher: Cost | None, student: Cost | None) -> tuple[int, int] | None:
    if teacher is None or student is None or teacher.parameters is None or student.parameters is None:
        return None
    return teacher.parameters, student.parameters


def _of_run(space: Workspace) -> Cost | None:
    """What was measured of a teacher when its run ended."""
    name, role = space.recipe.value("teacher.run"), space.recipe.value("teacher.role")
    run = next((run for run in space.runs.runs if run.id == name), None)
    if run is None:
        return None
    if role == "teacher":
        return Cost(run.teacher_parameters, run.teacher_flops, run.teacher_bytes, run.teacher_latency_ms)
    return Cost(run.parameters, run.flops, run.bytes, run.latency_ms)
