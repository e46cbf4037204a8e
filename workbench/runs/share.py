"""A project as one file to hand on: a zip with a recipe, and runs with their curves, results and networks.

What comes from others is never run, unpickled or believed: only files of known names are taken out, each into a new run
folder whose path we make ourselves; names that lead elsewhere, links, and archives that grow out of all proportion are
refused, and so is the whole project when one run in it is damaged.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from workbench import recipes
from workbench.errors import RecipeError, RunError
from workbench.recipes import AnyRecipe, Distil, TeacherRun, TrainingRecipe
from workbench.runs import about, log, results, summary
from workbench.runs.files import PART, plain_words, write_atomically
from workbench.runs.folder import ENVIRONMENT, RECIPE, RunFolder
from workbench.runs.store import RunStore

ENDING = ".kdproj"
MARK = "project.json"
VERSION = 1

TEXTS = (RECIPE, summary.FILE, about.FILE, ENVIRONMENT, log.FILE, results.FILE)
PARTS_OF_A_MODEL = ("weights.safetensors", "model.json", "phase.json")
OUR_ID = re.compile(r"\d{8}-\d{6}-[a-z0-9-]{1,40}-[0-9a-f]{4}")
MODEL = re.compile(
    r"models/[a-z_]{1,20}-[0-9]{1,10}(-[0-9]{1,2})?/(" + "|".join(map(re.escape, PARTS_OF_A_MODEL)) + ")"
)

MOST_ENTRIES = 20_000
MOST_RUNS = 1_000
MOST_TEXT = 300_000_000
"""Bytes of one text file: an event file of a million steps has a fifth of that."""
MOST_GROWTH = 100
"""Times its own size that an archive may grow when it is unpacked; event files grow about fifteen times."""
MOST_RECIPE = 1_000_000
"""Bytes of the project's own recipe."""
SMALL = 50_000_000
"""Bytes to which any archive may grow."""
CHUNK = 1 << 20

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, NotImplementedError, RuntimeError,
    OverflowError,
)  # fmt: skip
"""All that Python's zipfile is known to raise over a damaged or an encrypted archive."""


def pack(runs: Sequence[RunFolder], out: Path, recipe: AnyRecipe | None = None) -> None:
    """Write runs into one file, without what only going on with them would need: checkpoints and exports.

    Args:
        runs: At least one run, or a recipe.
        out: The file; one that is there is replaced once the new one is whole.
        recipe: What the project's settings are; None = none.

    Raises:
        RunError: A run is being trained or damaged, or the file cannot be written.
    """
    for run in runs:
        if run.is_in_use():
            raise RunError(f"Run {run.id} is being trained.", fix="Wait until it has ended, or share the others.")
        if run.summary().state == "damaged":
            raise RunError(f"Run {run.id} is damaged: {run.summary().problem}", fix="Share the others.")
    part = out.with_name(f".{out.name}.{os.getpid()}{PART}")
    with plain_words(out):
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                _write_project(archive, runs, recipe)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(out)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


def unpack(file: Path, store: RunStore) -> list[str]:
    """Put the runs of a project among the others: all of them, or none.

    Args:
        file: What `pack` wrote, here or elsewhere.
        store: Where the runs go. One whose id is taken, there or in the bin, gets another, and so do references to it
            inside the project.

    Returns:
        Ids of the new runs, in the order of the project.

    Raises:
        RunError: It is no project, damaged, hostile or from a newer workbench, or the runs cannot be written.
    """
    with _opened(file) as archive:
        plan = _plan(archive, file)
        with plain_words(store.root):
            store.root.mkdir(parents=True, exist_ok=True)
            _leave_room(sum(item.info.file_size for item in plan), store.root)
        drafts: list[_Draft] = []
        try:
            for number, name in enumerate(dict.fromkeys(item.run for item in plan)):
                drafts.append(_Draft(name, store.root / f".new-project-{secrets.token_hex(4)}-{number}"))
                _extract(archive, [item for item in plan if item.run == name], drafts[-1].folder)
            return _take_in(drafts, store)
        finally:
            for draft in drafts:
                shutil.rmtree(draft.folder, ignore_errors=True)


def recipe_in(file: Path) -> AnyRecipe | None:
    """The settings that a project holds; None where it holds runs only.

    Raises:
        RunError: As `unpack`.
    """
    with _opened(file) as archive:
        if RECIPE not in archive.namelist():
            return None
        info = archive.getinfo(RECIPE)
        if info.file_size > MOST_RECIPE:
            raise _refused(file, f"its recipe has {info.file_size:,} bytes")
        try:
            return recipes.loads(archive.read(info).decode(), source=f"{file.name}: {RECIPE}")
        except RecipeError as error:
            raise RunError(f"The recipe in {file} cannot be used. {error}", fix="Ask for the file again.") from error


# Packing


def _write_project(archive: zipfile.ZipFile, runs: Sequence[RunFolder], recipe: AnyRecipe | None) -> None:
    archive.writestr(MARK, json.dumps({"workbench": "project", "version": VERSION}))
    if recipe is not None:
        archive.writestr(RECIPE, recipes.dump(recipe))
    for run in runs:
        for name in _names_to_share(run.path):
            how = zipfile.ZIP_STORED if name.endswith(".safetensors") else None  # weights hardly shrink
            archive.write(run.path / name, f"runs/{run.id}/{name}", compress_type=how)


def _names_to_share(folder: Path) -> Iterator[str]:
    """Files of a run that are shared, links left out."""
    models = sorted(path.relative_to(folder).as_posix() for path in folder.glob("models/*/*"))
    for name in (*TEXTS, *(name for name in models if MODEL.fullmatch(name))):
        path = folder / name
        if path.is_file() and not path.is_symlink() and not path.parent.is_symlink():
            yield name


# Unpacking


@dataclass(frozen=True, slots=True)
class _Item:
    """A file to take out: of which run, and where in its folder."""

    info: zipfile.ZipInfo
    run: str
    name: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A run that is not among the others yet.

    Attributes:
        name: Its id in the project, which is not to be trusted. folder: Where it waits.
    """

    name: str
    folder: Path


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """A project that says so of itself; whatever is wrong with the archive becomes one clear message."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_mark(archive, file)
            yield archive
    except _DAMAGE as error:
        raise RunError(
            f"{file} is no project of the workbench, or is damaged: {error}.", fix="Ask for the file again."
        ) from error
    except FileNotFoundError as error:
        raise RunError(f"{file} is not there.", fix="Check the name and the folder.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(f"{file} cannot be read: {reason}.", fix="Check the disk, and allow reading it.") from error


def _check_mark(archive: zipfile.ZipFile, file: Path) -> None:
    if MARK not in archive.namelist() or archive.getinfo(MARK).file_size > 10_000:
        raise RunError(f"{file} is no project of the workbench.", fix=f"Choose a file that ends in {ENDING}.")
    mark = json.loads(archive.read(MARK))
    version = mark.get("version") if isinstance(mark, dict) else None
    if not isinstance(version, int) or version < 1:
        raise RunError(f"{file} is no project of the workbench.", fix=f"Choose a file that ends in {ENDING}.")
    if version > VERSION:
        raise RunError(f"{file} comes from a newer workbench.", fix="Update this one, then open it again.")


def _plan(archive: zipfile.ZipFile, file: Path) -> list[_Item]:
    """What to take out. Refuses the whole archive where something in it is not meant well."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _refused(file, f"it has {len(entries):,} entries")
    seen: set[str] = set()
    for info in entries:
        _check_entry(info, seen, file)
    size, grown = file.stat().st_size, sum(info.file_size for info in entries)
    if grown > max(SMALL, MOST_GROWTH * size):
        raise _refused(file, f"it would grow from {size:,} to {grown:,} bytes")
    plan = [item for info in entries if (item := _item(info)) is not None]
    if len({item.run for item in plan}) > MOST_RUNS:
        raise _refused(file, f"it has more than {MOST_RUNS:,} runs")
    for item in plan:
        if item.name in TEXTS and item.info.file_size > MOST_TEXT:
            raise _refused(file, f"its {item.name} has {item.info.file_size:,} bytes")
    return plan


def _check_entry(info: zipfile.ZipInfo, seen: set[str], file: Path) -> None:
    name = info.filename
    pieces = name.rstrip("/").split("/")
    if name.startswith("/") or re.search(r"[\\:\x00-\x1f]", name) or any(piece in ("", ".", "..") for piece in pieces):
        raise _refused(file, f"{name!r} leads out of it")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refused(file, f"{name!r} is a link")
    if info.flag_bits & 1:
        raise _refused(file, "it is encrypted")
    if name.casefold() in seen:
        raise _refused(file, f"{name!r} is in it twice")
    seen.add(name.casefold())


def _item(info: zipfile.ZipInfo) -> _Item | None:
    """What a file in a project is; None for what has no place in a run folder, such as checkpoints."""
    first, _, rest = info.filename.partition("/")
    run, _, name = rest.partition("/")
    if first != "runs" or info.is_dir() or not (name in TEXTS or MODEL.fullmatch(name)):
        return None
    return _Item(info, run, name)


def _extract(archive: zipfile.ZipFile, items: Sequence[_Item], folder: Path) -> None:
    """Write the files of one run into a new folder."""
    with plain_words(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    for item in items:
        path = folder / item.name
        with plain_words(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(item.info) as source, path.open("xb") as file:
                _copy(source, file, item.info.file_size)  # type: ignore[arg-type]


def _copy(source: BinaryIO, to: BinaryIO, size: int) -> None:
    """Copy at most the bytes that were announced."""
    left = size
    while left > 0 and (piece := source.read(min(CHUNK, left))):
        to.write(piece)
        left -= len(piece)
    if left or source.read(1):
        raise zipfile.BadZipFile("a file in it is not as long as it says")


def _take_in(drafts: Sequence[_Draft], store: RunStore) -> list[str]:
    """Give the drafts ids, mend what they say of each other, and move them among the runs."""
    known = {draft: (_summary_of(draft), _recipe_of(draft)) for draft in drafts}
    ids: dict[str, str] = {}
    for draft, (kept, recipe) in known.items():
        ids[draft.name] = _free_id(draft.name, kept.created, recipe, store, set(ids.values()))
    for draft, (kept, recipe) in known.items():
        _settle(draft, kept, recipe, ids)
    moved: list[Path] = []
    try:
        for draft in drafts:
            place = store.root / ids[draft.name]
            with plain_words(place):
                draft.folder.rename(place)
            moved.append(place)
    except BaseException:
        for place in moved:
            shutil.rmtree(place, ignore_errors=True)
        raise
    return [ids[draft.name] for draft in drafts]


def _summary_of(draft: _Draft) -> summary.RunSummary:
    kept = summary.read(draft.folder)
    if kept.state == "damaged":
        raise _damaged(draft, kept.problem)
    if not 0 <= kept.created < 2**33:
        raise _damaged(draft, f"It says that it began {kept.created} seconds after 1970.")
    return kept


def _recipe_of(draft: _Draft) -> TrainingRecipe:
    try:
        return RunFolder(draft.folder).recipe
    except RunError as error:
        raise _damaged(draft, error.problem.replace(str(draft.folder), draft.name)) from error


def _free_id(name: str, created: float, recipe: TrainingRecipe, store: RunStore, given: set[str]) -> str:
    """The id it had where that is one of ours and free, else a new one."""
    taken = given | {run.id for run in store.binned()}
    if OUR_ID.fullmatch(name) and name not in taken and not (store.root / name).exists():
        return name
    while (run := store.new_id(recipe, created)) in given:
        pass
    return run


def _settle(draft: _Draft, kept: summary.RunSummary, recipe: TrainingRecipe, ids: Mapping[str, str]) -> None:
    """Make a run say what is so here: its teacher's id, and that nobody trains it."""
    changes: dict[str, object] = {"process": None}
    if kept.state == "running":  # without its checkpoints it cannot be offered to go on
        changes["state"] = "stopped"
    if isinstance(recipe, Distil) and isinstance(recipe.teacher, TeacherRun):
        teacher = ids.get(recipe.teacher.run, recipe.teacher.run)
        if teacher != recipe.teacher.run:
            changes["teacher"] = teacher
            mended = recipe.model_copy(update={"teacher": recipe.teacher.model_copy(update={"run": teacher})})
            write_atomically(draft.folder / RECIPE, recipes.dump(mended).encode())
    write_atomically(draft.folder / summary.FILE, kept.model_copy(update=changes).own_json().encode())


def _leave_room(needed: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise RunError(
            f"The project needs {needed:,} bytes, and {free:,} are free where the runs are kept.",
            fix="Free some space, then open it again.",
        )


def _refused(file: Path, reason: str) -> RunError:
    return RunError(
        f"{file} is not opened: {reason}, which no project of the workbench does.",
        fix="Ask whoever sent it for another.",
    )


def _damaged(draft: _Draft, reason: str) -> RunError:
    return RunError(
        f"Run {draft.name!r} in the project is damaged. {reason}", fix="Ask for the file again; nothing was taken in."
    )
