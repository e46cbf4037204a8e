"""The numbers behind one line, taken in as they grow and ready to be drawn at any width."""

from __future__ import annotations

from array import array

import numpy as np

from workbench.gui.models.chart_choice import Unit
from workbench.gui.models.curves import Curve, Held
from workbench.gui.models.phase import Phase
from workbench.gui.models.pyramid import Growing, Numbers, Pyramid
from workbench.gui.models.smoothing import Smoother
from workbench.gui.views.charts.series import Series

CHUNK = 50_000
"""Points that are taken in at once, some milliseconds' work."""


def copied(values: array[float]) -> Numbers:
    """As numpy has them. A slice of an array is a copy, so the original may grow on."""
    return np.array(np.frombuffer(values, dtype=values.typecode), dtype=float) if values else np.empty(0)


class Clock:
    """Where the steps of a training lie on an axis that counts something else; as it is now, for ever."""

    def __init__(self, phase: Phase, unit: Unit) -> None:
        self.unit = unit
        self._per_epoch = max(1.0, phase.plan.steps / max(1, phase.plan.epochs))
        wanted = unit is Unit.TIME
        self._steps = copied(phase.seconds.x[:]) if wanted else np.empty(0)
        self._seconds = copied(phase.seconds.y[:]) if wanted else np.empty(0)

    @property
    def is_known(self) -> bool:
        """It can tell; of runs of older versions nobody knows when a step was done."""
        return self.unit is not Unit.TIME or len(self._steps) > 0

    def places(self, steps: Numbers) -> Numbers:
        """Where these steps are on the axis."""
        if self.unit is Unit.STEP:
            return steps
        if self.unit is Unit.EPOCH:
            return steps / self._per_epoch
        return np.interp(steps, self._steps, self._seconds)

    def step(self, place: float) -> float:
        """The step that is there: the inverse."""
        if self.unit is Unit.STEP:
            return place
        if self.unit is Unit.EPOCH:
            return place * self._per_epoch
        return float(np.interp(place, self._seconds, self._steps))


class Layer:
    """A series as it is drawn: as it is, or its logarithm (to base 10), with a pyramid over it.

    Attributes:
        left_out: How many values have no logarithm: zero and below.
    """

    def __init__(self, source: Growing, *, logarithmic: bool) -> None:
        self._source, self._logarithmic = source, logarithmic
        self._drawn = Growing() if logarithmic else source
        self.pyramid = Pyramid(self._drawn)
        self.left_out = 0

    @property
    def missing(self) -> int:
        """How many values it does not have yet."""
        return len(self._source) - len(self.pyramid)

    def follow(self, most: int) -> None:
        """Take in what the series has grown by, at most so many values."""
        if self._logarithmic:
            fresh = self._source.values[len(self._drawn) : len(self._drawn) + most]
            below = fresh <= 0
            self.left_out += int(np.count_nonzero(below))
            with np.errstate(divide="ignore", invalid="ignore"):
                self._drawn.extend(np.where(below, np.nan, np.log10(fresh)))
        if self.missing:
            self.pyramid.follow(most)


class Track:
    """Follows one series.

    Attributes:
        steps, raw: What is known of it, `raw` times the factor.
        smooth: Smoothed; None where it is not to be.
    """

    def __init__(self, series: Series, weight: float, *, logarithmic: bool) -> None:
        self.series, self.weight, self._logarithmic = series, weight, logarithmic
        self._begin()

    def _begin(self) -> None:
        curve = self.series.curve
        self._version = (curve, curve.cuts, self.series.factor)
        self.steps, self.raw = Growing(), Growing()
        self.not_numbers = 0
        self._smooth_with(self.weight)
        self.raw_layer = Layer(self.raw, logarithmic=self._logarithmic)

    def _smooth_with(self, weight: float) -> None:
        self.weight = weight
        self._smoother = Smoother(weight)
        self.smooth = Growing() if self.series.smooth and weight > 0 else None
        self.smooth_layer = Layer(self.smooth, logarithmic=self._logarithmic) if self.smooth is not None else None

    def become(self, series: Series, weight: float, *, logarithmic: bool) -> None:
        """Follow the series as it is wanted now; what is known already and still true is kept."""
        old, self.series = self.series, series
        curve = series.curve
        moved = isinstance(curve, Held) and self._ends_otherwise(curve)
        if self._version != (curve, curve.cuts, series.factor) or len(curve) < len(self.steps) or moved:
            self._logarithmic, self.weight = logarithmic, weight
            self._begin()
            return
        if logarithmic != self._logarithmic:
            self._logarithmic = logarithmic
            self.raw_layer = Layer(self.raw, logarithmic=logarithmic)
            if self.smooth is not None:
                self.smooth_layer = Layer(self.smooth, logarithmic=logarithmic)
        if weight != self.weight or series.smooth != old.smooth:
            self._smooth_with(weight)

    def _ends_otherwise(self, curve: Curve) -> bool:
        """Its last point was moved since."""
        known = len(self.steps)
        return 0 < known <= len(curve) and self.steps.values[-1] != curve.x[known - 1]

    @property
    def is_complete(self) -> bool:
        """All points are taken in."""
        layers = [self.raw_layer] if self.smooth_layer is None else [self.raw_layer, self.smooth_layer]
        smooth = len(self.raw) if self.smooth is None else len(self.smooth)
        whole = len(self.series.curve) == len(self.steps) == smooth
        return whole and not any(layer.missing for layer in layers)

    def follow(self) -> int:
        """Take in a chunk of what is missing; says how many points that were."""
        curve, known = self.series.curve, len(self.steps)
        before = min(known, len(self.raw_layer.pyramid), len(self.strong.pyramid))
        if known < len(curve):
            fresh = copied(curve.y[known : known + CHUNK]) * self.series.factor
            self.steps.extend(copied(curve.x[known : known + CHUNK]))
            self.raw.extend(fresh)
            self.not_numbers += int(np.count_nonzero(~np.isfinite(fresh)))
        self.raw_layer.follow(CHUNK)
        if self.smooth is not None and self.smooth_layer is not None:
            done = len(self.smooth)
            self.smooth.extend(self._smoother.follow(self.raw.values[done : done + CHUNK]))
            self.smooth_layer.follow(CHUNK)
        return min(len(self.raw_layer.pyramid), len(self.strong.pyramid)) - before

    @property
    def strong(self) -> Layer:
        """The line that is looked at: smoothed, where it is to be."""
        return self.smooth_layer or self.raw_layer

    def points(self, layer: Layer, low: float, high: float, most: int) -> tuple[Numbers, Numbers]:
        """Steps and values to draw between two steps, and the nearest one on either side.

        Args:
            most: How many places the picture can tell apart.
        """
        steps = self.steps.values[: len(layer.pyramid)]
        first = int(np.searchsorted(steps, low, "left")) - 1
        last = int(np.searchsorted(steps, high, "right")) + 1
        numbers, values = layer.pyramid.between(first, last, most)
        return steps[numbers], values

    def nearest(self, step: float) -> int | None:
        """Number of the point nearest to a step; None outside the line."""
        steps = self.steps.values
        if not len(steps) or not steps[0] - 0.5 <= step <= steps[-1] + 0.5:
            return None
        after = int(np.searchsorted(steps, step))
        if after == len(steps) or (after > 0 and step - steps[after - 1] <= steps[after] - step):
            after -= 1
        return after

    def best(self) -> tuple[float, float] | None:
        """Step and drawn value of the highest point; None where there is none."""
        values = self.raw_layer.pyramid.between(0, len(self.raw), len(self.raw) or 1)[1]
        if not len(values) or np.all(np.isnan(values)):
            return None
        number = int(np.nanargmax(values))
        return float(self.steps.values[number]), float(values[number])


def take_in(tracks: list[Track], chunks: int) -> bool:
    """Take in what is missing, at most so many whole chunks of it.

    Returns:
        Whether everything is there.
    """
    left = CHUNK * chunks
    for track in tracks:
        while left > 0 and not track.is_complete:
            left -= track.follow()
    return left > 0 or all(track.is_complete for track in tracks)
