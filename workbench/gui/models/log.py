"""What happened, line by line: for people, and in full."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from time import time
from typing import Literal

from PySide6.QtCore import QObject, Signal

KEPT = 5000
"""Lines; older ones are forgotten here, the run folder has them."""

Level = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Attributes:
        seconds: Since 1970. told: For people; the others are in the full log only.
    """

    seconds: float
    level: Level
    text: str
    told: bool = True


class LogModel(QObject):
    """The last lines.

    Signals:
        added: A line was added; emitted in the thread that owns the model.
    """

    added = Signal(object)
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: deque[Line] = deque(maxlen=KEPT)
        self._heard.connect(self._on_heard)  # queued where another thread logs

    def tell(self, text: str, level: Level = "info") -> None:
        """Add a line for people."""
        self._on_heard(Line(time(), level, text))

    def listen(self) -> LogHandler:
        """A handler for Python's logging that writes here, from any thread."""
        return LogHandler(self)

    def hear(self, line: Line) -> None:
        """Add a line from any thread."""
        self._heard.emit(line)

    def _on_heard(self, line: object) -> None:
        assert isinstance(line, Line)
        self.lines.append(line)
        self.added.emit(line)


class LogHandler(logging.Handler):
    """Passes records on to a `LogModel`."""

    def __init__(self, model: LogModel) -> None:
        super().__init__(logging.INFO)
        self._model: LogModel | None = model
        model.destroyed.connect(self._on_gone)

    def emit(self, record: logging.LogRecord) -> None:
        """A record as a line of the full log."""
        levels: dict[int, Level] = {logging.WARNING: "warning", logging.ERROR: "error", logging.CRITICAL: "error"}
        if self._model is not None:
            self._model.hear(Line(record.created, levels.get(record.levelno, "info"), self.format(record), told=False))

    def _on_gone(self) -> None:
        self._model = None
