"""What happens in the thread that writes a teacher's answers, while the training goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.engine.teacher_cache_files import Segment
from workbench.engine.teacher_cache_memory import Memory
from workbench.engine.teacher_cache_shelf import Shelf
from workbench.errors import RunError

Stretch = tuple[int, int]
"""First and last (excluded) of some rows of the buffer."""


@dataclass(frozen=True, slots=True)
class Range:
    """Rows `first` to `last` (excluded) of the buffer, which are a segment of their own on the disk.

    Attributes:
        path: Of the segment. segment: The same, mapped, where it is going to replace these rows; None where they stay
            in memory, and where somebody has deleted it.
    """

    first: int
    last: int
    path: Path
    segment: Segment | None = None


@dataclass(slots=True)
class Done:
    """What the writing thread did.

    Attributes:
        written: New segments. merged: Older ones that are contained in them and were deleted.
        left: What could not be written.
        news: Segments of other processes.
        problem: Why something is left; empty if nothing is.
    """

    written: list[Range] = field(default_factory=list)
    merged: set[Path] = field(default_factory=set)
    left: list[Stretch] = field(default_factory=list)
    news: list[Segment] = field(default_factory=list)
    problem: str = ""


def write(shelf: Shelf, memory: Memory, stretches: Sequence[Stretch], ranges: Sequence[Range]) -> Done:
    """Write rows that are not on the disk yet, and look for what others have written.

    Small segments right before them are written again together with them, so that a long run leaves few; not while
    another process has the key open.

    Args:
        shelf: Used by this thread alone until it is done.
        memory: Rows of these stretches do not change any more.
        stretches: What to write.
        ranges: What is on the disk already.
    """
    done = Done(left=[piece for stretch in stretches for piece in pieces(stretch, memory.main, memory.block)])
    try:
        merges = bool(done.left) and not shelf.is_shared
        while done.left:
            first, last = done.left[0]
            side = [one for one in ranges if (one.first < memory.main) == (first < memory.main)] if merges else []
            small = list(absorbed(side, first, last, memory.block))
            first = min((one.first for one in small), default=first)
            path = shelf.save(*memory.stretch(first, last))
            done.written.append(Range(first, last, path, shelf.mapped(path) if first >= memory.main else None))
            done.left.pop(0)
            gone = {one.path for one in small}
            shelf.drop(gone)
            done.merged |= gone
        done.news = shelf.news()
    except RunError as error:
        done.problem = error.problem
    except (OSError, MemoryError) as error:
        done.problem = f"{str(error) or 'There is not enough memory to write them'}."
    return done


def absorbed(ranges: Sequence[Range], first: int, last: int, block: int) -> Iterator[Range]:
    """The segments right before row `first` that are no longer than what is written with them, up to `last`.

    Args:
        ranges: In the order of their rows.
        first, last: What is to be written. block: Rows of a segment, at most.
    """
    for one in reversed([one for one in ranges if one.last <= first]):
        if one.last != first or one.last - one.first > last - first or last - one.first > block:
            return
        yield one
        first = one.first


def pieces(stretch: Stretch, main: int, block: int) -> Iterator[Stretch]:
    """A stretch in parts of at most `block` rows, none of them across row `main`."""
    first, end = stretch
    while first < end:
        last = min(end, first + block, main if first < main else end)
        yield first, last
        first = last
