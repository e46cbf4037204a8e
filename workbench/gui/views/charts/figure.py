"""A chart as a picture on paper: title, axes, legend and all; painted without the plot on the screen.

Nothing here needs a widget, and nothing in a figure changes, so it may be painted in any thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from workbench.gui.models.pyramid import Numbers
from workbench.gui.theme import Colors, Line
from workbench.gui.views.charts import axis
from workbench.gui.views.charts.chart import Chart
from workbench.gui.views.charts.clip import inside
from workbench.gui.views.charts.drawing import Window, markers, raw_pen, visible
from workbench.gui.views.charts.legend import FAINT, Entry, flow, height, make_pen, paint, paint_marker
from workbench.gui.views.charts.table import Column, columns_of

PIXELS = 2_000
"""Places across that a line in a picture can tell apart."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line in a figure, in the units of its axes (logarithms where the axis has them)."""

    xs: Numbers
    ys: Numbers
    style: Line
    opacity: float
    width: float
    marked: tuple[Numbers, Numbers]
    best: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """All that is painted.

    Attributes:
        width, height: As on the screen.
        columns: The numbers behind it.
    """

    title: str
    note: str
    left: str
    bottom: str
    xs: tuple[float, float]
    ys: tuple[float, float]
    logarithmic: bool
    strokes: tuple[Stroke, ...]
    levels: tuple[tuple[float, Line], ...]
    marks: tuple[float, ...]
    legend: tuple[Entry, ...]
    columns: tuple[Column, ...]
    width: float
    height: float
    colors: Colors
    font: QFont


def figure_of(chart: Chart) -> Figure:
    """What a chart shows now."""
    (left, right), (low, high) = chart.box.viewRange()
    logarithmic = chart.is_logarithmic
    levels = [(level.value, level.style) for level in chart.contents.levels if not logarithmic or level.value > 0]
    return Figure(
        title=chart.title,
        note=chart.note.text(),
        left=chart.axis_label(),
        bottom=chart.bottom_label(),
        xs=(left, right),
        ys=(low, high),
        logarithmic=logarithmic,
        strokes=tuple(_strokes(chart, Window(chart.box.viewRect(), PIXELS, live=False))),
        levels=tuple((float(np.log10(value)) if logarithmic else value, style) for value, style in levels),
        marks=tuple(chart.mark_places()),
        legend=tuple(chart.legend.entries),
        columns=tuple(columns_of(chart)),
        width=max(480, chart.width()),
        height=max(240, chart.height()),
        colors=chart.theme.colors,
        font=chart.font(),
    )


def _strokes(chart: Chart, window: Window) -> list[Stroke]:
    behind: list[Stroke] = []
    front: list[Stroke] = []
    for series in chart.contents.series:
        track, clock = chart.tracks[series.key], chart.clock(series.phase)
        if track.smooth is not None:
            raw = visible(track, track.raw_layer, clock, window)
            pen = raw_pen(series)
            style = replace(series.style, dash=pen.style())
            behind.append(Stroke(*raw, style, pen.color().alphaF(), 1, (raw[0][:0], raw[1][:0])))
        xs, ys = visible(track, track.strong, clock, window)
        best = track.best() if series.best and clock.is_known else None
        at = None if best is None else (float(clock.places(np.array([best[0]]))[0]), best[1])
        looks = (FAINT, 1) if series.faint else (1.0, series.style.width)
        stroke = Stroke(xs, ys, series.style, *looks, markers(track, xs, ys), at)
        (behind if series.faint else front).append(stroke)
    return behind + front


class _Sheet:
    """A figure's frame on the paper, and what it maps to what."""

    def __init__(self, figure: Figure, frame: QRectF) -> None:
        self.figure, self.frame = figure, frame

    def across(self, x: float | Numbers) -> float | Numbers:
        low, high = self.figure.xs
        return (x - low) / (high - low) * self.frame.width()

    def down(self, y: float | Numbers) -> float | Numbers:
        low, high = self.figure.ys
        return (high - y) / (high - low) * self.frame.height()

    def point(self, x: float, y: float) -> QPointF:
        return self.frame.topLeft() + QPointF(float(self.across(x)), float(self.down(y)))

    def holds(self, point: QPointF) -> bool:
        return self.frame.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(point)


def paint_figure(painter: QPainter, figure: Figure, rect: QRectF) -> None:
    """Paint a figure into a rectangle."""
    painter.setFont(figure.font)
    metrics = QFontMetricsF(figure.font)
    line = metrics.height()
    bold = QFont(figure.font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(QColor(figure.colors.text))
    _write(painter, QPointF(rect.left(), rect.top() + line), figure.title)
    painter.setFont(figure.font)
    painter.setPen(QColor(figure.colors.faint))
    after = rect.left() + QFontMetricsF(bold).horizontalAdvance(figure.title) + 12
    _write(painter, QPointF(after, rect.top() + line), figure.note)
    placed = flow(figure.legend, rect.width(), metrics)
    paint(painter, placed, QPointF(rect.left(), rect.top() + line + 6), QColor(figure.colors.text))
    top = rect.top() + line + 6 + height(placed) + 6
    left = rect.left() + line + 8 + metrics.horizontalAdvance("0.00000")
    bottom = rect.bottom() - 2 * line - 8
    sheet = _Sheet(figure, QRectF(left, top, rect.right() - left - 8, bottom - top))
    _paint_axes(painter, sheet, rect, metrics)
    _paint_lines(painter, sheet)


def _paint_axes(painter: QPainter, sheet: _Sheet, rect: QRectF, metrics: QFontMetricsF) -> None:
    figure, frame, colors = sheet.figure, sheet.frame, sheet.figure.colors
    grid = QColor(colors.grid)
    grid.setAlphaF(0.18)
    across = max(2, int(frame.width() / axis.PIXELS_APART["bottom"]))
    up = max(2, int(frame.height() / axis.PIXELS_APART["left"]))
    for x in axis.ticks(*figure.xs, across):
        place = sheet.point(x, figure.ys[0])
        _line(painter, QPen(grid, 1), place, QPointF(place.x(), frame.top()))
        painter.setPen(QColor(colors.faint))
        said = axis.text(x, axis.spacing(*figure.xs, across))
        _write(
            painter, QPointF(place.x() - metrics.horizontalAdvance(said) / 2, frame.bottom() + metrics.height()), said
        )
    for y in axis.logarithmic_ticks(*figure.ys, up) if figure.logarithmic else axis.ticks(*figure.ys, up):
        place = sheet.point(figure.xs[0], y)
        _line(painter, QPen(grid, 1), place, QPointF(frame.right(), place.y()))
        painter.setPen(QColor(colors.faint))
        said = axis.logarithmic_text(y) if figure.logarithmic else axis.text(y, axis.spacing(*figure.ys, up))
        start = QPointF(frame.left() - 5 - metrics.horizontalAdvance(said), place.y() + metrics.ascent() / 2 - 1)
        _write(painter, start, said)
    painter.setPen(QPen(QColor(colors.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame)
    painter.setPen(QColor(colors.text))
    middle = frame.center().x() - metrics.horizontalAdvance(figure.bottom) / 2
    _write(painter, QPointF(middle, rect.bottom() - metrics.descent() - 2), figure.bottom)
    painter.save()
    painter.translate(rect.left() + metrics.ascent(), frame.center().y() + metrics.horizontalAdvance(figure.left) / 2)
    painter.rotate(-90)
    _write(painter, QPointF(0, 0), figure.left)
    painter.restore()


def _paint_lines(painter: QPainter, sheet: _Sheet) -> None:
    figure, frame = sheet.figure, sheet.frame
    for place in figure.marks:
        top = sheet.point(place, figure.ys[1])
        if sheet.holds(top):
            pen = QPen(QColor(figure.colors.faint), 1, Qt.PenStyle.DotLine)
            _line(painter, pen, top, QPointF(top.x(), frame.bottom()))
    for value, style in figure.levels:
        start = sheet.point(figure.xs[0], value)
        if sheet.holds(start):
            _line(painter, make_pen(style, width=style.width), start, QPointF(frame.right(), start.y()))
    for stroke in figure.strokes:
        pen = make_pen(stroke.style, opacity=stroke.opacity, width=stroke.width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        xs, ys = np.asarray(sheet.across(stroke.xs)), np.asarray(sheet.down(stroke.ys))
        for part in inside(xs, ys, frame.width(), frame.height()):
            painter.drawPolyline(QPolygonF([frame.topLeft() + QPointF(x, y) for x, y in part.tolist()]))
        _paint_dots(painter, sheet, stroke)


def _paint_dots(painter: QPainter, sheet: _Sheet, stroke: Stroke) -> None:
    dots = [(x, y, 7.0) for x, y in zip(*stroke.marked, strict=True)]
    if stroke.best is not None:
        dots.append((*stroke.best, 11.0))
    style = stroke.style if stroke.style.marker else Line(stroke.style.color, stroke.style.dash, marker="o")
    painter.setOpacity(stroke.opacity)
    for x, y, size in dots:
        at = sheet.point(x, y)
        if sheet.holds(at):
            paint_marker(painter, at, style, size)
    painter.setOpacity(1.0)


def _line(painter: QPainter, pen: QPen, start: QPointF, end: QPointF) -> None:
    painter.setPen(pen)
    painter.drawLine(start, end)


def _write(painter: QPainter, start: QPointF, said: str) -> None:
    if said:
        painter.drawText(start, said)


def stacked(figures: Sequence[Figure], margin: float = 12) -> tuple[QRectF, list[QRectF]]:
    """A sheet for several figures, one above the other: its size, and where each is."""
    width = max(figure.width for figure in figures)
    places, top = [], margin
    for figure in figures:
        places.append(QRectF(margin, top, width, figure.height))
        top += figure.height + margin
    return QRectF(0, 0, width + 2 * margin, top), places
