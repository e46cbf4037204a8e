"""The stage where the student learns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.distil_group import DistilGroup
from workbench.gui.views.result import ResultBanner
from workbench.gui.views.stages.stage import Stage, column_of, scrolling


class DistilStage(Stage):
    """The dials, the curves, and what came of it."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.group, self.charts, self.result = DistilGroup(space), ChartArea(space), ResultBanner(space)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.result)
        column.addWidget(self.charts, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(scrolling(column_of(self.group)))
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([330, 560])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self._connect()

    def _connect(self) -> None:
        wishes = self.space.wishes
        self.listen_to(self.group)
        self.group.dialMoved.connect(wishes.moveDial)
        self.result.resumeRequested.connect(wishes.resume)
        self.result.exportRequested.connect(self._on_export)
        self.result.folderRequested.connect(self._on_folder)

    def _on_export(self) -> None:
        self.space.wishes.goTo.emit("export")

    def _on_folder(self) -> None:
        self.space.wishes.openRunFolder.emit(self.space.run.run)
