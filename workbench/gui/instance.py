"""One window for one user and folder of runs: a second start hands its file to the first and is gone."""

from __future__ import annotations

import getpass
import hashlib
import json
import logging
import os
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

MILLISECONDS_TO_CONNECT = 500
MILLISECONDS_TO_ANSWER = 3_000
LONGEST_MESSAGE = 64 * 1024
"""Bytes; what is longer comes from no start of the workbench."""
TAKEN = b"taken\n"

logger = logging.getLogger(__name__)


def name_for(runs_folder: Path) -> str:
    """What the first window listens to: another user's, or another folder's, has another name."""
    whose = f"{_user()}\n{runs_folder.absolute()}"
    return f"distillation-workbench-{hashlib.sha256(whose.encode()).hexdigest()[:16]}"


class Instance(QObject):
    """This start of the application, among others on the same folder of runs.

    Signals:
        asked: Another start wants the window in front, and a file opened in it: its path, or empty.
    """

    asked = Signal(str)

    def __init__(self, runs_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name_for(runs_folder)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._heard: dict[QLocalSocket, bytes] = {}

    def is_first(self, file: str = "") -> bool:
        """Whether a window is to be opened here. If not, the one that is open has the file and comes to the front.

        A window that does not answer counts as none: better two than none.

        Args:
            file: To be opened: a path, or empty.
        """
        guard = QLockFile(f"{QDir.tempPath()}/{self._name}.lock")  # for two starts at once
        guard.tryLock(MILLISECONDS_TO_ANSWER)
        try:
            answer = self._hand_over(file)
            if answer is None:  # nobody listens; what one that died has left behind is taken away
                QLocalServer.removeServer(self._name)
                if not self._server.listen(self._name):
                    logger.info("other starts cannot be heard: %s", self._server.errorString())
            return not answer
        finally:
            guard.unlock()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _hand_over(self, file: str) -> bool | None:
        """Whether the first window took the file; None where nobody listens."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(MILLISECONDS_TO_CONNECT):
            return None
        message = {"file": os.path.abspath(file) if file else "", "token": os.environ.get("XDG_ACTIVATION_TOKEN", "")}
        socket.write(json.dumps(message).encode() + b"\n")
        socket.flush()
        return socket.waitForReadyRead(MILLISECONDS_TO_ANSWER) and bytes(socket.readAll().data()) == TAKEN

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = b""
            socket.readyRead.connect(self._on_ready)
            socket.disconnected.connect(self._on_disconnected)

    def _on_ready(self) -> None:
        for socket in list(self._heard):
            self._heard[socket] += bytes(socket.readAll().data())
            message = self._heard[socket]
            if b"\n" in message:
                self._heard[socket] = b""
                self._take(socket, message.partition(b"\n")[0])
            elif len(message) > LONGEST_MESSAGE:
                socket.abort()

    def _take(self, socket: QLocalSocket, message: bytes) -> None:
        try:
            content = json.loads(message)
            file, token = str(content["file"]), str(content["token"])
        except (ValueError, KeyError, TypeError):
            socket.abort()
            return
        socket.write(TAKEN)
        socket.flush()
        if token:  # Wayland lets only who was started by the user come to the front
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        self.asked.emit(file)

    def _on_disconnected(self) -> None:
        for socket in list(self._heard):
            if socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
                del self._heard[socket]
                socket.deleteLater()


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return str(os.getuid()) if hasattr(os, "getuid") else ""
