"""A slider with a spin box beside it: drag roughly, type exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from workbench.gui.forms.editors import NumberSpin, WheelGuard
from workbench.gui.labels import text_label

NOTCHES = 1000


@dataclass(frozen=True, slots=True)
class Scale:
    """How the way of a slider becomes a value.

    Attributes:
        low, high: Ends of the slider; the spin box may reach further.
        logarithmic: Each part of the way multiplies the value, for values above 0.
        decimals: Of a value chosen with the slider.
    """

    low: float
    high: float
    logarithmic: bool = False
    decimals: int = 2

    def value(self, notch: int) -> float:
        """The value at a notch of the slider."""
        way = notch / NOTCHES
        if self.logarithmic:
            return round(exp(log(self.low) + way * (log(self.high) - log(self.low))), self.decimals)
        return round(self.low + way * (self.high - self.low), self.decimals)

    def notch(self, value: float) -> int:
        """The notch nearest to a value."""
        inside = min(self.high, max(self.low, value))
        if self.logarithmic:
            return round(NOTCHES * (log(inside) - log(self.low)) / (log(self.high) - log(self.low)))
        return round(NOTCHES * (inside - self.low) / (self.high - self.low))


class Dial(QWidget):
    """Shows one value and reports what the user moves it to.

    Signals:
        moved: The value that the user asks for.
    """

    moved = Signal(float)

    def __init__(
        self,
        title: str,
        scale: Scale,
        *,
        limits: tuple[float, float],
        suffix: str = "",
        meaning: Callable[[float], str] | None = None,
        ends: tuple[str, str] = ("", ""),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scale, self._meaning = scale, meaning
        self._value = scale.low
        self.label = QLabel(title)
        self.words = text_label(look="facts")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, NOTCHES)
        self.slider.setPageStep(NOTCHES // 10)
        self.slider.setSingleStep(NOTCHES // 100)
        self.slider.setAccessibleName(title)
        self.spin = NumberSpin()
        self.spin.setRange(*limits)
        self.spin.setSuffix(suffix)
        self.spin.setAccessibleName(self.tr("{title}, exact value").format(title=title))
        self.spin.setFixedWidth(self.spin.fontMetrics().horizontalAdvance("0") * (8 + len(suffix)) + 24)
        self.label.setBuddy(self.spin)
        guard = WheelGuard(self)
        guard.guard(self.slider)
        guard.guard(self.spin)
        self._lay_out(ends)
        self.slider.valueChanged.connect(self._on_slider)
        self.spin.valueChanged.connect(self._on_spin)

    def show_value(self, value: float) -> None:
        """Display a value without reporting it; a slider that is being dragged keeps its place."""
        self._value = value
        self.slider.blockSignals(True)
        if not self.slider.isSliderDown():
            self.slider.setValue(self._scale.notch(value))
        self.slider.blockSignals(False)
        self.spin.blockSignals(True)
        self.spin.setValue(value)
        self.spin.blockSignals(False)
        self.words.setText(self._meaning(value) if self._meaning else "")

    def _lay_out(self, ends: tuple[str, str]) -> None:
        top = QHBoxLayout()
        top.addWidget(self.label)
        top.addStretch(1)
        top.addWidget(self.words)
        middle = QHBoxLayout()
        for word in (ends[0], None, ends[1]):
            if word is None:
                middle.addWidget(self.slider, 1)
            elif word:
                middle.addWidget(text_label(word, "hint"))
        middle.addWidget(self.spin)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(middle)

    def _on_slider(self, notch: int) -> None:
        self.moved.emit(self._scale.value(notch))

    def _on_spin(self, value: float) -> None:
        self.moved.emit(value)
