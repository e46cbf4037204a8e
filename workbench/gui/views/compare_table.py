"""A table whose cells are texts with something to sort by; every number of the stage Compare can be read in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workbench.gui.icons import icon
from workbench.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

SORT_ROLE = int(Role.UserRole)
BAR_ROLE = SORT_ROLE + 1
ICON = 16
"""Pixels."""
WIDEST = 34
"""Characters of a column that is as wide as its content."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell.

    Attributes:
        value: To sort by; None = nothing was measured, and the cell comes last.
        tip: Longer text; empty = the text. bar: -1 to 1, drawn behind the text; None = no bar.
        icon, kind: Name of a picture, and of the banner whose colour it has.
        faint: Less important than others.
    """

    text: str
    value: float | str | None = None
    tip: str = ""
    bar: float | None = None
    icon: str = ""
    kind: str = "info"
    faint: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column. `number`: its cells stand to the right."""

    title: str
    meaning: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `key`: what it is about."""

    key: Any
    cells: tuple[Cell, ...]


class TextTable(QAbstractTableModel):
    """Rows of cells."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.headings: tuple[Heading, ...] = ()
        self.rows: tuple[Row, ...] = ()
        self._icons: dict[tuple[str, str], QIcon] = {}
        theme.changed.connect(self._on_theme_changed)

    def show_rows(self, headings: Sequence[Heading], rows: Sequence[Row]) -> bool:
        """Show these; nothing happens when nothing has changed. Whether something has."""
        if (tuple(headings), tuple(rows)) == (self.headings, self.rows):
            return False
        self.beginResetModel()
        self.headings, self.rows = tuple(headings), tuple(rows)
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Lines."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as above
        """Columns."""
        return 0 if parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What a view asks of a cell."""
        if not index.isValid():
            return None
        cell, heading = self.rows[index.row()].cells[index.column()], self.headings[index.column()]
        match role:
            case Role.DisplayRole:
                return cell.text
            case Role.ToolTipRole:
                return cell.tip or cell.text
            case Role.AccessibleTextRole:
                return f"{heading.title}: {cell.tip or cell.text}" if heading.title else cell.text
            case Role.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if heading.number else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            case Role.DecorationRole if cell.icon:
                return self._icon(cell)
            case Role.ForegroundRole if cell.faint:
                return QColor(self._theme.colors.faint)
            case Role.FontRole if cell.strong:
                font = QFont()
                font.setBold(True)
                return font
            case _:
                return {SORT_ROLE: cell.value, BAR_ROLE: cell.bar}.get(role) if role >= SORT_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Titles, and what they mean."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.headings):
            return None
        heading = self.headings[section]
        if role == Role.TextAlignmentRole:
            return int((Qt.AlignmentFlag.AlignRight if heading.number else Qt.AlignmentFlag.AlignLeft) | _MIDDLE)
        return {int(Role.DisplayRole): heading.title, int(Role.ToolTipRole): heading.meaning}.get(int(role))

    def _icon(self, cell: Cell) -> QIcon:
        """A cell's picture, to be seen on a selected row too."""
        if (cell.icon, cell.kind) not in self._icons:  # made from a file, and asked for at every drawing
            colors = self._theme.colors
            made = QIcon(icon(cell.icon, colors.banners[cell.kind][1]))
            made.addPixmap(icon(cell.icon, colors.on_accent).pixmap(ICON, ICON), QIcon.Mode.Selected)
            self._icons[cell.icon, cell.kind] = made
        return self._icons[cell.icon, cell.kind]

    def _on_theme_changed(self) -> None:
        self._icons.clear()
        if self.rows:
            whole = self.index(0, 0), self.index(len(self.rows) - 1, len(self.headings) - 1)
            self.dataChanged.emit(*whole, [Role.DecorationRole, Role.ForegroundRole])


_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class Sorted(QSortFilterProxyModel):
    """The rows by what their cells are worth; what was not measured comes last either way."""

    def lessThan(self, left: Index, right: Index) -> bool:
        """By value."""
        here, there = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if here is None or there is None:
            return (here is None) is (self.sortOrder() is Qt.SortOrder.DescendingOrder) and here is not there
        return bool(here < there)


class Bars(QStyledItemDelegate):
    """Draws a bar behind a number: to the right of the middle for more, to the left for less."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Bar, then text."""
        bar = index.data(BAR_ROLE)
        if isinstance(bar, float):
            text = option.fontMetrics.horizontalAdvance("+100.0")
            rect: QRect = option.rect.adjusted(4, 4, -text - 10, -4)
            middle, half = rect.center().x(), rect.width() // 2
            length = round(half * min(1.0, abs(bar)))
            color = QColor(self._theme.colors.lines["distilled" if bar >= 0 else "plain"].color)
            color.setAlphaF(0.32)
            painter.fillRect(QRect(middle if bar >= 0 else middle - length, rect.top(), length, rect.height()), color)
            painter.fillRect(QRect(middle, rect.top() - 2, 1, rect.height() + 4), QColor(self._theme.colors.faint))
        super().paint(painter, option, index)


class TableView(QTableView):
    """A table that sorts by a click on a heading, keeps what is selected, and is left with Tab.

    Signals:
        opened: Key of the row on which the user pressed Enter or clicked twice.
        pointed: Key of the row that has become the current one.
    """

    opened = Signal(object)
    pointed = Signal(object)

    def __init__(self, theme: Theme, name: str, *, bars: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = TextTable(theme, self)
        self.proxy = Sorted(self)
        self.proxy.setSourceModel(self.table)
        self.setModel(self.proxy)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 7)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(48)
        if bars:
            self.setItemDelegate(Bars(theme, self))
        self._filling = False
        self.activated.connect(self._on_activated)
        self.selectionModel().currentRowChanged.connect(self._on_current)

    def show_rows(self, headings: Sequence[Heading], rows: Sequence[Row], *, current: Any = None) -> None:
        """Show these rows; what was selected stays so.

        Args:
            current: Key of the row that is to be the current one; None = as it was.
        """
        self._filling = True
        kept = [self.key(index) for index in self.selectionModel().selectedRows()]
        widths = [heading.title for heading in self.table.headings] != [heading.title for heading in headings]
        was_empty = not self.table.rows
        if self.table.show_rows(headings, rows):
            if widths or was_empty:
                self._fit()
            self._select(kept)
        if current is not None:
            self._point(current)
        self._filling = False

    def key(self, index: Index) -> Any:
        """What a row is about."""
        return self.table.rows[self.proxy.mapToSource(index).row()].key

    def selected(self) -> list[Any]:
        """Keys of the selected rows, from the top."""
        return [self.key(index) for index in sorted(self.selectionModel().selectedRows())]

    def text(self) -> list[list[str]]:
        """All cells as they are shown, for tests and the clipboard."""
        model = self.proxy
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a row on every system."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.key(self.currentIndex()))
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """Columns as wide as their content, within reason."""
        self.horizontalHeader().setResizeContentsPrecision(50)
        self.resizeColumnsToContents()
        widest = self.fontMetrics().averageCharWidth() * WIDEST
        for column in range(self.proxy.columnCount()):
            self.setColumnWidth(column, min(widest, self.columnWidth(column) + 6))

    def _select(self, keys: Sequence[Any]) -> None:
        flags = self.selectionModel().SelectionFlag.Select | self.selectionModel().SelectionFlag.Rows
        for row in range(self.proxy.rowCount()):
            if self.key(self.proxy.index(row, 0)) in keys:
                self.selectionModel().select(self.proxy.index(row, 0), flags)

    def _point(self, key: Any) -> None:
        here = self.currentIndex()
        if here.isValid() and self.key(here) == key:
            return
        for row in range(self.proxy.rowCount()):
            if self.key(self.proxy.index(row, 0)) == key:
                flags = self.selectionModel().SelectionFlag.NoUpdate
                if len(self.selectionModel().selectedRows()) < 2:
                    flags = (
                        self.selectionModel().SelectionFlag.ClearAndSelect | self.selectionModel().SelectionFlag.Rows
                    )
                self.selectionModel().setCurrentIndex(self.proxy.index(row, max(0, here.column())), flags)

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.key(index))

    def _on_current(self, index: QModelIndex) -> None:
        if index.isValid() and not self._filling:
            self.pointed.emit(self.key(index))
