"""The card about the student."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.group import Group


class StudentGroup(Group):
    """The small network."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Student"))
        self.picker = self.add_picker(self.tr("Network"), "student", "architectures")
        space.description.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the group agree with what is known about the student."""
        facts = self.network_facts("student")
        teacher, student = (self.space.description.network(part) for part in ("teacher", "student"))
        if teacher and student and not self.space.description.measuring and student.get("parameters"):
            ratio = teacher.get("parameters", 0) / student["parameters"]
            if ratio >= 1.5:
                facts += " · " + self.tr("{ratio} × smaller").format(ratio=words.short(ratio))
        self.picker.show_facts(facts)
