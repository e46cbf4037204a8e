"""Transformed teacher matching, plain and weighted, against the definitions summed by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import logit_pair, loss_of, make, of_logits
from workbench.engine.methods.kd import soft_target_loss
from workbench.engine.methods.ttm import transformed_rows
from workbench.engine.methods.wttm import smoothness


def some(*, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 3 * torch.randn(4, 5, generator=generator, dtype=torch.float64)


def softmax(row: list[float]) -> list[float]:
    powers = [math.exp(value) for value in row]
    return [power / sum(powers) for power in powers]


def rows_by_hand(student: Tensor, teacher: Tensor, gamma: float) -> list[tuple[float, float]]:
    """For each picture: the sum of the teacher's probabilities to the power gamma, and the divergence."""
    found = []
    for ours, theirs in zip(student.tolist(), teacher.tolist(), strict=True):
        powers = [p**gamma for p in softmax(theirs)]
        target = [power / sum(powers) for power in powers]
        divergence = sum(t * (math.log(t) - math.log(q)) for t, q in zip(target, softmax(ours), strict=True))
        found.append((sum(powers), divergence))
    return found


def value(name: str, student: Tensor, teacher: Tensor, *, temperature: float = 4.0) -> float:
    lesson = of_logits(student, teacher, temperature=temperature)
    return float(make(name, logit_pair())(lesson)["teacher"])


@pytest.mark.parametrize("t", [1.0, 4.0, 10.0])
def test_ttm_is_the_definition_summed_by_hand(t: float) -> None:
    student, teacher = some(seed=0), some(seed=1)
    expected = sum(divergence for _, divergence in rows_by_hand(student, teacher, 1 / t)) / 4
    assert value("ttm", student, teacher, temperature=t) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("t", [1.0, 4.0, 10.0])
def test_wttm_weighs_each_picture_by_the_sum_of_powers(t: float) -> None:
    student, teacher = some(seed=2), some(seed=3)
    expected = sum(weight * divergence for weight, divergence in rows_by_hand(student, teacher, 1 / t)) / 4
    assert value("wttm", student, teacher, temperature=t) == pytest.approx(expected, rel=1e-9)


def test_at_temperature_1_both_are_soft_targets() -> None:
    student, teacher = some(seed=4), some(seed=5)
    expected = soft_target_loss(student, teacher, temperature=1.0).item()
    assert value("ttm", student, teacher, temperature=1.0) == pytest.approx(expected)
    assert value("wttm", student, teacher, temperature=1.0) == pytest.approx(expected)


def test_at_high_temperature_the_target_of_ttm_is_uniform() -> None:
    student, teacher = some(seed=6), some(seed=7)
    expected = sum(math.log(1 / 5) / 5 - math.log(q) / 5 for row in student.tolist() for q in softmax(row)) / 4
    assert value("ttm", student, teacher, temperature=1e6) == pytest.approx(expected, rel=1e-4)


def test_ttm_is_zero_where_the_student_already_answers_softly() -> None:
    """Logits divided by the temperature: the student must become less sure than its teacher, unlike in soft targets."""
    teacher = some(seed=8)
    assert value("ttm", teacher / 4 + 2, teacher, temperature=4.0) == pytest.approx(0, abs=1e-12)
    assert value("ttm", teacher, teacher, temperature=4.0) > 0.1


def test_smoothness_is_1_for_a_sure_teacher_and_largest_for_one_that_knows_nothing() -> None:
    logits = torch.tensor([[1000.0, 0.0, 0.0, 0.0, 0.0], [3.0, 3.0, 3.0, 3.0, 3.0]], dtype=torch.float64)
    assert smoothness(logits, temperature=4.0).tolist() == pytest.approx([1.0, 5**0.75])


def test_the_gradient_agrees_with_finite_differences() -> None:
    student, teacher = some(seed=9).requires_grad_(), some(seed=10)
    assert torch.autograd.gradcheck(lambda logits: transformed_rows(logits, teacher, temperature=5.0), student)


@pytest.mark.parametrize(("name", "weight"), [("ttm", 45.0), ("wttm", 4.0)])
def test_without_a_choice_the_weight_is_that_of_the_released_example(name: str, weight: float) -> None:
    student, teacher = some(seed=11), some(seed=12)
    terms = loss_of(make(name, logit_pair()), name)(of_logits(student, teacher, alpha=0.25))
    assert terms["teacher"].item() == pytest.approx(0.75 * weight * value(name, student, teacher))


@pytest.mark.parametrize("name", ["ttm", "wttm"])
def test_standardised_logits_have_no_size(name: str) -> None:
    student, teacher = some(seed=13), some(seed=14)
    method = make(name, logit_pair(), standardise=True)
    found = [method(of_logits(scale * student, teacher))["teacher"].item() for scale in (1.0, 6.0)]
    assert found[0] == pytest.approx(found[1], rel=1e-5)
