"""Activation boundaries: the hinge by hand, where the maps are taken, and the two stages of training."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from tests.engine.methods.made import DIFFERENT, heard, loss_of, make, pair, total
from workbench.engine.methods.ab import boundary_loss, sum_from_deepest


def numbers(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("margin", [1.0, 0.3])
def test_the_hinge_is_the_definition_summed_by_hand(margin: float) -> None:
    student, teacher = numbers(2, 2, 1, 3, seed=0), numbers(2, 2, 1, 3, seed=1)
    expected = 0.0
    for s, t in zip(student.flatten().tolist(), teacher.flatten().tolist(), strict=True):
        expected += max(0.0, margin - s) ** 2 if t > 0 else max(0.0, margin + s) ** 2
    assert boundary_loss(student, teacher, margin=margin).item() == pytest.approx(expected / 2)


def test_a_teacher_at_zero_is_not_active() -> None:
    zero = torch.zeros(1, 1, 1, 1)
    assert boundary_loss(torch.full_like(zero, -1.0), zero, margin=1.0).item() == 0
    assert boundary_loss(torch.full_like(zero, 1.0), zero, margin=1.0).item() == 4


def test_a_student_beyond_the_margin_on_the_teachers_side_costs_nothing() -> None:
    """Of the teacher only the signs count, of a perfect student not how far beyond the margin it is."""
    teacher = numbers(2, 3, 2, 2, seed=2)
    for far in (1.0, 7.0):
        assert boundary_loss(teacher.sign() * far, teacher, margin=1.0).item() == 0
    assert boundary_loss(teacher.sign() * 0.9, teacher, margin=1.0).item() == pytest.approx(0.01 * 12)
    student = numbers(2, 3, 2, 2, seed=3)
    here = boundary_loss(student, teacher, margin=1.0).item()
    assert boundary_loss(student, teacher * 1000, margin=1.0).item() == here


def test_the_gradient_agrees_with_finite_differences() -> None:
    teacher = numbers(1, 2, 2, 2, seed=4)
    assert torch.autograd.gradcheck(
        lambda s: boundary_loss(s, teacher, margin=1.0), numbers(1, 2, 2, 2, seed=5).requires_grad_()
    )


def test_deeper_layers_weigh_twice_as_much() -> None:
    losses = [torch.tensor(value) for value in (8.0, 4.0, 1.0)]
    assert sum_from_deepest(losses).item() == 8 / 4 + 4 / 2 + 1


def test_maps_are_taken_before_their_activation() -> None:
    method = make("ab")
    assert method.student_taps == ("stage1.0.relu2:in", "stage2.0.relu2:in", "stage3.0.relu2:in")
    assert method.teacher_taps == ("stage1.1.relu2:in", "stage2.1.relu2:in", "stage3.1.relu2:in")
    signals = heard(method).teacher
    assert signals is not None
    assert all(value.min() < 0 for value in signals.maps.values())


def test_the_loss_is_put_together_by_hand() -> None:
    method: Any = make("ab", margin=0.5)
    lesson = heard(method)
    assert lesson.teacher is not None
    expected = 0.0
    for number, (mine, theirs) in enumerate(zip(method.student_taps, method.teacher_taps, strict=True)):
        said = method.connectors[number](lesson.student.maps[mine]).flatten().tolist()
        wanted = lesson.teacher.maps[theirs].flatten().tolist()
        hinges = [max(0.0, 0.5 - s if t > 0 else 0.5 + s) ** 2 for s, t in zip(said, wanted, strict=True)]
        expected += sum(hinges) / 6 * (0.25, 0.5, 1.0)[number]
    assert method(lesson)["teacher"].item() == pytest.approx(expected, rel=1e-4)


def test_the_student_is_prepared_first_and_learns_the_labels_afterwards() -> None:
    method = make("ab", prepare=0.25)
    loss = loss_of(method, "ab")
    first, later = (loss(replace(heard(method), progress=progress)) for progress in (0.24, 0.25))
    assert first["labels"].item() == 0
    assert first["teacher"].item() > 0
    assert later["labels"].item() > 0
    assert later["teacher"].item() == 0
    assert total(later).requires_grad


def test_two_layers_with_one_activation_count_once() -> None:
    """Of a small CNN's last stages one is the other one, pooled."""
    method = make(
        "ab", pair(*DIFFERENT), student_layers=["block2.relu", "block2"], teacher_layers=["block2.relu", "block2"]
    )
    assert method.student_taps == ("block2.relu:in",)
