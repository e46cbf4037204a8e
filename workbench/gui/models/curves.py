"""Numbers that arrive one by one and are drawn often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import isfinite

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Curve:
    """Points (x, y) in two buffers that grow by doubling, so that adding is cheap and drawing copies nothing."""

    def __init__(self) -> None:
        self._points = np.empty((2, 256))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> Floats:
        """Positions, rising, (N,). A view: valid until points are added."""
        return self._points[0, : self._count]

    @property
    def y(self) -> Floats:
        """Values, (N,). A view: valid until points are added."""
        return self._points[1, : self._count]

    def append(self, x: float, y: float) -> None:
        """Add one point."""
        self.extend((x,), (y,))

    def extend(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Add points; both of the same length."""
        needed = self._count + len(xs)
        if needed > self._points.shape[1]:
            grown = np.empty((2, max(needed, 2 * self._points.shape[1])))
            grown[:, : self._count] = self._points[:, : self._count]
            self._points = grown
        self._points[0, self._count : needed] = xs
        self._points[1, self._count : needed] = ys
        self._count = needed

    def drop_after(self, x: float) -> None:
        """Forget the points beyond `x`: they are void after a resume from an earlier checkpoint."""
        self._count = int(np.searchsorted(self.x, x, side="right"))


def smoothed(values: Iterable[float], weight: float) -> Floats:
    """Exponential moving average, corrected for its start (Kingma and Ba 2015, section 3): begins at the first value.

    Args:
        values: In order. What is not finite is passed over: one diverged step does not blank the rest of the line.
        weight: Of the past, 0 (no smoothing) to below 1.

    Returns:
        (N,). A constant series comes back unchanged.
    """
    raw = np.fromiter(values, dtype=np.float64)
    if weight <= 0 or not len(raw):
        return raw
    usable = np.isfinite(raw)
    counted = np.cumsum(usable)
    sums = np.fromiter(
        accumulate(raw, lambda mean, y: weight * mean + (1 - weight) * y if isfinite(y) else mean, initial=0.0),
        np.float64,
    )[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        corrected: Floats = sums / (1 - weight**counted)
    corrected[counted == 0] = np.nan
    return corrected
