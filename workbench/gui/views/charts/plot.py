"""The plot of a chart: axes, grid, flat lines, marks and the cross-hair, in the colours of the theme."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QWidget

from workbench.gui.theme import Theme
from workbench.gui.views.charts.axis import Axis, spacing
from workbench.gui.views.charts.drawing import Window
from workbench.gui.views.charts.legend import make_pen
from workbench.gui.views.charts.series import Level


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph ships no types
    """Shows a part of the plane that it is told, until somebody drags it or zooms.

    Attributes:
        box: Where the lines are. cross: The vertical line of the read-out.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={side: Axis(side) for side in ("left", "bottom")})
        self._theme = theme
        self._levels: list[pg.InfiniteLine] = []
        self._marks: list[pg.InfiniteLine] = []
        self.setMenuEnabled(False)
        self.hideButtons()
        self.getPlotItem().setContentsMargins(0, 4, 14, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(90)
        self.box = self.getViewBox()
        self.box.disableAutoRange()
        self.cross = pg.InfiniteLine(angle=90, movable=False)
        self.cross.hide()
        self.addItem(self.cross, ignoreBounds=True)
        for side in ("left", "bottom"):
            self.getAxis(side).enableAutoSIPrefix(False)
            self.getAxis(side).setStyle(hideOverlappingLabels=False)
        self.dress()

    def dress(self) -> None:
        """Put on the colours of the theme."""
        colors = self._theme.colors
        self.setBackground(QColor(colors.raised))
        self.showGrid(x=True, y=True, alpha=0.18)
        self.cross.setPen(pg.mkPen(colors.accent, width=1))
        for side in ("left", "bottom"):
            self.getAxis(side).setPen(QColor(colors.line))
            self.getAxis(side).setTextPen(QColor(colors.faint))
        self.getAxis("left").setWidth(self.fontMetrics().horizontalAdvance("0.00000") + 24)

    def label(self, left: str, bottom: str) -> None:
        """Say what the axes are; costs nothing when nothing has changed."""
        style = {"color": self._theme.colors.text, "font-size": f"{self.font().pointSizeF():.1f}pt"}
        for side, label in (("left", left), ("bottom", bottom)):
            axis = self.getAxis(side)
            if (axis.labelText, axis.labelStyle) != (label, style):
                axis.setLabel(label or None, **style)
                axis.showLabel(bool(label))

    def window_shown(self, *, live: bool) -> Window:
        """The part that is visible."""
        return Window(self.box.viewRect(), round(self.box.width()), live=live)

    def show_all(self, right: float, values: Sequence[float], given: tuple[float, float] | None, *, live: bool) -> None:
        """Show everything from nothing to `right`.

        Args:
            values: Lowest and highest of every line, as drawn.
            given: Lowest and highest of the vertical axis; None = as the values need it.
            live: It will grow. The axis then does so now and then, not with every point: drawing it takes a while.
        """
        low, high = given or _padded(values, logarithmic=self.getAxis("left").logMode)
        if live:
            step = spacing(0.0, right, 20)
            right = math.ceil(right / step) * step
        self.box.setRange(xRange=(-0.01 * right, 1.01 * right), yRange=(low, high), padding=0)

    def draw_levels(self, levels: Sequence[Level], *, live: bool) -> None:
        """Draw flat lines; those that have no logarithm are left out where the axis has them."""
        logarithmic = self.getAxis("left").logMode
        self._fill(self._levels, len(levels), angle=0)
        for line, level in zip(self._levels, levels, strict=True):
            shown = not logarithmic or level.value > 0
            line.setVisible(shown)
            line.setValue(float(np.log10(level.value)) if logarithmic and shown else level.value)
            line.setPen(make_pen(level.style, width=1 if live else level.style.width))

    def draw_marks(self, places: Sequence[float]) -> None:
        """Draw thin vertical lines."""
        self._fill(self._marks, len(places), angle=90)
        pen = pg.mkPen(self._theme.colors.faint, width=1, style=Qt.PenStyle.DotLine)
        for line, place in zip(self._marks, places, strict=True):
            line.setValue(place)
            line.setPen(pen)

    def show_cross(self, place: float | None) -> None:
        """Draw the cross-hair there; None = nowhere."""
        self.cross.setVisible(place is not None)
        if place is not None:
            self.cross.setValue(place)

    def pixel(self, place: float) -> int:
        """Where a place on the horizontal axis is on the widget."""
        return int(self.mapFromScene(self.box.mapViewToScene(QPointF(place, 0))).x())

    def frame(self) -> QRect:
        """Where the lines are on the widget."""
        return QRect(self.mapFromScene(self.box.sceneBoundingRect()).boundingRect())

    def _fill(self, lines: list[pg.InfiniteLine], count: int, *, angle: int) -> None:
        """As many lines as are needed."""
        while len(lines) > count:
            self.removeItem(lines.pop())
        while len(lines) < count:
            line = pg.InfiniteLine(angle=angle, movable=False)
            line.setZValue(-10)
            self.addItem(line, ignoreBounds=True)
            lines.append(line)


def _padded(values: Sequence[float], *, logarithmic: bool) -> tuple[float, float]:
    """A little more than from the lowest to the highest."""
    if not values:
        return (-1.0, 1.0) if logarithmic else (0.0, 1.0)
    low, high = min(values), max(values)
    if high - low <= 1e-9 * max(abs(low), abs(high)):  # a constant, or a single point
        room = 0.5 if logarithmic else 0.1 * abs(low) or 1.0
    else:
        room = 0.05 * (high - low)
    return low - room, high + room
