"""The stage of the two networks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.advice_card import AdviceCard
from workbench.gui.views.model_cards import NetworkGrid
from workbench.gui.views.model_ratio import RatioCard
from workbench.gui.views.stages.stage import Stage, column_of, scrolling
from workbench.gui.views.student_group import StudentGroup
from workbench.gui.views.teacher_group import TeacherGroup

NARROW = 580
"""Pixels below which one column is all there is room for."""


class ModelsStage(Stage):
    """Who teaches, who learns, how they compare, and whom else one could take."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.teacher, self.student = TeacherGroup(space), StudentGroup(space)
        self.ratio, self.advice, self.networks = RatioCard(space), AdviceCard(space), NetworkGrid(space)
        self.pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for group in (self.teacher, self.student):
            self.listen_to(group)
        self.teacher.sourceChosen.connect(space.wishes.chooseTeacherSource)
        self.advice.edited.connect(space.wishes.edit)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the student below its teacher where there is no room for both side by side."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self.pair.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _lay_out(self) -> None:
        pair = QWidget()
        self.pair.setContentsMargins(0, 0, 0, 0)
        self.pair.setSpacing(8)
        self.pair.addWidget(self.teacher, 1)
        self.pair.addWidget(self.student, 1)
        pair.setLayout(self.pair)
        area = scrolling(column_of(pair, self.ratio, self.advice, self.networks))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
