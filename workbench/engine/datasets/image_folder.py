"""The user's own pictures: one folder per class, with or without folders for training, validation and test."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from workbench.engine.data import LoadContext, Pictures, Source
from workbench.engine.decoder import looks_like_picture
from workbench.engine.gallery import Colour, Listing, Size, long_path, of_files, read
from workbench.engine.registry import datasets
from workbench.engine.tree import Folder, Leaf, is_hidden, list_classes, plain
from workbench.errors import DataError

_LAYOUT = "Choose a folder that holds one folder of pictures per class, named after the class."


class Params(Source):
    """Where the pictures are and how they are brought to one size."""

    is_slow: ClassVar[bool] = True
    folder: str = Field(
        min_length=1,
        description="Holds one folder of pictures per class, or train, validation and test folders that do.",
        json_schema_extra={"format": "directory-path"},
    )
    size: Size = 32
    colour: Colour = "auto"

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
    return read(listing, of_files, size=params.size, colour=params.colour, context=context)


def _scan(folder: Path, check: Callable[[], None]) -> Listing:
    root = _opened(folder)
    try:
        return list_classes(_DiskFolder(root, root), where=f"The folder '{folder}'", layout=_LAYOUT, check=check)
    except OSError as error:
        raise DataError(
            f"The folder '{error.filename or folder}' cannot be opened: {error.strerror}.",
            fix="Check that you may read it, or choose another folder.",
        ) from error


def _opened(folder: Path) -> str:
    """The folder in the form in which it can be read, however long its path."""
    folder = folder.expanduser()
    if folder.is_file():
        raise DataError(
            f"'{folder}' is a file, not a folder of pictures.",
            fix=f"For a ZIP file or a table there is a data source of its own. {_LAYOUT}",
        )
    if not folder.is_dir():
        raise DataError(f"There is no folder '{folder}'.", fix=_LAYOUT)
    return long_path(str(folder.resolve()))


@dataclass(frozen=True)
class _DiskFolder:
    """A folder on the disk, looked into when first asked and then no more.

    Attributes:
        place: Its path on the disk. root: That of the chosen folder.
    """

    place: str
    root: str
    linked: bool = False

    @property
    def name(self) -> str:
        return plain(os.path.basename(self.place))

    @property
    def path(self) -> str:
        return plain(os.path.relpath(self.place, self.root).replace(os.sep, "/"))

    def entries(self) -> Sequence[Folder | Leaf]:
        return self._entries

    @cached_property
    def _entries(self) -> list[Folder | Leaf]:
        with os.scandir(self.place) as entries:
            visible = sorted((one for one in entries if not is_hidden(one.name)), key=lambda one: plain(one.name))
        within = "" if self.place == self.root else f"{self.path}/"
        return [found for one in visible if (found := self._entry(one, within)) is not None]

    def _entry(self, entry: os.DirEntry[str], within: str) -> Folder | Leaf | None:
        if entry.is_dir():
            return _DiskFolder(entry.path, self.root, linked=not entry.is_dir(follow_symlinks=False))
        if not looks_like_picture(entry.name) or not entry.is_file():
            return None
        status = entry.stat()
        return Leaf(entry.path, within + plain(entry.name), status.st_size, status.st_mtime_ns)
