"""Teachers' answers on the disk: a folder for each key, with segments that are written whole and never changed."""

from __future__ import annotations

import json
import shutil
import struct
import zlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from workbench.runs.files import files_in, folder_bytes, size_of

ABOUT, USED, SEGMENT, OPEN = "about.json", "used", ".seg", ".open"
VERSION = 1
"""Of the segments and of ``about.json``; another version counts as damaged."""
MOST = 64 << 20
"""Bytes of answers in one segment, at most."""
_MAGIC = b"DWANSWER"
_HEADER = struct.Struct("<8sIIQQ16sI")
"""Magic, version, width, slots, rows, digest, checksum of what follows; then its own checksum; padded."""
_HEAD = 64
_CHUNK = 4 << 20

Slots = NDArray[Any]
Rows = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Layout:
    """What all segments of one folder have in common.

    Attributes:
        digest: Of the key.
        slots: How many there can be.
        width: Numbers in a row.
    """

    digest: str
    slots: int
    width: int

    @property
    def slot_type(self) -> np.dtype[Any]:
        """Of a slot, on the disk and in memory."""
        return np.dtype("<i4" if self.slots < 2**31 else "<i8")

    @property
    def row_bytes(self) -> int:
        """What a row takes together with its slot, in memory and on the disk alike."""
        return 2 * self.width + self.slot_type.itemsize


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment that was found whole; its arrays are mapped from the file."""

    path: Path
    slots: Slots
    rows: Rows


class Damaged(Exception):
    """A segment is cut off, altered, of another version or of another key."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The answers of one teacher to one way of showing one set of pictures.

    Attributes:
        digest: Of the key; the folder's name.
        about: What `TeacherCache` was told for people to read; empty where that is damaged.
        bytes: On the disk. rows: Answers, those kept twice counted twice.
        used: When it was opened last, in seconds since 1970.
    """

    digest: str
    about: Mapping[str, str]
    bytes: int
    rows: int
    used: float


def pack(layout: Layout, slots: Slots, rows: Rows) -> bytes:
    """The content of a segment, as bytes that need not be copied again.

    Made by numpy, which lets the training go on meanwhile; joining bytes would not.
    """
    split = _HEAD + len(slots) * layout.slot_type.itemsize
    content = np.zeros(split + 2 * rows.size, np.uint8)
    content[_HEAD:split].view(layout.slot_type)[:] = slots
    content[split:].view("<f2")[:] = rows.reshape(-1)
    checksum = zlib.crc32(content[_HEAD:].data)
    head = _HEADER.pack(_MAGIC, VERSION, layout.width, layout.slots, len(slots), bytes.fromhex(layout.digest), checksum)
    head += struct.pack("<I", zlib.crc32(head))
    content[: len(head)] = np.frombuffer(head, np.uint8)
    return cast(bytes, content.data)


def open_segment(path: Path, layout: Layout) -> Segment:
    """Check a segment from its first to its last byte, and map it.

    Raises:
        Damaged: It is not what was written, or belongs elsewhere.
        OSError: It is gone or cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        count, checksum = _read_head(head, layout)
        seen, size = 0, 0
        while chunk := file.read(_CHUNK):
            seen, size = zlib.crc32(chunk, seen), size + len(chunk)
    if size != count * layout.row_bytes or seen != checksum:
        raise Damaged(path)
    slots = np.memmap(path, layout.slot_type, "r", _HEAD, (count,))
    rows = np.memmap(path, "<f2", "r", _HEAD + slots.nbytes, (count, layout.width))
    if slots.min() < 0 or slots.max() >= layout.slots:
        raise Damaged(path)
    return Segment(path, np.asarray(slots), np.asarray(rows))  # plain arrays answer sooner than numpy's own mapped ones


def _read_head(head: bytes, layout: Layout) -> tuple[int, int]:
    """How many rows follow, and the checksum of all that follows."""
    size = _HEADER.size
    if len(head) != _HEAD or head[size:] != struct.pack("<I", zlib.crc32(head[:size])).ljust(_HEAD - size, b"\0"):
        raise Damaged("header")
    magic, version, width, slots, count, digest, checksum = _HEADER.unpack(head[:size])
    if (magic, version, digest.hex()) != (_MAGIC, VERSION, layout.digest) or not count:
        raise Damaged("foreign")
    if (width, slots) != (layout.width, layout.slots):
        raise Damaged("layout")
    return int(count), int(checksum)


def overview(root: Path) -> list[Kept]:
    """All that is kept, the most recently used first. Reads file sizes, not answers."""
    return sorted((_kept(folder) for folder in folders(root)), key=lambda kept: -kept.used)


def clear(root: Path, digests: Collection[str] | None = None) -> int:
    """Delete answers, also those in use: whoever reads them at the moment goes on.

    Args:
        root: The folder of all keys.
        digests: Which; None = all.

    Returns:
        Bytes freed.
    """
    return sum(remove(folder) for folder in folders(root) if digests is None or folder.name in digests)


def evict(root: Path, limit: int, *, keep: str = "") -> int:
    """Delete the least recently used answers until all together fit. What a process has open stays.

    Args:
        root: The folder of all keys.
        limit: Bytes.
        keep: A digest that stays.

    Returns:
        Bytes that all together take now; above `limit` where the rest could not be deleted.
    """
    sizes = {folder: folder_bytes(folder) for folder in folders(root)}
    total = sum(sizes.values())
    for folder in sorted(sizes, key=_used):
        if total <= limit:
            break
        if folder.name != keep and not is_open(folder):
            total -= remove(folder)
    return total


def folders(root: Path) -> list[Path]:
    """Those of the keys; none where `root` is missing."""
    with suppress(OSError):
        return [path for path in root.iterdir() if _is_digest(path.name) and path.is_dir()]
    return []


def segments(folder: Path) -> list[Path]:
    """Those of one key, in the order of their names; none where the folder is missing."""
    return sorted(path for path in files_in(folder) if path.suffix == SEGMENT)


def remove(folder: Path) -> int:
    """Delete what one key kept; files that the system does not let go stay.

    Returns:
        Bytes freed.
    """
    freed = 0
    for path in files_in(folder):
        if path.suffix == OPEN and not _is_left_over(path):
            continue
        size = size_of(path)
        with suppress(OSError):
            path.unlink()
            freed += size
    with suppress(OSError):
        folder.rmdir()
    return freed


class Marker:
    """Says that this process has a folder open, for as long as it lives; the system itself takes the lock back.

    Args:
        folder: Of a key. Where it cannot be locked there is no marker, and no error.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{uuid4().hex}{OPEN}"
        self._lock: FileLock | None = FileLock(self.path, thread_local=False)
        try:
            self._lock.acquire(timeout=1)
        except (Timeout, OSError, NotImplementedError):
            self._lock = None
            with suppress(OSError):
                self.path.unlink()

    def release(self) -> None:
        """Take it away."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            with suppress(OSError):
                self.path.unlink()


def is_open(folder: Path, *, but: Marker | None = None) -> bool:
    """Whether a living process has the folder open; removes the markers of dead ones.

    Args:
        folder: Of a key.
        but: One's own marker, which does not count.
    """
    markers = [path for path in files_in(folder) if path.suffix == OPEN and (but is None or path != but.path)]
    living = [path for path in markers if not _is_left_over(path)]
    return bool(living)


def _is_left_over(marker: Path) -> bool:
    """Whether the process of a marker is dead; then the marker is removed."""
    lock = FileLock(marker, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError, NotImplementedError):
        return not marker.exists()
    lock.release()
    with suppress(OSError):
        marker.unlink()
    return True


def _kept(folder: Path) -> Kept:
    """What is known of a folder without opening a segment."""
    about, row_bytes = read_about(folder)
    bodies = (max(0, size_of(path) - _HEAD) for path in segments(folder))
    rows = sum(body // row_bytes for body in bodies) if row_bytes else 0
    return Kept(folder.name, about, folder_bytes(folder), rows, _used(folder))


def read_about(folder: Path) -> tuple[dict[str, str], int]:
    """What people were told of a folder, and the bytes of a row; nothing and 0 where that is damaged."""
    try:
        found = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        about = {str(name): str(value) for name, value in found["about"].items()}
        return about, Layout(folder.name, int(found["slots"]), int(found["width"])).row_bytes
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, 0


def free_bytes(folder: Path) -> int:
    """Room on the disk of a folder that may not exist yet."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    return shutil.disk_usage(there).free


def _used(folder: Path) -> float:
    """When it was opened last; 0 where nobody says."""
    with suppress(OSError):
        return (folder / USED).stat().st_mtime
    return 0.0


def _is_digest(name: str) -> bool:
    """Whether a folder can be that of a key; nothing else under the root is ever touched."""
    return len(name) == 32 and not set(name) - set("0123456789abcdef")
