"""The tab with confusion matrices: one network, the other, and their difference."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from workbench.gui.labels import OneLine, text_label
from workbench.gui.models import compare_words
from workbench.gui.models.compare_answers import Side
from workbench.gui.models.compare_networks import Comparison
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.compare_map import ConfusionMap, signed
from workbench.gui.views.compare_tab import CompareTab
from workbench.gui.views.compare_table import Cell, Heading, Row, TableView

WIDE = 780
"""Pixels from which on three matrices stand side by side."""
NAMES = ("left", "right", "difference")


class ConfusionTab(CompareTab):
    """Three matrices, side by side where there is room, and the most confused pairs in a table."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(space, parent)
        self.maps = {name: ConfusionMap(space.theme) for name in NAMES}
        self.titles = {name: text_label(look="heading") for name in NAMES}
        self.buttons = {name: QToolButton() for name in NAMES}
        self.table = TableView(space.theme, self.tr("Most confused pairs of classes"))
        self.table.setMinimumWidth(150)
        self.spoken = OneLine()
        self.shown = "right"
        self.drawings = QWidget()
        self._boxes: dict[str, QWidget] = {}
        self._lay_out()
        self._connect()

    def draw(self, found: Comparison) -> None:
        """Draw the matrices and fill the table."""
        left, right = found.left.confusion, found.right.confusion
        names = [compare_words.side(self.model, side, found.pair) for side in (found.pair.left, found.pair.right)]
        totals = [sum(row) for row in right]
        titles = (*names, self.tr("Difference"))
        for name, title, cells in zip(NAMES, titles, (left, right, found.change), strict=True):
            self.titles[name].setText(title)
            self.buttons[name].setText(title)
            self.buttons[name].setChecked(name == self.shown)
            self.maps[name].show_matrix(title, found.classes, cells, totals, signed=name == "difference")
        self._arrange()
        sides = (found.pair.left, found.pair.right)
        self._fill_table(found, [compare_words.short(self.model, side, found.pair) for side in sides])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three side by side, or one and a switch."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        found = self.model.comparison
        single = found is not None and found.pair.is_single
        wide = self.drawings.width() >= WIDE and not single
        for name, box in self._boxes.items():
            box.setVisible(wide or (name == "right" if single else name == self.shown))
            self.titles[name].setVisible(wide or single)
            self.buttons[name].setVisible(not wide and not single)

    def _fill_table(self, found: Comparison, names: list[str]) -> None:
        headings = [
            Heading(self.tr("True"), self.tr("What the picture shows")),
            Heading(self.tr("Called"), self.tr("What the network takes it for")),
            *(Heading(name, self.tr("Pictures"), number=True) for name in names[: 1 if found.pair.is_single else 2]),
        ]
        if not found.pair.is_single:
            headings.append(Heading(self.tr("Change"), self.tr("From left to right"), number=True))
        rows = [Row(one[:2], tuple(self._cells(found, *one))) for one in found.confused]
        self.table.show_rows(headings, rows)

    def _cells(self, found: Comparison, true: int, said: int, old: int, new: int) -> list[Cell]:
        cells = [Cell(name, name) for name in (found.classes[true], found.classes[said])]
        if found.pair.is_single:
            return [*cells, Cell(str(new), new)]
        change = Cell(signed(new - old), new - old, strong=new > old)
        return [*cells, Cell(str(old), old), Cell(str(new), new), change]

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        switch = QHBoxLayout()
        switch.setSpacing(0)
        group = QButtonGroup(self)
        for name in NAMES:
            box = QWidget()
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            column.addWidget(self.titles[name])
            column.addWidget(self.maps[name], 1)
            self._boxes[name] = box
            row.addWidget(box, 1)
            self.buttons[name].setCheckable(True)
            self.buttons[name].setAccessibleName(self._names()[name])
            self.buttons[name].setObjectName("choice")
            self.buttons[name].setProperty("which", name)
            self.buttons[name].setToolTip(self.tr("Show this matrix"))
            group.addButton(self.buttons[name])
            switch.addWidget(self.buttons[name])
        switch.addStretch(1)
        inside = QVBoxLayout(self.drawings)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(3)
        inside.addLayout(switch)
        inside.addLayout(row, 1)
        inside.addWidget(self.spoken)
        side = QWidget()
        rows = QVBoxLayout(side)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addWidget(text_label(self.tr("Most confused"), "heading"))
        rows.addWidget(self.table, 1)
        hint = self.tr("A click on a cell, or Enter in this table, shows its pictures.")
        rows.addWidget(text_label(hint, "hint", wrap=True))
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(self.drawings)
        self.parts.addWidget(side)
        self.parts.setStretchFactor(0, 1)
        self.parts.setSizes([600, 330])
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.parts)
        self._group = group

    def _names(self) -> dict[str, str]:
        return {
            "left": self.tr("Matrix of the network on the left"),
            "right": self.tr("Matrix of the network on the right"),
            "difference": self.tr("Difference of the two matrices"),
        }

    def _connect(self) -> None:
        for name, drawn in self.maps.items():
            drawn.setProperty("which", name)
            drawn.chosen.connect(self._on_cell)
            drawn.pointed.connect(self._on_pointed)
        self._group.buttonClicked.connect(self._on_switch)
        self.parts.splitterMoved.connect(self._on_moved)
        self.table.opened.connect(self._on_row)
        self.table.clicked.connect(self._on_clicked)

    def _side_of(self, name: str) -> Side | None:
        """Whose pictures a matrix leads to; those of the difference are the right one's."""
        pair = self.model.pair
        return None if pair is None else pair.left if name == "left" else pair.right

    def _on_cell(self, true: int, said: int) -> None:
        name = str(self.sender().property("which"))
        side = self._side_of(name)
        found = self.model.comparison
        if side is None or found is None:
            return
        if name == "difference" and not found.right.confusion[true][said]:  # all of them are gone: show where they were
            side = found.pair.left
        self.model.show_cell(side, true, said)

    def _on_pointed(self, true: int, said: int) -> None:
        name = str(self.sender().property("which"))
        self.spoken.setText(f"{self.titles[name].text()}: {self.maps[name].told(true, said)}")

    def _on_switch(self, button: QToolButton) -> None:
        self.shown = str(button.property("which"))
        self._arrange()

    def _on_moved(self) -> None:
        self._arrange()

    def _on_clicked(self) -> None:
        self._on_row(self.table.key(self.table.currentIndex()))

    def _on_row(self, key: tuple[int, int]) -> None:
        found = self.model.comparison
        if found is None:
            return
        true, said = key
        side = found.pair.right if found.right.confusion[true][said] else found.pair.left
        self.model.show_cell(side, true, said)
