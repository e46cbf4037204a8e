"""Probabilities drawn: bars for one picture, a map of which classes are alike for many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.theme import Theme
from workbench.gui.views import words
from workbench.gui.views.cell_map import CellMap

BARS = 6
"""Classes that are shown."""


class SoftBars(QWidget):
    """The likeliest classes: a thin bar for the answer as it is, a thick one for the softened answer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._classes: Sequence[str] = ()
        self._plain: Sequence[float] = ()
        self._soft: Sequence[float] = ()
        self._label, self._temperature = 0, 1.0
        self.order: list[int] = []
        self.setAccessibleName(self.tr("The teacher's probabilities"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_shares(
        self, classes: Sequence[str], plain: Sequence[float], soft: Sequence[float], temperature: float, label: int
    ) -> None:
        """Draw these probabilities; the order of the classes stays while only the temperature moves.

        Args:
            classes: Names.
            plain, soft: Probability of each class, at temperature 1 and at `temperature`.
            label: Index of the true class.
        """
        if plain != self._plain:
            self.order = sorted(range(len(plain)), key=plain.__getitem__, reverse=True)[:BARS]
        self._classes, self._plain, self._soft = classes, plain, soft
        self._label, self._temperature = label, temperature
        said = (f"{classes[each]} {words.percent(soft[each])}" for each in self.order[:4])
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a heading and six classes."""
        line = self.fontMetrics().height() + 4
        return QSize(200, (BARS + 1) * line)

    def minimumSizeHint(self) -> QSize:
        """As much."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw heading and bars."""
        if not self.order:
            return
        painter = QPainter(self)
        colors, metrics = self._theme.colors, self.fontMetrics()
        line = self.height() / (len(self.order) + 1)
        names = min(90, max(metrics.horizontalAdvance(self._classes[each]) for each in self.order) + 8)
        numbers = metrics.horizontalAdvance("100.0 %") + 6
        room = self.width() - names - numbers
        heading = self.tr("T = {temperature}  (thin: T = 1)").format(
            temperature=self.locale().toString(self._temperature, "g", 3)
        )
        painter.setPen(QColor(colors.faint))
        painter.drawText(QRectF(names, 0, room + numbers, line), Qt.AlignmentFlag.AlignVCenter, heading)
        for place, each in enumerate(self.order, 1):
            self._draw_bar(painter, QRectF(names, place * line, room, line), names, numbers, each)

    def _draw_bar(self, painter: QPainter, room: QRectF, names: float, numbers: float, each: int) -> None:
        colors = self._theme.colors
        font = painter.font()
        font.setBold(each == self._label)
        painter.setFont(font)
        painter.setPen(QColor(colors.text))
        name = self.fontMetrics().elidedText(self._classes[each], Qt.TextElideMode.ElideRight, int(names) - 6)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, room.top(), names, room.height()), flags, name)
        thick, thin = room.height() * 0.46, max(2.0, room.height() * 0.14)
        top = room.top() + (room.height() - thick - thin - 1) / 2
        color = QColor(colors.lines["distilled" if each == self._label else "teacher"].color)
        width = max(1.0, room.width() * self._soft[each])
        painter.fillRect(QRectF(room.left(), top, width, thick), color)
        thin_width = max(1.0, room.width() * self._plain[each])
        painter.fillRect(QRectF(room.left(), top + thick + 1, thin_width, thin), QColor(colors.faint))
        percent = words.percent(self._soft[each])
        painter.drawText(
            QRectF(room.right(), room.top(), numbers, room.height()), flags | Qt.AlignmentFlag.AlignRight, percent
        )


class LikenessMap(CellMap):
    """Rows: the true class. Columns: what the teacher finds it like. The darker, the more."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._classes: Sequence[str] = ()
        self._cells: list[list[float]] = []
        self.setAccessibleName(self.tr("Which classes the teacher finds alike"))
        self.setMinimumSize(160, 160)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def shape(self) -> tuple[int, int]:
        """Classes, twice."""
        return len(self._cells), len(self._cells)

    def show_map(self, classes: Sequence[str], cells: list[list[float]]) -> None:
        """Draw these mean probabilities (0 to 1), a row for each true class."""
        self._classes, self._cells = classes, cells
        self.current = tuple(min(place, max(0, len(cells) - 1)) for place in self.current)  # type: ignore[assignment]  # two
        pairs = ((cells[row][column], row, column) for row in range(len(cells)) for column in range(len(cells)))
        top = sorted((each for each in pairs if each[1] != each[2]), reverse=True)[:3]
        self.setAccessibleDescription(
            ", ".join(f"{classes[row]} → {classes[column]} {words.percent(share)}" for share, row, column in top)
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, with names where there is room."""
        if not self._cells:
            return
        painter, side, edge = QPainter(self), self._side(), self._edge()
        count = len(self._cells)
        color = QColor(self._theme.colors.lines["distilled"].color)
        painter.setPen(QColor(self._theme.colors.text))
        for number, name in enumerate(self._classes):
            if side >= 9:
                short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, edge - 4)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(0, edge / 2 + number * side, edge - 4, side), flags, short)
                if side >= self.fontMetrics().horizontalAdvance(name[:3]):
                    place = QRectF(edge + number * side, 0, side, edge / 2)
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name[:3])
        for row in range(count):
            for column in range(count):
                shade = QColor(color)
                shade.setAlphaF(min(1.0, 0.06 + 0.94 * self._cells[row][column] ** 0.6))
                painter.fillRect(QRectF(edge + column * side, edge / 2 + row * side, side - 1, side - 1), shade)
        self.paint_cursor(painter)

    def told(self, true: int, said: int) -> str:
        """A cell in words."""
        text = self.tr("Pictures of “{true}”: the teacher gives “{said}” {share} on average")
        share = words.percent(self._cells[true][said])
        return text.format(true=self._classes[true], said=self._classes[said], share=share)

    def corner(self) -> QPointF:
        """Below and beside the names."""
        return QPointF(self._edge(), self._edge() / 2)

    def cell_size(self) -> QSizeF:
        """A square."""
        return QSizeF(self._side(), self._side())

    def _edge(self) -> int:
        widest = max((self.fontMetrics().horizontalAdvance(name) for name in self._classes), default=0)
        return min(70, max(28, widest + 6))

    def _side(self) -> float:
        edge = self._edge()
        return min(self.width() - edge, self.height() - edge / 2) / max(1, len(self._cells))
