"""Numbers that arrive one by one and are drawn often. Without numpy, whose import would keep the window waiting."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from math import isfinite, nan


class Curve:
    """Points (x, y) with rising x, in two buffers that grow by themselves.

    Attributes:
        x, y: Doubles, as long as each other. Copy before keeping: they grow.
    """

    def __init__(self) -> None:
        self.x: array[float] = array("d")
        self.y: array[float] = array("d")

    def __len__(self) -> int:
        return len(self.x)

    def append(self, x: float, y: float) -> None:
        """Add one point."""
        self.x.append(x)
        self.y.append(y)

    def extend(self, xs: Iterable[float], ys: Iterable[float]) -> None:
        """Add points; both of the same length."""
        self.x.extend(xs)
        self.y.extend(ys)

    def drop_after(self, x: float) -> None:
        """Forget the points beyond `x`: they are void after a resume from an earlier checkpoint."""
        kept = bisect_right(self.x, x)
        del self.x[kept:], self.y[kept:]


def smoothed(values: Iterable[float], weight: float) -> array[float]:
    """Exponential moving average, corrected for its start (Kingma and Ba 2015, section 3): begins at the first value.

    Args:
        values: In order. What is not finite is passed over: one diverged step does not blank the rest of the line.
        weight: Of the past, 0 (no smoothing) to below 1.

    Returns:
        As many doubles; NaN before the first finite value. A constant series comes back unchanged.
    """
    if weight <= 0:
        return array("d", values)

    def add(state: tuple[float, float], value: float) -> tuple[float, float]:
        mean, unseen = state
        return (weight * mean + (1 - weight) * value, unseen * weight) if isfinite(value) else state

    states = accumulate(values, add, initial=(0.0, 1.0))
    next(states)
    return array("d", (mean / (1 - unseen) if unseen < 1 else nan for mean, unseen in states))
