"""How much memory and disk training may use, and what is remembered now."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QPushButton, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words
from workbench.limits import GIGABYTE, LEAST_MEMORY, Limits

MOST = 10_000.0
"""GB that can be asked for where nobody knows how much there is."""


class LimitSpin(QDoubleSpinBox):
    """An amount in GB, of 1,000,000,000 bytes each."""

    def __init__(self, name: str, least: float, step: float) -> None:
        super().__init__()
        self.setRange(least, MOST)
        self.setDecimals(1)
        self.setSingleStep(step)
        self.setSuffix(self.tr(" GB"))
        self.setKeyboardTracking(False)
        self.setAccessibleName(name)

    @property
    def bytes(self) -> int:
        """What it stands at."""
        return round(self.value() * GIGABYTE)

    def show_bytes(self, number: int) -> None:
        """Stand there, and report nothing."""
        self.blockSignals(True)
        self.setValue(number / GIGABYTE)
        self.blockSignals(False)


class Storage(QWidget):
    """What is kept now, with a button to clear it; owns the two limits that the preferences lay out.

    Attributes:
        memory, disk: The limits.
    """

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.memory = LimitSpin(self.tr("Memory for training"), LEAST_MEMORY / GIGABYTE, 0.5)
        self.disk = LimitSpin(self.tr("Disk for what is remembered"), 0.0, 1.0)
        self.disk.setSpecialValueText(self.tr("none"))
        self.kept = text_label(look="facts", wrap=True)
        self.kept.setAccessibleName(self.tr("What is remembered now"))
        self.kept.setMinimumHeight(2 * self.fontMetrics().lineSpacing())  # what is found out moves nothing
        self.clear = QPushButton(self.tr("&Clear…"))
        self.clear.setAutoDefault(False)  # Enter closes the preferences and clears nothing
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 8)
        row.setSpacing(12)
        row.addWidget(self.kept, 1)
        row.addWidget(self.clear)
        for spin in (self.memory, self.disk):
            spin.valueChanged.connect(self._on_limit)
        self.clear.clicked.connect(space.wishes.clearKept)
        space.kept.changed.connect(self.refresh)
        space.run.steered.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make everything agree with the models. Safe to call at any time."""
        limits, computer = self._space.kept.limits, self._space.computer
        for spin in (self.memory, self.disk):
            spin.setEnabled(limits is not None)
        if limits is not None:
            own = computer.total / GIGABYTE if computer.total else MOST
            self.memory.blockSignals(True)
            self.memory.setMaximum(max(own, limits.memory / GIGABYTE))
            self.memory.blockSignals(False)
            self.memory.show_bytes(limits.memory)
            self.disk.show_bytes(limits.disk)
        self.kept.setText(self._sentence())
        why_not = self._why_not_clear()
        self.clear.setEnabled(not why_not)
        self.clear.setToolTip(why_not or self.tr("Remove all of it from the disk; this cannot be undone"))

    def _sentence(self) -> str:
        model = self._space.kept
        store = model.store
        if model.is_clearing:
            return self.tr("Clearing…")
        if model.failure is not None:
            why = worded(f"{model.failure.problem} {model.failure.fix}".strip())
            return self.tr("What is kept could not be found out: {why}").format(why=why)
        if store is None:
            return self.tr("Looking…")
        if not store.bytes:
            return self.tr("Nothing is kept.")
        return self.tr("{size} · teachers: {teachers} · answers: {answers} · decoded pictures: {pictures}").format(
            size=words.size(store.bytes),
            teachers=words.count(store.teachers),
            answers=words.count(store.answers),
            pictures=words.size(store.picture_bytes),
        )

    def _why_not_clear(self) -> str:
        """Why nothing can be cleared now; empty where it can."""
        model = self._space.kept
        if self._space.run.is_live:
            return self.tr("Can be cleared when the run has ended.")
        if model.is_asking or model.store is None:
            return self.tr("Can be cleared once it is known what is kept.")
        return "" if model.store.bytes else self.tr("There is nothing to clear.")

    def _on_limit(self) -> None:
        limits = self._space.kept.limits
        if limits is None:
            return
        sender = self.sender()
        memory = self.memory.bytes if sender is self.memory else limits.memory
        disk = self.disk.bytes if sender is self.disk else limits.disk
        self._space.wishes.chooseLimits.emit(Limits(memory=memory, disk=disk))
