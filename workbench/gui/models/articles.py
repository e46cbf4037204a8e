"""The help's articles: Markdown files, one for each topic and language, and articles made from what a field says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbench import resources

LANGUAGES = ("en", "zh_CN")
ALIASES = "aliases.json"


@dataclass(frozen=True, slots=True)
class Article:
    """One topic.

    Attributes:
        key: Name of the topic, e.g. ``temperature`` or ``stage:data``.
        lead: The first paragraph: what it is, in one plain sentence.
        body: Markdown of the rest, with links ``explain:KEY`` and ``try:PATH=JSON``, pictures as ``picture:NAME``.
    """

    key: str
    title: str
    lead: str
    body: str

    def how_well_it_answers(self, words: str) -> int:
        """Rank in a search: 0 = title begins with the words, higher = less; -1 = does not speak of it."""
        places = (self.title, self.key, self.lead, self.body)
        sought = words.casefold().strip()
        if self.title.casefold().startswith(sought):
            return 0
        return next((rank for rank, place in enumerate(places, 1) if sought in place.casefold()), -1)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a widget is about.

    Attributes:
        key: Of an article.
        text: Markdown to show where nobody has written an article of that key; empty = there is one.
    """

    key: str
    text: str = ""


class Library:
    """The written articles of one language; what is not translated is there in English. Each file is read once.

    Args:
        language: ``en`` or ``zh_CN``.
        folder: Holds a folder for each language, and the other names of topics.
    """

    def __init__(self, language: str, folder: Path | None = None) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._folder = resources.path("help") if folder is None else folder
        self._aliases: dict[str, str] = json.loads((self._folder / ALIASES).read_text(encoding="utf-8"))
        self._read: dict[str, Article | None] = {}

    def key_of(self, name: str) -> str:
        """The topic under which something is explained: by its name, another name, or the end of its dotted path.

        What a method or network calls its own settings is not taken for a setting of the recipe with the same name.
        Hyphens are as good as underscores. Empty where nobody has explained it.
        """
        name = name.replace("-", "_")
        if self._article(name) is not None:
            return name
        if name in self._aliases:
            return self._aliases[name]
        owner, dot, rest = name.partition(".")
        return self.key_of(rest) if dot and owner != "params" and ".params." not in f".{name}." else ""

    def article(self, name: str) -> Article | None:
        """The article about something, or None."""
        return self._article(self.key_of(name))

    def all(self) -> list[Article]:
        """Every written article, by title."""
        keys = [key_of_file(path) for path in (self._folder / LANGUAGES[0]).glob("*.md")]
        found = [article for key in keys if (article := self._article(key)) is not None]
        return sorted(found, key=lambda article: article.title.casefold())

    def _article(self, key: str) -> Article | None:
        if key not in self._read:
            self._read[key] = self._load(key) if key else None
        return self._read[key]

    def _load(self, key: str) -> Article | None:
        for language in (self.language, LANGUAGES[0]):
            path = self._folder / language / file_of_key(key)
            if path.is_file():
                return parse(key, path.read_text(encoding="utf-8"))
        return None


@cache
def library(language: str) -> Library:
    """The articles that come with the workbench, in a language or else in English."""
    return Library(language)


def parse(key: str, text: str) -> Article:
    """An article from Markdown: a title, a paragraph, the rest."""
    title, _, rest = text.strip().partition("\n")
    lead, _, body = rest.strip().partition("\n\n")
    return Article(key, title.lstrip("# ").strip(), " ".join(lead.split()), body.strip())


def search(articles: Iterable[Article], words: str) -> list[Article]:
    """The articles that speak of something, best first; all of them, as they come, where no words are given."""
    if not words.strip():
        return list(articles)
    ranked = [(article.how_well_it_answers(words), article) for article in articles]
    return [article for rank, article in sorted(ranked, key=lambda pair: pair[0]) if rank >= 0]


def file_of_key(key: str) -> str:
    """Name of a topic's file. Windows has no colons in file names."""
    return f"{key.replace(':', '-')}.md"


def key_of_file(path: Path) -> str:
    """The topic of a file."""
    return path.stem.replace("-", ":", 1)


_PICTURE = re.compile(r"^!\[(?P<caption>[^\]]*)\]\(picture:(?P<name>\w+)\)$", re.MULTILINE)


def pictures_in(body: str) -> list[str]:
    """Names of the pictures that an article asks for."""
    return [match["name"] for match in _PICTURE.finditer(body)]


def with_captions(body: str, drawable: frozenset[str]) -> str:
    """The text with each picture's caption below it; pictures that cannot be drawn now are left out."""

    def picture(match: re.Match[str]) -> str:
        return f"{match[0]}\n\n*{match['caption']}*" if match["name"] in drawable else ""

    return _PICTURE.sub(picture, body)
