"""Several layers of a network, in an order: chosen from those that it has, or typed while these are not known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workbench.gui.forms.editors import Editor
from workbench.gui.forms.schema import FieldSpec
from workbench.gui.labels import OneLine, text_label
from workbench.gui.taborder import place_after


class KnownLayer(Protocol):
    """A layer that can be chosen."""

    @property
    def path(self) -> str: ...
    @property
    def shape(self) -> Sequence[int]: ...


class LayerSource(Protocol):
    """Who knows the layers of the two networks; it says ``changed`` when it knows others."""

    changed: Any

    def layers_of(self, side: Any) -> Sequence[KnownLayer]:
        """What ``student`` or ``teacher`` offers, in the order of computation."""
        ...


class LayersEditor(Editor):
    """The chosen layers one below the other, and a box to add one; nothing chosen = the workbench chooses."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self._source: LayerSource | None = None
        self._value: list[str] = []
        self.rows: list[_Row] = []
        self.empty = text_label(self.tr("The workbench's choice"), "hint")
        self.add = QComboBox()
        self.add.setEditable(True)
        self.add.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.add.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.add.setMinimumContentsLength(8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.empty)
        self._column.addWidget(self.add)
        self.add.activated.connect(self._on_chosen)
        line = self.add.lineEdit()
        assert line is not None, "the box is editable"
        line.returnPressed.connect(self._on_typed)
        self._fill()

    def offer(self, source: LayerSource) -> None:
        """From now on let the user choose among these."""
        self._source = source
        changed: SignalInstance = source.changed
        changed.connect(self._on_offered)
        self._on_offered()

    def show_value(self, value: Any) -> None:
        """Display the chosen layers."""
        shown = [str(path) for path in value or ()]
        if shown == self._value and len(self.rows) == len(shown):
            return
        self._value = shown
        self._draw()

    @property
    def focus_target(self) -> QWidget:
        return self.add

    def _known(self) -> Sequence[KnownLayer]:
        return self._source.layers_of(self._spec.layers) if self._source is not None else ()

    def _title(self, path: str) -> str:
        """A layer with its shape: stage2 — 128 × 16 × 16."""
        shapes = {layer.path: layer.shape for layer in self._known()}
        if path in shapes:
            return f"{path} — {' × '.join(map(str, shapes[path]))}"
        plain, mark, _ = path.partition(":")
        if mark and plain in shapes:
            return self.tr("{path} (what goes into it)").format(path=path)
        return self.tr("{path} (not in this network)").format(path=path) if shapes else path

    def _draw(self) -> None:
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for number, path in enumerate(self._value):
            row = _Row(self._title(path), first=number == 0, last=number == len(self._value) - 1)
            row.asked.connect(self._on_asked)
            self._column.insertWidget(number + 1, row)
            place_after(self.rows[-1] if self.rows else self.empty, row)
            self.rows.append(row)
        if self.rows:
            place_after(self.rows[-1], self.add)
        self.empty.setVisible(not self.rows)

    def _fill(self) -> None:
        self.add.clear()
        for layer in self._known():
            self.add.addItem(self._title(layer.path), layer.path)
        self.add.setCurrentIndex(-1)
        line = self.add.lineEdit()
        assert line is not None, "the box is editable"
        line.setPlaceholderText(self.tr("add a layer…") if self.add.count() else self.tr("path of a layer, then Enter"))

    def _on_offered(self) -> None:
        offered = [self.add.itemText(number) for number in range(self.add.count())]
        if offered != [self._title(layer.path) for layer in self._known()]:
            self._fill()
            self._draw()

    def _on_chosen(self, index: int) -> None:
        self._add(self.add.itemData(index))

    def _on_typed(self) -> None:
        text = self.add.currentText().strip()
        index = self.add.findText(text)
        self._add(self.add.itemData(index) if index >= 0 else text)

    def _add(self, path: str | None) -> None:
        self.add.setCurrentIndex(-1)
        self.add.clearEditText()
        if path and path not in self._value:
            self._report([*self._value, path])

    def _on_asked(self, row: _Row, what: str) -> None:
        value, place = list(self._value), self.rows.index(row)
        moved = value.pop(place)
        if what != "remove":
            value.insert(place + (1 if what == "down" else -1), moved)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)  # the row is drawn anew: what had the focus goes
        self._report(value)


class _Row(QWidget):
    """One chosen layer.

    Signals:
        asked: This row, and ``up``, ``down`` or ``remove``.
    """

    asked = Signal(object, str)

    def __init__(self, title: str, *, first: bool, last: bool) -> None:
        super().__init__()
        self.title = OneLine()
        self.title.setText(title)
        self.up = self._button("↑", self.tr("Earlier: {layer}").format(layer=title), enabled=not first)
        self.down = self._button("↓", self.tr("Later: {layer}").format(layer=title), enabled=not last)
        self.remove = self._button("×", self.tr("Remove: {layer}").format(layer=title))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.title, 1)
        for button in (self.up, self.down, self.remove):
            layout.addWidget(button)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.remove.clicked.connect(self._on_remove)

    def _button(self, text: str, name: str, *, enabled: bool = True) -> QToolButton:
        made = QToolButton()
        made.setText(text)
        made.setAutoRaise(True)
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setEnabled(enabled)
        return made

    def _on_up(self) -> None:
        self.asked.emit(self, "up")

    def _on_down(self) -> None:
        self.asked.emit(self, "down")

    def _on_remove(self) -> None:
        self.asked.emit(self, "remove")
