"""Where the charts are: an explanation before there is anything to draw, and the controls of the charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words

if TYPE_CHECKING:
    from workbench.gui.views.charts import AccuracyChart, LossChart


class ChartArea(QFrame):
    """Accuracy above, loss terms below. The charts themselves come with `load`, after the window is on screen.

    Signals:
        smoothingChosen: Weight of the past in the smoothed lines, 0 to 0.99.
    """

    smoothingChosen = Signal(float)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space = space
        self.accuracy: AccuracyChart | None = None
        self.loss: LossChart | None = None
        self.empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.empty.setTextFormat(Qt.TextFormat.RichText)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.stack)
        self._make_controls()
        space.run.changed.connect(self.refresh)
        self.refresh()

    def load(self) -> None:
        """Build the charts; imports pyqtgraph unless that was done in the background."""
        from workbench.gui.views.charts import AccuracyChart, LossChart

        if self.accuracy is not None:
            return
        space = self._space
        self.accuracy = AccuracyChart(space.run, space.theme)
        self.loss = LossChart(space.run, space.theme, space.preferences.smoothing)
        self.splitter.addWidget(_titled(self.tr("Accuracy"), self.accuracy))
        self.splitter.addWidget(_titled(self.tr("Loss"), self.loss, self.controls))
        self.splitter.setSizes([340, 260])
        self.controls.show()
        self._on_phase(self.phase.currentIndex())
        self.refresh()

    def refresh(self) -> None:
        """Show the charts as soon as there is something in them."""
        run = self._space.run
        drawable = self.accuracy is not None and any(phase.parameters for phase in run.phases.values())
        self.stack.setCurrentWidget(self.splitter if drawable else self.empty)
        if not drawable:
            self.empty.setText(self._explanation())
        self._fill_phases()

    def _explanation(self) -> str:
        run = self._space.run
        if run.is_live:
            what = run.activity.what if run.activity else self.tr("Reading the pictures and building the networks")
            return f"<p><b>{what}…</b></p>"
        return self.tr(
            "<p><b>Nothing has been trained yet.</b></p>"
            "<p>Press <b>Start</b>. Above you will see how accurate the teacher, the student that learns from it<br>"
            "and the same student without a teacher become; below, every term of the loss.</p>"
        )

    def _make_controls(self) -> None:
        self.controls = QWidget(self)
        self.controls.hide()
        self.phase = QComboBox()
        self.phase.setAccessibleName(self.tr("Training whose loss is shown"))
        self.phase.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.phase.addItem(self.tr("automatic"), "")
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, 99)
        self.smoothing.setFixedWidth(110)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.setValue(round(100 * self._space.preferences.smoothing))
        self.smoothing.setToolTip(self.tr("How much the strong line is smoothed; the faint one is what was measured."))
        self.logarithmic = QCheckBox(self.tr("log scale"))
        row = QHBoxLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        for title, widget in ((self.tr("of"), self.phase), (self.tr("smoothing"), self.smoothing)):
            label = text_label(title, "hint")
            label.setBuddy(widget)
            row.addWidget(label)
            row.addWidget(widget)
        row.addWidget(self.logarithmic)
        self.phase.activated.connect(self._on_phase)
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.logarithmic.toggled.connect(self._on_logarithmic)

    def _fill_phases(self) -> None:
        begun = [phase.plan for phase in self._space.run.phases.values() if phase.parameters]
        offered = ["", *(plan.phase for plan in begun)]
        if [self.phase.itemData(index) for index in range(self.phase.count())] == offered:
            return
        chosen = self.phase.currentData()
        while self.phase.count() > 1:
            self.phase.removeItem(1)
        several = len({plan.seed for plan in begun}) > 1
        for plan in begun:
            name = words.role(plan.role)
            title = self.tr("{role}, seed {seed}").format(role=name, seed=plan.seed) if several else name
            self.phase.addItem(title, plan.phase)
        self.phase.setCurrentIndex(max(0, self.phase.findData(chosen)))

    def _on_phase(self, index: int) -> None:
        if self.loss is not None:
            self.loss.choose(self.phase.itemData(index) or "")

    def _on_smoothing(self, percent: int) -> None:
        if self.loss is not None:
            self.loss.smooth(percent / 100)
        self.smoothingChosen.emit(percent / 100)

    def _on_logarithmic(self, on: bool) -> None:
        if self.loss is not None:
            self.loss.set_logarithmic(on)


def _titled(title: str, chart: QWidget, controls: QWidget | None = None) -> QWidget:
    """A chart below its heading."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    top = QHBoxLayout()
    top.addWidget(text_label(title, "heading"))
    top.addStretch(1)
    if controls is not None:
        top.addWidget(controls)
    column.addLayout(top)
    column.addWidget(chart, 1)
    return whole
