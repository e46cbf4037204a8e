"""What of the teacher is imitated: one method or several, each with a weight."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from workbench.gui.explaining import explained
from workbench.gui.models.terms import MOST
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.balance_panel import BalancePanel
from workbench.gui.views.dials_group import uses
from workbench.gui.views.group import Group
from workbench.gui.views.method_row import MethodRow
from workbench.gui.views.published import PublishedButton
from workbench.gui.views.row_list import RowList


class MethodsGroup(Group):
    """The method, further ones below it, and what helps to weigh them.

    Signals:
        editedMany: Paths in the recipe and their new values, one step of undo.
        dialMoved: Name of a weight, such as ``weights.kd``, and its new value.
    """

    editedMany = Signal(dict)
    dialMoved = Signal(str, float)
    locks: ClassVar[bool] = False

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.call_it(self.tr("Methods"))
        self.published = PublishedButton(space)
        self.method = self._row(self.tr("Method"), "method")
        self.picker = self.method.picker
        self.add_one = QPushButton(self.tr("Add a method"))
        self.below = RowList(self._make_row, before=self.method, after=self.add_one, spacing=12)
        self.measure = QPushButton(self.tr("Balance the weights…"))
        self.learned = QCheckBox(self.tr("Learn the weights too"))
        self.learned.setToolTip(
            self.tr("Beside the weights given, one more for each term is learned from how uncertain the term is.")
        )
        self.panel = BalancePanel(space)
        for widget, topic in (
            (self.add_one, "methods"),
            (self.measure, "balance_weights"),
            (self.learned, "balance_weights"),
        ):
            explained(widget, topic)
        self._lay_out()
        self._connect()
        self.refresh()

    @property
    def also(self) -> list[MethodRow]:
        """The rows of the further methods."""
        return self.below.rows

    def refresh(self) -> None:
        """Make the card agree with the recipe."""
        wanted = len(self.space.recipe.value("also") or ())
        self.below.have(wanted)
        live, several = self.space.run.is_live, wanted > 0
        self.add_one.setEnabled(not live and wanted < MOST and bool(self._to_add()))
        self.add_one.setToolTip(
            self.tr("At most {number} further methods.").format(number=MOST)
            if wanted >= MOST
            else self.tr("Imitate something else of the teacher as well; it gets a weight of its own.")
        )
        terms = several or uses(self.space, "alpha")
        self.measure.setEnabled(not live and terms and not self.space.balance.is_asking)
        self.measure.setToolTip(
            self.tr("Measure how hard each term pulls at the student, and propose weights that make them pull alike")
            if terms
            else self.tr("There is only one term: nothing to balance.")
        )
        self.learned.blockSignals(True)
        self.learned.setChecked(self.space.recipe.value("balance") == "learned")
        self.learned.blockSignals(False)
        self.learned.setEnabled(not live)

    def reveal(self, path: str) -> QWidget | None:
        """The widget of a field of any method."""
        match path.split("."):
            case ["balance"]:
                return self.learned
            case ["also"]:
                return self.add_one
            case ["also", number, *_] if number.isdecimal() and int(number) < len(self.also):
                return self.also[int(number)].reveal(path)
            case ["method", *_]:
                return self.method.reveal(path)
            case _:
                return None

    def _lay_out(self) -> None:
        self.column.removeWidget(self.heading)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.published)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_one)
        buttons.addWidget(self.measure)
        buttons.addStretch(1)
        self.column.addLayout(top)
        self.column.addWidget(self.method)
        self.column.addLayout(self.below)
        self.column.addLayout(buttons)
        self.column.addWidget(self.panel)
        self.column.addWidget(self.learned)

    def _connect(self) -> None:
        space = self.space
        self.add_one.clicked.connect(self._on_add)
        self.measure.clicked.connect(space.balance.measure)
        self.learned.toggled.connect(self._on_learned)
        self.panel.used.connect(self.editedMany)
        self.published.chosen.connect(self.editedMany)
        signals = (space.recipe.changed, space.catalogue.changed, space.advice.changed, space.balance.changed)
        for signal in (*signals, space.run.steered):
            signal.connect(self.refresh)

    def _row(self, title: str, path: str) -> MethodRow:
        row = MethodRow(title, path, self.space)
        row.edited.connect(self.edited)
        row.settingEdited.connect(self.settingEdited)
        row.dialMoved.connect(self.dialMoved)
        row.removed.connect(self._on_remove)
        return row

    def _make_row(self, number: int) -> MethodRow:
        return self._row(self.tr("Method {number}").format(number=number + 2), f"also.{number}")

    def _to_add(self) -> str:
        """The first method that can be added: best one that is not there yet and can run; empty = there is none."""
        there = {term.kind for term in self.space.recipe.terms}
        offered = [
            entry["name"] for entry in self.space.catalogue.entries("methods") if entry["facts"].get("uses_alpha", True)
        ]
        return min(
            offered, key=lambda kind: (bool(self.space.advice.why_not(kind)), kind in there), default=""
        )  # of equals the first

    def _on_add(self) -> None:
        further = self.space.recipe.value("also") or []
        self.edited.emit("also", [*further, {"kind": self._to_add(), "params": {}}])
        if len(self.also) > len(further):
            self.also[-1].picker.combo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_remove(self, path: str) -> None:
        place = int(path.removeprefix("also."))
        further = list(self.space.recipe.value("also") or ())
        self.edited.emit("also", [term for number, term in enumerate(further) if number != place])

    def _on_learned(self, on: bool) -> None:
        self.edited.emit("balance", "learned" if on else "fixed")
