"""Overhauled features: margins against numerical integrals, the partial distance by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from torch import nn

from tests.engine.methods.made import DIFFERENT, heard, make, network, pair
from workbench.engine.methods.ofd import margin_of, negative_mean, partial_distance
from workbench.engine.objective import Pair, Unsuited
from workbench.engine.taps import probe
from workbench.recipes import Ref


def negative_mean_by_integral(mean: float, deviation: float) -> float:
    """Mean of a normal variable, given that it is below zero."""

    def density(x: float) -> float:
        return math.exp(-(((x - mean) / deviation) ** 2) / 2) / (deviation * math.sqrt(2 * math.pi))

    lowest = min(mean, 0) - 12 * deviation
    share = integrate.quad(density, lowest, 0, epsabs=0, epsrel=1e-10, limit=200)[0]
    total = integrate.quad(lambda x: x * density(x), lowest, 0, epsabs=0, epsrel=1e-10, limit=200)[0]
    return float(total / share)


def norm_of(weight: list[float], bias: list[float]) -> nn.BatchNorm2d:
    made = nn.BatchNorm2d(len(weight))
    made.weight.data, made.bias.data = torch.tensor(weight), torch.tensor(bias)
    return made


@given(st.floats(-5, 5), st.floats(0.2, 3))
@settings(deadline=None, max_examples=40)
def test_the_margin_is_the_mean_of_negative_values_by_integration(z: float, deviation: float) -> None:
    got = negative_mean(torch.tensor(z * deviation).double(), torch.tensor(deviation).double()).item()
    assert got == pytest.approx(negative_mean_by_integral(z * deviation, deviation), rel=1e-5)


@pytest.mark.parametrize(
    ("mean", "deviation", "expected"),
    [(0.0, 1.0, -math.sqrt(2 / math.pi)), (-3.0, 0.0, -3.0), (3.0, 0.0, 0.0), (-50.0, 1.0, -50.0), (50.0, 1.0, -0.02)],
)
def test_the_margin_has_its_limits(mean: float, deviation: float, expected: float) -> None:
    """Half a normal; no spread at all; hardly ever positive; hardly ever negative, where it tends to -s^2 / mean."""
    got = negative_mean(torch.tensor(mean).double(), torch.tensor(deviation).double()).item()
    assert got == pytest.approx(expected, rel=1e-3, abs=1e-9)


def test_the_margin_comes_from_the_normalisation_whatever_the_sign_of_its_scale() -> None:
    expected = [negative_mean_by_integral(0.5, 1.5), negative_mean_by_integral(-1.0, 0.25)]
    assert margin_of([norm_of([-1.5, 0.25], [0.5, -1.0])]).tolist() == pytest.approx(expected, rel=1e-5)
    assert margin_of([nn.BatchNorm2d(1, affine=False)]).item() == pytest.approx(-math.sqrt(2 / math.pi), rel=1e-6)


def test_where_normalised_maps_are_added_up_the_margin_is_that_of_their_sum() -> None:
    got = margin_of([norm_of([0.3], [0.1]), norm_of([0.4], [0.2])]).item()
    assert got == pytest.approx(negative_mean_by_integral(0.3, 0.5), rel=1e-5)


def test_the_partial_distance_is_the_definition_summed_by_hand() -> None:
    generator = torch.Generator().manual_seed(0)
    student, target = (torch.randn(2, 3, 2, 2, generator=generator, dtype=torch.float64) for _ in range(2))
    expected = 0.0
    left_out = 0
    for s, t in zip(student.flatten().tolist(), target.flatten().tolist(), strict=True):
        if s <= t <= 0:
            left_out += 1
        else:
            expected += (s - t) ** 2
    assert left_out > 0
    assert partial_distance(student, target).item() == pytest.approx(expected / 2)


def test_nothing_is_asked_of_a_neuron_that_is_off_as_in_the_teacher() -> None:
    target = torch.tensor([-0.5, 0.0, 2.0, -0.1]).view(1, 4, 1, 1)
    assert partial_distance(target, target).item() == 0
    assert partial_distance(torch.tensor([-9.0, -9.0, 2.0, -0.2]).view(1, 4, 1, 1), target).item() == 0
    assert partial_distance(torch.tensor([0.5, 1.0, 1.0, 0.9]).view(1, 4, 1, 1), target).item() == 4


def test_the_gradient_agrees_with_finite_differences() -> None:
    generator = torch.Generator().manual_seed(1)
    student, target = (torch.randn(1, 3, 2, 2, generator=generator, dtype=torch.float64) for _ in range(2))
    assert torch.autograd.gradcheck(lambda s: partial_distance(s, target), student.requires_grad_())


def test_the_loss_is_put_together_by_hand() -> None:
    """Margins from the teacher's weights, targets cut at them, deeper layers twice as heavy."""
    teacher = network(Ref(kind="resnet14"), seed=7)
    generator = torch.Generator().manual_seed(2)
    for layer in teacher.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.weight.data = torch.rand(layer.num_features, generator=generator) + 0.2
            layer.bias.data = torch.randn(layer.num_features, generator=generator) * 0.3
    taught = Pair(student=pair().student, teacher=probe(teacher), shape=(3, 16, 16), classes=5)
    method: Any = make("ofd", taught)
    lesson = heard(method, taught)
    assert lesson.teacher is not None
    expected = 0.0
    for number in range(3):
        norm: Any = teacher.get_submodule(f"net.stage{number + 1}.1.norm2")
        said = method.connectors[number](lesson.student.maps[method.student_taps[number]])
        told = lesson.teacher.maps[f"stage{number + 1}.1.relu2:in"]
        for channel in range(told.shape[1]):
            margin = negative_mean_by_integral(norm.bias[channel].item(), norm.weight[channel].item())
            for s, t in zip(said[:, channel].flatten().tolist(), told[:, channel].flatten().tolist(), strict=True):
                wanted = max(t, margin)
                expected += 0 if s <= wanted <= 0 else (s - wanted) ** 2 / 6 * (0.25, 0.5, 1.0)[number]
    assert method(lesson)["teacher"].item() == pytest.approx(expected, rel=1e-4)


def test_margins_belong_to_the_checkpoint_and_are_not_trained() -> None:
    method: Any = make("ofd")
    assert {"margin0", "margin1", "margin2"} <= set(method.state_dict())
    assert not any("margin" in name for name, _ in method.named_parameters())
    assert [one.shape[0] for one in method.margins] == [16, 32, 64]


def test_a_teacher_without_normalisation_is_told_where() -> None:
    plain = Ref(kind="small_cnn", params={"channels": [4, 6], "batch_norm": False})
    with pytest.raises(Unsuited, match=r"'block1\.relu:in'") as caught:
        make("ofd", pair(DIFFERENT[0], plain))
    assert "batch normalisation" in caught.value.fix
