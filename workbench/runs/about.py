"""What people say about a run: its favourites, tags, notes and names. The run itself stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from workbench.runs.files import write_atomically

FILE = "about.json"
MOST_BYTES = 1_000_000
"""A larger file was not written by the workbench."""
LONGEST_NAME, LONGEST_TAG, LONGEST_NOTE = 120, 40, 20_000
"""In characters."""
MOST_TAGS = 20


class About(BaseModel):
    """What people say about a run.

    Attributes:
        name: Shown instead of the recipe's; empty = the recipe's.
        tags: Without blanks around them, none twice, whatever their case.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    favourite: bool = False
    tags: tuple[Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)], ...] = Field((), max_length=MOST_TAGS)
    note: str = Field("", max_length=LONGEST_NOTE)
    name: str = Field("", max_length=LONGEST_NAME)

    @field_validator("tags", mode="after")
    @classmethod
    def _none_is_blank_or_twice(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tidy(value)


def tidy(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without blanks around them, and each once, as it was first written; the first `MOST_TAGS` of them."""
    kept: dict[str, str] = {}
    for tag in tags:
        clean = " ".join(tag.split())[:LONGEST_TAG]
        if clean:
            kept.setdefault(clean.casefold(), clean)
    return tuple(kept.values())[:MOST_TAGS]


def read(folder: Path) -> About:
    """What is kept in a run folder; nothing where the file is missing, damaged or far too large."""
    try:
        with (folder / FILE).open("rb") as file:
            return About.model_validate_json(file.read(MOST_BYTES))
    except (OSError, ValidationError):
        return About()


def save(folder: Path, about: About) -> None:
    """Keep it in a run folder, whole or not at all.

    Raises:
        RunError: It cannot be written.
    """
    write_atomically(folder / FILE, about.model_dump_json(indent=2).encode())
