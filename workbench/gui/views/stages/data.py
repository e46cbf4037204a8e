"""The stage of the pictures."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views.data_group import DataGroup
from workbench.gui.views.preview_balance import BalanceCard
from workbench.gui.views.preview_card import PreviewCard
from workbench.gui.views.stages.stage import Stage, column_of, only_down

NARROW = 700
"""Pixels below which one column is all there is room for."""


class DataStage(Stage):
    """Which pictures, what they look like, and what is odd about them."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.group, self.warnings = DataGroup(space), WarningsCard(space)
        self.balance, self.preview = BalanceCard(space), PreviewCard(space)
        self.columns, self.rows = QSplitter(Qt.Orientation.Horizontal), QSplitter(Qt.Orientation.Vertical)
        self.listen_to(self.group)
        self._lay_out()
        self.balance.classChosen.connect(self.preview.show_class)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the settings above the pictures where there is no room for both side by side."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self.columns.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)

    def _lay_out(self) -> None:
        for splitter in (self.columns, self.rows):
            splitter.setChildrenCollapsible(False)
        self.rows.addWidget(self.balance)
        self.rows.addWidget(self.preview)
        self.rows.setStretchFactor(0, 2)
        self.rows.setStretchFactor(1, 3)
        self.rows.setSizes([260, 360])
        self.columns.addWidget(only_down(column_of(self.group, self.warnings)))
        self.columns.addWidget(self.rows)
        self.columns.setStretchFactor(0, 0)
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([330, 900])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.columns)


class WarningsCard(QFrame):
    """What is odd about the pictures, one sentence each; hidden where there is nothing to say."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space = space
        self._shown: object = None
        self.setAccessibleName(self.tr("Worth knowing about these pictures"))
        self._body = QGridLayout()
        self._body.setColumnStretch(1, 1)
        self._body.setVerticalSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.addWidget(text_label(self.tr("Worth knowing"), "heading"))
        column.addLayout(self._body)
        space.preview.changed.connect(self.refresh)
        space.theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the sentences agree with what was found."""
        warnings, colors = [worded(each) for each in self._space.preview.warnings], self._space.theme.colors
        self.setVisible(bool(warnings))
        if (warnings, colors.window) == self._shown:
            return
        self._shown = (warnings, colors.window)
        while (item := self._body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        sign = icon("warning", colors.banners["warning"][1]).pixmap(QSize(16, 16))
        for row, sentence in enumerate(warnings):
            mark = QLabel()
            mark.setPixmap(sign)
            self._body.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            self._body.addWidget(text_label(sentence, wrap=True), row, 1)
        self.setAccessibleDescription(" ".join(warnings))
