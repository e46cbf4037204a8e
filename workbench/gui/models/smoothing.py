"""Smoothing of long series. Imports numpy, so it is loaded together with the charts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
BLOCK = 64
"""Values that are averaged by one row of a matrix product: few enough to be exact, enough to be fast."""


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
        weights = -np.expm1(seen * np.log(self.weight)) if self.weight > 0 else np.minimum(seen, 1.0)
        made = np.full(len(means), np.nan)
        np.divide(means, weights, out=made, where=weights > 0)
        return made


def _recur(values: Series, weight: float, before: float) -> Series:
    """``y[i] = weight * y[i - 1] + values[i]``, with `before` as the one before the first.

    Block by block: within a block by a triangular matrix of powers, and from one block's end to the next by itself.
    """
    if len(values) < BLOCK:
        made = np.empty(len(values))
        for index, value in enumerate(values):
            before = made[index] = weight * before + value
        return made
    whole = len(values) // BLOCK * BLOCK
    distance = np.subtract.outer(np.arange(BLOCK), np.arange(BLOCK))
    powers = np.where(distance >= 0, weight ** np.maximum(distance, 0).astype(float), 0.0)
    within = values[:whole].reshape(-1, BLOCK) @ powers.T
    ends = _recur(within[:, -1], weight**BLOCK, before)
    starts = np.concatenate(([before], ends[:-1]))
    made = (within + np.outer(starts, weight ** np.arange(1.0, BLOCK + 1))).reshape(-1)
    return np.concatenate((made, _recur(values[whole:], weight, float(ends[-1]))))


def smoothed(values: Series, weight: float) -> Series:
    """A whole series at once; see `Smoother`."""
    return Smoother(weight).follow(np.asarray(values, dtype=float))
