"""Teachers' answers in memory: an index from slots to places, one flat buffer, and mapped files for what is beyond."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from workbench.engine.teacher_cache_files import MOST, Layout, Rows, Segment, Slots

_LEAST = 256
"""Rows that must fit beside the index (or all, where there are fewer), else remembering is not worth its index."""
_CHUNK = 1 << 18
"""Rows that are taken in at once: what that needs beside stays small."""


class Memory:
    """Rows by slot. Nothing is ever overwritten: the first row of a slot stays.

    The index holds 0 for an unknown slot, n for row n - 1 of the buffer, and ~n for row n of the mapped segments,
    counted through all of them. Where the memory cannot hold a row for each slot, the last part of the buffer, from
    `main` on, is emptied again and again, by `hand_over`, once its rows are on the disk.

    The buffer is asked for at once, but takes no memory before it is filled: Linux and macOS give pages when they are
    first written; Windows reserves room in its paging file.

    Args:
        layout: Slots and width.
        limit: Bytes for all of it, at least `needed`.

    Raises:
        MemoryError: The system does not give so much.

    Attributes:
        capacity: Rows that the buffer can hold. main: Of them, those that stay.
        block: Rows that are written at once, at most; room for a copy of them is counted.
        filled: Rows that the buffer holds.
    """

    def __init__(self, layout: Layout, limit: int) -> None:
        self.layout = layout
        fit = (limit - 4 * layout.slots) // layout.row_bytes
        self.block = max(1, min(fit // 8, MOST // layout.row_bytes))
        self.capacity = min(layout.slots, fit - self.block, 2**31 - 2)
        self.main = self.capacity if self.capacity == layout.slots else self.capacity - self.block
        self.index: NDArray[np.int32] = np.zeros(layout.slots, np.int32)
        self._rows: Rows = np.empty((self.capacity, layout.width), np.float16)
        self._slots: Slots = np.empty(self.capacity, layout.slot_type)
        self.filled = 0
        self._mapped: list[Segment] = []
        self._starts = np.zeros(1, np.int64)  # of each mapped segment, and of the next one
        self._came: list[tuple[int, int]] = []  # stretches of the buffer that earlier runs wrote
        self._came_mapped: list[Segment] = []
        self._known_far = 0

    @property
    def known_rows(self) -> int:
        """Slots that have a row, in the buffer or beyond."""
        return self.filled + self._known_far

    @property
    def bytes(self) -> int:
        """What is in use, the whole index included."""
        return self.index.nbytes + self.filled * self.layout.row_bytes

    def known(self, slots: Slots) -> NDArray[np.bool_]:
        """Which slots have a row."""
        there: NDArray[np.bool_] = self.index[slots] != 0
        return there

    def read(self, slots: Slots) -> Rows:
        """(B, width), a copy. All slots are known."""
        places = self.index[slots]
        assert places.all(), "read only what is known"
        if not self._mapped:
            return self._rows.take(places - 1, axis=0)
        out = np.empty((len(places), self.layout.width), np.float16)
        near = places > 0
        out[near] = self._rows[places[near] - 1]
        out[~near] = self._far(~places[~near].astype(np.int64))
        return out

    def add(self, slots: Slots, rows: Rows, end: int | None = None) -> int:
        """Remember rows whose slots are not known yet, as far as there is room.

        Args:
            slots: (B,), repetitions allowed. rows: (B, width).
            end: Row of the buffer that is not filled any more; None = its end.

        Returns:
            How many were new but found no room.
        """
        fresh = self.index[slots] == 0
        if not fresh.all():
            slots, rows = slots[fresh], rows[fresh]
        room = (self.capacity if end is None else end) - self.filled
        left_out = max(0, len(slots) - room)
        slots, rows = slots[:room], rows[:room]
        count = len(slots)
        numbers = np.arange(self.filled + 1, self.filled + 1 + count, dtype=np.int32)
        self.index[slots[::-1]] = numbers[::-1]  # of a slot that is repeated, the first row
        first = self.index[slots] == numbers
        if not first.all():
            slots, rows = slots[first], rows[first]
            count = len(slots)
            self.index[slots] = numbers[:count]
        self._rows[self.filled : self.filled + count] = rows
        self._slots[self.filled : self.filled + count] = slots
        self.filled += count
        return left_out

    def stretch(self, first: int, last: int) -> tuple[Slots, Rows]:
        """Rows `first` to `last` (excluded) of the buffer with their slots, not copied."""
        return self._slots[first:last], self._rows[first:last]

    def take_in(self, segment: Segment) -> tuple[int, int] | None:
        """Remember what another process, or an earlier one, has written.

        Returns:
            The stretch of the buffer that now holds the whole segment; None where rows were known before, or where
            there was no room and the segment stays mapped.
        """
        begin, count = self.filled, len(segment.slots)
        if self.main - begin < count:
            self._map(segment)
            self._came_mapped.append(segment)
            return None
        for start in range(0, count, _CHUNK):
            part = slice(start, start + _CHUNK)
            self.add(segment.slots[part], segment.rows[part], self.main)
        self._came.append((begin, self.filled))
        return (begin, self.filled) if self.filled - begin == count else None

    def hand_over(self, written: list[Segment]) -> None:
        """Empty the part of the buffer from `main` on, whose rows are in these segments, all of them."""
        slots = self._slots[self.main : self.filled]
        self.index[slots] = 0
        self.filled = self.main
        for segment in written:
            self._map(segment)

    def sample(self, count: int, seed: int) -> tuple[Slots, Rows]:
        """Random rows among those that other processes or earlier runs wrote, each at most once, with their slots."""
        stretches = [self.stretch(first, last) for first, last in self._came]
        stretches += [(segment.slots, segment.rows) for segment in self._came_mapped]
        starts = np.cumsum([0, *(len(slots) for slots, _ in stretches)])
        chosen = np.random.default_rng(seed).choice(starts[-1], min(count, int(starts[-1])), replace=False)
        slots = np.empty(len(chosen), np.int64)
        rows = np.empty((len(chosen), self.layout.width), np.float16)
        for here, at in _by_part(starts, chosen):
            inside = chosen[here] - starts[at]
            slots[here], rows[here] = stretches[at][0][inside], stretches[at][1][inside]
        return slots, rows

    def _map(self, segment: Segment) -> None:
        """Let unknown slots point into a segment."""
        start = int(self._starts[-1])
        if start + len(segment.slots) >= 2**31:
            return  # beyond what the index can count: they stay unknown
        for begin in range(0, len(segment.slots), _CHUNK):
            slots = np.asarray(segment.slots[begin : begin + _CHUNK])
            places = ~np.arange(start + begin, start + begin + len(slots), dtype=np.int32)
            fresh = self.index[slots] == 0
            slots, places = slots[fresh], places[fresh]
            self.index[slots] = places
            self._known_far += int((self.index[slots] == places).sum())
        self._mapped.append(segment)
        self._starts = np.append(self._starts, start + len(segment.slots))

    def _far(self, rows: NDArray[np.int64]) -> Rows:
        """Rows of the mapped segments, counted through all of them."""
        out = np.empty((len(rows), self.layout.width), np.float16)
        for here, at in _by_part(self._starts, rows):
            out[here] = self._mapped[at].rows[rows[here] - self._starts[at]]
        return out


def needed(layout: Layout) -> int:
    """The least memory, in bytes, with which remembering makes sense."""
    least = min(_LEAST, layout.slots)
    return 4 * layout.slots + (least + max(1, least // 7)) * layout.row_bytes


def _by_part(starts: NDArray[np.int64], numbers: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], int]]:
    """For each part that some of the numbers fall into: the places of these numbers, and the part.

    Args:
        starts: (parts + 1,), where each part begins, and where the last one ends.
        numbers: (N,), from 0 to that end.
    """
    order = np.argsort(numbers)
    bounds = np.searchsorted(numbers[order], starts).tolist()
    for at, (first, last) in enumerate(pairwise(bounds)):
        if first < last:
            yield order[first:last], at
