"""Numbers that arrive one by one and are drawn often. Without numpy, whose import would keep the window waiting."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable


class Curve:
    """Points (x, y) with rising x, in two buffers that grow by themselves.

    Attributes:
        x, y: Doubles, as long as each other. Copy before keeping: they grow.
        cuts: How often points were taken back: who copied some of them has to begin anew when it has changed.
    """

    def __init__(self) -> None:
        self.x: array[float] = array("d")
        self.y: array[float] = array("d")
        self.cuts = 0

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
        if kept < len(self.x):
            self.cuts += 1
            del self.x[kept:], self.y[kept:]


class Held(Curve):
    """A value that mostly rests, as a line that runs level and then jumps.

    Of a stretch on which it rests only the ends are kept, so the last point moves along: take a new copy to draw it.
    """

    def hold(self, first: float, last: float, value: float) -> None:
        """It was `value` from `first` to `last`, both included."""
        if not self.y or self.y[-1] != value:
            self.append(first, value)
        if self.x[-1] == last:
            return
        if len(self) > 1 and self.y[-2] == value:
            self.x[-1] = last
        else:
            self.append(last, value)

    def drop_after(self, x: float) -> None:
        """Forget what lies beyond `x`; a stretch across it then ends there."""
        kept = bisect_right(self.x, x)
        rests = 0 < kept < len(self) and self.y[kept - 1] == self.y[kept] and self.x[kept - 1] < x
        super().drop_after(x)
        if rests:
            self.hold(x, x, self.y[-1])
