"""The formats on offer, each with its settings, as the catalogue describes them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from workbench.gui.forms.form import SchemaForm
from workbench.gui.labels import said, text_label
from workbench.gui.models.catalogue import Entry
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.picker import Expander


class FormatCard(QFrame):
    """One format.

    Signals:
        chosen: Its name in the catalogue.
        settingEdited: Name of one of its settings, the new value, its default.
    """

    chosen = Signal(str)
    settingEdited = Signal(str, object, object)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("explain", "export_formats")
        self.entry = entry
        self.button = QRadioButton(said(entry["title"]))
        self.button.setAccessibleDescription(said(entry["summary"]))
        facts = ", ".join(str(fact) for fact in entry["facts"].values() if isinstance(fact, str | int | float))
        self.facts = text_label(facts, "facts")
        self.summary = text_label(said(entry["summary"]), "hint", wrap=True)
        self.form = SchemaForm(entry["schema"])
        self.settings = Expander(self.tr("Settings…"))
        self.settings.button.setAccessibleName(self.tr("Settings of: {title}").format(title=self.button.text()))
        self.settings.add(self.form)
        top = QHBoxLayout()
        top.addWidget(self.button, 1)
        top.addWidget(self.facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.summary)
        column.addWidget(self.settings)
        self.button.clicked.connect(self._on_clicked)
        self.form.edited.connect(self._on_edited)

    def show_state(self, *, chosen: bool, params: dict[str, object]) -> None:
        """Make the card agree with the model."""
        self.button.setChecked(chosen)
        self.settings.setVisible(chosen and bool(self.form.specs))
        self.form.show_values(params)

    def _on_clicked(self) -> None:
        self.chosen.emit(self.entry["name"])

    def _on_edited(self, name: str, value: object) -> None:
        default = next((spec.default for spec in self.form.specs if spec.name == name), None)
        self.settingEdited.emit(name, value, default)


class FormatCards(QWidget):
    """All formats, one below the other."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space, self._model = space, space.export
        self.cards: dict[str, FormatCard] = {}
        self._entries: list[Entry] = []
        self._group = QButtonGroup(self)
        self.waiting = text_label(self.tr("The formats are not known yet: the engine is starting."), "hint", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.waiting)
        space.catalogue.changed.connect(self.refresh)
        space.export.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the cards agree with the catalogue and with what is chosen."""
        entries = self._space.catalogue.entries("exporters")
        if entries != self._entries:
            self._entries = entries
            self._rebuild()
        self.waiting.setVisible(not entries)
        for name, card in self.cards.items():
            chosen = name == self._model.format
            card.show_state(chosen=chosen, params=self._model.params if chosen else {})
            card.setEnabled(not self._model.is_exporting)

    def _rebuild(self) -> None:
        for card in self.cards.values():
            self._column.removeWidget(card)
            self._group.removeButton(card.button)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for entry in self._entries:
            card = FormatCard(entry)
            card.chosen.connect(self._model.choose_format)
            card.settingEdited.connect(self._model.set_param)
            self._group.addButton(card.button)
            self._column.addWidget(card)
            self.cards[entry["name"]] = card
