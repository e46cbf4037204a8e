"""What a network costs beside its teacher."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from workbench.gui.labels import text_label
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.runs import CostResult, Results, RoleSummary

COLUMNS = 5


class CostCard(QFrame):
    """Weights, size, time and accuracy of the teacher and of the chosen network."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("explain", "parameters")
        self._model = space.export
        self.headline = text_label(look="heading", wrap=True)
        self.machine = text_label(look="hint", wrap=True)
        self.cells = [[text_label(look="hint" if row == 0 else "") for _ in range(COLUMNS)] for row in range(3)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(COLUMNS, 1)
        for row, cells in enumerate(self.cells):
            for column, cell in enumerate(cells):
                side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
                grid.addWidget(cell, row, column, side)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(10, 8, 10, 8)
        rows.setSpacing(4)
        rows.addWidget(self.headline)
        rows.addLayout(grid)
        rows.addWidget(self.machine)
        space.export.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the numbers agree with the results of the run; without any there is no card."""
        material, role = self._model.material, self._model.role
        results = material.results if material is not None else None
        costs = _costs(results) if results else {}
        self.setVisible(role in costs)
        if results is None or role not in costs:
            return
        means = {summary.role: summary for summary in results.summaries}
        heads = ("", self.tr("Weights"), self.tr("Size"), self.tr("Per picture"), self.tr("Test accuracy"))
        shown = [each for each in ("teacher", role) if each in costs]
        rows = [heads, *(_row(each, costs[each], means.get(each)) for each in dict.fromkeys(shown))]
        for number, cells in enumerate(self.cells):
            for column, cell in enumerate(cells):
                cell.setText(rows[number][column] if number < len(rows) else "")
                cell.setVisible(number < len(rows))
        self.headline.setText(self._headline(costs.get("teacher"), costs[role]) if role != "teacher" else self._title())
        self.machine.setText(self.tr("Time for one picture on {machine}").format(machine=costs[role].machine))
        self.machine.setVisible(bool(costs[role].machine))

    def _title(self) -> str:
        return self.tr("What it costs")

    def _headline(self, teacher: CostResult | None, own: CostResult) -> str:
        if teacher is None or not own.parameters or not own.bytes:
            return self._title()
        told = self.tr("{weights} times fewer weights and {size} times smaller than its teacher")
        return told.format(weights=_times(teacher.parameters / own.parameters), size=_times(teacher.bytes / own.bytes))


def _costs(results: Results) -> dict[str, CostResult]:
    costs: dict[str, CostResult] = {cost.role: cost for cost in results.costs}
    if "distilled" in costs:  # the twin is the same network, so it is measured once
        costs.setdefault("plain", costs["distilled"])
    return costs


def _row(role: str, cost: CostResult, mean: RoleSummary | None) -> tuple[str, ...]:
    return (
        words.role(role),
        words.count(cost.parameters),
        words.size(cost.bytes),
        words.milliseconds(cost.latency_ms_median),
        words.spread(mean.accuracy_mean, mean.accuracy_sd) if mean else "–",
    )


def _times(ratio: float) -> str:
    return words.count(ratio) if ratio >= 10 else f"{ratio:.1f}"
