"""One run on disk: a recipe, what happened, and what came of it. Any number of readers, one writer."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import JsonValue

from workbench import recipes
from workbench.errors import RecipeError, RunError
from workbench.events import Adjusted, Event, PhaseFinished, parts_of
from workbench.recipes import Adjustment, Distil, Train, TrainingRecipe
from workbench.runs import about, log, results, summary
from workbench.runs import curves as series
from workbench.runs.curves import Curves
from workbench.runs.files import as_run_error, remove_parts, write_atomically
from workbench.runs.index import Index, stamp
from workbench.runs.log import EventAppender, EventReader
from workbench.runs.summary import Ending, RunSummary, State

RECIPE = "recipe.yaml"
ENVIRONMENT = "environment.json"
LOCK = ".lock"


class RunFolder:
    """Reads a run folder, and lends out the right to write to it.

    Args:
        path: The folder.
        index: Where a list of runs keeps its summary; None = nowhere.
    """

    def __init__(self, path: Path, index: Index | None = None) -> None:
        self.path, self.index = path, index

    @property
    def id(self) -> str:
        """Name of the folder."""
        return self.path.name

    @cached_property
    def recipe(self) -> TrainingRecipe:
        """What was to be done.

        Raises:
            RunError: It is missing or damaged.
        """
        try:
            recipe = recipes.load(self.path / RECIPE)
        except RecipeError as error:
            raise self._damaged(str(error)) from error
        if not isinstance(recipe, Train | Distil):
            raise self._damaged(f"Its recipe says '{recipe.task}', which does not train anything.")
        return recipe

    @property
    def environment(self) -> dict[str, JsonValue]:
        """Versions and machine it was made with; empty where that was not kept.

        Raises:
            RunError: It is damaged.
        """
        return self._json(ENVIRONMENT) or {}

    @property
    def state(self) -> State:
        """What became of it. A run whose process died is ``interrupted``."""
        return self.summary().state

    def summary(self) -> RunSummary:
        """The run on one line, as it stands now."""
        return self.alive(summary.read(self.path))

    def alive(self, known: RunSummary) -> RunSummary:
        """`known`, or the same run as interrupted, where it says that it runs and no process does."""
        if known.state != "running" or self.is_in_use():
            return known
        again = summary.read(self.path)  # it may have ended between the two looks
        return again.model_copy(update={"state": "interrupted"}) if again.state == "running" else again

    def is_in_use(self) -> bool:
        """Whether a process is writing to it at this moment."""
        if not (self.path / LOCK).exists():
            return False
        lock = self._lock()
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        except (OSError, NotImplementedError):
            return False  # read-only disk: nobody can be writing
        lock.release()
        return False

    def events(self) -> EventReader:
        """All that was reported, in order; damaged lines are left out and counted in ``.skipped``."""
        return EventReader(self.path / log.FILE)

    def adjustments(self) -> tuple[Adjustment, ...]:
        """Dials that were moved, by phase and step; to be replayed whenever the run goes on or is repeated.

        Also those after the last checkpoint: a run that goes on from there meets them again.
        """
        moved = {}
        for event in self.events():
            if isinstance(event, Adjusted):
                moved[event.phase, event.step] = _adjustment(event)
        return _sorted(moved)

    def curves(self) -> Curves:
        """Series to draw and compare, without what a crash made void."""
        events = self.events()
        return replace(series.fold(events), skipped=events.skipped)

    def repeat(self) -> TrainingRecipe:
        """A recipe that does the same again, dials moved on the way included."""
        planned = {(moved.phase, moved.step): moved for moved in self.recipe.adjustments}
        happened = {(moved.phase, moved.step): moved for moved in self.adjustments()}
        return self.recipe.model_copy(update={"adjustments": _sorted({**planned, **happened})})

    def results(self) -> dict[str, Any] | None:
        """What ``results.json`` holds (see `workbench.runs.results`); None before the run was measured.

        Raises:
            RunError: It is damaged.
        """
        return self._json(results.FILE)

    def model_folder(self, phase: str) -> Path:
        """Where the network that a phase trained is kept, e.g. ``models/distilled-0``."""
        return self.path / "models" / _folder_name(phase)

    def checkpoint_folder(self, phase: str) -> Path:
        """Where a phase keeps what it needs to go on, e.g. ``checkpoints/distilled-0``."""
        return self.path / "checkpoints" / _folder_name(phase)

    @contextmanager
    def writer(self, *, trains: bool = True) -> Iterator[RunWriter]:
        """The right to write, for the length of a ``with``; it ends by itself when the process dies.

        Args:
            trains: Mark the run as running. False leaves its state as it is, to evaluate or export a finished run.

        Raises:
            RunError: Another process has it, or the folder is damaged or cannot be written.
        """
        lock = self._lock()
        try:
            lock.acquire(timeout=0.5)  # somebody who only looks holds it for an instant
        except Timeout as error:
            raise self._in_use() from error
        except NotImplementedError as error:
            raise RunError(
                f"The disk of {self.path} cannot lock files, so two windows could write to one run.",
                fix="Choose a folder for runs on another disk.",
            ) from error
        except OSError as error:
            raise as_run_error(error, self.path / LOCK) from error
        try:
            writer = RunWriter(self, trains=trains)
            try:
                yield writer
            finally:
                writer.close()
        finally:
            lock.release()

    def _lock(self) -> FileLock:
        return FileLock(self.path / LOCK, thread_local=False)

    def _in_use(self) -> RunError:
        process = summary.read(self.path).process
        number = f" (process {process})" if process else ""
        return RunError(
            f"Run {self.id} is being trained by another window or terminal{number}.",
            fix="Wait until it has ended, or stop it there.",
        )

    def _damaged(self, reason: str) -> RunError:
        return RunError(
            f"The run in {self.path} is damaged. {reason}", fix="Restore the folder from a copy, or remove the run."
        )

    def _json(self, name: str) -> dict[str, Any] | None:
        """What a file of the run holds; None when there is no such file."""
        try:
            data = json.loads((self.path / name).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise self._damaged(f"Its file {name} cannot be read: {error}.") from error
        if not isinstance(data, dict):
            raise self._damaged(f"Its file {name} holds something else than expected.")
        return data


class RunWriter:
    """Writes to a run folder; made by `RunFolder.writer` only.

    Attributes:
        folder: The run.
    """

    def __init__(self, folder: RunFolder, *, trains: bool) -> None:
        self.folder = folder
        self._summary = summary.read(folder.path)
        if self._summary.state == "damaged":
            raise folder._damaged(self._summary.problem)
        remove_parts(folder.path)
        if trains:
            self._note(self._summary.model_copy(update={"state": "running", "problem": "", "process": os.getpid()}))
        self._log = EventAppender(folder.path / log.FILE)

    def append(self, events: Sequence[Event]) -> None:
        """Add events, which then survive the death of this process.

        Raises:
            RunError: Full disk or the like; none of them were added.
        """
        self._log.append(events)

    def write_json(self, name: str, data: Any) -> None:
        """Write a file of the run, whole or not at all. ``results.json`` also goes into the list of runs.

        Raises:
            RunError: It cannot be written.
        """
        write_atomically(self.folder.path / name, json.dumps(data, ensure_ascii=False, indent=2).encode())
        if name == results.FILE:
            self._note(self._summary.with_results(data))

    def finish(self, state: Ending, problem: str = "") -> None:
        """Say how it ended.

        Args:
            state: The outcome.
            problem: What went wrong, in plain words; empty unless failed.

        Raises:
            RunError: It cannot be written.
        """
        seconds = {event.phase: event.seconds for event in self.folder.events() if isinstance(event, PhaseFinished)}
        self._note(
            self._summary.model_copy(
                update={"state": state, "problem": problem, "seconds": _together(seconds) if seconds else None}
            )
        )

    def close(self) -> None:
        """Leave the event file safe on disk. May be called twice."""
        self._log.close()

    def _note(self, changed: RunSummary) -> None:
        """Keep the summary in the folder, which counts, and in the index, which may be wrong."""
        path = self.folder.path
        write_atomically(path / summary.FILE, changed.own_json().encode())
        mark = stamp(path)  # before people's words are read: if they change in between, the index is merely old
        self._summary = changed.model_copy(update={"about": about.read(path)})
        if self.folder.index is not None:
            self.folder.index.write({self.folder.id: (mark, self._summary)})


def _sorted(moved: dict[tuple[str, int], Adjustment]) -> tuple[Adjustment, ...]:
    """By step inside each phase; phases in the order in which they first come."""
    phases = list(dict.fromkeys(phase for phase, _ in moved))
    return tuple(sorted(moved.values(), key=lambda change: (phases.index(change.phase), change.step)))


def _adjustment(event: Adjusted) -> Adjustment:
    """What was moved; an older event does not tell, so there it is everything."""
    dials = ("temperature", "alpha", "learning_rate")
    moved = {dial: getattr(event, dial) for dial in dials if not event.moved or dial in event.moved}
    weights = {name: value for name, value in event.weights.items() if f"weights.{name}" in event.moved}
    return Adjustment(phase=event.phase, step=event.step, weights=weights, **moved)


def _folder_name(phase: str) -> str:
    """``role/seed`` as one folder; what a damaged event file calls a phase cannot lead anywhere else."""
    if not re.fullmatch(r"[a-z_]+/[0-9]+(/[0-9]+)?", phase):
        raise ValueError(f"{phase!r} is not role/seed")
    return phase.replace("/", "-")


def _together(seconds: Mapping[str, float]) -> float:
    """Time of all trainings, by phase; a student and its variants are trained at the same time."""
    longest: dict[str, float] = {}
    for phase, spent in seconds.items():
        role, seed, _ = parts_of(phase)
        group = f"{role}/{seed}" if role == "distilled" else phase
        longest[group] = max(spent, longest.get(group, 0.0))
    return sum(longest.values())
