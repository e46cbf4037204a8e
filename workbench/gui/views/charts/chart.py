"""What every chart can do: draw series as they grow, keep pace, zoom, be read out, become a table or a picture."""

from __future__ import annotations

import math
from dataclasses import replace
from time import perf_counter

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLocale, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTableView, QVBoxLayout, QWidget

from workbench.gui.labels import OneLine, text_label
from workbench.gui.models.chart_choice import ChartChoice, Unit
from workbench.gui.models.overlay import OverlayModel
from workbench.gui.models.phase import Phase
from workbench.gui.models.run import RunModel
from workbench.gui.theme import Theme
from workbench.gui.views.charts import table
from workbench.gui.views.charts.axis import Axis, spacing
from workbench.gui.views.charts.drawing import Drawn, Window
from workbench.gui.views.charts.legend import Entry, Legend, make_pen
from workbench.gui.views.charts.readout import Reading, Readout
from workbench.gui.views.charts.series import Contents
from workbench.gui.views.charts.track import Clock, Track, take_in

CHUNKS = 2
"""Of new points that a drawing takes in itself, some milliseconds' work; the rest comes between two drawings."""
TABLE_SECONDS = 1.0
"""Between two looks at a table while a run goes on."""
NEAR_PIXELS = 6
"""Of a mark, to be read out."""


class Chart(QFrame):
    """A plot with axes, grid and legend in the colours of the theme, drawn at most every so many milliseconds.

    Subclasses say in `collect` what there is to see. Whoever drags or zooms sees that part until `show_everything`.

    Args:
        interval: Milliseconds between two drawings, however many events arrive.
    """

    can_be_logarithmic = False

    def __init__(
        self,
        model: RunModel,
        theme: Theme,
        overlay: OverlayModel,
        choice: ChartChoice,
        *,
        title: str,
        interval: int = 130,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.model, self.theme, self.overlay, self.choice = model, theme, overlay, choice
        self.title = title
        self.contents = Contents()
        self.tracks: dict[str, Track] = {}
        self.drawn: dict[str, Drawn] = {}
        self._clocks: dict[int, Clock] = {}
        self._levels: list[pg.InfiniteLine] = []
        self._marks: list[pg.InfiniteLine] = []
        self._place: float | None = None
        self._tabled = 0.0
        self._follows, self._busy = True, False
        self._make_plot()
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=interval)
        self._timer.timeout.connect(self.refresh)
        self._rest = QTimer(self, singleShot=True, interval=2)
        self._rest.timeout.connect(self._take_in_more)
        for signal in (model.changed, overlay.changed, choice.changed):
            signal.connect(self.refresh_soon)
        theme.changed.connect(self._on_theme_changed)
        self.dress()
        self.refresh()

    def _make_plot(self) -> None:
        axes = {side: Axis(orientation=side) for side in ("left", "bottom")}
        self.plot = pg.PlotWidget(axisItems=axes)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.getPlotItem().setContentsMargins(0, 4, 14, 0)
        self.plot.setFrameShape(QFrame.Shape.NoFrame)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setMinimumHeight(90)
        self.box = self.plot.getViewBox()
        self.box.disableAutoRange()
        self.cross = pg.InfiniteLine(angle=90, movable=False)
        self.cross.hide()
        self.plot.addItem(self.cross, ignoreBounds=True)
        self.readout = Readout(self.plot)
        self.box.sigRangeChanged.connect(self._on_range_changed)
        self.box.sigRangeChangedManually.connect(self._on_zoomed)
        self.plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.plot.scene().sigMouseClicked.connect(self._on_clicked)
        self.plot.viewport().installEventFilter(self)

    def _lay_out(self) -> None:
        self.note = OneLine()
        self.note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.legend = Legend(self.theme)
        self.table: QTableView | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.plot)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(text_label(self.title, "heading"))
        top.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.legend)
        column.addWidget(self.stack, 1)
        self.setAccessibleName(self.tr("Chart: {title}").format(title=self.title))

    # What subclasses say

    def collect(self) -> Contents:
        """All there is to see now; for subclasses."""
        raise NotImplementedError

    def left_label(self) -> str:
        """What the vertical axis is, with its unit; for subclasses."""
        raise NotImplementedError

    def say(self, value: float) -> str:
        """A value in words."""
        return QLocale().toString(float(value), "g", 4)

    def summary(self) -> str:
        """What the chart shows, for a screen reader: where each line stands."""
        told = []
        for series in self.contents.series:
            values = self.tracks[series.key].raw.values
            if series.title and len(values):
                told.append(f"{series.title} {self.say(values[-1])}")
        return ", ".join(told)

    def full_range(self) -> tuple[float, float] | None:
        """Lowest and highest value of the vertical axis where they are given; None = as the lines need it."""
        return None

    # Drawing

    @property
    def is_logarithmic(self) -> bool:
        """The vertical axis has logarithms."""
        return self.choice.logarithmic and self.can_be_logarithmic

    def refresh_soon(self) -> None:
        """Draw within a moment, or when it is shown; further requests until then cost nothing."""
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """What happened while nobody saw it is drawn now."""
        super().showEvent(event)
        self.refresh()

    def bring_up_to_date(self) -> None:
        """Take in and draw everything at once, seen or not: for a picture of it."""
        self.refresh()
        while not self._take_in():
            pass
        self.refresh()

    def refresh(self) -> None:
        """Make the chart agree with the model. Safe to call at any time."""
        self.contents = self.collect()
        phases = {id(series.phase): series.phase for series in self.contents.series}
        phases |= {id(mark.phase): mark.phase for mark in self.contents.marks}
        self._clocks = {key: Clock(phase, self.choice.unit) for key, phase in phases.items()}
        self.contents.marks[:] = [mark for mark in self.contents.marks if self.clock(mark.phase).is_known]
        if not self._take_in():
            self._rest.start()
        self._busy = True
        self.plot.setLogMode(y=self.is_logarithmic)
        if self._follows:
            self._fit()
        self._busy = False
        self._label()
        self._draw()
        self.legend.show_entries(self._entries())
        self.note.setText(" · ".join(self.notes()))
        self._describe()
        self._refresh_table()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw as finely as there is room now."""
        super().resizeEvent(event)
        self.refresh_soon()

    def clock(self, phase: Phase) -> Clock:
        """Where the steps of a training lie now."""
        return self._clocks.get(id(phase)) or Clock(phase, self.choice.unit)

    def _take_in(self) -> bool:
        logarithmic, weight = self.is_logarithmic, self.choice.smoothing
        tracks = {}
        for series in self.contents.series:
            track = self.tracks.get(series.key)
            if track is None:
                track = Track(series, weight, logarithmic=logarithmic)
            track.become(series, weight, logarithmic=logarithmic)
            tracks[series.key] = track
        self.tracks = tracks
        return take_in(list(tracks.values()), CHUNKS)

    def _take_in_more(self) -> None:
        """Long curves are taken in between two drawings, a little at a time."""
        if not take_in(list(self.tracks.values()), 1):
            self._rest.start()
        self.refresh_soon()

    def _draw(self) -> None:
        """Draw the part that is visible."""
        window = self.window_shown()
        for key in self.drawn.keys() - self.tracks.keys():
            self.drawn.pop(key).remove()
        for key, track in self.tracks.items():
            if key not in self.drawn:
                self.drawn[key] = Drawn(self.plot)
            self.drawn[key].draw(track, self.clock(track.series.phase), window)
        self._draw_levels()
        self._draw_marks()
        if self._place is not None:
            self.read_out(self._place)

    def window_shown(self) -> Window:
        """The part that is visible."""
        return Window(self.box.viewRect(), round(self.box.width()), live=self.model.is_live)

    def _draw_levels(self) -> None:
        _fill(self.plot, self._levels, len(self.contents.levels), angle=0)
        for line, level in zip(self._levels, self.contents.levels, strict=True):
            height = np.log10(level.value) if self.is_logarithmic and level.value > 0 else level.value
            line.setVisible(not self.is_logarithmic or level.value > 0)
            line.setValue(float(height))
            line.setPen(make_pen(level.style, width=1 if self.model.is_live else level.style.width))

    def _draw_marks(self) -> None:
        _fill(self.plot, self._marks, len(self.contents.marks), angle=90)
        pen = pg.mkPen(self.theme.colors.faint, width=1, style=Qt.PenStyle.DotLine)
        for line, place in zip(self._marks, self.mark_places(), strict=True):
            line.setValue(place)
            line.setPen(pen)

    def mark_places(self) -> list[float]:
        """Where the marks are, in the unit of the horizontal axis."""
        marks = self.contents.marks
        return [float(self.clock(mark.phase).places(np.array([float(mark.step)]))[0]) for mark in marks]

    # Axes

    def _fit(self) -> None:
        """Show everything."""
        right = 0.0
        extents = [level.value for level in self.contents.levels]
        if self.is_logarithmic:
            extents = [float(np.log10(value)) for value in extents if value > 0]
        for track in self.tracks.values():
            clock = self.clock(track.series.phase)
            if not clock.is_known or not len(track.steps):
                continue
            right = max(right, float(clock.places(track.steps.values[-1:])[0]))
            for layer in (track.raw_layer, track.smooth_layer):
                extents.extend((layer and layer.pyramid.extent) or ())
        low, high = self.full_range() or _padded(extents, logarithmic=self.is_logarithmic)
        right = self._rounded_up(right or 1.0)
        self.box.setRange(xRange=(-0.01 * right, 1.01 * right), yRange=(low, high), padding=0)

    def _rounded_up(self, right: float) -> float:
        """While a run goes on the axis grows now and then, not with every point: drawing it anew takes a while."""
        step = spacing(0.0, right, 20)
        return math.ceil(right / step) * step if self.model.is_live else right

    def show_everything(self) -> None:
        """After zooming and dragging: the whole again, also as it grows."""
        self._follows = True
        self.refresh()

    def zoom(self, factor: float) -> None:
        """Show so many times as much of the horizontal axis, around the read-out or the middle."""
        (low, high), _ = self.box.viewRange()
        center = self._place if self._place is not None and low <= self._place <= high else (low + high) / 2
        self._follows = False
        self.box.setXRange(center - (center - low) * factor, center + (high - center) * factor, padding=0)

    def bottom_label(self) -> str:
        """What the horizontal axis is."""
        return {
            Unit.STEP: self.tr("Training step"),
            Unit.EPOCH: self.tr("Epoch"),
            Unit.TIME: self.tr("Training time, s"),
        }[self.choice.unit]

    def axis_label(self) -> str:
        """What the vertical axis is, and whether it is logarithmic."""
        label = self.left_label()
        return self.tr("{label} (log)").format(label=label) if self.is_logarithmic else label

    def _label(self) -> None:
        style = {"color": self.theme.colors.text, "font-size": f"{self.font().pointSizeF():.1f}pt"}
        for side, label in (("left", self.axis_label()), ("bottom", self.bottom_label())):
            axis = self.plot.getAxis(side)
            if (axis.labelText, axis.labelStyle) != (label, style):
                axis.setLabel(label, **style)

    def notes(self) -> list[str]:
        """What has to be said about the picture."""
        notes = list(self.contents.notes)
        for series in self.contents.series:
            if not self.clock(series.phase).is_known and series.title:
                notes.append(self.tr("no times are known of {title}").format(title=series.title))
        below = sum(track.raw_layer.left_out for track in self.tracks.values())
        if self.is_logarithmic and below:
            notes.append(self.tr("{number} values not above zero left out").format(number=QLocale().toString(below)))
        odd = sum(track.not_numbers for track in self.tracks.values())
        if odd:
            notes.append(self.tr("{number} values not finite").format(number=QLocale().toString(odd)))
        if not self._follows:
            notes.append(self.tr("a part only: double-click shows everything"))
        return notes

    def _entries(self) -> list[Entry]:
        titled = [series for series in self.contents.series if series.title]
        entries = [Entry(series.title, series.style) for series in titled if not series.foreign]
        entries += [Entry(level.title, replace(level.style, marker="")) for level in self.contents.levels]
        if any(track.smooth is not None for track in self.tracks.values()):
            told = self.tr("smoothed {weight}, faint: as measured")
            entries.append(Entry(told.format(weight=QLocale().toString(self.choice.smoothing, "f", 2))))
        return entries + [Entry(series.title, series.style) for series in titled if series.foreign]

    def smooth_title(self, title: str) -> str:
        """What the smoothed line of a series is called in tables."""
        weight = QLocale().toString(self.choice.smoothing, "f", 2)
        return self.tr("{title} (smoothed {weight})").format(title=title, weight=weight)

    # Reading out

    def read_out(self, place: float | None) -> None:
        """Say what the lines are at a place on the horizontal axis; None = nothing."""
        self._place = place
        self.cross.setVisible(place is not None)
        if place is None:
            self.readout.hide()
            return
        self.cross.setValue(place)
        frame = self.plot.mapFromScene(self.box.sceneBoundingRect()).boundingRect()
        at = self.plot.mapFromScene(self.box.mapViewToScene(QPointF(place, 0))).x()
        self.readout.say(self._place_in_words(place), self.readings(place), self._marks_near(place), at, QRect(frame))
        self._describe()

    def readings(self, place: float) -> list[Reading]:
        """What each line is there, as measured, and smoothed where it is."""
        readings = []
        for series in self.contents.series:
            track, clock = self.tracks[series.key], self.clock(series.phase)
            number = track.nearest(clock.step(place)) if clock.is_known else None
            if number is None or not (series.title or series.name):
                continue
            value = self.say(track.raw.values[number])
            if track.smooth is not None and number < len(track.smooth):
                smooth = self.say(track.smooth.values[number])
                value = self.tr("{value}  (smoothed {smooth})").format(value=value, smooth=smooth)
            readings.append(Reading(series.title or series.name, value, series.style.color))
        for level in self.contents.levels:
            readings.append(Reading(level.title, self.say(level.value), level.style.color))
        return readings

    def _place_in_words(self, place: float) -> str:
        lead = self._lead()
        if lead is None:
            return QLocale().toString(place, "g", 4)
        phase = lead.series.phase
        number = lead.nearest(self.clock(phase).step(place))
        step = lead.steps.values[number] if number is not None else self.clock(phase).step(place)
        told = [self.tr("Step {number}").format(number=QLocale().toString(round(step)))]
        epoch = Clock(phase, Unit.EPOCH).places(np.array([step]))[0]
        told.append(self.tr("epoch {number}").format(number=QLocale().toString(float(epoch), "f", 1)))
        time = Clock(phase, Unit.TIME)
        if time.is_known:
            seconds = float(time.places(np.array([step]))[0])
            told.append(self.tr("{number} s").format(number=QLocale().toString(seconds, "f", 1)))
        return " · ".join(told)

    def _marks_near(self, place: float) -> list[str]:
        (low, high), _ = self.box.viewRange()
        near = NEAR_PIXELS * (high - low) / max(1.0, self.box.width())
        marks = zip(self.contents.marks, self.mark_places(), strict=True)
        return [mark.text for mark, at in marks if mark.text and abs(at - place) <= near]

    def _lead(self) -> Track | None:
        """The line along which the arrow keys move: the first that is not faint."""
        tracks = [self.tracks[series.key] for series in self.contents.series]
        known = [track for track in tracks if len(track.steps) and self.clock(track.series.phase).is_known]
        strong = [track for track in known if not track.series.faint]
        return next(iter(strong or known), None)

    def move_readout(self, stride: int) -> None:
        """Go so many points along the line, of as many as can be told apart; the chart follows beyond its edge.

        It begins at the first that is visible; at the last where `stride` is negative.
        """
        lead = self._lead()
        if lead is None:
            return
        clock, steps = self.clock(lead.series.phase), lead.steps.values
        (left, right), _ = self.box.viewRange()
        first = int(np.searchsorted(steps, clock.step(left)))
        last = max(first, int(np.searchsorted(steps, clock.step(right), "right")) - 1)
        if self._place is None:
            number = last if stride < 0 else first
        else:
            at = lead.nearest(clock.step(self._place))
            number = (first if at is None else at) + stride * max(1, (last - first) // 200)
        number = min(max(number, 0), len(steps) - 1)
        place = float(clock.places(steps[number : number + 1])[0])
        if not left <= place <= right:
            self._follows = False
            self.box.translateBy(x=place - (left + right) / 2)
        self.read_out(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and Escape move the read-out; +, - and 0 zoom. All else belongs to the window."""
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
        match event.key():
            case Qt.Key.Key_Left:
                self.move_readout(-far)
            case Qt.Key.Key_Right:
                self.move_readout(far)
            case Qt.Key.Key_Home:
                self._place = None
                self.move_readout(1)
            case Qt.Key.Key_End:
                self._place = None
                self.move_readout(-1)
            case Qt.Key.Key_Escape if self._place is not None:
                self.read_out(None)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(0.5)
            case Qt.Key.Key_Minus:
                self.zoom(2.0)
            case Qt.Key.Key_0:
                self.show_everything()
            case _:
                event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever leaves takes the read-out along."""
        self.read_out(None)
        super().focusOutEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """The mouse leaves the plot."""
        if event.type() == QEvent.Type.Leave and not self.hasFocus():
            self.read_out(None)
        return False

    def _describe(self) -> None:
        """For a screen reader: what can be seen, and where the read-out stands."""
        told = f"{self.summary()}. {self.readout.spoken}" if self._place is not None else self.summary()
        if told != self.accessibleDescription():
            self.setAccessibleDescription(told)
            if self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # Table

    def show_table(self, on: bool) -> None:
        """Show the numbers in place of the picture, or the picture again."""
        if on and self.table is None:
            self.table = table.view(self.tr("Table: {title}").format(title=self.title))
            self.stack.addWidget(self.table)
        self.stack.setCurrentWidget(self.table if on and self.table is not None else self.plot)
        self._tabled = 0.0
        self._refresh_table()

    def _refresh_table(self) -> None:
        now = perf_counter()
        if self.model.is_live and now < self._tabled + TABLE_SECONDS:
            return
        if self.table is not None and self.stack.currentWidget() is self.table:
            self._tabled = now
            shown = self.table.model()
            assert isinstance(shown, table.NumbersModel)
            shown.show_numbers(table.numbers_of(self))

    # Theme, mouse

    def dress(self) -> None:
        """Put on the colours of the theme."""
        colors = self.theme.colors
        self.plot.setBackground(QColor(colors.raised))
        self.plot.showGrid(x=True, y=True, alpha=0.18)
        self.cross.setPen(pg.mkPen(colors.accent, width=1))
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(hideOverlappingLabels=False)
            axis.setPen(QColor(colors.line))
            axis.setTextPen(QColor(colors.faint))
        self.plot.getAxis("left").setWidth(self.fontMetrics().horizontalAdvance("0.00000") + 24)

    def _on_theme_changed(self) -> None:
        self.dress()
        for drawn in self.drawn.values():
            drawn.remove()
        self.drawn.clear()
        self.legend.update()
        self.refresh()

    def _on_range_changed(self) -> None:
        if not self._busy:
            self._draw()

    def _on_zoomed(self) -> None:
        self._follows = False
        self.note.setText(" · ".join(self.notes()))

    def _on_mouse_moved(self, at: QPointF) -> None:
        if self.box.sceneBoundingRect().contains(at):
            self.read_out(float(self.box.mapSceneToView(at).x()))
        elif not self.hasFocus():
            self.read_out(None)

    def _on_clicked(self, event: object) -> None:
        if event.double():  # type: ignore[attr-defined]  # pyqtgraph's own event
            self.show_everything()


def _fill(plot: pg.PlotWidget, lines: list[pg.InfiniteLine], count: int, *, angle: int) -> None:
    """As many lines as are needed."""
    while len(lines) > count:
        plot.removeItem(lines.pop())
    while len(lines) < count:
        line = pg.InfiniteLine(angle=angle, movable=False)
        line.setZValue(-10)
        plot.addItem(line, ignoreBounds=True)
        lines.append(line)


def _padded(extents: list[float], *, logarithmic: bool) -> tuple[float, float]:
    """A little more than from the lowest to the highest."""
    if not extents:
        return (-1.0, 1.0) if logarithmic else (0.0, 1.0)
    low, high = min(extents), max(extents)
    if high - low <= 1e-9 * max(abs(low), abs(high)):  # a constant, or a single point
        room = 0.5 if logarithmic else 0.1 * abs(low) or 1.0
    else:
        room = 0.05 * (high - low)
    return low - room, high + room
