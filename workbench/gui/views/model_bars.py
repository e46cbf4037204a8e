"""Costs of one network beside those of all others, as bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.models.costs import MEASURES, Scale
from workbench.gui.models.timings import Cost
from workbench.gui.theme import Theme
from workbench.gui.views.model_facts import numbers_of

Scales = dict[str, Scale | None]


class CostBars(QWidget):
    """A bar for each sort of cost; each mark on it is ten times the one before."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cost: Cost | None = None
        self._scales: Scales = {}
        self._time = ""
        self.setAccessibleName(self.tr("What it costs"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_cost(self, cost: Cost | None, scales: Scales, *, waiting: bool) -> None:
        """Draw these.

        Args:
            cost: None while unknown.
            scales: Of each measure, over all networks.
            waiting: Its time is being measured.
        """
        time = self.tr("measuring…") if waiting else ""
        if (cost, scales, time) == (self._cost, self._scales, self._time):
            return
        self._cost, self._scales, self._time = cost, scales, time
        said = (f"{title}: {number}" for title, number in zip(self._titles(), self._numbers(), strict=True))
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each."""
        return QSize(220, len(MEASURES) * self._line())

    def minimumSizeHint(self) -> QSize:
        """As high."""
        return QSize(180, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw titles, bars and numbers."""
        painter, metrics, line = QPainter(self), self.fontMetrics(), self._line()
        titles, numbers, colors = self._titles(), self._numbers(), self._theme.colors
        left = max(map(metrics.horizontalAdvance, titles)) + 8
        right = max(metrics.horizontalAdvance("000.0 MFLOP"), *map(metrics.horizontalAdvance, numbers)) + 6
        for row, (measure, title, number) in enumerate(zip(MEASURES, titles, numbers, strict=True)):
            room = QRectF(0, row * line, self.width(), line)
            painter.setPen(QColor(colors.faint))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), title)
            painter.setPen(QColor(colors.text))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), number)
            self._draw_bar(painter, room.adjusted(left, line * 0.3, -right, -line * 0.3), measure)

    def _draw_bar(self, painter: QPainter, room: QRectF, measure: str) -> None:
        colors, scale = self._theme.colors, self._scales.get(measure)
        painter.fillRect(room, QColor(colors.line))
        value = getattr(self._cost, measure, None)
        if scale is None:
            return
        if value:
            width = room.width() * max(0.03, scale.share(value))
            painter.fillRect(QRectF(room.left(), room.top(), width, room.height()), QColor(colors.accent))
        painter.setPen(QColor(colors.raised))
        for power in range(scale.low + 1, scale.high):
            at = room.left() + room.width() * scale.share(10.0**power)
            painter.drawLine(round(at), round(room.top()), round(at), round(room.bottom()) - 1)

    def _line(self) -> int:
        return self.fontMetrics().height() + 3

    def _titles(self) -> tuple[str, ...]:
        return self.tr("Weights"), self.tr("Operations"), self.tr("File"), self.tr("Time")

    def _numbers(self) -> tuple[str, ...]:
        *numbers, time = numbers_of(self._cost)
        return (*numbers, self._time or time)
