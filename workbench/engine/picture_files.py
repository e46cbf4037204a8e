"""Pictures that come one after the other, into memory or into a file, and pictures that stay in a file."""

from __future__ import annotations

import json
import os
import warnings
import weakref
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from io import FileIO
from math import prod
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.errors import DataError

ABOUT, PIXELS = "about", "pixels-"
BLOCK = 1 << 23
"""Bytes that are written, checked or read at a time, about; each such block has a checksum."""

_mapped: list[weakref.ref[Tensor]] = []


def memory_of(images: Tensor) -> int:
    """Bytes of memory that pictures take: none where they are memory-mapped."""
    return 0 if any(one() is images for one in _mapped) else images.nbytes


class Room:
    """Takes pictures one after the other, into memory.

    Args:
        shape: (N, C, H, W), N at most.
    """

    def __init__(self, shape: tuple[int, int, int, int]) -> None:
        self._images = torch.empty(shape, dtype=torch.uint8)
        self._count = 0

    def add(self, pixels: NDArray[np.uint8]) -> None:
        """Take the next picture (C, H, W)."""
        self._images.numpy()[self._count] = pixels
        self._count += 1

    def images(self) -> Tensor:
        """All that were taken, (N, C, H, W) uint8. Nothing can be added any more."""
        return self._images[: self._count]


class FiledRoom(Room):
    """Takes pictures into a file that is to be kept, and into memory too where there is enough.

    Should the file take no more, all go into memory.

    Args:
        shape: (N, C, H, W), N at most.
        refuse: Raises where so many do not fit into memory; called before they are put there.
        failed: Told what was wrong with the file.
    """

    def __init__(
        self,
        shape: tuple[int, int, int, int],
        draft: Draft,
        *,
        in_memory: bool,
        refuse: Callable[[], None],
        failed: Callable[[OSError], None],
    ) -> None:
        super().__init__(shape if in_memory else (0, *shape[1:]))
        self._shape, self._refuse, self._failed = shape, refuse, failed
        self._draft: Draft | None = draft
        self._in_memory = in_memory
        self._block = np.empty((rows_of_block(shape), *shape[1:]), dtype=np.uint8)
        self._waiting = 0

    def add(self, pixels: NDArray[np.uint8]) -> None:
        """Take the next picture (C, H, W)."""
        if self._in_memory:
            super().add(pixels)
        else:
            self._count += 1
        if self._draft is not None:
            self._block[self._waiting] = pixels
            self._waiting += 1
            if self._waiting == len(self._block):
                self._write(self._draft)

    def images(self) -> Tensor:
        """All that were taken, (N, C, H, W) uint8. Nothing can be added any more."""
        if self._draft is not None and self._waiting:
            self._write(self._draft)
        if self._draft is not None and not self._in_memory:
            return self._draft.mapped((self._count, *self._shape[1:]))
        return super().images()

    def _write(self, draft: Draft) -> None:
        rows, self._waiting = self._block[: self._waiting], 0
        try:
            draft.write(rows)
        except OSError as error:
            self._failed(error)
            if not self._in_memory:
                self._return_to_memory(draft, rows)
            draft.give_up()
            self._draft = None

    def _return_to_memory(self, draft: Draft, last: NDArray[np.uint8]) -> None:
        self._refuse()
        self._images = torch.empty(self._shape, dtype=torch.uint8)
        before = self._count - len(last)
        draft.read(self._images[:before])
        self._images.numpy()[before : self._count] = last
        self._in_memory = True


class Draft:
    """Pictures that are being written.

    Args:
        folder: Where to; made where it is missing.

    Raises:
        OSError: Nothing can be written there.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._path = folder / f"{PIXELS}{uuid4().hex[:12]}"
        self._beside = self._path.with_suffix(".about")
        self._file = FileIO(self._path, "x+")
        self._sums: list[int] = []
        self._block = 0

    def write(self, rows: NDArray[np.uint8]) -> None:
        """Add pictures; all calls but the last bring equally many.

        Raises:
            OSError: They could not be written; what was added before is still there.
        """
        content = rows.data.cast("B")
        self._block = self._block or len(content)
        self._sums.append(crc32(content))
        _write(self._file, content)

    def read(self, images: Tensor) -> None:
        """Fill a tensor with the first of what was written."""
        self._file.seek(0)
        if not fill(self._file, images.view(-1).numpy().data):
            raise DataError("Pictures that were just written to the disk cannot be read.", fix="Check the disk.")

    def mapped(self, shape: tuple[int, ...]) -> Tensor:
        """What was written; it stays in use whatever happens to the file's name."""
        return mapped(self._file, shape)

    def finish(self, shape: tuple[int, ...], about: dict[str, Any]) -> None:
        """Write what there is besides, and make all of it survive a power cut.

        Raises:
            OSError: It could not be written.
        """
        os.fsync(self._file.fileno())
        self._file.close()
        described = {"shape": shape, "pixels": self._path.name, "block": self._block, "sums": self._sums}
        text = json.dumps({**described, "about": about})
        with FileIO(self._beside, "x") as file:
            _write(file, memoryview(f"{json.dumps({'sum': checksum(text)})}\n{text}\n".encode()))
            os.fsync(file.fileno())
        os.replace(self._beside, self._path.with_name(ABOUT))

    def give_up(self) -> None:
        """Remove it; a system that cannot, because it is mapped, leaves that to whoever has the lock next."""
        self._file.close()
        for path in (self._path, self._beside):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def mapped(file: FileIO, shape: tuple[int, ...]) -> Tensor:
    """Pixels on the disk as a tensor that must not be written to."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it must not
        images = torch.from_numpy(np.memmap(file, dtype=np.uint8, mode="r", shape=shape))
    _mapped[:] = [one for one in _mapped if one() is not None]
    _mapped.append(weakref.ref(images))
    return images


def rows_of_block(shape: tuple[int, ...]) -> int:
    """So many pictures make a block."""
    return max(1, BLOCK // prod(shape[1:]))


def _write(file: FileIO, content: memoryview) -> None:
    while content:
        content = content[file.write(content) :]


def fill(file: FileIO, content: memoryview) -> bool:
    """Whether there was enough to read."""
    while content:
        count = file.readinto(content)
        if not count:
            return False
        content = content[count:]
    return True


def checksum(text: str) -> str:
    """What tells whether a text is as it was."""
    return blake2b(text.encode(), digest_size=16).hexdigest()
