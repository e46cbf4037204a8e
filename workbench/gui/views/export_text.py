"""A text to read, copy and save: a program or a recipe."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.theme import Theme
from workbench.gui.views.code_colours import CodeColours


class TextView(QWidget):
    """Shows a text in one width for all letters, with a line above it.

    Signals:
        saveRequested: The user wants it in a file.
        againRequested: The user wants another attempt at a text that could not be had.
    """

    saveRequested = Signal()
    againRequested = Signal()

    def __init__(self, name: str, ending: str, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without a text.

        Args:
            name: What it is called, for people.
            ending: ``.py`` or ``.yaml``.
            theme: Gives the colours.
        """
        super().__init__(parent)
        self._theme = theme
        self.told = text_label(look="hint", wrap=True)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(name)
        self.text.setTabChangesFocus(True)
        self.rest = QWidget()  # keeps what is told at the top while there is no text
        self._colours = CodeColours(self.text.document(), ending, theme.colors)
        self.copy, self.save = QPushButton(self.tr("Copy")), QPushButton(self.tr("Save as…"))
        self.copy.setAccessibleName(self.tr("Copy: {name}").format(name=name))
        self.copy.setToolTip(self.tr("Put the whole text into the clipboard"))
        self.save.setAccessibleName(self.tr("Save: {name}").format(name=name))
        self.again = QPushButton(self.tr("Try again"))
        self.again.hide()
        self.buttons = QHBoxLayout()
        for button in (self.again, self.copy, self.save):
            self.buttons.addWidget(button)
        top = QHBoxLayout()
        top.addWidget(self.told, 1)
        top.addLayout(self.buttons)
        top.setAlignment(self.buttons, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addLayout(top)
        column.addWidget(self.text, 1)
        column.addWidget(self.rest, 1)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self.saveRequested)
        self.again.clicked.connect(self.againRequested)
        theme.changed.connect(self._on_theme_changed)

    def show_text(self, text: str, told: str, *, problem: bool = False, can_retry: bool = False) -> None:
        """Show a text and what there is to say about it.

        Args:
            text: May be empty: then there is nothing to copy or save.
            told: In words, why there is none, or what to know about it.
            problem: Whether that is a problem.
            can_retry: Offer another attempt.
        """
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)
        self.told.setText(told)
        look = "problem" if problem else "hint"
        if self.told.objectName() != look:
            self.told.setObjectName(look)
            self.told.style().unpolish(self.told)
            self.told.style().polish(self.told)
        self.text.setVisible(bool(text))
        self.rest.setVisible(not text)
        self.copy.setEnabled(bool(text))
        self.save.setEnabled(bool(text))
        self.again.setVisible(can_retry)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _on_theme_changed(self) -> None:
        self._colours.paint(self._theme.colors)
