"""What is done with earlier runs, carried out: names, tags, the bin, and where a row of the list leads."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from workbench.events import JobEnded
from workbench.gui.models.notices import Notice
from workbench.gui.models.runs_changes import StoreRequest, carry_out
from workbench.gui.session import Session
from workbench.gui.views.window import MainWindow
from workbench.runs import RunStore


class RunsDesk(QObject):
    """Connects the list of runs with the disk and with the wishes."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._space, self._session = window.space, session
        runs, wishes, view = self._space.runs, self._space.wishes, window.runs
        runs.storeRequested.connect(self._on_store)
        view.binRequested.connect(runs.bin)
        view.annotateRequested.connect(runs.annotate)
        view.tagsRequested.connect(runs.retag)
        view.openRequested.connect(wishes.openRun)
        view.compareRequested.connect(wishes.compareRuns)
        view.teacherRequested.connect(self._on_teacher)
        view.repeatRequested.connect(wishes.repeatRun)
        view.codeRequested.connect(wishes.showCode)
        view.reportRequested.connect(wishes.writeReport)
        view.folderRequested.connect(wishes.openRunFolder)
        view.shareRequested.connect(wishes.shareRuns)

    def _on_teacher(self, run: str) -> None:
        self._space.wishes.useTeacher.emit(run, "")

    def _on_store(self, request: StoreRequest) -> None:
        work = partial(carry_out, RunStore(self._space.runs_folder), request)
        self._session.read(work, self._on_stored, self._on_not_stored)

    def _on_stored(self, _nothing: object) -> None:
        self._space.runs.store_done()

    def _on_not_stored(self, end: JobEnded) -> None:
        self._space.runs.store_failed()
        self._space.notices.put("store", Notice("error", end.problem, end.fix, end.details))
