"""Pictures of ideas: nothing in them was measured, and each says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, exp, pi, sin

from PySide6.QtCore import QLocale, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from workbench.gui.theme import Colors, Line

SKETCHES = {
    "distillation": 8.5,
    "twin": 8.5,
    "schedule": 8.5,
    "rates": 9.5,
    "confusion": 10.2,
    "reliability": 10.5,
    "early_stop": 9.0,
    "pareto": 9.5,
    "splits": 4.2,
}
"""Names of the pictures -> their heights, in lines of text."""

Point = tuple[float, float]
Align = Qt.AlignmentFlag


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a picture is painted.

    Attributes:
        width, height: In pixels that do not depend on the screen.
    """

    painter: QPainter
    colors: Colors
    width: float
    height: float

    @property
    def line(self) -> float:
        """Height of a line of text."""
        return QFontMetricsF(self.painter.font()).height()

    def advance(self, text: str) -> float:
        """Width of a text."""
        return QFontMetricsF(self.painter.font()).horizontalAdvance(text)

    def number(self, value: float, decimals: int) -> str:
        """A number as the user's language writes it, without needless zeros."""
        said = QLocale().toString(float(value), "f", decimals)
        point = QLocale().decimalPoint()
        return said.rstrip("0").removesuffix(point) if point in said else said

    def percent(self, share: float, decimals: int = 1) -> str:
        """A fraction of 0 to 1 in percent."""
        return f"{QLocale().toString(100 * share, 'f', decimals)} %"

    def mixed(self, share: float) -> QColor:
        """The text's colour, thinned."""
        color = QColor(self.colors.text)
        color.setAlphaF(share)
        return color

    def text(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        *,
        color: str = "",
        bold: bool = False,
        align: Align = Align.AlignLeft,
    ) -> None:
        """One line, cut off where there is no room."""
        usual = self.painter.font()
        font = QFont(usual)
        font.setBold(bold)
        self.painter.setFont(font)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        self.painter.setPen(QColor(color or self.colors.text))
        self.painter.drawText(QRectF(x, y, width, self.line), align | Align.AlignVCenter, shown)
        self.painter.setFont(usual)

    def stroke(self, *points: Point, color: str = "", line: Line | None = None, width: float = 1.0) -> None:
        """A line through points."""
        pen = QPen(QColor(line.color if line else color or self.colors.text), line.width if line else width)
        pen.setStyle(line.dash if line else Qt.PenStyle.SolidLine)
        self.painter.setPen(pen)
        self.painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))

    def box(self, text: str, place: QRectF, line: Line) -> None:
        """A frame with a word in it."""
        self.painter.setPen(QPen(QColor(line.color), 2, line.dash))
        self.painter.setBrush(QColor(self.colors.raised))
        self.painter.drawRoundedRect(place, 6, 6)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.text(text, place.x() + 4, place.center().y() - self.line / 2, place.width() - 8, align=Align.AlignHCenter)

    def arrow(self, start: Point, end: Point) -> None:
        """A line with a head, straight across or straight down."""
        self.stroke(start, end, color=self.colors.faint, width=1.5)
        dx, dy = (1, 0) if abs(end[0] - start[0]) > abs(end[1] - start[1]) else (0, 1)
        head = [(end[0] - 6 * dx - 4 * dy * side, end[1] - 6 * dy - 4 * dx * side) for side in (1, -1)]
        self.stroke(head[0], end, head[1], color=self.colors.faint, width=1.5)

    def curve(self, plot: QRectF, shape: Callable[[float], float], line: Line, until: float = 1.0) -> None:
        """A function of 0-1 onto 0-1, in a plot."""
        ways = [step / 100 for step in range(round(100 * until) + 1)]
        self.stroke(*(on(plot, way, shape(way)) for way in ways), line=line)

    def axes(self, plot: QRectF, across: str, up: str) -> None:
        """Two axes and what they count."""
        self.stroke(on(plot, 0, 1), on(plot, 0, 0), on(plot, 1, 0), color=self.colors.grid)
        self.text(up, 0, plot.top() - self.line * 1.1, self.width * 0.7, color=self.colors.faint)
        self.text(across, plot.left(), plot.bottom() + 2, plot.width(), color=self.colors.faint, align=Align.AlignRight)

    def legend(self, names: Sequence[tuple[str, Line]], y: float) -> None:
        """What each kind of line is, beside each other."""
        left, sample = 0.0, 14.0
        for name, line in names:
            self.stroke((left, y + self.line / 2), (left + sample, y + self.line / 2), line=line)
            self.text(name, left + sample + 4, y, self.width - left - sample - 4)
            left += sample + 12 + self.advance(name)


def on(plot: QRectF, x: float, y: float) -> Point:
    """A place in a plot; both of 0 to 1, from the lower left."""
    return plot.left() + x * plot.width(), plot.bottom() - y * plot.height()


class Sketches(QObject):
    """One method for each picture."""

    def distillation(self, canvas: Canvas) -> None:
        """Who learns from whom."""
        c, line = canvas, canvas.line
        self._say_sketch(c)
        wide, high = c.width * 0.34, line * 1.8
        teacher = QRectF(c.width - wide * 1.15 - 1, line * 1.5, wide * 1.15, high * 1.15)
        student = QRectF(c.width - wide - 1, line * 6.2, wide, high * 0.9)
        pictures = QRectF(1, line * 3.8, wide * 0.9, high)
        c.box(self.tr("pictures"), pictures, Line(c.colors.faint, Qt.PenStyle.SolidLine))
        c.box(self.tr("teacher"), teacher, c.colors.lines["teacher"])
        c.box(self.tr("student"), student, c.colors.lines["distilled"])
        bend = pictures.right() + 12
        for box in (teacher, student):
            middle = box.center().y()
            c.stroke((pictures.right(), pictures.center().y()), (bend, pictures.center().y()), color=c.colors.faint)
            c.stroke((bend, pictures.center().y()), (bend, middle), color=c.colors.faint)
            c.arrow((bend, middle), (box.left(), middle))
        across = student.center().x()
        c.arrow((across, teacher.bottom()), (across, student.top()))
        c.text(self.tr("soft answers"), bend + 6, line * 4.5, across - bend - 12, align=Align.AlignRight)

    def twin(self, canvas: Canvas) -> None:
        """The same student twice."""
        c, line = canvas, canvas.line
        self._say_sketch(c)
        wide, high = c.width * 0.46, line * 1.7
        left, right = 1.0, c.width - wide - 1
        for x, name, role, fed in (
            (left, self.tr("plain"), "plain", self.tr("labels")),
            (right, self.tr("distilled"), "distilled", self.tr("labels + teacher")),
        ):
            c.text(fed, x, line * 1.5, wide, align=Align.AlignHCenter)
            c.arrow((x + wide / 2, line * 2.6), (x + wide / 2, line * 3.6))
            c.box(name, QRectF(x, line * 3.7, wide, high), c.colors.lines[role])
            c.arrow((x + wide / 2, line * 5.5), (x + wide / 2, line * 6.5))
        c.text(self.tr("the same test pictures"), 0, line * 6.8, c.width, align=Align.AlignHCenter)

    def schedule(self, canvas: Canvas) -> None:
        """The three decays, exactly as they are computed, after a warm-up of a tenth."""
        c = canvas
        plot = self._plot(c, self.tr("progress of training"), self.tr("learning rate"), below=2)
        warm = 0.1

        def warmed(shape: Callable[[float], float]) -> Callable[[float], float]:
            return lambda way: 0.95 * (way / warm if way < warm else shape(way))

        shapes = (
            (self.tr("cosine"), lambda way: (1 + cos(pi * (way - warm) / (1 - warm))) / 2),
            (self.tr("step"), lambda way: 0.1 ** sum(way >= point for point in (0.625, 0.75, 0.875))),
            (self.tr("constant"), lambda _way: 1.0),
        )
        for (_, shape), line in zip(shapes, c.colors.terms, strict=False):
            c.curve(plot, warmed(shape), line)
        c.legend([(name, line) for (name, _), line in zip(shapes, c.colors.terms, strict=False)], c.height - c.line)

    def rates(self, canvas: Canvas) -> None:
        """Three learning rates."""
        c = canvas
        plot = self._plot(c, self.tr("steps"), self.tr("loss"), below=2)
        shapes = (
            (self.tr("too small"), lambda way: 0.9 - 0.35 * way),
            (self.tr("good"), lambda way: 0.1 + 0.8 * exp(-5 * way)),
            (self.tr("too large"), lambda way: 0.6 + 0.3 * cos(way * 40) * (0.6 + 0.4 * way)),
        )
        for (_, shape), line in zip(shapes, c.colors.terms, strict=False):
            c.curve(plot, shape, line)
        c.legend([(name, line) for (name, _), line in zip(shapes, c.colors.terms, strict=False)], c.height - c.line)
        self._say_sketch(c)

    def confusion(self, canvas: Canvas) -> None:
        """How to read the table."""
        c, line = canvas, canvas.line
        self._say_sketch(c)
        names = ("3", "8", "9")
        shares = ((0.9, 0.3, 0.0), (0.0, 0.9, 0.0), (0.0, 0.0, 0.9))
        side = min(line * 2, (c.width * 0.62) / 3)
        left, top = c.width * 0.34, line * 2.7
        c.text(self.tr("answered as"), left, line * 0.8, c.width - left, color=c.colors.faint)
        c.text(self.tr("is really"), 0, top + side, c.width * 0.24, color=c.colors.faint)
        for row, name in enumerate(names):
            c.text(name, left + row * side, line * 1.7, side, align=Align.AlignHCenter)
            c.text(name, left - line * 1.2, top + (row + 0.5) * side - line / 2, line, align=Align.AlignHCenter)
            for column, share in enumerate(shares[row]):
                place = QRectF(left + column * side, top + row * side, side - 2, side - 2)
                color = QColor(c.colors.accent if row == column else c.colors.lines["plain"].color)
                color.setAlphaF(share)
                c.painter.fillRect(place, c.mixed(0.08))
                c.painter.fillRect(place, color)
        c.text(self.tr("off the diagonal: a 3 taken for an 8"), 0, c.height - line, c.width, color=c.colors.faint)

    def reliability(self, canvas: Canvas) -> None:
        """Honest confidence lies on the diagonal."""
        c = canvas
        plot = self._plot(c, self.tr("how sure"), self.tr("how often right"), below=1)
        bars = (0.10, 0.22, 0.33, 0.45, 0.56, 0.66, 0.76, 0.82)
        for place, height in enumerate(bars):
            low, high = (place + 0.1) / len(bars), (place + 0.9) / len(bars)
            corner, other = on(plot, low, height), on(plot, high, 0)
            c.painter.fillRect(QRectF(QPointF(*corner), QPointF(*other)), QColor(c.colors.lines["distilled"].color))
        c.stroke(on(plot, 0, 0), on(plot, 1, 1), line=c.colors.lines["teacher"])
        self._say_sketch(c)

    def early_stop(self, canvas: Canvas) -> None:
        """The best epoch, and the patience after it."""
        c = canvas
        plot = self._plot(c, self.tr("epochs"), self.tr("validation accuracy"), below=1)
        best, end = 0.55, 0.85

        def shape(way: float) -> float:
            return 0.9 * (1 - exp(-6 * way)) - 0.5 * max(0.0, way - best) + 0.015 * sin(60 * way)

        c.curve(plot, shape, c.colors.lines["distilled"], until=end)
        for way, word in ((best, self.tr("best")), (end, self.tr("stops"))):
            c.stroke(on(plot, way, 0), on(plot, way, 1), color=c.colors.faint)
            c.text(word, on(plot, way, 0)[0] - c.advance(word) - 4, plot.bottom() - c.line * 1.3, c.advance(word) + 2)
        self._say_sketch(c)

    def pareto(self, canvas: Canvas) -> None:
        """Who is beaten by nobody."""
        c = canvas
        plot = self._plot(c, self.tr("size"), self.tr("accuracy"), below=1)
        front = ((0.08, 0.35), (0.25, 0.66), (0.5, 0.82), (0.9, 0.93))
        c.stroke(*(on(plot, *point) for point in front), line=c.colors.lines["distilled"])
        for points, color, look in (
            (front, c.colors.lines["distilled"].color, Qt.BrushStyle.SolidPattern),
            (((0.35, 0.5), (0.65, 0.68), (0.8, 0.6)), c.colors.faint, Qt.BrushStyle.NoBrush),
        ):
            c.painter.setPen(QPen(QColor(color), 2))
            c.painter.setBrush(QColor(color) if look is Qt.BrushStyle.SolidPattern else look)
            for point in points:
                c.painter.drawEllipse(QPointF(*on(plot, *point)), 4, 4)
        c.painter.setBrush(Qt.BrushStyle.NoBrush)
        self._say_sketch(c)

    def splits(self, canvas: Canvas) -> None:
        """Which pictures are for what; the shares of a new recipe."""
        c, line = canvas, canvas.line
        c.text(self.tr("Example: a new recipe"), 0, 0, c.width, color=c.colors.faint)
        test = 0.25
        validation = 0.15 * (1 - test)
        x, y = 0.0, line * 1.3
        for name, share, color in (
            (self.tr("training"), 1 - test - validation, c.colors.lines["distilled"].color),
            (self.tr("choosing"), validation, c.colors.terms[1].color),
            (self.tr("test"), test, c.colors.terms[0].color),
        ):
            wide = c.width * share
            c.painter.fillRect(QRectF(x, y, wide - 2, line), QColor(color))
            c.text(name, x, y + line * (1.2 if name != self.tr("choosing") else 2.0), max(wide, c.advance(name) + 4))
            x += wide

    def _plot(self, canvas: Canvas, across: str, up: str, *, below: float) -> QRectF:
        """Room for a plot with axes: two lines free above, and below it those for words and legend."""
        top, bottom = canvas.line * 1.3, canvas.height - (below + 0.4) * canvas.line
        plot = QRectF(4, top, canvas.width - 8, bottom - top)
        canvas.axes(plot, across, up)
        return plot

    def _say_sketch(self, canvas: Canvas) -> None:
        canvas.text(self.tr("Sketch"), 0, 0, canvas.width, color=canvas.colors.faint, align=Align.AlignRight)
