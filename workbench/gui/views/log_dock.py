"""What happened, line by line, to read and to copy."""

from __future__ import annotations

from time import localtime, strftime

from PySide6.QtGui import QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from workbench.gui.diagnostics import without_folders
from workbench.gui.labels import text_label
from workbench.gui.models.log import KEPT, Line
from workbench.gui.models.workspace import Workspace


class LogView(QWidget):
    """Events, the full log, and the problems of the recipe."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.told, self.full, self.problems = (self._page() for _ in range(3))
        self.told.setAccessibleName(self.tr("Events"))
        self.full.setAccessibleName(self.tr("Full log"))
        self.problems.setAccessibleName(self.tr("Problems of the recipe"))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Log"))
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.told, self.tr("Events"))
        self.tabs.addTab(self.full, self.tr("Full log"))
        self.tabs.addTab(self.problems, "")
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setToolTip(self.tr("Copy this page; names of your folders are left out"))
        corner = QHBoxLayout()
        corner.addWidget(text_label(self.tr("The newest line is at the bottom."), "hint"), 1)
        corner.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 4)
        layout.setSpacing(2)
        layout.addWidget(self.tabs)
        layout.addLayout(corner)
        for line in space.log.lines:
            self._add(line)
        space.log.added.connect(self._add)
        space.recipe.changed.connect(self.refresh)
        self.copy.clicked.connect(self._on_copy)
        self.refresh()

    def refresh(self) -> None:
        """Make the problems agree with the recipe."""
        problems = self._space.recipe.problems
        self.tabs.setTabText(2, self.tr("Problems ({number})").format(number=len(problems)))
        text = "\n".join(f"{each.path}: {each.message} {each.suggestion}".rstrip() for each in problems)
        if self.problems.toPlainText() != text:
            self.problems.setPlainText(text)

    def _page(self) -> QPlainTextEdit:
        page = QPlainTextEdit(readOnly=True)
        page.setMaximumBlockCount(KEPT)
        page.setTabChangesFocus(True)
        page.setPlaceholderText(self.tr("Nothing yet."))
        return page

    def _add(self, line: object) -> None:
        assert isinstance(line, Line)
        text = f"{strftime('%H:%M:%S', localtime(line.seconds))}  {line.text}"
        for page in (self.told, self.full) if line.told else (self.full,):
            cursor = QTextCursor(page.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            if not page.document().isEmpty():
                cursor.insertBlock()
            cursor.insertText(text, self._look(line))

    def _look(self, line: Line) -> QTextCharFormat:
        look = QTextCharFormat()
        if line.level in ("warning", "error"):
            look.setFontWeight(600)
        return look

    def _on_copy(self) -> None:
        page = self.tabs.currentWidget()
        assert isinstance(page, QPlainTextEdit)
        QGuiApplication.clipboard().setText(without_folders(page.toPlainText()))
