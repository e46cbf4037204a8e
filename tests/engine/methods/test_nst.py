"""Neuron selectivity transfer against its definition, summed by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import heard, make, total
from workbench.engine.methods.nst import selectivity_loss


def maps(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def patterns(picture: list[Any]) -> list[list[float]]:
    """Each channel over all positions, at length 1; a dead one stays 0."""
    flat = [[value for row in channel for value in row] for channel in picture]
    return [[value / (math.hypot(*channel) or 1) for value in channel] for channel in flat]


def kernel_by_hand(first: list[list[float]], second: list[list[float]]) -> float:
    values = [sum(a * b for a, b in zip(x, y, strict=True)) ** 2 for x in first for y in second]
    return sum(values) / len(values)


def nst_by_hand(student: Tensor, teacher: Tensor) -> float:
    found = 0.0
    for mine, theirs in zip(student.tolist(), teacher.tolist(), strict=True):
        s, t = patterns(mine), patterns(theirs)
        found += kernel_by_hand(s, s) + kernel_by_hand(t, t) - 2 * kernel_by_hand(s, t)
    return found / len(student)


def test_nst_is_the_definition_summed_by_hand() -> None:
    student, teacher = maps(0, 3, 2, 3, 4), maps(1, 3, 5, 3, 4)
    assert selectivity_loss(student, teacher).item() == pytest.approx(nst_by_hand(student, teacher), rel=1e-9)


def test_nst_averages_the_larger_map_in_blocks() -> None:
    student, teacher = maps(0, 2, 3, 4, 4), maps(1, 2, 5, 2, 2)
    blocks = student.reshape(2, 3, 2, 2, 2, 2).sum(dim=(3, 5)) / 4
    assert selectivity_loss(student, teacher).item() == pytest.approx(nst_by_hand(blocks, teacher), rel=1e-9)
    assert selectivity_loss(teacher, student).item() == pytest.approx(nst_by_hand(teacher, blocks), rel=1e-9)


def test_nst_is_a_distance_between_sets_of_channels() -> None:
    """Neither their order, nor the size and sign of each, nor how often each is there; zero for equal sets only."""
    student, teacher = maps(0, 3, 4, 5, 5), maps(1, 3, 4, 5, 5)
    sizes = torch.tensor([0.5, 2.0, -3.0, 4.0], dtype=torch.float64)[:, None, None]
    distance = selectivity_loss(student, teacher).item()
    assert distance > 0
    assert selectivity_loss(sizes * student[:, [2, 0, 3, 1]], teacher).item() == pytest.approx(distance)
    assert selectivity_loss(student.repeat(1, 2, 1, 1), teacher).item() == pytest.approx(distance)
    assert selectivity_loss(teacher[:, [3, 1, 0, 2]], teacher).item() == pytest.approx(0, abs=1e-14)


def test_the_gradient_of_nst_agrees_with_finite_differences_and_is_finite_in_a_dead_channel() -> None:
    student, teacher = maps(0, 2, 2, 3, 3).requires_grad_(), maps(1, 2, 3, 3, 3)
    assert torch.autograd.gradcheck(lambda x: selectivity_loss(x, teacher), student)
    dead = torch.zeros(2, 2, 3, 3, requires_grad=True)
    selectivity_loss(dead, teacher.float()).backward()
    assert dead.grad is not None
    assert not dead.grad.any()


def test_nst_adds_up_all_stages() -> None:
    method = make("nst")
    lesson = heard(method)
    assert lesson.teacher is not None
    stages = ("stage1", "stage2", "stage3")
    by_hand = sum(nst_by_hand(lesson.student.maps[name], lesson.teacher.maps[name]) for name in stages[1:])
    two = make("nst", student_layers=stages[1:], teacher_layers=stages[1:])
    first = make("nst", student_layers=stages[:1], teacher_layers=stages[:1])
    assert total(two(lesson)).item() == pytest.approx(by_hand, rel=1e-3)
    assert total(method(lesson)).item() == pytest.approx(total(two(lesson)).item() + total(first(lesson)).item())
