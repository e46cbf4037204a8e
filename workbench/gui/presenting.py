"""In front of a class: the whole screen, large type, and nothing that moves by accident."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from workbench.gui.views.window import STATE_VERSION, MainWindow

LARGER = 1.4
"""Times the text size that the user prefers."""
ROOM_FOR_DOCKS = 1366
"""Pixels across, at the system's text size, that stages and docks need side by side."""


class Presenting(QObject):
    """Answers the wishes for the presentation mode, another text size and the layout of the first start."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._space = window, window.space
        self._before: tuple[QByteArray, QByteArray] | None = None
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.end)
        wishes = self._space.wishes
        wishes.present.connect(self._on_present)
        wishes.chooseTextSize.connect(self._on_text_size)
        wishes.resetLayout.connect(self._on_reset_layout)

    @property
    def is_on(self) -> bool:
        """The window is shown to a class."""
        return self._before is not None

    def begin(self) -> None:
        """Enter the mode."""
        if self.is_on:
            return
        window = self._window
        self._before = (window.saveState(STATE_VERSION), window.saveGeometry())
        room = window.screen().geometry().width() / (LARGER * self._usual)
        for name, dock in window.docks.items():
            if name == "log" or room < ROOM_FOR_DOCKS:  # a key brings them back
                dock.hide()
        window.lock_docks(True)
        window.menus.show_presenting(True)
        self._escape.setEnabled(True)
        self._enlarge()
        window.showFullScreen()

    def end(self) -> None:
        """Leave the mode; the window is as it was."""
        if self._before is None:
            return
        (layout, place), self._before = self._before, None
        window = self._window
        self._escape.setEnabled(False)
        window.menus.show_presenting(False)
        window.lock_docks(False)
        self._enlarge()
        window.showNormal()
        window.restoreState(layout, STATE_VERSION)
        window.restoreGeometry(place)

    @property
    def _usual(self) -> float:
        """Times the system's text size, when nothing is presented."""
        return self._space.preferences.text_size / 100

    def _enlarge(self) -> None:
        self._space.theme.enlarge(self._usual * LARGER if self.is_on else self._usual)

    def _on_present(self, on: bool) -> None:
        if on:
            self.begin()
        else:
            self.end()

    def _on_text_size(self, percent: int) -> None:
        self._space.preferences.text_size = percent
        self._enlarge()

    def _on_reset_layout(self) -> None:
        self.end()
        self._window.reset_layout()
