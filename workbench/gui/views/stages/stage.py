"""What the pages have in common."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from workbench.gui.models.workspace import Workspace
from workbench.gui.views.group import Group


class Stage(QWidget):
    """A page. It is built when it is first shown, and can be thrown away at any moment."""

    def __init__(self, space: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.space = space
        self.groups: list[Group] = []

    def reveal(self, path: str) -> None:
        """Bring a field of the recipe into view and give it the focus."""
        for group in self.groups:
            widget = group.reveal(path)
            if widget is not None:
                group.show()
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                _scroll_to(group, widget)
                QTimer.singleShot(0, group, partial(_scroll_to, group, widget))  # again, once all have their places
                return

    def listen_to(self, group: Group) -> None:
        """Pass on what a card of settings asks for."""
        self.groups.append(group)
        group.edited.connect(self.space.wishes.edit)
        group.settingEdited.connect(self.space.wishes.editSetting)


def _scroll_to(group: Group, widget: QWidget) -> None:
    """Bring as much of a card into view as there is room for, and the widget in any case."""
    area = _area_around(widget)
    if area is not None:
        area.ensureWidgetVisible(group)
        area.ensureWidgetVisible(widget)


def _area_around(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def scrolling(body: QWidget) -> QScrollArea:
    """A page's content, which scrolls where the screen is too small for it."""
    area = QScrollArea()
    area.setObjectName("column")
    body.setObjectName("columnBody")
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus, and brings itself into view
    return area


def only_down(body: QWidget) -> QScrollArea:
    """A column that scrolls up and down only: it is never narrower than what is in it."""
    area = scrolling(body)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    body.installEventFilter(_AsWide(area))
    return area


class _AsWide(QObject):
    """Keeps an area as wide as what is in it needs, whatever comes into it."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow each change of the layout."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._follow()
        return False

    def _follow(self) -> None:
        area = self._area
        body = area.widget()
        if body is None:  # it is being taken apart
            return
        needed = body.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width()
        if needed != area.minimumWidth():
            area.setMinimumWidth(needed)


def column_of(*widgets: QWidget) -> QWidget:
    """Widgets one below the other, at the top."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 4, 0)
    column.setSpacing(8)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return body
