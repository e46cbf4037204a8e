"""The recipe's pictures before any training: some of them, how many there are of each class, and what is odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench.events import JobEnded
from workbench.gui.models.asker import Asker
from workbench.gui.models.recipe import Draft, RecipeModel
from workbench.recipes.requests import AnyQuestion, Preview

PAGE, MOST = 60, 400
"""Pictures that are asked for at a time: at least and at most."""
CORRECTIONS = "data.corrections"
LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture.

    Attributes:
        label: Its class, corrected. source_label: Its class as the source has it.
        part: ``train``, ``validation``, ``test``, ``left_out``, ``unused``; empty = not known yet.
        png: Base64. augmented: The same of what the student may see of it; empty for all but training pictures, and
            where nothing is varied.
    """

    name: str
    label: str
    source_label: str
    part: str
    png: str
    augmented: tuple[str, ...] = ()

    @property
    def is_left_out(self) -> bool:
        """A correction takes it out of the data."""
        return self.part == LEFT_OUT

    @property
    def is_relabelled(self) -> bool:
        """A correction says that it is of another class."""
        return self.label != self.source_label


@dataclass(frozen=True, slots=True)
class Aside:
    """A file and why it is not used, or what is odd about it."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Twin:
    """Pictures that are the same, pixel for pixel, and the part in which each is."""

    names: tuple[str, ...]
    parts: tuple[str, ...]


class PreviewModel(Asker):
    """Holds pictures, counts and oddities; a correction shows at once, before the engine has counted anew.

    Attributes:
        classes: Names. counts: Pictures of each class in ``train``, ``labelled``, ``validation`` and ``test``.
        shape: Channels, height, width.
        pictures: Those that are shown. has_more: There are others.
        only: Name of the class that is shown; empty = all.
        warnings: Sentences, the gravest first.
        skipped, remarks: Files that could not be used, and files that look odd. twins: Pictures there more than once.
    """

    classes: tuple[str, ...]
    shape: tuple[int, ...]
    counts: dict[str, tuple[int, ...]]
    pictures: tuple[Shown, ...]
    has_more: bool
    warnings: tuple[str, ...]
    skipped: tuple[Aside, ...]
    remarks: tuple[Aside, ...]
    twins: tuple[Twin, ...]

    def __init__(self, runs_folder: str, recipe: RecipeModel) -> None:
        super().__init__(runs_folder)
        self._recipe = recipe
        self._source: object = None
        self._key: object = None
        self._offset, self._page = 0, PAGE
        self._wanted = ""
        self.only = ""
        self._clear()
        recipe.edited.connect(self._on_edited)

    @property
    def is_known(self) -> bool:
        """There is something to show, be it a little out of date."""
        return bool(self.classes)

    @property
    def is_outdated(self) -> bool:
        """What is shown is not what the recipe says now."""
        return self.is_known and self._key != _key(self._recipe.draft)

    @property
    def places(self) -> bool:
        """The pictures are files that can be looked at elsewhere."""
        return self._base is not None

    @property
    def corrections(self) -> list[dict[str, Any]]:
        """What the user has put right."""
        return list(self._recipe.value(CORRECTIONS) or ())

    def look(self, classes: int = 0) -> None:
        """Ask about the recipe as it is, unless that was asked before.

        Args:
            classes: How many there are, if that is known.
        """
        draft = self._recipe.draft
        key, source = _key(draft), _source(draft)
        if key == self._key:
            return
        self._key = key
        self._page = _page(classes)
        if source != self._source:
            self._source, self.only = source, ""
            self._clear()
            self._ask("new", draft)
        else:
            self._ask("again" if self.pictures else "new", draft)

    def show_class(self, name: str) -> None:
        """Show pictures of one class, or of all (empty)."""
        if name != self.only and self._key is not None:
            self.only, self.pictures, self.has_more = name, (), False
            self._ask("new", self._recipe.draft)

    def more(self) -> None:
        """Ask for the next pictures."""
        if self.has_more and not self.is_asking:
            self._ask("more", self._recipe.draft)

    def retry(self) -> None:
        """Ask again after a failure."""
        self._key = None
        self.look()

    def withdraw(self) -> None:
        """Want no answer any more; the question is asked anew at the next look."""
        if self.is_asking:
            self._key = None
        super().withdraw()

    def take_failure(self, question: AnyQuestion, end: JobEnded) -> None:
        """No answer came. What was stopped is asked anew at the next look."""
        if self._asked is question and end.outcome != "failed":
            self._key = None
        super().take_failure(question, end)

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take pictures, counts and oddities in."""
        self.classes, self.shape = tuple(answer["classes"]), tuple(answer["shape"])
        self.counts = {name: tuple(counts) for name, counts in answer["counts"].items()}
        self.warnings = tuple(answer["warnings"])
        self.skipped, self.remarks = (
            tuple(Aside(each["file"], each["reason"]) for each in answer[name]) for name in ("skipped", "remarks")
        )
        self.twins = tuple(Twin(tuple(each["names"]), tuple(each["parts"])) for each in answer["duplicates"])
        self._keep_pictures([_shown(each) for each in answer["pictures"]])

    def corrected(self, names: Iterable[str], label: str | None) -> list[dict[str, Any]]:
        """The corrections, after these pictures were given a class, or left out (None)."""
        changed = set(names)
        source = {picture.name: picture.source_label for picture in self.pictures}
        kept = [each for each in self.corrections if each["picture"] not in changed]
        return kept + [
            {"picture": name, "label": label} for name in sorted(changed) if label is None or source.get(name) != label
        ]

    def taken_back(self, names: Iterable[str]) -> list[dict[str, Any]]:
        """The corrections without those of these pictures."""
        gone = set(names)
        return [each for each in self.corrections if each["picture"] not in gone]

    def copies(self) -> list[str]:
        """All pictures that are there already but one of each, kept where training does not see it if one is there."""
        found = []
        for twin in self.twins:
            trained_last = sorted(zip(twin.parts, twin.names, strict=True), key=lambda pair: pair[0] == "train")
            found += [name for _, name in trained_last[1:]]
        return found

    def place(self, name: str) -> str:
        """Path of a picture's file, or of the archive in which it is; empty where it is in no file."""
        base = self._base
        if base is None:
            return ""
        return str(base if base.suffix.lower() == ".zip" else base / name)

    # Underneath

    @property
    def _base(self) -> Path | None:
        params = self._recipe.value("data.source.params") or {}
        folder, file = params.get("folder"), params.get("file")
        if folder:
            return Path(folder)
        if not file:
            return None
        return Path(file) if Path(file).suffix.lower() == ".zip" else Path(file).parent

    def _clear(self) -> None:
        self.classes, self.shape, self.counts = (), (), {}
        self.pictures, self.has_more = (), False
        self.warnings, self.skipped, self.remarks, self.twins = (), (), (), ()

    def _ask(self, wanted: str, draft: Draft) -> None:
        """Args:
        wanted: ``new`` pictures, ``more`` of them, or the same ``again``, as something about them has changed.
        """
        self._wanted = wanted
        self._offset = self._offset if wanted != "new" else 0
        count = min(MOST, max(self._page, len(self.pictures))) if wanted == "again" else self._page
        offset = self._offset if wanted == "more" else 0
        self.ask(Preview(runs=self.runs_folder, recipe=draft, count=count, offset=offset, label=self.only or None))

    def _keep_pictures(self, found: Sequence[Shown]) -> None:
        if self._wanted == "again":  # in the order in which the user has them before his eyes
            now = {picture.name: picture for picture in found}
            self.pictures = tuple(now.get(picture.name, picture) for picture in self._overlaid())
            return
        there = {picture.name for picture in self.pictures} if self._wanted == "more" else set()
        fresh = tuple(picture for picture in found if picture.name not in there)
        self.pictures = (*self.pictures, *fresh) if there else fresh
        self.has_more = len(found) >= self._page and bool(fresh)
        taken = Counter(picture.label for picture in found).values()
        if self._page < _page(len(self.classes)):  # not enough for each class to have its turn: again, and more
            self._page = _page(len(self.classes))
        else:
            self._offset += min((count for count in taken if count >= max(taken) - 1), default=0)

    def _on_edited(self) -> None:
        pictures = self._overlaid()
        if pictures != self.pictures:
            self.pictures = pictures
            self.changed.emit()

    def _overlaid(self) -> tuple[Shown, ...]:
        """The pictures with the corrections as they are now."""
        corrections = {each.get("picture"): each.get("label") for each in self.corrections}
        return tuple(_overlaid(picture, corrections) for picture in self.pictures)


def _overlaid(picture: Shown, corrections: dict[str | None, str | None]) -> Shown:
    if picture.name in corrections and corrections[picture.name] is None:
        return replace(picture, part=LEFT_OUT, label=picture.source_label)
    label = corrections.get(picture.name) or picture.source_label
    return replace(picture, label=label, part="" if picture.is_left_out else picture.part)


def _page(classes: int) -> int:
    """Two pictures of each class, at least."""
    return min(MOST, max(PAGE, 2 * classes))


def _shown(told: dict[str, Any]) -> Shown:
    return Shown(told["name"], told["label"], told["source_label"], told["part"], told["png"], tuple(told["augmented"]))


def _source(draft: Draft) -> object:
    """What decides which pictures there are."""
    return (draft.get("data") or {}).get("source")


def _key(draft: Draft) -> object:
    """All of a recipe that its preview depends on."""
    data = draft.get("data") or {}
    seeds = draft.get("seeds") or [None] if data.get("split_seed") is None else [None]
    return data, (draft.get("schedule") or {}).get("augment"), seeds[0]
