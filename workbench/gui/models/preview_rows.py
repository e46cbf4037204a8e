"""The pictures of the preview, and the sizes of the classes, as rows for Qt's views."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.gui.models import preview_words
from workbench.gui.models.preview import PreviewModel, Shown
from workbench.gui.views.words import count

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

PICTURE_ROLE = int(Role.UserRole)
"""The `Shown` itself."""
PARTS_ROLE = PICTURE_ROLE + 1
"""Of a class: pictures labelled, unlabelled, to choose by, to test with; and the largest sum of any class."""
SORT_ROLE = PICTURE_ROLE + 2
"""What rows are ordered by."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PictureRows(QAbstractListModel):
    """Draws the pictures of a `PreviewModel`; those that stay are the same rows as before."""

    def __init__(self, preview: PreviewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self._rows: tuple[Shown, ...] = ()
        preview.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the rows agree with the model."""
        new, old = self._preview.pictures, self._rows
        if new == old:
            return
        names, before = [each.name for each in new], [each.name for each in old]
        if not before or names[: len(before)] != before:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        if len(new) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
            self._rows = (*old, *new[len(old) :])
            self.endInsertRows()
        self._rows = new
        for row, picture in enumerate(old):
            if picture != new[row]:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index | None = None) -> int:
        """A row for each picture."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Role.DisplayRole)) -> Any:
        """The picture, and what is said of it."""
        if not index.isValid():
            return None
        picture = self._rows[index.row()]
        if role == PICTURE_ROLE:
            return picture
        if role == Role.DisplayRole:
            return picture.label
        if role in (Role.ToolTipRole, Role.AccessibleTextRole):
            return f"{picture.name}\n{preview_words.picture(picture)}"
        return None


class Column(IntEnum):
    """What stands in a column of the table of classes."""

    CLASS = 0
    BAR = 1
    TRAIN = 2
    LABELLED = 3
    VALIDATION = 4
    TEST = 5


COUNTS = {
    Column.TRAIN: "train",
    Column.LABELLED: "labelled",
    Column.VALIDATION: "validation",
    Column.TEST: "test",
}


class ClassRows(QAbstractTableModel):
    """How many pictures there are of each class, and for what."""

    def __init__(self, preview: PreviewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview = preview
        self._classes: tuple[str, ...] = ()
        self._counts: dict[str, tuple[int, ...]] = {}
        self._largest = 0
        preview.changed.connect(self.refresh)
        self.refresh()

    @property
    def hides_labels(self) -> bool:
        """Some training pictures have no label."""
        return self._counts.get("train") != self._counts.get("labelled")

    def refresh(self) -> None:
        """Make the rows agree with the model."""
        preview = self._preview
        if (preview.classes, preview.counts) == (self._classes, self._counts):
            return
        same = preview.classes == self._classes
        if not same:
            self.beginResetModel()
        self._classes, self._counts = preview.classes, preview.counts
        self._largest = max((sum(self._parts(row)) for row in range(len(self._classes))), default=0)
        if not same:
            self.endResetModel()
        elif self._classes:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._classes) - 1, len(Column) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """A row for each class."""
        return 0 if parent is not None and parent.isValid() else len(self._classes)

    def columnCount(self, parent: Index | None = None) -> int:
        """As `Column` says."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: Index, role: int = int(Role.DisplayRole)) -> Any:
        """Names and numbers."""
        if not index.isValid():
            return None
        row, column = index.row(), Column(index.column())
        if role == PARTS_ROLE:
            return (*self._parts(row), self._largest)
        if role == SORT_ROLE:
            return row if column is Column.CLASS else self._number(row, column)
        if role == Role.TextAlignmentRole and column in COUNTS:
            return int(RIGHT)
        if role == Role.ToolTipRole or (role == Role.AccessibleTextRole and column is Column.BAR):
            return preview_words.class_size(self._classes[row], *self._parts(row))
        if role == Role.DisplayRole and column is not Column.BAR:
            return self._classes[row] if column is Column.CLASS else count(self._number(row, column))
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = int(Role.DisplayRole)) -> Any:
        """What the columns are."""
        if way is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role == Role.DisplayRole:
            return self._titles()[Column(section)]
        if role == Role.TextAlignmentRole and Column(section) in COUNTS:
            return int(RIGHT)
        return None

    def _titles(self) -> dict[Column, str]:
        return {
            Column.CLASS: self.tr("Class"),
            Column.BAR: self.tr("Pictures"),
            Column.TRAIN: self.tr("train"),
            Column.LABELLED: self.tr("labelled"),
            Column.VALIDATION: self.tr("valid."),
            Column.TEST: self.tr("test"),
        }

    def _number(self, row: int, column: Column) -> int:
        return sum(self._parts(row)) if column is Column.BAR else self._counts[COUNTS[column]][row]

    def _parts(self, row: int) -> tuple[int, int, int, int]:
        train, labelled, validation, test = (self._counts[name][row] for name in COUNTS.values())
        return labelled, train - labelled, validation, test
