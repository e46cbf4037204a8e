"""Accuracy against cost, drawn: a mark for each network, and the line that no network is above."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, log10

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from workbench.gui.models.compare_points import Cost, Point
from workbench.gui.theme import Theme
from workbench.gui.views.charts.axis import Axis

NEAR = 14
"""Pixels from a mark within which the mouse means it."""
BACK = (Qt.Key.Key_Left, Qt.Key.Key_Down)
FORTH = (Qt.Key.Key_Right, Qt.Key.Key_Up)


class CostPlot(QFrame):
    """The points, their ± and the front. The mouse, or the arrow keys, point at one; a click or Enter chooses its run.

    Signals:
        pointed: The `Point` that is pointed at; None = none.
        chosen: The id of the run that was chosen.
    """

    pointed = Signal(object)
    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self.points: tuple[Point, ...] = ()
        self._front: tuple[Point, ...] = ()
        self._cost: Cost = "bytes"
        self._budget: float | None = None
        self._run = ""
        self.current: Point | None = None
        self.plot = pg.PlotWidget(axisItems={side: Axis(orientation=side) for side in ("left", "bottom")})
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setFrameShape(QFrame.Shape.NoFrame)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.getPlotItem().setContentsMargins(0, 4, 14, 0)
        self.plot.getAxis("bottom").setLogMode(True)
        self.plot.getAxis("bottom").enableAutoSIPrefix(False)
        self.front, self.bars = pg.PlotCurveItem(), pg.ErrorBarItem()
        self.ring, self.here = pg.ScatterPlotItem(), pg.ScatterPlotItem()
        self.limit = pg.InfiniteLine(angle=90, movable=False)
        self.marks: dict[str, pg.ScatterPlotItem] = {}
        for item in (self.front, self.bars, self.ring, self.limit):
            self.plot.addItem(item)
        for role in ("teacher", "plain", "model", "distilled"):
            self.marks[role] = pg.ScatterPlotItem()
            self.plot.addItem(self.marks[role])
        self.plot.addItem(self.here)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self.plot)
        for widget in (self, self.plot):
            widget.setAccessibleName(self.tr("Chart: accuracy against cost"))
        self.plot.scene().sigMouseMoved.connect(self._on_moved)
        self.plot.scene().sigMouseClicked.connect(self._on_clicked)
        theme.changed.connect(self.refresh)

    def show_points(
        self, points: Sequence[Point], front: Sequence[Point], cost: Cost, *, run: str, budget: float | None, label: str
    ) -> None:
        """Draw these.

        Args:
            points: All networks. front: those that no other beats.
            cost: What the horizontal axis is; `label` says it.
            run: Whose networks have a ring.
            budget: Where a line stands; None = nowhere.
        """
        known = [point for point in points if isfinite(point.place(cost))]
        self.points = tuple(sorted(known, key=lambda point: (point.place(cost), point.accuracy)))
        self._front, self._cost, self._run, self._budget = tuple(front), cost, run, budget
        if self.current not in self.points:
            self.current = None
        self._label = label
        self.refresh()

    def refresh(self) -> None:
        """Draw in the colours of the theme."""
        colors, cost = self._theme.colors, self._cost
        self.plot.setBackground(QColor(colors.raised))
        self._dress_axes()
        for role, marks in self.marks.items():
            mine = [point for point in self.points if point.role == role]
            line = colors.lines[role]
            marks.setData(
                x=[point.place(cost) for point in mine],
                y=[100 * point.accuracy for point in mine],
                symbol=line.marker,
                size=11,
                pen=pg.mkPen(colors.raised, width=1),
                brush=pg.mkBrush(line.color),
            )
        self._draw_front()
        spread = [point for point in self.points if point.spread]
        self.bars.setData(
            x=_array([point.place(cost) for point in spread]),
            y=_array([100 * point.accuracy for point in spread]),
            height=_array([200 * (point.spread or 0) for point in spread]),
            pen=pg.mkPen(colors.faint, width=1),
        )
        self._ring(self.ring, [point for point in self.points if point.run == self._run], 19, colors.accent)
        self._ring(self.here, [self.current] if self.current else [], 25, colors.text)
        self.limit.setVisible(self._budget is not None)
        self.limit.setPen(pg.mkPen(colors.banners["warning"][1], width=2, style=Qt.PenStyle.DashLine))
        if self._budget:
            self.limit.setValue(log10(self._budget))
        self._fit()

    def point_at(self, point: Point | None) -> None:
        """Put the cursor on a point."""
        if point != self.current:
            self.current = point
            self._ring(self.here, [point] if point else [], 25, self._theme.colors.text)
            self.pointed.emit(point)

    def describe(self, text: str) -> None:
        """What a screen reader says."""
        for widget in (self, self.plot):
            widget.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from the cheapest to the dearest and back; Enter chooses."""
        key = Qt.Key(event.key())
        if self.points and key in (*BACK, *FORTH):
            here = self.points.index(self.current) if self.current in self.points else -1
            step = here + (1 if key in FORTH else -1) if here >= 0 else 0
            self.point_at(self.points[max(0, min(len(self.points) - 1, step))])
        elif self.current is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.current.run)
        else:
            super().keyPressEvent(event)

    def nearest(self, at: QPointF) -> Point | None:
        """The point at a place of the scene."""
        view = self.plot.getViewBox()
        found: list[tuple[float, int]] = []
        for number, point in enumerate(self.points):
            place = view.mapViewToScene(QPointF(point.place(self._cost), 100 * point.accuracy))
            distance = (place - at).manhattanLength()
            if distance <= NEAR:
                found.append((distance, number))
        return self.points[min(found)[1]] if found else None

    def _dress_axes(self) -> None:
        colors = self._theme.colors
        style = {"color": colors.text, "font-size": f"{self.font().pointSizeF():.1f}pt"}
        labels = {"left": self.tr("Test accuracy, %"), "bottom": getattr(self, "_label", "")}
        for side, label in labels.items():
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(colors.line))
            axis.setTextPen(pg.mkPen(colors.faint))
            axis.setTickFont(self.font())
            axis.setLabel(label, **style)
        self.plot.showGrid(x=True, y=True, alpha=0.15)

    def _draw_front(self) -> None:
        """Steps: up to the next network, nothing better can be had for the money."""
        xs: list[float] = []
        ys: list[float] = []
        for point in self._front:
            if xs:
                xs.append(point.place(self._cost))
                ys.append(ys[-1])
            xs.append(point.place(self._cost))
            ys.append(100 * point.accuracy)
        self.front.setData(x=_array(xs), y=_array(ys))
        self.front.setPen(pg.mkPen(self._theme.colors.text, width=1.5, style=Qt.PenStyle.DotLine))

    def _ring(self, item: pg.ScatterPlotItem, points: Sequence[Point], size: int, color: str) -> None:
        item.setData(
            x=[point.place(self._cost) for point in points],
            y=[100 * point.accuracy for point in points],
            symbol="o",
            size=size,
            pen=pg.mkPen(color, width=2),
            brush=pg.mkBrush(None),
        )

    def _fit(self) -> None:
        xs = [point.place(self._cost) for point in self.points]
        if self._budget:
            xs.append(log10(self._budget))
        ys = [100 * (point.accuracy + sign * (point.spread or 0)) for point in self.points for sign in (-1, 1)]
        if xs:
            wide, high = max(0.1, 0.08 * (max(xs) - min(xs))), max(0.5, 0.08 * (max(ys) - min(ys)))
            self.plot.setXRange(min(xs) - wide, max(xs) + wide, padding=0)
            self.plot.setYRange(min(ys) - high, max(ys) + high, padding=0)

    def _on_moved(self, at: QPointF) -> None:
        near = self.nearest(at)
        self.setCursor(Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.ArrowCursor)
        if near is not None:
            self.point_at(near)

    def _on_clicked(self, event: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        near = self.nearest(event.scenePos())
        if near is not None:
            self.point_at(near)
            self.chosen.emit(near.run)


def _array(values: Sequence[float]) -> object:
    import numpy as np

    return np.array(values, dtype=float)
