"""The tab that holds accuracy against cost: which network is the best deal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui.labels import OneLine, text_label
from workbench.gui.models import compare_words
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.models.compare_points import COSTS, Cost, Point, best_within, front_of, points_of
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Line
from workbench.gui.views import words
from workbench.gui.views.charts.legend import Entry, Legend
from workbench.gui.views.compare_plot import CostPlot
from workbench.gui.views.compare_tab import CompareTab, Pictured
from workbench.gui.views.compare_table import Cell, Heading, Row, TableView

UNITS: dict[Cost, float] = {"bytes": 1e3, "latency_ms": 1.0, "flops": 1e6, "parameters": 1e3}
"""What one of the budget's unit is, in the unit of the numbers."""


class ScatterTab(CompareTab):
    """All networks by accuracy and cost, the Pareto front, and the best one within a budget."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.cost = QComboBox()
        for cost, title in self._titles().items():
            self.cost.addItem(title, cost)
        self.cost.setAccessibleName(self.tr("Cost"))
        self.cost.setToolTip(self.tr("What the horizontal axis is"))
        self.teachers, self.plain = QCheckBox(self.tr("Teachers")), QCheckBox(self.tr("Plain students"))
        for box in (self.teachers, self.plain):
            box.setChecked(True)
            box.setToolTip(self.tr("Show these networks too"))
        self.limited = QCheckBox(self.tr("Budget:"))
        self.limited.setToolTip(self.tr("Which network is the best that costs no more than this?"))
        self.budget = QDoubleSpinBox(minimum=0.0001, maximum=1e9, decimals=2, value=10.0)
        self.budget.setAccessibleName(self.tr("Budget"))
        self.budget.setKeyboardTracking(False)
        self.answer, self.readout = OneLine(), OneLine()
        self.plot = CostPlot(space.theme)
        self.table = TableView(space.theme, self.tr("Networks, what they are worth and what they cost"))
        self.card = Pictured(self.tr("Accuracy and cost"), self.plot, self.table)
        self.legend = Legend(space.theme)
        self._lay_out()
        self.cost.currentIndexChanged.connect(self._on_cost)
        for toggle in (self.teachers, self.plain, self.limited):
            toggle.toggled.connect(self.refresh)
        self.budget.valueChanged.connect(self.refresh)
        self.plot.pointed.connect(self._on_pointed)
        self.plot.chosen.connect(self.model.focus_on)
        self.table.opened.connect(self._on_row)
        self._on_cost()

    @property
    def of(self) -> Cost:
        """The cost that is shown."""
        found: Cost = self.cost.currentData()
        return found

    def refresh(self) -> None:
        """Needs no comparison: the list of runs knows all of it."""
        self.stack.setCurrentIndex(0)
        shown = self.model.shown
        points = points_of(shown, teachers=self.teachers.isChecked(), plain=self.plain.isChecked())
        front = front_of(points, self.of)
        focus = self.model.focus
        budget = self.budget.value() * UNITS[self.of] if self.limited.isChecked() else None
        title = self._titles()[self.of]
        label = self.tr("{cost} (log)").format(cost=title)
        self.plot.show_points(points, front, self.of, run=focus.id if focus else "", budget=budget, label=label)
        self.budget.setEnabled(self.limited.isChecked())
        self._answer(points, budget)
        self._fill_table(points, front)
        self.legend.show_entries(self._entries(points))
        said = ", ".join(self._told(point) for point in front)
        self.plot.describe(self.tr("On the Pareto front: {networks}").format(networks=said))
        if self.plot.current is None:
            self._tell_missing(points)

    def draw(self, found: Comparison) -> None:
        """Nothing depends on the comparison."""

    def _answer(self, points: list[Point], budget: float | None) -> None:
        if budget is None:
            self.answer.setText(self.tr("the best network that costs no more"))
            return
        best = best_within(points, self.of, budget)
        if best is None:
            self.answer.setText(self.tr("No network costs so little."))
        else:
            self.answer.setText(self.tr("Best within it: {network}").format(network=self._told(best)))

    def _tell_missing(self, points: list[Point]) -> None:
        missing = sum(point.cost(self.of) is None for point in points)
        text = self.tr("Point at a mark to read it; a click looks at its run closely.")
        if missing:
            text = self.tr("{number} networks are not drawn: this cost was not measured.").format(number=missing)
        self.readout.setText(text)

    def _told(self, point: Point) -> str:
        parts = (
            self.tr("“{title}”, {role}").format(title=point.title, role=words.role(point.role)),
            words.spread(point.accuracy, point.spread),
            *(said for cost in COSTS[:3] if (said := _cost(cost, point)) != compare_words.NONE),
        )
        return " · ".join(parts)

    def _entries(self, points: list[Point]) -> list[Entry]:
        lines = self.space.theme.colors.lines
        roles = [role for role in ("distilled", "model", "plain", "teacher") if any(one.role == role for one in points)]
        marks = [Line(lines[role].color, Qt.PenStyle.NoPen, marker=lines[role].marker) for role in roles]
        entries = [Entry(words.role(role), mark) for role, mark in zip(roles, marks, strict=True)]
        front = Line(self.space.theme.colors.text, Qt.PenStyle.DotLine)
        return [*entries, Entry(self.tr("Pareto front: nothing is both cheaper and better"), front)]

    def _fill_table(self, points: list[Point], front: list[Point]) -> None:
        headings = [
            Heading(self.tr("Run")),
            Heading(self.tr("Network")),
            Heading(self.tr("Accuracy"), number=True),
            *(Heading(title, number=True) for title in self._titles().values()),
            Heading(self.tr("On the front"), self.tr("No other network is both cheaper and better")),
        ]
        rows = []
        for point in points:
            best = self.tr("yes") if point in front else self.tr("no")
            cells = (
                Cell(point.title, point.title.casefold()),
                Cell(words.role(point.role), point.role),
                Cell(words.spread(point.accuracy, point.spread), point.accuracy),
                *(Cell(_cost(cost, point), point.cost(cost)) for cost in COSTS),
                Cell(best, float(point in front), strong=point in front),
            )
            rows.append(Row((point.run, point.role), cells))
        self.table.show_rows(headings, rows)

    def _titles(self) -> dict[Cost, str]:
        return {
            "bytes": self.tr("Size of the weights, bytes"),
            "latency_ms": self.tr("Time for one picture, ms"),
            "flops": self.tr("Operations for one picture"),
            "parameters": self.tr("Weights"),
        }

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        label = text_label(self.tr("C&ost:"))
        label.setBuddy(self.cost)
        for row, widgets in (
            (first, (label, self.cost, self.teachers, self.plain)),
            (second, (self.limited, self.budget)),
        ):
            for widget in widgets:
                row.addWidget(widget)
        first.addStretch(1)
        second.addWidget(self.answer, 1)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.legend)
        column.addWidget(self.card, 1)
        column.addWidget(self.readout)

    def _on_cost(self) -> None:
        suffix = {
            "bytes": self.tr(" kB"),
            "latency_ms": self.tr(" ms"),
            "flops": self.tr(" MFLOP"),
            "parameters": self.tr(" thousand"),
        }[self.of]
        self.budget.setDecimals(4 if self.of == "latency_ms" else 2)
        self.budget.setSingleStep(0.001 if self.of == "latency_ms" else 1.0)
        self.budget.setSuffix(suffix)
        self.refresh()

    def _on_pointed(self, point: Point | None) -> None:
        if point is not None:
            self.readout.setText(self._told(point))
            self.plot.describe(self._told(point))

    def _on_row(self, key: tuple[str, str]) -> None:
        self.model.focus_on(key[0])


def _cost(cost: Cost, point: Point) -> str:
    value = point.cost(cost)
    if value is None:
        return compare_words.NONE
    said = {"bytes": words.size, "latency_ms": words.milliseconds, "flops": words.operations, "parameters": words.count}
    return said[cost](value)
