"""The preferences, each taking effect at once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.preferences import Place, Preferences
from workbench.gui.theme import Choice


class PreferencesDialog(QDialog):
    """Where training runs, and the theme.

    Signals:
        placeChosen: A `Place`. themeChosen: A `Choice`.
    """

    placeChosen = Signal(object)
    themeChosen = Signal(object)

    def __init__(self, model: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setWindowTitle(self.tr("Preferences"))
        self.place, self.theme = QComboBox(), QComboBox()
        for place, title in (
            (Place.PROCESS, self.tr("separate process")),
            (Place.THREAD, self.tr("background thread")),
        ):
            self.place.addItem(title, place)
        for choice, title in (
            (Choice.SYSTEM, self.tr("as the system")),
            (Choice.LIGHT, self.tr("light")),
            (Choice.DARK, self.tr("dark")),
        ):
            self.theme.addItem(title, choice)
        hint = text_label(
            self.tr(
                "A separate process cannot take the window along when it crashes, and gives all its memory back.\n"
                "A background thread needs less memory, but may hold up the window. Counts from the next run on."
            ),
            look="hint",
            wrap=True,
        )
        form = QFormLayout()
        form.addRow(self.tr("&Run training in"), self.place)
        form.addRow(hint)
        form.addRow(self.tr("&Theme"), self.theme)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(460)
        buttons.rejected.connect(self.reject)
        self.place.activated.connect(self._on_place)
        self.theme.activated.connect(self._on_theme)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the boxes agree with the preferences."""
        self.place.setCurrentIndex(self.place.findData(self._model.place))
        self.theme.setCurrentIndex(self.theme.findData(self._model.theme))

    def _on_place(self, index: int) -> None:
        self.placeChosen.emit(Place(self.place.itemData(index)))

    def _on_theme(self, index: int) -> None:
        self.themeChosen.emit(Choice(self.theme.itemData(index)))
