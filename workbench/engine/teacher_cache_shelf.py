"""The folder of one key, as the process that has it open sees it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

from workbench.engine import teacher_cache_files as files
from workbench.engine.teacher_cache_files import Damaged, Layout, Marker, Rows, Segment, Slots
from workbench.engine.teacher_cache_key import CacheKey
from workbench.errors import RunError
from workbench.limits import RESERVE
from workbench.runs.files import folder_bytes, plain_words, remove_parts, write_atomically


class Shelf:
    """Reads and writes the segments of one key. Used by one thread at a time.

    Args:
        root: The folder of all keys; made when something is written.
        key: Whose.
        layout: Of its segments.
        about: For people who look at what is kept.
        limit: Bytes for all keys together.

    Attributes:
        bytes: What this key takes on the disk, as of the last look.
    """

    def __init__(self, root: Path, key: CacheKey, layout: Layout, about: Mapping[str, str], limit: int) -> None:
        self.root, self.layout, self.limit = root, layout, limit
        self.folder = root / layout.digest
        self._about = {
            "version": files.VERSION,
            "key": asdict(key),
            "slots": layout.slots,
            "width": layout.width,
            "about": dict(about),
        }
        self._seen: set[Path] = set()
        self._marker: Marker | None = None
        self.bytes = 0

    @property
    def is_shared(self) -> bool:
        """Whether another process has the key open, too."""
        return files.is_open(self.folder, but=self._marker)

    def open(self) -> None:
        """Make the folder, say that it is in use, and remove what dead processes left half done.

        Raises:
            RunError: The folder cannot be made or written.
        """
        with plain_words(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / files.USED).touch()
        if self._marker is None or not self._marker.path.exists():
            self._marker = Marker(self.folder)
        if not self.is_shared:
            remove_parts(self.folder)
        about = json.dumps(self._about, ensure_ascii=False, indent=2)
        if self._about_there() != about:
            write_atomically(self.folder / files.ABOUT, about.encode())
        self.bytes = folder_bytes(self.folder)

    def news(self) -> list[Segment]:
        """Segments that were not seen before, the largest first; damaged ones are removed."""
        new = [path for path in files.segments(self.folder) if path not in self._seen]
        self._seen.update(new)
        found = [segment for segment in map(self.mapped, new) if segment is not None]
        return sorted(found, key=lambda segment: -len(segment.slots))

    def mapped(self, path: Path) -> Segment | None:
        """A segment that is whole; None where it is gone or cannot be read, or is damaged: then it is removed."""
        try:
            return files.open_segment(path, self.layout)
        except Damaged:
            self.drop([path])
        except (OSError, ValueError):
            pass
        return None

    def save(self, slots: Slots, rows: Rows) -> Path:
        """Write a segment.

        Raises:
            RunError: No room, within the limit or on the disk, or the folder cannot be written.
        """
        size = len(slots) * self.layout.row_bytes
        self._make_room(size)
        if not (self.folder / files.ABOUT).exists():  # somebody cleared it meanwhile
            self.open()
        path = self.folder / f"{len(self._seen):04}-{uuid4().hex[:12]}{files.SEGMENT}"
        self._seen.add(path)
        write_atomically(path, files.pack(self.layout, slots, rows))
        self.bytes = folder_bytes(self.folder)
        return path

    def drop(self, paths: Collection[Path]) -> None:
        """Delete segments; those that the system does not let go stay."""
        for path in paths:
            with suppress(OSError):
                path.unlink()
        self.bytes = folder_bytes(self.folder)

    def clear(self) -> None:
        """Delete all segments of this key."""
        self.drop(files.segments(self.folder))

    def close(self) -> None:
        """Say that the key is no longer in use here."""
        if self._marker is not None:
            self._marker.release()
        with suppress(OSError):
            (self.folder / files.USED).touch(exist_ok=True)

    def _about_there(self) -> str:
        """What the folder says about itself; empty where it does not."""
        try:
            return (self.folder / files.ABOUT).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def _make_room(self, size: int) -> None:
        """Let other keys go until `size` more bytes fit.

        Raises:
            RunError: They do not.
        """
        if files.evict(self.root, self.limit - size, keep=self.layout.digest) > self.limit - size:
            raise RunError(f"The limit of {in_words(self.limit)} on the disk is reached.", fix="")
        with plain_words(self.folder):
            free = files.free_bytes(self.folder)
        if free - size < RESERVE:
            raise RunError(f"Only {in_words(free)} of the disk are free: they are left to checkpoints.", fix="")


def in_words(size: int) -> str:
    """A number of bytes for people: ``1.5 GB``, ``220 MB``, ``3 kB``."""
    for step, unit, digits in ((10**9, "GB", 1), (10**6, "MB", 0), (10**3, "kB", 0)):
        if size >= step:
            return f"{size / step:.{digits}f} {unit}"
    return f"{size} bytes"
