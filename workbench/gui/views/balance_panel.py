"""How hard each term pulls, and the weights that would make them pull alike, in a small table."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.gui.explaining import explained
from workbench.gui.labels import problem_label, text_label
from workbench.gui.models.balance import Pull
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import worded
from workbench.gui.views import words


class BalancePanel(QWidget):
    """There only while something is measured or known.

    Signals:
        used: Paths of weights and their new values.
    """

    used = Signal(dict)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space, self._model = space, space.balance
        self._shown: tuple[Pull, ...] = ()
        self.busy = text_label(self.tr("Measuring how hard each term pulls…"), "facts", wrap=True)
        self.problem = problem_label()
        self.facts = text_label(look="facts", wrap=True)
        self.table = QWidget()
        self.grid = QGridLayout(self.table)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(1)
        self.grid.setColumnStretch(0, 1)
        self.use = QPushButton(self.tr("Use these weights"))
        self.use.setToolTip(self.tr("Every weight in the last column goes into the recipe; one step of undo"))
        self.close_it = QPushButton()
        buttons = QHBoxLayout()
        buttons.addWidget(self.use)
        buttons.addWidget(self.close_it)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.busy, self.problem, self.table, self.facts):
            column.addWidget(widget)
        column.addLayout(buttons)
        explained(self, "balance_weights")
        self.use.clicked.connect(self._on_use)
        self.close_it.clicked.connect(self._model.forget)
        self._model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the panel agree with the measurement."""
        model = self._model
        failure = model.failure
        why = worded(model.reason) or (f"{failure.problem} {failure.fix}".strip() if failure is not None else "")
        self.setVisible(model.is_asking or bool(model.terms or why))
        self.busy.setVisible(model.is_asking)
        self.problem.setText(why)
        self.problem.setVisible(bool(why))
        self.table.setVisible(bool(model.terms))
        self.facts.setText("\n".join(self._remarks()))
        self.facts.setVisible(bool(model.terms))
        self.use.setVisible(bool(model.changes))
        self.close_it.setText(self.tr("Cancel") if model.is_asking else self.tr("Close"))
        name = self.tr("Stop measuring") if model.is_asking else self.tr("Close the table of weights")
        self.close_it.setAccessibleName(name)
        if model.terms != self._shown:
            self._shown = model.terms
            self._draw()

    def _draw(self) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not self._shown:
            return
        heads = (self.tr("Term"), self.tr("Pull at weight 1"), self.tr("Now"), self.tr("Proposed"))
        for column, head in enumerate(heads):
            self._put(0, column, head, "hint")
        told = []
        for row, term in enumerate(self._shown, 1):
            name = self._name(term)
            cells = (name, _said(term.pull), words.number(term.weight), _said(term.proposed))
            for column, cell in enumerate(cells):
                self._put(row, column, cell, "")
            line = self.tr("{term}: weight {now}, proposed {proposed}")
            told.append(line.format(term=name, now=cells[2], proposed=cells[3]))
        self.table.setAccessibleName("; ".join(told))

    def _name(self, term: Pull) -> str:
        title_of = self._space.catalogue.method_title
        return words.weight(term.name, title_of) if term.path else words.term(term.name, title_of)

    def _remarks(self) -> list[str]:
        """What has to be said about the table: over what it was measured, and why something is not proposed."""
        model = self._model
        said = [self.tr("Measured on {number} batches, at the student's first weights.").format(number=model.batches)]
        said += [worded(model.teacher)] if model.teacher else []
        return said + [f"{self._name(term)}: {worded(term.reason)}" for term in model.terms if term.reason]

    def _put(self, row: int, column: int, text: str, look: str) -> None:
        label = text_label(text, "hint" if look == "hint" else "", wrap=column == 0)
        if column:
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(label, row, column)

    def _on_use(self) -> None:
        self.used.emit(self._model.changes)


def _said(value: float | None) -> str:
    return "–" if value is None else words.number(value)
