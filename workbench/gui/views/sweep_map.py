"""A map of the dials that were tried at once: the better a student, the stronger its cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.gui.models.sweep import Tried
from workbench.gui.theme import Theme
from workbench.gui.views.cell_map import CellMap

TALLEST, WIDEST = 84, 150
"""Pixels of a cell: few cells are no posters."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of the map: what it is, and what stands at each row or column."""

    title: str
    values: Sequence[str]


class SweepMap(CellMap):
    """One dial across, another down. The best has a star, the recipe's own student a dot, and who cannot be told from
    the best is hatched."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._across, self._down = Axis("", ()), Axis("", ())
        self._cells: Sequence[Sequence[Tried | None]] = ()
        self._best: Tried | None = None
        self._tell: Callable[[Tried], str] = str
        self.setAccessibleName(self.tr("Map of the dials that were tried"))

    def show_cells(
        self,
        across: Axis,
        down: Axis,
        cells: Sequence[Sequence[Tried | None]],
        *,
        best: Tried | None,
        tell: Callable[[Tried], str],
    ) -> None:
        """Draw these.

        Args:
            cells: Row by row from above; None = nobody has these dials.
            best: Of all, be it on this map or not. tell: a student in a sentence.
        """
        self._across, self._down, self._cells, self._best, self._tell = across, down, cells, best, tell
        rows, columns = self.shape
        self.current = (min(self.current[0], max(0, rows - 1)), min(self.current[1], max(0, columns - 1)))
        self.describe()
        self.updateGeometry()
        self.update()

    @property
    def shape(self) -> tuple[int, int]:
        """Values down and across."""
        return len(self._cells), len(self._cells[0]) if self._cells else 0

    def student(self, row: int, column: int) -> Tried | None:
        """Who has these dials."""
        return self._cells[row][column]

    def shown(self, row: int, column: int) -> str:
        """What stands in a cell: 93.4 ± 0.6."""
        one = self.student(row, column)
        if one is None or one.mean is None:
            return "–"
        locale = self.locale()
        spread = "" if one.spread is None else f" ± {locale.toString(100 * one.spread, 'f', 1)}"
        return f"{locale.toString(100 * one.mean, 'f', 1)}{spread}"

    def mark(self, row: int, column: int) -> str:
        """What stands in its corner: a star for the best, a dot for the recipe's own."""
        one = self.student(row, column)
        if one is None:
            return ""
        return ("★" if one is self._best else "") + ("●" if one.number == 0 else "")

    def told(self, row: int, column: int) -> str:
        """A cell in words."""
        one = self.student(row, column)
        return self._tell(one) if one is not None else self.tr("Nobody was trained with these dials.")

    def sizeHint(self) -> QSize:
        """Room for every cell."""
        rows, columns = self.shape
        corner = self.corner()
        return QSize(round(corner.x()) + 96 * max(1, columns), round(corner.y()) + 56 * max(1, rows))

    def corner(self) -> QPointF:
        """Below and beside the values."""
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(text) for text in (*self._down.values, self._down.title)), default=0)
        return QPointF(min(0.3 * self.width(), widest + 12.0), 2.0 * metrics.height() + 6)

    def cell_size(self) -> QSizeF:
        """As large as there is room for."""
        rows, columns = self.shape
        corner = self.corner()
        wide, high = (self.width() - corner.x() - 2) / max(1, columns), (self.height() - corner.y() - 2) / max(1, rows)
        return QSizeF(max(1.0, min(WIDEST, wide)), max(1.0, min(TALLEST, high)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Values, cells, the cursor of the keyboard."""
        if not self._cells:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_values(painter)
        means = [one.mean for row in self._cells for one in row if one is not None and one.mean is not None]
        low, high = min(means, default=0.0), max(means, default=1.0)
        for row, line in enumerate(self._cells):
            for column, one in enumerate(line):
                rect = self.rect_of(row, column).adjusted(1, 1, -1, -1)
                strength = (one.mean - low) / (high - low) if one and one.mean is not None and high > low else 0.5
                self._paint_cell(painter, rect, one, strength)
                self._paint_text(painter, rect, self.shown(row, column), strong=one is not None and one is self._best)
                corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
                painter.drawText(rect.adjusted(4, 2, 0, 0), int(corner), self.mark(row, column))
        self.paint_cursor(painter)

    def _paint_cell(self, painter: QPainter, rect: QRectF, one: Tried | None, strength: float) -> None:
        colors = self._theme.colors
        color = QColor(colors.lines["distilled"].color)
        color.setAlphaF(0.05 + 0.45 * strength if one and one.mean is not None else 0.0)
        painter.fillRect(rect, color)
        if one is not None and one.is_near:
            hatch = QColor(colors.text)
            hatch.setAlphaF(0.16)
            painter.fillRect(rect, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        is_best = one is not None and one is self._best
        painter.setPen(QPen(QColor(colors.text if is_best else colors.line), 2 if is_best else 1))
        painter.drawRect(rect)

    def _paint_text(self, painter: QPainter, rect: QRectF, text: str, *, strong: bool) -> None:
        font = QFont(self.font())
        font.setBold(strong)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colors.text))
        fits = painter.fontMetrics().horizontalAdvance(text) <= rect.width() - 4
        shown = text if fits else text.partition(" ±")[0]  # how far it scatters is in the table, too
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)

    def _paint_values(self, painter: QPainter) -> None:
        metrics, corner, size = self.fontMetrics(), self.corner(), self.cell_size()
        line = metrics.height()
        painter.setPen(QColor(self._theme.colors.faint))
        painter.drawText(QPointF(corner.x() + 1, metrics.ascent()), self.tr("{dial} →").format(dial=self._across.title))
        if self._down.title:
            painter.drawText(QPointF(0, corner.y() - 4 - metrics.descent()), self._elided(self._down.title, corner.x()))
        painter.setPen(QColor(self._theme.colors.text))
        for number, value in enumerate(self._across.values):
            head = QRectF(corner.x() + number * size.width(), line + 2, size.width(), line)
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, self._elided(value, size.width()))
        for number, value in enumerate(self._down.values):
            side = QRectF(0, corner.y() + number * size.height(), corner.x() - 8, size.height())
            painter.drawText(
                side,
                int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                self._elided(value, side.width()),
            )

    def _elided(self, text: str, width: float) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
