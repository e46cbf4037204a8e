"""The tab with the dials that were tried at once: a map, a table, and whether the best of them is really better."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from workbench.gui.labels import OneLine, text_label
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.models.sweep import Sweep, Tried, Value, sweep_of
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import sweep_words, words
from workbench.gui.views.compare_tab import CompareTab
from workbench.gui.views.compare_table import Cell, Heading, Row, TableView
from workbench.gui.views.sweep_map import Axis, SweepMap
from workbench.recipes import Distil, validate, varied

WIDE = 700
"""Pixels from which on map and table stand side by side."""


class SweepTab(CompareTab):
    """Points at one student in the map and in the table alike; its dials can be taken over into the recipe."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.sweep: Sweep | None = None
        self.selected = 0
        self._title_of = space.catalogue.method_title
        self.headline, self.evidence = text_label(look="headline", wrap=True), text_label(look="hint", wrap=True)
        self.map = SweepMap(space.theme)
        self.held: dict[str, QComboBox] = {}
        self.spoken = OneLine()
        self.table = TableView(space.theme, self.tr("The students and their dials"))
        self.take = QPushButton(self.tr("Use these dials"))
        self.take.setToolTip(self.tr("Set the dials in 3 Distil as the selected student had them, and try no others"))
        self._lay_out()
        self.map.pointed.connect(self._on_cell)
        self.table.pointed.connect(self.select)
        self.table.opened.connect(self.select)
        self.take.clicked.connect(self._on_take)

    def draw(self, found: Comparison) -> None:
        """Show the run that is looked at."""
        run = found.pair.right.run
        results = self.model.results(run)
        sweep = sweep_of(results)
        if sweep is None or results is None:
            self.sweep = None
            self.told.setText(
                self.tr("This run tried its own dials only. Others can be tried beside them in 3 Distil.")
            )
            self.stack.setCurrentIndex(1)
            return
        if sweep != self.sweep:
            self.sweep, self.selected = sweep, sweep.students[0].number
            self._fill_held(sweep)
        self.headline.setText(sweep_words.headline(results.choice))
        self.evidence.setText(sweep_words.evidence(results.choice, len(sweep.students) - 1))
        self.select(self.selected)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Map and table side by side where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= WIDE
        self.parts.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def select(self, number: int) -> None:
        """Look at one student, by its number."""
        one = self._student(number)
        if one is None or self.sweep is None:
            return
        self.selected = number
        for name, box in self.held.items():
            box.setCurrentIndex(self.sweep.values[name].index(one.dials[name]))
        cells = self._cells()
        self._draw_map(self.sweep, cells)
        for row, line in enumerate(cells):
            if one in line and (row, line.index(one)) != self.map.current:
                self.map.blockSignals(True)
                self.map.point(row, line.index(one))
                self.map.blockSignals(False)
        self._fill_table(self.sweep)
        self.spoken.setText(sweep_words.told(one, self.sweep, self._title_of))
        self.take.setEnabled(one.number != 0)

    def _student(self, number: int) -> Tried | None:
        return next((one for one in self.sweep.students if one.number == number), None) if self.sweep else None

    def _fill_held(self, sweep: Sweep) -> None:
        """A box for each dial that has no side of the map."""
        for box in self.held.values():
            self._holders.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.held = {}
        for name in (name for name in sweep.values if name not in sweep.axes):
            box = QComboBox()
            box.setAccessibleName(sweep_words.dial(name))
            for value in sweep.values[name]:
                box.addItem(f"{sweep_words.dial(name)} {sweep_words.value(name, value, self._title_of)}")
            box.activated.connect(self._on_held)
            self._holders.insertWidget(self._holders.count() - 1, box)
            self.held[name] = box

    def _held_values(self) -> dict[str, Value]:
        assert self.sweep is not None
        return {name: self.sweep.values[name][box.currentIndex()] for name, box in self.held.items()}

    def _cells(self) -> list[list[Tried | None]]:
        sweep = self.sweep
        assert sweep is not None
        (across, down), held = sweep.axes, self._held_values()
        rows = [{down: value} for value in self._from_above(sweep, down)] if down else [{}]
        return [[sweep.at({**held, **row, across: value}) for value in self._order(sweep, across)] for row in rows]

    @staticmethod
    def _order(sweep: Sweep, dial: str) -> tuple[Value, ...]:
        """From little to much; the teacher's share grows as the weight of the labels falls."""
        values = sweep.values[dial]
        return values[::-1] if dial == "alpha" else values

    def _from_above(self, sweep: Sweep, dial: str) -> tuple[Value, ...]:
        values = self._order(sweep, dial)
        return values if dial == "method" else values[::-1]

    def _draw_map(self, sweep: Sweep, cells: list[list[Tried | None]]) -> None:
        across, down = sweep.axes
        self.map.show_cells(
            self._axis(across, self._order(sweep, across)),
            self._axis(down, self._from_above(sweep, down)) if down else Axis("", ("",)),
            cells,
            best=sweep.students[0],
            tell=lambda one: sweep_words.told(one, sweep, self._title_of),
        )

    def _axis(self, dial: str, values: tuple[Value, ...]) -> Axis:
        return Axis(sweep_words.dial(dial), [sweep_words.value(dial, value, self._title_of) for value in values])

    def _fill_table(self, sweep: Sweep) -> None:
        names = tuple(sweep.values)
        headings = [
            *(Heading(sweep_words.short(name), sweep_words.dial(name), number=name != "method") for name in names),
            Heading(
                self.tr("Accuracy"), self.tr("On the validation pictures: mean ± spread over the seeds"), number=True
            ),
            Heading(self.tr("Against own"), self.tr("Points more than with the recipe's own dials"), number=True),
        ]
        rows = [Row(one.number, tuple(self._cells_of(one, sweep, names))) for one in sweep.students]
        self.table.show_rows(headings, rows, current=self.selected)

    def _cells_of(self, one: Tried, sweep: Sweep, names: tuple[str, ...]) -> list[Cell]:
        tip = sweep_words.told(one, sweep, self._title_of)
        found = []
        for name in names:
            text, value = sweep_words.value(name, one.dials[name], self._title_of), one.dials[name]
            order = -value if name == "alpha" and isinstance(value, float) else value
            found.append(Cell(text, order, tip=tip, faint=not one.is_near))
        best = one is sweep.students[0]
        found.append(Cell(sweep_words.accuracy(one), one.mean, tip=tip, strong=best, faint=not one.is_near))
        own = sweep.own
        if one is own or own is None or own.mean is None or one.mean is None:
            text = self.tr("own") if one is own else "–"
            return [*found, Cell(text, 0.0 if one is own else None, tip=tip, faint=not one.is_near)]
        return [*found, Cell(words.points(one.mean - own.mean), one.mean - own.mean, tip=tip, faint=not one.is_near)]

    def _lay_out(self) -> None:
        self._holders = QHBoxLayout()
        self._holders.addStretch(1)
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(self._holders)
        rows.addWidget(self.map, 1)
        legend = self.tr("★ the best · ● the recipe's own dials · hatched: cannot be told from the best")
        rows.addWidget(text_label(legend, "hint", wrap=True))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.table, 1)
        bottom = QHBoxLayout()
        bottom.addWidget(self.spoken, 1)
        bottom.addWidget(self.take)
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(left)
        self.parts.addWidget(right)
        self.parts.setStretchFactor(0, 3)
        self.parts.setStretchFactor(1, 2)
        self.parts.setSizes([520, 400])
        whole = QVBoxLayout(self.body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.headline)
        whole.addWidget(self.evidence)
        whole.addWidget(self.parts, 1)
        whole.addLayout(bottom)

    def _on_cell(self, row: int, column: int) -> None:
        one = self.map.student(row, column)
        if one is not None:
            self.select(one.number)

    def _on_held(self) -> None:
        if self.sweep is None:
            return
        wanted = self._held_values()
        here = self._student(self.selected)
        axes = {name: here.dials[name] for name in self.sweep.axes if name} if here else {}
        one = self.sweep.at({**axes, **wanted}) or self.sweep.at(wanted)
        if one is not None:
            self.select(one.number)

    def _on_take(self) -> None:
        pair = self.model.pair
        draft = self.model.recipe(pair.right.run) if pair is not None else None
        if draft is None or not self.selected:
            return
        recipe = validate(dict(draft))
        if isinstance(recipe, Distil):
            self.space.wishes.editMany.emit(_dials_of(varied(recipe, recipe.variants[self.selected - 1])))
            self.space.wishes.goTo.emit("distil")


def _dials_of(recipe: Distil) -> dict[str, Any]:
    """What is set in a draft so that it has the dials of this one, and no variants."""
    return {
        "temperature": recipe.temperature,
        "alpha": recipe.alpha,
        "schedule.learning_rate": recipe.schedule.learning_rate,
        "method": recipe.method.model_dump(mode="json"),
        "variants": [],
    }
