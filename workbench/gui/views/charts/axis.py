"""Axes: where their numbers are and how they are written, on the screen and in exported pictures alike."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QLocale, QRectF
from PySide6.QtWidgets import QGraphicsItem

BEYOND = 20
"""Pixels by which a number may reach beyond the end of its axis."""
PIXELS_APART = {"left": 26, "bottom": 72}
"""Room that a number needs along its axis, at least."""


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from `low` to `high`, at most about so many."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    step = spacing(low, high, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def spacing(low: float, high: float, most: int) -> float:
    """1, 2 or 5 times a power of ten, so that at most so many fit between."""
    rough = (high - low) / max(1, most)
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough * (1 - 1e-9))


def logarithmic_ticks(low: float, high: float, most: int) -> list[float]:
    """The same where `low` and `high` are logarithms to base 10: powers of ten, and numbers between where few fit."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    if high - low > 3:
        return [float(power) for power in ticks(low, high, most) if abs(power - round(power)) < 1e-9]
    powers = range(math.floor(low), math.ceil(high) + 1)
    inside: list[float] = []
    for times in ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3), (1,)):
        found = [power + math.log10(time) for power in powers for time in times]
        inside = [place for place in found if low <= place <= high]
        if len(inside) <= most:
            break
    if len(inside) >= 2:
        return inside
    return [math.log10(value) for value in ticks(10.0**low, 10.0**high, most) if value > 0]


def text(value: float, step: float) -> str:
    """A number on an axis whose numbers lie `step` apart."""
    size = max(abs(value), abs(step))
    if size == 0:
        return "0"
    if size >= 1e7 or size < 1e-4:
        return f"{value:.3g}"
    decimals = max(0, -math.floor(math.log10(abs(step)) + 1e-9)) if step else 0
    return QLocale().toString(value, "f", min(decimals, 8))


def logarithmic_text(place: float) -> str:
    """A number on a logarithmic axis, from its logarithm."""
    value = 10.0**place
    if 1e-4 <= value < 1e7:
        digits = max(0, 1 - math.floor(place)) if value < 1 else (1 if value < 10 else 0)
        shown = QLocale().toString(value, "f", digits)
        point = QLocale().decimalPoint()
        return shown.rstrip("0").rstrip(point) if point in shown else shown
    return f"{value:.3g}"


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph ships no types
    """An axis with few, round numbers. Logarithmic where `setLogMode` says so: it then gets logarithms.

    It keeps its picture, numbers and grid, until its range changes: painting them takes longer than painting the lines.
    """

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def boundingRect(self) -> QRectF:
        """With room for numbers at its ends: where there is a grid, pyqtgraph leaves none and drops them."""
        across, up = (BEYOND, 0) if self.orientation == "bottom" else (0, BEYOND)
        rect: QRectF = super().boundingRect()
        return rect.adjusted(-across, -up, across, up)

    def tickValues(self, low: float, high: float, pixels: float) -> list[tuple[float, list[float]]]:
        """Where numbers and grid lines are; one level of them, since each further one makes a drawing slower."""
        low, high = sorted((low, high))
        most = max(2, int(pixels / PIXELS_APART[self.orientation]))
        if self.logMode:
            return [(1.0, logarithmic_ticks(low, high, most))]
        found = ticks(low, high, most)
        return [(spacing(low, high, most), found)] if found else []

    def tickStrings(self, values: list[float], scale: float, apart: float) -> list[str]:
        """What is written there."""
        return [logarithmic_text(value) if self.logMode else text(value, apart) for value in values]
