"""A SQLite index of the run folders. It can be deleted at any time, and nothing depends on its being right."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError

from workbench.runs import about, summary
from workbench.runs.summary import RunSummary

NAME = "index.sqlite"
SCHEMA = 1
PATIENCE = 1.0
"""Seconds to wait for another process that writes to the index."""

logger = logging.getLogger(__name__)


class Index:
    """Run summaries by id, each with a stamp of the file that it was read from."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, tuple[str, RunSummary]]:
        """Stamp and summary by id; empty when the index cannot be used, so that the folders are read instead."""
        try:
            with closing(self._open()) as database:
                rows = database.execute("SELECT id, stamp, summary FROM runs").fetchall()
            return {run: (mark, RunSummary.model_validate_json(known)) for run, mark, known in rows}
        except (sqlite3.Error, ValidationError) as error:
            self._set_aside(error)
            return {}

    def write(self, changed: Mapping[str, tuple[str, RunSummary]], gone: Iterable[str] = ()) -> None:
        """Take in what changed; what cannot be written is only noted."""
        rows = [(run, mark, known.model_dump_json()) for run, (mark, known) in changed.items()]
        try:
            with closing(self._open()) as database, database:
                database.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", rows)
                database.executemany("DELETE FROM runs WHERE id = ?", [(run,) for run in gone])
        except sqlite3.Error as error:
            self._set_aside(error)

    def delete(self) -> None:
        """Remove the index and its side files, as far as possible."""
        for ending in ("", "-wal", "-shm"):
            try:
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
            except OSError as error:
                logger.info("the index of runs stays as it is: %s", error)

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=PATIENCE)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version != SCHEMA:
                with database:
                    database.execute("DROP TABLE IF EXISTS runs")
                    database.execute("CREATE TABLE runs (id TEXT PRIMARY KEY, stamp TEXT, summary TEXT) WITHOUT ROWID")
                    database.execute(f"PRAGMA user_version = {SCHEMA}")
        except BaseException:
            database.close()
            raise
        return database

    def _set_aside(self, error: Exception) -> None:
        """A locked index is left alone, a damaged one removed: it is built anew from the folders."""
        logger.info("the index of runs is not used this time: %s", error)
        if not isinstance(error, sqlite3.OperationalError):
            self.delete()


def stamp(folder: Path) -> str:
    """Changes whenever the run's own summary does, or what people say about it."""
    return f"{_mark(folder / summary.FILE)} {_mark(folder / about.FILE)}"


def _mark(path: Path) -> str:
    """Changes whenever a file does; empty when there is none."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"
