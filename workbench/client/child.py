"""The worker process's side: requests and commands come in through a pipe, events go out.

Every message is bytes. Towards the worker: ``R`` and a request, or ``C`` and a command, as JSON. Back: a batch of
events, one line of JSON each. Nothing is pickled.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock, Thread

from workbench.client.bracket import resolve, serve_job
from workbench.client.host import Commands
from workbench.events import Event, encode
from workbench.recipes.requests import AnyRequest, command_adapter, request_adapter

REQUEST, COMMAND = b"R", b"C"

Jobs = SimpleQueue[tuple[AnyRequest, Commands]]


def main(connection: Connection, entry: str, log: str) -> None:
    """Do jobs, one after another, until the other side goes away.

    Args:
        connection: This side of the pipe.
        entry: The worker's entry, ``package.module:function``; imported at once, so that the first job starts quickly.
        log: File that takes what anything in this process prints; removed when the other side goes away.
    """
    with suppress(ValueError):  # Ctrl-C reaches the whole terminal group; only the parent decides what it means
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _print_to(log)
    jobs: Jobs = SimpleQueue()
    Thread(target=_read, args=(connection, jobs, log), name="commands", daemon=True).start()
    with suppress(Exception):  # the first job reports it
        resolve(entry)
    lock = Lock()

    def emit(events: Sequence[Event]) -> None:
        with lock:
            connection.send_bytes("\n".join(map(encode, events)).encode())

    while True:
        request, commands = jobs.get()
        serve_job(entry, request, emit, commands)


def _read(connection: Connection, jobs: Jobs, log: str) -> None:
    """Sort what arrives. Commands belong to the latest request, so one that comes late steers nothing."""
    commands: Commands = SimpleQueue()
    try:
        while True:
            message = connection.recv_bytes()
            if message[:1] == REQUEST:
                commands = SimpleQueue()
                jobs.put((request_adapter.validate_json(message[1:]), commands))
            else:
                commands.put(command_adapter.validate_json(message[1:]))
    except (EOFError, OSError):
        with suppress(OSError):  # Windows does not remove an open file; the parent does, if it lives
            os.unlink(log)
    finally:
        os._exit(0)  # the parent is gone or done with us; a training in the main thread must not go on


def _print_to(log: str) -> None:
    """Send both output streams to a file, native code's too, and have a crash leave its traceback there."""
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(file, stream)
    os.close(file)
    # Without a console (pythonw, a frozen window) there are no stream objects to reuse.
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    faulthandler.enable(sys.stderr)
