"""Variational information: a Gaussian's surprise by hand, and an uncertainty that learns the truth."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from torch import nn

from tests.engine.methods.made import DIFFERENT, heard, make, pair
from workbench.engine.methods.vid import ChannelGaussian, gaussian_surprise

value = st.floats(-4, 4)


@given(st.lists(st.tuples(value, value), min_size=8, max_size=8), st.tuples(st.floats(0.1, 9), st.floats(0.1, 9)))
@settings(deadline=None)
def test_the_surprise_is_that_of_a_gaussian_less_its_constant(
    numbers: list[tuple[float, float]], variance: tuple[float, float]
) -> None:
    """Two pictures, two channels, two pixels."""
    mean, target = (torch.tensor(side, dtype=torch.float64).view(2, 2, 1, 2) for side in zip(*numbers, strict=True))
    expected = 0.0
    for place, (m, t) in enumerate(numbers):
        density = norm.logpdf(t, m, math.sqrt(variance[place // 2 % 2]))
        expected += (-density - math.log(2 * math.pi) / 2) / 8
    got = gaussian_surprise(mean, target, torch.tensor(variance, dtype=torch.float64))
    assert got.item() == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_perfect_prediction_still_costs_its_uncertainty() -> None:
    maps = torch.randn(2, 3, 2, 2, dtype=torch.float64)
    got = gaussian_surprise(maps, maps, torch.tensor([1.0, math.e, math.e**2], dtype=torch.float64))
    assert got.item() == pytest.approx((0 + 1 + 2) / 3 / 2)


def test_the_gradients_agree_with_finite_differences() -> None:
    generator = torch.Generator().manual_seed(0)
    mean, target = (torch.randn(2, 2, 1, 2, generator=generator, dtype=torch.float64) for _ in range(2))
    variance = torch.tensor([0.5, 2.0], dtype=torch.float64)
    assert torch.autograd.gradcheck(
        lambda m, v: gaussian_surprise(m, target, v), (mean.requires_grad_(), variance.requires_grad_())
    )


@pytest.mark.parametrize("variance", [0.001, 5.0, 900.0])
def test_the_variance_begins_as_it_is_set(variance: float) -> None:
    assert ChannelGaussian(2, 3, variance=variance).variance.tolist() == pytest.approx([variance] * 3, rel=1e-5)


@pytest.mark.parametrize(("variance", "direction"), [(0.5, -1), (5.0, 0), (20.0, 1)])
def test_the_variance_of_a_channel_tends_to_the_mean_square_of_its_errors(variance: float, direction: int) -> None:
    """The errors are 1 and 3 in one channel, the root of 5 and its negative in the other."""
    gaussian = ChannelGaussian(2, 2, variance=variance).double()
    gaussian.mean = nn.Sequential()
    root = math.sqrt(5)
    errors = torch.tensor([[1.0, 3.0], [root, -root]], dtype=torch.float64).view(1, 2, 1, 2)
    gaussian(errors, torch.zeros_like(errors)).backward()
    assert gaussian.raw_variance.grad is not None
    for slope in gaussian.raw_variance.grad.tolist():
        # By hand: half of (1 / v - 5 / v^2) for each of two channels, times the derivative of softplus.
        by_hand = (1 / variance - 5 / variance**2) / 4 * (1 - math.exp(-variance))
        assert slope == pytest.approx(by_hand, rel=1e-4, abs=1e-6)
        assert (slope > 1e-6) - (slope < -1e-6) == direction


def test_the_variance_is_trained_with_the_student() -> None:
    method: Any = make("vid")
    assert all(gaussian.raw_variance.requires_grad for gaussian in method.gaussians)
    method(heard(method))["teacher"].backward()
    assert all(gaussian.raw_variance.grad.abs().min() > 0 for gaussian in method.gaussians)


def test_layers_are_summed_up() -> None:
    method: Any = make("vid")
    lesson = heard(method)
    whole = method(lesson)["teacher"].item()
    assert lesson.teacher is not None
    parts = 0.0
    for gaussian, mine, theirs in zip(method.gaussians, method.student_taps, method.teacher_taps, strict=True):
        said = gaussian.mean(lesson.student.maps[mine])
        parts += gaussian_surprise(said, lesson.teacher.maps[theirs], gaussian.variance).item()
    assert len(method.gaussians) == 3
    assert whole == pytest.approx(parts, rel=1e-5)


def test_the_uncertainty_can_be_read() -> None:
    method = make("vid", initial_variance=9.0)
    assert method.readings()["mean sigma"].item() == pytest.approx(3, rel=1e-5)
    assert not method.readings()["mean sigma"].requires_grad


def test_maps_of_other_sizes_and_channels_are_predicted_as_well() -> None:
    method = make("vid", pair(*DIFFERENT), student_layers=["block1"], teacher_layers=["block3"])
    assert math.isfinite(method(heard(method, pair(*DIFFERENT)))["teacher"].item())
