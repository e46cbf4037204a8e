"""What the Explain dock shows: the topic, the way back, the real example that its pictures are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import QLocale, QObject, Signal

from workbench.gui.models.articles import Article, Topic, library, parse, search

FIRST = "distillation"
"""Shown before anything has the focus."""
REMEMBERED = 100
"""Pages to go back to."""


@dataclass(frozen=True, slots=True)
class Example:
    """What the teacher really said about one picture.

    Attributes:
        classes: Names. logits: One for each class, as the network gave them.
        title: Which picture it was, for people.
    """

    classes: tuple[str, ...]
    logits: tuple[float, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Dials:
    """The values in use, for pictures that show them: temperature above 0, alpha (weight of the labels) 0 to 1."""

    temperature: float
    alpha: float


class HelpModel(QObject):
    """The current topic and its history. Topics that the focus brings replace each other; opened ones are kept.

    Signals:
        changed: Another topic, language or pin.
        illustrated: The pictures of the topic look different.
    """

    changed = Signal()
    illustrated = Signal()

    def __init__(self, language: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library(language or current_language())
        self._generated: dict[str, str] = {}
        self._history: list[str] = [FIRST]
        self._at = 0
        self._followed = True
        self._pinned = False
        self.example: Example | None = None
        self.dials: Dials | None = None

    @property
    def topic(self) -> str:
        """Key of what is shown."""
        return self._history[self._at]

    @property
    def article(self) -> Article:
        """What is shown."""
        found = self.find(self.topic)
        assert found is not None, "only topics that have an article get into the history"
        return found

    @property
    def language(self) -> str:
        """Of the articles."""
        return self._library.language

    @property
    def can_go_back(self) -> bool:
        """Something was shown before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """The user went back."""
        return self._at + 1 < len(self._history)

    @property
    def is_pinned(self) -> bool:
        """The page stays, wherever the focus goes."""
        return self._pinned

    def pin(self, pinned: bool) -> None:
        """Keep the page, or follow the focus again."""
        if pinned != self._pinned:
            self._pinned = pinned
            self.changed.emit()

    def find(self, key: str) -> Article | None:
        """The article about something: written by hand, else made from what is known of it."""
        written = self._library.article(key)
        if written is not None or key not in self._generated:
            return written
        return parse(key, self._generated[key])

    def know(self, topic: Topic) -> None:
        """Keep the text of a topic that nobody has written an article about."""
        if topic.text:
            self._generated[topic.key] = topic.text

    def show(self, key: str) -> bool:
        """Open a topic, as a link does. False where there is no such article."""
        self._followed = self._followed and self._is_shown(key)
        return self._turn_to(key, replace=False)

    def follow(self, topic: Topic) -> bool:
        """The focus is on something about this topic. False where nothing is changed by that."""
        self.know(topic)
        if self._pinned or self._is_shown(topic.key):
            return False
        turned = self._turn_to(topic.key, replace=self._followed)
        self._followed = self._followed or turned
        return turned

    def back(self) -> None:
        """To what was shown before."""
        self._go(self._at - 1)

    def forward(self) -> None:
        """Undo `back`."""
        self._go(self._at + 1)

    def search(self, words: str) -> list[Article]:
        """Written articles that speak of something, best first; all by title where no words are given."""
        return search(self._library.all(), words)

    def set_language(self, language: str) -> None:
        """Show articles in another language: ``en``, ``zh_CN``; English where there is no translation."""
        if language != self.language:
            self._library = library(language)
            self.changed.emit()

    def set_example(self, classes: Sequence[str], logits: Sequence[float], title: str) -> None:
        """Draw from a real answer of a network from now on; from none when the lists are empty or make no sense."""
        usable = len(classes) == len(logits) > 1 and all(isfinite(value) for value in logits)
        example = Example(tuple(classes), tuple(logits), title) if usable else None
        if example != self.example:
            self.example = example
            self.illustrated.emit()

    def set_dials(self, temperature: float, alpha: float) -> None:
        """The values in use; what makes no sense is left as it was."""
        dials = Dials(temperature, alpha)
        if dials != self.dials and temperature > 0 and 0 <= alpha <= 1:
            self.dials = dials
            self.illustrated.emit()

    def _is_shown(self, key: str) -> bool:
        """Also under another name of the same article."""
        return self._name(key) == self.topic

    def _name(self, key: str) -> str:
        return self._library.key_of(key) or key

    def _turn_to(self, key: str, *, replace: bool) -> bool:
        if self.find(key) is None:
            return False
        if not self._is_shown(key):
            kept = self._history[: self._at + (0 if replace else 1)]
            self._history = [*kept, self._name(key)][-REMEMBERED:]
            self._at = len(self._history) - 1
            self.changed.emit()
        return True

    def _go(self, place: int) -> None:
        if 0 <= place < len(self._history) and place != self._at:
            self._at, self._followed = place, False
            self.changed.emit()


def current_language() -> str:
    """The language of the window, as articles are filed."""
    return "zh_CN" if QLocale().language() is QLocale.Language.Chinese else "en"
