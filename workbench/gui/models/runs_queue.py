"""Changes of runs on their way to the disk, one after the other, each of which can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from workbench.gui.models.runs_changes import StoreRequest, applied
from workbench.runs import RunSummary


class ChangeQueue(QObject):
    """What was asked of the disk and has not been done.

    Signals:
        changed: Other requests are waiting.
        requested: This `StoreRequest` is to be carried out; the next comes after `done` or `failed`.
        emptied: Nothing is waiting any more.
    """

    changed = Signal()
    requested = Signal(object)
    emptied = Signal()

    def __init__(self, undo: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo = undo
        self._waiting: list[_Waiting] = []

    def push(self, text: str, forth: StoreRequest, back: StoreRequest, known: tuple[RunSummary, ...] = ()) -> None:
        """Ask for a change.

        Args:
            text: What the menu calls it.
            forth: The change. back: What takes it back.
            known: Runs that come back with it.
        """
        self._undo.push(_Change(self, text, _Deed(forth, back, known)))

    def applied(self, runs: tuple[RunSummary, ...]) -> tuple[RunSummary, ...]:
        """A list of runs as it will be when all is done."""
        for waiting in self._waiting:
            runs = applied(waiting.request, runs, waiting.deed.known)
        return runs

    def done(self, runs: tuple[RunSummary, ...]) -> tuple[RunSummary, ...]:
        """The first request has been carried out; the list with it. `go_on` sends the next."""
        if not self._waiting:
            return runs
        first = self._waiting.pop(0)
        return applied(first.request, runs, first.deed.known)

    def failed(self) -> None:
        """The first request could not be carried out: take it back, here and from undo."""
        if not self._waiting:
            return
        deed = self._waiting[0].deed
        deed.failed = True
        self._waiting = [waiting for waiting in self._waiting if waiting.deed is not deed]
        self._forget(deed)
        self.changed.emit()
        self.go_on()

    def go_on(self) -> None:
        """Send the next request, if there is one."""
        if self._waiting:
            self.requested.emit(self._waiting[0].request)
        else:
            self.emptied.emit()

    def add(self, deed: _Deed, request: StoreRequest) -> None:
        """Send a request, or let it wait for its turn; for undo itself."""
        self._waiting.append(_Waiting(deed, request))
        self.changed.emit()
        if len(self._waiting) == 1:
            self.requested.emit(request)

    def _forget(self, deed: _Deed) -> None:
        """Take a change that failed off the stack, where it is the next to be undone or redone."""
        index = self._undo.index()
        for position, step in ((index - 1, self._undo.undo), (index, self._undo.redo)):
            command = self._undo.command(position) if 0 <= position < self._undo.count() else None
            if isinstance(command, _Change) and command.deed is deed:
                step()  # does nothing but make the command obsolete
                return


class _Deed:
    """What a change does and how it is taken back; outlives the command, which a stack may delete at any time."""

    def __init__(self, forth: StoreRequest, back: StoreRequest, known: tuple[RunSummary, ...]) -> None:
        self.forth, self.back, self.known = forth, back, known
        self.failed = False


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A request that has not been carried out."""

    deed: _Deed
    request: StoreRequest


class _Change(QUndoCommand):
    """Runs were changed."""

    def __init__(self, queue: ChangeQueue, text: str, deed: _Deed) -> None:
        super().__init__(text)
        self._queue, self.deed = queue, deed

    def redo(self) -> None:
        self._do(self.deed.forth)

    def undo(self) -> None:
        self._do(self.deed.back)

    def _do(self, request: StoreRequest) -> None:
        if self.deed.failed:
            self.setObsolete(True)
        else:
            self._queue.add(self.deed, request)
