"""Notices, drawn as banners in the layout."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from workbench.gui.icons import icon
from workbench.gui.labels import text_label
from workbench.gui.models.notices import Notice, NoticesModel
from workbench.gui.taborder import place_after
from workbench.gui.theme import Theme


class Banner(QFrame):
    """One notice.

    Signals:
        actionRequested: Name of the action whose button was pressed; ``close`` for the cross.
    """

    actionRequested = Signal(str)

    def __init__(self, notice: Notice, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setProperty("banner", notice.kind)
        color = theme.colors.banners[notice.kind][1]
        self.headline = text_label(notice.headline, "headline", wrap=True)
        self.text = text_label(notice.text, wrap=True)
        for label in (self.headline, self.text):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons: dict[str, QPushButton] = {}
        self.setAccessibleName(notice.headline)
        self.setAccessibleDescription(notice.text)

        picture = QLabel()
        picture.setPixmap(icon(notice.kind, color).pixmap(QSize(20, 20)))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        if notice.text:
            words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 8, 6)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for action in notice.actions:
            row.addWidget(self._button(action.name, action.label))
        if notice.details or notice.kind == "error":  # of an error at least its words, for whoever is asked for help
            copy = QPushButton(self.tr("Copy details"))
            copy.clicked.connect(self._on_copy)
            self.buttons["copy"] = copy
            row.addWidget(copy)
        if notice.closable:
            row.addWidget(self._cross(color))

    def _button(self, name: str, label: str) -> QPushButton:
        button = QPushButton(label)

        def ask() -> None:
            self.actionRequested.emit(name)

        button.clicked.connect(ask)
        self.buttons[name] = button
        return button

    def _cross(self, color: str) -> QToolButton:
        cross = QToolButton(autoRaise=True)
        cross.setIcon(icon("close", color))
        cross.setToolTip(self.tr("Dismiss"))
        cross.setAccessibleName(self.tr("Dismiss: {headline}").format(headline=self.notice.headline))
        cross.clicked.connect(self._on_cross)
        return cross

    def _on_cross(self) -> None:
        self.actionRequested.emit("close")

    def _on_copy(self) -> None:
        notice = self.notice
        QGuiApplication.clipboard().setText("\n\n".join(filter(None, (notice.headline, notice.text, notice.details))))


class BannerArea(QWidget):
    """All notices, one below the other.

    Signals:
        actionRequested: Key of the notice, name of the action.
    """

    actionRequested = Signal(str, str)

    def __init__(self, model: NoticesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self.banners: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        model.changed.connect(self.refresh)
        theme.changed.connect(self._on_theme_changed)
        self.refresh()

    def refresh(self) -> None:
        """Make the banners agree with the notices; those that did not change stay as they are."""
        for key in list(self.banners):
            if self._model.notices.get(key) != self.banners[key].notice:
                self._remove(key)
        for key, notice in self._model.notices.items():
            if key not in self.banners:
                self._add(key, notice)
        self.setVisible(bool(self.banners))

    def _add(self, key: str, notice: Notice) -> None:
        banner = Banner(notice, self._theme)

        def ask(action: str) -> None:
            self.actionRequested.emit(key, action)

        banner.actionRequested.connect(ask)
        above = next(reversed(self.banners.values()), self)
        self.banners[key] = banner
        self._column.addWidget(banner)
        place_after(above, banner)

    def _remove(self, key: str) -> None:
        banner = self.banners.pop(key)
        self._column.removeWidget(banner)
        banner.hide()
        banner.deleteLater()

    def _on_theme_changed(self) -> None:
        for key in list(self.banners):
            self._remove(key)
        self.refresh()
