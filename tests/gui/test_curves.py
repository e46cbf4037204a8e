from __future__ import annotations

from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.models.curves import Curve, smoothed


def test_points_beyond_a_checkpoint_are_forgotten() -> None:
    curve = Curve()
    curve.extend([1, 2, 3, 4], [0.4, 0.3, 0.2, 0.1])
    curve.drop_after(2)
    curve.append(3, 0.25)
    assert (list(curve.x), list(curve.y)) == ([1, 2, 3], [0.4, 0.3, 0.25])


@given(st.floats(-1e6, 1e6), st.floats(0, 0.99), st.integers(1, 50))
def test_a_constant_series_stays_as_it_is(value: float, weight: float, count: int) -> None:
    assert list(smoothed([value] * count, weight)) == pytest.approx([value] * count, rel=1e-9, abs=1e-9)


def test_the_smoothed_line_agrees_with_the_definition() -> None:
    values, weight = [3.0, 1.0, 4.0, 1.0, 5.0], 0.8
    expected = []
    for end in range(1, len(values) + 1):
        weights = [weight ** (end - 1 - index) for index in range(end)]
        expected.append(sum(w * v for w, v in zip(weights, values, strict=False)) / sum(weights))
    assert list(smoothed(values, weight)) == pytest.approx(expected)


def test_a_diverged_step_does_not_blank_the_rest() -> None:
    line = smoothed([nan, 2.0, inf, 2.0], 0.9)
    assert isnan(line[0])
    assert list(line[1:]) == pytest.approx([2.0, 2.0, 2.0])
