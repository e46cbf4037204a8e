"""Everything that can be chosen, kept on disk so that the window is complete before the engine is warm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.errors import RunError
from workbench.events import JobEnded
from workbench.gui.labels import said
from workbench.gui.views import words
from workbench.runs.files import write_atomically
from workbench.version import code_version

Entry = dict[str, Any]


class CatalogueModel(QObject):
    """Methods, architectures, datasets and formats by name, as JSON Schema.

    Signals:
        changed: The catalogue is there, or newer.
    """

    changed = Signal()

    def __init__(self, cache: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = cache / f"catalogue-{code_version()}.json"
        self._content: dict[str, Any] = {}
        self.failure: JobEnded | None = None
        with suppress(OSError, ValueError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            self._content = kept if isinstance(kept, dict) else {}

    @property
    def is_known(self) -> bool:
        """There is something to choose from."""
        return bool(self._content)

    def entries(self, sort: str) -> list[Entry]:
        """All of one sort that can be chosen, e.g. ``architectures``.

        Each has ``name``, ``title``, ``summary``, ``schema`` and ``facts``.
        """
        return [entry for entry in self._all(sort) if not entry["facts"].get("hidden")]

    def entry(self, sort: str, name: str) -> Entry | None:
        """One of them; None while unknown."""
        return next((entry for entry in self._all(sort) if entry["name"] == name), None)

    def _all(self, sort: str) -> list[Entry]:
        """Also what only the engine chooses, such as the network that a method makes of the student's."""
        return list(_entries(self._content.get(sort, ())))

    def method_title(self, kind: str) -> str:
        """What a method is called, in the user's language; of one that is not known, its name."""
        entry = self.entry("methods", kind)
        return said(entry["title"]) if entry else words.spelled(kind)

    def take(self, answer: dict[str, Any]) -> None:
        """The worker's answer. Kept on disk for the next start; a disk that refuses costs only time."""
        self.failure = None
        if answer == self._content:
            return
        self._content = answer
        with suppress(OSError, RunError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, json.dumps(answer, ensure_ascii=False).encode())
        self.changed.emit()

    def take_failure(self, end: JobEnded) -> None:
        """No answer came."""
        self.failure = end
        self.changed.emit()


def _entries(found: Any) -> Iterator[Entry]:
    for entry in found:
        if isinstance(entry, dict) and "name" in entry:
            yield {"title": entry["name"], "summary": "", "schema": {}, "facts": {}, **entry}
