"""Cutting lines off at the frame of a picture: formats such as SVG do not do it by themselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.gui.models.pyramid import Numbers


def inside(xs: Numbers, ys: Numbers, width: float, height: float) -> Iterator[Numbers]:
    """The parts of a line that lie in a frame from (0, 0) to (width, height), by Liang and Barsky's method (1984).

    Args:
        xs, ys: Points of the line; where one is not finite, the line is broken.

    Yields:
        Points (n, 2) of each part, n at least 2; a lonely point inside as two equal ones.
    """
    points = np.column_stack((xs, ys))
    if len(points) == 1 and np.isfinite(points).all() and _within(points[0], width, height):
        yield np.repeat(points, 2, axis=0)
        return
    starts, moves = points[:-1], np.diff(points, axis=0)
    enter, leave = np.zeros(len(starts)), np.ones(len(starts))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for axis, size in ((0, width), (1, height)):
            start, move = starts[:, axis], moves[:, axis]
            to_low, to_high = -start / move, (size - start) / move
            near, far = np.minimum(to_low, to_high), np.maximum(to_low, to_high)
            still = move == 0
            outside = still & ((start < 0) | (start > size))
            enter = np.maximum(enter, np.where(still, np.where(outside, np.inf, 0.0), near))
            leave = np.minimum(leave, np.where(still, 1.0, far))
    seen = (enter <= leave) & np.isfinite(starts).all(axis=1) & np.isfinite(moves).all(axis=1)
    part: list[Numbers] = []
    for number in np.flatnonzero(seen):
        begin = starts[number] + enter[number] * moves[number]
        end = points[number + 1] if leave[number] >= 1 else starts[number] + leave[number] * moves[number]
        if part and not np.array_equal(part[-1], begin):
            yield np.array(part)
            part = []
        part.extend([end] if part else [begin, end])
    if part:
        yield np.array(part)


def _within(point: Numbers, width: float, height: float) -> bool:
    return bool(0 <= point[0] <= width and 0 <= point[1] <= height)
