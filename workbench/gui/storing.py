"""How much memory and disk training may use, and what is remembered between runs: read, set, cleared."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMessageBox

from workbench import limits
from workbench.events import JobEnded
from workbench.gui.models.notices import Notice
from workbench.gui.session import Session
from workbench.gui.views import words
from workbench.gui.views.window import MainWindow


class Storing(QObject):
    """Answers the wishes about it. Lives as long as the window."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        self._unwritten: limits.Limits | None = None
        self._is_writing = False
        wishes = self._space.wishes
        wishes.preferences.connect(self.look)
        wishes.chooseLimits.connect(self._space.kept.choose)
        wishes.clearKept.connect(self._on_clear)
        self._space.kept.chosen.connect(self._on_chosen)

    def look(self) -> None:
        """Read the limits and ask what is kept, for who opens the preferences."""
        self._read()
        self._space.kept.look()

    def _read(self) -> None:
        folder = self._space.preferences.folder
        self._session.read(partial(limits.read, folder), self._space.kept.take_limits, self._tell)

    def _on_chosen(self, wanted: limits.Limits) -> None:
        """Write them, one after the other: an arrow key gives many."""
        self._unwritten = wanted
        if not self._is_writing:
            self._write_next()

    def _write_next(self, _done: object = None) -> None:
        wanted, self._unwritten = self._unwritten, None
        self._is_writing = wanted is not None
        if wanted is not None:
            folder = self._space.preferences.folder
            self._session.read(partial(limits.write, wanted, folder), self._write_next, self._on_not_written)

    def _on_not_written(self, end: JobEnded) -> None:
        self._is_writing, self._unwritten = False, None
        self._tell(end)
        self._read()  # what is shown is what counts

    def _tell(self, end: JobEnded) -> None:
        self._space.notices.put("limits", Notice("error", end.problem, end.fix, end.details))

    def _on_clear(self) -> None:
        kept = self._space.kept
        if kept.store is None or not kept.store.bytes or self._space.run.is_live or kept.is_asking:
            return
        question = QMessageBox(
            QMessageBox.Icon.Warning,
            self.tr("Clear what is remembered"),
            self.tr(
                "Remove {size} of teachers' answers and decoded pictures? This cannot be undone. Runs and their "
                "networks stay; the next run with the same teacher takes longer, as it asks and remembers anew."
            ).format(size=words.size(kept.store.bytes)),
            QMessageBox.StandardButton.NoButton,
            QApplication.activeModalWidget() or self._window,
        )
        clear = question.addButton(self.tr("Clear"), QMessageBox.ButtonRole.DestructiveRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        question.exec()
        if question.clickedButton() is clear:
            kept.clear()
