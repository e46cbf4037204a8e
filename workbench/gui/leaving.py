"""How the window is closed: at once, or after a word about the run that is going."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from workbench.gui.models.notices import Action, Kind, Notice
from workbench.gui.models.preferences import Place
from workbench.gui.models.run import Status
from workbench.gui.session import Session
from workbench.gui.views.closing import Closing, ClosingDialog
from workbench.gui.views.tray import Tray
from workbench.gui.views.window import MainWindow

MILLISECONDS_OF_QUIET = 2_000
"""After which a wait is explained."""
MILLISECONDS_OF_PATIENCE = 10_000
"""After which it is said what closing would cost."""


class Leaving(QObject):
    """Answers the wishes to close the window, and to have it back.

    Whoever closes while a network trains is asked once. What then takes time is told in a notice, with a way to close
    at once and a way back; the window goes as soon as the run rests or has ended.

    Signals:
        left: The window is about to go for good.
    """

    left = Signal()

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        self.tray = Tray(self._space, window.status.progress.sentence, self)
        self.dialog: ClosingDialog | None = None
        self._plan: Closing | None = None
        self._gone = False
        self._quiet = QTimer(self, singleShot=True)
        self._quiet.timeout.connect(self._on_slow)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._on_too_slow)
        wishes = self._space.wishes
        wishes.closeWindow.connect(self._on_close)
        wishes.openWindow.connect(self.open_window)
        wishes.act.connect(self._on_action)
        self._space.run.steered.connect(self._on_steered)
        session.ended.connect(self._on_steered)

    def leave(self) -> None:
        """Keep what is to be kept, give everything back and close the window."""
        if self._gone:
            return
        self._gone = True
        self.left.emit()
        self._window.keep_layout()
        recipe = self._space.recipe.recipe
        if recipe is not None:
            self._space.preferences.keep_recipe(recipe)
        self._space.preferences.save()
        self._space.computer.switch_off()
        self._session.close()
        self.tray.go()
        QGuiApplication.setQuitOnLastWindowClosed(True)
        was_hidden = not self._window.isVisible()
        self._window.allow_close()
        if was_hidden:  # Qt quits by itself only when a window goes that was there
            QCoreApplication.quit()

    def keep_running(self) -> None:
        """Take the window out of the way; the run goes on."""
        if not Tray.is_available():
            self._window.showMinimized()
            return
        QGuiApplication.setQuitOnLastWindowClosed(False)  # else the next dialog to be closed would end the application
        self.tray.stay()
        self.tray.tell(self.tr("Training goes on"), self.tr("This icon brings the window back."))
        self._window.hide()

    def open_window(self) -> None:
        """Have the window back in front of everything."""
        self.tray.go()
        QGuiApplication.setQuitOnLastWindowClosed(True)
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    # The question

    def _on_close(self) -> None:
        if not self._space.run.is_live:
            self.leave()
            return
        if not self._window.isVisible():
            self.open_window()
        if self.dialog is None:
            self.dialog = ClosingDialog(
                self._space.run,
                self._space.theme,
                has_tray=Tray.is_available(),
                dies=self._space.preferences.place is Place.PROCESS,
                parent=self._window,
            )
            self.dialog.chosen.connect(self._on_chosen)
            self.dialog.open()
        self.dialog.raise_()

    def _on_chosen(self, answer: Closing) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        match answer:
            case Closing.KEEP:
                self.keep_running()
            case Closing.PAUSE | Closing.STOP:
                self._plan = answer
                self._tell(self.tr("Nothing is lost."))
                self._quiet.start(MILLISECONDS_OF_QUIET)
                self._patience.start(MILLISECONDS_OF_PATIENCE)
                self._on_steered()
            case Closing.CANCEL:
                pass

    # The wait

    def _on_steered(self) -> None:
        """Go on with what was chosen, as far as the run lets it."""
        run = self._space.run
        over = not run.is_live
        if self._gone:
            return
        if self._plan is None:
            if over and self.dialog is not None:
                self._settle(run.status)
        elif over or (self._plan is Closing.PAUSE and run.status is Status.PAUSED):
            QTimer.singleShot(0, self, self.leave)  # others hear of the end first
        elif self._plan is Closing.PAUSE and run.can_pause:
            self._session.pause()
        elif self._plan is Closing.STOP and run.can_stop:
            self._session.stop()

    def _settle(self, status: Status) -> None:
        """The run has ended before an answer came: the window was to be closed, unless there is bad news."""
        dialog = self.dialog
        if dialog is not None:
            dialog.reject()
        if status is not Status.FAILED:
            QTimer.singleShot(0, self, self.leave)

    def _tell(self, text: str, kind: Kind = "info") -> None:
        headline = (
            self.tr("Pausing at a checkpoint; then the window closes.")
            if self._plan is Closing.PAUSE
            else self.tr("Stopping and keeping the best weights; then the window closes.")
        )
        actions = (Action("stay", self.tr("Stay open")), Action("now", self.tr("Close now")))
        self._space.notices.put("leaving", Notice(kind, headline, text, actions=actions, closable=False))

    def _on_slow(self) -> None:
        if self._plan is not None:
            doing = self._window.status.progress.sentence()
            self._tell(self.tr("Still at: {doing}").format(doing=doing))

    def _on_too_slow(self) -> None:
        if self._plan is not None:
            text = self.tr("No answer for 10 s. Closed now, it goes on from its last checkpoint at the next start.")
            self._tell(text, "warning")

    def _on_action(self, key: str, action: str) -> None:
        if key != "leaving" or self._plan is None:
            return
        plan, self._plan = self._plan, None
        self._quiet.stop()
        self._patience.stop()
        if action == "now":
            QTimer.singleShot(0, self, self.leave)
        elif plan is Closing.PAUSE and self._space.run.can_go_on:
            self._session.go_on()
