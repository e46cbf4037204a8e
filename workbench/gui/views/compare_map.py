"""A confusion matrix drawn: rows are the truth, columns the answer; a click on a cell asks for its pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.gui.theme import Theme
from workbench.gui.views.cell_map import CellMap

Matrix = Sequence[Sequence[int]]


class ConfusionMap(CellMap):
    """The more pictures of a row's class, the stronger the cell; right answers in grey, mistakes in colour.

    A difference has a sign in each cell, and blue for more, orange for fewer. Its rows are true classes, its columns
    answers.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._classes: Sequence[str] = ()
        self._cells: Matrix = ()
        self._totals: Sequence[int] = ()
        self._signed, self._title = False, ""

    @property
    def shape(self) -> tuple[int, int]:
        """Classes, twice."""
        return len(self._classes), len(self._classes)

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
        self.describe()
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
        side, corner = self._side(), self.corner()
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
        self.paint_cursor(painter)

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

    def corner(self) -> QPointF:
        """Below and beside the names."""
        widest = max((self.fontMetrics().horizontalAdvance(name) for name in self._classes), default=0)
        return QPointF(min(0.28 * self.width(), max(18.0, widest + 8)), 2.0 * self.fontMetrics().height() + 2)

    def cell_size(self) -> QSizeF:
        """A square."""
        return QSizeF(self._side(), self._side())

    def _side(self) -> float:
        corner = self.corner()
        return max(1.0, min(self.width() - corner.x() - 2, self.height() - corner.y() - 2) / max(1, len(self._cells)))


def signed(number: int) -> str:
    """A difference with its sign."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"
