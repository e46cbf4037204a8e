"""What the cards of the settings column have in common."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from workbench.gui.forms.editors import WheelGuard
from workbench.gui.forms.form import SchemaForm
from workbench.gui.forms.schema import fields_of
from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.picker import Expander, Picker
from workbench.recipes import Frozen

AnyPicker = TypeVar("AnyPicker", bound=Picker)


class Group(QFrame):
    """One card of the settings column.

    Signals:
        edited: Dotted path in the recipe and its new value.
        settingEdited: Path of a reference, name of the setting, its new value, its default.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)
    locks: ClassVar[bool] = True
    """Whether nothing in it can be changed while a run goes that was started with it."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.space = space
        self.fields: dict[str, QWidget] = {}
        self._pickers: list[tuple[str, Picker]] = []
        self._forms: list[tuple[str, FoldedForm]] = []
        self.guard = WheelGuard(self)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(10, 7, 10, 8)
        self.column.setSpacing(5)
        self.heading = text_label(look="heading")
        self.column.addWidget(self.heading)
        if self.locks:
            space.run.steered.connect(self._lock)
            self._lock()

    def _lock(self) -> None:
        live = self.space.run.is_live
        self.setEnabled(not live)
        self.setToolTip(self.tr("Can be changed again when the run has ended.") if live else "")

    def call_it(self, title: str) -> None:
        """Give the card its heading."""
        self.heading.setText(title)
        self.setAccessibleName(title)

    def add_picker(self, title: str, path: str, sort: str) -> Picker:
        """A picker that reports through this group."""
        return self.take_picker(path, Picker(title, path, sort, self.space.recipe, self.space.catalogue))

    def take_picker(self, path: str, picker: AnyPicker) -> AnyPicker:
        """Let a picker report through this group, and stand below what is there."""
        picker.edited.connect(self.edited)
        picker.settingEdited.connect(self.settingEdited)
        self.column.addWidget(picker)
        self._pickers.append((path, picker))
        return picker

    def add_form(self, title: str, path: str, schema: type[Frozen], leave_out: tuple[str, ...] = ()) -> FoldedForm:
        """A folded form over part of the recipe."""
        folded = FoldedForm(title, path, schema, leave_out, self.space)
        folded.edited.connect(self.edited)
        self.column.addWidget(folded)
        self._forms.append((path, folded))
        return folded

    def reveal(self, path: str) -> QWidget | None:
        """Unfold what hides a field of the recipe; the widget to look at, None where this card does not have it."""
        if path in self.fields:
            return self.fields[path]
        for start, picker in self._pickers:
            if path in (start, f"{start}.kind"):
                return picker.combo
            if path.startswith(f"{start}.params."):
                return picker.reveal(path.removeprefix(f"{start}.params.").split(".")[0])
        for start, form in self._forms:
            found = form.reveal(path.removeprefix(f"{start}.").split(".")[0]) if path.startswith(f"{start}.") else None
            if found is not None:
                return found
        return None


class FoldedForm(Expander):
    """A form over one group of the recipe's fields, folded away.

    Signals:
        edited: Dotted path in the recipe and its new value.
    """

    edited = Signal(str, object)

    def __init__(
        self, title: str, path: str, schema: type[Frozen], leave_out: tuple[str, ...], space: Workspace
    ) -> None:
        super().__init__(title)
        self._path, self._recipe = path, space.recipe
        self._schema = schema
        self._names = schema.model_fields.keys() - set(leave_out)
        self.form: SchemaForm | None = None
        self._recipe.changed.connect(self.refresh)
        self.button.toggled.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the form agree with the recipe; while folded there is nothing to draw, but a problem unfolds it."""
        problems = {
            problem.path.removeprefix(f"{self._path}.").split(".")[0]: f"{problem.message} {problem.suggestion}".strip()
            for problem in self._recipe.problems_under(self._path)
        }
        if problems.keys() & self._names and not self.button.isChecked():
            self.button.setChecked(True)
            return
        if self.button.isChecked():
            form = self.form or self._make_form()
            form.show_values(self._recipe.value(self._path) or {})
            form.show_problems(problems)

    def reveal(self, name: str) -> QWidget | None:
        """Unfold the form; the editor of that field, None where it has none."""
        if name not in self._names:
            return None
        self.button.setChecked(True)
        editor = self.form.editors.get(name) if self.form is not None else None
        return editor.focus_target if editor is not None else None

    def _make_form(self) -> SchemaForm:
        specs = fields_of(self._schema.model_json_schema())
        self.form = SchemaForm([spec for spec in specs if spec.name in self._names], self._path)
        self.form.edited.connect(self._on_edited)
        self.add(self.form)
        return self.form

    def _on_edited(self, name: str, value: object) -> None:
        self.edited.emit(f"{self._path}.{name}", value)
