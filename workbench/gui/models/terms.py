"""The methods of a recipe, in order: where each is in it, and what its weight is called while a student trains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WEIGHT = "weights."
"""What the names of dials that are weights begin with."""
MOST = 8
"""Further methods that a recipe can have."""


@dataclass(frozen=True, slots=True)
class TermPlace:
    """One method of a recipe.

    Attributes:
        path: Of the method in the recipe: ``method`` or ``also.N``.
        name: Of its weight: its kind; a number follows where a recipe has the same kind twice.
        kind: Its name in the catalogue; empty where the draft has none.
    """

    path: str
    name: str
    kind: str

    @property
    def dial(self) -> str:
        """Its weight as a dial of the run."""
        return f"{WEIGHT}{self.name}"


def terms_of(draft: Mapping[str, Any]) -> list[TermPlace]:
    """The method, then further ones."""
    further = draft.get("also") or ()
    kinds = [_kind(term) for term in (draft.get("method"), *further)]
    paths = ["method", *(f"also.{number}" for number in range(len(further)))]
    return [TermPlace(*each) for each in zip(paths, names_of(kinds), kinds, strict=True)]


def names_of(kinds: Sequence[str]) -> list[str]:
    """What the weights of methods are called: their kinds, numbered from 2 where one comes again."""
    return list(_names(kinds))


def _names(kinds: Sequence[str]) -> Iterator[str]:
    for number, kind in enumerate(kinds):
        before = kinds[:number].count(kind)
        yield f"{kind}_{before + 1}" if before else kind


def _kind(term: Any) -> str:
    return str(term.get("kind") or "") if isinstance(term, Mapping) else ""
