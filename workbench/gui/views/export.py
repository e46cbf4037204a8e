"""Where to and in which format a student is exported."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from workbench.gui.forms.editors import FolderEditor
from workbench.gui.forms.schema import FieldSpec
from workbench.gui.labels import text_label
from workbench.gui.models.catalogue import CatalogueModel
from workbench.gui.models.run import RunModel
from workbench.gui.views import words


class ExportDialog(QDialog):
    """Format, network, folder.

    Signals:
        exportRequested: Format, role, folder (empty = inside the run folder).
    """

    exportRequested = Signal(str, str, str)

    def __init__(self, run: RunModel, catalogue: CatalogueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self._out = ""
        self.format, self.role = QComboBox(), QComboBox()
        self.summary = text_label(look="hint", wrap=True)
        for entry in catalogue.entries("exporters"):
            self.format.addItem(entry["title"], entry)
        done = {phase.plan.role for phase in run.phases.values() if phase.finished}
        for role in ("distilled", "model", "plain", "teacher"):
            if role in done:
                self.role.addItem(words.role(role), role)
        self.folder = FolderEditor(FieldSpec("out", "folder", title=self.tr("Folder")))
        self.folder.line.setPlaceholderText(self.tr("inside the run folder"))
        form = QFormLayout()
        form.addRow(self.tr("&Format"), self.format)
        form.addRow(self.summary)
        form.addRow(self.tr("&Network"), self.role)
        form.addRow(self.tr("Fol&der"), self.folder)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = self.buttons.addButton(self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.setMinimumWidth(520)
        self.format.currentIndexChanged.connect(self._on_format)
        self.folder.edited.connect(self._on_folder)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._on_format()

    def _on_format(self) -> None:
        entry: dict[str, Any] | None = self.format.currentData()
        self.summary.setText(
            entry["summary"] if entry else self.tr("The formats are not known yet; try again in a moment.")
        )
        self.accept_button.setEnabled(entry is not None and self.role.count() > 0)

    def _on_folder(self, folder: object) -> None:
        self._out = str(folder)
        self.folder.show_value(self._out)

    def _on_accepted(self) -> None:
        entry: dict[str, Any] = self.format.currentData()
        self.exportRequested.emit(entry["name"], self.role.currentData(), self.folder.line.text().strip())
        self.accept()
