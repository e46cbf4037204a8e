"""Pictures in a grid, each with what it is and what every network said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
THUMB_ROLE = int(Qt.ItemDataRole.UserRole)
SIDE = 72
"""Pixels of a picture's longer side."""
WIDTH = 262
"""Pixels of a picture and its words."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What one network said. `text`: with its confidence."""

    who: str
    text: str
    right: bool

    @property
    def mark(self) -> str:
        """Right or wrong, as a sign."""
        return "✓" if self.right else "✗"


@dataclass(frozen=True, slots=True)
class Thumb:
    """A picture with its words.

    Attributes:
        png: Empty until it is there. name: What the data source calls it. truth: its class.
    """

    png: bytes
    name: str
    truth: str
    sayings: tuple[Saying, ...]

    @property
    def told(self) -> str:
        """All of it in words."""
        lines = [f"{one.who}: {one.mark} {one.text}" for one in self.sayings]
        return "\n".join(filter(None, (self.truth, *lines, self.name)))


class Thumbs(QAbstractListModel):
    """The pictures of a page. Each is decoded when it is first drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thumbs: tuple[Thumb, ...] = ()
        self._pixmaps: dict[bytes, QPixmap] = {}

    def show_thumbs(self, thumbs: tuple[Thumb, ...]) -> None:
        """Show these; pictures that only came in leave the view where it is."""
        if thumbs == self.thumbs:
            return
        old = [(one.truth, one.sayings) for one in self.thumbs]
        if old == [(one.truth, one.sayings) for one in thumbs]:
            self.thumbs = thumbs
            self.dataChanged.emit(self.index(0), self.index(len(thumbs) - 1))
            return
        self.beginResetModel()
        self.thumbs = thumbs
        self._pixmaps.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Pictures."""
        return 0 if parent.isValid() else len(self.thumbs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the view asks of a picture."""
        if not index.isValid():
            return None
        thumb = self.thumbs[index.row()]
        match role:
            case Qt.ItemDataRole.AccessibleTextRole:
                return thumb.told.replace("\n", ", ")
            case Qt.ItemDataRole.ToolTipRole:
                return thumb.told
            case _:
                return thumb if role == THUMB_ROLE else None

    def pixmap(self, thumb: Thumb, ratio: float) -> QPixmap:
        """The picture, as large as it is drawn; small ones keep their sharp edges."""
        if thumb.png not in self._pixmaps:
            made = QPixmap()
            made.loadFromData(thumb.png)
            side = round(SIDE * ratio)
            small = max(made.width(), made.height()) * 2 <= side
            mode = Qt.TransformationMode.FastTransformation if small else Qt.TransformationMode.SmoothTransformation
            if not made.isNull():
                made = made.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, mode)
                made.setDevicePixelRatio(ratio)
            self._pixmaps[thumb.png] = made
        return self._pixmaps[thumb.png]


class ThumbDelegate(QStyledItemDelegate):
    """Draws a picture at the left and its words beside it."""

    def __init__(self, theme: Theme, thumbs: Thumbs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._thumbs = theme, thumbs

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same for all."""
        return QSize(WIDTH, max(SIDE, 4 * option.fontMetrics.height()) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Picture, truth, answers; the right ones with a tick, the wrong ones with a cross and in another colour."""
        thumb: Thumb = index.data(THUMB_ROLE)
        colors, rect = self._theme.colors, option.rect.adjusted(2, 2, -2, -2)
        painter.save()
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(QColor(colors.accent if current else colors.line), 2 if current else 1))
        painter.setBrush(QColor(colors.raised))
        painter.drawRoundedRect(rect, 5, 5)
        frame = QRect(rect.left() + 5, rect.top() + (rect.height() - SIDE) // 2, SIDE, SIDE)
        self._paint_picture(painter, frame, thumb)
        self._paint_words(painter, rect.adjusted(SIDE + 12, 3, -4, -3), thumb, option.font)
        painter.restore()

    def _paint_picture(self, painter: QPainter, frame: QRect, thumb: Thumb) -> None:
        if not thumb.png:
            painter.fillRect(frame, QColor(self._theme.colors.window))
            return
        drawn = self._thumbs.pixmap(thumb, painter.device().devicePixelRatio())
        size = drawn.deviceIndependentSize()
        left = frame.left() + (frame.width() - size.width()) / 2
        painter.drawPixmap(round(left), round(frame.top() + (frame.height() - size.height()) / 2), drawn)

    def _paint_words(self, painter: QPainter, rect: QRect, thumb: Thumb, font: QFont) -> None:
        colors = self._theme.colors
        lines = [(thumb.truth, colors.text, True)]
        lines += [
            (
                f"{one.mark} {one.text}  {one.who}",
                colors.text if one.right else colors.banners["error"][1],
                False,
            )
            for one in thumb.sayings
        ]
        height = min(painter.fontMetrics().height() + 1, rect.height() // max(1, len(lines)))
        top = rect.top() + (rect.height() - height * len(lines)) // 2
        for number, (text, color, bold) in enumerate(lines):
            shown = QFont(font)
            shown.setBold(bold)
            painter.setFont(shown)
            painter.setPen(QColor(color))
            box = QRect(rect.left(), top + number * height, rect.width(), height)
            elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), elided)


class ThumbView(QListView):
    """The grid; arrow keys go from picture to picture."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thumbs = Thumbs(self)
        self.setModel(self.thumbs)
        self.setItemDelegate(ThumbDelegate(theme, self.thumbs, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(2)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)
        theme.changed.connect(self.viewport().update)
