"""Which runs a list shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.gui.models import runs_words as words
from workbench.runs import RunSummary

Only = Literal["all", "favourites", "running", "failed"]
Order = Literal["created", "title", "accuracy", "gain", "bytes", "latency_ms", "seconds"]

LARGEST_FIRST: tuple[Order, ...] = ("created", "accuracy", "gain")
"""Orders that begin with the largest value unless the user turns them round."""
STATES_OF = {"running": ("running",), "failed": ("failed", "interrupted", "damaged")}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the user wants to see of the runs.

    Attributes:
        text: Words that a run must all have somewhere, in any case.
        only: A quick choice. tag: Only runs that have it; empty = all.
        order: By what. turned: The other way round than usual.
    """

    text: str = ""
    only: Only = "all"
    tag: str = ""
    order: Order = "created"
    turned: bool = False

    @property
    def hides(self) -> bool:
        """Whether some runs may be hidden."""
        return bool(self.text.strip() or self.tag or self.only != "all")

    @property
    def descending(self) -> bool:
        """Whether the largest value comes first."""
        return (self.order in LARGEST_FIRST) != self.turned

    def accepts(self, run: RunSummary) -> bool:
        """Whether a run is shown."""
        if self.only == "favourites" and not run.favourite:
            return False
        if self.only in STATES_OF and run.state not in STATES_OF[self.only]:
            return False
        if self.tag and self.tag not in run.tags:
            return False
        wanted = self.text.casefold().split()
        return not wanted or _has(run, wanted)


def _has(run: RunSummary, wanted: list[str]) -> bool:
    everything = " ".join(
        (
            run.title, run.name, run.id, run.task, run.state, words.state(run.state), run.data, run.model, run.teacher,
            run.method, *run.tags, run.note, run.problem, run.verdict_text,
        )
    ).casefold()  # fmt: skip
    return all(word in everything for word in wanted)
