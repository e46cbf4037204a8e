"""The numbers of a chart, row by row: for those who do not see pictures, and for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from workbench.gui.models.pyramid import Numbers
from workbench.gui.views.charts.captions import smoothed
from workbench.gui.views.charts.track import Clock

if TYPE_CHECKING:
    from workbench.gui.views.charts.chart import Chart

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One series, as measured or smoothed.

    Attributes:
        steps, values: As long as each other. The arrays never change, so another thread may read them.
    """

    title: str
    steps: Numbers
    values: Numbers
    clock: Clock


class NumberTable:
    """Columns side by side over the places where any of them has a value.

    Attributes:
        place: What the places are. places: rising. titles: of the columns.
    """

    def __init__(self, place: str, columns: Sequence[Column]) -> None:
        self.place = place
        self.titles = [column.title for column in columns]
        self._values = [column.values for column in columns]
        self._places: list[Numbers] = []
        for column in columns:
            same = next((known for known in columns[: len(self._places)] if _alike(known, column)), None)
            made = self._places[columns.index(same)] if same else column.clock.places(column.steps)
            self._places.append(made)
        different = {id(places): places for places in self._places}
        together = list(different.values())
        self.places = np.empty(0)
        if together:
            self.places = together[0] if len(together) == 1 else np.unique(np.concatenate(together))

    def value(self, row: int, column: int) -> float | None:
        """None where a series has no value at that place."""
        place, places = self.places[row], self._places[column]
        at = int(np.searchsorted(places, place))
        return float(self._values[column][at]) if at < len(places) and places[at] == place else None


def _alike(one: Column, other: Column) -> bool:
    """They have a value at the same places."""
    same_clock = one.clock is other.clock
    return same_clock and (one.steps is other.steps or np.array_equal(one.steps, other.steps))


def columns_of(chart: Chart) -> list[Column]:
    """Every visible series of a chart: as measured, and smoothed where it is."""
    columns = []
    for series in chart.contents.series:
        track, clock = chart.tracks[series.key], chart.clock(series.phase)
        if not clock.is_known or not len(track.steps):
            continue
        title = series.title or series.name or series.key
        steps = track.steps.values
        columns.append(Column(title, steps, track.raw.values, clock))
        if track.smooth is not None:
            columns.append(Column(smoothed(chart, title), steps[: len(track.smooth)], track.smooth.values, clock))
    return columns


def numbers_of(chart: Chart) -> NumberTable:
    """A chart as a table."""
    return NumberTable(chart.bottom_label(), columns_of(chart))


class NumbersModel(QAbstractTableModel):
    """A table of numbers; cells are looked up when they are seen."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = NumberTable("", [])

    def show_numbers(self, numbers: NumberTable) -> None:
        """Show others. Rows that only became more leave the view where it is."""
        old = self._numbers
        same = (old.place, old.titles) == (numbers.place, numbers.titles)
        before, after = len(old.places), len(numbers.places)
        if same and after >= before and np.array_equal(old.places, numbers.places[:before]):
            if after > before:
                self.beginInsertRows(QModelIndex(), before, after - 1)
                self._numbers = numbers
                self.endInsertRows()
            self._numbers = numbers
            return
        self.beginResetModel()
        self._numbers = numbers
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """A row a place."""
        return 0 if parent.isValid() else len(self._numbers.places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """The place, and a column a series."""
        return 0 if parent.isValid() else 1 + len(self._numbers.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A number, in words, to the right."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == 0:
            return _place(float(self._numbers.places[index.row()]))
        value = self._numbers.value(index.row(), index.column() - 1)
        return "" if value is None else QLocale().toString(value, "g", 5)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles above; rows have no numbers of their own."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._numbers.place if section == 0 else self._numbers.titles[section - 1]


def _place(value: float) -> str:
    """A step without decimals, an epoch or a time with some."""
    whole = value == round(value)
    return QLocale().toString(round(value)) if whole else QLocale().toString(value, "f", 3)


def view(name: str) -> QTableView:
    """An empty table; its model is a `NumbersModel`."""
    made = QTableView()
    model = NumbersModel()
    model.setParent(made)
    made.setModel(model)
    made.setAccessibleName(name)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setTabKeyNavigation(False)
    made.setWordWrap(False)
    made.verticalHeader().hide()
    made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    made.verticalHeader().setDefaultSectionSize(made.fontMetrics().height() + 6)
    made.horizontalHeader().setDefaultSectionSize(made.fontMetrics().averageCharWidth() * 20)
    made.horizontalHeader().setResizeContentsPrecision(20)
    model.modelReset.connect(made.resizeColumnsToContents)
    made.setFrameShape(QTableView.Shape.NoFrame)
    return made
