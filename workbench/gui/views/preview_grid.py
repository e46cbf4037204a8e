"""Pictures of the data, side by side: to look at, to leave out, to give another class."""

from __future__ import annotations

from base64 import b64decode
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.gui.models import preview_words
from workbench.gui.models.preview import Shown
from workbench.gui.models.preview_rows import PICTURE_ROLE, PictureRows
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Theme

SIDE, GAP = 72, 5
"""Pixels of a picture's side, and around it."""
KEPT = 2000
"""Pictures that are kept ready to be painted."""

Index = QModelIndex | QPersistentModelIndex


class PictureGrid(QListView):
    """Shows pictures and asks for what is to be put right about those that are selected.

    Signals:
        correctionWanted: Names of pictures, and their class; None = leave them out.
        takeBackWanted: Names of pictures whose corrections are to go.
        placeWanted: Name of a picture whose file is to be shown.
    """

    correctionWanted = Signal(list, object)
    takeBackWanted = Signal(list)
    placeWanted = Signal(str)

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._space = space
        self.delegate = _PictureDelegate(space.theme, self)
        self.setModel(PictureRows(space.preview, self))
        self.setItemDelegate(self.delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Pictures"))
        self.setMinimumHeight(SIDE + 60)
        for signal in (self.model().modelReset, self.model().rowsInserted, self.model().dataChanged):
            signal.connect(self._hide_unvaried)
        space.theme.changed.connect(self.viewport().update)

    @property
    def selected(self) -> list[Shown]:
        """The pictures that are selected."""
        return [index.data(PICTURE_ROLE) for index in self.selectionModel().selectedIndexes()]

    def show_augmented(self, on: bool) -> None:
        """Show variations as the student sees them, or the pictures as they are."""
        self.delegate.augmented = on
        self._hide_unvaried()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete leaves out, or takes in again; F2 asks for another class."""
        pictures = self.selected
        if pictures and event.key() == Qt.Key.Key_Delete:
            self._toggle(pictures)
        elif pictures and event.key() == Qt.Key.Key_F2:
            self._menu(pictures).exec(self.viewport().mapToGlobal(self._middle()))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done."""
        pictures = self.selected
        if pictures:
            by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
            place = self.viewport().mapToGlobal(self._middle()) if by_key else event.globalPos()
            self._menu(pictures).exec(place)

    def menu(self) -> QMenu:
        """What can be done with the selected pictures."""
        return self._menu(self.selected)

    def _menu(self, pictures: list[Shown]) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names = [picture.name for picture in pictures]
        classes = menu.addMenu(self.tr("This is a …") if len(pictures) == 1 else self.tr("These are …"))
        for label in self._space.preview.classes:
            action = classes.addAction(label.replace("&", "&&"), partial(self.correctionWanted.emit, names, label))
            action.setEnabled(any(picture.label != label or picture.is_left_out for picture in pictures))
        out = menu.addAction(self.tr("Leave out"), partial(self.correctionWanted.emit, names, None))
        out.setShortcut(Qt.Key.Key_Delete)
        out.setEnabled(not all(picture.is_left_out for picture in pictures))
        corrected = {each["picture"] for each in self._space.preview.corrections}
        back = menu.addAction(self.tr("As the source has it"), partial(self.takeBackWanted.emit, names))
        back.setEnabled(bool(corrected.intersection(names)))
        if self._space.preview.places and len(pictures) == 1:
            menu.addSeparator()
            menu.addAction(self.tr("Show where the file is"), partial(self.placeWanted.emit, names[0]))
        return menu

    def _hide_unvaried(self) -> None:
        """Pictures that the student is not trained on have no variations."""
        pictures = self._space.preview.pictures
        hides = self.delegate.augmented and any(picture.augmented for picture in pictures)
        for row, picture in enumerate(pictures[: self.model().rowCount()]):
            self.setRowHidden(row, hides and not picture.augmented)

    def _toggle(self, pictures: list[Shown]) -> None:
        names = [picture.name for picture in pictures]
        if all(picture.is_left_out for picture in pictures):
            self.takeBackWanted.emit(names)
        else:
            self.correctionWanted.emit(names, None)

    def _middle(self) -> QPoint:
        return self.visualRect(self.currentIndex()).center()


class _PictureDelegate(QStyledItemDelegate):
    """One picture or its three variations, its class, and what it is used for.

    Attributes:
        augmented: Show the variations.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ready: dict[str, QPixmap] = {}
        self.augmented = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        across = 3 if self.augmented else 1
        lines = option.fontMetrics.height()
        return QSize(across * (SIDE + GAP) + GAP, SIDE + 2 * lines + 3 * GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        picture: Shown = index.data(PICTURE_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        colors = self._theme.colors
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect.adjusted(1, 1, -1, -1), QColor(colors.accent))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colors.text))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        self._paint_pictures(painter, rect, picture)
        self._paint_words(painter, rect, picture, chosen=chosen)
        painter.restore()

    def _paint_pictures(self, painter: QPainter, rect: QRect, picture: Shown) -> None:
        shown = picture.augmented if self.augmented and picture.augmented else (picture.png,)
        ratio = painter.device().devicePixelRatio() if painter.device() is not None else 1.0
        painter.setOpacity(0.3 if picture.is_left_out else 1.0)
        for number, png in enumerate(shown):
            pixmap = self._pixmap(png, ratio)
            size = pixmap.deviceIndependentSize().toSize()
            box = QRect(rect.left() + GAP + number * (SIDE + GAP), rect.top() + GAP, SIDE, SIDE)
            at = QRect(0, 0, size.width(), size.height())
            at.moveCenter(box.center())
            painter.drawPixmap(at.topLeft(), pixmap)
            if picture.is_left_out:
                painter.setOpacity(1.0)
                painter.setPen(QColor(self._theme.colors.banners["error"][1]))
                painter.drawLine(box.topLeft(), box.bottomRight())
        painter.setOpacity(1.0)

    def _paint_words(self, painter: QPainter, rect: QRect, picture: Shown, *, chosen: bool) -> None:
        colors, metrics = self._theme.colors, painter.fontMetrics()
        room = QRect(rect.left() + 3, rect.top() + SIDE + GAP + 3, rect.width() - 6, metrics.height())
        own = picture.is_relabelled or picture.is_left_out
        state = preview_words.state(picture)
        lines = (
            (picture.label, colors.on_accent if chosen else colors.text),
            (state, colors.on_accent if chosen else colors.banners["warning"][1] if own else colors.faint),
        )
        for text, color in lines:
            painter.setPen(QColor(color))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
            room.translate(0, metrics.height())

    def _pixmap(self, png: str, ratio: float) -> QPixmap:
        """Read when it is first painted: only those in view cost time."""
        ready = self._ready.get(png)
        if ready is not None:
            return ready
        if len(self._ready) >= KEPT:
            self._ready.clear()
        pixmap = QPixmap()
        pixmap.loadFromData(b64decode(png))
        side = round(SIDE * ratio)
        enlarged = max(pixmap.width(), pixmap.height()) * 2 <= side
        mode = Qt.TransformationMode.FastTransformation if enlarged else Qt.TransformationMode.SmoothTransformation
        made = pixmap.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, mode)
        made.setDevicePixelRatio(ratio)
        self._ready[png] = made
        return made
