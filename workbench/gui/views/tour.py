"""The tour: a callout beside the thing it speaks of, which gets a ring. Nothing is blocked, nothing moves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QPolygonF, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.gui.explaining import NOTHING, PROPERTY
from workbench.gui.labels import text_label
from workbench.gui.models.tour import TourModel
from workbench.gui.theme import Theme

ARROW = 12
"""Pixels that the arrow stands out."""
RING = 3
LETTERS_ACROSS = 44
MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange})

Find = Callable[[str], "QWidget | None"]
GoTo = Callable[[str], object]


class Tour(QObject):
    """Shows the steps of a `TourModel` in a window, wherever the things are that they speak of.

    Signals:
        explainRequested: A topic that the user wants to know more about.

    Args:
        window: In which it is shown.
        find: The widget of a step's name; None or hidden = the step is left out.
        go_to: Puts a stage on screen.
    """

    explainRequested = Signal(str)

    def __init__(self, model: TourModel, theme: Theme, window: QWidget, *, find: Find, go_to: GoTo) -> None:
        super().__init__(window)
        self._model, self._window, self._find, self._go_to = model, window, find, go_to
        self.ring = Ring(theme, window)
        self.callout = Callout(theme, window)
        self.target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._place)
        self.callout.nextRequested.connect(model.next)
        self.callout.backRequested.connect(model.back)
        self.callout.skipRequested.connect(model.skip)
        self.callout.moreRequested.connect(self._on_more)
        theme.changed.connect(self.refresh)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the callout agree with the model; a step whose widget is not there is left out."""
        if not self._model.is_open:
            self._point_at(None)
            return
        step = self._model.step
        if step.stage:
            self._go_to(step.stage)
        target = self._find(step.name)
        if target is None or not target.isVisibleTo(self._window):
            self._point_at(None)
            self._model.miss()
            return
        self.callout.say(self._model)
        self._point_at(target)
        if self._model.by_user:
            self.callout.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The target, or something that it lies in, moved."""
        if event.type() in MOVES:
            self._settle.start()
        return False

    def _point_at(self, target: QWidget | None) -> None:
        for widget in self._watched:
            widget.removeEventFilter(self)
            widget.destroyed.disconnect(self._on_destroyed)
        self.target, self._watched = target, [] if target is None else _up_to(target, self._window)
        for widget in self._watched:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._on_destroyed)
        self._place()

    def _place(self) -> None:
        seen = self.target is not None and self.target.isVisibleTo(self._window)
        self.ring.setVisible(seen)
        self.callout.setVisible(seen)
        if self.target is None or not seen:
            return
        around = _place_in(self._window, self.target)
        self.ring.surround(around)
        self.callout.stand_beside(around)

    def _on_destroyed(self) -> None:
        """The window was rebuilt under the tour."""
        self.target, self._watched = None, []
        self._place()

    def _on_more(self) -> None:
        self.explainRequested.emit(self._model.step.topic)


class Ring(QWidget):
    """A frame around something; the mouse goes through it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def surround(self, around: QRect) -> None:
        """Go there, on top."""
        self.setGeometry(around.adjusted(-RING, -RING, RING, RING).intersected(self._window.rect()))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two lines, so that it is seen on any colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, inner = self._theme.colors, self.rect().adjusted(2, 2, -2, -2)
        for color, width in ((colors.on_accent, RING + 1), (colors.accent, RING - 1)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawRoundedRect(inner, 5, 5)


class Callout(QWidget):
    """A few words, with an arrow to what they are about.

    Signals:
        nextRequested, backRequested: To another step. skipRequested: enough for now. moreRequested: the help on it.
    """

    nextRequested = Signal()
    backRequested = Signal()
    skipRequested = Signal()
    moreRequested = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._tip = QPointF()
        self.setProperty(PROPERTY, NOTHING)  # its buttons do not turn the help's page
        self.title = text_label(look="headline", wrap=True)
        self.text = text_label(wrap=True)
        self.count = text_label(look="hint")
        self.next = QPushButton(self.tr("&Next"))
        self.back = QPushButton(self.tr("&Back"))
        self.more = QPushButton(self.tr("E&xplain"))
        self.more.setToolTip(self.tr("Open the help on this."))
        self.skip = QPushButton(self.tr("Skip, continue later"))
        self.skip.setToolTip(self.tr("Esc. Help > Tour goes on from here."))
        self._lay_out()
        self.next.clicked.connect(self.nextRequested)
        self.back.clicked.connect(self.backRequested)
        self.more.clicked.connect(self.moreRequested)
        self.skip.clicked.connect(self.skipRequested)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.activated.connect(self.skipRequested)
        self.hide()

    def say(self, model: TourModel) -> None:
        """Show a step."""
        step = model.step
        self.title.setText(step.title)
        self.text.setText(step.text)
        count = self.tr("Step {number} of {count}").format(number=model.number, count=len(model.steps))
        self.count.setText(count)
        self.back.setEnabled(not model.is_first)
        self.next.setText(self.tr("&Done") if model.is_last else self.tr("&Next"))
        self.setAccessibleName(step.title)
        self.setAccessibleDescription(step.text)
        self.next.setAccessibleDescription(f"{count}. {step.title}. {step.text}")  # read where the focus lands

    def stand_beside(self, around: QRect) -> None:
        """Go where there is room beside a place, the arrow towards it; never out of the window."""
        room = self._window.rect()
        size = self._size().boundedTo(room.size())
        spot = _spot(around, size, room)
        self.setGeometry(QRect(spot, size))
        self._tip = QPointF(_nearest(around, QRect(spot, size).center()) - spot)
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame and its arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.colors
        body = self.rect().adjusted(ARROW, ARROW, -ARROW, -ARROW)
        painter.setBrush(QColor(colors.raised))
        painter.setPen(QPen(QColor(colors.accent), 2))
        painter.drawRoundedRect(body, 8, 8)
        arrow = _arrow(body, self._tip, self.rect())
        if arrow is not None:
            painter.drawPolyline(arrow)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(arrow)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.skip)
        row.addStretch(1)
        row.addWidget(self.more)
        row.addWidget(self.back)
        row.addWidget(self.next)
        column = QVBoxLayout(self)
        margin = ARROW + 12
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.text)
        column.addLayout(row)
        for first, second in ((self.next, self.back), (self.back, self.more), (self.more, self.skip)):
            QWidget.setTabOrder(first, second)

    def _size(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        wanted = self.fontMetrics().averageCharWidth() * LETTERS_ACROSS
        width = max(wanted + 2 * ARROW, layout.minimumSize().width())
        return QSize(width, max(layout.totalHeightForWidth(width), layout.minimumSize().height()))


def _place_in(window: QWidget, target: QWidget) -> QRect:
    """Where the part of a widget is that can be seen, in a window's coordinates."""
    seen = target.visibleRegion().boundingRect()
    whole = seen if seen.isValid() else target.rect()
    return QRect(target.mapTo(window, whole.topLeft()), whole.size())


def _up_to(widget: QWidget, top: QWidget) -> list[QWidget]:
    """A widget and all that it lies in, the top one included."""
    found, above = [widget], widget.parentWidget()
    while found[-1] is not top and above is not None:
        found.append(above)
        above = above.parentWidget()
    return found


def _spot(around: QRect, size: QSize, room: QRect) -> QPoint:
    """The upper left corner of something this large: right of a place, left, below, above, or else over its middle."""
    middle = around.center() - QPoint(size.width() // 2, size.height() // 2)
    spots = (
        QPoint(around.right(), middle.y()),
        QPoint(around.left() - size.width(), middle.y()),
        QPoint(middle.x(), around.bottom()),
        QPoint(middle.x(), around.top() - size.height()),
    )
    held = [_held(QRect(spot, size), room) for spot in spots]
    free = [spot for spot in held if not QRect(spot, size).intersects(around.adjusted(4, 4, -4, -4))]
    return free[0] if free else _held(QRect(middle, size), room)


def _held(place: QRect, room: QRect) -> QPoint:
    """The nearest corner from which it lies in the room."""
    left = max(room.left(), min(place.left(), room.right() - place.width() + 1))
    return QPoint(left, max(room.top(), min(place.top(), room.bottom() - place.height() + 1)))


def _nearest(place: QRect, point: QPoint) -> QPoint:
    """The point of a place that is nearest to another."""
    return QPoint(
        max(place.left(), min(point.x(), place.right())),
        max(place.top(), min(point.y(), place.bottom())),
    )


def _arrow(body: QRect, tip: QPointF, room: QRect) -> QPolygonF | None:
    """From the side of the frame towards the tip; None where the tip lies within the frame."""
    x = max(body.left() + 18.0, min(tip.x(), body.right() - 18.0))
    y = max(body.top() + 18.0, min(tip.y(), body.bottom() - 18.0))
    if tip.x() <= body.left():
        ends = (QPointF(body.left(), y - 9), QPointF(room.left() + 1, y), QPointF(body.left(), y + 9))
    elif tip.x() >= body.right():
        ends = (QPointF(body.right() + 1, y - 9), QPointF(room.right() - 1, y), QPointF(body.right() + 1, y + 9))
    elif tip.y() <= body.top():
        ends = (QPointF(x - 9, body.top()), QPointF(x, room.top() + 1), QPointF(x + 9, body.top()))
    elif tip.y() >= body.bottom():
        ends = (QPointF(x - 9, body.bottom() + 1), QPointF(x, room.bottom() - 1), QPointF(x + 9, body.bottom() + 1))
    else:
        return None
    return QPolygonF(ends)
