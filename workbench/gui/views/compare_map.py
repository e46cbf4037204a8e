"""A confusion matrix drawn: rows are the truth, columns the answer; a click on a cell asks for its pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.gui.theme import Theme

Matrix = Sequence[Sequence[int]]
STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class ConfusionMap(QWidget):
    """The more pictures of a row's class, the stronger the cell; right answers in grey, mistakes in colour.

    A difference has a sign in each cell, and blue for more, orange for fewer.

    Signals:
        chosen: True class and answer of a cell that was clicked, or on which Enter was pressed.
        pointed: The same of the cell under the cursor of the keyboard.
    """

    chosen = Signal(int, int)
    pointed = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._classes: Sequence[str] = ()
        self._cells: Matrix = ()
        self._totals: Sequence[int] = ()
        self._signed, self._title = False, ""
        self.current = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 130)
        theme.changed.connect(self.update)

    def show_matrix(
        self, title: str, classes: Sequence[str], cells: Matrix, totals: Sequence[int], *, signed: bool
    ) -> None:
        """Draw this one.

        Args:
            title: Whose it is.
            classes: Names.
            cells: Pictures, or a difference of such, by true class (rows) and answer (columns).
            totals: Pictures of each true class.
            signed: It is a difference.
        """
        if (title, classes, cells, signed) == (self._title, self._classes, self._cells, self._signed):
            return
        self._title, self._classes, self._cells, self._totals, self._signed = title, classes, cells, totals, signed
        self.current = tuple(min(place, len(classes) - 1) for place in self.current)  # type: ignore[assignment]  # two
        self.setAccessibleName(self.tr("Confusion matrix: {title}").format(title=title))
        self._describe()
        self.update()

    def value(self, true: int, said: int) -> int:
        """What a cell shows."""
        return self._cells[true][said]

    def told(self, true: int, said: int) -> str:
        """A cell in words."""
        number, names = self._cells[true][said], (self._classes[true], self._classes[said])
        if self._signed:
            right = self.tr("Pictures of “{true}” called “{said}”: {number} from left to right")
            return right.format(true=names[0], said=names[1], number=signed(number))
        share = f"{100 * number / self._totals[true]:.0f} %" if self._totals[true] else "–"
        text = self.tr("{number} of {total} pictures of “{true}” ({share}) were called “{said}”")
        return text.format(number=number, total=self._totals[true], true=names[0], share=share, said=names[1])

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(360, 340)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names, cells, the cursor of the keyboard."""
        if not self._cells:
            return
        painter, colors = QPainter(self), self._theme.colors
        side, corner = self._side(), self._corner()
        self._paint_names(painter, side, corner)
        font = QFont(self.font())
        font.setPixelSize(max(6, min(13, int(side * 0.42))))
        painter.setFont(font)
        for true, row in enumerate(self._cells):
            for said, number in enumerate(row):
                rect = QRectF(corner.x() + said * side, corner.y() + true * side, side, side).adjusted(0, 0, -1, -1)
                strength = min(1.0, abs(number) / max(1, self._totals[true]))
                if number:
                    painter.fillRect(rect, self._color(true, said, number, strength))
                elif side >= 6:
                    painter.fillRect(rect, QColor(colors.base))
                if number and side >= 15:
                    strong = strength > 0.55 and not self._signed
                    painter.setPen(QColor(colors.base if strong else colors.text))
                    painter.drawText(
                        rect, Qt.AlignmentFlag.AlignCenter, signed(number) if self._signed else str(number)
                    )
        painter.setPen(QPen(QColor(colors.line), 1))
        count = len(self._cells)
        painter.drawRect(QRectF(corner.x() - 1, corner.y() - 1, count * side, count * side))
        if self.hasFocus():
            true, said = self.current
            painter.setPen(QPen(QColor(colors.text), 2))
            painter.drawRect(QRectF(corner.x() + said * side, corner.y() + true * side, side - 1, side - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter chooses."""
        step = STEPS.get(Qt.Key(event.key()))
        if step and self._cells:
            last = len(self._cells) - 1
            self.point(*(max(0, min(last, place + move)) for place, move in zip(self.current, step, strict=True)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._cells:
            self.chosen.emit(*self.current)
        else:
            super().keyPressEvent(event)

    def point(self, true: int, said: int) -> None:
        """Move the cursor of the keyboard to a cell."""
        self.current = (true, said)
        self._describe()
        self.pointed.emit(true, said)
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
        if not self._cells:
            return None
        side, corner = self._side(), self._corner()
        said, true = int((at.x() - corner.x()) // side), int((at.y() - corner.y()) // side)
        inside = 0 <= true < len(self._cells) and 0 <= said < len(self._cells)
        return (true, said) if inside else None

    def place_of(self, true: int, said: int) -> QPointF:
        """The middle of a cell."""
        side, corner = self._side(), self._corner()
        return QPointF(corner.x() + (said + 0.5) * side, corner.y() + (true + 0.5) * side)

    def _color(self, true: int, said: int, number: int, strength: float) -> QColor:
        colors = self._theme.colors
        if self._signed:
            color = QColor(colors.lines["distilled" if number > 0 else "plain"].color)
            color.setAlphaF(min(1.0, 0.14 + 1.6 * strength))
            return color
        color = QColor(colors.lines["teacher"].color if true == said else colors.lines["plain"].color)
        color.setAlphaF(min(1.0, 0.12 + (0.75 if true == said else 2.5) * strength))
        return color

    def _paint_names(self, painter: QPainter, side: float, corner: QPointF) -> None:
        colors, metrics = self._theme.colors, self.fontMetrics()
        painter.setPen(QColor(colors.faint))
        line = metrics.height()
        painter.drawText(
            QRectF(corner.x(), 0, self.width() - corner.x(), line), Qt.AlignmentFlag.AlignLeft, self.tr("called →")
        )
        if side < 9:
            return
        every = max(1, -(-line // int(side)))
        painter.setPen(QColor(colors.text))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for number in range(0, len(self._classes), every):
            name = self._classes[number]
            box = QRectF(0, corner.y() + (number + 0.5) * side - line / 2, corner.x() - 5, line)
            painter.drawText(box, int(right), metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(box.width())))
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(side * every))
            if metrics.horizontalAdvance(name[:2]) <= side * every:
                head = QRectF(corner.x() + number * side, line, side * every, line)
                middle = Qt.AlignmentFlag.AlignCenter if every == 1 else Qt.AlignmentFlag.AlignLeft
                painter.drawText(head, middle, short if short != "…" else name[:2])

    def _corner(self) -> QPointF:
        widest = max((self.fontMetrics().horizontalAdvance(name) for name in self._classes), default=0)
        return QPointF(min(0.28 * self.width(), max(18.0, widest + 8)), 2.0 * self.fontMetrics().height() + 2)

    def _side(self) -> float:
        corner = self._corner()
        return max(1.0, min(self.width() - corner.x() - 2, self.height() - corner.y() - 2) / max(1, len(self._cells)))

    def _describe(self) -> None:
        if self._cells:
            self.setAccessibleDescription(self.told(*self.current))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))


def signed(number: int) -> str:
    """A difference with its sign."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"
