"""Curriculum temperature: the temperature's formula by hand, its reversed gradient against finite differences."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import logit_pair, make, of_logits
from workbench.engine.methods.ctkd import opposition
from workbench.engine.methods.kd import soft_target_loss
from workbench.engine.objective import Lesson, Objective
from workbench.recipes import Frozen


def lesson(epoch: float, *, seed: int = 0) -> Lesson:
    generator = torch.Generator().manual_seed(seed)
    student, teacher = (3 * torch.randn(4, 5, generator=generator, dtype=torch.float64) for _ in range(2))
    return replace(of_logits(student.requires_grad_(), teacher), epoch=epoch)


def method_at(theta: float, **settings: float) -> Objective[Frozen]:
    method = make("ctkd", logit_pair(), **settings).double()
    with torch.no_grad():
        parameter_of(method).fill_(theta)
    return method


def parameter_of(method: Objective[Frozen]) -> Tensor:
    (theta,) = method.parameters()
    return theta


def temperature_by_hand(theta: float, start: float = 1.0, end: float = 20.0) -> float:
    return start + end / (1 + math.exp(-theta))


@pytest.mark.parametrize("theta", [-3.0, 0.0, 1.0])
def test_the_temperature_is_its_formula_and_the_loss_that_of_soft_targets(theta: float) -> None:
    material = lesson(0.0)
    method = method_at(theta, t_start=2.0, t_end=7.0)
    temperature = temperature_by_hand(theta, 2.0, 7.0)
    assert method.readings()["temperature"].item() == pytest.approx(temperature)
    assert material.teacher is not None
    expected = soft_target_loss(material.student.logits, material.teacher.logits, temperature=temperature)
    assert method(material)["teacher"].item() == pytest.approx(expected.item())


def test_the_first_temperature_is_that_of_the_released_code() -> None:
    assert make("ctkd", logit_pair()).readings()["temperature"].item() == pytest.approx(15.62, abs=0.01)


@pytest.mark.parametrize(
    ("epoch", "factor"),
    [(0.0, 0.0), (2.5, -(2 - math.sqrt(2)) / 4), (5.0, -0.5), (10.0, -1.0), (200.0, -1.0)],
)
def test_the_gradient_of_theta_is_the_finite_difference_turned_round(epoch: float, factor: float) -> None:
    """Lambda goes from 0 to -1 along half a cosine: by then theta climbs exactly as it would descend without it."""
    assert opposition(epoch, 10.0) == pytest.approx(factor)
    theta, step = 0.3, 1e-5
    above, below = (method_at(theta + way * step)(lesson(epoch))["teacher"].item() for way in (1, -1))
    slope = (above - below) / (2 * step)
    method = method_at(theta)
    method(lesson(epoch))["teacher"].backward()
    gradient = parameter_of(method).grad
    assert gradient is not None
    assert abs(slope) > 1e-3
    assert gradient.item() == pytest.approx(factor * slope, rel=1e-6, abs=1e-9)


def test_the_student_still_descends() -> None:
    """Only theta's gradient is turned: the student's is that of soft targets at the same temperature."""
    material, again = lesson(50.0), lesson(50.0)
    method_at(0.3)(material)["teacher"].backward()
    assert again.teacher is not None
    temperature = temperature_by_hand(0.3)
    soft_target_loss(again.student.logits, again.teacher.logits, temperature=temperature).backward()
    assert material.student.logits.grad is not None
    assert again.student.logits.grad is not None
    assert torch.allclose(material.student.logits.grad, again.student.logits.grad)


def test_a_step_down_the_gradient_makes_the_task_harder() -> None:
    method = method_at(0.3)
    before = method(lesson(50.0))["teacher"]
    before.backward()
    theta = parameter_of(method)
    assert theta.grad is not None
    after = method_at(theta.item() - 0.01 * theta.grad.item())(lesson(50.0))["teacher"]  # as gradient descent does
    assert after.item() > before.item()


def test_the_recipes_temperature_means_nothing_to_it() -> None:
    material = lesson(3.0)
    hotter = replace(material, dials=replace(material.dials, temperature=99.0))
    method = method_at(0.3)
    assert method(material)["teacher"].item() == method(hotter)["teacher"].item()


def test_without_epochs_of_rest_it_opposes_from_the_start() -> None:
    assert opposition(0.0, 0.0) == -1
