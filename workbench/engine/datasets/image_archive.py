"""The user's own pictures in a ZIP file, laid out like a folder of pictures. Nothing is unpacked to the disk."""

from __future__ import annotations

import threading
import zipfile
import zlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from lzma import LZMAError
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from workbench.engine.data import LoadContext, Pictures, Source
from workbench.engine.decoder import Unusable, looks_like_picture
from workbench.engine.gallery import Colour, Listing, PictureFile, Size, long_path, read
from workbench.engine.registry import datasets
from workbench.engine.tree import Folder, Leaf, folders_of, is_hidden, leaves_of, list_classes, plain
from workbench.errors import DataError

LARGEST = 128 * 2**20
"""Bytes that one picture may have when unpacked: as many as there are readers are in memory at a time."""
TOTAL = 20 * 10**9
"""Bytes that all pictures together may have when unpacked; an archive of more may have been made to do harm."""

_LAYOUT = "Pack folders of pictures, one for each class and named after it, into a ZIP file."
_DAMAGED = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, RuntimeError)
"""What reading a damaged, encrypted or foreign archive raises; RuntimeError includes NotImplementedError."""


class Params(Source):
    """Where the archive is and how its pictures are brought to one size."""

    is_slow: ClassVar[bool] = True
    file: str = Field(
        min_length=1,
        description="A ZIP file with one folder of pictures per class, or train, validation and test folders of them.",
        json_schema_extra={"format": "file-path", "suffixes": [".zip"]},
    )
    size: Size = 32
    colour: Colour = "auto"

    def stamp(self, context: LoadContext) -> Hashable:
        """Place and size of the file, and time of its change."""
        path = _found(self.file)
        status = path.stat()
        return str(path), status.st_size, status.st_mtime_ns


@datasets.register(
    "image_archive",
    Params,
    title="My own pictures in a ZIP file",
    offline=True,
    bytes=0,
    source="Your pictures stay where they are and never leave this computer.",
)
def image_archive(params: Params, context: LoadContext) -> Pictures:
    """A ZIP file of your own pictures, one folder per class.

    A folder around all others does not count. Pictures are called by their path in the archive, and treated like those
    of a folder.

    Raises:
        DataError: The file is no ZIP file, has no usable classes, or is too large.
    """
    with _opened(params.file) as archive:
        listing = _list(archive, f"The archive '{params.file}'", context.check)
        one_at_a_time = threading.Lock()  # a ZipFile counts its readers without one

        def fetch(file: PictureFile) -> bytes:
            with one_at_a_time:
                return _unpacked(archive, file)

        return read(listing, fetch, size=params.size, colour=params.colour, context=context)


def _found(file: str) -> Path:
    path = Path(file).expanduser()
    if path.is_dir():
        raise DataError(f"'{path}' is a folder, not a ZIP file.", fix="Choose 'My own pictures' as the data source.")
    if not path.is_file():
        raise DataError(f"There is no file '{path}'.", fix=_LAYOUT)
    return Path(long_path(str(path.resolve())))


@contextmanager
def _opened(file: str) -> Iterator[zipfile.ZipFile]:
    path = _found(file)
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise DataError(f"'{file}' is not a ZIP file, or it is damaged ({error}).", fix="Pack it anew.") from error
    except OSError as error:
        raise DataError(
            f"The file '{file}' cannot be opened: {error.strerror or error}.", fix="Check that you may read it."
        ) from error
    with archive:
        yield archive


def _list(archive: zipfile.ZipFile, where: str, check: Callable[[], None]) -> Listing:
    root = _Folder(".")
    total = 0
    for number, entry in enumerate(archive.infolist()):
        if number % 1000 == 0:
            check()
        parts = [plain(part) for part in _name(entry).replace("\\", "/").split("/") if part not in ("", ".")]
        if not parts or any(is_hidden(part) for part in parts):  # ".." among them
            continue
        folder = root.within(parts if entry.is_dir() else parts[:-1])
        if not entry.is_dir() and looks_like_picture(parts[-1]):
            folder.pictures[parts[-1]] = Leaf(entry.filename, "/".join(parts), entry.file_size)
            total += entry.file_size
    if total > TOTAL:
        raise DataError(
            f"{where} holds {total / 1e9:.1f} GB of pictures when unpacked, more than {TOTAL / 1e9:.0f} GB.",
            fix="If you trust it, unpack it and choose the folder as the data source.",
        )
    return list_classes(_unwrapped(root), where=where, layout=_LAYOUT, check=check)


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry. A Mac writes UTF-8 without saying so, which is then taken for the letters of an old PC."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


@dataclass
class _Folder:
    """A folder in an archive."""

    path: str
    inner: dict[str, _Folder] = field(default_factory=dict)
    pictures: dict[str, Leaf] = field(default_factory=dict)
    linked: bool = False

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def entries(self) -> Sequence[Folder | Leaf]:
        found: dict[str, Folder | Leaf] = {**self.inner, **self.pictures}
        return [found[name] for name in sorted(found)]

    def within(self, parts: Sequence[str]) -> _Folder:
        """The folder so many levels below; made where it is new."""
        folder = self
        for part in parts:
            path = part if folder.path == "." else f"{folder.path}/{part}"
            folder = folder.inner.setdefault(part, _Folder(path))
        return folder


def _unwrapped(root: Folder) -> Folder:
    """The folder that holds the classes: archives are often made of one folder, with all others in it."""
    folders = folders_of(root)
    while len(folders) == 1 and not leaves_of(root) and folders_of(folders[0]):
        root = folders[0]
        folders = folders_of(root)
    return root


def _unpacked(archive: zipfile.ZipFile, file: PictureFile) -> bytes:
    """The content of an entry; never more than it said that it has."""
    if file.bytes > LARGEST:
        raise Unusable(f"{file.bytes / 2**20:.0f} MiB when unpacked, more than {LARGEST // 2**20}")
    try:
        return archive.read(file.path)
    except _DAMAGED as error:
        encrypted = "encrypted" in str(error) or "password" in str(error)
        raise Unusable("locked with a password" if encrypted else f"damaged in the archive ({error})") from error
