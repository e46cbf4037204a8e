"""The card about how the student learns."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSpinBox, QWidget

from workbench.gui.forms.editors import NumberSpin
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.dial import Dial, Scale
from workbench.gui.views.group import Group
from workbench.gui.views.picker import first_column
from workbench.recipes import Compute, Schedule

FIRST = ("epochs", "batch_size", "learning_rate")
"""Fields of the schedule that are not folded away."""


class DistilGroup(Group):
    """The method and its two dials, the schedule, the seeds, the twin. The dials stay live while a student trains.

    Signals:
        dialMoved: Name of a dial (``temperature``, ``alpha``, ``learning_rate``) and its new value.
    """

    dialMoved = Signal(str, float)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Distil"))
        self.picker = self.add_picker(self.tr("Method"), "method", "methods")
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
        self.epochs = _spin(1, 100_000, self.tr("Epochs"))
        self.batch = _spin(1, 8192, self.tr("Batch"))
        self.rate = NumberSpin()
        self.rate.setRange(1e-7, 10)
        self.rate.setAccessibleName(self.tr("Learning rate"))
        self.repeats = _spin(1, 100, self.tr("Seeds"))
        self.twin = QCheckBox(self.tr("Also train without a teacher (fair comparison)"))
        self._lay_out()
        self.more = self.add_form(self.tr("More training settings…"), "schedule", Schedule, FIRST)
        self.compute = self.add_form(self.tr("Computer…"), "compute", Compute)
        self._explain()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Make the controls agree with the recipe, or with the running student where they are live."""
        recipe = self.space.recipe
        controls = (self.epochs, self.batch, self.rate, self.repeats, self.twin)
        for control in controls:
            control.blockSignals(True)
        self.epochs.setValue(recipe.value("schedule.epochs") or 1)
        self.batch.setValue(recipe.value("schedule.batch_size") or 1)
        self.rate.setValue(self._value("learning_rate", "schedule.learning_rate"))
        self.repeats.setValue(len(recipe.value("seeds") or ()))
        self.twin.setChecked(bool(recipe.value("twin")))
        for control in controls:
            control.blockSignals(False)
        self.temperature.show_value(self._value("temperature", "temperature"))
        self.balance.show_value(round(100 * (1 - self._value("alpha", "alpha")), 4))
        self._enable()

    def _value(self, dial: str, path: str) -> float:
        running = self.space.run.dial(dial)
        return float(self.space.recipe.value(path) or 0.0) if running is None else running

    def _enable(self) -> None:
        run = self.space.run
        others = (self.epochs, self.batch, self.repeats, self.twin)
        locked: tuple[QWidget, ...] = (self.picker, self.more, self.compute, *others)
        for other in locked:
            other.setEnabled(not run.is_live)
        facts = self._method_facts()
        dials: tuple[tuple[str, QWidget, bool], ...] = (
            ("temperature", self.temperature, facts.get("uses_temperature", True)),
            ("alpha", self.balance, facts.get("uses_alpha", True)),
            ("learning_rate", self.rate, True),
        )
        for name, widget, used in dials:
            widget.setEnabled(used and (not run.is_live or run.can_adjust(name)))
            widget.setToolTip(self._dial_help(name, used=used))

    def _method_facts(self) -> dict[str, Any]:
        entry = self.space.catalogue.entry("methods", self.space.recipe.value("method.kind") or "")
        facts: dict[str, Any] = entry["facts"] if entry else {}
        return facts

    def _dial_help(self, name: str, *, used: bool) -> str:
        if not used:
            return self.tr("This method does not use it.")
        run = self.space.run
        if run.is_live and not run.can_adjust(name):
            return self.tr("Can be moved again as soon as a student trains.")
        live = " " + self.tr("Takes effect at the next step; the curves mark the place.") if run.is_live else ""
        return {
            "temperature": self.tr("Softens both networks' answers: 1 = as they are, higher = gentler."),
            "alpha": self.tr("How much the student listens to the teacher, and how much to the labels."),
            "learning_rate": self.tr("Size of a step, before the decay."),
        }[name] + live

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

    def _lay_out(self) -> None:
        self.column.addWidget(self.temperature)
        self.column.addWidget(self.balance)
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, first_column(self))
        grid.setColumnStretch(3, 1)
        for number, (title, widget) in enumerate(
            (
                (self.tr("Epochs"), self.epochs),
                (self.tr("Learning rate"), self.rate),
                (self.tr("Batch"), self.batch),
                (self.tr("Seeds"), self.repeats),
            )
        ):
            label = QLabel(title)
            label.setBuddy(widget)
            grid.addWidget(label, number // 2, 2 * (number % 2))
            grid.addWidget(widget, number // 2, 2 * (number % 2) + 1)
            self.guard.guard(widget)
        self.column.addLayout(grid)
        self.column.addWidget(self.twin)

    def _explain(self) -> None:
        self.epochs.setToolTip(self.tr("Passes over the training pictures, for the student and its twin."))
        self.batch.setToolTip(self.tr("Pictures per step."))
        self.repeats.setToolTip(self.tr("How often everything is repeated with another seed; three or more give a ±."))
        self.twin.setToolTip(
            self.tr("Trains the same student on the labels alone, same budget and seeds, to see what the teacher adds.")
        )

    def _connect(self) -> None:
        self.temperature.moved.connect(self._on_temperature)
        self.balance.moved.connect(self._on_balance)
        self.rate.valueChanged.connect(self._on_rate)
        self.epochs.valueChanged.connect(self._on_epochs)
        self.batch.valueChanged.connect(self._on_batch)
        self.repeats.valueChanged.connect(self._on_repeats)
        self.twin.toggled.connect(self._on_twin)
        self.space.run.steered.connect(self.refresh)
        for model in (self.space.recipe, self.space.catalogue):
            model.changed.connect(self.refresh)

    def _on_temperature(self, value: float) -> None:
        self.dialMoved.emit("temperature", value)

    def _on_balance(self, teacher: float) -> None:
        self.dialMoved.emit("alpha", round(1 - teacher / 100, 6))

    def _on_rate(self, value: float) -> None:
        self.dialMoved.emit("learning_rate", value)

    def _on_epochs(self, value: int) -> None:
        self.edited.emit("schedule.epochs", value)

    def _on_batch(self, value: int) -> None:
        self.edited.emit("schedule.batch_size", value)

    def _on_repeats(self, number: int) -> None:
        first = min(self.space.recipe.value("seeds") or [0])
        self.edited.emit("seeds", list(range(first, first + number)))

    def _on_twin(self, on: bool) -> None:
        self.edited.emit("twin", on)


def _spin(low: int, high: int, name: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setKeyboardTracking(False)
    spin.setAccessibleName(name)
    return spin
