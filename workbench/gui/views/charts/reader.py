"""Reading a chart out: at the mouse, or where the arrow keys have moved to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent

from workbench.gui.models.chart_choice import Unit
from workbench.gui.views.charts.readout import Reading, Readout
from workbench.gui.views.charts.track import Clock, Track

if TYPE_CHECKING:
    from workbench.gui.views.charts.chart import Chart

translate = QCoreApplication.translate
NEAR_PIXELS = 6
"""Of a mark, to be read out."""
HIGHEST = 3
"""Of many lines of a kind that are named."""


class Reader(QObject):
    """Moves the cross-hair and the read-out of a chart.

    Attributes:
        place: Where they stand on the horizontal axis; None = nowhere.
    """

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self._chart, self._plot, self._box = chart, chart.plot, chart.box
        self.place: float | None = None
        self._height: float | None = None
        self.readout = Readout(chart.plot)
        self._plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._plot.viewport().installEventFilter(self)

    def read_out(self, place: float | None) -> None:
        """Say what the lines are at a place on the horizontal axis; None = nothing."""
        self.place = place
        if place is None:
            self._height = None
        self._plot.show_cross(place)
        if place is None:
            self.readout.hide()
        else:
            notes = self._marks_near(place)
            at, frame = self._plot.pixel(place), self._plot.frame()
            self.readout.say(self._in_words(place), self.readings(place), notes, at, frame)
        self._chart.describe()

    def read_again(self) -> None:
        """The lines or the axes are different; the place is the same."""
        if self.place is not None:
            self.read_out(self.place)

    def readings(self, place: float) -> list[Reading]:
        """What each line is there, as measured, and smoothed where it is."""
        chart, readings = self._chart, []
        crowd: list[tuple[float, Reading]] = []
        for series in chart.contents.series:
            track, clock = chart.tracks[series.key], chart.clock(series.phase)
            number = track.nearest(clock.step(place)) if clock.is_known else None
            if number is None or not (series.title or series.name):
                continue
            value = chart.say(track.raw.values[number])
            if track.smooth is not None and number < len(track.smooth):
                smooth = chart.say(track.smooth.values[number])
                value = translate("charts", "{value}  (smoothed {smooth})").format(value=value, smooth=smooth)
            if series.crowd:
                height = float(track.raw.values[number])
                crowd.append((height, Reading(series.name, value, series.style.color)))
                continue
            readings.append(Reading(series.title or series.name, value, series.style.color))
        readings += self._of_crowd(crowd)
        for level in chart.contents.levels:
            readings.append(Reading(level.title, chart.say(level.value), level.style.color))
        return readings

    def _of_crowd(self, crowd: list[tuple[float, Reading]]) -> list[Reading]:
        """Of many lines of a kind, the one at the pointer and the highest."""
        told: list[Reading] = []
        if crowd and self._height is not None:
            height = self._height
            told.append(min(crowd, key=lambda one: abs(one[0] - height))[1])
        best = [reading for _, reading in sorted(crowd, key=lambda one: -one[0])[:HIGHEST]]
        return told + [reading for reading in best if reading not in told]

    def begin_anew(self) -> None:
        """Forget the place, so that `move` begins at an edge."""
        self.place = None

    def move(self, stride: int) -> None:
        """Go so many points along the line, of as many as can be told apart; the chart follows beyond its edge.

        It begins at the first that is visible; at the last where `stride` is negative.
        """
        lead = self._lead()
        if lead is None:
            return
        clock, steps = self._chart.clock(lead.series.phase), lead.steps.values
        (left, right), _ = self._box.viewRange()
        first = int(np.searchsorted(steps, clock.step(left)))
        last = max(first, int(np.searchsorted(steps, clock.step(right), "right")) - 1)
        if self.place is None:
            number = last if stride < 0 else first
        else:
            at = lead.nearest(clock.step(self.place))
            number = (first if at is None else at) + stride * max(1, (last - first) // 200)
        number = min(max(number, 0), len(steps) - 1)
        place = float(clock.places(steps[number : number + 1])[0])
        if not left <= place <= right:
            self._chart.look_around(place)
        self.read_out(place)

    def press(self, event: QKeyEvent) -> bool:
        """Carry out a key; says whether it was one of the reader's."""
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
        match event.key():
            case Qt.Key.Key_Left:
                self.move(-far)
            case Qt.Key.Key_Right:
                self.move(far)
            case Qt.Key.Key_Home:
                self.begin_anew()
                self.move(1)
            case Qt.Key.Key_End:
                self.begin_anew()
                self.move(-1)
            case Qt.Key.Key_Escape if self.place is not None:
                self.read_out(None)
            case _:
                return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse leaves the plot."""
        if event.type() == QEvent.Type.Leave and not self._chart.hasFocus():
            self.read_out(None)
        return False

    def _in_words(self, place: float) -> str:
        """``Step 181 · epoch 1.8 · 2.0 s``."""
        lead = self._lead()
        if lead is None:
            return QLocale().toString(place, "g", 4)
        phase = lead.series.phase
        here = self._chart.clock(phase).step(place)
        number = lead.nearest(here)
        step = np.array([here if number is None else lead.steps.values[number]])
        told = [translate("charts", "Step {number}").format(number=QLocale().toString(round(step[0])))]
        epoch = float(Clock(phase, Unit.EPOCH).places(step)[0])
        told.append(translate("charts", "epoch {number}").format(number=QLocale().toString(epoch, "f", 1)))
        time = Clock(phase, Unit.TIME)
        if time.is_known:
            seconds = QLocale().toString(float(time.places(step)[0]), "f", 1)
            told.append(translate("charts", "{number} s").format(number=seconds))
        return " · ".join(told)

    def _marks_near(self, place: float) -> list[str]:
        (low, high), _ = self._box.viewRange()
        near = NEAR_PIXELS * (high - low) / max(1.0, self._box.width())
        marks = zip(self._chart.contents.marks, self._chart.mark_places(), strict=True)
        return [mark.text for mark, at in marks if mark.text and abs(at - place) <= near]

    def _lead(self) -> Track | None:
        """The line along which the arrow keys move: the first that is not faint."""
        chart = self._chart
        tracks = [chart.tracks[series.key] for series in chart.contents.series]
        known = [track for track in tracks if len(track.steps) and chart.clock(track.series.phase).is_known]
        strong = [track for track in known if not track.series.faint]
        return next(iter(strong or known), None)

    def _on_mouse_moved(self, at: QPointF) -> None:
        if self._box.sceneBoundingRect().contains(at):
            pointed = self._box.mapSceneToView(at)
            self._height = float(pointed.y())
            self.read_out(float(pointed.x()))
        elif not self._chart.hasFocus():
            self.read_out(None)
