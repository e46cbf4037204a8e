"""The user's own pictures, listed in a table: a CSV file that says where each lies and what it shows."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from workbench.engine.data import TRAIN, LoadContext, Pictures, Source
from workbench.engine.gallery import Colour, Listing, PictureFile, Size, long_path, of_files, read
from workbench.engine.registry import datasets
from workbench.engine.tree import PARTS, plain
from workbench.errors import DataError, Problem, RecipeError
from workbench.recipes.problems import nearest

PATH_NAMES = ("path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_path", "img", "picture")
LABEL_NAMES = ("label", "class", "target", "category", "class_name", "y")
SPLIT_NAMES = ("split", "subset", "partition", "part", "set")
"""What people call these columns; the first that is there is taken."""

_LAYOUT = "Write a first line of column names, e.g. 'path,label', and then a line for each picture."


class Params(Source):
    """Where the table is, which of its columns count, and how the pictures are brought to one size."""

    is_slow: ClassVar[bool] = True
    file: str = Field(
        min_length=1,
        description="A CSV file with a line for each picture; paths in it start from the folder where it lies.",
        json_schema_extra={"format": "file-path", "suffixes": [".csv", ".tsv", ".txt"]},
    )
    path_column: str = Field(
        "", description="Column of the pictures' paths; empty = guessed, e.g. path, file or image."
    )
    label_column: str = Field("", description="Column of their classes; empty = guessed, e.g. label, class or target.")
    split_column: str = Field(
        "", description="Column that says train, validation or test; empty = guessed, e.g. split, if there is one."
    )
    size: Size = 32
    colour: Colour = "auto"

    def stamp(self, context: LoadContext) -> Hashable:
        """The table's lines, and every picture's size and time of change."""
        return _list(self, context.check)


@datasets.register(
    "image_table",
    Params,
    title="My own pictures, listed in a table (CSV)",
    offline=True,
    bytes=0,
    source="Your pictures stay where they are and never leave this computer.",
)
def image_table(params: Params, context: LoadContext) -> Pictures:
    """A CSV file that names your own pictures and their classes.

    Its columns may be separated by commas, semicolons or tabs. Pictures are called by their path as the table writes
    it, and treated like those of a folder. Lines that cannot be used are skipped and listed.

    Raises:
        RecipeError: It has no such columns.
        DataError: The file is no such table, or has no usable classes.
    """
    return read(_list(params, context.check), of_files, size=params.size, colour=params.colour, context=context)


# What the table says


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that names a picture and its class.

    Attributes:
        path: As the table writes it. name: The same, as people see it.
        part: As in `Pictures.parts`; None = no column tells.
    """

    path: str
    name: str
    label: str
    part: int | None


def _list(params: Params, check: Callable[[], None]) -> Listing:
    path = Path(params.file).expanduser()
    header, lines = _table(path)
    columns = _columns(params, header, lines)
    rows: dict[str, _Row] = {}
    notes: list[str] = []
    for number, cells in lines:
        found = _row(columns, cells)
        if isinstance(found, _Row) and found.name in rows:
            found = f"names '{found.name}' once more"
        if isinstance(found, str):
            notes.append(f"line {number}: {found}")
        else:
            rows[found.name] = found
    classes = _in_order({row.label for row in rows.values()})
    files = tuple(_files(rows.values(), path.resolve().parent, classes, notes, check))
    if not files:
        first = f" that can be used. Its {notes[0]}" if notes else ""
        raise DataError(f"The table '{path}' names no picture{first}.", fix=_LAYOUT)
    return Listing(f"The table '{path}'", _LAYOUT, classes, files, columns.split is not None, tuple(notes))


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Column names, and each line that is not empty with its number in the file."""
    text = _text(path)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)  # the comma, where there is only one column
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)]
    except csv.Error as error:
        raise DataError(f"Line {reader.line_num} of '{path}' cannot be read: {error}.", fix=_LAYOUT) from error
    if not lines:
        raise DataError(f"The table '{path}' is empty.", fix=_LAYOUT)
    return lines[0][1], lines[1:]


def _text(path: Path) -> str:
    if path.is_dir():
        raise DataError(f"'{path}' is a folder, not a table.", fix="Choose 'My own pictures' as the data source.")
    if not path.is_file():
        raise DataError(f"There is no file '{path}'.", fix=f"Choose a CSV file. {_LAYOUT}")
    try:
        content = Path(long_path(str(path.resolve()))).read_bytes()
    except OSError as error:
        raise DataError(
            f"The file '{path}' cannot be opened: {error.strerror}.", fix="Check that you may read it."
        ) from error
    try:
        return content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            f"'{path}' is not a text in UTF-8, so that its letters cannot be told (byte {error.start:,}).",
            fix="Save it as 'CSV UTF-8' in the program that it comes from.",
        ) from error


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a line to look."""

    path: int
    label: int
    split: int | None


def _columns(params: Params, header: Sequence[str], lines: Sequence[tuple[int, list[str]]]) -> _Columns:
    """The columns that were chosen or, where none was, those with a name that people use.

    Raises:
        RecipeError: The table does not have them.
    """
    asked = {
        "path_column": (params.path_column, PATH_NAMES),
        "label_column": (params.label_column, LABEL_NAMES),
        "split_column": (params.split_column, SPLIT_NAMES),
    }
    places = {field: _place(header, chosen, names) for field, (chosen, names) in asked.items()}
    needed = ["path_column", "label_column", *(["split_column"] if params.split_column else [])]
    missing = [_missing(field, asked[field][0], header) for field in needed if places[field] is None]
    if missing:
        raise RecipeError(missing)
    path, label, split = places.values()
    assert path is not None
    assert label is not None
    if not params.split_column and split is not None and not _says_parts(split, lines):
        split = None  # a guess that was wrong
    return _Columns(path, label, split)


def _place(header: Sequence[str], chosen: str, names: Sequence[str]) -> int | None:
    plainly = [name.strip().casefold() for name in header]
    wanted = [chosen.strip().casefold()] if chosen else names
    return next((plainly.index(name) for name in wanted if name in plainly), None)


def _missing(field: str, chosen: str, header: Sequence[str]) -> Problem:
    known = ", ".join(f"'{name}'" for name in header[:20])
    what = f"There is no column called '{chosen}'" if chosen else "No column has a name that can be guessed"
    near = nearest(chosen, header) if chosen else None
    return Problem(
        f"data.source.params.{field}",
        f"{what}; the table has {known}.",
        f"Did you mean '{near}'?" if near else "Name the right one.",
    )


def _says_parts(place: int, lines: Sequence[tuple[int, list[str]]]) -> bool:
    said = {cells[place].casefold() for _, cells in lines if place < len(cells) and cells[place]}
    return bool(said) and said <= PARTS.keys()


def _row(columns: _Columns, cells: Sequence[str]) -> _Row | str:
    """What a line says, or why it cannot be used."""
    if len(cells) <= max(columns.path, columns.label, columns.split or 0):
        return f"has only {len(cells)} of the columns"
    path, label = cells[columns.path].replace("\\", "/"), plain(cells[columns.label])
    name = plain(path)
    if not name or not label:
        return "no class" if name else "no path"
    if "://" in name:
        return f"'{name}' is an address, not a file; nothing is downloaded"
    if columns.split is None:
        return _Row(path, name, label, None)
    part = PARTS.get(cells[columns.split].casefold())
    if part is None:
        return f"'{cells[columns.split]}' is neither train nor validation nor test"
    return _Row(path, name, label, part)


def _in_order(labels: set[str]) -> tuple[str, ...]:
    """Classes by name; by value where all of them are whole numbers."""
    numbers = all(label.isdecimal() and label.isascii() for label in labels)
    return tuple(sorted(labels, key=(lambda label: (int(label), label)) if numbers else None))


def _files(
    rows: Iterable[_Row],
    folder: Path,
    classes: Sequence[str],
    notes: list[str],
    check: Callable[[], None],
) -> Iterator[PictureFile]:
    """The files of the rows; those that are not there are noted."""
    labels = {name: number for number, name in enumerate(classes)}
    for row in rows:
        check()
        path = long_path(os.path.normpath(folder / row.path))
        try:
            status = os.stat(path)
        except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
            reason = error.strerror if isinstance(error, OSError) else str(error)
            notes.append(f"{row.name}: cannot be opened ({reason})")
            continue
        part = TRAIN if row.part is None else row.part
        yield PictureFile(path, row.name, labels[row.label], part, status.st_size, status.st_mtime_ns)
