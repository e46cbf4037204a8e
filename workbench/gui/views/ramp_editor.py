"""How a dial or a weight changes by itself while the student trains, folded away until somebody wants that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.gui.explaining import explained
from workbench.gui.forms.form import VariantEditor
from workbench.gui.forms.schema import FieldSpec, fields_of
from workbench.gui.labels import problem_label
from workbench.gui.models.recipe import RecipeModel
from workbench.gui.views import words
from workbench.gui.views.picker import Expander
from workbench.recipes import Distil

GLIDES = ("linear", "cosine")
"""Ramps that lead to a value."""


class RampEditor(Expander):
    """A heading that says how the value changes, and the settings of that below it.

    Args:
        title: Of what changes, e.g. ``Temperature``.
        path: Of the ramp in the recipe.
        first: Says the value that it begins with.

    Signals:
        edited: Path of the ramp, and the ramp.
    """

    edited = Signal(str, object)

    def __init__(
        self, title: str, path: str, recipe: RecipeModel, first: Callable[[], float], parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent=parent)
        self._title, self.path, self._recipe, self._first = title, path, recipe, first
        self.editor: VariantEditor | None = None
        self.problem = problem_label()
        self.button.toggled.connect(self.refresh)
        explained(self.button, "ramps")
        recipe.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the heading agree with the recipe, and the settings where they can be seen; a problem unfolds them."""
        ramp = self._recipe.value(self.path) or {"kind": "constant"}
        self.button.setText(self.summary(ramp))
        self.button.setAccessibleName(f"{self._title}: {self.button.text()}")
        problems = self._recipe.problems_under(self.path)
        if problems and not self.button.isChecked():
            self.button.setChecked(True)
            return
        if self.button.isChecked():
            (self.editor or self._make_editor()).show_value(ramp)
        self.problem.setText("\n".join(f"{each.message} {each.suggestion}".strip() for each in problems))
        self.problem.setVisible(bool(problems))

    def reveal(self) -> QWidget:
        """Unfold it; where the settings begin."""
        self.button.setChecked(True)
        assert self.editor is not None, "made when unfolded"
        return self.editor.focus_target

    def summary(self, ramp: dict[str, Any]) -> str:
        """A ramp in a few words."""
        first, to = words.number(self._first()), words.number(float(ramp.get("to") or 0))
        match ramp.get("kind"):
            case "linear":
                return self.tr("While training: {first} → {to}, straight").format(first=first, to=to)
            case "cosine":
                return self.tr("While training: {first} → {to}, half a cosine").format(first=first, to=to)
            case "step":
                factor, count = words.number(float(ramp.get("factor", 0.5))), len(ramp.get("milestones", (0.5,)))
                return self.tr("While training: × {factor}, {count} times").format(factor=factor, count=count)
            case _:
                return self.tr("Change while training…")

    def _make_editor(self) -> VariantEditor:
        self.editor = VariantEditor(_spec(self._title))
        name = self.tr("{title}: how it changes while the student trains").format(title=self._title)
        self.editor.focus_target.setAccessibleName(name)
        self.editor.focus_target.setToolTip(name)
        explained(self.editor, "ramps", by=self.editor.focus_target)
        self.editor.edited.connect(self._on_edited)
        self.add(self.editor)
        self.column.addWidget(self.problem)
        return self.editor

    def _on_edited(self, value: Any) -> None:
        before = self._recipe.value(self.path) or {}
        if value.get("kind") in GLIDES and before.get("kind") != value["kind"] and "to" not in value:
            value = {**value, "to": before.get("to", self._first())}  # it stays until somebody says where to
        self.edited.emit(self.path, value)


def _spec(title: str) -> FieldSpec:
    fields = fields_of(Distil.model_json_schema())
    return replace(next(spec for spec in fields if spec.name == "temperature_ramp"), title=title)


def is_ramped(recipe: RecipeModel, path: str) -> bool:
    """Whether a value does not stay as it is.

    Args:
        path: Of its ramp.
    """
    return (recipe.value(f"{path}.kind") or "constant") != "constant"


def calmed(value: float) -> float:
    """A value that changes many times a second, in three digits: more could not be read."""
    return float(f"{value:.3g}")
