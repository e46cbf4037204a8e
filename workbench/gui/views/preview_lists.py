"""Lists beside the pictures: files that are not used, that look odd, that are there twice, that were corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.labels import text_label

Row: TypeAlias = tuple[str, str, tuple[str, ...]]
"""Text of each column, and the files or pictures that it is about; several are listed below it."""
NAMES = int(Qt.ItemDataRole.UserRole)


class NamedList(QWidget):
    """Names and what is to be said of each; a double click or Enter shows where the file is.

    Signals:
        placeWanted: A name that is to be shown where it lies.
        allWanted: The button for all of them was pressed. chosenWanted: the one for those that are selected; names.
    """

    placeWanted = Signal(str)
    allWanted = Signal()
    chosenWanted = Signal(list)

    def __init__(self, title: str, first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Row] = []
        self.told = text_label(look="hint", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([first, second])
        self.tree.setAccessibleName(title)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.tree.header().resizeSection(0, 200)
        self.tree.setColumnHidden(1, not second)
        self.chosen, self.all = QPushButton(), QPushButton()
        for button in (self.chosen, self.all):
            button.hide()
        row = QHBoxLayout()
        row.addWidget(self.told, 1)
        row.addWidget(self.chosen)
        row.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        self.tree.itemActivated.connect(self._on_activated)
        self.tree.itemSelectionChanged.connect(self._on_selected)
        self.chosen.clicked.connect(self._on_chosen)
        self.all.clicked.connect(self.allWanted)

    def offer(self, button: QPushButton, text: str, tip: str) -> None:
        """Show one of the buttons."""
        button.setText(text)
        button.setToolTip(tip)
        button.show()
        self._on_selected()

    def show_rows(self, rows: Sequence[Row], told: str) -> None:
        """List these.

        Args:
            told: What the list is about, or why it is empty.
        """
        self.told.setText(told)
        self.all.setEnabled(bool(rows))
        if list(rows) == self._shown:
            return
        self._shown = list(rows)
        self.tree.clear()
        for first, second, names in rows:
            item = QTreeWidgetItem([first, second])
            item.setToolTip(0, first)
            item.setToolTip(1, second)
            item.setData(0, NAMES, list(names))
            if len(names) > 1:
                item.addChildren([_leaf(name) for name in names])
            self.tree.addTopLevelItem(item)
        self.tree.setRootIsDecorated(any(len(names) > 1 for _, _, names in rows))
        if len(rows) <= 20:
            self.tree.expandAll()

    def _on_activated(self, item: QTreeWidgetItem, _column: int) -> None:
        names = item.data(0, NAMES)
        if names:
            self.placeWanted.emit(names[0])

    def _on_selected(self) -> None:
        self.chosen.setEnabled(bool(self.tree.selectedItems()))

    def _on_chosen(self) -> None:
        self.chosenWanted.emit([name for item in self.tree.selectedItems() for name in item.data(0, NAMES)])


def _leaf(name: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name])
    item.setToolTip(0, name)
    item.setData(0, NAMES, [name])
    return item
