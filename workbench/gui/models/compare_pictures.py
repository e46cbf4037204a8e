"""The pictures behind numbers: asked for a page at a time, kept for when the user turns back."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from typing import Any

from workbench.events import JobEnded
from workbench.gui.models.asker import Asker
from workbench.recipes.requests import AnyQuestion, ShowPictures

MOST_KEPT = 2000
"""Pictures; at some kilobytes each."""


class PicturesModel(Asker):
    """Holds pictures by run and position in its data source."""

    def __init__(self, runs_folder: str) -> None:
        super().__init__(runs_folder)
        self._kept: dict[tuple[str, int], bytes] = {}
        self._names: dict[tuple[str, int], str] = {}
        self._missing: set[tuple[str, int]] = set()
        self._refused: tuple[str, tuple[int, ...]] | None = None

    def want(self, run: str, ids: Iterable[int]) -> None:
        """Ask for those that are not there; nothing happens while they are on their way."""
        needed = tuple(dict.fromkeys(each for each in ids if not self._knows((run, each))))
        asked = self._asked
        if isinstance(asked, ShowPictures) and (asked.run, asked.ids) == (run, needed):
            return
        if needed and (run, needed) != self._refused:
            self._refused = None
            self.ask(ShowPictures(runs=self.runs_folder, run=run, ids=needed))

    def try_again(self) -> None:
        """Pictures that could not be had may be asked for once more."""
        self._refused, self.failure = None, None

    def take_failure(self, question: AnyQuestion, end: JobEnded) -> None:
        """As every model that asks; the same is not asked again by itself."""
        if question is self._asked and isinstance(question, ShowPictures):
            self._refused = (question.run, question.ids)
        super().take_failure(question, end)

    def png(self, run: str, position: int) -> bytes:
        """The picture; empty until it is there."""
        return self._kept.get((run, position), b"")

    def name(self, run: str, position: int) -> str:
        """What the data source calls it; empty until it is known."""
        return self._names.get((run, position), "")

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take pictures in; the oldest make room."""
        assert isinstance(question, ShowPictures)
        for position in question.ids:
            key = (question.run, position)
            png = answer["pictures"].get(str(position))
            self._names[key] = answer["names"].get(str(position), "")
            if png:
                self._kept[key] = b64decode(png)
            else:
                self._missing.add(key)
        for key in list(self._kept)[: max(0, len(self._kept) - MOST_KEPT)]:
            del self._kept[key]

    def _knows(self, key: tuple[str, int]) -> bool:
        return key in self._kept or key in self._missing
