"""Files from the network: checked, resumed where they broke off, and stopped at once when the user wants to.

The network is read by a thread of its own, because a lookup or a silent server can block for long; the caller's thread
writes the file, reports progress and listens to the user.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import shutil
import socket
import ssl
import tarfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from queue import Empty, Full, Queue
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPSHandler, OpenerDirector, Request, build_opener

import truststore
from filelock import FileLock, Timeout
from typing_extensions import Self

from workbench.engine.data import LoadContext
from workbench.errors import DataError
from workbench.events import Progress

PATIENCE = 20.0
"""Seconds without an answer or a byte after which a server is given up."""
TRIES = 20
"""So often a broken connection is taken up again, as long as each time brought some bytes."""
CHUNK = 1 << 16

Check = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on the network.

    Attributes:
        name: Of the file on disk.
        md5: Checksum, lower-case hexadecimal.
        urls: Where to get it, the preferred place first.
    """

    name: str
    md5: str
    urls: tuple[str, ...]


def fetch(remotes: Sequence[Remote], folder: Path, *, title: str, context: LoadContext) -> None:
    """Bring files into a folder, unless they are there. Afterwards each is there and has the right checksum.

    A download that breaks off, or is stopped, leaves a ``.part`` file beside, and goes on from there the next time.

    Args:
        remotes: What to bring.
        folder: Where to; made if missing.
        title: What the files are, for people.
        context: Reports progress in bytes per file, and listens for a stop.

    Raises:
        DataError: No place had the file, or the folder cannot be written.
    """
    if all(_intact(folder / remote.name, remote.md5, context.check) for remote in remotes):
        return
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder, title, context):
        for number, remote in enumerate(remotes, start=1):
            if not _intact(folder / remote.name, remote.md5, context.check):
                of = f" ({number} of {len(remotes)})" if len(remotes) > 1 else ""
                _fetch_one(remote, folder, title, f"Downloading {title}{of}", context)


def unpack_gzip(archive: Path, target: Path, check: Check) -> None:
    """Unpack one file, whole or not at all; one that is there already stays.

    Raises:
        DataError: The folder cannot be written.
    """
    if not target.exists():
        with gzip.open(archive) as source:
            _write(source, target, check)


def unpack_tar(archive: Path, members: Mapping[str, Path], check: Check) -> None:
    """Unpack the named members of a .tar.gz, each to its own path, whole or not at all; replaces what is there.

    Raises:
        DataError: The folder cannot be written.
    """
    with tarfile.open(archive, "r|gz") as packed:
        for member in packed:
            check()
            source = packed.extractfile(member) if member.name in members else None
            if source is not None:
                _write(source, members[member.name], check)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns a full disk or a folder that may not be written into plain words.

    Raises:
        DataError: Instead of an OSError inside.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DataError(
                f"The disk is full: there is no room for '{path}'.", fix="Free some space and press Start again."
            ) from error
        raise DataError(
            f"'{path}' cannot be written: {error.strerror or error}.", fix="Check that you may write to this folder."
        ) from error


# One file


class _Unavailable(Exception):
    """A place does not have the file; says why in plain words."""


class _BrokenOff(Exception):
    """A connection ended before the file did."""


class _NothingMore(Exception):
    """A server has nothing beyond what is here already."""


def _fetch_one(remote: Remote, folder: Path, title: str, what: str, context: LoadContext) -> None:
    part = folder / f"{remote.name}.part"
    reasons = []
    for url in remote.urls:
        try:
            _fetch_from(url, remote, part, what, context)
        except _Unavailable as reason:
            reasons.append(f"{urlsplit(url).hostname}: {reason}")
        else:
            with writing(folder):
                os.replace(part, folder / remote.name)
            return
    raise DataError(
        f"{title} is not on this computer and could not be downloaded from {'; nor from '.join(reasons)}.",
        fix="Connect to the network and press Start again, or choose the digits data, which comes with the workbench.",
    )


def _fetch_from(url: str, remote: Remote, part: Path, what: str, context: LoadContext) -> None:
    """Complete the partial file from one place, and check it."""
    continues = _size(part) > 0
    _complete(url, part, what, context)
    found = _md5(part, context.check)
    if found != remote.md5 and continues:  # the old part may be to blame
        part.unlink()
        _complete(url, part, what, context)
        found = _md5(part, context.check)
    if found != remote.md5:
        part.unlink()
        raise _Unavailable(f"{remote.name} arrived damaged (checksum {found}, expected {remote.md5}) and was removed")


def _complete(url: str, part: Path, what: str, context: LoadContext) -> None:
    """Download what is missing of a partial file, taking up broken connections again."""
    for _ in range(TRIES):
        before = _size(part)
        try:
            return _go_on(url, part, what, context)
        except _NothingMore:
            return None  # whole or wrong: the checksum will tell
        except _BrokenOff as broken:
            if _size(part) <= before:
                raise _Unavailable(str(broken)) from broken
    raise _Unavailable(f"the connection broke {TRIES} times")


def _go_on(url: str, part: Path, what: str, context: LoadContext) -> None:
    """One connection: append what is missing, or start over where the server cannot continue."""
    have = _size(part)
    request = Request(url, headers={"User-Agent": "distillation-workbench"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    with _Connection(request, context.check) as connection:
        done, total = _position(connection.headers(), have)
        _check_room(part, total - done)
        progress = _Reporter(what, total, context)
        with writing(part), part.open("ab" if done else "wb") as file:
            for chunk in connection.chunks():
                file.write(chunk)
                done += len(chunk)
                progress.at(done)
    if done < total:
        raise _BrokenOff(f"the connection broke after {done / 1e6:.1f} MB")
    progress.at(done, last=True)


def _position(headers: HTTPMessage, have: int) -> tuple[int, int]:
    """Bytes already there and bytes in all (0 = unknown), as the server's answer counts them."""
    length = int(headers.get("Content-Length") or 0)
    start, _, total = (headers.get("Content-Range") or "").removeprefix("bytes ").partition("/")
    if not start.startswith(f"{have}-"):
        return 0, length  # the whole file, from its beginning
    return have, int(total) if total.isdigit() else have + length


def _check_room(part: Path, needed: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if needed > free:
        raise DataError(
            f"The download needs {needed / 1e6:.1f} MB, and the disk of '{part.parent}' has {free / 1e6:.1f} MB left.",
            fix="Free some space and press Start again.",
        )


class _Reporter:
    """Reports progress in bytes, at most ten times a second."""

    def __init__(self, what: str, total: int, context: LoadContext) -> None:
        self._what, self._total, self._context = what, total, context
        self._told = 0.0

    def at(self, done: int, *, last: bool = False) -> None:
        if last or time.monotonic() - self._told > 0.1:
            self._told = time.monotonic()
            self._context.report(Progress(what=self._what, done=done, total=self._total, unit="bytes"))


# The network


class _Connection:
    """One answer of a server. Leaving the context lets go of it without waiting for it.

    Args:
        request: What to ask for.
        check: Called at least every 0.05 s while waiting.
    """

    def __init__(self, request: Request, check: Check) -> None:
        self._request, self._check = request, check
        self._arrived: Queue[HTTPMessage | bytes | Exception] = Queue(maxsize=64)
        self._unwanted = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._receive, name="download", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._unwanted.set()

    def headers(self) -> HTTPMessage:
        """What comes first.

        Raises:
            _Unavailable: There is no answer, or not the file.
            _NothingMore: The file is no longer than what was there.
        """
        first = self._next()
        assert isinstance(first, HTTPMessage)
        return first

    def chunks(self) -> Iterator[bytes]:
        """The bytes, as they come.

        Raises:
            _BrokenOff: The connection broke.
        """
        while chunk := self._next():
            assert isinstance(chunk, bytes)
            yield chunk

    def _next(self) -> HTTPMessage | bytes:
        while True:
            self._check()
            try:
                item = self._arrived.get(timeout=0.05)
            except Empty:
                continue
            if isinstance(item, Exception):
                raise item
            return item

    def _receive(self) -> None:
        """In the thread: headers, bytes and b"" at the end, or an exception."""
        answered = False
        try:
            with _opener().open(self._request, timeout=PATIENCE) as response:
                self._put(response.headers)
                answered = True
                while not self._unwanted.is_set() and (chunk := response.read1(CHUNK)):
                    self._put(chunk)
        except HTTPError as error:
            error.close()
            self._put(_NothingMore() if error.code == 416 else _Unavailable(_in_words(error)))
        except (OSError, HTTPException, ValueError) as error:
            self._put(_BrokenOff(_in_words(error)) if answered else _Unavailable(_in_words(error)))
        finally:
            self._put(b"")  # also after a mistake of ours: nobody waits for ever

    def _put(self, item: HTTPMessage | bytes | Exception) -> None:
        while not self._unwanted.is_set():
            try:
                self._arrived.put(item, timeout=0.05)
            except Full:
                continue
            break


def _opener() -> OpenerDirector:
    """Opens URLs with the certificates that the system trusts, among them those of schools and companies."""
    return build_opener(HTTPSHandler(context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)))


def _in_words(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    match cause:
        case HTTPError(code=404 | 410):
            return f"the file is not there ({cause.code})"
        case HTTPError():
            return f"it answered {cause.code} {cause.reason}"
        case socket.gaierror():
            return "its address could not be looked up, so this computer is probably offline"
        case TimeoutError():
            return f"no answer within {PATIENCE:g} seconds"
        case ConnectionRefusedError():
            return "it refused the connection"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted here ({cause.verify_message})"
        case OSError(strerror=str(words)) if words:
            return words[0].lower() + words[1:]
        case _:
            return str(cause) or type(cause).__name__


# The disk


@contextmanager
def _alone(folder: Path, title: str, context: LoadContext) -> Iterator[None]:
    """One download into a folder at a time, also among several workbenches; the others wait for it."""
    lock = FileLock(folder / ".lock")
    while True:
        context.check()
        with writing(folder):
            try:
                lock.acquire(timeout=0.1)
                break
            except Timeout:
                context.report(Progress(what=f"Waiting for another download of {title}", done=0, total=0))
    try:
        yield
    finally:
        lock.release()


def _write(source: IO[bytes] | gzip.GzipFile, target: Path, check: Check) -> None:
    beside = target.with_name(f"{target.name}.part")
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            while chunk := source.read(1 << 20):
                check()
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)


def _intact(path: Path, md5: str, check: Check) -> bool:
    return path.is_file() and _md5(path, check) == md5


def _md5(path: Path, check: Check) -> str:
    digest = hashlib.md5(usedforsecurity=False)  # what the publishers declare; forging one is still out of reach
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            check()
            digest.update(chunk)
    return digest.hexdigest()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
