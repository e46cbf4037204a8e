"""Decoded pictures kept on the disk: the next start need not decode them, and there may be more than fit into memory.

A folder of its own holds each state of each source::

    cache/pictures/<source>-<state>/
        about       two lines of JSON: the checksum of the second; what there is besides pixels, and where those are
        pixels-…    (N, C, H, W) uint8

Pixels are written first, and are nothing before ``about`` names them, which is replaced as a whole. What is damaged
counts as absent. Pictures within the memory allowed are read; more are memory-mapped: the system reads and forgets them
as need be. Whoever writes into a folder or removes it holds its lock.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import ENOSPC
from hashlib import blake2b
from io import FileIO
from math import prod
from pathlib import Path
from typing import Any
from zlib import crc32

import PIL
import psutil
import torch
from filelock import FileLock, Timeout
from torch import Tensor

from workbench import __version__
from workbench.engine.picture_files import (
    ABOUT,
    Draft,
    FiledRoom,
    Room,
    checksum,
    fill,
    mapped,
    memory_of,
    rows_of_block,
)
from workbench.limits import RESERVE
from workbench.runs.files import folder_bytes

PICTURES = "pictures"
"""Of the cache folder, what is kept here."""

_VERSION = 1
_CHECKED = 256
"""Of so many blocks the checksum is compared when pictures are mapped: 2 GB, a second or two. The rest is trusted."""

Check = Callable[[], None]
Tell = Callable[[str], None]


def pictures_kept(cache: Path) -> int:
    """Bytes of the disk that decoded pictures take.

    Args:
        cache: The cache folder.
    """
    return sum(folder_bytes(folder) for folder in _folders(cache / PICTURES))


def clear_pictures(cache: Path) -> int:
    """Remove all decoded pictures, but those that are just being written; who uses some goes on using them.

    Args:
        cache: The cache folder.

    Returns:
        Bytes that are free now.
    """
    root = cache / PICTURES
    before = pictures_kept(cache)
    for folder in _folders(root):
        _remove(folder)
    return before - pictures_kept(cache)


@dataclass(frozen=True, slots=True)
class Found:
    """What was kept.

    Attributes:
        images: (N, C, H, W) uint8, in memory or mapped.
        about: What there is besides, as plain JSON.
    """

    images: Tensor
    about: dict[str, Any]


class Shelf:
    """Where the pictures of one source, in one state, are kept.

    No trouble with the disk ever ends anything: then nothing is kept, and the user is told.

    Args:
        cache: The cache folder.
        source: What the pictures are made of. state: in which state that is. Both say all of it in their ``repr``.
        memory: Bytes that the pictures may take; more are mapped.
        disk: Bytes that all pictures kept may take; beyond, those not used for longest go.
        check: Called often; may raise. tell: takes a sentence for the user.
    """

    def __init__(
        self, cache: Path, source: Hashable, state: Hashable, *, memory: int, disk: int, check: Check, tell: Tell
    ) -> None:
        self._root = cache / PICTURES
        self._source = _digest(source)
        # how pixels come out of a file may change with what reads it
        self._folder = self._root / f"{self._source}-{_digest((_VERSION, __version__, PIL.__version__, state))}"
        self._memory, self._disk, self._check, self._tell = memory, disk, check, tell
        self._draft: Draft | None = None
        self._gave_up = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else makes these pictures meanwhile: who comes later waits, and finds them made."""
        lock = _lock_of(self._folder)
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            while not lock.is_locked:
                self._check()
                with suppress(Timeout):
                    lock.acquire(timeout=0.1)
            _tidy(self._folder)
        except (OSError, NotImplementedError):
            pass  # without a lock they are made twice at worst
        try:
            yield
        finally:
            if self._draft is not None:
                self._draft.give_up()
                self._draft = None
            lock.release()

    def find(self) -> Found | None:
        """What is kept, whole and undamaged; else nothing."""
        try:
            about = _read_about(self._folder)
            images = self._images(about)
            if images is not None:
                with suppress(OSError):
                    os.utime(self._folder / ABOUT)  # used now
                return Found(images, about["about"])
        except OSError:
            return None
        except (ValueError, KeyError, TypeError):
            pass
        _remove(self._folder)
        return None

    def room(self, shape: tuple[int, int, int, int], refuse: Check) -> Room:
        """A place for pictures that are made one by one.

        Args:
            shape: (N, C, H, W), N at most.
            refuse: Raises where so many do not fit into memory; called before they are put there.
        """
        size = prod(shape)
        fits = self._fits(size)
        if size <= self._disk or not fits:
            self._draft = self._begin(size)
        if self._draft is not None:
            return FiledRoom(shape, self._draft, in_memory=fits, refuse=refuse, failed=self._failed)
        refuse()
        return Room(shape)

    def keep(self, images: Tensor, about: dict[str, Any]) -> Tensor:
        """Keep pictures, where that is worth it; what comes back is to be used from now on.

        Args:
            images: (N, C, H, W) uint8, out of the `Room` of this shelf, or made otherwise.
            about: What there is besides, as plain JSON.
        """
        draft, self._draft = self._draft, None
        if draft is None and memory_of(images) > self._memory and not self._gave_up:
            draft = self._copied(images)
        if draft is None or self._gave_up:
            return images
        if memory_of(images) > self._memory:
            images = draft.mapped(tuple(images.shape))
        try:
            draft.finish(tuple(images.shape), about)
        except OSError as error:
            self._failed(error)
            draft.give_up()
        self._evict()
        return images

    def _failed(self, error: OSError) -> None:
        """Try no more, and say so."""
        self._gave_up = True
        self._tell(
            f"The decoded pictures could not be kept on the disk ({error.strerror or error}); "
            "the next start has to decode them again."
        )

    def _fits(self, size: int) -> bool:
        available: int = psutil.virtual_memory().available
        return size <= min(self._memory, available)

    def _images(self, about: dict[str, Any]) -> Tensor | None:
        """The pixels; None where they are damaged."""
        shape, block, sums = tuple(about["shape"]), int(about["block"]), about["sums"]
        size = prod(shape)
        with (self._folder / about["pixels"]).open("rb", buffering=0) as file:
            if os.fstat(file.fileno()).st_size != size or len(sums) != -(-size // block):
                return None
            if self._fits(size):
                images = torch.empty(shape, dtype=torch.uint8)
                return images if self._is_read(file, images, block, sums) else None
            step = -(-len(sums) // _CHECKED)
            chosen = {*range(0, len(sums), step), len(sums) - 1}
            return mapped(file, shape) if all(self._is_sound(file, one, block, sums[one]) for one in chosen) else None

    def _is_read(self, file: FileIO, images: Tensor, block: int, sums: Sequence[int]) -> bool:
        """Fill the tensor; whether all of it is as it was written."""
        flat = images.view(-1).numpy().data
        for number, wanted in enumerate(sums):
            self._check()
            part = flat[number * block : (number + 1) * block]
            if not fill(file, part) or crc32(part) != wanted:
                return False
        return True

    def _is_sound(self, file: FileIO, number: int, block: int, wanted: int) -> bool:
        self._check()
        file.seek(number * block)
        return crc32(file.read(block)) == wanted

    def _begin(self, size: int) -> Draft | None:
        """A new draft, where there is room for so many bytes."""
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            self._evict()
            if shutil.disk_usage(self._root).free < size + RESERVE:
                raise OSError(ENOSPC, os.strerror(ENOSPC))
            return Draft(self._folder)
        except OSError as error:
            self._failed(error)
            return None

    def _copied(self, images: Tensor) -> Draft | None:
        """Pictures that were made otherwise, as a draft."""
        draft = self._begin(images.nbytes)
        if draft is None:
            return None
        try:
            for block in images.split(rows_of_block(tuple(images.shape))):
                self._check()
                draft.write(block.numpy())
        except OSError as error:
            self._failed(error)
            draft.give_up()
        return draft

    def _evict(self) -> None:
        """Remove other states of this source, then what was not used for longest, until the rest is within bounds."""
        others = [folder for folder in _folders(self._root) if folder != self._folder]
        for folder in others:
            if folder.name.startswith(f"{self._source}-"):
                _remove(folder)
        total = folder_bytes(self._folder) + sum(map(folder_bytes, others))
        for folder in sorted(others, key=_used):
            if total <= self._disk:
                return
            total -= folder_bytes(folder)
            _remove(folder)


def _digest(of: Hashable) -> str:
    return blake2b(repr(of).encode(), digest_size=10).hexdigest()


def _read_about(folder: Path) -> dict[str, Any]:
    """What there is besides pixels.

    Raises:
        OSError: There is nothing, or it cannot be read.
        ValueError, KeyError: It is damaged.
    """
    first, _, second = (folder / ABOUT).read_text(encoding="utf-8").partition("\n")
    if json.loads(first)["sum"] != checksum(second.removesuffix("\n")):
        raise ValueError("damaged")
    found: dict[str, Any] = json.loads(second)
    return found


# Folders


def _folders(root: Path) -> list[Path]:
    """Of all states of all sources."""
    try:
        return [one for one in root.iterdir() if one.is_dir()]
    except OSError:
        return []


def _used(folder: Path) -> float:
    """When it was used last, in seconds."""
    try:
        return (folder / ABOUT).stat().st_mtime
    except OSError:
        return 0.0


def _lock_of(folder: Path) -> FileLock:
    return FileLock(folder.with_name(f".{folder.name}.lock"))


def _remove(folder: Path) -> None:
    """Remove a folder, unless somebody is writing into it."""
    lock = _lock_of(folder)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return
    except (OSError, NotImplementedError):
        pass  # where there are no locks, that has to do
    try:
        with suppress(OSError):
            (folder / ABOUT).unlink(missing_ok=True)  # first: without it the rest is nothing
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def _tidy(folder: Path) -> None:
    """Remove what writers that died have left in a folder. Only for who holds its lock."""
    try:
        named = _read_about(folder)["pixels"]
    except (OSError, ValueError, KeyError, TypeError):
        named = None
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in (ABOUT, named):
                with suppress(OSError):
                    path.unlink()
