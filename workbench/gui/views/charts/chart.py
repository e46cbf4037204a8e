"""What every chart can do: draw series as they grow, keep pace, zoom, be read out, become a table or a picture.

Longer than most files here: drawing, keys and read-out share the plot and what is on it.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import numpy as np
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
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
from workbench.gui.views import words
from workbench.gui.views.charts import captions, table
from workbench.gui.views.charts.drawing import Drawn
from workbench.gui.views.charts.legend import Legend
from workbench.gui.views.charts.plot import Plot
from workbench.gui.views.charts.reader import Reader
from workbench.gui.views.charts.series import Contents
from workbench.gui.views.charts.track import Clock, Track, take_in

CHUNKS = 2
"""Of new points that a drawing takes in itself, some milliseconds' work; the rest comes between two drawings."""
TABLE_SECONDS = 1.0
"""Between two looks at a table while a run goes on."""


class Chart(QFrame):
    """A plot with axes, grid and legend in the colours of the theme, drawn at most every so many milliseconds.

    Subclasses say in `collect` what there is to see. Whoever drags or zooms sees that part until `show_everything`.

    Args:
        interval: Milliseconds between two drawings, however many events arrive.

    Attributes:
        title_of: The title of a method by its kind.
        is_lowest: It says what its horizontal axis is; others above it have the same.
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
        self.title_of: Callable[[str], str] = words.spelled
        self.is_lowest = True
        self.title = title
        self.contents = Contents()
        self.tracks: dict[str, Track] = {}
        self.drawn: dict[str, Drawn] = {}
        self._clocks: dict[int, Clock] = {}
        self._tabled = 0.0
        self._axes = (choice.unit, False)
        self._follows, self._busy = True, False
        self.plot = Plot(theme)
        self.box = self.plot.box
        self.reader = Reader(self)
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=interval)
        self._timer.timeout.connect(self.refresh)
        self._rest = QTimer(self, singleShot=True, interval=2)
        self._rest.timeout.connect(self._take_in_more)
        for signal in (model.changed, overlay.changed, choice.changed):
            signal.connect(self.refresh_soon)
        theme.changed.connect(self._on_theme_changed)
        self.box.sigRangeChanged.connect(self._on_range_changed)
        self.box.sigRangeChangedManually.connect(self._on_zoomed)
        self.plot.scene().sigMouseClicked.connect(self._on_clicked)
        self.refresh()

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
        for widget in (self, self.plot):
            widget.setAccessibleName(self.tr("Chart: {title}").format(title=self.title))

    # What subclasses say

    @property
    def is_called_for(self) -> bool:
        """There can be something in it; else it would only take room."""
        return True

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
    def is_whole(self) -> bool:
        """Nobody has zoomed or dragged."""
        return self._follows

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
        axes = (self.choice.unit, self.is_logarithmic)
        if axes != self._axes:  # what was zoomed into lies elsewhere now
            self._axes, self._follows = axes, True
            self.reader.read_out(None)
            self.plot.setLogMode(y=self.is_logarithmic)
        if self._follows:
            self._fit()
        self._busy = False
        self.plot.label(self.axis_label(), self.bottom_label() if self.is_lowest else "")
        self._draw()
        self.legend.show_entries(captions.entries(self))
        self.note.setText(" · ".join(captions.notes(self)))
        self.describe()
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
        live = self.model.is_live
        window = self.plot.window_shown(live=live)
        for key in self.drawn.keys() - self.tracks.keys():
            self.drawn.pop(key).remove()
        for key, track in self.tracks.items():
            if key not in self.drawn:
                self.drawn[key] = Drawn(self.plot)
            self.drawn[key].draw(track, self.clock(track.series.phase), window)
        self.plot.draw_levels(self.contents.levels, live=live)
        self.plot.draw_marks(self.mark_places())
        self.reader.read_again()

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
        self.plot.show_all(right or 1.0, extents, self.full_range(), live=self.model.is_live)

    def show_everything(self) -> None:
        """After zooming and dragging: the whole again, also as it grows."""
        self._follows = True
        self.refresh()

    def zoom(self, factor: float) -> None:
        """Show so many times as much of the horizontal axis, around the read-out or the middle."""
        (low, high), _ = self.box.viewRange()
        place = self.reader.place
        center = place if place is not None and low <= place <= high else (low + high) / 2
        self._follows = False
        self.box.setXRange(center - (center - low) * factor, center + (high - center) * factor, padding=0)

    def look_around(self, place: float) -> None:
        """Show as much as now, with this place in the middle."""
        (low, high), _ = self.box.viewRange()
        self._follows = False
        self.box.translateBy(x=place - (low + high) / 2)

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

    # What happens

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and Escape move the read-out; +, - and 0 zoom. All else belongs to the window."""
        if self.reader.press(event):
            return
        match event.key():
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
        self.reader.read_out(None)
        super().focusOutEvent(event)

    def describe(self) -> None:
        """For a screen reader: what can be seen, and where the read-out stands."""
        told = self.summary()
        if self.reader.place is not None:
            told = f"{told}. {self.reader.readout.spoken}"
        if told != self.accessibleDescription():
            for widget in (self, self.plot):
                widget.setAccessibleDescription(told)
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

    def _on_theme_changed(self) -> None:
        self.plot.dress()
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
        self.note.setText(" · ".join(captions.notes(self)))

    def _on_clicked(self, event: object) -> None:
        if event.double():  # type: ignore[attr-defined]  # pyqtgraph's own event
            self.show_everything()
