"""One method of the recipe: which, its weight and how that changes, a temperature of its own, its settings."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from workbench.gui.explaining import explained
from workbench.gui.forms.editors import NumberEditor, OptionalEditor, WheelGuard
from workbench.gui.forms.schema import FieldSpec, fields_of
from workbench.gui.models.terms import TermPlace
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.method_picker import MethodPicker
from workbench.gui.views.picker import first_column
from workbench.gui.views.ramp_editor import RampEditor, calmed, is_ramped
from workbench.gui.views.weight_spin import WeightSpin
from workbench.recipes import Term


class MethodRow(QWidget):
    """The weight stays live while a student trains, all else is locked.

    Signals:
        edited: Dotted path in the recipe and its new value.
        settingEdited: Path of the method, name of the setting, its new value, its default.
        dialMoved: Name of the weight, such as ``weights.kd``, and its new value.
        removed: Path of the method: it is no longer wanted.
    """

    edited = Signal(str, object)
    settingEdited = Signal(str, str, object, object)
    dialMoved = Signal(str, float)
    removed = Signal(str)

    def __init__(self, title: str, path: str, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path, self._space = path, space
        self.picker = MethodPicker(title, path, space, further=path != "method")
        self.weight = WeightSpin()
        self.weight.setAccessibleName(self.tr("Weight of: {method}").format(method=title))
        self.weight_label = QLabel(self.tr("Weight"))
        self.weight_label.setBuddy(self.weight)
        self.reset = QToolButton()
        self.reset.setText("↺")
        self.reset.setAccessibleName(self.tr("The paper's weight: {method}").format(method=title))
        self.reset.setToolTip(self.tr("Take the weight of the method's paper"))
        self.temperature = OptionalEditor(_temperature(), NumberEditor(_temperature()))
        self.temperature_label = QLabel(self.tr("Own T"))
        self.temperature_label.setBuddy(self.temperature.focus_target)
        name = self.tr("Temperature of its own: {method}").format(method=title)
        self.temperature.inner.focus_target.setAccessibleName(name)
        self.temperature.focus_target.setAccessibleName(
            self.tr("Use a temperature of its own: {method}").format(method=title)
        )
        self.temperature.setToolTip(self.tr("Else it softens with the temperature of the dial."))
        name = self.tr("Weight of {method}").format(method=title)
        self.ramp = RampEditor(name, f"{path}.ramp", space.recipe, self._first)
        self.remove = QToolButton() if path != "method" else None
        for spin in (self.weight, self.temperature.inner.focus_target):
            spin.setMinimumWidth(spin.fontMetrics().horizontalAdvance("0") * 5 + 24)
        guard = WheelGuard(self)
        for widget in (self.weight, self.temperature.inner.focus_target):
            guard.guard(widget)
        explained(self.weight, "method_weight")
        explained(self.temperature, "temperature", by=self.temperature.inner.focus_target)
        self._lay_out(title)
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Make the row agree with the recipe, or with the running student where the weight is live."""
        if self._term is None:  # it is about to go
            return
        run, recipe = self._space.run, self._space.recipe
        self.show_weight()
        live = run.is_live
        self.picker.setEnabled(not live and recipe.value(f"{self.path}.kind") is not None)
        self.ramp.setEnabled(not live)
        self.temperature.setEnabled(not live)
        self.weight.setEnabled(not live or run.can_adjust(self._term.dial))
        self.weight.setToolTip(self._help_of_weight())
        softens = bool(self._facts.get("uses_temperature", True))
        self.temperature.setVisible(softens)
        self.temperature_label.setVisible(softens)
        own = recipe.value(f"{self.path}.temperature")
        self.temperature.show_value(own)
        if own is None:
            self.temperature.inner.show_value(recipe.value("temperature") or 1.0)
        if self.remove is not None:
            self.remove.setEnabled(not live)

    def show_weight(self) -> None:
        """The weight as it stands now."""
        if self._term is None:
            return
        running = self._space.run.dial(self._term.dial)
        weight = self._space.recipe.value(f"{self.path}.weight") if running is None else running
        if running is not None and is_ramped(self._space.recipe, f"{self.path}.ramp"):
            weight = calmed(running)
        self.weight.show_weight(weight, self._paper)
        self.reset.setEnabled(weight is not None and not self._space.run.is_live)

    def reveal(self, path: str) -> QWidget | None:
        """Unfold what hides a field of this method; None where it has no such field."""
        rest = path.removeprefix(f"{self.path}.") if path != self.path else "kind"
        field, _, inner = rest.partition(".")
        match field:
            case "kind":
                return self.picker.combo
            case "weight":
                return self.weight
            case "temperature":
                return self.temperature.focus_target
            case "ramp":
                return self.ramp.reveal()
            case "params":
                return self.picker.reveal(inner.split(".")[0])
            case _:
                return None

    @property
    def _term(self) -> TermPlace | None:
        return next((term for term in self._space.recipe.terms if term.path == self.path), None)

    @property
    def _facts(self) -> dict[str, Any]:
        entry = self._space.catalogue.entry("methods", self._space.recipe.value(f"{self.path}.kind") or "")
        return entry["facts"] if entry else {}

    @property
    def _paper(self) -> float:
        return float(self._facts.get("weight", 1.0))

    def _first(self) -> float:
        weight = self._space.recipe.value(f"{self.path}.weight")
        return self._paper if weight is None else float(weight)

    def _help_of_weight(self) -> str:
        run = self._space.run
        if run.is_live and not self.weight.isEnabled():
            return self.tr("Can be moved again as soon as a student trains.")
        said = self.tr("Multiplies what the method says; empty = the weight of its paper.")
        if run.is_live:
            said += " " + self.tr("Takes effect at the next step; the curves mark the place.")
            if is_ramped(self._space.recipe, f"{self.path}.ramp"):
                said += " " + self.tr("It changes by itself now; once you move it, it stays where you put it.")
        return said

    def _lay_out(self, title: str) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(6)
        grid.setColumnMinimumWidth(0, first_column(self))
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.weight_label, 0, 0)
        grid.addWidget(self.weight, 0, 1)
        grid.addWidget(self.reset, 0, 2)
        grid.addWidget(self.temperature_label, 1, 0)
        grid.addWidget(self.temperature, 1, 1)
        if self.remove is not None:
            self.remove.setText("×")
            self.remove.setAccessibleName(self.tr("Remove: {method}").format(method=title))
            self.remove.setToolTip(self.tr("Take this method out of the loss"))
            grid.addWidget(self.remove, 0, 3)
            self.remove.clicked.connect(self._on_remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.picker)
        column.addLayout(grid)
        column.addWidget(self.ramp)

    def _connect(self) -> None:
        self.picker.edited.connect(self.edited)
        self.picker.settingEdited.connect(self.settingEdited)
        self.ramp.edited.connect(self.edited)
        self.weight.chosen.connect(self._on_weight)
        self.reset.clicked.connect(self._on_reset)
        self.temperature.edited.connect(self._on_temperature)
        self._space.run.steered.connect(self.refresh)
        self._space.run.turned.connect(self.show_weight)
        self._space.recipe.changed.connect(self.refresh)
        self._space.catalogue.changed.connect(self.refresh)

    def _on_weight(self, weight: float | None) -> None:
        if weight is None or self._term is None:
            self.edited.emit(f"{self.path}.weight", None)
        else:
            self.dialMoved.emit(self._term.dial, weight)

    def _on_reset(self) -> None:
        self.edited.emit(f"{self.path}.weight", None)

    def _on_temperature(self, value: object) -> None:
        if value is not None and self._space.recipe.value(f"{self.path}.temperature") is None:
            value = self._space.recipe.value("temperature")  # begins where the dial is
        self.edited.emit(f"{self.path}.temperature", value)

    def _on_remove(self) -> None:
        self.removed.emit(self.path)


def _temperature() -> FieldSpec:
    return next(spec for spec in fields_of(Term.model_json_schema()) if spec.name == "temperature")
