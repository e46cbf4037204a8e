"""Every measured network as a point: what it is worth against what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10, nan
from typing import Literal

from workbench.recipes import Role
from workbench.runs import RunSummary
from workbench.runs.difference import pareto

Cost = Literal["bytes", "latency_ms", "flops", "parameters"]
COSTS: tuple[Cost, ...] = ("bytes", "latency_ms", "flops", "parameters")


@dataclass(frozen=True, slots=True)
class Point:
    """One network.

    Attributes:
        accuracy: Mean over the seeds, 0 to 1. spread: standard deviation; None with one seed.
        costs: In the order of `COSTS`; None = not measured.
    """

    run: str
    title: str
    role: Role
    accuracy: float
    spread: float | None
    costs: tuple[float | None, ...]

    def cost(self, of: Cost) -> float | None:
        """What it costs; None where that is unknown or nothing, which no logarithm can show."""
        value = self.costs[COSTS.index(of)]
        return value if value else None

    def place(self, of: Cost) -> float:
        """The logarithm of the cost; NaN where that is unknown."""
        value = self.cost(of)
        return log10(value) if value else nan


def points_of(runs: Iterable[RunSummary], *, teachers: bool, plain: bool) -> list[Point]:
    """All networks of the runs; the same teacher of several runs once."""
    found: dict[object, Point] = {}
    for run in runs:
        for point in _points(run):
            if (point.role == "teacher" and not teachers) or (point.role == "plain" and not plain):
                continue
            same = point.role == "teacher"
            found.setdefault((point.accuracy, point.spread, point.costs) if same else (run.id, point.role), point)
    return list(found.values())


def front_of(points: Sequence[Point], of: Cost) -> list[Point]:
    """Those that no other beats in accuracy and cost together, cheapest first."""
    return [points[number] for number in pareto([(point.place(of), point.accuracy) for point in points])]


def best_within(points: Iterable[Point], of: Cost, budget: float) -> Point | None:
    """The most accurate one that costs no more; None where all cost more."""
    cheap = [point for point in points if (cost := point.cost(of)) is not None and cost <= budget]
    return max(cheap, key=lambda point: point.accuracy, default=None)


def _points(run: RunSummary) -> list[Point]:
    mine = (run.bytes, run.latency_ms, run.flops, run.parameters)
    taught = (run.teacher_bytes, run.teacher_latency_ms, run.teacher_flops, run.teacher_parameters)
    main: Role = "distilled" if run.task == "distil" else "model"
    known: list[tuple[Role, float | None, float | None, tuple[float | None, ...]]] = [
        (main, run.accuracy, run.accuracy_sd, mine),
        ("plain", run.plain_accuracy, run.plain_accuracy_sd, mine),  # the same network as its twin
        ("teacher", run.teacher_accuracy, run.teacher_accuracy_sd, taught),
    ]
    return [
        Point(run.id, run.title, role, accuracy, spread, costs)
        for role, accuracy, spread, costs in known
        if accuracy is not None
    ]
