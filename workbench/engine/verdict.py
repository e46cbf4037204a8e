"""Whether distillation helped, said no louder than the numbers allow."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, stdev
from typing import Literal

from workbench.runs.results import Verdict

LEVEL = 0.05
"""A difference counts as real when chance alone would give one as large in fewer cases than this fraction."""
FEWEST_SEEDS = 3
"""With two seeds the interval is wider than any difference that is ever seen."""
ADVISED_SEEDS = 5
SAME = 1e-9
"""Differences of accuracies closer than this differ by rounding only."""


def verdict(distilled: Sequence[float], plain: Sequence[float], *, level: float = LEVEL) -> Verdict:
    """Compare a distilled student with its plain twin, seed by seed.

    A paired t-test at 5 %, because both start from the same weights and see the same pictures. Where all differences
    are equal, which leaves it nothing to work with, a sign test.

    Args:
        distilled, plain: Test accuracies, 0 to 1, of the same seeds in the same order; at least one.
        level: What the interval leaves out.

    Returns:
        Of kind ``one_seed`` where there are too few seeds for a claim, be it one or two. No interval without a t-test.

    Raises:
        ValueError: Not as many of one as of the other, or none at all.
    """
    differences = [with_teacher - alone for with_teacher, alone in zip(distilled, plain, strict=True)]
    if len(differences) < FEWEST_SEEDS:
        return _too_few(differences)
    if max(differences) - min(differences) < SAME:
        return _all_alike(differences)
    return _t_test(distilled, plain, level)


def summarise(values: Sequence[float]) -> tuple[float, float | None]:
    """Mean and sample standard deviation (divided by n - 1); None for the latter where there is one value only."""
    return fmean(values), stdev(values) if len(values) > 1 else None


def _too_few(differences: Sequence[float]) -> Verdict:
    seeds, difference = len(differences), fmean(differences)
    count = "one seed" if seeds == 1 else f"{seeds} seeds"
    return Verdict(
        kind="one_seed",
        difference=difference,
        seeds=seeds,
        text=f"No claim can be made from {count}: the difference of {_points(difference)} can be chance. "
        f"Use at least {FEWEST_SEEDS} seeds, better {ADVISED_SEEDS}.",
    )


def _all_alike(differences: Sequence[float]) -> Verdict:
    seeds, difference = len(differences), fmean(differences)
    if abs(difference) < SAME:
        difference, p_value = 0.0, 1.0
        text = f"No difference: distilled and plain student were equally good with each of {seeds} seeds."
    else:
        # Chance alone gives every seed the same sign, either one, in 2 of 2^seeds cases.
        p_value = 2 * 0.5**seeds
        text = (
            f"{_HEADLINES[_kind(difference, p_value)]}: {_points(difference)} with each of {seeds} seeds "
            f"(too regular for a t-test; sign test, {_chance(p_value)})."
        )
    return Verdict(
        kind=_kind(difference, p_value),
        difference=difference,
        p_value=p_value,
        test="sign test",
        seeds=seeds,
        text=text,
    )


def _t_test(distilled: Sequence[float], plain: Sequence[float], level: float) -> Verdict:
    # Imported here: it takes half a second to a second, which every start of a worker would pay.
    from scipy.stats import ttest_rel

    result = ttest_rel(distilled, plain)
    interval = result.confidence_interval(1 - level)
    seeds, difference, p_value = len(plain), fmean(distilled) - fmean(plain), float(result.pvalue)
    kind, low, high = _kind(difference, p_value), float(interval.low), float(interval.high)
    return Verdict(
        kind=kind,
        difference=difference,
        low=low,
        high=high,
        p_value=p_value,
        test="paired t-test",
        seeds=seeds,
        text=f"{_HEADLINES[kind]}: {_points(difference)} (95 % interval {_signed(low)} to {_signed(high)}, "
        f"paired t-test over {seeds} seeds, {_chance(p_value)}).",
    )


_Kind = Literal["better", "no_difference", "worse"]
_HEADLINES: dict[_Kind, str] = {
    "better": "Distillation helped",
    "worse": "Distillation hurt",
    "no_difference": "No real difference",
}


def _kind(difference: float, p_value: float) -> _Kind:
    if p_value >= LEVEL:
        return "no_difference"
    return "better" if difference > 0 else "worse"


def _points(difference: float) -> str:
    return f"{_signed(difference)} points"


def _signed(difference: float) -> str:
    return f"{round(100 * difference, 1) + 0.0:+.1f}"  # adding 0 turns -0.0 into 0.0


def _chance(p_value: float) -> str:
    return f"p = {p_value:.3f}" if p_value >= 0.0005 else "p < 0.001"
