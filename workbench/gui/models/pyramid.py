"""Long series, ready to be drawn at any width. Imports numpy, so it is loaded together with the charts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
STEP = 4
"""Values of one level that are one value of the next."""


class Growing:
    """Doubles in a buffer that grows by itself: adding costs what is added."""

    def __init__(self) -> None:
        self._buffer = np.empty(256)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def values(self) -> Numbers:
        """All of them: a view, which later additions leave as it is."""
        return self._buffer[: self._count]

    def extend(self, values: Numbers) -> None:
        """Add some at the end."""
        needed = self._count + len(values)
        if needed > len(self._buffer):
            grown = np.empty(max(needed, 2 * len(self._buffer)))
            grown[: self._count] = self.values
            self._buffer = grown
        self._buffer[self._count : needed] = values
        self._count = needed


class Pyramid:
    """The least and the greatest of every stretch of a growing series, so that a picture need not look at every value.

    Level by level, of 4, 16, 64… values. What is not finite counts as absent; a stretch of nothing else is NaN.

    Args:
        source: The series; it grows by itself, and `follow` looks at what is new.
    """

    def __init__(self, source: Growing) -> None:
        self._source = source
        self._lows: list[Growing] = []
        self._highs: list[Growing] = []
        self._extremes = (np.inf, -np.inf)
        self._followed = 0

    def __len__(self) -> int:
        return self._followed

    @property
    def extent(self) -> tuple[float, float] | None:
        """The least and the greatest of all; None where nothing is finite."""
        low, high = self._extremes
        return (low, high) if low <= high else None

    def follow(self, most: int) -> None:
        """Take in what the series has grown by, at most so many values."""
        values = self._source.values[: self._followed + most]
        fresh = values[self._followed :]
        known = fresh[np.isfinite(fresh)]
        if len(known):
            low, high = self._extremes
            self._extremes = (min(low, float(known.min())), max(high, float(known.max())))
        self._followed = len(values)
        lows = highs = values
        level = 0
        while len(lows) >= STEP:
            if level == len(self._lows):
                self._lows.append(Growing())
                self._highs.append(Growing())
            least, greatest = self._lows[level], self._highs[level]
            done, possible = len(least) * STEP, len(lows) // STEP * STEP
            if possible == done:
                break
            finite = level > 0
            least.extend(_reduced(np.fmin, lows[done:possible], STEP, finite=finite))
            greatest.extend(_reduced(np.fmax, highs[done:possible], STEP, finite=finite))
            lows, highs = least.values, greatest.values
            level += 1

    def between(self, first: int, last: int, most: int) -> tuple[NDArray[np.int_], Numbers]:
        """What to draw of the values from number `first` to before `last`.

        Args:
            most: How many stretches a picture can tell apart, at least 1.

        Returns:
            Numbers of values, and values: each as it is where there are few enough; else the least and the greatest of
            each stretch, at its middle. Stretches keep their place while the series grows, so that a line stands still.
        """
        values = self._source.values[: self._followed]
        first, last = max(0, first), min(len(values), last)
        if last - first <= 2 * most:
            return np.arange(first, max(first, last)), values[first:last]
        size = 1 << int(np.ceil(np.log2((last - first) / most)))
        begin, end = first // size, -(-last // size)
        lows, highs = self._stretches(begin, end, size)
        middles = np.minimum(np.arange(begin, end) * size + size // 2, len(values) - 1)
        made = np.empty(2 * len(lows))
        made[0::2], made[1::2] = lows, highs
        return np.repeat(middles, 2), made

    def _stretches(self, begin: int, end: int, size: int) -> tuple[Numbers, Numbers]:
        """The least and the greatest of stretches of `size`, a power of two, from number `begin` to before `end`."""
        level = min(int(np.log2(size)) // 2, len(self._lows))
        per, finite = size // STEP**level, level > 0
        lows = self._lows[level - 1].values if level else self._source.values[: self._followed]
        highs = self._highs[level - 1].values if level else lows
        whole = min(end, len(lows) // per)
        least = _reduced(np.fmin, lows[begin * per : whole * per], per, finite=finite)
        greatest = _reduced(np.fmax, highs[begin * per : whole * per], per, finite=finite)
        if whole < end:  # the last stretch is not full yet, and its values may not have reached this level
            rest = self._source.values[max(begin, whole) * size : self._followed]
            least = np.append(least, _reduced(np.fmin, rest, len(rest), finite=False))
            greatest = np.append(greatest, _reduced(np.fmax, rest, len(rest), finite=False))
        return least, greatest


def _reduced(choose: np.ufunc, values: Numbers, size: int, *, finite: bool) -> Numbers:
    """The least or the greatest of every `size` values, NaN where none of them is finite.

    Args:
        choose: `numpy.fmin` or `numpy.fmax`, which pass NaN over.
        finite: There is no infinity among them.
    """
    if not finite and np.isinf(values).any():
        values = np.where(np.isinf(values), np.nan, values)
    if size in (1, 2, 4):  # faster than along a short axis
        while size > 1:
            values, size = choose(values[0::2], values[1::2]), size // 2
        return values
    return np.asarray(choose.reduce(values.reshape(-1, max(1, size)), axis=1))
