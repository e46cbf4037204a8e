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
        finite = fresh[np.isfinite(fresh)]
        if len(finite):
            low, high = self._extremes
            self._extremes = (min(low, float(finite.min())), max(high, float(finite.max())))
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
            least.extend(_least(lows[done:possible], STEP))
            greatest.extend(_greatest(highs[done:possible], STEP))
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
        per = size // STEP**level
        lows = self._lows[level - 1].values if level else self._source.values[: self._followed]
        highs = self._highs[level - 1].values if level else lows
        whole = min(end, len(lows) // per)
        least = _least(lows[begin * per : whole * per], per)
        greatest = _greatest(highs[begin * per : whole * per], per)
        if whole < end:  # the last stretch is not full yet, and its values may not have reached this level
            rest = self._source.values[max(begin, whole) * size : self._followed]
            least = np.append(least, _least(rest, max(1, len(rest))))
            greatest = np.append(greatest, _greatest(rest, max(1, len(rest))))
        return least, greatest


def _least(values: Numbers, size: int) -> Numbers:
    return np.asarray(np.fmin.reduce(np.where(np.isinf(values), np.nan, values).reshape(-1, size), axis=1))


def _greatest(values: Numbers, size: int) -> Numbers:
    return np.asarray(np.fmax.reduce(np.where(np.isinf(values), np.nan, values).reshape(-1, size), axis=1))
