"""What the tabs of the stage Compare have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.models.workspace import Workspace
from workbench.gui.taborder import first_stop


class CompareTab(QWidget):
    """Draws a part of the comparison; draws nothing while nobody sees it.

    Subclasses fill `body` and say in `draw` how it looks with a comparison.
    """

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.space, self.model = space, space.compare
        self.body = QWidget()
        self.told = text_label(look="hint", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._drawn: Comparison | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.body)
        self.stack.addWidget(self.told)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.stack)
        self.model.changed.connect(self._on_changed)
        space.theme.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Make the tab agree with the models."""
        found = self.model.comparison
        self.stack.setCurrentIndex(0 if found is not None else 1)
        if found is None:
            self.told.setText(self.model.problem or self.tr("Reading what was measured…"))
        else:
            self.draw(found)

    def draw(self, found: Comparison) -> None:
        """Show this; for subclasses. Must be quick when little has changed."""
        raise NotImplementedError

    def focus_on_body(self) -> None:
        """Give the focus to what the tab is about."""
        target = first_stop(self.body)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed since it was seen last."""
        super().showEvent(event)
        self.refresh()

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()


class Pictured(QFrame):
    """A drawing with a heading, and the same numbers as a table for who wants or needs them."""

    def __init__(self, title: str, drawing: QWidget, table: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.drawing, self.table = drawing, table
        self.as_table = QToolButton()
        self.as_table.setText(self.tr("As table"))
        self.as_table.setCheckable(True)
        self.as_table.setAutoRaise(True)
        self.as_table.setToolTip(self.tr("The same numbers, row by row"))
        self.as_table.setAccessibleName(self.tr("{title} as a table").format(title=title))
        self.heading = text_label(title, "heading")
        self.stack = QStackedWidget()
        self.stack.addWidget(drawing)
        self.stack.addWidget(table)
        self.top = QHBoxLayout()
        self.top.addWidget(self.heading)
        self.top.addStretch(1)
        self.top.addWidget(self.as_table)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 6)
        column.setSpacing(2)
        column.addLayout(self.top)
        column.addWidget(self.stack, 1)
        self.as_table.toggled.connect(self._on_toggled)

    def _on_toggled(self, on: bool) -> None:
        self.stack.setCurrentIndex(int(on))
