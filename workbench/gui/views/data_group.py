"""The card about the pictures."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from workbench.gui.explaining import explained
from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.taborder import place_after
from workbench.gui.views import words
from workbench.gui.views.group import Group
from workbench.recipes import Data

IN_SIMPLE_MODE = ("source", "validation", "test", "labels_per_class", "keep_unlabelled", "corrections")


class DataGroup(Group):
    """Which pictures, how they are divided, and how many of them have a label."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Data"))
        self.imports = self._import_buttons()
        self.picker = self.add_picker(self.tr("Pictures"), "data.source", "datasets")
        self.labels = QSpinBox()
        self.labels.setRange(0, 1_000_000)
        self.labels.setSpecialValueText(self.tr("all"))
        self.labels.setKeyboardTracking(False)
        self.labels.setToolTip(self.tr("Keep the labels of only so many training pictures per class; 0 = all."))
        self.unlabelled = QCheckBox(self.tr("keep the others, without a label"))
        self.unlabelled.setToolTip(self.tr("Only a teacher can use them; the plain student cannot."))
        self.validation = self._share(self.tr("Part of the training pictures set aside to choose the best epoch."))
        self.test = self._share(self.tr("Part held out for the final test, where the source has no test pictures."))
        self._lay_out()
        self.split = self.add_form(self.tr("Seed of the split…"), "data", Data, leave_out=IN_SIMPLE_MODE)
        self._name_fields()
        self.labels.valueChanged.connect(self._on_labels)
        self.unlabelled.toggled.connect(self._on_unlabelled)
        self.validation.valueChanged.connect(self._on_validation)
        self.test.valueChanged.connect(self._on_test)
        for model in (space.recipe, space.description, space.preferences):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the group agree with the recipe and what is known about it."""
        recipe = self.space.recipe
        widgets = (self.labels, self.unlabelled, self.validation, self.test)
        for widget in widgets:
            widget.blockSignals(True)
        self.labels.setValue(recipe.value("data.labels_per_class") or 0)
        self.unlabelled.setChecked(bool(recipe.value("data.keep_unlabelled")))
        self.validation.setValue(100 * (recipe.value("data.validation") or 0))
        self.test.setValue(100 * (recipe.value("data.test") or 0))
        for widget in widgets:
            widget.blockSignals(False)
        self.unlabelled.setEnabled(recipe.value("data.labels_per_class") is not None)
        self.split.setVisible(self.space.preferences.expert)
        self.picker.show_facts(self._facts())

    def reveal(self, path: str) -> QWidget | None:
        """As every card; what simple mode hides is shown."""
        if path == "data.split_seed":
            self.space.preferences.expert = True
        return super().reveal(path)

    def _import_buttons(self) -> list[QPushButton]:
        row = QHBoxLayout()
        made = []
        for kind, title, tip in (
            ("folder", self.tr("Folder…"), self.tr("A folder with one folder of pictures for each class")),
            ("archive", self.tr("ZIP…"), self.tr("A ZIP file of such a folder")),
            ("table", self.tr("Table (CSV)…"), self.tr("A CSV file with a line for each picture: path and class")),
        ):
            button = QPushButton(title)
            button.setToolTip(tip)
            button.setAccessibleName(self.tr("Your own pictures: {what}").format(what=title))
            button.clicked.connect(partial(self._on_import, kind))
            row.addWidget(button)
            made.append(button)
        hint = self.tr("Your own pictures: drop them anywhere on the window, or choose a")
        self.column.addWidget(text_label(hint, "hint", wrap=True))
        self.column.addLayout(row)
        return made

    def _share(self, tip: str) -> QDoubleSpinBox:
        made = QDoubleSpinBox()
        made.setRange(1, 49)
        made.setDecimals(0)
        made.setSingleStep(5)
        made.setSuffix(" %")
        made.setKeyboardTracking(False)
        made.setToolTip(tip)
        return made

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(3, 1)
        for row, column, text, widget in (
            (0, 0, self.tr("Labels per class"), self.labels),
            (2, 0, self.tr("For validation"), self.validation),
            (2, 2, self.tr("For the test"), self.test),
        ):
            label = QLabel(text)
            label.setBuddy(widget)
            label.setToolTip(widget.toolTip())
            widget.setAccessibleName(text)
            grid.addWidget(label, row, column)
            grid.addWidget(widget, row, column + 1)
            self.guard.guard(widget)
        grid.addWidget(self.unlabelled, 1, 0, 1, 4)
        self.column.addLayout(grid)
        place_after(self.labels, self.unlabelled)

    def _name_fields(self) -> None:
        for name, widget, topic in (
            ("labels_per_class", self.labels, "labels_per_class"),
            ("keep_unlabelled", self.unlabelled, "labels_per_class"),
            ("validation", self.validation, "splits"),
            ("test", self.test, "splits"),
        ):
            self.fields[f"data.{name}"] = explained(widget, topic)
        explained(self.split, "split_seed")

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

    def _on_import(self, kind: str, _checked: bool = False) -> None:
        self.space.wishes.chooseData.emit(kind)

    def _on_labels(self, value: int) -> None:
        self.edited.emit("data.labels_per_class", value or None)

    def _on_unlabelled(self, on: bool) -> None:
        self.edited.emit("data.keep_unlabelled", on)

    def _on_validation(self, percent: float) -> None:
        self.edited.emit("data.validation", round(percent / 100, 4))

    def _on_test(self, percent: float) -> None:
        self.edited.emit("data.test", round(percent / 100, 4))
