"""Cells in rows and columns, drawn: the mouse or the keyboard points at one, a click or Enter chooses it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.gui.theme import Theme

STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class CellMap(QWidget):
    """What all maps of cells have in common; subclasses paint it, and say how many cells there are, where, and what.

    Signals:
        chosen: Row and column of a cell that was clicked, or on which Enter was pressed.
        pointed: The same of the cell under the cursor of the keyboard.
    """

    chosen = Signal(int, int)
    pointed = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.current = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 130)
        theme.changed.connect(self.update)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns; 0 and 0 before there is anything to show."""
        raise NotImplementedError

    def told(self, row: int, column: int) -> str:
        """A cell in words."""
        raise NotImplementedError

    def corner(self) -> QPointF:
        """Where the first cell begins."""
        raise NotImplementedError

    def cell_size(self) -> QSizeF:
        """Of each cell."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter chooses."""
        step = STEPS.get(Qt.Key(event.key()))
        if step and self.shape[0]:
            row, column = (
                max(0, min(count - 1, place + move))
                for count, place, move in zip(self.shape, self.current, step, strict=True)
            )
            self.point(row, column)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.shape[0]:
            self.chosen.emit(*self.current)
        else:
            super().keyPressEvent(event)

    def point(self, row: int, column: int) -> None:
        """Move the cursor of the keyboard to a cell."""
        self.current = (row, column)
        self.describe()
        self.pointed.emit(row, column)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which cell."""
        cell = self.cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.point(*cell)
            self.chosen.emit(*cell)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what a cell means."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self.cell_at(QPointF(event.pos()))
            if cell is not None:
                QToolTip.showText(event.globalPos(), self.told(*cell), self)
                return True
        return super().event(event)

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """The cell at a place."""
        (rows, columns), size, corner = self.shape, self.cell_size(), self.corner()
        column, row = int((at.x() - corner.x()) // size.width()), int((at.y() - corner.y()) // size.height())
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    def place_of(self, row: int, column: int) -> QPointF:
        """The middle of a cell."""
        return self.rect_of(row, column).center()

    def rect_of(self, row: int, column: int) -> QRectF:
        """Where a cell is."""
        corner, size = self.corner(), self.cell_size()
        return QRectF(corner.x() + column * size.width(), corner.y() + row * size.height(), size.width(), size.height())

    def paint_cursor(self, painter: QPainter) -> None:
        """Show which cell the keyboard is at, while it is here."""
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colors.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect_of(*self.current).adjusted(0, 0, -1, -1))

    def describe(self) -> None:
        """Tell a screen reader the current cell."""
        if self.shape[0]:
            self.setAccessibleDescription(self.told(*self.current))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
