"""The tab that says whether the networks' confidence can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models import compare_words
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Line, Theme
from workbench.gui.views import words
from workbench.gui.views.charts import axis
from workbench.gui.views.charts.legend import Entry, Legend, make_pen, paint_marker
from workbench.gui.views.compare_tab import CompareTab, Pictured
from workbench.gui.views.compare_table import Cell, Heading, Row, TableView
from workbench.gui.views.compare_verdict import line_of
from workbench.runs.results import ConfidenceBin

SHARE = 0.16
"""Of the height, for the bars that count pictures."""


@dataclass(frozen=True, slots=True)
class Reliable:
    """One network's line."""

    title: str
    line: Line
    bins: tuple[ConfidenceBin, ...]


class ReliabilityPlot(QWidget):
    """How often the networks are right (up) when they are so sure (across); on the diagonal both agree.

    Below, how many pictures of the last network are answered so surely.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.networks: tuple[Reliable, ...] = ()
        self.setAccessibleName(self.tr("Reliability diagram"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_networks(self, networks: Sequence[Reliable], summary: str) -> None:
        """Draw these; `summary` says the same in words."""
        self.networks = tuple(networks)
        self.setAccessibleDescription(summary)
        self.update()

    def sizeHint(self) -> QSize:
        """Roughly a square."""
        return QSize(460, 380)

    def minimumSizeHint(self) -> QSize:
        """Enough to read."""
        return QSize(220, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axes, diagonal, counts, lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter)
        if self.networks:
            self._paint_counts(painter, self.networks[-1])
        for network in self.networks:
            points = [QPointF(self._x(each.confidence), self._y(each.accuracy)) for each in network.bins]
            painter.setPen(make_pen(network.line, width=2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(points)
            for point in points:
                paint_marker(painter, point, network.line, 8)

    def event(self, event: QEvent) -> bool:
        """Say what a point is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            told = self.told_at(QPointF(event.pos()))
            if told:
                QToolTip.showText(event.globalPos(), told, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def told_at(self, at: QPointF) -> str:
        """The points at a place, in words; empty where there are none."""
        text = self.tr("{network}: {count} pictures, {confidence} sure on average, {accuracy} right")
        return "\n".join(
            text.format(
                network=network.title,
                count=words.count(each.count),
                confidence=words.percent(each.confidence),
                accuracy=words.percent(each.accuracy),
            )
            for network in self.networks
            for each in network.bins
            if (QPointF(self._x(each.confidence), self._y(each.accuracy)) - at).manhattanLength() < 12
        )

    def _paint_axes(self, painter: QPainter) -> None:
        colors, frame, metrics = self._theme.colors, self._frame(), self.fontMetrics()
        grid = QColor(colors.grid)
        grid.setAlphaF(0.2)
        for share in axis.ticks(0, 1, 5):
            for start, end in (
                (QPointF(self._x(share), frame.top()), QPointF(self._x(share), frame.bottom())),
                (QPointF(frame.left(), self._y(share)), QPointF(frame.right(), self._y(share))),
            ):
                painter.setPen(QPen(grid, 1))
                painter.drawLine(start, end)
            painter.setPen(QColor(colors.faint))
            text, line = f"{round(100 * share)} %", metrics.height()
            below = self.height() - 2 * line - 2
            painter.drawText(QRectF(self._x(share) - 30, below, 60, line), Qt.AlignmentFlag.AlignCenter, text)
            right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRectF(0, self._y(share) - line / 2, frame.left() - 5, line), right, text)
        painter.setPen(QPen(QColor(colors.faint), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(self._x(0), self._y(0)), QPointF(self._x(1), self._y(1)))
        painter.setPen(QColor(colors.text))
        bottom = QRectF(frame.left(), self.height() - metrics.height() - 1, frame.width(), metrics.height())
        painter.drawText(bottom, Qt.AlignmentFlag.AlignCenter, self.tr("How sure the network is"))
        painter.drawText(QPointF(2, metrics.ascent() + 1), self.tr("How often it is right"))

    def _paint_counts(self, painter: QPainter, network: Reliable) -> None:
        frame, most = self._frame(), max((each.count for each in network.bins), default=1)
        color = QColor(network.line.color)
        color.setAlphaF(0.22)
        ground = self.height() - 2 * self.fontMetrics().height() - 4
        for each in network.bins:
            height = max(1.0, SHARE * frame.height() * each.count / most)
            left, right = self._x(each.low), self._x(each.high)
            painter.fillRect(QRectF(left + 1, ground - height, right - left - 2, height), color)

    def _frame(self) -> QRectF:
        line = self.fontMetrics().height()
        left = self.fontMetrics().horizontalAdvance("100 %") + 8
        room = self.height() - 3.6 * line - 8
        return QRectF(left, 1.6 * line + 4, self.width() - left - 26, room * (1 - SHARE))

    def _x(self, share: float) -> float:
        frame = self._frame()
        return frame.left() + share * frame.width()

    def _y(self, share: float) -> float:
        frame = self._frame()
        return frame.bottom() - share * frame.height()


class CalibrationTab(CompareTab):
    """The diagram, what it means, and its numbers."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.plot = ReliabilityPlot(space.theme)
        self.table = TableView(space.theme, self.tr("Confidence and accuracy of each network"))
        self.card = Pictured(self.tr("How far the confidence can be believed"), self.plot, self.table)
        self.legend = Legend(space.theme)
        self.meaning = text_label(wrap=True)
        self.hint = text_label(
            self.tr(
                "On the dashed diagonal a network is right as often as it is sure. Below it, it is too sure of itself; "
                "above, too modest. ECE is the mean distance, weighted by pictures. The bars at the bottom count them."
            ),
            "hint",
            wrap=True,
        )
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.legend)
        column.addWidget(self.card, 1)
        column.addWidget(self.meaning)
        column.addWidget(self.hint)

    def draw(self, found: Comparison) -> None:
        """Draw the networks' lines; the right one's last, on top."""
        order = [side for side in found.networks if side != found.pair.right] + [found.pair.right]
        networks, entries, said = [], [], []
        for side in order:
            one = found.networks[side]
            title, line = compare_words.side(self.model, side, found.pair), line_of(self.space, found, side)
            networks.append(Reliable(title, line, one.reliability))
            told = f"{title} · ECE {compare_words.number(one.ece)}"
            entries.append(Entry(told, line))
            said.append(told)
        self.plot.show_networks(networks, ", ".join(said))
        self.legend.show_entries(entries)
        self.meaning.setText(self._in_words(found))
        self._fill_table(networks)

    def _in_words(self, found: Comparison) -> str:
        bins = found.right.reliability
        count = sum(each.count for each in bins)
        if not count:
            return self.tr("This run kept no confidences: evaluate it again to see the diagram.")
        sure = sum(each.confidence * each.count for each in bins) / count
        right = sum(each.accuracy * each.count for each in bins) / count
        title = compare_words.side(self.model, found.pair.right, found.pair)
        text = self.tr("{network}: {sure} sure on average, {right} right")
        judged = (
            self.tr("too sure of itself")
            if sure - right > CLOSE
            else self.tr("too modest")
            if right - sure > CLOSE
            else self.tr("about as sure as it may be")
        )
        told = text.format(network=title, sure=words.percent(sure), right=words.percent(right))
        return f"{told}: {judged}."

    def _fill_table(self, networks: Sequence[Reliable]) -> None:
        headings = [
            Heading(self.tr("Network")),
            Heading(self.tr("Confidence"), self.tr("From … to …"), number=True),
            Heading(self.tr("Mean"), self.tr("Mean confidence"), number=True),
            Heading(self.tr("Right"), self.tr("Share of the answers that are right"), number=True),
            Heading(self.tr("Pictures"), number=True),
        ]
        rows = [
            Row(
                (network.title, each.low),
                (
                    Cell(network.title, network.title),
                    Cell(f"{100 * each.low:.0f}–{100 * each.high:.0f} %", each.low),
                    Cell(words.percent(each.confidence), each.confidence),
                    Cell(words.percent(each.accuracy), each.accuracy),
                    Cell(words.count(each.count), each.count),
                ),
            )
            for network in networks
            for each in network.bins
        ]
        self.table.show_rows(headings, rows)


CLOSE = 0.02
"""A difference between confidence and accuracy that is not worth a word."""
