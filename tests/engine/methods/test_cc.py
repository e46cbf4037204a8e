"""Correlation congruence against its definitions, summed by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import DIFFERENT, heard, make, pair
from workbench.engine.methods.cc import gaussian_series, neighbour_congruence


def rows(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def neighbours_by_hand(student: list[list[float]], teacher: list[list[float]]) -> float:
    gaps = [[abs(a - b) for a, b in zip(s, t, strict=True)] for s, t in zip(student, teacher, strict=True)]
    products = [sum(a * b for a, b in zip(gaps[i], gaps[i + 1], strict=True)) for i in range(len(gaps) - 1)]
    return sum(products) / len(products)


def linear_by_hand(embedding: list[list[float]], layer: Any) -> list[list[float]]:
    weight, bias = layer.weight.tolist(), layer.bias.tolist()
    return [
        [sum(a * w for a, w in zip(row, to, strict=True)) + b for to, b in zip(weight, bias, strict=True)]
        for row in embedding
    ]


def test_released_cc_is_its_definition_summed_by_hand() -> None:
    student, teacher = rows(0, 5, 3), rows(1, 5, 3)
    by_hand = neighbours_by_hand(student.tolist(), teacher.tolist())
    assert neighbour_congruence(student, teacher).item() == pytest.approx(by_hand, rel=1e-12)
    assert neighbour_congruence(student, student).item() == 0


def test_released_cc_goes_through_two_learned_layers() -> None:
    different = pair(*DIFFERENT)
    method = make("cc", different, width=7)
    lesson = heard(method, different)
    assert lesson.teacher is not None
    assert lesson.student.embedding is not None
    assert lesson.teacher.embedding is not None
    mine = linear_by_hand(lesson.student.embedding.tolist(), method.student_layer)
    theirs = linear_by_hand(lesson.teacher.embedding.tolist(), method.teacher_layer)
    assert method(lesson)["teacher"].item() == pytest.approx(neighbours_by_hand(mine, theirs), rel=1e-4)
    assert len(list(method.parameters())) == 4


def test_released_cc_of_a_single_picture_is_zero() -> None:
    student = rows(0, 1, 3).requires_grad_()
    loss = neighbour_congruence(student, rows(1, 1, 3))
    loss.backward()
    assert loss.item() == 0
    assert student.grad is not None
    assert not student.grad.any()


def test_the_gaussian_series_tends_to_the_gaussian_kernel() -> None:
    embedding, gamma = rows(0, 4, 3), 0.4
    directions = [[value / math.hypot(*row) for value in row] for row in embedding.tolist()]
    exact = [[math.exp(-gamma * math.dist(a, b) ** 2) for b in directions] for a in directions]
    series = gaussian_series(embedding, gamma, 30).tolist()
    for got, wanted in zip(series, exact, strict=True):
        assert got == pytest.approx(wanted, rel=1e-12)


def test_the_gaussian_series_of_order_two_is_summed_by_hand() -> None:
    embedding, gamma = rows(0, 4, 3), 0.4
    directions = [[value / math.hypot(*row) for value in row] for row in embedding.tolist()]
    cosines = [[sum(x * y for x, y in zip(a, b, strict=True)) for b in directions] for a in directions]
    wanted = [[math.exp(-0.8) * (1 + 0.8 * c + 0.8**2 * c**2 / 2) for c in row] for row in cosines]
    for got, row in zip(gaussian_series(embedding, gamma, 2).tolist(), wanted, strict=True):
        assert got == pytest.approx(row, rel=1e-12)


def test_gaussian_cc_compares_both_kernels_and_learns_nothing() -> None:
    different = pair(*DIFFERENT)
    method = make("cc", different, kernel="gaussian")
    lesson = heard(method, different)
    assert lesson.teacher is not None
    assert lesson.student.embedding is not None
    assert lesson.teacher.embedding is not None
    mine = gaussian_series(lesson.student.embedding.double(), 0.4, 2).flatten().tolist()
    theirs = gaussian_series(lesson.teacher.embedding.double(), 0.4, 2).flatten().tolist()
    by_hand = sum((a - b) ** 2 for a, b in zip(mine, theirs, strict=True)) / len(mine)
    assert method(lesson)["teacher"].item() == pytest.approx(by_hand, rel=1e-3)
    assert not list(method.parameters())


def test_the_gradients_of_cc_agree_with_finite_differences() -> None:
    teacher = rows(1, 4, 3)
    assert torch.autograd.gradcheck(lambda x: neighbour_congruence(x, teacher), rows(0, 4, 3).requires_grad_())
    assert torch.autograd.gradcheck(lambda x: gaussian_series(x, 0.4, 2).sum(), rows(0, 4, 3).requires_grad_())
