"""Probabilistic knowledge transfer against its definition, summed by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import DIFFERENT, heard, make, of_logits, pair
from workbench.engine.objective import Lesson, Signals


def rows(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def orthogonal(size: int) -> Tensor:
    matrix: Tensor = torch.linalg.qr(rows(9, size, size)).Q
    return matrix


def of_embeddings(student: Tensor, teacher: Tensor) -> Lesson:
    lesson = of_logits(torch.zeros(len(student), 2), torch.zeros(len(student), 2))
    return replace(
        lesson,
        student=Signals(lesson.student.logits, student),
        teacher=Signals(lesson.student.logits, teacher),
    )


def pkt(student: Tensor, teacher: Tensor) -> Tensor:
    loss: Tensor = make("pkt")(of_embeddings(student, teacher))["teacher"]
    return loss


def cosine(a: list[float], b: list[float]) -> float:
    product = sum(x * y for x, y in zip(a, b, strict=True))
    return product / math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))


def chances_by_hand(embedding: list[list[float]]) -> list[list[float]]:
    alike = [[(cosine(a, b) + 1) / 2 for b in embedding] for a in embedding]
    return [[value / sum(row) for value in row] for row in alike]


def pkt_by_hand(student: list[list[float]], teacher: list[list[float]]) -> float:
    mine, theirs = chances_by_hand(student), chances_by_hand(teacher)
    count = range(len(student))
    return sum(theirs[i][j] * math.log(theirs[i][j] / mine[i][j]) for i in count for j in count) / len(count) ** 2


def test_pkt_is_the_definition_summed_by_hand() -> None:
    student, teacher = rows(0, 5, 3), rows(1, 5, 6)
    by_hand = pkt_by_hand(student.tolist(), teacher.tolist())
    assert pkt(student, teacher).item() == pytest.approx(by_hand, rel=1e-4)


def test_pkt_sees_neither_rotation_nor_the_length_of_each_embedding() -> None:
    student, teacher = rows(0, 5, 6), rows(1, 5, 4)
    lengths = torch.tensor([[0.5], [1.0], [2.0], [3.0], [70.0]], dtype=torch.float64)
    turned = lengths * student @ orthogonal(6)
    assert pkt(turned, teacher).item() == pytest.approx(pkt(student, teacher).item())
    assert pkt(lengths * teacher @ orthogonal(4), teacher).item() == pytest.approx(0, abs=1e-15)
    assert pkt(student, teacher).item() > 0


def test_the_gradient_of_pkt_agrees_with_finite_differences() -> None:
    teacher = rows(1, 4, 3)
    assert torch.autograd.gradcheck(lambda x: pkt(x, teacher), rows(0, 4, 3).requires_grad_())


def test_pkt_bears_opposite_and_missing_embeddings() -> None:
    """Opposite pictures have probability 0; an embedding of zeros has no direction."""
    student = torch.tensor([[1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]], requires_grad=True)
    for teacher in (torch.eye(3), torch.tensor([[1.0], [-1.0], [0.0]])):
        loss = pkt(student, teacher)
        loss.backward()
        assert torch.isfinite(loss)
        assert student.grad is not None
        assert torch.isfinite(student.grad).all()
        assert not student.grad[2].any()
    assert pkt(rows(0, 1, 3), rows(1, 1, 2)).item() == pytest.approx(0, abs=1e-12)


def test_pkt_hears_the_embeddings() -> None:
    different = pair(*DIFFERENT)
    method = make("pkt", different)
    lesson = heard(method, different)
    assert lesson.teacher is not None
    assert lesson.student.embedding is not None
    assert lesson.teacher.embedding is not None
    by_hand = pkt_by_hand(lesson.student.embedding.tolist(), lesson.teacher.embedding.tolist())
    assert method(lesson)["teacher"].item() == pytest.approx(by_hand, rel=1e-2)
