"""Text on the window: labels whose look the theme knows by their name, and a line that changes often."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

Look = Literal["", "title", "headline", "heading", "facts", "hint", "problem"]


def said(text: str) -> str:
    """What a schema or the catalogue says, in the user's language."""
    return QCoreApplication.translate("catalogue", text) if text else ""


def text_label(text: str = "", look: Look = "", *, wrap: bool = False) -> QLabel:
    """A label that shows its text as it is, never as HTML.

    Args:
        look: Name in the style sheet of the theme; empty = ordinary text.
        wrap: Break long lines.
    """
    made = QLabel(text)
    made.setObjectName(look)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


class OneLine(QWidget):
    """A line of text that changes often: cut off where there is no room; no change makes the window lay itself out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What it says, whether or not there is room for all."""
        return self._text

    def setText(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            if self.accessibleName() == self._text:  # nobody gave it another name
                self.setAccessibleName(text)
            self._text = text
            self.setAccessibleDescription(text)
            self.setToolTip(text)
            self.update()

    def sizeHint(self) -> QSize:
        """One line high."""
        return QSize(self.fontMetrics().averageCharWidth() * 40, self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def problem_label() -> QLabel:
    """Where a problem is shown; hidden until there is one."""
    made = text_label(look="problem", wrap=True)
    made.hide()
    return made
