"""The icon in the tray: what is going on while the window is hidden, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from workbench.gui.icons import icon
from workbench.gui.models.workspace import Workspace

MILLISECONDS_BETWEEN_WORDS = 500
MILLISECONDS_OF_A_MESSAGE = 10_000
MILLISECONDS_TO_SETTLE = 500
"""Until a new icon is in its place, where a message can point at it."""


class Tray(QSystemTrayIcon):
    """Shows how far the run is; its menu steers it. Not there unless the window is hidden or something is told.

    Args:
        space: What it draws and where its wishes go.
        sentence: What is going on, in words.
    """

    def __init__(self, space: Workspace, sentence: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(icon("workbench"), parent)
        self._space, self._sentence = space, sentence
        self._stays = False
        self.menu = QMenu()
        self.progress = QAction("", self.menu)
        self.progress.setEnabled(False)
        self.open = QAction(self.tr("&Open window"), self.menu)
        self.pause = QAction(self.tr("&Pause"), self.menu)
        self.stop = QAction(self.tr("&Stop and keep the best"), self.menu)
        self.quit = QAction(self.tr("&Quit"), self.menu)
        for action in (self.progress, self.open, self.pause, self.stop, self.quit):
            action.setMenuRole(QAction.MenuRole.NoRole)
            self.menu.addAction(action)
        self.menu.insertSeparator(self.open)
        self.menu.insertSeparator(self.quit)
        self.setContextMenu(self.menu)
        self._words = QTimer(self, singleShot=True, interval=MILLISECONDS_BETWEEN_WORDS)
        self._words.timeout.connect(self.refresh)
        self._message: tuple[str, str] | None = None
        self._settling = QTimer(self, singleShot=True)
        self._settling.timeout.connect(self._on_settled)
        self._over = QTimer(self, singleShot=True, interval=MILLISECONDS_OF_A_MESSAGE)
        self._over.timeout.connect(self._on_told)
        self.open.triggered.connect(self._on_open)
        self.pause.triggered.connect(self._on_pause)
        self.stop.triggered.connect(self._on_stop)
        self.quit.triggered.connect(self._on_quit)
        later = Qt.ConnectionType.QueuedConnection  # hidden inside these signals, Qt's icon reads what is gone
        self.activated.connect(self._on_activated, later)
        self.messageClicked.connect(self._on_open, later)
        space.run.changed.connect(self._refresh_soon)
        space.run.steered.connect(self._refresh_now)
        self.refresh()

    def refresh(self) -> None:
        """Make words and entries agree with the run."""
        run, words = self._space.run, self._sentence()
        percent = self.tr("{percent} %").format(percent=round(100 * run.fraction))
        self.progress.setText(f"{percent} · {words}" if run.is_live and run.fraction else words)
        self.setToolTip(self.tr("Distillation Workbench: {words}").format(words=self.progress.text()))
        self.pause.setText(self.tr("&Resume") if run.can_go_on else self.tr("&Pause"))
        self.pause.setEnabled(run.can_pause or run.can_go_on)
        self.stop.setEnabled(run.can_stop)

    @staticmethod
    def is_available() -> bool:
        """The desktop has a place for such icons."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def stay(self) -> None:
        """Be there until `go`."""
        self._stays = True
        self.refresh()
        self.show()
        self._settling.start(MILLISECONDS_TO_SETTLE)

    def go(self) -> None:
        """The window is back."""
        self._stays = False
        self._message = None
        self._over.stop()
        self.hide()

    def tell(self, title: str, text: str) -> None:
        """Show a message beside the icon, where the desktop does such things; clicking it opens the window."""
        if not self.is_available() or not self.supportsMessages():
            return
        self._message = (title, text)
        wait = 0 if self.isVisible() and not self._settling.isActive() else MILLISECONDS_TO_SETTLE
        self.show()
        self._settling.start(wait)
        self._over.start()

    def _refresh_soon(self) -> None:
        if self.isVisible() and not self._words.isActive():
            self._words.start()

    def _refresh_now(self) -> None:
        if self.isVisible():
            self.refresh()

    def _on_settled(self) -> None:
        if self._message is not None:
            title, text = self._message
            self._message = None
            self.showMessage(title, text, self.icon(), MILLISECONDS_OF_A_MESSAGE)

    def _on_told(self) -> None:
        if not self._stays:
            self.hide()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self._on_open()

    def _on_open(self) -> None:
        self._space.wishes.openWindow.emit()

    def _on_pause(self) -> None:
        (self._space.wishes.goOn if self._space.run.can_go_on else self._space.wishes.pause).emit()

    def _on_stop(self) -> None:
        self._space.wishes.stop.emit()

    def _on_quit(self) -> None:
        self._space.wishes.closeWindow.emit()
