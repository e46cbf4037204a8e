"""Choose something from the catalogue, see what it costs, and set its own settings."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.errors import Problem
from workbench.gui.explaining import SORTS, explained, topic_of_entry
from workbench.gui.forms.editors import WheelGuard
from workbench.gui.forms.form import SchemaForm
from workbench.gui.forms.layers import LayerSource
from workbench.gui.labels import problem_label, said, text_label
from workbench.gui.models.catalogue import CatalogueModel
from workbench.gui.models.recipe import RecipeModel
from workbench.gui.taborder import place_after


def first_column(widget: QWidget) -> int:
    """Width in pixels of the labels on the left of the settings column, so that what they name lines up."""
    return widget.fontMetrics().horizontalAdvance("Temperatu")


class Expander(QWidget):
    """A heading that shows or hides what lies below it.

    Args:
        beside: Stands left of the heading, on the same line.
    """

    def __init__(self, title: str, beside: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton()
        self.button.setCheckable(True)
        self.button.setObjectName("expander")
        self.button.setText(title)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.body = QWidget()
        self.body.hide()
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(14, 2, 0, 4)
        top = QHBoxLayout()
        top.setSpacing(4)
        if beside is not None:
            top.addWidget(beside, 1)
        top.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        if beside is None:
            top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.body)
        self.button.toggled.connect(self._on_toggled)

    def add(self, widget: QWidget) -> None:
        """Put something below the heading."""
        self.column.addWidget(widget)
        place_after(self.button, widget)

    def _on_toggled(self, on: bool) -> None:
        self.button.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self.body.setVisible(on)


class Picker(QWidget):
    """A combo box over one sort of catalogue entries, a line of facts, and the entry's settings.

    Signals:
        edited: Dotted path in the recipe and its new value.
        settingEdited: Path of the reference, name of the setting, its new value, its default.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)

    def __init__(
        self,
        title: str,
        path: str,
        sort: str,
        recipe: RecipeModel,
        catalogue: CatalogueModel,
        parent: QWidget | None = None,
        *,
        layers: LayerSource | None = None,
    ) -> None:
        super().__init__(parent)
        self._path, self._sort = path, sort
        self._recipe, self._catalogue, self._layers = recipe, catalogue, layers
        self._form_of: tuple[str, Any] = ("", None)
        self.form: SchemaForm | None = None
        self.label = QLabel(title)
        self.combo = QComboBox()
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setMinimumContentsLength(8)
        self.combo.setAccessibleName(title)
        self.label.setBuddy(self.combo)
        WheelGuard(self).guard(self.combo)
        self.facts = text_label(look="facts", wrap=True)
        self.problem = problem_label()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.expander = Expander(self.tr("Settings…"), self.facts)
        self.expander.button.setAccessibleName(self.tr("Settings of: {title}").format(title=title))
        self._lay_out()
        self.combo.activated.connect(self._on_activated)
        self.expander.button.toggled.connect(self.refresh)
        recipe.changed.connect(self.refresh)
        catalogue.changed.connect(self._on_catalogue_changed)
        self._on_catalogue_changed()

    def show_facts(self, text: str) -> None:
        """What is known about the choice."""
        self.facts.setText(text)
        self._show_second_line()

    def reveal(self, name: str) -> QWidget | None:
        """Unfold the settings; the editor of that one, None where there is none."""
        if self.form is None or name not in self.form.editors:
            return None
        self.expander.button.setChecked(True)
        return self.form.editors[name].focus_target

    def refresh(self) -> None:
        """Make the picker agree with the recipe."""
        kind = self._recipe.value(f"{self._path}.kind")
        self.setEnabled(kind is not None)
        index = self.combo.findData(kind)
        if index < 0 and kind:
            self.combo.addItem(kind, kind)
            index = self.combo.count() - 1
        self.combo.setCurrentIndex(index)
        self._draw_form(kind or "")
        self._draw_problems()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.combo, 0, 1)
        grid.setColumnMinimumWidth(0, first_column(self))
        grid.addWidget(self.problem, 1, 0, 1, 2)
        grid.addWidget(self.expander, 2, 0, 1, 2)

    def _show_second_line(self) -> None:
        self.expander.setVisible(self.form is not None or bool(self.facts.text()))

    def _draw_form(self, kind: str) -> None:
        entry = self._catalogue.entry(self._sort, kind)
        schema = entry["schema"] if entry else {}
        self.combo.setToolTip(said(entry["summary"]) if entry else "")
        if entry is not None:
            explained(self.combo, topic_of_entry(SORTS[self._sort], entry))
        if self._form_of != (kind, schema):
            self._form_of = (kind, schema)
            self._replace_form(schema)
        self.expander.button.setVisible(self.form is not None)
        self._show_second_line()
        if self.form is not None:
            self.form.show_values(self._recipe.value(f"{self._path}.params") or {})
            if any(spec.required for spec in self.form.specs):
                self.expander.button.setChecked(True)

    def _replace_form(self, schema: dict[str, Any]) -> None:
        if self.form is not None:
            self.expander.column.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
            self.expander.button.setChecked(False)
        form = SchemaForm(schema, f"{self._path}.params", layers=self._layers)
        if form.specs:
            self.form = form
            self.expander.add(form)
            form.edited.connect(self._on_setting)
        else:
            form.deleteLater()

    def _draw_problems(self) -> None:
        problems = self._recipe.problems_under(self._path)
        prefix = f"{self._path}.params."
        inside = {
            problem.path.removeprefix(prefix).split(".")[0]: _sentence(problem)
            for problem in problems
            if problem.path.startswith(prefix)
        }
        shown_below: set[str] = set()
        if self.form is not None:
            self.form.show_problems(inside)
            if self.expander.button.isChecked():
                shown_below = inside.keys() & self.form.editors.keys()
        above = [problem for problem in problems if problem.path.removeprefix(prefix).split(".")[0] not in shown_below]
        told = list(dict.fromkeys([*map(_sentence, above), *self.other_problems()]))
        self.problem.setText("\n".join(told))
        self.problem.setVisible(bool(told))

    def fill(self) -> None:
        """Offer what there is; for subclasses."""
        for entry in self._catalogue.entries(self._sort):
            self.combo.addItem(said(entry["title"]), entry["name"])
            self.combo.setItemData(self.combo.count() - 1, said(entry["summary"]), Qt.ItemDataRole.ToolTipRole)

    def other_problems(self) -> list[str]:
        """What else stands below the choice as a problem; for subclasses."""
        return []

    def _on_catalogue_changed(self) -> None:
        self.combo.clear()
        self.fill()
        self.refresh()

    def _on_activated(self, index: int) -> None:
        kind = self.combo.itemData(index)
        if kind != self._recipe.value(f"{self._path}.kind"):
            self.edited.emit(self._path, {"kind": kind, "params": {}})

    def _on_setting(self, name: str, value: object) -> None:
        specs = self.form.specs if self.form is not None else []
        default = next((spec.default for spec in specs if spec.name == name and not spec.required), None)
        self.settingEdited.emit(self._path, name, value, default)


def _sentence(problem: Problem) -> str:
    return f"{problem.message} {problem.suggestion}".strip()
