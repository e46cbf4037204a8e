"""Soft targets against their definition, summed by hand."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.methods.made import logit_pair, loss_of, make, of_logits
from workbench.engine.methods.kd import soft_target_loss
from workbench.engine.methods.labels import label_loss
from workbench.engine.soft import standardised

logits = st.lists(st.floats(-8, 8), min_size=3, max_size=3)


def softmax(row: list[float], t: float) -> list[float]:
    powers = [math.exp(value / t) for value in row]
    return [power / sum(powers) for power in powers]


def kl_by_hand(student: list[list[float]], teacher: list[list[float]], t: float) -> float:
    total = 0.0
    for row_s, row_t in zip(student, teacher, strict=True):
        p, q = softmax(row_s, t), softmax(row_t, t)
        total += sum(b * (math.log(b) - math.log(a)) for a, b in zip(p, q, strict=True))
    return t * t * total / len(student)


@given(st.lists(st.tuples(logits, logits), min_size=1, max_size=4), st.sampled_from([1.0, 4.0, 20.0]))
@settings(deadline=None)
def test_soft_targets_are_the_definition_summed_by_hand(rows: list[tuple[list[float], list[float]]], t: float) -> None:
    student, teacher = [a for a, _ in rows], [b for _, b in rows]
    got = soft_target_loss(
        torch.tensor(student, dtype=torch.float64), torch.tensor(teacher, dtype=torch.float64), temperature=t
    )
    assert got.item() == pytest.approx(kl_by_hand(student, teacher, t), rel=1e-9, abs=1e-12)


@given(logits, st.floats(-5, 5), st.floats(0.5, 30))
@settings(deadline=None)
def test_soft_targets_are_zero_at_a_perfect_student_and_do_not_see_a_shift(
    row: list[float], shift: float, t: float
) -> None:
    teacher = torch.tensor([row], dtype=torch.float64)
    assert soft_target_loss(teacher + shift, teacher, temperature=t).item() == pytest.approx(0, abs=1e-9)


def test_at_high_temperature_soft_targets_match_centred_logits() -> None:
    """Section 2.1 of the paper: T^2 * KL tends to the mean square of the centred logits' difference / (2 C)."""
    generator = torch.Generator().manual_seed(0)
    s, t = (torch.randn(5, 7, generator=generator, dtype=torch.float64) for _ in range(2))
    centred = (s - s.mean(1, keepdim=True)) - (t - t.mean(1, keepdim=True))
    limit = centred.square().sum(1).mean() / (2 * 7)
    assert soft_target_loss(s, t, temperature=1e4).item() == pytest.approx(limit.item(), rel=1e-3)


def test_the_gradient_agrees_with_finite_differences() -> None:
    generator = torch.Generator().manual_seed(1)
    s, t = (torch.randn(3, 4, generator=generator, dtype=torch.float64) for _ in range(2))
    assert torch.autograd.gradcheck(
        lambda z: soft_target_loss(z, t, temperature=3.0), s.requires_grad_(), raise_exception=True
    )


def test_no_gradient_reaches_the_teacher() -> None:
    teacher = torch.randn(2, 3, requires_grad=True)
    student = torch.randn(2, 3, requires_grad=True)
    soft_target_loss(student, teacher, temperature=2.0).backward()
    assert teacher.grad is None
    assert student.grad is not None


def test_half_precision_logits_are_compared_in_full_precision() -> None:
    generator = torch.Generator().manual_seed(2)
    s, t = (torch.randn(8, 10, generator=generator).bfloat16() for _ in range(2))
    got = soft_target_loss(s, t, temperature=4.0)
    assert got.dtype == torch.float32
    assert got.item() == pytest.approx(soft_target_loss(s.double(), t.double(), temperature=4.0).item(), rel=1e-5)


def test_hidden_labels_do_not_count() -> None:
    rows = torch.tensor([[2.0, 0.0, 0.0], [0.0, 5.0, 0.0]], dtype=torch.float64)
    known = -math.log(softmax([2.0, 0.0, 0.0], 1)[1])
    assert label_loss(rows, torch.tensor([1, -1])).item() == pytest.approx(known)
    assert label_loss(rows, torch.tensor([-1, -1])).item() == 0


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_alpha_weighs_the_labels_and_the_rest_goes_to_the_teacher(alpha: float) -> None:
    generator = torch.Generator().manual_seed(3)
    s, t = (torch.randn(4, 3, generator=generator) for _ in range(2))
    labels = torch.tensor([0, 1, 2, 0])
    terms = loss_of(make("kd", logit_pair(3)), "kd")(of_logits(s, t, labels, temperature=4.0, alpha=alpha))
    assert terms["labels"].item() == pytest.approx(alpha * label_loss(s, labels).item())
    assert terms["teacher"].item() == pytest.approx((1 - alpha) * soft_target_loss(s, t, temperature=4.0).item())


def test_standardised_logits_have_no_size_and_no_offset() -> None:
    """Mean 0, deviation 1, by hand; so a student with other logits of the same shape is perfect."""
    row = [1.0, 2.0, 6.0]
    mean = sum(row) / 3
    deviation = math.sqrt(sum((value - mean) ** 2 for value in row) / 2)
    rows = torch.tensor([row], dtype=torch.float64)
    assert standardised(rows)[0].tolist() == pytest.approx([(value - mean) / deviation for value in row], rel=1e-6)
    terms = make("kd", logit_pair(3), standardise=True)(of_logits(rows * 7 + 3, rows))
    assert terms["teacher"].item() == pytest.approx(0, abs=1e-12)


def test_trust_weighs_each_picture() -> None:
    generator = torch.Generator().manual_seed(4)
    s, t = (torch.randn(2, 3, generator=generator) for _ in range(2))
    method = make("kd", logit_pair(3))
    first, second = (method(of_logits(s[i : i + 1], t[i : i + 1]))["teacher"].item() for i in (0, 1))
    believed = method(of_logits(s, t, trust=torch.tensor([0.25, 1.0])))["teacher"].item()
    assert believed == pytest.approx((0.25 * first + second) / 2, rel=1e-5)
