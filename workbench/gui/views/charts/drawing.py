"""One line on the screen: the raw one faint behind the smoothed one, markers, and its highest point."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from workbench.gui.models.pyramid import Numbers
from workbench.gui.views.charts.legend import FAINT, FAINTER, make_pen, symbol_of
from workbench.gui.views.charts.series import Series
from workbench.gui.views.charts.track import Clock, Layer, Track

MARKERS = 8
"""On a line with many points; on one with few, every point has one."""
SMOOTH_ENOUGH = 3_000
"""Points of a picture that may be drawn with soft edges: more would make it slow."""
CROWD = 0.25
"""Opacity of one of many lines of a kind."""
_NONE = np.empty(0)


class Window:
    """The part of a chart that is visible.

    Attributes:
        rect: In the units of the axes. low, high: of the horizontal one. pixels: its width.
        live: A run goes on: lines are drawn thin, which is fast.
    """

    def __init__(self, rect: QRectF, pixels: int, *, live: bool) -> None:
        self.rect, self.pixels, self.live = rect, max(16, pixels), live
        self.low, self.high = rect.left(), rect.right()


class Polyline(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph ships no types
    """A line through few points. Unlike pyqtgraph's own it never asks how far they reach: the chart knows.

    Attributes:
        xs, ys: The points. pen: cosmetic.
    """

    def __init__(self) -> None:
        super().__init__()
        self.xs, self.ys, self.pen = _NONE, _NONE, QPen()
        self._path, self._soft = QPainterPath(), False
        self._window = QRectF()

    def show_points(self, xs: Numbers, ys: Numbers, window: Window, *, soft: bool) -> None:
        """Draw a line through these, broken where one is not finite."""
        if window.rect != self._window:
            self.prepareGeometryChange()
            self._window = QRectF(window.rect)
        if not len(xs) and not len(self.xs):
            return
        self.xs, self.ys, self._soft = xs, ys, soft
        self._path = pg.arrayToQPath(xs, ys, connect="finite") if len(xs) else QPainterPath()
        self.update()

    def boundingRect(self) -> QRectF:
        """All that is visible: what lies beyond is cut off."""
        return self._window

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._soft)
        painter.setPen(self.pen)
        painter.drawPath(self._path)


class Drawn:
    """The items of one series in a plot."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._plot = plot
        self.raw, self.strong = Polyline(), Polyline()
        for item, height in ((self.raw, 0), (self.strong, 10)):
            item.setZValue(height)
            plot.addItem(item, ignoreBounds=True)
        self._dots: pg.ScatterPlotItem | None = None
        self._looks: object = None

    @property
    def points(self) -> tuple[list[float], list[float]]:
        """What the strong line (the raw one where there is no other) runs through, as it is drawn."""
        item = self.strong if len(self.strong.xs) else self.raw
        return list(item.xs), list(item.ys)

    def draw(self, track: Track, clock: Clock, window: Window) -> int:
        """Draw what is visible of a series; says through how many points."""
        series = track.series
        xs, ys = visible(track, track.strong, clock, window)
        behind = visible(track, track.raw_layer, clock, window) if track.smooth is not None else (_NONE, _NONE)
        count = len(xs) + len(behind[0])
        soft = not window.live and count < SMOOTH_ENOUGH
        width = 1 if series.faint or not soft else series.style.width
        opacity = CROWD if series.crowd else FAINT if series.faint else 1.0
        looks = (series.style, opacity, width, soft)
        if looks != self._looks:
            self._looks = looks
            self.strong.pen = make_pen(series.style, opacity=opacity, width=width)
            self.raw.pen = raw_pen(series)
            self.strong.setZValue(0 if series.faint else 10)
        self.strong.show_points(xs, ys, window, soft=soft)
        self.raw.show_points(*behind, window, soft=False)
        self._draw_dots(track, clock, xs, ys)
        return count

    def remove(self) -> None:
        """Leave the plot."""
        for item in (self.raw, self.strong, self._dots):
            if item is not None:
                self._plot.removeItem(item)

    def _draw_dots(self, track: Track, clock: Clock, xs: Numbers, ys: Numbers) -> None:
        series = track.series
        places, values = markers(track, xs, ys)
        sizes = [7.0] * len(places)
        best = track.best() if series.best else None
        if best is not None:
            places = np.append(places, clock.places(np.array([best[0]])))
            values, sizes = np.append(values, best[1]), [*sizes, 11.0]
        if self._dots is None:
            if not len(places):
                return
            self._dots = pg.ScatterPlotItem(pxMode=True)
            self._dots.setZValue(11)
            self._plot.addItem(self._dots, ignoreBounds=True)
        color = QColor(series.style.color)
        color.setAlphaF(FAINT if series.faint else 1.0)
        self._dots.setData(places, values, size=sizes, symbol=symbol_of(series.style), brush=color, pen=color)


def raw_pen(series: Series) -> QPen:
    """How the measured values behind a smoothed line are drawn: through, since dashes of noise are slow and unclear."""
    style = replace(series.style, dash=Qt.PenStyle.SolidLine)
    return make_pen(style, opacity=FAINTER if series.foreign else FAINT, width=1)


def visible(track: Track, layer: Layer, clock: Clock, window: Window) -> tuple[Numbers, Numbers]:
    """Places and drawn values of what can be seen of a layer, not more points than the picture can tell apart."""
    if not clock.is_known or not len(layer.pyramid):
        return _NONE, _NONE
    steps, values = track.points(layer, clock.step(window.low), clock.step(window.high), window.pixels)
    return clock.places(steps), values


def markers(track: Track, xs: Numbers, ys: Numbers) -> tuple[Numbers, Numbers]:
    """Where a line has markers: on a lonely point; and, where its style has one, on every point or some of many."""
    series = track.series
    without = not series.style.marker or series.faint or series.best
    if without and len(ys) > 3 * MARKERS:
        return _NONE, _NONE
    fine = np.flatnonzero(np.isfinite(ys))
    if without and len(fine) != 1:
        return _NONE, _NONE
    if len(fine) > 3 * MARKERS:
        fine = fine[np.linspace(0, len(fine) - 1, MARKERS).round().astype(int)]
    return xs[fine], ys[fine]
