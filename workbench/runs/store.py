"""All runs in one folder. The run folders are the source; the SQLite file beside them only makes the list quick."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from filelock import Timeout
from pydantic import JsonValue

from workbench import recipes
from workbench.errors import RunError
from workbench.recipes import TrainingRecipe
from workbench.runs import about as words
from workbench.runs import index as table
from workbench.runs import log, summary
from workbench.runs.about import About
from workbench.runs.files import plain_words, write_atomically
from workbench.runs.folder import ENVIRONMENT, RECIPE, RunFolder
from workbench.runs.index import Index, stamp
from workbench.runs.summary import RunSummary

BIN = ".bin"
"""Folder among the runs that keeps what was thrown away until it is emptied."""
FORGOTTEN = 3600.0
"""Seconds after which a folder that is still being made or removed was left by a process that died."""


class RunStore:
    """The folder that holds all run folders; it is made when the first run is.

    Args:
        root: That folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._index = Index(root / table.NAME)

    def create(self, recipe: TrainingRecipe, *, environment: Mapping[str, JsonValue]) -> RunFolder:
        """A new run folder, complete or not there at all.

        Args:
            recipe: What it is to do.
            environment: Versions, code revision and machine.

        Raises:
            RunError: The folder cannot be made.
        """
        created = time.time()
        run = self.new_id(recipe, created)
        draft = self.root / f".new-{run}"
        known = summary.of_recipe(run, recipe, created=created)
        files = {
            RECIPE: recipes.dump(recipe),
            ENVIRONMENT: json.dumps(dict(environment), ensure_ascii=False, indent=2),
            summary.FILE: known.own_json(),
        }
        try:
            with plain_words(self.root / run):
                draft.mkdir(parents=True)
                for name, text in files.items():
                    write_atomically(draft / name, text.encode())
                draft.rename(self.root / run)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        self._index.write({run: (stamp(self.root / run), known)})
        return RunFolder(self.root / run, self._index)

    def open(self, run: str) -> RunFolder:
        """The run of that id, of the only id that begins so, or in that folder.

        Raises:
            RunError: There is none, or several begin so.
        """
        names = self._names()
        if run in names:
            return RunFolder(self.root / run, self._index)
        begins = [name for name in names if run and name.startswith(run)]
        if len(begins) == 1:
            return RunFolder(self.root / begins[0], self._index)
        if begins:
            raise RunError(f"{len(begins)} runs begin with '{run}': {_some(begins)}.", fix="Write more of the id.")
        path = Path(run).expanduser()
        if run and _is_run(path):
            path = path.resolve()
            return RunFolder(path, self._index if path.parent == self.root.resolve() else None)
        if run in _runs_in(self._bin):
            raise RunError(f"Run {run} is in the bin.", fix="Restore it first.")
        near = get_close_matches(run, names, n=1, cutoff=0.5)
        hint = f"Did you mean '{near[0]}'?" if near else "Choose a run from the list of runs."
        raise RunError(f"There is no run '{run}' in {self.root}.", fix=hint)

    def summaries(self) -> list[RunSummary]:
        """All runs, newest first; damaged ones are among them. Reads only the folders that changed since the last time.

        Raises:
            RunError: The folder of all runs cannot be read.
        """
        stamps = {name: stamp(self.root / name) for name in self._names()}
        known = self._index.read()
        changed = {
            name: (mark, summary.read(self.root / name))
            for name, mark in stamps.items()
            if name not in known or known[name][0] != mark
        }
        gone = [name for name in known if name not in stamps]
        if changed or gone:
            self._index.write(changed, gone)
        found = [{**known, **changed}[name][1] for name in stamps]
        alive = [RunFolder(self.root / run.id).alive(run) for run in found]
        return sorted(alive, key=lambda run: (run.created, run.id), reverse=True)

    def refresh(self) -> None:
        """Build the index anew from the folders, and clear away what processes that died left behind.

        Raises:
            RunError: The folder of all runs cannot be read.
        """
        self._index.delete()
        self._clear_away()
        self.summaries()

    def annotate(self, run: str, about: About) -> None:
        """Keep what people say about a run; also while it is being trained.

        Raises:
            RunError: There is no such run, or its folder cannot be written.
        """
        words.save(self.open(run).path, about)

    def bin(self, run: str) -> None:
        """Move a run out of the list, to where `restore` finds it. Quick, whatever its size.

        Raises:
            RunError: There is no such run here, it is being trained, or it cannot be moved.
        """
        folder = self.open(run)
        if folder.path.parent.resolve() != self.root.resolve():
            raise RunError(f"{folder.path} is not in the folder of runs {self.root}.", fix="Move that folder yourself.")
        kept = self._bin / folder.id
        if kept.exists():
            raise RunError(f"The bin has a run {folder.id} already.", fix="Empty the bin, or rename one of the two.")
        with plain_words(folder.path):
            self._bin.mkdir(exist_ok=True)
            _move(folder, kept)
        self._index.write({}, [folder.id])

    def restore(self, run: str) -> RunFolder:
        """Move a run back from the bin.

        Args:
            run: Its whole id.

        Raises:
            RunError: It is not in the bin, another run has its place, or it cannot be moved.
        """
        if run not in _runs_in(self._bin):
            raise RunError(f"There is no run '{run}' in the bin.", fix="Read the list of runs again.")
        place = self.root / run
        if place.exists():
            raise RunError(
                f"Run {run} cannot come back: there is a {place} already.", fix="Rename that folder, or remove it."
            )
        with plain_words(place):
            (self._bin / run).rename(place)
        return RunFolder(place, self._index)

    def binned(self) -> list[RunSummary]:
        """The runs in the bin, newest first.

        Raises:
            RunError: The bin cannot be read.
        """
        found = (RunFolder(self._bin / name).summary() for name in _runs_in(self._bin))
        return sorted(found, key=lambda run: (run.created, run.id), reverse=True)

    def empty_bin(self) -> int:
        """Remove for good what is in the bin; how many runs that were.

        Raises:
            RunError: The bin cannot be removed.
        """
        runs = _runs_in(self._bin)
        doomed = self.root / f".removed-bin-{secrets.token_hex(2)}"
        if self._bin.exists():
            with plain_words(self._bin):
                self._bin.rename(doomed)
                shutil.rmtree(doomed)
        return len(runs)

    def remove(self, run: str) -> None:
        """Remove a run and everything in it, for good.

        Raises:
            RunError: There is no such run, it is being trained, or it cannot be removed.
        """
        folder = self.open(run)
        doomed = folder.path.with_name(f".removed-{folder.id}-{secrets.token_hex(2)}")
        with plain_words(folder.path):
            _move(folder, doomed)
            shutil.rmtree(doomed)
        self._index.write({}, [folder.id])

    def new_id(self, recipe: TrainingRecipe, created: float) -> str:
        """When, on what, what, and four random digits, e.g. ``20261121-142530-digits-mlp-3f2a``; also not in the bin.

        Args:
            recipe: What the run does.
            created: Seconds since 1970.
        """
        model = recipe.student if recipe.task == "distil" else recipe.model
        names = re.sub(r"[^a-z0-9]+", "-", f"{recipe.data.source.kind}-{model.kind}".lower()).strip("-")[:40]
        when = time.strftime("%Y%m%d-%H%M%S", time.localtime(created))
        while True:
            run = f"{when}-{names}-{secrets.token_hex(2)}"
            if not any((self.root / name).exists() for name in (run, f".new-{run}", f"{BIN}/{run}")):
                return run

    @property
    def _bin(self) -> Path:
        return self.root / BIN

    def _names(self) -> list[str]:
        """Names of the run folders."""
        return _runs_in(self.root)

    def _clear_away(self) -> None:
        for pattern in (".new-*", ".removed-*"):
            for left in self.root.glob(pattern):
                if time.time() - left.stat().st_mtime > FORGOTTEN:
                    shutil.rmtree(left, ignore_errors=True)


def _runs_in(folder: Path) -> list[str]:
    """Names of the run folders in a folder, which need not be there."""
    try:
        return [path.name for path in folder.iterdir() if not path.name.startswith(".") and _is_run(path)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RunError(
            f"The folder of runs {folder} cannot be read: {error.strerror}.", fix="Choose another folder for runs."
        ) from error


def _move(folder: RunFolder, to: Path) -> None:
    """Rename a run's folder, unless a process writes to it."""
    lock = folder._lock()
    try:
        lock.acquire(timeout=0.5)
    except Timeout as error:
        raise folder._in_use() from error
    lock.release()  # Windows cannot rename a folder with an open file
    folder.path.rename(to)


def _is_run(path: Path) -> bool:
    """Whether a folder holds a run, be it damaged; other things may lie among the runs."""
    return any((path / name).is_file() for name in (summary.FILE, RECIPE, log.FILE))


def _some(names: list[str]) -> str:
    return ", ".join(sorted(names)[:5]) + (", ..." if len(names) > 5 else "")
