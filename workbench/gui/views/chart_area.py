"""Where the charts are: an explanation before there is anything to draw, and the controls of the charts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui.models.chart_choice import ChartChoice
from workbench.gui.models.overlay import OverlayModel
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.taborder import place_after
from workbench.gui.views.chart_controls import ChartControls
from workbench.gui.views.stages.stage import scrolling

if TYPE_CHECKING:
    from workbench.gui.views.charts import AccuracyChart, Chart, LossChart


LOWEST = 160
"""Pixels that each of many charts gets at least; they scroll where there is no room for all."""


class ChartArea(QFrame):
    """Accuracy above and loss below, or other charts. They come with `load`, after the window is on screen.

    Args:
        overlay: Other runs to draw over the one on screen; None = there are none.

    Signals:
        smoothingChosen: Weight of the past in the smoothed lines, 0 to 0.99.
        exportRequested: The charts on screen are wanted as a file: ``png``, ``svg`` or ``csv``. See `writer`.
    """

    smoothingChosen = Signal(float)
    exportRequested = Signal(str)

    def __init__(self, space: Workspace, overlay: OverlayModel | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space = space
        self.overlay = overlay if overlay is not None else OverlayModel(self)
        self.choice = ChartChoice(space.preferences.smoothing, self)
        self.accuracy: AccuracyChart | None = None
        self.loss: LossChart | None = None
        self._others: dict[str, QSplitter] = {}
        self._view = "overview"
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.empty.setTextFormat(Qt.TextFormat.RichText)
        self.controls = ChartControls(space.run, self.choice, space.theme)
        self.splitter = _splitter()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.splitter)
        self._shown = self.splitter
        self.filled = QWidget()
        self.stack = QStackedWidget()
        self._lay_out()
        self.controls.viewChosen.connect(self.show_view)
        self.controls.smoothingChosen.connect(self.smoothingChosen)
        self.controls.exportRequested.connect(self.exportRequested)
        self.controls.tableWanted.connect(self._on_table)
        self.controls.everythingWanted.connect(self._on_everything)
        space.run.changed.connect(self.refresh)
        self.overlay.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.controls)
        column.addWidget(self.pages, 1)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.filled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.stack)

    def load(self) -> None:
        """Build the charts; imports pyqtgraph unless that was done in the background."""
        from workbench.gui.views.charts import AccuracyChart, LossChart

        if self.accuracy is not None:
            return
        shared = (self._space.run, self._space.theme, self.overlay, self.choice)
        self.accuracy, self.loss = AccuracyChart(*shared), LossChart(*shared)
        self._add(self.splitter, self.accuracy, self.loss)
        self.splitter.setSizes([340, 260])
        place_after(self.controls, self.splitter)
        self.show_view(self._view)
        self.refresh()

    def refresh(self) -> None:
        """Show the charts as soon as there is something in them."""
        begun = any(phase.parameters for phase in self._space.run.phases.values())
        drawable = self.accuracy is not None and (begun or bool(self.overlay.runs))
        self._show_called_for()
        self.stack.setCurrentWidget(self.filled if drawable else self.empty)
        if not drawable:
            self.empty.setText(self._explanation())
        self.controls.refresh()

    @property
    def charts(self) -> list[Chart]:
        """Those on screen, from above."""
        from workbench.gui.views.charts import Chart

        widgets = [self._shown.widget(index) for index in range(self._shown.count())]
        return [widget for widget in widgets if isinstance(widget, Chart) and not widget.isHidden()]

    def show_view(self, name: str) -> None:
        """Show other charts, one of `workbench.gui.views.chart_controls.VIEWS`."""
        self._view = name
        self.controls.view.setCurrentIndex(self.controls.view.findData(name))
        if self.accuracy is None or self.loss is None:
            return
        if name in ("overview", "accuracy", "loss"):
            self.accuracy.setVisible(name != "loss")
            self.loss.setVisible(name != "accuracy")
            self._shown = self.splitter
            self.pages.setCurrentWidget(self.splitter)
        else:
            if name not in self._others:
                self._others[name] = self._build(name)
                self.pages.addWidget(scrolling(self._others[name]))
                place_after(self.controls, self._others[name])
            self._shown = self._others[name]
            self.pages.setCurrentIndex(1 + list(self._others).index(name))
            self._show_called_for()
        self.controls.offer_logarithmic(possible=any(chart.can_be_logarithmic for chart in self.charts))
        self._on_table(self.controls.table.isChecked())

    def writer(self, path: Path) -> Callable[[], None]:
        """What writes the charts as they are now to a file whose ending says its kind; may be called in any thread.

        It raises a `UserError` where it cannot.
        """
        from workbench.gui.views.charts import figure_of, write

        for chart in self.charts:
            chart.bring_up_to_date()
        return partial(write, [figure_of(chart) for chart in self.charts], path)

    def save(self, path: Path) -> None:
        """Write them at once. Long numbers take a while: see `writer`.

        Raises:
            UserError: It cannot be written, or the ending is not known.
        """
        self.writer(path)()

    def _build(self, name: str) -> QSplitter:
        from workbench.gui.views.charts import DialChart, MixChart, ReadingsChart, WeightsChart

        shared = (self._space.run, self._space.theme, self.overlay, self.choice)
        splitter = _splitter()
        if name == "mix":
            self._add(splitter, MixChart(*shared))
        elif name == "learning_rate":
            self._add(splitter, DialChart(*shared, "learning_rate"))
        else:
            dials = (DialChart(*shared, "temperature"), DialChart(*shared, "alpha"))
            self._add(splitter, *dials, WeightsChart(*shared), ReadingsChart(*shared))
        return splitter

    def _add(self, splitter: QSplitter, *charts: Chart) -> None:
        for chart in charts:
            chart.title_of = self._space.catalogue.method_title
            splitter.addWidget(chart)

    def _show_called_for(self) -> None:
        """Of the charts of dials those that have something to say."""
        splitter = self._others.get("dials")
        if splitter is None or self._shown is not splitter:
            return
        from workbench.gui.views.charts import Chart

        widgets = [splitter.widget(number) for number in range(splitter.count())]
        charts = [chart for chart in widgets if isinstance(chart, Chart)]
        wanted = [chart for chart in charts if chart.is_called_for]
        splitter.setMinimumHeight(LOWEST * len(wanted))
        for chart in charts:
            chart.is_lowest = chart is wanted[-1]
            if chart.isHidden() == (chart in wanted):
                chart.setVisible(chart in wanted)

    def _explanation(self) -> str:
        run = self._space.run
        if run.is_live:
            what = (
                worded(run.activity.what) if run.activity else self.tr("Reading the pictures and building the networks")
            )
            return f"<p><b>{what}…</b></p>"
        return self.tr(
            "<p><b>Nothing has been trained yet.</b></p>"
            "<p>Press <b>Start</b>. Above you will see how accurate the teacher, the student that learns from it "
            "and the same student without a teacher become; below, every term of the loss.</p>"
        )

    def _on_table(self, on: bool) -> None:
        for chart in self.charts:
            chart.show_table(on)

    def _on_everything(self) -> None:
        for chart in self.charts:
            chart.show_everything()


def _splitter() -> QSplitter:
    made = QSplitter(Qt.Orientation.Vertical)
    made.setChildrenCollapsible(False)
    return made
