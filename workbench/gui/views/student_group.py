"""The card about the student."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.group import Group
from workbench.gui.views.model_facts import CostFacts


class StudentGroup(Group):
    """The small network."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Student"))
        self.picker = self.add_picker(self.tr("Network"), "student", "architectures")
        self.facts = CostFacts(space, "student")
        self.column.addWidget(self.facts)
        self.column.addStretch(1)
