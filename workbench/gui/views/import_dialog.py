"""Where the user's own pictures are: a folder, an archive, or a table that lists them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCommandLinkButton, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from workbench.gui.labels import text_label


class ImportDialog(QDialog):
    """Three ways to bring pictures; a drop on the window is the fourth.

    Signals:
        chosen: ``folder``, ``archive`` or ``table``.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import pictures"))
        self.buttons: dict[str, QCommandLinkButton] = {}
        column = QVBoxLayout(self)
        lead = self.tr("Where are your pictures? They stay where they are; dropping them on the window does the same.")
        column.addWidget(text_label(lead, wrap=True))
        for kind, title, told in (
            ("folder", self.tr("A folder"), self.tr("With one folder of pictures for each class, named after it.")),
            ("archive", self.tr("A ZIP file"), self.tr("Of such a folder. Nothing is unpacked to the disk.")),
            ("table", self.tr("A table (CSV)"), self.tr("With a line for each picture: its path, and its class.")),
        ):
            button = QCommandLinkButton(title, told)
            button.setAccessibleName(title)
            button.setToolTip(told)
            button.clicked.connect(partial(self._on_chosen, kind))
            self.buttons[kind] = button
            column.addWidget(button)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        box.rejected.connect(self.reject)
        column.addWidget(box)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)  # words of few letters would make it slim

    def _on_chosen(self, kind: str, _checked: bool = False) -> None:
        self.accept()
        self.chosen.emit(kind)
