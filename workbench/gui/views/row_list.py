"""As many rows as the recipe has parts of one sort: assistants, teachers, methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui.taborder import place_after

Row = TypeVar("Row", bound=QWidget)


class RowList(QVBoxLayout, Generic[Row]):
    """Rows one below the other.

    Args:
        make: The row of a number, from 0, its signals connected.
        before: What the Tab key comes from when it comes to the first row.
        after: What takes the focus when the row that had it goes.
    """

    def __init__(self, make: Callable[[int], Row], *, before: QWidget, after: QWidget, spacing: int = 4) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._make, self._before, self._after = make, before, after
        self.setSpacing(spacing)

    def have(self, wanted: int) -> None:
        """Have so many rows: new ones come last, and the last ones go."""
        while len(self.rows) > wanted:
            self._drop_last()
        while len(self.rows) < wanted:
            self._append()

    def _append(self) -> None:
        row = self._make(len(self.rows))
        self.addWidget(row)
        row.show()  # at once, so that it can have the focus
        place_after(self.rows[-1] if self.rows else self._before, row)
        self.rows.append(row)

    def _drop_last(self) -> None:
        row = self.rows.pop()
        if row.isAncestorOf(row.window().focusWidget() or row.window()):
            self._after.setFocus(Qt.FocusReason.OtherFocusReason)
        self.removeWidget(row)
        row.hide()
        row.deleteLater()
