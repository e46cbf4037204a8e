"""The row above the charts: which of them, of which training, how smooth, on which axes, and where to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QMenu,
    QSlider,
    QToolButton,
    QWidget,
)

from workbench.gui.icons import icon
from workbench.gui.models.chart_choice import ChartChoice, Unit
from workbench.gui.models.run import RunModel
from workbench.gui.theme import Theme
from workbench.gui.views import words

SPACE = 4
"""Pixels between two controls."""
VIEWS = ("overview", "accuracy", "loss", "mix", "learning_rate", "dials")


class ChartControls(QWidget):
    """Draws a `ChartChoice` and changes it; which charts are shown is for the area to carry out.

    Signals:
        viewChosen: Name of what is to be shown, one of `VIEWS`.
        smoothingChosen: Weight of the past in the smoothed lines, 0 to 0.99.
        exportRequested: The charts on screen are wanted as a file: ``png``, ``svg`` or ``csv``.
        tableWanted: Numbers in place of pictures, or pictures again.
        everythingWanted: After zooming, the whole again.
    """

    viewChosen = Signal(str)
    smoothingChosen = Signal(float)
    exportRequested = Signal(str)
    tableWanted = Signal(bool)
    everythingWanted = Signal()

    def __init__(self, run: RunModel, choice: ChartChoice, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._choice, self._theme = run, choice, theme
        self.view, self.phase, self.unit = QComboBox(), QComboBox(), QComboBox()
        self.smoothing, self.weight = QSlider(Qt.Orientation.Horizontal), QDoubleSpinBox()
        self.logarithmic = QCheckBox(self.tr("log y"))
        self.more = QToolButton()
        self._set_up()
        self._fill_menu()
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE)
        self._what = _row(self.view, self.phase)
        self._how = _row(self.smoothing, self.weight, self.logarithmic, self.unit, self.more)
        self._what.addStretch(1)
        self._how.insertStretch(0, 1)
        self._rows.addLayout(self._what)
        self._rows.addLayout(self._how)
        self._connect()
        self._dress()
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        """Two rows, where there is no room for one."""
        what, how = self._what.minimumSize(), self._how.minimumSize()
        return QSize(max(what.width(), how.width()), self._rows.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row or two."""
        super().resizeEvent(event)
        needed = self._what.minimumSize().width() + SPACE + self._how.minimumSize().width()
        directions = QBoxLayout.Direction
        self._rows.setDirection(directions.LeftToRight if self.width() >= needed else directions.TopToBottom)

    def refresh(self) -> None:
        """Make every widget agree with the run and the choice. Safe to call at any time."""
        self._fill_phases()
        percent = round(100 * self._choice.smoothing)
        for widget, value in ((self.smoothing, percent), (self.weight, percent / 100)):
            widget.blockSignals(True)
            widget.setValue(value)  # type: ignore[arg-type]  # each has its own kind of number
            widget.blockSignals(False)
        self.unit.setCurrentIndex(self.unit.findData(self._choice.unit.value))
        self.logarithmic.setChecked(self._choice.logarithmic)

    def offer_logarithmic(self, *, possible: bool) -> None:
        """Let the user choose a logarithmic axis, where a chart on screen can have one."""
        self.logarithmic.setEnabled(possible)
        why = self.tr("Logarithmic vertical axis of the loss and the learning rate")
        self.logarithmic.setToolTip(why if possible else self.tr("None of these charts spans powers of ten"))

    def _set_up(self) -> None:
        titles = {
            "overview": self.tr("Accuracy, loss"),
            "accuracy": self.tr("Accuracy"),
            "loss": self.tr("Loss"),
            "mix": self.tr("Effective mix"),
            "learning_rate": self.tr("Learning rate"),
            "dials": self.tr("Dials, weights"),
        }
        for name in VIEWS:
            self.view.addItem(titles[name], name)
        self.phase.addItem(self.tr("automatic"), "")
        for unit, title in (
            (Unit.STEP, self.tr("x: step")),
            (Unit.EPOCH, self.tr("x: epoch")),
            (Unit.TIME, self.tr("x: time")),
        ):
            self.unit.addItem(title, unit.value)
        for box, letters in ((self.view, 11), (self.phase, 8), (self.unit, 5)):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(letters)
        self.smoothing.setRange(0, 99)
        self.smoothing.setMinimumWidth(30)
        self.smoothing.setMaximumWidth(110)
        self.weight.setRange(0.0, 0.99)
        self.weight.setSingleStep(0.05)
        self.weight.setKeyboardTracking(False)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name()

    def _name(self) -> None:
        """What each is, for screen readers and whoever rests the mouse on it."""
        smooth = self.tr("Smoothing, the weight of the past: strong lines are smoothed, faint ones are as measured.")
        for widget, name, tip in (
            (self.view, self.tr("Charts to show"), self.tr("Which charts are shown")),
            (self.phase, self.tr("Training to show"), self.tr("Which training the charts are of")),
            (self.smoothing, self.tr("Smoothing"), smooth),
            (self.weight, self.tr("Smoothing, as a number"), smooth),
            (self.logarithmic, self.tr("Logarithmic vertical axis"), ""),
            (self.unit, self.tr("Unit of the horizontal axis"), self.tr("What the horizontal axis counts")),
            (self.more, self.tr("Save the charts or show them as a table"), self.tr("Save, or show as a table")),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)

    def _fill_menu(self) -> None:
        menu = QMenu(self)
        for kind, title, tip in (
            ("png", self.tr("Save as picture (PNG)…"), self.tr("For slides and documents, at twice the size")),
            ("svg", self.tr("Save as drawing (SVG)…"), self.tr("Sharp at every size, with axes and legend")),
            ("csv", self.tr("Save numbers (CSV)…"), self.tr("Every visible line, as measured and smoothed")),
        ):
            action = QAction(title, self)
            action.setData(kind)
            action.setToolTip(tip)
            action.setMenuRole(QAction.MenuRole.NoRole)
            action.triggered.connect(self._on_export)
            menu.addAction(action)
        menu.addSeparator()
        self.table = QAction(self.tr("Show as table"), self, checkable=True)
        self.table.setToolTip(self.tr("The numbers in place of the pictures"))
        self.everything = QAction(self.tr("Show everything"), self)
        self.everything.setToolTip(self.tr("Undo zooming and dragging: a double-click does the same, and key 0"))
        for action in (self.table, self.everything):
            action.setMenuRole(QAction.MenuRole.NoRole)
            menu.addAction(action)
        menu.setToolTipsVisible(True)
        self.more.setMenu(menu)

    def _connect(self) -> None:
        self.view.currentIndexChanged.connect(self._on_view)
        self.phase.activated.connect(self._on_phase)
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.weight.valueChanged.connect(self._on_weight)
        self.logarithmic.toggled.connect(self._choice.set_logarithmic)
        self.unit.activated.connect(self._on_unit)
        self.table.toggled.connect(self.tableWanted)
        self.everything.triggered.connect(self._on_everything)
        self._choice.changed.connect(self.refresh)
        self._theme.changed.connect(self._dress)

    def _dress(self) -> None:
        colors = self._theme.colors
        self.more.setIcon(icon("export", colors.text, colors.line))

    def _fill_phases(self) -> None:
        begun = [phase.plan for phase in self._run.phases.values() if phase.parameters]
        offered = ["", *(plan.phase for plan in begun)]
        if [self.phase.itemData(index) for index in range(self.phase.count())] != offered:
            while self.phase.count() > 1:
                self.phase.removeItem(1)
            several = len({plan.seed for plan in begun}) > 1
            for plan in begun:
                name = words.variation(plan) if plan.is_variant else words.trained(plan)
                title = self.tr("{role}, seed {seed}").format(role=name, seed=plan.seed) if several else name
                self.phase.addItem(title, plan.phase)
        self.phase.setCurrentIndex(max(0, self.phase.findData(self._choice.phase)))

    def _on_view(self, index: int) -> None:
        self.viewChosen.emit(self.view.itemData(index))

    def _on_phase(self, index: int) -> None:
        self._choice.look_at(self.phase.itemData(index) or "")

    def _on_smoothing(self, percent: int) -> None:
        self._choice.smooth(percent / 100)
        self.smoothingChosen.emit(percent / 100)

    def _on_weight(self, weight: float) -> None:
        self._on_smoothing(round(100 * weight))

    def _on_unit(self, index: int) -> None:
        self._choice.count_in(Unit(self.unit.itemData(index)))

    def _on_export(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.exportRequested.emit(action.data())

    def _on_everything(self) -> None:
        self.everythingWanted.emit()


def _row(*widgets: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(SPACE)
    for widget in widgets:
        made.addWidget(widget)
    return made
