"""What the lines say at one place: a small table that follows the mouse or the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of it.

    Attributes:
        color: Of the series. value: in words, with what it was smoothed from where that differs.
    """

    title: str
    value: str
    color: str


class Readout(QLabel):
    """Lies over a plot and lets the mouse through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("readout")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.spoken = ""
        self.hide()

    def say(self, place: str, readings: Sequence[Reading], notes: Sequence[str], at: int, frame: QRect) -> None:
        """Show readings beside the vertical line at pixel `at`, inside `frame`."""
        rows = "".join(
            f'<tr><td><font color="{each.color}">●</font> {escape(each.title)}&nbsp;&nbsp;</td>'
            f'<td align="right">{escape(each.value)}</td></tr>'
            for each in readings
        )
        said = "".join(f"<br>{escape(note)}" for note in notes)
        self.setText(f"<b>{escape(place)}</b>{said}<table cellspacing='0'>{rows}</table>")
        self.spoken = "; ".join([place, *notes, *(f"{each.title} {each.value}" for each in readings)])
        self.adjustSize()
        right, left = at + 12, at - 12 - self.width()
        if right + self.width() > frame.right():
            right = left if left >= frame.left() else frame.right() - self.width()
        self.move(QPoint(max(frame.left(), right), frame.top() + 6))
        self.show()
        self.raise_()
