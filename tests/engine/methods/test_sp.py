"""Similarity-preserving distillation against its definition, summed by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import DIFFERENT, heard, logit_pair, make, pair, total
from workbench.engine.methods.sp import similarity_loss


def rows(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def orthogonal(size: int, seed: int = 9) -> Tensor:
    matrix: Tensor = torch.linalg.qr(rows(seed, size, size)).Q
    return matrix


def similar_by_hand(features: list[list[float]]) -> list[list[float]]:
    products = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in features] for x in features]
    return [[value / math.sqrt(sum(one**2 for one in row)) for value in row] for row in products]


def sp_by_hand(student: list[list[float]], teacher: list[list[float]]) -> float:
    mine, theirs = similar_by_hand(student), similar_by_hand(teacher)
    count = len(student)
    return sum((mine[i][j] - theirs[i][j]) ** 2 for i in range(count) for j in range(count)) / count**2


def test_sp_is_the_definition_summed_by_hand() -> None:
    student, teacher = rows(0, 4, 3), rows(1, 4, 7)
    by_hand = sp_by_hand(student.tolist(), teacher.tolist())
    assert similarity_loss(student, teacher).item() == pytest.approx(by_hand, rel=1e-9)


def test_sp_flattens_maps() -> None:
    student, teacher = rows(0, 4, 3, 2, 2), rows(1, 4, 2, 5, 3)
    by_hand = sp_by_hand(student.reshape(4, 12).tolist(), teacher.reshape(4, 30).tolist())
    assert similarity_loss(student, teacher).item() == pytest.approx(by_hand, rel=1e-9)


def test_sp_sees_neither_rotation_nor_scale() -> None:
    student, teacher = rows(0, 5, 6), rows(1, 5, 4)
    turned = -2.5 * student @ orthogonal(6)
    assert similarity_loss(turned, teacher).item() == pytest.approx(similarity_loss(student, teacher).item())
    assert similarity_loss(3 * teacher @ orthogonal(4), teacher).item() == pytest.approx(0, abs=1e-20)


def test_sp_does_not_see_the_order_of_the_pictures() -> None:
    student, teacher = rows(0, 5, 6), rows(1, 5, 4)
    order = [3, 1, 4, 0, 2]
    expected = similarity_loss(student, teacher).item()
    assert similarity_loss(student[order], teacher[order]).item() == pytest.approx(expected)
    assert similarity_loss(student[order], teacher).item() != pytest.approx(expected)


def test_the_gradient_of_sp_agrees_with_finite_differences_and_is_zero_for_a_dead_batch() -> None:
    student, teacher = rows(0, 3, 4).requires_grad_(), rows(1, 3, 2)
    assert torch.autograd.gradcheck(lambda x: similarity_loss(x, teacher), student)
    dead = torch.zeros(3, 4, requires_grad=True)
    similarity_loss(dead, teacher.float()).backward()
    assert dead.grad is not None
    assert not dead.grad.any()


def test_sp_listens_to_the_last_maps() -> None:
    different = pair(*DIFFERENT)
    method = make("sp", different)
    lesson = heard(method, different)
    assert lesson.teacher is not None
    flat = lesson.student.maps["block2"].flatten(1).tolist(), lesson.teacher.maps["block3"].flatten(1).tolist()
    assert total(method(lesson)).item() == pytest.approx(sp_by_hand(*flat), rel=1e-3)


def test_sp_of_fully_connected_networks_compares_what_goes_into_the_last_layer() -> None:
    connected = logit_pair()
    method = make("sp", connected)
    lesson = heard(method, connected)
    assert lesson.teacher is not None
    by_hand = sp_by_hand(*(said.maps["classifier:in"].tolist() for said in (lesson.student, lesson.teacher)))
    assert total(method(lesson)).item() == pytest.approx(by_hand, rel=1e-3)
    same = replace(lesson, student=lesson.teacher)
    assert total(method(same)).item() == 0
