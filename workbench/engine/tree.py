"""Folders of pictures, on the disk or in an archive: which folder is a class, and which a part of the data."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from workbench.engine.data import TEST, TRAIN, VALIDATION
from workbench.engine.gallery import Listing, PictureFile

PARTS = {
    "train": TRAIN,
    "training": TRAIN,
    "val": VALIDATION,
    "valid": VALIDATION,
    "validation": VALIDATION,
    "test": TEST,
    "testing": TEST,
}
"""What people call the parts of their data, in lower case."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file with a picture's ending; what its attributes are, `PictureFile` says."""

    path: str
    name: str
    bytes: int = 0
    changed: int = 0


class Folder(Protocol):
    """A folder.

    Attributes:
        name: As people see it. path: From the top, with forward slashes; the top itself is ``.``.
        linked: It does not lie here, but elsewhere.
    """

    @property
    def name(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def linked(self) -> bool: ...

    def entries(self) -> Sequence[Folder | Leaf]:
        """The folders and pictures in it, by name, without hidden ones: in the same order on every system."""


def list_classes(root: Folder, *, where: str, layout: str, check: Callable[[], None]) -> Listing:
    """One class for each folder, over all parts if the top folder is divided into parts."""
    parts = _parts(root)
    levels = parts or [(root, TRAIN)]
    found = [(folder, part) for level, part in levels for folder in folders_of(level)]
    classes = tuple(sorted({folder.name for folder, _ in found}))
    labels = {name: number for number, name in enumerate(classes)}
    files = [
        PictureFile(leaf.path, leaf.name, labels[folder.name], part, leaf.bytes, leaf.changed)
        for folder, part in found
        for leaf in _within(folder, check)
    ]
    return Listing(where, layout, classes, tuple(files), bool(parts), (*_loose(levels), *_beside(root, parts)))


def folders_of(folder: Folder) -> list[Folder]:
    """The folders directly in a folder."""
    return [entry for entry in folder.entries() if not isinstance(entry, Leaf)]


def leaves_of(folder: Folder) -> list[Leaf]:
    """The pictures directly in a folder."""
    return [entry for entry in folder.entries() if isinstance(entry, Leaf)]


def plain(name: str) -> str:
    """A name as people see it: systems differ in how they write é."""
    return unicodedata.normalize("NFC", name)


def is_hidden(name: str) -> bool:
    """Whether a file or folder is none of the user's: hidden, or left behind by a Mac."""
    return name.startswith((".", "__MACOSX"))


def _parts(root: Folder) -> list[tuple[Folder, int]]:
    """The folders for training, validation and test; none if the folder is not divided like that.

    A folder ``train`` may also be a class (beside ``bus`` and ``car``): then it holds pictures, not folders.
    """
    folders = folders_of(root)
    parts = [(folder, PARTS[folder.name.casefold()]) for folder in folders if folder.name.casefold() in PARTS]
    training = [folder for folder, part in parts if part == TRAIN]
    divided = len(parts) == len(folders) or any(folders_of(folder) for folder in training)
    return parts if training and divided else []


def _within(folder: Folder, check: Callable[[], None]) -> Iterator[Leaf]:
    """The pictures of a class, at any depth."""
    check()
    for entry in folder.entries():
        if isinstance(entry, Leaf):
            yield entry
        elif not entry.linked:  # it may lead back to where we are
            yield from _within(entry, check)


def _loose(levels: Sequence[tuple[Folder, int]]) -> list[str]:
    """Notes on pictures that lie beside the class folders instead of in one."""
    counts = [(level, len(leaves_of(level))) for level, _ in levels]
    return [f"{level.path}: {count} pictures lie outside a class folder" for level, count in counts if count]


def _beside(root: Folder, parts: Sequence[tuple[Folder, int]]) -> list[str]:
    """Notes on folders beside the ones for training, validation and test."""
    known = {folder.path for folder, _ in parts}
    others = [folder.name for folder in folders_of(root) if parts and folder.path not in known]
    return [f"{name}: neither a training nor a validation nor a test folder" for name in others]
