"""What the lines of a chart are: a row above it, where it hides none of them. Exported pictures paint the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.theme import Line, Theme

SAMPLE, GAP, BETWEEN = 26.0, 5.0, 14.0
"""Pixels: length of the drawn sample, from there to the text, from one entry to the next."""
ROWS = 3
"""On the screen; what does not fit is named in the tooltip."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend; without a style, words alone."""

    title: str
    style: Line | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry, or the last words, at its place."""

    rect: QRectF
    text: str
    style: Line | None


def flow(entries: Sequence[Entry], width: float, metrics: QFontMetricsF, rows: int = 0) -> list[Placed]:
    """Entries side by side in rows as wide as `width`.

    Args:
        rows: At most so many; then a last word says how many more there are. 0 = as many as it takes.
    """
    placed: list[Placed] = []
    x, row, height = 0.0, 0, metrics.height() + 2
    for number, entry in enumerate(entries):
        sample = SAMPLE + GAP if entry.style is not None else 0.0
        text = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, max(40.0, width - sample))
        wide = sample + metrics.horizontalAdvance(text)
        more = f"+ {len(entries) - number}"
        last = rows and row == rows - 1 and number < len(entries) - 1
        room = width - (BETWEEN + metrics.horizontalAdvance(more) if last else 0)
        if x > 0 and x + wide > room:
            if rows and row == rows - 1:
                placed.append(Placed(QRectF(x, row * height, metrics.horizontalAdvance(more), height), more, None))
                return placed
            x, row = 0.0, row + 1
        placed.append(Placed(QRectF(x, row * height, wide, height), text, entry.style))
        x += wide + BETWEEN
    return placed


def height(placed: Sequence[Placed]) -> float:
    """Of all rows together."""
    return max((entry.rect.bottom() for entry in placed), default=0.0)


def paint(painter: QPainter, placed: Sequence[Placed], corner: QPointF, text_color: QColor) -> None:
    """Draw a legend with its left upper corner there."""
    for entry in placed:
        rect = entry.rect.translated(corner)
        start = rect.left()
        if entry.style is not None:
            middle = rect.center().y()
            painter.setPen(QPen(QColor(entry.style.color), 2, entry.style.dash))
            painter.drawLine(QPointF(start, middle), QPointF(start + SAMPLE, middle))
            paint_marker(painter, QPointF(start + SAMPLE / 2, middle), entry.style, 7)
            start += SAMPLE + GAP
        painter.setPen(text_color)
        painter.drawText(
            QRectF(start, rect.top(), rect.right() - start + 2, rect.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip),
            entry.text,
        )


def paint_marker(painter: QPainter, at: QPointF, style: Line, size: float) -> None:
    """Draw a line's marker, so many pixels large; nothing where it has none."""
    if not style.marker:
        return
    painter.save()
    painter.translate(at)
    painter.scale(size, size)
    painter.setPen(QPen(QColor(style.color), 1.0 / size))
    painter.setBrush(QColor(style.color))
    painter.drawPath(Symbols[style.marker])
    painter.restore()


class Legend(QWidget):
    """The row above a chart; as high as it needs at its width, up to three rows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.entries: list[Entry] = []
        self._placed: list[Placed] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def titles(self) -> list[str]:
        """What it names, whether or not there is room for all."""
        return [entry.title for entry in self.entries]

    def show_entries(self, entries: list[Entry]) -> None:
        """Name these; costs nothing when nothing has changed."""
        if entries != self.entries:
            self.entries = entries
            self.setToolTip("\n".join(self.titles))
            titles = ", ".join(self.titles)
            self.setAccessibleName(self.tr("Legend: {titles}").format(titles=titles))
            self.setAccessibleDescription(titles)
            self._place()

    def minimumSizeHint(self) -> QSize:
        """A row of one short entry."""
        return QSize(60, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flow anew."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is room for."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, self._placed, QPointF(0, 0), QColor(self._theme.colors.text))

    def _place(self) -> None:
        self._placed = flow(self.entries, self.width(), QFontMetricsF(self.font()), ROWS)
        wanted = round(height(self._placed))
        if wanted != self.height():
            self.setFixedHeight(wanted)
        self.update()


def symbol_of(style: Line) -> str:
    """pyqtgraph's name of a line's marker."""
    return style.marker if style.marker in Symbols else "o"


def make_pen(style: Line, *, opacity: float = 1.0, width: float) -> QPen:
    """How a line is drawn."""
    color = QColor(style.color)
    color.setAlphaF(opacity)
    pen: QPen = pg.mkPen(color, width=width, style=style.dash)
    return pen


FAINT, FAINTER = 0.4, 0.15
"""Opacity of what stays behind, and of what was measured in overlaid runs."""
