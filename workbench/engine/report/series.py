"""Long series made short enough to print, and noisy ones smooth enough to read."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """Exponential moving average, corrected for its start (Kingma and Ba 2015, section 3).

    Args:
        values: What is not finite is passed over.
        weight: Of the past, 0 (no smoothing) to below 1.

    Returns:
        As many values; NaN before the first finite one.
    """
    mean, unseen, found = 0.0, 1.0, []
    for value in values:
        if isfinite(value):
            mean = weight * mean + (1 - weight) * value
            unseen *= weight
        found.append(mean / (1 - unseen) if unseen < 1 else nan)
    return found


def thinned(x: Sequence[float], y: Sequence[float], most: int) -> tuple[Floats, Floats]:
    """Few enough points for a page, every peak among them: the smallest and the largest of each group of neighbours.

    Args:
        x, y: Of one length. Points that are not finite are left out.
        most: How many may be left, at least 4.
    """
    xs, ys = np.array(x, dtype=float), np.array(y, dtype=float)
    usable = np.isfinite(ys)
    xs, ys = xs[usable], ys[usable]
    if len(ys) <= most:
        return xs, ys
    kept = {0, len(ys) - 1}
    for group in np.array_split(np.arange(len(ys)), (most - 2) // 2):
        kept |= {int(group[ys[group].argmin()]), int(group[ys[group].argmax()])}
    chosen = sorted(kept)
    return xs[chosen], ys[chosen]
