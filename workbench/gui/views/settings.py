"""The settings column."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.data_group import DataGroup
from workbench.gui.views.distil_group import DistilGroup
from workbench.gui.views.group import Group
from workbench.gui.views.student_group import StudentGroup
from workbench.gui.views.teacher_group import TeacherGroup


class SettingsColumn(QScrollArea):
    """Data, teacher, student, and how the one learns from the other. Scrolls where the screen is small.

    Signals:
        edited: Dotted path in the recipe and its new value.
        settingEdited: Path of a reference, name of the setting, its new value, its default.
        teacherSourceChosen: ``train`` or ``run``.
        dialMoved: Name of a dial and its new value.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)
    teacherSourceChosen = Signal(str)
    dialMoved = Signal(str, float)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("column")
        self._space = space
        self.data, self.teacher = DataGroup(space), TeacherGroup(space)
        self.student, self.distil = StudentGroup(space), DistilGroup(space)
        body = QWidget()
        body.setObjectName("columnBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(6)
        for group in (self.data, self.teacher, self.student, self.distil):
            column.addWidget(group)
            self._listen_to(group)
        column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(body.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width())
        self.teacher.sourceChosen.connect(self.teacherSourceChosen)
        self.distil.dialMoved.connect(self.dialMoved)
        space.run.steered.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """What a run was started with cannot be changed under it; the dials stay live."""
        for group in (self.data, self.teacher, self.student):
            group.setEnabled(not self._space.run.is_live)
            group.setToolTip(self.tr("Can be changed again when the run has ended.") if self._space.run.is_live else "")

    def _listen_to(self, group: Group) -> None:
        group.edited.connect(self.edited)
        group.settingEdited.connect(self.settingEdited)
