"""The two dials that everybody sees, the formula with its numbers, and what each part really weighs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.formula import Part, in_letters, with_numbers
from workbench.gui.models.terms import TermPlace
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.dial import Dial, Scale
from workbench.gui.views.group import Group
from workbench.gui.views.mix_bar import MixBar
from workbench.gui.views.ramp_editor import RampEditor, calmed, is_ramped


class DialsGroup(Group):
    """Temperature and labels ↔ teacher. They stay live while a student trains.

    Signals:
        dialMoved: ``temperature`` or ``alpha``, and its new value.
    """

    dialMoved = Signal(str, float)
    locks: ClassVar[bool] = False

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("How the student listens"))
        self.temperature = Dial(
            self.tr("Temperature"),
            Scale(1, 20, logarithmic=True, decimals=1),
            limits=(0.05, 1000),
            meaning=self._gentleness,
        )
        self.balance = Dial(
            self.tr("Labels ↔ teacher"),
            Scale(0, 100, decimals=0),
            limits=(0, 100),
            suffix=self.tr(" %"),
            meaning=self._shares,
            ends=(self.tr("labels"), self.tr("teacher")),
        )
        self.temperature.setProperty("explain", "temperature")
        self.balance.setProperty("explain", "alpha")
        self.formula = text_label(look="facts", wrap=True)
        self.formula.setProperty("explain", "loss-terms")
        self.mix = MixBar(space)
        self.mix.setProperty("explain", "effective-mix")
        self.twin = QCheckBox(self.tr("Also train without a teacher (fair comparison)"))
        self.twin.setProperty("explain", "twin")
        self.twin.setToolTip(
            self.tr("Trains the same student on the labels alone, same budget and seeds, to see what the teacher adds.")
        )
        self.ramps = {
            name: RampEditor(title, f"{name}_ramp", space.recipe, self._first(name))
            for name, title in (("temperature", self.tr("Temperature")), ("alpha", self.tr("Weight of the labels")))
        }
        rows = (self.temperature, self.ramps["temperature"], self.balance, self.ramps["alpha"])
        for widget in (*rows, self.formula, self.mix, self.twin):
            self.column.addWidget(widget)
        for ramp in self.ramps.values():
            ramp.edited.connect(self.edited)
        self.fields.update({"temperature": self.temperature.spin, "alpha": self.balance.spin, "twin": self.twin})
        self.temperature.moved.connect(self._on_temperature)
        self.balance.moved.connect(self._on_balance)
        self.twin.toggled.connect(self._on_twin)
        space.run.steered.connect(self.refresh)
        space.run.turned.connect(self._show_values)
        for model in (space.recipe, space.catalogue):
            model.changed.connect(self.refresh)
        space.preferences.changed.connect(self._show_ramps)
        self.refresh()

    def refresh(self) -> None:
        """Make the dials agree with the recipe, or with the running student where they are live."""
        self.twin.blockSignals(True)
        self.twin.setChecked(bool(self.space.recipe.value("twin")))
        self.twin.blockSignals(False)
        self._show_values()
        self._show_ramps()
        self._enable()

    def reveal(self, path: str) -> QWidget | None:
        """As every card; a ramp is unfolded."""
        for name, ramp in self.ramps.items():
            if path.startswith(f"{name}_ramp"):
                return ramp.reveal()
        return super().reveal(path)

    def _show_values(self) -> None:
        temperature, alpha = self._value("temperature"), self._value("alpha")
        self.temperature.show_value(temperature)
        self.balance.show_value(words.teachers_share(alpha))
        parts = [part for term in self.space.recipe.terms if (part := self._part(term, temperature)) is not None]
        uses_alpha = uses(self.space, "alpha")
        summands = with_numbers(parts, alpha=alpha if uses_alpha else None) if parts else []
        self.formula.setVisible(bool(summands))
        between = "\n" if len(parts) > 1 else " "  # a line each, or there is no end to it
        self.formula.setText(self.tr("loss = {formula}").format(formula=between.join(summands)))
        self.formula.setToolTip(in_letters(parts, alpha=uses_alpha) if parts else "")

    def _show_ramps(self) -> None:
        expert = self.space.preferences.expert
        for name, ramp in self.ramps.items():
            ramp.setVisible((expert or is_ramped(self.space.recipe, ramp.path)) and uses(self.space, name))
            ramp.setEnabled(not self.space.run.is_live)

    def _value(self, dial: str) -> float:
        running = self.space.run.dial(dial)
        if running is None:
            return float(self.space.recipe.value(dial) or 0.0)
        return calmed(running) if is_ramped(self.space.recipe, f"{dial}_ramp") else running

    def _first(self, dial: str) -> Callable[[], float]:
        return partial(_number_at, self.space, dial)

    def _part(self, term: TermPlace, temperature: float) -> Part | None:
        """A method as the formula needs it; None while the catalogue does not know it."""
        facts = _facts(self.space, term.kind)
        if not facts.get("symbol"):
            return None
        weight = self.space.run.dial(term.dial)
        if weight is None:
            weight = self.space.recipe.value(f"{term.path}.weight")
        own = self.space.recipe.value(f"{term.path}.temperature")
        return Part(
            facts["symbol"],
            float(facts.get("weight", 1.0) if weight is None else weight),
            (own or temperature) if facts.get("uses_temperature", True) else None,
        )

    def _enable(self) -> None:
        run = self.space.run
        self.twin.setEnabled(not run.is_live)
        for name, widget in (("temperature", self.temperature), ("alpha", self.balance)):
            used = uses(self.space, name)
            widget.setEnabled(used and (not run.is_live or run.can_adjust(name)))
            widget.setToolTip(self._help(name, used=used))

    def _help(self, name: str, *, used: bool) -> str:
        if not used:
            several = len(self.space.recipe.terms) > 1
            return self.tr("None of these methods uses it.") if several else self.tr("This method does not use it.")
        run = self.space.run
        if run.is_live and not run.can_adjust(name):
            return self.tr("Can be moved again as soon as a student trains.")
        live = ""
        if run.is_live:
            live = " " + self.tr("Takes effect at the next step; the curves mark the place.")
            if is_ramped(self.space.recipe, f"{name}_ramp"):
                live += " " + self.tr("It changes by itself now; once you move it, it stays where you put it.")
        meaning = {
            "temperature": self.tr("Softens both networks' answers: 1 = as they are, higher = gentler."),
            "alpha": self.tr("How much the student listens to the teacher, and how much to the labels."),
        }
        return meaning[name] + live

    def _gentleness(self, value: float) -> str:
        if value < 1:
            return self.tr("sharper than the teacher")
        if value == 1:
            return self.tr("the teacher's answers as they are")
        return self.tr("softened a little") if value < 3 else self.tr("softened") if value < 8 else self.tr("very soft")

    def _shares(self, teacher: float) -> str:
        number = self.locale().toString
        return self.tr("{labels} % labels · {teacher} % teacher").format(
            labels=number(round(100 - teacher, 2), "g", 4), teacher=number(round(teacher, 2), "g", 4)
        )

    def _on_temperature(self, value: float) -> None:
        self.dialMoved.emit("temperature", value)

    def _on_balance(self, teacher: float) -> None:
        self.dialMoved.emit("alpha", words.weight_of_labels(teacher))

    def _on_twin(self, on: bool) -> None:
        self.edited.emit("twin", on)


def _number_at(space: Workspace, path: str) -> float:
    return float(space.recipe.value(path) or 0.0)


def uses(space: Workspace, dial: str) -> bool:
    """Whether a dial means something: alpha to the first method, the temperature to any without one of its own."""
    if dial == "alpha":
        return bool(_facts(space, space.recipe.terms[0].kind).get("uses_alpha", True))
    return any(
        _facts(space, term.kind).get("uses_temperature", True)
        and space.recipe.value(f"{term.path}.temperature") is None
        for term in space.recipe.terms
    )


def _facts(space: Workspace, kind: str) -> dict[str, Any]:
    entry = space.catalogue.entry("methods", kind)
    facts: dict[str, Any] = entry["facts"] if entry else {}
    return facts
