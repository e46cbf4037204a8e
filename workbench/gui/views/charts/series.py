"""What a chart shows, as data: the charts say it, and one drawing, one legend, one table and one export follow."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.gui.models.curves import Curve
from workbench.gui.models.phase import Phase
from workbench.gui.theme import Line


@dataclass(frozen=True, slots=True)
class Series:
    """One line.

    Attributes:
        key: Tells it from the others, over time.
        title: As the legend says it; empty = not in the legend.
        name: As tables say it, where it has no title of its own.
        curve: Its points over optimiser steps; may grow between two drawings.
        phase: The training whose steps these are.
        faint: It stays behind the others.
        foreign: It belongs to an overlaid run: what was measured is fainter still, or it would drown all else.
        factor: Multiplies the values.
        smooth: It is noisy: what was measured is drawn faint, the smoothed line strong.
        best: Mark the highest point.
        crowd: It is one of many of its kind: the read-out names only the best of them, and that at the pointer.
    """

    key: str
    title: str
    curve: Curve
    phase: Phase
    style: Line
    name: str = ""
    faint: bool = False
    foreign: bool = False
    factor: float = 1.0
    smooth: bool = False
    best: bool = False
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A flat line over the whole width."""

    title: str
    value: float
    style: Line


@dataclass(frozen=True, slots=True)
class Mark:
    """Something happened at a step, e.g. ``temperature 4 → 8``."""

    phase: Phase
    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a chart shows.

    Attributes:
        notes: What has to be said about it, in a few words each.
    """

    series: list[Series] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
