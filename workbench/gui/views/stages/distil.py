"""The stage where the student learns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.dials_group import DialsGroup
from workbench.gui.views.lens import LensCard
from workbench.gui.views.methods_group import MethodsGroup
from workbench.gui.views.result import ResultBanner
from workbench.gui.views.stages.stage import Stage, column_of, only_down
from workbench.gui.views.sweep_group import SweepGroup
from workbench.gui.views.training_group import TrainingGroup
from workbench.gui.views.trust_group import TrustGroup
from workbench.gui.views.workings import Workings


class DistilStage(Stage):
    """What the teacher says, the dials, the curves, and what came of it."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.lens, self.dials, self.sweep = LensCard(space), DialsGroup(space), SweepGroup(space)
        self.methods, self.trust, self.training = MethodsGroup(space), TrustGroup(space), TrainingGroup(space)
        self.charts, self.result = ChartArea(space, space.overlay), ResultBanner(space)
        self.workings = Workings(space.run)
        self.charts.setProperty("explain", "stage:distil")
        self.simple, self.expert = QToolButton(), QToolButton()
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show as many settings as the user wants to see."""
        expert = self.space.preferences.expert
        self.simple.setChecked(not expert)
        self.expert.setChecked(expert)
        for group in (self.methods, self.trust, self.training):
            group.setVisible(expert)
        self._show_sweep()

    def reveal(self, path: str) -> None:
        """As every stage; what simple mode hides is shown."""
        shown = path in self.dials.fields
        hidden = (self.dials, self.sweep, self.methods, self.trust, self.training)
        if not shown and any(group.reveal(path) is not None for group in hidden):
            self.space.preferences.expert = True
        super().reveal(path)

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.result)
        column.addWidget(self.charts, 1)
        column.addWidget(self.workings)
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(self._modes())
        rows.addWidget(
            only_down(column_of(self.lens, self.dials, self.sweep, self.methods, self.trust, self.training)), 1
        )
        self.columns.setChildrenCollapsible(False)
        self.columns.addWidget(left)
        self.columns.addWidget(right)
        self.columns.setStretchFactor(0, 2)
        self.columns.setStretchFactor(1, 3)
        self.columns.setSizes([360, 520])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.columns)

    def _modes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(text_label(self.tr("Settings"), "heading"), 1)
        group = QButtonGroup(self)
        choices = (
            (self.simple, self.tr("Simple"), self.tr("Only what matters most; the search finds everything else")),
            (self.expert, self.tr("Expert"), self.tr("Every setting of the training")),
        )
        for button, title, tip in choices:
            button.setText(title)
            button.setToolTip(tip)
            button.setCheckable(True)
            group.addButton(button)
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        wishes = self.space.wishes
        for group in (self.dials, self.methods, self.training):
            self.listen_to(group)
            group.dialMoved.connect(wishes.moveDial)
        self.listen_to(self.sweep)
        self.listen_to(self.trust)
        self.methods.editedMany.connect(wishes.editMany)
        self.charts.exportRequested.connect(self._on_save_chart)
        self.charts.smoothingChosen.connect(self._on_smoothing)
        self.expert.toggled.connect(self._on_expert)
        self.space.preferences.changed.connect(self.refresh)
        self.space.recipe.changed.connect(self._show_sweep)

    def _show_sweep(self) -> None:
        """It is for experts, but what a recipe does nobody may overlook."""
        self.sweep.setVisible(self.space.preferences.expert or self.sweep.is_called_for)

    def _on_save_chart(self, kind: str) -> None:
        self.space.wishes.saveChart.emit(self.charts, kind)

    def _on_smoothing(self, weight: float) -> None:
        self.space.preferences.smoothing = weight

    def _on_expert(self, on: bool) -> None:
        self.space.preferences.expert = on
