"""Tells who looks elsewhere: the run's progress at the taskbar, and a message when a long run has ended."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from workbench.gui.models.run import RunModel, Status
from workbench.gui.session import Session
from workbench.gui.views import words
from workbench.gui.views.tray import Tray
from workbench.gui.views.window import MainWindow

SECONDS_OF_A_LONG_RUN = 10.0
MILLISECONDS_BETWEEN_LOOKS = 250
DESKTOP_FILE = "application://distillation-workbench.desktop"
LAUNCHER = "com.canonical.Unity.LauncherEntry"

Show = Callable[[float | None], None]
"""Shows a fraction of 0 to 1 at the taskbar; None = nothing is going."""
logger = logging.getLogger(__name__)


class Attention(QObject):
    """Follows the run, whether or not anybody looks at the window."""

    def __init__(self, window: MainWindow, session: Session, tray: Tray, *, show: Show | None = None) -> None:
        """Begin.

        Args:
            window: Its being active decides whether a message is needed.
            session: Says when a run is over.
            tray: Shows the message.
            show: How this computer's taskbar shows progress; None = as the system does, where it can.
        """
        super().__init__(window)
        self._window, self._tray, self._run = window, tray, window.space.run
        self._show = show
        self._began: float | None = None
        self._shown: int | None = None
        self._soon = QTimer(self, singleShot=True, interval=MILLISECONDS_BETWEEN_LOOKS)
        self._soon.timeout.connect(self.refresh)
        self._run.changed.connect(self._on_changed)
        session.ended.connect(self._on_ended)

    def refresh(self) -> None:
        """Make the taskbar agree with the run."""
        percent = round(100 * self._run.fraction) if self._run.is_live else None
        if percent == self._shown:
            return
        self._shown = percent
        if self._show is None:
            self._show = way_of_this_system()
        self._show(None if percent is None else percent / 100)

    def _on_changed(self) -> None:
        if self._run.is_live and self._began is None:
            self._began = time.monotonic()
        if not self._soon.isActive() and (self._run.is_live or self._shown is not None):
            self._soon.start()

    def _on_ended(self) -> None:
        began, self._began = self._began, None
        self.refresh()
        long = began is not None and time.monotonic() - began >= SECONDS_OF_A_LONG_RUN
        if long and not self._window.isActiveWindow():
            title, text = self.words(self._run)
            self._tray.tell(title, text)
            QApplication.alert(self._window)

    def words(self, run: RunModel) -> tuple[str, str]:
        """What to tell of the end of a run: a title and a sentence, which may be empty."""
        match run.status:
            case Status.DONE:
                return self.tr("The run is done"), words.verdict(run.results.verdict) if run.results else ""
            case Status.FAILED:
                return self.tr("The run failed"), run.end.problem if run.end else ""
            case _:
                return self.tr("The run was stopped"), ""


def way_of_this_system() -> Show:
    """How progress is shown at this taskbar; a way that does nothing where there is none.

    Windows has one, which Qt 6 does not reach without further packages.
    """
    if sys.platform == "darwin":
        return _badge
    if sys.platform.startswith("linux") and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return _Launcher().show
    return _nowhere


def _nowhere(_fraction: float | None) -> None:
    pass


def _badge(fraction: float | None) -> None:
    app = QGuiApplication.instance()
    if isinstance(app, QGuiApplication):
        app.setBadgeNumber(0 if fraction is None else round(100 * fraction))


class _Launcher:
    """Says it on the session bus, as the docks of GNOME, KDE and Unity listen for it. Waits for nobody."""

    def show(self, fraction: float | None) -> None:
        """Send one signal."""
        try:
            from PySide6.QtDBus import QDBusConnection, QDBusMessage
        except ImportError:  # some systems' Qt comes without
            return
        message: Any = QDBusMessage.createSignal("/distillation_workbench", LAUNCHER, "Update")
        told = {"progress": float(fraction or 0.0), "progress-visible": fraction is not None}
        message.setArguments([DESKTOP_FILE, told])
        if not QDBusConnection.sessionBus().send(message):
            logger.debug("the session bus takes no progress")
