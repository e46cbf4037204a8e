"""The stage of the pictures."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.data_group import DataGroup
from workbench.gui.views.stages.stage import Stage, column_of, scrolling


class DataStage(Stage):
    """Which pictures, and what they look like."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.group = DataGroup(space)
        self.listen_to(self.group)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(column_of(self.group)))
