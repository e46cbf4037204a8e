"""Many picture files become one data source: whether they will do, and reading them side by side.

Where the files are (a folder, an archive, a table) is the business of the sources in ``datasets/``: they list what
there is, and say how the content of a file is had. The rest is the same for all of them, and here.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Annotated, Literal

import psutil
import torch
from pydantic import Field
from torch import Tensor

from workbench.engine.data import LoadContext, Pictures
from workbench.engine.decoder import Content, Decoded, Unusable, decode, has_colour, quiet
from workbench.engine.picture_files import Room
from workbench.errors import DataError
from workbench.events import Progress

Size = Annotated[
    int,
    Field(
        ge=8,
        le=512,
        description="Height and width after the shorter side was scaled to it and the middle cut out.",
        json_schema_extra={"unit": "pixels", "step": 8},
    ),
]
"""A setting of every source of picture files."""
Colour = Annotated[
    Literal["auto", "grey", "colour"],
    Field(description="auto = grey if every picture is."),
]
"""A setting of every source of picture files."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file that should be a picture.

    Attributes:
        path: Where its content is had.
        name: For people and corrections, with forward slashes: relative to the folder or table, or in the archive.
        part: As in `Pictures.parts`.
        bytes, changed: Size and time of change, in bytes and nanoseconds; 0 where the source as a whole has them.
    """

    path: str
    name: str
    label: int
    part: int
    bytes: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is to read. Equal listings mean that nothing has changed.

    Attributes:
        where: The source as a sentence begins, e.g. ``The folder '/pictures'``.
        layout: How such a source has to be laid out, an imperative sentence.
        notes: What was left aside, ``path: reason``.
    """

    where: str
    layout: str
    classes: tuple[str, ...]
    files: tuple[PictureFile, ...]
    has_parts: bool
    notes: tuple[str, ...] = ()


Fetch = Callable[[PictureFile], Content]
"""The content of a file; called by several threads at once, may raise Unusable."""

SMALL_FILE = 2**13
"""Bytes. Threads that decode smaller files only hinder each other: hardly any of that work goes on beside Python's."""
BITE_FILES, BITE_BYTES, BITE_PIXELS = 64, 2**18, 2**22
"""What a thread decodes before it hands over, at most: one by one, handing over takes longer than decoding."""


def read(listing: Listing, fetch: Fetch, *, size: int, colour: str, context: LoadContext) -> Pictures:
    """Every picture that can be read; files that cannot are listed with the reason.

    Raises:
        DataError: There are no two classes with pictures, or the pictures do not fit into memory.
    """
    _check_classes(listing)
    with quiet():
        grey = colour == "grey" or (colour == "auto" and _all_grey(listing.files, fetch, context.check))
        channels = 1 if grey else 3
        done = _read_all(listing, fetch, channels, size, context)
    labels = torch.tensor([file.label for file in done.used], dtype=torch.int64)
    _check_readable(labels, listing, done.skipped)
    return Pictures(
        images=done.room.images(),
        labels=labels,
        classes=listing.classes,
        parts=torch.tensor([file.part for file in done.used], dtype=torch.uint8) if listing.has_parts else None,
        skipped=(*listing.notes, *done.skipped),
        names=tuple(file.name for file in done.used),
        remarks=tuple(done.remarks),
    )


def of_files(file: PictureFile) -> Content:
    """The `Fetch` of files that lie on the disk."""
    return file.path


def long_path(path: str, *, windows: bool = os.name == "nt") -> str:
    r"""An absolute path in the form that Windows accepts beyond 260 characters (``\\?\C:\…``); unchanged elsewhere."""
    if not windows or path.startswith("\\\\?\\"):
        return path
    return f"\\\\?\\UNC{path[1:]}" if path.startswith("\\\\") else f"\\\\?\\{path}"


# Whether it will do


def _check_classes(listing: Listing) -> None:
    """Raises DataError where there are no two classes with pictures."""
    where, layout, classes = listing.where, listing.layout, listing.classes
    if not classes and listing.notes:
        raise DataError(f"{where} holds pictures, but no class folders.", fix=layout)
    if not classes:
        raise DataError(f"{where} holds no pictures.", fix=layout)
    if len(classes) == 1:
        raise DataError(f"{where} has only one class, '{classes[0]}'.", fix="Add pictures of another class.")
    if not listing.files:
        raise DataError(f"{where} holds no pictures in its {len(classes)} class folders.", fix=layout)


def _check_memory(count: int, channels: int, size: int) -> None:
    """Raises DataError where the pictures exceed the free memory."""
    available = psutil.virtual_memory().available
    needed = count * channels * size * size
    if needed <= available:
        return
    fits = int((available / (count * channels)) ** 0.5) // 8 * 8
    raise DataError(
        f"{count:,} pictures of {size} × {size} pixels need {needed / 1e9:.1f} GB of memory, "
        f"and {available / 1e9:.1f} GB are free.",
        fix=f"Choose a size of at most {fits}." if fits >= 8 else "Use fewer pictures.",
    )


def _check_readable(labels: Tensor, listing: Listing, skipped: Sequence[str]) -> None:
    """Raises DataError where a class is left without a picture."""
    counts = torch.bincount(labels, minlength=len(listing.classes)).tolist()
    empty = [f"'{name}'" for name, count in zip(listing.classes, counts, strict=True) if count == 0]
    if empty:
        names = ", ".join(empty[:5]) + (f" and {len(empty) - 5} more" if len(empty) > 5 else "")
        reason = f" The first that was skipped: {skipped[0]}." if skipped else ""
        raise DataError(
            f"There is no picture that can be read in class {names}.{reason}",
            fix="Add pictures to these classes, or take the classes away.",
        )


def _all_grey(files: Sequence[PictureFile], fetch: Fetch, check: Callable[[], None]) -> bool:
    """Whether no picture has colours; stops at the first that has."""
    for file in files:
        check()
        try:
            if has_colour(fetch(file)):
                return False
        except Unusable:
            continue  # skipped, with the reason, when it is read
    return True


# Reading


@dataclass(slots=True)
class _Reading:
    """What was read so far.

    Attributes:
        room: Takes the pixels of what is used.
        skipped, remarks: ``path: reason`` of files that could not be used, and of files that look odd.
    """

    room: Room
    used: list[PictureFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def _read_all(listing: Listing, fetch: Fetch, channels: int, size: int, context: LoadContext) -> _Reading:
    total = len(listing.files)
    done = _Reading(_room((total, channels, size, size), context))
    told = 0.0

    def attempt(file: PictureFile) -> Decoded | str:
        try:
            return decode(fetch(file), channels, size)
        except Unusable as error:
            return str(error)

    bites = _bites(listing.files, channels * size * size)
    threads = 1 if sum(file.bytes for file in listing.files) < SMALL_FILE * total else min(8, os.cpu_count() or 1)
    for number, (file, found) in enumerate(_ahead(bites, threads, attempt, context.check), start=1):
        if isinstance(found, str):
            done.skipped.append(f"{file.name}: {found}")
        else:
            done.room.add(found.pixels)
            done.used.append(file)
            done.remarks += [f"{file.name}: {remark}" for remark in _remarks(found, size)]
        if time.monotonic() - told > 0.1 or number == total:
            told = time.monotonic()
            context.report(Progress(what="Reading pictures", done=number, total=total, unit="pictures"))
    return done


def _room(shape: tuple[int, int, int, int], context: LoadContext) -> Room:
    """Where the pixels go to."""
    count, channels, size, _ = shape
    if context.shelf is None:
        _check_memory(count, channels, size)
        return Room(shape)
    return context.shelf.room(shape, partial(_check_memory, count, channels, size))


def _remarks(found: Decoded, size: int) -> Iterator[str]:
    """What is odd about a picture's size."""
    short, long = sorted((found.width, found.height))
    shape = f"{found.width} × {found.height} pixels"
    if 2 * short < size:
        yield f"{shape}, enlarged to {size} × {size}"
    if long > 3 * short:
        yield f"{shape}, of which only the middle is used"


def _bites(files: Sequence[PictureFile], pixels: int) -> Iterator[list[PictureFile]]:
    """The files in their order, some at a time; each becomes so many bytes of pixels."""
    most = max(1, min(BITE_FILES, BITE_PIXELS // pixels))
    bite: list[PictureFile] = []
    held = 0
    for file in files:
        if bite and (len(bite) == most or held + file.bytes > BITE_BYTES):
            yield bite
            bite, held = [], 0
        bite.append(file)
        held += file.bytes
    if bite:
        yield bite


def _ahead(
    bites: Iterator[list[PictureFile]],
    threads: int,
    attempt: Callable[[PictureFile], Decoded | str],
    check: Callable[[], None],
) -> Iterator[tuple[PictureFile, Decoded | str]]:
    """Each file with its pixels or the reason why there are none, in order; a few bites are read ahead by threads."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="pictures")
    waiting: deque[tuple[list[PictureFile], Future[list[Decoded | str]]]] = deque()
    try:
        while True:
            for bite in islice(bites, 4 * threads - len(waiting)):
                waiting.append((bite, pool.submit(lambda files: [attempt(file) for file in files], bite)))
            if not waiting:
                return
            bite, future = waiting.popleft()
            yield from zip(bite, _patiently(future, check), strict=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _patiently(future: Future[list[Decoded | str]], check: Callable[[], None]) -> list[Decoded | str]:
    """A future's result, without being deaf to the user while a huge picture is read."""
    while True:
        check()
        try:
            return future.result(timeout=0.1)
        except NotYet:
            continue
