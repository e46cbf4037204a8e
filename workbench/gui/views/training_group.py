"""How the student is trained: how long, how fast, how often. Folded away in simple mode."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from workbench.gui.forms.editors import NumberSpin
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.group import Group
from workbench.gui.views.picker import first_column
from workbench.recipes import Compute, Schedule

FIRST = ("epochs", "batch_size", "learning_rate")
"""Fields of the schedule that are not folded away."""


class TrainingGroup(Group):
    """The schedule, the seeds, the computer. The learning rate stays live while a student trains.

    Signals:
        dialMoved: ``learning_rate``, and its new value.
    """

    dialMoved = Signal(str, float)
    locks: ClassVar[bool] = False

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("How it is trained"))
        self.epochs = _spin(1, 100_000, self.tr("Epochs"))
        self.batch = _spin(1, 8192, self.tr("Batch"))
        self.rate = NumberSpin()
        self.rate.setRange(1e-7, 10)
        self.rate.setAccessibleName(self.tr("Learning rate"))
        self.repeats = _spin(1, 100, self.tr("Seeds"))
        self._lay_out()
        self.more = self.add_form(self.tr("More training settings…"), "schedule", Schedule, FIRST)
        self.compute = self.add_form(self.tr("Computer…"), "compute", Compute)
        self._explain()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Make the controls agree with the recipe, or with the running student where they are live."""
        recipe, run = self.space.recipe, self.space.run
        controls = (self.epochs, self.batch, self.rate, self.repeats)
        for control in controls:
            control.blockSignals(True)
        self.epochs.setValue(recipe.value("schedule.epochs") or 1)
        self.batch.setValue(recipe.value("schedule.batch_size") or 1)
        running = run.dial("learning_rate")
        self.rate.setValue(float(recipe.value("schedule.learning_rate") or 0.0) if running is None else running)
        self.repeats.setValue(len(recipe.value("seeds") or ()))
        for control in controls:
            control.blockSignals(False)
        locked: tuple[QWidget, ...] = (self.more, self.compute, self.epochs, self.batch, self.repeats)
        for other in locked:
            other.setEnabled(not run.is_live)
        self.rate.setEnabled(not run.is_live or run.can_adjust("learning_rate"))
        self.rate.setToolTip(self._help_of_rate())

    def _help_of_rate(self) -> str:
        if self.space.run.is_live and not self.space.run.can_adjust("learning_rate"):
            return self.tr("Can be moved again as soon as a student trains.")
        live = self.tr("Takes effect at the next step; the curves mark the place.") if self.space.run.is_live else ""
        return f"{self.tr('Size of a step, before the decay.')} {live}".rstrip()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, first_column(self))
        grid.setColumnStretch(3, 1)
        cells: tuple[tuple[str, str, QWidget], ...] = (
            (self.tr("Epochs"), "schedule.epochs", self.epochs),
            (self.tr("Learning rate"), "schedule.learning_rate", self.rate),
            (self.tr("Batch"), "schedule.batch_size", self.batch),
            (self.tr("Seeds"), "seeds", self.repeats),
        )
        for number, (title, path, widget) in enumerate(cells):
            label = QLabel(title)
            label.setBuddy(widget)
            widget.setProperty("explain", path)
            self.fields[path] = widget
            grid.addWidget(label, number // 2, 2 * (number % 2))
            grid.addWidget(widget, number // 2, 2 * (number % 2) + 1)
            self.guard.guard(widget)
        self.column.addLayout(grid)

    def _explain(self) -> None:
        self.epochs.setToolTip(self.tr("Passes over the training pictures, for the student and its twin."))
        self.batch.setToolTip(self.tr("Pictures per step."))
        self.repeats.setToolTip(self.tr("How often everything is repeated with another seed; three or more give a ±."))

    def _connect(self) -> None:
        self.rate.valueChanged.connect(self._on_rate)
        self.epochs.valueChanged.connect(self._on_epochs)
        self.batch.valueChanged.connect(self._on_batch)
        self.repeats.valueChanged.connect(self._on_repeats)
        self.space.run.steered.connect(self.refresh)
        self.space.recipe.changed.connect(self.refresh)

    def _on_rate(self, value: float) -> None:
        self.dialMoved.emit("learning_rate", value)

    def _on_epochs(self, value: int) -> None:
        self.edited.emit("schedule.epochs", value)

    def _on_batch(self, value: int) -> None:
        self.edited.emit("schedule.batch_size", value)

    def _on_repeats(self, number: int) -> None:
        first = min(self.space.recipe.value("seeds") or [0])
        self.edited.emit("seeds", list(range(first, first + number)))


def _spin(low: int, high: int, name: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setKeyboardTracking(False)
    spin.setAccessibleName(name)
    return spin
