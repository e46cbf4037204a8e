"""What is exported: which network, in which format, where to."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.forms.editors import FolderEditor, WheelGuard
from workbench.gui.forms.schema import FieldSpec
from workbench.gui.labels import OneLine, text_label
from workbench.gui.models.export_material import Network
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.export_formats import FormatCards

BEST = -1
"""Stands for the best seed in the list of seeds."""


class ExportChoice(QWidget):
    """The left column of the page: network, format, folder, and the button."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space, self._model = space, space.export
        self.role, self.seed = QComboBox(), QComboBox()
        self.formats = FormatCards(space)
        self.folder = FolderEditor(FieldSpec("out", "folder", title=self.tr("Folder")))
        self.folder.line.setPlaceholderText(self.tr("inside the run folder"))
        self.export, self.cancel = QPushButton(self.tr("Export")), QPushButton(self.tr("Cancel"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.activity = OneLine()
        self._dress()
        self._lay_out()
        self.role.activated.connect(self._on_role)
        self.seed.activated.connect(self._on_seed)
        self.folder.edited.connect(self._on_folder)
        self.export.clicked.connect(self._on_export)
        self.cancel.clicked.connect(space.wishes.cancelExport)
        space.export.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make every control agree with the model."""
        model = self._model
        self._fill_networks()
        self.folder.show_value(model.folder)
        for widget in (self.role, self.seed, self.folder):
            widget.setEnabled(not model.is_exporting and bool(model.networks))
        self.export.setEnabled(model.can_export)
        for part in (self.cancel, self.bar, self.activity):
            part.setVisible(model.is_exporting)
        self.export.setVisible(not model.is_exporting)
        self.cancel.setEnabled(not model.is_cancelling)
        self.activity.setText(self._activity())

    def _activity(self) -> str:
        if self._model.is_cancelling:
            return self.tr("Ends as soon as the step under way is done…")
        if self._model.check < 0 and not self._model.activity:
            return self.tr("Reading the network and the test pictures…")
        return self._model.activity

    def _dress(self) -> None:
        guard = WheelGuard(self)
        for combo, name, tip in (
            (self.role, self.tr("Network"), self.tr("Which of the run's networks is written")),
            (self.seed, self.tr("Seed"), self.tr("A run trains each network once for each seed")),
        ):
            combo.setAccessibleName(name)
            combo.setToolTip(tip)
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            combo.setMinimumContentsLength(8)
            guard.guard(combo)
        self.folder.line.setAccessibleName(self.tr("Folder"))
        self.folder.setToolTip(self.tr("Where to; empty = inside the run folder. An older export there is replaced."))
        self.export.setObjectName("primary")
        self.export.setToolTip(self.tr("Write the file, then load it again and compare it with the network"))
        self.cancel.setToolTip(self.tr("End the export and keep no file"))
        self.bar.setAccessibleName(self.tr("Exporting"))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget, QWidget], ...] = (
            (self.tr("&Network"), self.role, self.role),
            (self.tr("S&eed"), self.seed, self.seed),
        )
        for number, (title, widget, target) in enumerate(rows):
            label = QLabel(title)
            label.setBuddy(target)
            grid.addWidget(label, number, 0)
            grid.addWidget(widget, number, 1)
        label = QLabel(self.tr("Fol&der"))
        label.setBuddy(self.folder.line)
        place = QGridLayout()
        place.setColumnStretch(1, 1)
        place.addWidget(label, 0, 0)
        place.addWidget(self.folder, 0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 4, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addWidget(text_label(self.tr("Format"), "heading"))
        column.addWidget(self.formats)
        column.addLayout(place)
        for widget in (self.activity, self.bar, self.cancel, self.export):
            column.addWidget(widget)
        column.addStretch(1)

    def _fill_networks(self) -> None:
        model = self._model
        roles: list[tuple[str, object]] = [(words.role(role), role) for role in model.roles]
        fill(self.role, roles, model.role)
        seeds: list[tuple[str, object]] = []
        if model.seeds:
            best = max(model.seeds, key=lambda network: network.valid_accuracy or 0.0)
            title = self.tr("Best on validation (seed {seed})").format(seed=best.seed)
            seeds = [(title, BEST), *((self._seed_title(each), each.seed) for each in model.seeds)]
        fill(self.seed, seeds, BEST if model.seed is None else model.seed)

    def _seed_title(self, network: Network) -> str:
        if network.valid_accuracy is None:
            return self.tr("Seed {seed}").format(seed=network.seed)
        told = self.tr("Seed {seed}: {accuracy} on validation")
        return told.format(seed=network.seed, accuracy=words.percent(network.valid_accuracy))

    def _on_role(self, index: int) -> None:
        self._model.choose_role(self.role.itemData(index))

    def _on_seed(self, index: int) -> None:
        seed = self.seed.itemData(index)
        self._model.choose_seed(None if seed == BEST else seed)

    def _on_folder(self, folder: object) -> None:
        self._model.choose_folder(str(folder))

    def _on_export(self) -> None:
        recipe = self._model.recipe
        if recipe is not None:
            self._space.wishes.export.emit(recipe)


def fill(combo: QComboBox, items: list[tuple[str, object]], current: object) -> None:
    """Make a list hold these items and stand at one of them; touched only where it differs."""
    if [(combo.itemText(row), combo.itemData(row)) for row in range(combo.count())] != items:
        combo.clear()
        for title, data in items:
            combo.addItem(title, data)
    combo.setCurrentIndex(next((row for row, (_, data) in enumerate(items) if data == current), -1))
