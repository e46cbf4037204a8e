"""Smoothing of long series. Imports numpy, so it is loaded together with the charts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
BLOCK = 32
"""Values that follow one another in a loop, while all blocks are worked on at once."""


class Smoother:
    """Exponential moving average of a growing series, corrected for its start (Kingma and Ba 2015, section 3).

    It begins at the first value, and a constant stays what it is. What is not finite is passed over: one diverged step
    does not blank the rest of the line. Each value is visited once, however often the line is drawn.

    Args:
        weight: Of the past, 0 (no smoothing) to below 1.
    """

    def __init__(self, weight: float) -> None:
        self.weight = weight
        self._mean, self._seen = 0.0, 0

    def follow(self, values: Series) -> Series:
        """The averages at the next `values`; NaN before the first finite one."""
        finite = np.isfinite(values)
        averages = self._average(values[finite])
        seen = self._seen + np.arange(len(averages) + 1)
        with_before = self._corrected(np.concatenate(([self._mean], averages)), seen)
        if len(averages):
            self._mean, self._seen = float(averages[-1]), self._seen + len(averages)
        return np.asarray(with_before[np.cumsum(finite)])

    def _average(self, values: Series) -> Series:
        """Not yet corrected."""
        return _recur(values * (1 - self.weight), self.weight, self._mean)

    def _corrected(self, means: Series, seen: NDArray[np.int_]) -> Series:
        """Divided by the weight of all that was seen, which is below 1 at the start; NaN where nothing was."""
        if self.weight ** float(seen[0]) < 1e-18:
            return means  # the start weighs nothing any more
        weights = -np.expm1(seen * np.log(self.weight)) if self.weight > 0 else np.minimum(seen, 1.0)
        made = np.full(len(means), np.nan)
        np.divide(means, weights, out=made, where=weights > 0)
        return made


def _recur(values: Series, weight: float, before: float) -> Series:
    """``y[i] = weight * y[i - 1] + values[i]``, with `before` as the one before the first.

    All blocks at once, step by step, as if each began at nothing; then from one block's end to the next.
    """
    if len(values) < 2 * BLOCK:
        made = []
        for value in values.tolist():
            before = weight * before + value
            made.append(before)
        return np.array(made, dtype=float)
    whole = len(values) // BLOCK * BLOCK
    steps = np.ascontiguousarray(values[:whole].reshape(-1, BLOCK).T)
    for number in range(1, BLOCK):
        steps[number] += weight * steps[number - 1]
    ends = _recur(steps[-1], weight**BLOCK, before)
    steps += np.outer(weight ** np.arange(1.0, BLOCK + 1), np.concatenate(([before], ends[:-1])))
    return np.concatenate((steps.T.reshape(-1), _recur(values[whole:], weight, float(ends[-1]))))


def smoothed(values: Series, weight: float) -> Series:
    """A whole series at once; see `Smoother`."""
    return Smoother(weight).follow(np.asarray(values, dtype=float))
