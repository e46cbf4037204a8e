"""The two dials that everybody sees, the formula with its numbers, and what each part really weighs."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.formula import with_numbers
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.dial import Dial, Scale
from workbench.gui.views.group import Group
from workbench.gui.views.mix_bar import MixBar


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
        for widget in (self.temperature, self.balance, self.formula, self.mix, self.twin):
            self.column.addWidget(widget)
        self.fields.update({"temperature": self.temperature.spin, "alpha": self.balance.spin, "twin": self.twin})
        self.temperature.moved.connect(self._on_temperature)
        self.balance.moved.connect(self._on_balance)
        self.twin.toggled.connect(self._on_twin)
        space.run.steered.connect(self.refresh)
        for model in (space.recipe, space.catalogue):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the dials agree with the recipe, or with the running student where they are live."""
        temperature, alpha = self._value("temperature"), self._value("alpha")
        self.temperature.show_value(temperature)
        self.balance.show_value(round(100 * (1 - alpha), 4))
        self.twin.blockSignals(True)
        self.twin.setChecked(bool(self.space.recipe.value("twin")))
        self.twin.blockSignals(False)
        self._enable()
        symbol = self._facts().get("symbol", "")
        self.formula.setVisible(bool(symbol))
        self.formula.setText(
            self.tr("loss = {formula}").format(formula=with_numbers(symbol, temperature=temperature, alpha=alpha))
        )
        self.formula.setToolTip(symbol)

    def _value(self, dial: str) -> float:
        running = self.space.run.dial(dial)
        return float(self.space.recipe.value(dial) or 0.0) if running is None else running

    def _facts(self) -> dict[str, Any]:
        entry = self.space.catalogue.entry("methods", self.space.recipe.value("method.kind") or "")
        facts: dict[str, Any] = entry["facts"] if entry else {}
        return facts

    def _enable(self) -> None:
        run, facts = self.space.run, self._facts()
        self.twin.setEnabled(not run.is_live)
        for name, widget in (("temperature", self.temperature), ("alpha", self.balance)):
            used = bool(facts.get(f"uses_{name}", True))
            widget.setEnabled(used and (not run.is_live or run.can_adjust(name)))
            widget.setToolTip(self._help(name, used=used))

    def _help(self, name: str, *, used: bool) -> str:
        if not used:
            return self.tr("This method does not use it.")
        run = self.space.run
        if run.is_live and not run.can_adjust(name):
            return self.tr("Can be moved again as soon as a student trains.")
        live = " " + self.tr("Takes effect at the next step; the curves mark the place.") if run.is_live else ""
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
        self.dialMoved.emit("alpha", round(1 - teacher / 100, 6))

    def _on_twin(self, on: bool) -> None:
        self.edited.emit("twin", on)
