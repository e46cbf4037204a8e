"""The card about the teacher, and about those beside it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.group import Group
from workbench.gui.views.model_facts import CostFacts
from workbench.gui.views.other_teachers import OtherTeachers
from workbench.gui.views.teacher_choice import TeacherChoice


class TeacherGroup(Group):
    """Who is imitated: one network or, folded away, several.

    Signals:
        sourceChosen: Path of a teacher, and ``train`` or ``run``.
    """

    sourceChosen = Signal(str, str)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Teacher"))
        self.choice = TeacherChoice("", "teacher", space)
        self.source, self.run, self.picker = self.choice.source, self.choice.run, self.choice.picker
        self.facts = CostFacts(space, "teacher")
        self.others = OtherTeachers(space)
        for widget in (self.choice, self.facts, self.others):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        for part in (self.choice, self.others):
            part.edited.connect(self.edited)
            part.settingEdited.connect(self.settingEdited)
            part.sourceChosen.connect(self.sourceChosen)

    def reveal(self, path: str) -> QWidget | None:
        """Unfold what hides a field of any teacher; None where this card does not have it."""
        first = path.split(".")[0]
        if first == "teacher":
            return self.choice.reveal(path)
        return self.others.reveal(path) if first in ("co_teachers", "trust") else None
