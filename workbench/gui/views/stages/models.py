"""The stage of the two networks."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.stages.stage import Stage, column_of, scrolling
from workbench.gui.views.student_group import StudentGroup
from workbench.gui.views.teacher_group import TeacherGroup


class ModelsStage(Stage):
    """Who teaches, and who learns."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.teacher, self.student = TeacherGroup(space), StudentGroup(space)
        for group in (self.teacher, self.student):
            self.listen_to(group)
        self.teacher.sourceChosen.connect(space.wishes.chooseTeacherSource)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(column_of(self.teacher, self.student)))
