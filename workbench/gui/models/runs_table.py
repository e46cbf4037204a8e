"""The runs as rows and columns, and the rows that the user wants to see."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon

from workbench.gui.icons import icon
from workbench.gui.models import runs_words as words
from workbench.gui.models.runs import RunsModel
from workbench.gui.models.runs_order import Order
from workbench.gui.theme import Colors, Theme
from workbench.runs import RunSummary

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

RUN_ROLE = int(Role.UserRole)
"""The `RunSummary` itself."""
SORT_ROLE = RUN_ROLE + 1
"""A number or a text to sort by; None where nothing was measured."""


class Column(IntEnum):
    """What stands in a column."""

    FAVOURITE = 0
    TITLE = 1
    STATE = 2
    ACCURACY = 3
    PLAIN = 4
    GAIN = 5
    SIZE = 6
    LATENCY = 7
    SECONDS = 8
    CREATED = 9
    TAGS = 10


NUMBERS = (Column.ACCURACY, Column.PLAIN, Column.GAIN, Column.SIZE, Column.LATENCY, Column.SECONDS)

TEXTS: dict[Column, Callable[[RunSummary], str]] = {
    Column.FAVOURITE: lambda run: words.tr("Favourite") if run.favourite else "",
    Column.TITLE: lambda run: run.title,
    Column.STATE: lambda run: words.state(run.state),
    Column.ACCURACY: words.accuracy,
    Column.PLAIN: words.plain,
    Column.GAIN: words.gain,
    Column.SIZE: words.size,
    Column.LATENCY: words.latency,
    Column.SECONDS: lambda run: words.duration(run.seconds),
    Column.CREATED: lambda run: words.when(run.created),
    Column.TAGS: lambda run: ", ".join(run.tags),
}
VALUES: dict[Column, Callable[[RunSummary], float | str | None]] = {
    Column.FAVOURITE: lambda run: float(run.favourite),
    Column.TITLE: lambda run: run.title.casefold(),
    Column.STATE: lambda run: words.state(run.state),
    Column.ACCURACY: lambda run: run.accuracy,
    Column.PLAIN: lambda run: run.plain_accuracy,
    Column.GAIN: lambda run: run.gain,
    Column.SIZE: lambda run: run.bytes,
    Column.LATENCY: lambda run: run.latency_ms,
    Column.SECONDS: lambda run: run.seconds,
    Column.CREATED: lambda run: run.created,
    Column.TAGS: lambda run: ", ".join(run.tags).casefold() or None,
}
COLUMN_OF: dict[Order, Column] = {
    "created": Column.CREATED,
    "title": Column.TITLE,
    "accuracy": Column.ACCURACY,
    "gain": Column.GAIN,
    "bytes": Column.SIZE,
    "latency_ms": Column.LATENCY,
    "seconds": Column.SECONDS,
}


def state_icon(state: str, colors: Colors, color: str = "") -> QIcon:
    """What became of a run as a picture, each of another shape.

    Args:
        color: Instead of the theme's colour for that state, for example on a selected row.
    """
    name, usual = {
        "running": ("running", colors.accent),
        "finished": ("done", colors.banners["done"][1]),
        "stopped": ("stopped", colors.faint),
        "failed": ("error", colors.banners["error"][1]),
        "interrupted": ("interrupted", colors.banners["warning"][1]),
    }.get(state, ("warning", colors.banners["error"][1]))
    return icon(name, color or usual)


class RunsTable(QAbstractTableModel):
    """Draws a `RunsModel` for Qt's views, newest run first.

    Signals:
        renameRequested: Id of a run, and what it is to be called.
    """

    renameRequested = Signal(str, str)

    def __init__(self, runs: RunsModel, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs, self._theme = runs, theme
        self._rows: list[RunSummary] = []
        self._headings = _headings()
        runs.changed.connect(self.refresh)
        theme.changed.connect(self._on_theme_changed)
        self.refresh()

    def refresh(self) -> None:
        """Make the rows agree with the model; rows that stay are the same rows as before."""
        wanted = {run.id: run for run in self._runs.runs}
        for row in reversed(range(len(self._rows))):
            if self._rows[row].id not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rows[row]
                self.endRemoveRows()
        there = {run.id for run in self._rows}
        if [run.id for run in self._rows] != [run for run in wanted if run in there]:
            self.beginResetModel()  # runs never change places; somebody changed their dates by hand
            self._rows = list(wanted.values())
            self.endResetModel()
        for row, run in enumerate(wanted.values()):
            self._put(row, run)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Runs."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """Columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What a view asks of a cell."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        run, column = self._rows[index.row()], Column(index.column())
        match role:
            case Role.DisplayRole:
                return TEXTS[column](run) if column is not Column.FAVOURITE else None
            case Role.EditRole:
                return TEXTS[column](run)
            case Role.ToolTipRole:
                return words.told(run)
            case Role.AccessibleTextRole:
                return words.spoken(run) if column is Column.TITLE else self._spoken_cell(run, column)
            case Role.DecorationRole:
                return self._icon(run, column)
            case Role.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case _:
                return {RUN_ROLE: run, SORT_ROLE: VALUES[column](run)}.get(role) if role >= RUN_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """The heading of a column, and what it means."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        title, meaning = self._headings[Column(section)]
        if role == Role.DisplayRole:
            return title if section != Column.FAVOURITE else ""
        if role == Role.DecorationRole and section == Column.FAVOURITE:
            return icon("star", self._theme.colors.faint)
        return {int(Role.ToolTipRole): meaning, int(Role.AccessibleTextRole): title}.get(int(role))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A run's name can be edited in place."""
        usual = super().flags(index)
        editable = index.isValid() and index.column() == Column.TITLE
        return usual | Qt.ItemFlag.ItemIsEditable if editable else usual

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for another name; nothing changes until the list does."""
        if role != Role.EditRole or not index.isValid() or index.column() != Column.TITLE:
            return False
        run = self._rows[index.row()]
        if str(value).strip() != run.title:
            self.renameRequested.emit(run.id, str(value).strip())
        return False

    def run_at(self, row: int) -> RunSummary:
        """The run of a row."""
        return self._rows[row]

    def _put(self, row: int, run: RunSummary) -> None:
        if row >= len(self._rows) or self._rows[row].id != run.id:
            self.beginInsertRows(QModelIndex(), row, row)
            self._rows.insert(row, run)
            self.endInsertRows()
        elif self._rows[row] != run:
            self._rows[row] = run
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def _icon(self, run: RunSummary, column: Column) -> QIcon | None:
        if column is Column.STATE:
            return state_icon(run.state, self._theme.colors)
        if column is Column.FAVOURITE and run.favourite:
            return icon("star-filled", self._theme.colors.banners["warning"][1])
        return None

    def _spoken_cell(self, run: RunSummary, column: Column) -> str:
        text = TEXTS[column](run)
        return f"{self._headings[column][0]}: {text}" if text and column is not Column.FAVOURITE else text

    def _on_theme_changed(self) -> None:
        if self._rows:
            whole = (self.index(0, 0), self.index(len(self._rows) - 1, len(Column) - 1))
            self.dataChanged.emit(*whole, [Role.DecorationRole])
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)


class ShownRuns(QSortFilterProxyModel):
    """The rows that a `RunsModel` is arranged to show, in its order; what was not measured comes last either way."""

    def __init__(self, table: RunsTable, runs: RunsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table, self._runs = table, runs
        self.setSourceModel(table)
        self.setSortRole(SORT_ROLE)
        runs.arranged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is wanted now."""
        arrangement = self._runs.arrangement
        order = Qt.SortOrder.DescendingOrder if arrangement.descending else Qt.SortOrder.AscendingOrder
        self.sort(COLUMN_OF[arrangement.order], order)
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a run is shown."""
        return self._runs.arrangement.accepts(self._table.run_at(row))

    def lessThan(self, left: Index, right: Index) -> bool:
        """By the column, then the newest first."""
        one, other = self._table.run_at(left.row()), self._table.run_at(right.row())
        value = VALUES[Column(left.column())]
        here, there = value(one), value(other)
        descending = self.sortOrder() is Qt.SortOrder.DescendingOrder
        if here == there:
            return ((one.created, one.id) < (other.created, other.id)) is descending
        if here is None or there is None:
            return (here is None) is descending
        return here < there  # type: ignore[operator]  # one column is all numbers or all text


def _headings() -> dict[Column, tuple[str, str]]:
    """Title and meaning of each column."""
    tr = words.tr
    return {
        Column.FAVOURITE: (tr("Favourite"), tr("Runs that you marked")),
        Column.TITLE: (tr("Run"), tr("Its name, or what it does in a few words")),
        Column.STATE: (tr("State"), tr("What became of it")),
        Column.ACCURACY: (tr("Accuracy"), tr("On the test pictures: mean of all seeds ± standard deviation")),
        Column.PLAIN: (tr("Without teacher"), tr("The same student, trained on the labels alone")),
        Column.GAIN: (tr("Gain"), tr("What the teacher added, in points of a hundred")),
        Column.SIZE: (tr("Size"), tr("Of the file with its weights")),
        Column.LATENCY: (tr("Per picture"), tr("Median time for one picture, on the computer that measured it")),
        Column.SECONDS: (tr("Time spent"), tr("Training time of all its networks")),
        Column.CREATED: (tr("Begun"), tr("When it was begun")),
        Column.TAGS: (tr("Tags"), tr("What you tagged it with")),
    }
