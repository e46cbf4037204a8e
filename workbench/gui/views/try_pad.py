"""A sheet to draw on: with the mouse, a pen, a finger or the keyboard."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui.theme import DARK, LIGHT, Theme

SIDE = 280
"""Pixels of the picture that is sent, each way."""
MILLISECONDS_OF_REST = 150
"""So long the pen lies still before what was drawn is sent."""
STEP = 1 / 28
"""Share of the sheet that an arrow key moves the pen."""
ARROWS = {
    Qt.Key.Key_Left: (-STEP, 0.0),
    Qt.Key.Key_Right: (STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -STEP),
    Qt.Key.Key_Down: (0.0, STEP),
}


@dataclass(slots=True)
class Stroke:
    """A line of the pen.

    Attributes:
        width: Of the pen, as a share of the sheet's side.
        points: Where it went, each way from 0 to 1.
    """

    width: float
    points: list[QPointF] = field(default_factory=list)


class DrawingPad(QWidget):
    """What is drawn is announced as a picture whenever the pen has rested for a moment.

    Signals:
        drawn: The drawing as PNG: opaque, ink and paper as on the screen; empty when everything was taken away.
        changed: There is something to take back, or nothing any more.
    """

    drawn = Signal(bytes)
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strokes: list[Stroke] = []
        self._pen_is_down = self._swapped = False
        self._pen = QPointF(0.5, 0.5)
        self.pen_width = 0.08
        self._rest = QTimer(self, singleShot=True, interval=MILLISECONDS_OF_REST)
        self._rest.timeout.connect(self._announce)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Drawing"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move the pen, Space puts it down and lifts it, Backspace takes the last line away.")
        )
        theme.changed.connect(self.update)

    @property
    def is_empty(self) -> bool:
        """Nothing is drawn."""
        return not self._strokes

    @property
    def is_swapped(self) -> bool:
        """Ink and paper are the other way round than the theme has them."""
        return self._swapped

    def swap(self, swapped: bool) -> None:
        """Exchange the colours of ink and paper; changes the picture that is sent."""
        self._swapped = swapped
        self.update()
        if self._strokes:
            self._touch()

    def undo(self) -> None:
        """Take the last line away."""
        if self._strokes:
            self._strokes.pop()
            self._pen_is_down = False
            self._touch()

    def clear(self, *, silently: bool = False) -> None:
        """Take everything away.

        Args:
            silently: Do not announce it: something else is shown instead of the drawing.
        """
        if self._strokes:
            self._strokes.clear()
            self._pen_is_down = False
            self._touch()
        if silently:
            self._rest.stop()

    def png(self) -> bytes:
        """The drawing as it is on the screen, SIDE pixels each way; empty when nothing is drawn."""
        if not self._strokes:
            return b""
        image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        self._draw(painter, SIDE, ink=Qt.GlobalColor.white, paper=Qt.GlobalColor.black)
        painter.end()
        if not self._is_dark:
            image.invertPixels()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.convertToFormat(QImage.Format.Format_Grayscale8).save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(240, 240)

    def minimumSizeHint(self) -> QSize:
        """Large enough to draw a digit on it."""
        return QSize(150, 150)

    def hasHeightForWidth(self) -> bool:
        """It is square."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as wide."""
        return width

    # Pen

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a line."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pen = self._place(event.position())
            self._strokes.append(Stroke(self.pen_width, [self._pen]))
            self._touch()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the line."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._strokes:
            self._move_to(self._place(event.position()))

    def event(self, event: QEvent) -> bool:
        """Claim the keys for Undo while there is a line to take away; they mean the settings otherwise."""
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and self._strokes and event.matches(QKeySequence.StandardKey.Undo):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the pen, put it down, take a line back."""
        key = Qt.Key(event.key())
        if key in ARROWS:
            right, down = ARROWS[key]
            place = QPointF(min(1, max(0, self._pen.x() + right)), min(1, max(0, self._pen.y() + down)))
            self._move_to(place) if self._pen_is_down else self._hover(place)
        elif key == Qt.Key.Key_Space:
            self._pen_is_down = not self._pen_is_down
            if self._pen_is_down:
                self._strokes.append(Stroke(self.pen_width, [self._pen]))
            self._touch()
        elif key == Qt.Key.Key_Backspace or event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif key == Qt.Key.Key_Delete:
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard's pen goes up."""
        self._pen_is_down = False
        self.update()
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard's pen is."""
        self.update()
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw it as enabled or not."""
        self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet, a hint where it is empty, and the keyboard's pen."""
        side, corner = self._square()
        colors = DARK if self._is_dark else LIGHT
        painter = QPainter(self)
        painter.translate(corner)
        painter.setClipRect(QRectF(0, 0, side, side))
        self._draw(painter, side, ink=QColor(colors.text), paper=QColor(colors.base))
        if not self._strokes:
            painter.setPen(QColor(colors.faint))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(8, 8, side - 16, side - 16), flags, self.tr("Draw here, or drop a picture"))
        if self.hasFocus():
            self._draw_pen(painter, side, QColor(colors.accent))
        frame = self._theme.colors.accent if self.hasFocus() else self._theme.colors.line
        painter.setPen(QPen(QColor(frame), 2 if self.hasFocus() else 1))
        painter.drawRect(QRectF(0.5, 0.5, side - 1, side - 1))

    # Underneath

    @property
    def _is_dark(self) -> bool:
        """The paper is dark and the ink light."""
        return (self._theme.colors is DARK) != self._swapped

    def _draw(
        self, painter: QPainter, side: float, *, ink: QColor | Qt.GlobalColor, paper: QColor | Qt.GlobalColor
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, side, side), paper)
        style, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        for stroke in self._strokes:
            painter.setPen(QPen(ink, stroke.width * side, style, cap, join))
            points = [point * side for point in stroke.points]
            if len(points) == 1:
                painter.drawPoint(points[0])
            else:
                painter.drawPolyline(QPolygonF(points))

    def _draw_pen(self, painter: QPainter, side: float, color: QColor) -> None:
        at, arm = self._pen * side, 7.0
        painter.setPen(QPen(color, 2))
        painter.drawLine(QPointF(at.x() - arm, at.y()), QPointF(at.x() + arm, at.y()))
        painter.drawLine(QPointF(at.x(), at.y() - arm), QPointF(at.x(), at.y() + arm))
        if self._pen_is_down:
            painter.drawEllipse(at, arm, arm)

    def _square(self) -> tuple[float, QPointF]:
        """Side of the sheet and its upper left corner."""
        side = float(min(self.width(), self.height()))
        return side, QPointF((self.width() - side) / 2, (self.height() - side) / 2)

    def _place(self, at: QPointF) -> QPointF:
        side, corner = self._square()
        return (at - corner) / max(1.0, side)

    def _hover(self, place: QPointF) -> None:
        self._pen = place
        self.update()

    def _move_to(self, place: QPointF) -> None:
        self._pen = place
        self._strokes[-1].points.append(place)
        self._touch()

    def _touch(self) -> None:
        self._rest.start()
        self.update()
        self.changed.emit()

    def _announce(self) -> None:
        self.drawn.emit(self.png())
