"""The stage of the two networks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.model_cards import NetworkGrid
from workbench.gui.views.model_ratio import RatioCard
from workbench.gui.views.stages.stage import Stage, column_of, scrolling
from workbench.gui.views.student_group import StudentGroup
from workbench.gui.views.teacher_group import TeacherGroup


class ModelsStage(Stage):
    """Who teaches, who learns, how they compare, and whom else one could take."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.teacher, self.student = TeacherGroup(space), StudentGroup(space)
        self.ratio, self.networks = RatioCard(space), NetworkGrid(space)
        for group in (self.teacher, self.student):
            self.listen_to(group)
        self.teacher.sourceChosen.connect(space.wishes.chooseTeacherSource)
        self._lay_out()

    def _lay_out(self) -> None:
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.teacher, 1)
        row.addWidget(self.student, 1)
        area = scrolling(column_of(pair, self.ratio, self.networks))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
