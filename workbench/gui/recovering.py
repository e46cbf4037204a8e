"""The recipe that was being edited when the application was killed: kept every few seconds, offered once.

It is kept beside the preferences in a file of its own, never in the user's, and is gone after a clean exit.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import psutil
from PySide6.QtCore import QObject, QTimer

from workbench.errors import RunError
from workbench.events import JobEnded
from workbench.gui.models.notices import Action, Notice
from workbench.gui.session import Session
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil
from workbench.runs.files import write_atomically

MILLISECONDS_BETWEEN_DRAFTS = 3_000
KEY = "recovery"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was being edited.

    Attributes:
        seconds: When, since 1970. recipe: As plain data, checked or not.
    """

    file: Path
    seconds: float
    recipe: Mapping[str, Any]


class DraftFile:
    """The file of this process. May be used from any thread.

    Args:
        folder: Of the preferences.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"recovery-{_host()}-{os.getpid()}.json"
        self._lock, self._closed = Lock(), False

    def write(self, recipe: Mapping[str, Any]) -> None:
        """Keep a draft. A disk that refuses costs only this comfort."""
        content = {"seconds": time.time(), "born": psutil.Process().create_time(), "recipe": recipe}
        with self._lock:
            if self._closed:
                return
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(self._path, json.dumps(content).encode())
            except (OSError, RunError) as error:
                logger.info("the recipe on screen is not kept for a crash: %s", error)

    def remove(self) -> None:
        """Nothing is to be recovered, now or later."""
        with self._lock:
            self._closed = True
            with suppress(OSError):
                self._path.unlink()


class Recovering(QObject):
    """Keeps the recipe on screen, and offers what the last start could not bring to an end."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._session, self._space = session, window.space
        folder = self._space.preferences.folder
        self._file = DraftFile(folder)
        self._found: list[Draft] = []
        self._soon = QTimer(self, singleShot=True, interval=MILLISECONDS_BETWEEN_DRAFTS)
        self._soon.timeout.connect(self.keep)
        self._space.recipe.edited.connect(self._on_edited)
        self._space.wishes.act.connect(self._on_action)
        window.painted.connect(partial(session.read, partial(left_behind, folder), self._on_found, self._on_unreadable))
        if self._space.undo.count():
            self._on_edited()

    def keep(self) -> None:
        """Write the recipe on screen now, in a thread."""
        self._session.read(partial(self._file.write, self._space.recipe.draft), self._on_kept, self._on_unreadable)

    def forget(self) -> None:
        """The window is closed as it should be: the recipe is kept as the last one, and nothing is to be recovered."""
        self._soon.stop()
        self._file.remove()
        for draft in self._found:
            _remove(draft.file)

    def _on_edited(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _on_found(self, drafts: list[Draft]) -> None:
        now = self._space.recipe.draft
        for draft in drafts:
            if all(now.get(name) == value for name, value in draft.recipe.items()):
                _remove(draft.file)  # it is on screen already
            else:
                self._found.append(draft)
        self._offer()

    def _offer(self) -> None:
        if not self._found:
            self._space.notices.drop(KEY)
            return
        headline = self.tr("The workbench did not end as it should. Recover the recipe you were editing at {when}?")
        self._space.notices.put(
            KEY,
            Notice(
                "info",
                headline.format(when=_when(self._found[0].seconds)),
                self.tr("It comes on screen, and Undo goes back; no file is written."),
                actions=(Action("recover", self.tr("Recover")), Action("dismiss", self.tr("Dismiss"))),
                closable=False,
            ),
        )

    def _on_action(self, key: str, action: str) -> None:
        if key != KEY or not self._found:
            return
        draft = self._found.pop(0)
        if action == "recover":
            recipe = self._space.recipe
            recipe.set_many({name: value for name, value in draft.recipe.items() if recipe.value(name) != value})
            self._space.stages.go_to("distil")
            self.keep()
        _remove(draft.file)
        QTimer.singleShot(0, self, self._offer)  # this notice goes first

    def _on_kept(self, _nothing: object) -> None:
        pass

    def _on_unreadable(self, end: JobEnded) -> None:
        logger.info("drafts: %s", end.problem)


def left_behind(folder: Path) -> list[Draft]:
    """Drafts of processes of this computer that are gone, the newest first. Takes time; reads files."""
    found = []
    for file in folder.glob(f"recovery-{_host()}-*.json"):
        draft = _read(file)
        if draft is not None:
            found.append(draft)
    return sorted(found, key=lambda draft: -draft.seconds)


def _read(file: Path) -> Draft | None:
    """The draft in a file; None where its process lives. One that nobody can use is removed."""
    try:
        content = json.loads(file.read_bytes())
        seconds, born, recipe = float(content["seconds"]), float(content["born"]), content["recipe"]
        if _lives(int(file.stem.rpartition("-")[2]), born):
            return None
        if isinstance(recipe, dict) and recipe.keys() <= Distil.model_fields.keys():
            return Draft(file, seconds, recipe)
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.info("%s is no draft: %s", file.name, error)
    _remove(file)
    return None


def _lives(process: int, born: float) -> bool:
    try:
        return bool(abs(psutil.Process(process).create_time() - born) < 2)
    except psutil.Error:
        return False


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


def _host() -> str:
    return re.sub(r"[^a-zA-Z0-9]+", "_", platform.node())[:40] or "computer"


def _when(seconds: float) -> str:
    day = time.localtime(seconds)
    today = day[:3] == time.localtime()[:3]
    return time.strftime("%H:%M" if today else "%d %b %H:%M", day)
