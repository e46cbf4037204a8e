"""The user's own pictures: one folder per class, with or without folders for training, validation and test."""

from __future__ import annotations

import os
import struct
import time
import unicodedata
import warnings
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
import psutil
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from pydantic import Field

from workbench.engine.data import TEST, TRAIN, VALIDATION, LoadContext, Pictures, Source
from workbench.engine.registry import datasets
from workbench.errors import DataError
from workbench.events import Progress

Pixels = NDArray[np.uint8]

PARTS = {
    "train": TRAIN,
    "training": TRAIN,
    "val": VALIDATION,
    "valid": VALIDATION,
    "validation": VALIDATION,
    "test": TEST,
    "testing": TEST,
}
# fmt: off
SUFFIXES = frozenset((
    ".avif", ".bmp", ".dib", ".gif", ".heic", ".heif", ".jfif", ".jp2", ".jpe", ".jpeg", ".jpg", ".pbm", ".pgm", ".png",
    ".pnm", ".ppm", ".tga", ".tif", ".tiff", ".webp",
))
# fmt: on
GREY_MODES = frozenset(("1", "L", "LA", "La", "I", "I;16", "I;16L", "I;16B", "I;16N"))

_LAYOUT = "Choose a folder that holds one folder of pictures per class, named after the class."


class Params(Source):
    """Where the pictures are and how they are brought to one size."""

    folder: str = Field(
        min_length=1,
        description="Holds one folder of pictures per class, or train, validation and test folders that do.",
        json_schema_extra={"format": "directory-path"},
    )
    size: int = Field(
        32,
        ge=8,
        le=512,
        description="Height and width after the shorter side was scaled to it and the middle cut out.",
        json_schema_extra={"unit": "pixels", "step": 8},
    )
    colour: Literal["auto", "grey", "colour"] = Field("auto", description="auto = grey if every picture is.")

    def stamp(self, context: LoadContext) -> Hashable:
        """Every picture's name, size and time of change."""
        return _scan(Path(self.folder), context.check)


@datasets.register(
    "image_folder",
    Params,
    title="My own pictures",
    offline=True,
    bytes=0,
    source="Your pictures stay where they are and never leave this computer.",
)
def image_folder(params: Params, context: LoadContext) -> Pictures:
    """A folder of your own pictures, one folder per class.

    Files that cannot be read are skipped and listed. Pictures are turned as their camera says; transparent parts become
    white; of an animation the first picture counts.

    Raises:
        DataError: The folder has no usable classes, or the pictures do not fit into memory.
    """
    listing = _scan(Path(params.folder), context.check)
    _check_classes(listing)
    grey = params.colour == "grey" or (params.colour == "auto" and _all_grey(listing.files, context.check))
    channels = 1 if grey else 3
    _check_memory(len(listing.files), channels, params.size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow mutters about odd files is no news: it reads them or it raises
        images, used, skipped = _read_all(listing, channels, params.size, context)
    labels = torch.tensor([file.label for file in used], dtype=torch.int64)
    _check_readable(labels, listing, skipped)
    parts = torch.tensor([file.part for file in used], dtype=torch.uint8) if listing.has_parts else None
    return Pictures(images, labels, listing.classes, parts, (*listing.notes, *skipped))


def read_picture(path: Path, *, channels: int, size: int) -> Pixels:
    """One picture file as a network trained on an image folder expects it.

    Returns:
        (channels, size, size).

    Raises:
        DataError: It cannot be read.
    """
    found = _attempt(str(path), channels, size)
    if isinstance(found, str):
        raise DataError(f"The picture '{path}' cannot be used: {found}.", fix="Choose another picture.")
    return found


# What is there


@dataclass(frozen=True, slots=True)
class _File:
    """A file that should be a picture.

    Attributes:
        name: Relative to the chosen folder, with forward slashes, for people.
        bytes, changed: Size and time of change, in bytes and nanoseconds.
    """

    path: str
    name: str
    label: int
    part: int
    bytes: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Listing:
    """What a folder holds. Equal listings mean that nothing has changed.

    Attributes:
        notes: What was left aside, ``path: reason``.
    """

    folder: str
    classes: tuple[str, ...]
    files: tuple[_File, ...]
    has_parts: bool
    notes: tuple[str, ...]


Check = Callable[[], None]


def _scan(folder: Path, check: Check) -> _Listing:
    root = _opened(folder)
    try:
        parts = _part_folders(root)
        levels = parts or [(root, TRAIN)]
        found = [(entry, part) for level, part in levels for entry in _folders(level)]
        classes = tuple(sorted({_plain(entry.name) for entry, _ in found}))
        labels = {name: number for number, name in enumerate(classes)}
        files = [
            _File(picture.path, _relative(picture.path, root), labels[_plain(entry.name)], part, size, changed)
            for entry, part in found
            for picture, size, changed in _pictures(entry.path, check)
        ]
        notes = _loose(levels, root) + _beside(root, parts)
    except OSError as error:
        raise DataError(
            f"The folder '{error.filename or folder}' cannot be opened: {error.strerror}.",
            fix="Check that you may read it, or choose another folder.",
        ) from error
    return _Listing(str(folder), classes, tuple(files), bool(parts), tuple(notes))


def _opened(folder: Path) -> str:
    """The folder in the form in which it can be read, however long its path."""
    folder = folder.expanduser()
    if folder.is_file():
        raise DataError(f"'{folder}' is a file, not a folder of pictures.", fix=f"Unpack it if it is packed. {_LAYOUT}")
    if not folder.is_dir():
        raise DataError(f"There is no folder '{folder}'.", fix=_LAYOUT)
    return long_path(str(folder.resolve()), windows=os.name == "nt")


def long_path(path: str, *, windows: bool) -> str:
    r"""An absolute path in the form that Windows accepts beyond 260 characters (``\\?\C:\…``); unchanged elsewhere."""
    if not windows or path.startswith("\\\\?\\"):
        return path
    return f"\\\\?\\UNC{path[1:]}" if path.startswith("\\\\") else f"\\\\?\\{path}"


def _part_folders(root: str) -> list[tuple[str, int]]:
    """The folders for training, validation and test; none if the folder is not divided like that.

    A folder ``train`` may also be a class (beside ``bus`` and ``car``): then it holds pictures, not folders.
    """
    folders = _folders(root)
    parts = [(entry.path, PARTS[entry.name.casefold()]) for entry in folders if entry.name.casefold() in PARTS]
    training = [path for path, part in parts if part == TRAIN]
    divided = len(parts) == len(folders) or any(_folders(path) for path in training)
    return parts if training and divided else []


def _folders(path: str) -> list[os.DirEntry[str]]:
    return [entry for entry in _entries(path) if entry.is_dir()]


def _pictures(path: str, check: Check) -> Iterator[tuple[os.DirEntry[str], int, int]]:
    """Files with a picture's ending, at any depth, with size and time of change."""
    check()
    for entry in _entries(path):
        if entry.is_dir(follow_symlinks=False):
            yield from _pictures(entry.path, check)
        elif _looks_like_picture(entry):
            status = entry.stat()
            yield entry, status.st_size, status.st_mtime_ns


def _entries(path: str) -> list[os.DirEntry[str]]:
    """What a folder holds, in the same order on every system; hidden things left out."""
    with os.scandir(path) as entries:
        visible = [entry for entry in entries if not entry.name.startswith((".", "__MACOSX"))]
    return sorted(visible, key=lambda entry: _plain(entry.name))


def _looks_like_picture(entry: os.DirEntry[str]) -> bool:
    return Path(entry.name).suffix.lower() in SUFFIXES and entry.is_file()


def _plain(name: str) -> str:
    """A name as people see it: systems differ in how they write é."""
    return unicodedata.normalize("NFC", name)


def _relative(path: str, root: str) -> str:
    return _plain(os.path.relpath(path, root).replace(os.sep, "/"))


def _loose(levels: Sequence[tuple[str, int]], root: str) -> list[str]:
    """Notes on pictures that lie beside the class folders instead of in one."""
    counts = [(level, sum(map(_looks_like_picture, _entries(level)))) for level, _ in levels]
    return [
        f"{_relative(level, root)}: {count} pictures lie outside a class folder" for level, count in counts if count
    ]


def _beside(root: str, parts: Sequence[tuple[str, int]]) -> list[str]:
    """Notes on folders beside the ones for training, validation and test."""
    known = {path for path, _ in parts}
    others = [entry.name for entry in _folders(root) if parts and entry.path not in known]
    return [f"{name}: neither a training nor a validation nor a test folder" for name in others]


# Whether it will do


def _check_classes(listing: _Listing) -> None:
    """Raises DataError where there are no two classes with pictures."""
    where = f"The folder '{listing.folder}'"
    if not listing.classes:
        if listing.notes:
            raise DataError(f"{where} holds pictures, but no class folders.", fix=_LAYOUT)
        raise DataError(f"{where} holds no pictures.", fix=_LAYOUT)
    if len(listing.classes) == 1:
        raise DataError(
            f"{where} has only one class, '{listing.classes[0]}'.", fix="Add a folder of pictures for another class."
        )
    if not listing.files:
        raise DataError(f"{where} holds no pictures in its {len(listing.classes)} class folders.", fix=_LAYOUT)


def _check_memory(count: int, channels: int, size: int) -> None:
    """Raises DataError where the pictures, and the parts that they are split into, exceed the free memory."""
    available = psutil.virtual_memory().available
    needed = 2 * count * channels * size * size
    if needed <= available:
        return
    fits = int((available / (2 * count * channels)) ** 0.5) // 8 * 8
    raise DataError(
        f"{count:,} pictures of {size} × {size} pixels need {needed / 1e9:.1f} GB of memory, "
        f"and {available / 1e9:.1f} GB are free.",
        fix=f"Choose a size of at most {fits}." if fits >= 8 else "Use fewer pictures.",
    )


def _check_readable(labels: torch.Tensor, listing: _Listing, skipped: Sequence[str]) -> None:
    """Raises DataError where a class is left without a picture."""
    counts = torch.bincount(labels, minlength=len(listing.classes)).tolist()
    empty = [f"'{name}'" for name, count in zip(listing.classes, counts, strict=True) if count == 0]
    if empty:
        names = ", ".join(empty[:5]) + (f" and {len(empty) - 5} more" if len(empty) > 5 else "")
        reason = f" The first that was skipped: {skipped[0]}." if skipped else ""
        raise DataError(
            f"There is no picture that can be read in class {names}.{reason}",
            fix="Add pictures to these folders, or move the folders elsewhere.",
        )


def _all_grey(files: Sequence[_File], check: Check) -> bool:
    """Whether no picture has colours, by their headers; stops at the first that has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for file in files:
            check()
            if _has_colour(file.path):
                return False
    return True


def _has_colour(path: str) -> bool:
    try:
        with Image.open(path) as image:
            if image.mode != "P":
                return image.mode not in GREY_MODES
            palette = np.array(image.getpalette("RGB"), dtype=np.uint8).reshape(-1, 3)
            return bool((palette != palette[:, :1]).any())
    except _UNREADABLE:
        return False  # skipped, with the reason, when it is read


# Reading

_UNREADABLE = (
    # What Pillow is known to raise on damaged files. They are anybody's files, and one must not end the reading of all.
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)


def _read_all(
    listing: _Listing, channels: int, size: int, context: LoadContext
) -> tuple[torch.Tensor, list[_File], list[str]]:
    """Pictures (N, channels, size, size), the files that they come from, and the files skipped with the reason."""
    total = len(listing.files)
    images = torch.empty((total, channels, size, size), dtype=torch.uint8)
    rows = images.numpy()
    used: list[_File] = []
    skipped: list[str] = []
    told = 0.0
    for number, (file, found) in enumerate(_decoded(listing.files, channels, size, context.check), start=1):
        if isinstance(found, str):
            skipped.append(f"{file.name}: {found}")
        else:
            rows[len(used)] = found
            used.append(file)
        if time.monotonic() - told > 0.1 or number == total:
            told = time.monotonic()
            context.report(Progress(what="Reading pictures", done=number, total=total, unit="pictures"))
    return images[: len(used)], used, skipped


def _decoded(files: Sequence[_File], channels: int, size: int, check: Check) -> Iterator[tuple[_File, Pixels | str]]:
    """Each file with its pixels or the reason why there are none, in order; a few are read ahead by threads."""
    threads = min(8, os.cpu_count() or 1)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="pictures")
    waiting: deque[tuple[_File, Future[Pixels | str]]] = deque()
    upcoming = iter(files)
    try:
        while True:
            for file in islice(upcoming, 16 * threads - len(waiting)):
                waiting.append((file, pool.submit(_attempt, file.path, channels, size)))
            if not waiting:
                return
            file, future = waiting.popleft()
            yield file, _patiently(future, check)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _patiently(future: Future[Pixels | str], check: Check) -> Pixels | str:
    """A future's result, without being deaf to the user while a huge picture is read."""
    while True:
        check()
        try:
            return future.result(timeout=0.1)
        except NotYet:
            continue


def _attempt(path: str, channels: int, size: int) -> Pixels | str:
    try:
        with Image.open(path) as image:
            return _fitted(image, channels, size)
    except UnidentifiedImageError:
        return "empty file" if os.path.getsize(path) == 0 else "not a picture in a format that can be read"
    except Image.DecompressionBombError:
        return "more pixels than a picture is expected to have"
    except _UNREADABLE as error:
        closed = error.strerror if isinstance(error, OSError) else None
        return f"cannot be opened ({closed})" if closed else f"damaged ({error})"


def _fitted(image: Image.Image, channels: int, size: int) -> Pixels:
    """An open picture as (channels, size, size)."""
    image.draft(None, (2 * size, 2 * size))  # lets a JPEG be read at a fraction of its size, far faster
    upright = ImageOps.exif_transpose(image)
    fitted = ImageOps.fit(_eight_bit(upright, "L" if channels == 1 else "RGB"), (size, size))
    pixels = np.asarray(fitted, dtype=np.uint8)
    return pixels[None] if channels == 1 else pixels.transpose(2, 0, 1)


def _eight_bit(image: Image.Image, mode: str) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow itself would clip at 255 instead of scaling
        wide = np.asarray(image).astype(np.float64) / 257
        image = Image.fromarray(np.rint(wide).clip(0, 255).astype(np.uint8))
    elif image.mode == "F":
        raise ValueError("pixels are floating-point numbers, whose range is unknown")
    elif image.has_transparency_data:
        solid = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", solid.size, "white"), solid)
    return image.convert(mode)
