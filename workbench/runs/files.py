"""Files that are whole or absent, and what the system says about them in plain words."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from workbench.errors import RunError

PART = ".part"
"""Ending of a file that is still being written; one that is left over belongs to a process that died."""


def write_atomically(path: Path, content: bytes) -> None:
    """Make `path` hold `content`: a reader sees the old content or the new, never a mixture, whenever the power fails.

    Args:
        path: Its folder exists.
        content: Everything.

    Raises:
        RunError: Full disk, no permission, folder gone; the old content is still there.
    """
    write_pieces(path, [content], size=len(content))


def write_pieces(path: Path, pieces: Iterable[bytes | memoryview], *, size: int, keep_old: Path | None = None) -> None:
    """As `write_atomically`, for what is too large to be in memory at once.

    Args:
        path: Its folder exists.
        pieces: The content, in order; each is asked for when the one before is written.
        size: Bytes of all.
        keep_old: Where the old content goes, once the new is safe: whenever the process is killed, one of the two paths
            holds a whole file, if one did before.

    Raises:
        RunError: As `write_atomically`.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}{PART}")
    with plain_words(path, size=size):
        try:
            with part.open("wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            if keep_old is not None and path.exists():
                _replace(path, keep_old)
            _replace(part, path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        _flush_folder(path.parent)


@contextmanager
def plain_words(path: Path, *, size: int = 0) -> Iterator[None]:
    """Turn what the system says about writing `path` into a `RunError`.

    Args:
        path: What is being written.
        size: How many bytes it takes; 0 = not known.
    """
    try:
        yield
    except OSError as error:
        raise as_run_error(error, path, size=size) from error


def as_run_error(error: OSError, path: Path, *, size: int = 0) -> RunError:
    """The same problem in the user's words, and what to do about it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        needed = f"needs {size:,} bytes and " if size else "cannot grow: "
        return RunError(
            f"The disk is full: {path} {needed}{_bytes_free(path)}.", fix="Free some space, then press Resume."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return RunError(
            f"{path} cannot be written: {error.strerror}.",
            fix="Allow writing to that folder, or choose another folder for runs.",
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return RunError(
            f"{path} cannot be written because its folder is not there.",
            fix="Check that the disk is connected and that nobody moved the folder.",
        )
    reason = error.strerror or str(error)
    return RunError(f"{path} cannot be written: {reason}.", fix="Check the disk, then press Resume.")


def remove_parts(folder: Path) -> None:
    """Remove what a process that died was writing, at any depth. Only for who holds the folder's lock."""
    for part in folder.rglob(f".*{PART}"):
        with suppress(OSError):
            part.unlink()


def _bytes_free(path: Path) -> str:
    """How much room is left where `path` is to be."""
    try:
        return f"{shutil.disk_usage(path.parent).free:,} bytes are free"
    except OSError:
        return "no space is left"


def _replace(part: Path, path: Path) -> None:
    """Rename `part` to `path`. Windows refuses while somebody reads the old file, for an instant: so try again."""
    attempts = 20 if sys.platform == "win32" else 1
    for _ in range(attempts - 1):
        with suppress(PermissionError):
            part.replace(path)
            return
        time.sleep(0.05)
    part.replace(path)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut; Windows has no such call and some network disks refuse it."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def files_in(folder: Path) -> Iterator[Path]:
    """All files of a folder; none where it is missing."""
    with suppress(OSError):
        yield from [path for path in folder.iterdir() if path.is_file()]


def size_of(path: Path) -> int:
    """In bytes; 0 where the file is gone."""
    with suppress(OSError):
        return path.stat().st_size
    return 0


def folder_bytes(folder: Path) -> int:
    """What a folder's files take."""
    return sum(size_of(path) for path in files_in(folder))
