"""How the window is closed: at once, or after a word about the run that is going."""

from __future__ import annotations

from PySide6.QtCore import QObject

from workbench.gui.session import Session
from workbench.gui.views.closing import Closing, ClosingDialog
from workbench.gui.views.window import MainWindow


class Leaving(QObject):
    """Answers the wish to close the window."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        self._closing = False
        self._space.wishes.closeWindow.connect(self._on_close)
        session.ended.connect(self._on_ended)

    def leave(self) -> None:
        """Keep what is to be kept, give everything back and close the window."""
        self._window.keep_layout()
        recipe = self._space.recipe.recipe
        if recipe is not None:
            self._space.preferences.keep_recipe(recipe)
        self._space.preferences.save()
        self._space.computer.switch_off()
        self._session.close()
        self._window.allow_close()

    def _on_close(self) -> None:
        if not self._space.run.is_live:
            self.leave()
            return
        dialog = ClosingDialog(self._window)
        dialog.exec()
        if dialog.answer is Closing.QUIT or (dialog.answer is Closing.STOP and not self._space.run.is_live):
            self.leave()
        elif dialog.answer is Closing.STOP:
            self._closing = True
            self._session.stop()

    def _on_ended(self) -> None:
        if self._closing:
            self.leave()
