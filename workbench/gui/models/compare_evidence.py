"""Whether one network is really better than another, by the same rule that the engine uses for twins.

Written out, because the engine's library takes a second to import. Student's distribution for whole degrees of freedom
is a finite sum: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, formulas 26.7.3 and 26.7.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan, cos, pi, sin, sqrt
from statistics import fmean, stdev
from typing import Literal

from workbench.runs import Verdict

LEVEL = 0.05
"""A difference counts as real when chance alone would give one as large in fewer cases than this fraction."""
FEWEST_SEEDS = 3
SAME = 1e-9
"""Differences of accuracies closer than this differ by rounding only."""
_FARTHEST = 1e4
"""Where the search for a quantile begins: beyond every one that a 95 % interval needs."""


def judge(left: Sequence[float], right: Sequence[float]) -> Verdict:
    """Whether `right` is better than `left`, by a paired t-test over seeds; its `text` is empty.

    Args:
        left, right: Test accuracies, 0 to 1, of the same seeds on the same pictures, in the same order; at least one.
    """
    differences = [one - other for one, other in zip(right, left, strict=True)]
    seeds, mean = len(differences), fmean(differences)
    if seeds < FEWEST_SEEDS:
        return Verdict(kind="one_seed", difference=mean, seeds=seeds, text="")
    if max(differences) - min(differences) < SAME:  # a t-test has nothing to work with: a sign test
        p_value = 1.0 if abs(mean) < SAME else 2 * 0.5**seeds
        return Verdict(
            kind=_kind(mean, p_value), difference=mean, p_value=p_value, test="sign test", seeds=seeds, text=""
        )
    error = stdev(differences) / sqrt(seeds)
    p_value = 1 - within(mean / error, seeds - 1)
    reach = error * quantile(1 - LEVEL, seeds - 1)
    return Verdict(
        kind=_kind(mean, p_value),
        difference=mean,
        low=mean - reach,
        high=mean + reach,
        p_value=p_value,
        test="paired t-test",
        seeds=seeds,
        text="",
    )


def within(t: float, degrees: int) -> float:
    """Probability that a value of Student's distribution lies between -|t| and |t|."""
    angle = atan(abs(t) / sqrt(degrees))
    if degrees % 2:
        total, term = 0.0, cos(angle)
        for number in range(1, degrees - 1, 2):
            total += term
            term *= cos(angle) ** 2 * (number + 1) / (number + 2)
        return min(1.0, 2 / pi * (angle + sin(angle) * total))
    total, term = 0.0, 1.0
    for number in range(0, degrees, 2):
        total += term
        term *= cos(angle) ** 2 * (number + 1) / (number + 2)
    return min(1.0, sin(angle) * total)


def quantile(share: float, degrees: int) -> float:
    """The t of which `within` is `share`, 0 to 1."""
    low, high = 0.0, _FARTHEST
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if within(middle, degrees) < share else (low, middle)
    return (low + high) / 2


def _kind(difference: float, p_value: float) -> Literal["better", "no_difference", "worse"]:
    if p_value >= LEVEL:
        return "no_difference"
    return "better" if difference > 0 else "worse"
