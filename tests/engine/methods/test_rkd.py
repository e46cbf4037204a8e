"""Relational distillation against its definition, summed by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import make, of_logits, pair
from workbench.engine.methods.rkd import relative_distances, triple_angles
from workbench.engine.objective import Lesson, Signals, Unsuited


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


def rkd(student: Tensor, teacher: Tensor, **settings: float) -> dict[str, Tensor]:
    terms: dict[str, Tensor] = make("rkd", pair(), **settings)(of_embeddings(student, teacher))
    return terms


def huber(a: float, b: float) -> float:
    gap = abs(a - b)
    return gap * gap / 2 if gap <= 1 else gap - 0.5


def distances_by_hand(embedding: list[list[float]]) -> list[float]:
    found = [math.dist(a, b) for a in embedding for b in embedding]
    apart = [value for value in found if value > 0]
    return [value / (sum(apart) / len(apart)) for value in found]


def angles_by_hand(embedding: list[list[float]]) -> list[float]:
    found = []
    for middle in embedding:
        for a in embedding:
            for b in embedding:
                lengths = math.dist(a, middle) * math.dist(b, middle)
                product = sum((x - m) * (y - m) for x, y, m in zip(a, b, middle, strict=True))
                found.append(product / lengths if lengths else 0.0)
    return found


def mean_huber(student: list[float], teacher: list[float]) -> float:
    return sum(huber(a, b) for a, b in zip(student, teacher, strict=True)) / len(student)


def test_rkd_is_the_definition_summed_by_hand() -> None:
    student, teacher = rows(0, 5, 3), rows(1, 5, 6)
    student[3] *= 9  # so that some distances differ by more than 1, where the loss grows linearly
    s, t = student.tolist(), teacher.tolist()
    assert max(abs(a - b) for a, b in zip(distances_by_hand(s), distances_by_hand(t), strict=True)) > 1
    terms = rkd(student, teacher)
    assert terms["distance"].item() == pytest.approx(25 * mean_huber(distances_by_hand(s), distances_by_hand(t)))
    assert terms["angle"].item() == pytest.approx(50 * mean_huber(angles_by_hand(s), angles_by_hand(t)))


def test_pictures_that_fall_together_do_not_count_in_the_mean_distance() -> None:
    same = rows(0, 4, 3)
    same[1] = same[0]
    assert relative_distances(same).flatten().tolist() == pytest.approx(distances_by_hand(same.tolist()))
    assert triple_angles(same).flatten().tolist() == pytest.approx(angles_by_hand(same.tolist()))


def test_rkd_sees_neither_rotation_nor_shift_nor_scale() -> None:
    student, teacher = rows(0, 6, 4), rows(1, 6, 4)
    moved = 3 * student @ orthogonal(4) + rows(5, 4)
    expected, got = rkd(student, teacher), rkd(moved, teacher)
    perfect = rkd(0.2 * teacher @ orthogonal(4) - 7, teacher)
    for name in ("distance", "angle"):
        assert got[name].item() == pytest.approx(expected[name].item())
        assert expected[name].item() > 0.01
        assert perfect[name].item() == pytest.approx(0, abs=1e-12)


def test_embeddings_far_from_the_origin_keep_their_distances_in_single_precision() -> None:
    embedding = rows(0, 6, 4)
    expected = relative_distances(embedding)
    far = relative_distances((embedding + 1000).float())
    torch.testing.assert_close(far.double(), expected, rtol=1e-3, atol=1e-3)


def test_the_gradient_of_rkd_agrees_with_finite_differences() -> None:
    teacher = rows(1, 4, 3)
    assert torch.autograd.gradcheck(
        lambda x: tuple(rkd(x, teacher).values()), rows(0, 4, 3).requires_grad_(), raise_exception=True
    )


@pytest.mark.parametrize("student", [torch.zeros(4, 3), torch.ones(1, 3), torch.tensor([[1.0], [1.0], [2.0], [3.0]])])
def test_rkd_bears_a_single_picture_and_pictures_that_fall_together(student: Tensor) -> None:
    student = student.clone().requires_grad_()
    terms = rkd(student, rows(1, len(student), 2).float())
    torch.stack(list(terms.values())).sum().backward()
    assert all(torch.isfinite(term) for term in terms.values())
    assert student.grad is not None
    assert torch.isfinite(student.grad).all()


def test_rkd_takes_angles_among_the_first_pictures_only() -> None:
    student, teacher = rows(0, 7, 3), rows(1, 7, 3)
    capped, whole = rkd(student, teacher, most_pictures=4), rkd(student, teacher)
    few = rkd(student[:4], teacher[:4])
    assert capped["angle"].item() == pytest.approx(few["angle"].item())
    assert capped["angle"].item() != pytest.approx(whole["angle"].item())
    assert capped["distance"].item() == pytest.approx(whole["distance"].item())


def test_rkd_weighs_its_terms_as_asked() -> None:
    student, teacher = rows(0, 5, 3), rows(1, 5, 3)
    usual, other = rkd(student, teacher), rkd(student, teacher, distance=1, angle=0)
    assert other["distance"].item() == pytest.approx(usual["distance"].item() / 25)
    assert other["angle"].item() == 0


@pytest.mark.parametrize("name", ["rkd", "pkt", "cc"])
@pytest.mark.parametrize("who", ["student", "teacher"])
def test_a_network_without_a_last_linear_layer_has_no_embedding(name: str, who: str) -> None:
    both = pair()
    headless = replace(both.student, head="", width=0, pooled=None)
    without = replace(both, student=headless) if who == "student" else replace(both, teacher=headless)
    with pytest.raises(Unsuited, match=f"The {who} does not answer through a linear layer"):
        make(name, without)
