"""What each seed gave: the ± made visible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.gui.theme import Line, Theme
from workbench.gui.views import words
from workbench.gui.views.charts import axis
from workbench.gui.views.charts.legend import paint_marker


@dataclass(frozen=True, slots=True)
class Dots:
    """One row of dots: a network's accuracy (0 to 1) by seed."""

    title: str
    line: Line
    accuracies: Mapping[int, float]

    @property
    def mean(self) -> float:
        """Over the seeds."""
        return fmean(self.accuracies.values())

    @property
    def spread(self) -> float | None:
        """Standard deviation; None with one seed."""
        values = list(self.accuracies.values())
        return stdev(values) if len(values) > 1 else None


class SeedDots(QWidget):
    """A row for each network, a dot for each seed; dots of one seed are joined from the plain to the distilled student.

    A bar marks the mean, a band one standard deviation to either side.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: tuple[Dots, ...] = ()
        self._joined: tuple[int, int] | None = None
        self.setAccessibleName(self.tr("Accuracy of each seed"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_rows(self, rows: Sequence[Dots], joined: tuple[int, int] | None) -> None:
        """Draw these.

        Args:
            joined: Numbers of two rows whose dots are joined, seed by seed.
        """
        self.rows, self._joined = tuple(rows), joined
        said = (f"{row.title} {words.spread(row.mean, row.spread)}" for row in self.rows)
        self.setAccessibleDescription(", ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for three rows and the axis."""
        return QSize(420, self.fontMetrics().height() * 7)

    def minimumSizeHint(self) -> QSize:
        """Two lines a row, and one for the axis."""
        line = self.fontMetrics().height()
        return QSize(300, round(line * (2.2 * max(1, len(self.rows)) + 1.4)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axis, bands, joins, dots."""
        if not self.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        for number, row in enumerate(self.rows):
            self._paint_band(painter, number, row)
        self._paint_joins(painter)
        for number, row in enumerate(self.rows):
            for seed in row.accuracies:
                paint_marker(painter, self._place(number, seed), row.line, 9)

    def event(self, event: QEvent) -> bool:
        """Say what a dot is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            near = self.told_at(QPointF(event.pos()))
            if near:
                QToolTip.showText(event.globalPos(), near, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def told_at(self, at: QPointF) -> str:
        """The dots at a place, in words; empty where there are none."""
        said = [
            self.tr("{network}, seed {seed}: {accuracy}").format(
                network=row.title, seed=seed, accuracy=words.percent(accuracy)
            )
            for number, row in enumerate(self.rows)
            for seed, accuracy in row.accuracies.items()
            if (self._place(number, seed) - at).manhattanLength() < 10
        ]
        return "\n".join(said)

    def _paint_axis(self, painter: QPainter) -> None:
        colors, frame = self._theme.colors, self._frame()
        low, high = self._range()
        grid, faint = QColor(colors.grid), QColor(colors.faint)
        grid.setAlphaF(0.22)
        most = max(2, int(frame.width() / 60))
        for place in axis.ticks(100 * low, 100 * high, most):
            x = self._x(place / 100)
            painter.setPen(QPen(grid, 1))
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
            painter.setPen(faint)
            said = f"{axis.text(place, axis.spacing(100 * low, 100 * high, most))} %"
            box = QRectF(x - 40, frame.bottom() + 1, 80, self.fontMetrics().height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)

    def _paint_band(self, painter: QPainter, number: int, row: Dots) -> None:
        colors, y = self._theme.colors, self._y(number)
        name = QRectF(0, y - self.fontMetrics().height(), self._names() - 10, 2 * self.fontMetrics().height())
        painter.setPen(QColor(colors.text))
        wide = int(name.width())
        lines = (row.title, words.spread(row.mean, row.spread))
        said = "\n".join(self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideMiddle, wide) for line in lines)
        painter.drawText(name, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), said)
        color = QColor(row.line.color)
        if row.spread:
            color.setAlphaF(0.2)
            left, right = self._x(row.mean - row.spread), self._x(row.mean + row.spread)
            painter.fillRect(QRectF(left, y - 8, right - left, 16), color)
        color.setAlphaF(1.0)
        painter.setPen(QPen(color, 2))
        painter.drawLine(QPointF(self._x(row.mean), y - 11), QPointF(self._x(row.mean), y + 11))

    def _paint_joins(self, painter: QPainter) -> None:
        if self._joined is None:
            return
        above, below = self._joined
        painter.setPen(QPen(QColor(self._theme.colors.faint), 1))
        for seed in self.rows[above].accuracies:
            if seed in self.rows[below].accuracies:
                painter.drawLine(self._place(above, seed), self._place(below, seed))

    def _range(self) -> tuple[float, float]:
        shown = [value for row in self.rows for value in row.accuracies.values()]
        shown += [row.mean + sign * (row.spread or 0) for row in self.rows for sign in (-1, 1)]
        low, high = min(shown), max(shown)
        room = max(0.005, 0.06 * (high - low))
        return low - room, high + room

    def _names(self) -> float:
        widest = max(
            max(self.fontMetrics().horizontalAdvance(text) for text in (row.title, words.spread(row.mean, row.spread)))
            for row in self.rows
        )
        return float(min(self.width() * 0.4, widest + 14))

    def _frame(self) -> QRectF:
        left = self._names()
        return QRectF(left, 2, self.width() - left - 22, self.height() - self.fontMetrics().height() - 4)

    def _x(self, accuracy: float) -> float:
        (low, high), frame = self._range(), self._frame()
        return frame.left() + (accuracy - low) / (high - low) * frame.width()

    def _place(self, number: int, seed: int) -> QPointF:
        """Of a dot: a little below that of the seed before, so that equal ones do not hide each other."""
        seeds = list(self.rows[number].accuracies)
        apart = min(5.0, 14.0 / len(seeds))
        shift = (seeds.index(seed) - (len(seeds) - 1) / 2) * apart
        return QPointF(self._x(self.rows[number].accuracies[seed]), self._y(number) + shift)

    def _y(self, number: int) -> float:
        frame = self._frame()
        return frame.top() + (number + 0.5) * frame.height() / len(self.rows)
