"""How many pictures there are of each class, as bars and as numbers."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.explaining import explained
from workbench.gui.labels import OneLine, text_label
from workbench.gui.models.preview_rows import PARTS_ROLE, SORT_ROLE, ClassRows, Column
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Theme
from workbench.gui.views import words

WIDEST_NAME = 140
"""Pixels of the column of class names, at most."""


class BalanceCard(QFrame):
    """One row for each class; a click shows that class only.

    Signals:
        classChosen: Name of a class.
    """

    classChosen = Signal(str)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._space = space
        self.setAccessibleName(self.tr("Class balance"))
        self.rows = ClassRows(space.preview, self)
        self.summary = OneLine()
        self.legend = _Legend(space.theme)
        self.table = QTableView()
        self._set_up_table()
        self._lay_out()
        explained(self, "class_balance", by=self.table)
        space.preview.changed.connect(self.refresh)
        space.theme.changed.connect(self.table.viewport().update)
        self.refresh()

    def refresh(self) -> None:
        """Make sums and columns agree with the model."""
        preview = self._space.preview
        totals = {name: sum(counts) for name, counts in preview.counts.items()}
        everything = sum(totals.get(name, 0) for name in ("train", "validation", "test"))
        text = self.tr("{classes} classes, {pictures} pictures").format(
            classes=len(preview.classes), pictures=words.count(everything)
        )
        self.summary.setText(text if preview.is_known else "")
        self.legend.show_unlabelled(self.rows.hides_labels)
        self.table.setColumnHidden(Column.LABELLED, not self.rows.hides_labels)
        self._fit_columns()
        heights = self.table.verticalHeader().defaultSectionSize() * max(3, len(preview.classes))
        margins = self.contentsMargins().top() + 15 + self.legend.sizeHint().height() + 10
        self.setMaximumHeight(margins + self.table.horizontalHeader().sizeHint().height() + heights + 8)

    def _set_up_table(self) -> None:
        proxy = QSortFilterProxyModel(self)
        proxy.setSourceModel(self.rows)
        proxy.setSortRole(SORT_ROLE)
        table = self.table
        table.setModel(proxy)
        table.setItemDelegateForColumn(Column.BAR, _BarDelegate(self._space.theme, self))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setSortingEnabled(True)
        table.sortByColumn(Column.CLASS, Qt.SortOrder.AscendingOrder)
        table.setMinimumHeight(80)
        table.setAccessibleName(self.tr("Pictures of each class"))
        table.setToolTip(self.tr("Click a class, or press Enter, to see its pictures only; click a heading to sort"))
        table.clicked.connect(self._on_row)
        table.activated.connect(self._on_row)
        rows, header = table.verticalHeader(), table.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 4)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.BAR, QHeaderView.ResizeMode.Stretch)

    def _fit_columns(self) -> None:
        metrics, preview = self.fontMetrics(), self._space.preview
        name = max((metrics.horizontalAdvance(each) for each in preview.classes[:500]), default=40)
        self.table.setColumnWidth(Column.CLASS, min(WIDEST_NAME, max(name + 14, 60)))
        for column in (Column.TRAIN, Column.LABELLED, Column.VALIDATION, Column.TEST):
            title = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
            self.table.setColumnWidth(column, max(metrics.horizontalAdvance(f"{title}  ▲"), 44) + 8)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(text_label(self.tr("Class balance"), "heading"))
        top.addWidget(self.summary, 1)
        top.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.table, 1)

    def _on_row(self, index: QModelIndex) -> None:
        self.classChosen.emit(index.siblingAtColumn(Column.CLASS).data())


class _BarDelegate(QStyledItemDelegate):
    """One bar for a class: to train on (hatched without a label), to choose by, to test with."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        *parts, largest = index.data(PARTS_ROLE)
        rect: QRect = option.rect
        room = QRectF(rect.adjusted(4, 4, -6, -4))
        left = room.left()
        for number, brush in zip(parts, _brushes(self._theme), strict=True):
            width = room.width() * number / max(1, largest)
            painter.fillRect(QRectF(left, room.top(), max(width - 1, 1) if number else 0, room.height()), brush)
            left += width


class _Legend(QWidget):
    """Which part of a bar is what."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._unlabelled = False
        self.setAccessibleName(self.tr("Parts of a bar"))
        self._describe()
        theme.changed.connect(self.update)

    def show_unlabelled(self, on: bool) -> None:
        """Whether there are training pictures without a label."""
        if on != self._unlabelled:
            self._unlabelled = on
            self._describe()
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = sum(metrics.horizontalAdvance(text) + metrics.height() + 12 for text, _ in self._entries())
        return QSize(width, metrics.height() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), self.fontMetrics()
        side, left = metrics.height() - 5, 0
        for text, brush in self._entries():
            painter.fillRect(QRectF(left, (self.height() - side) / 2, side, side), brush)
            left += side + 5
            painter.setPen(QColor(self._theme.colors.faint))
            painter.drawText(QRectF(left, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            left += metrics.horizontalAdvance(text) + 12

    def _describe(self) -> None:
        self.setAccessibleDescription(", ".join(text for text, _ in self._entries()))

    def _entries(self) -> list[tuple[str, QBrush]]:
        texts = (self.tr("train"), self.tr("without a label"), self.tr("validation"), self.tr("test"))
        entries = list(zip(texts, _brushes(self._theme), strict=True))
        return entries if self._unlabelled else [entries[0], *entries[2:]]


def _brushes(theme: Theme) -> tuple[QBrush, ...]:
    """Of the parts of a bar; told apart by pattern as well."""
    colors = theme.colors.splits
    train, validation, test = (QColor(colors[name]) for name in ("train", "validation", "test"))
    return (
        QBrush(train),
        QBrush(train, Qt.BrushStyle.BDiagPattern),
        QBrush(validation, Qt.BrushStyle.Dense3Pattern),
        QBrush(test),
    )
