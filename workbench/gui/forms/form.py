"""A form drawn from a JSON Schema, so that what one file adds to the engine needs no line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.gui.explaining import explained, topic_of_field
from workbench.gui.forms.editors import (
    BooleanEditor,
    ChoiceEditor,
    Editor,
    FileEditor,
    FolderEditor,
    IntegerEditor,
    ListEditor,
    NumberEditor,
    OptionalEditor,
    TextEditor,
    WheelGuard,
)
from workbench.gui.forms.layers import LayersEditor, LayerSource
from workbench.gui.forms.schema import FieldSpec, Schema, fields_of
from workbench.gui.labels import problem_label, said

_EDITORS: dict[str, Callable[[FieldSpec], Editor]] = {
    "integer": IntegerEditor,
    "number": NumberEditor,
    "boolean": BooleanEditor,
    "choice": ChoiceEditor,
    "text": TextEditor,
    "folder": FolderEditor,
    "file": FileEditor,
    "list": ListEditor,
    "layers": LayersEditor,
}


class SchemaForm(QWidget):
    """Shows the values of an object and reports edits; it holds no values of its own.

    Signals:
        edited: Field name and the value that the user gave it.
    """

    edited = Signal(str, object)

    def __init__(
        self,
        schema: Schema | list[FieldSpec],
        path: str = "",
        parent: QWidget | None = None,
        *,
        layers: LayerSource | None = None,
    ) -> None:
        """Build the form.

        Args:
            schema: JSON Schema of the object, or its fields.
            path: Where the object lies in the recipe, for the help on its fields; empty = there is none.
            parent: Owner.
            layers: Knows the layers of the networks; None = they have to be typed.
        """
        super().__init__(parent)
        self._path, self._layers = path, layers
        specs = fields_of(schema) if isinstance(schema, dict) else schema
        self.specs = [spec for spec in specs if spec.sort in _EDITORS or spec.sort == "variant"]
        self.editors: dict[str, Editor] = {}
        self._problems: dict[str, QLabel] = {}
        self._guard = WheelGuard(self)
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for spec in self.specs:
            self._add_row(layout, spec)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Display these values; what is left out shows its default."""
        for spec in self.specs:
            self.editors[spec.name].show_value(values.get(spec.name, spec.default))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Put each message under its field."""
        for name, label in self._problems.items():
            label.setText(problems.get(name, ""))
            label.setVisible(name in problems)

    def _add_row(self, layout: QFormLayout, spec: FieldSpec) -> None:
        editor = make_editor(spec)
        if isinstance(editor, LayersEditor) and self._layers is not None:
            editor.offer(self._layers)
        self.editors[spec.name] = editor
        problem = problem_label()
        self._problems[spec.name] = problem
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(editor)
        column.addWidget(problem)
        if spec.sort == "boolean" and not spec.optional:
            layout.addRow(cell)
        else:
            label = QLabel(said(spec.title))
            label.setBuddy(editor.focus_target)
            label.setToolTip(said(spec.description))
            layout.addRow(label, cell)
        self._dress(editor, spec)

        def report(value: object, name: str = spec.name) -> None:
            self.edited.emit(name, value)

        editor.edited.connect(report)

    def _dress(self, editor: Editor, spec: FieldSpec) -> None:
        editor.setToolTip(said(spec.description))
        inner = editor.inner if isinstance(editor, OptionalEditor) else editor
        inner.focus_target.setAccessibleName(said(spec.title))
        inner.focus_target.setAccessibleDescription(said(spec.description))
        if self._path:
            explained(editor, topic_of_field(f"{self._path}.{spec.name}", spec), by=inner.focus_target)
        self._guard.guard(inner.focus_target)


class VariantEditor(Editor):
    """One of several sorts of thing, each with fields of its own."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self._value: dict[str, Any] = {}
        self.combo = QComboBox()
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._forms: dict[str, SchemaForm] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        for name, fields in spec.variants.items():
            self.combo.addItem(said(name), name)
            form = SchemaForm(fields)
            form.edited.connect(self._on_field)
            self._forms[name] = form
            layout.addWidget(form)
        self.combo.activated.connect(self._on_activated)

    def show_value(self, value: Any) -> None:
        self._value = dict(value or {})
        kind = self._value.get(self._spec.tag)
        self.combo.setCurrentIndex(self.combo.findData(kind))
        for name, form in self._forms.items():
            form.setVisible(name == kind and bool(form.specs))
            if name == kind:
                form.show_values(self._value)

    @property
    def focus_target(self) -> QWidget:
        return self.combo

    def _on_activated(self, index: int) -> None:
        self.edited.emit({self._spec.tag: self.combo.itemData(index)})

    def _on_field(self, name: str, value: object) -> None:
        self.edited.emit({**self._value, name: value})


def make_editor(spec: FieldSpec) -> Editor:
    """The editor of one field."""
    if spec.sort == "variant":
        return VariantEditor(spec)
    editor = _EDITORS[spec.sort](spec)
    return OptionalEditor(spec, editor) if spec.optional else editor
