"""The parent's side of one worker process: start, talk, listen, and find out how it died."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic

from workbench.client import child
from workbench.events import Event, decode
from workbench.recipes.requests import AnyCommand, AnyRequest

TAIL = 16_000
"""Bytes of a dead worker's output that its JobEnded keeps."""
_SIGBUS = getattr(signal, "SIGBUS", signal.SIGSEGV)  # Windows has none


class Gone(Exception):
    """The process ended, or said something that is not an event, before its job was over.

    Attributes:
        problem: How, in plain words.
        details: The last lines that it printed in this job.
    """

    def __init__(self, problem: str, details: str) -> None:
        super().__init__(problem)
        self.problem, self.details = problem, details


class Worker:
    """A spawned process that does one job at a time. Starting it returns at once; it imports the engine meanwhile.

    Args:
        entry: The worker's entry, ``package.module:function``.
    """

    def __init__(self, entry: str) -> None:
        context = multiprocessing.get_context("spawn")
        file, log = tempfile.mkstemp(prefix="workbench-", suffix=".log")
        os.close(file)
        self._log, self._log_start = Path(log), 0
        self._connection, theirs = context.Pipe()
        self._kill_lock = Lock()
        # A daemon, so that multiprocessing ends it if the parent's interpreter exits without `close`.
        self._process = context.Process(target=child.main, args=(theirs, entry, log), name="workbench", daemon=True)
        self._process.start()
        theirs.close()  # else its end would never be seen

    @property
    def ready(self) -> bool:
        """Whether the process, idle, can take a job. One that has ended makes its silent pipe readable."""
        return self._process.is_alive() and not self._connection.poll()

    def ask(self, request: AnyRequest) -> None:
        """Start a job.

        Raises:
            Gone: The process has ended.
        """
        self._log_start = self._log.stat().st_size if self._log.exists() else 0
        self._send(child.REQUEST, request)

    def steer(self, command: AnyCommand) -> None:
        """Hand a command to the running job. A process that has ended takes none; `listen` tells."""
        with suppress(Gone):
            self._send(child.COMMAND, command)

    def listen(self, *, until: float) -> Iterator[list[Event]]:
        """What the process says, as it says it, until that moment of the monotonic clock. Every list has an event.

        Raises:
            Gone: The process has ended and everything it said has been yielded.
        """
        while (left := until - monotonic()) > 0:
            try:
                if self._connection.poll(left):
                    yield [decode(line) for line in self._connection.recv_bytes().split(b"\n")]
                elif not self._process.is_alive() and not self._connection.poll():
                    raise self._gone()  # a process of its own may still hold the pipe open
            except (EOFError, OSError, ValueError) as error:
                raise self._gone(said=str(error) if isinstance(error, ValueError) else "") from error

    def dismiss(self) -> None:
        """Let the process end, which it does when the pipe closes. Waits at most 2 s, then kills it."""
        self._connection.close()
        self._process.join(2)
        self.kill()
        self._log.unlink(missing_ok=True)

    def kill(self) -> None:
        """End the process, whatever it does, and wait until it is gone. From any thread; `dismiss` is still due."""
        with self._kill_lock:
            if self._process.is_alive():
                self._process.kill()
            self._process.join()

    def _send(self, mark: bytes, message: AnyRequest | AnyCommand) -> None:
        try:
            self._connection.send_bytes(mark + message.model_dump_json().encode())
        except OSError as error:
            raise self._gone() from error

    def _gone(self, *, said: str = "") -> Gone:
        """How the process ended. One that babbles is killed first."""
        if said:
            self.kill()
            return Gone("The training process sent something that is not an event.", f"{said}\n{self._printed()}")
        self._process.join(2)  # the pipe closes a moment before the exit status is there
        problem = _death(self._process.exitcode)
        self.kill()
        return Gone(problem, f"{problem}\n{self._printed()}")

    def _printed(self) -> str:
        """The end of what the process printed in this job."""
        try:
            with self._log.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(self._log_start, size - TAIL))
                return file.read().decode(errors="replace").strip() or "It printed nothing."
        except OSError as error:
            return f"What it printed is lost ({error})."


def _death(code: int | None) -> str:
    """What an exit code means, in plain words. Below zero it is a signal's number."""
    if code is None:
        return "The training process stopped talking to the workbench."
    if code >= 0:
        return f"The training process ended unexpectedly (exit code {code})."
    number = -code
    if sys.platform != "win32" and number == signal.SIGKILL:
        return "The training process was ended from outside (signal 9), often because memory ran out."
    if number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGFPE, _SIGBUS):
        return f"The training process crashed (signal {number}, {signal.strsignal(number)})."
    return f"The training process was ended from outside (signal {number})."
