"""The card about the pictures."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.group import Group


class DataGroup(Group):
    """Which pictures, and how many of them with a label."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Data"))
        self.picker = self.add_picker(self.tr("Pictures"), "data.source", "datasets")
        self.labels = QSpinBox()
        self.labels.setRange(0, 1_000_000)
        self.labels.setSpecialValueText(self.tr("all"))
        self.labels.setKeyboardTracking(False)
        self.labels.setAccessibleName(self.tr("Labels per class"))
        self.labels.setToolTip(self.tr("Keep the labels of only so many training pictures per class; 0 = all."))
        self.unlabelled = QCheckBox(self.tr("keep the others unlabelled"))
        self.unlabelled.setToolTip(self.tr("Only a teacher can use them; the plain student cannot."))
        self._lay_out()
        self.labels.valueChanged.connect(self._on_labels)
        self.unlabelled.toggled.connect(self._on_unlabelled)
        space.recipe.changed.connect(self.refresh)
        space.description.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the group agree with the recipe and what is known about it."""
        recipe = self.space.recipe
        for widget in (self.labels, self.unlabelled):
            widget.blockSignals(True)
        self.labels.setValue(recipe.value("data.labels_per_class") or 0)
        self.unlabelled.setChecked(bool(recipe.value("data.keep_unlabelled")))
        for widget in (self.labels, self.unlabelled):
            widget.blockSignals(False)
        self.unlabelled.setEnabled(recipe.value("data.labels_per_class") is not None)
        self.picker.show_facts(self._facts())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        label = QLabel(self.tr("Labels per class"))
        label.setBuddy(self.labels)
        row.addWidget(label)
        row.addWidget(self.labels)
        row.addStretch(1)
        row.addWidget(self.unlabelled)
        self.column.addLayout(row)
        self.guard.guard(self.labels)

    def _facts(self) -> str:
        description = self.space.description
        data = description.data
        if description.measuring:
            return self.tr("measuring…")
        if not data:
            return ""
        channels, height, width = data["shape"]
        lines = [
            self.tr("{classes} classes · {width} × {height} {color} · test {test} · validation {validation}").format(
                classes=len(data["classes"]),
                width=width,
                height=height,
                color=self.tr("grey") if channels == 1 else self.tr("colour"),
                test=words.count(data["test"]),
                validation=words.count(data["validation"]),
            ),
            self.tr("training {train}, of them {labelled} with a label").format(
                train=words.count(data["train"]), labelled=words.count(data["labelled"])
            ),
        ]
        if data.get("download"):
            lines.append(self.tr("Will be downloaded: {what}").format(what=data["download"]))
        if data.get("skipped"):
            lines.append(self.tr("{number} files cannot be read and are left out").format(number=len(data["skipped"])))
        return "\n".join(lines)

    def _on_labels(self, value: int) -> None:
        self.edited.emit("data.labels_per_class", value or None)

    def _on_unlabelled(self, on: bool) -> None:
        self.edited.emit("data.keep_unlabelled", on)
