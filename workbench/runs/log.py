"""The event file of a run: one line of JSON an event, appended and never changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from typing_extensions import Self

from workbench.errors import RunError
from workbench.events import Event, decode, encode
from workbench.runs.files import as_run_error, plain_words

FILE = "events.jsonl"


class EventReader:
    """An iterator over the events of a file, from its beginning to where it ended when it was reached.

    Attributes:
        skipped: Damaged lines met so far and left out. A last line that is still being written is not counted.
    """

    def __init__(self, path: Path) -> None:
        self.skipped = 0
        try:
            self._file: BinaryIO | None = path.open("rb")
        except FileNotFoundError:
            self._file = None
        except OSError as error:
            raise RunError(f"{path} cannot be read: {error.strerror}.", fix="Allow reading it.") from error

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Event:
        while self._file is not None and (line := self._file.readline()):
            try:
                return decode(line)
            except (ValueError, RecursionError):
                self.skipped += line.endswith(b"\n")
        self.close()
        raise StopIteration

    def close(self) -> None:
        """Close the file; done by itself at the end of it."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self.close()


class EventAppender:
    """The one writer of an event file.

    Raises:
        RunError: The file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with plain_words(path):
            self._size = _drop_unfinished_line(path) if path.exists() else 0
            self._file = path.open("ab", buffering=0)

    def append(self, events: Sequence[Event]) -> None:
        """Write events so that they survive the death of this process. All of them, or none when the disk is full.

        Raises:
            RunError: Full disk or the like.
        """
        # A name with bytes that are no UTF-8 reaches us with lone surrogates, which JSON readers refuse.
        content = "".join(f"{encode(event)}\n" for event in events).encode("utf-8", "replace")
        left = memoryview(content)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            self._undo()
            raise as_run_error(error, self._path, size=len(content)) from error
        self._size += len(content)

    def close(self) -> None:
        """Make everything survive a power cut as well, where the disk can, and close. May be called twice."""
        if not self._file.closed:
            with self._file, suppress(OSError):
                os.fsync(self._file.fileno())

    def _undo(self) -> None:
        """Take back a line that was written in part; a reader would skip it anyway."""
        with suppress(OSError):
            self._file.truncate(self._size)


def _drop_unfinished_line(path: Path) -> int:
    """Cut off what a writer that died had begun to write; the new size in bytes."""
    with path.open("r+b") as file:
        size = end = file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - 65_536)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        if end < size:
            file.truncate(end)
        return end
