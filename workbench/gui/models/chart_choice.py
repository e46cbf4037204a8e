"""How the user wants the charts."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal


class Unit(str, Enum):
    """What the horizontal axis counts."""

    STEP = "step"
    EPOCH = "epoch"
    TIME = "time"


class ChartChoice(QObject):
    """One choice for all charts.

    Attributes:
        phase: The training to look at, ``role/seed``; empty = each chart chooses for itself.
        smoothing: Weight of the past in the smoothed lines, 0 to 0.99.
        unit: Of the horizontal axis.
        logarithmic: Draw charts that can have one with a logarithmic axis.

    Signals:
        changed: Something else is wanted.
    """

    changed = Signal()

    def __init__(self, smoothing: float = 0.9, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase = ""
        self.smoothing = smoothing
        self.unit = Unit.STEP
        self.logarithmic = False

    def look_at(self, phase: str) -> None:
        """Look at this training."""
        if phase != self.phase:
            self.phase = phase
            self.changed.emit()

    def smooth(self, weight: float) -> None:
        """Use another weight of the past."""
        if weight != self.smoothing:
            self.smoothing = weight
            self.changed.emit()

    def count_in(self, unit: Unit) -> None:
        """Use another unit of the horizontal axis."""
        if unit is not self.unit:
            self.unit = unit
            self.changed.emit()

    def set_logarithmic(self, on: bool) -> None:
        """Use a logarithmic axis or not."""
        if on != self.logarithmic:
            self.logarithmic = on
            self.changed.emit()
