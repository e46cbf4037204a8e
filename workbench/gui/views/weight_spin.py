"""The weight of a method: a number, or nothing for the one of its paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QWidget

from workbench.gui.forms.editors import NumberSpin
from workbench.gui.views import words

NONE = -1.0
"""Stands for nothing: no weight is below 0."""
MOST = 1e6


class WeightSpin(NumberSpin):
    """Left empty, it stands for the paper's weight and says which that is.

    Signals:
        chosen: A number, or None.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper = 1.0
        self.setRange(NONE, MOST)
        self.valueChanged.connect(self._on_value)

    def show_weight(self, weight: float | None, paper: float) -> None:
        """Display a weight without reporting it.

        Args:
            weight: None = the paper's.
            paper: The weight that the method's paper gives it.
        """
        self._paper = paper
        before = self.blockSignals(True)
        self.setSpecialValueText(self.tr("the paper's: {weight}").format(weight=words.number(paper)))
        self.setValue(NONE if weight is None else weight)
        self.blockSignals(before)

    def stepBy(self, steps: int) -> None:
        """From the paper's weight on, and never below 0."""
        if self.value() == NONE:
            self.blockSignals(True)
            self.setValue(self._paper)
            self.blockSignals(False)
        if self.value() == 0 and steps < 0:
            return
        super().stepBy(steps)
        if self.value() < 0:
            self.setValue(0)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Nothing, and what it says of nothing, is as good as a number that is not negative."""
        if not text.strip() or text == self.specialValueText():
            return QValidator.State.Acceptable, text, position
        number, fits = self.locale().toDouble(text.strip())
        if fits and number < 0:
            return QValidator.State.Invalid, text, position
        return super().validate(text, position)

    def valueFromText(self, text: str) -> float:
        """The number meant."""
        return NONE if not text.strip() or text == self.specialValueText() else super().valueFromText(text)

    def _on_value(self, value: float) -> None:
        self.chosen.emit(None if value == NONE else value)
