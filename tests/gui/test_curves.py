from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.models.curves import Curve
from workbench.gui.models.pyramid import Growing, Numbers, Pyramid
from workbench.gui.models.smoothing import Smoother, smoothed

FLOATS = st.floats(-1e6, 1e6)
ODD = st.one_of(FLOATS, st.just(nan), st.just(inf), st.just(-inf))


def by_definition(values: list[float], weight: float) -> list[float]:
    """The weighted mean of all finite values so far, a step back costing a factor of `weight`; NaN where none."""
    means, total, weights = [], 0.0, 0.0
    for value in values:
        if np.isfinite(value):
            total, weights = weight * total + value, weight * weights + 1.0
        means.append(total / weights if weights else nan)
    return means


def test_points_beyond_a_checkpoint_are_forgotten() -> None:
    curve = Curve()
    curve.extend([1, 2, 3, 4], [0.4, 0.3, 0.2, 0.1])
    curve.drop_after(2)
    curve.append(3, 0.25)
    assert (list(curve.x), list(curve.y)) == ([1, 2, 3], [0.4, 0.3, 0.25])


def test_a_cut_is_counted_only_where_something_was_cut_off() -> None:
    curve = Curve()
    curve.extend([1, 2], [0.4, 0.3])
    curve.drop_after(2)
    assert curve.cuts == 0
    curve.drop_after(1)
    assert curve.cuts == 1


@given(FLOATS, st.floats(0, 0.99), st.integers(1, 300))
def test_a_constant_series_stays_as_it_is(value: float, weight: float, count: int) -> None:
    assert smoothed(np.full(count, value), weight) == pytest.approx(np.full(count, value), rel=1e-9, abs=1e-9)


@given(st.lists(ODD, max_size=300), st.floats(0, 0.99))
def test_the_smoothed_line_agrees_with_the_definition(values: list[float], weight: float) -> None:
    expected = np.array(by_definition(values, weight))
    assert smoothed(np.array(values, dtype=float), weight) == pytest.approx(expected, rel=1e-7, abs=1e-5, nan_ok=True)


@pytest.mark.parametrize("sizes", [(1,) * 200, (63, 1, 64, 72), (0, 150, 50)])
def test_a_series_that_grows_in_pieces_is_smoothed_as_a_whole(sizes: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).normal(size=sum(sizes))
    values[10] = nan
    smoother, pieces, first = Smoother(0.97), [], 0
    for size in sizes:
        pieces.append(smoother.follow(values[first : first + size]))
        first += size
    assert np.concatenate(pieces) == pytest.approx(smoothed(values, 0.97))


def test_the_end_of_a_smoothed_line_weighs_the_last_values_most() -> None:
    line = smoothed(np.array([0.0] * 500 + [1.0] * 500), 0.9)
    assert line[499] == pytest.approx(0, abs=1e-12)
    assert line[-1] == pytest.approx(1, abs=1e-9)


def test_a_diverged_step_does_not_blank_the_rest() -> None:
    line = smoothed(np.array([nan, 2.0, inf, 2.0]), 0.9)
    assert isnan(line[0])
    assert list(line[1:]) == pytest.approx([2.0, 2.0, 2.0])


def pyramid_of(values: Numbers, *, pieces: int = 1) -> Pyramid:
    source = Growing()
    made = Pyramid(source)
    for piece in np.array_split(values, pieces):
        source.extend(piece)
        made.follow(len(piece))
    return made


def test_few_values_are_drawn_as_they_are() -> None:
    numbers, drawn = pyramid_of(np.arange(50.0)).between(10, 20, 100)
    assert list(numbers) == list(range(10, 20))
    assert list(drawn) == list(range(10, 20))


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 60), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_of_many_values_none_that_stands_out_is_lost(first: int, count: int, most: int, pieces: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=5000)
    values[rng.random(5000) < 0.1] = nan
    last = min(5000, first + count)
    numbers, drawn = pyramid_of(values, pieces=pieces).between(first, last, most)
    assert len(drawn) == len(numbers) <= 2 * (most + 2)
    wanted = values[first:last]
    wanted = wanted[np.isfinite(wanted)]
    if len(wanted):
        assert np.nanmin(drawn) <= wanted.min()
        assert np.nanmax(drawn) >= wanted.max()
        assert np.isin(drawn[np.isfinite(drawn)], values).all()


def test_a_line_stands_still_while_it_grows() -> None:
    values = np.random.default_rng(0).normal(size=9000)
    before = pyramid_of(values[:8500]).between(0, 8500, 1000)
    after = pyramid_of(values).between(0, 9000, 1000)
    settled = 2 * (8500 // 16)
    assert before[1][:settled] == pytest.approx(after[1][:settled])


def test_what_is_not_finite_leaves_a_gap_only_where_there_is_nothing_else() -> None:
    values = np.ones(4096)
    values[1024:2048] = nan
    values[5] = inf
    made = pyramid_of(values)
    _, drawn = made.between(0, 4096, 16)
    assert np.isnan(drawn).sum() == len(drawn) // 4
    assert np.nanmax(drawn) == 1
    assert made.extent == (1, 1)


@pytest.mark.parametrize("values", [[], [nan, inf, -inf]])
def test_nothing_finite_has_no_extent(values: list[float]) -> None:
    assert pyramid_of(np.array(values)).extent is None


def test_values_handed_out_survive_what_comes_later() -> None:
    growing = Growing()
    growing.extend(np.arange(200.0))
    kept = growing.values
    growing.extend(np.arange(1000.0))
    assert list(kept) == list(range(200))
