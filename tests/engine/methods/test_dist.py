"""Correlated answers against the correlation of Python's standard library, row by row."""

from __future__ import annotations

import math
from statistics import correlation, fmean

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import logit_pair, loss_of, make, of_logits, total
from workbench.engine.methods.dist import correlations


def some(rows: int, columns: int, *, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 3 * torch.randn(rows, columns, generator=generator, dtype=torch.float64)


def softened(logits: Tensor, t: float) -> list[list[float]]:
    powers = [[math.exp(value / t) for value in row] for row in logits.tolist()]
    return [[power / sum(row) for power in row] for row in powers]


def by_hand(student: list[list[float]], teacher: list[list[float]]) -> float:
    """1 - the mean correlation of the rows."""
    return 1 - fmean(correlation(ours, theirs) for ours, theirs in zip(student, teacher, strict=True))


def turned(rows: list[list[float]]) -> list[list[float]]:
    return [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("t", [1.0, 4.0, 20.0])
def test_dist_is_its_definition_by_the_standard_library(t: float) -> None:
    student, teacher = some(6, 4, seed=0), some(6, 4, seed=1)
    p, q = softened(student, t), softened(teacher, t)
    terms = make("dist", logit_pair(4), rows=0.5, columns=3.0)(of_logits(student, teacher, temperature=t))
    assert terms["rows"].item() == pytest.approx(0.5 * t * t * by_hand(p, q), rel=1e-9)
    assert terms["columns"].item() == pytest.approx(3.0 * t * t * by_hand(turned(p), turned(q)), rel=1e-9)


def test_dist_is_zero_at_a_perfect_student_and_does_not_see_a_shift_of_logits() -> None:
    teacher = some(5, 4, seed=2)
    terms = make("dist", logit_pair(4))(of_logits(teacher + some(5, 1, seed=3), teacher))
    assert total(terms).item() == pytest.approx(0, abs=1e-9)


def test_correlation_does_not_see_scale_and_offset_but_the_sign() -> None:
    rows, others = some(4, 6, seed=4), some(4, 6, seed=5)
    found = correlations(rows, others)
    assert correlations(7 * rows + 2, 0.1 * others - 5).tolist() == pytest.approx(found.tolist())
    assert correlations(-rows, others).tolist() == pytest.approx((-found).tolist())


def test_dist_does_not_depend_on_the_order_of_classes_and_pictures() -> None:
    student, teacher = some(5, 4, seed=6), some(5, 4, seed=7)
    method = make("dist", logit_pair(4))
    expected = method(of_logits(student, teacher))
    classes, pictures = torch.tensor([2, 0, 3, 1]), torch.tensor([4, 2, 0, 1, 3])
    for ours, theirs in (
        (student[:, classes], teacher[:, classes]),
        (student[pictures], teacher[pictures]),
    ):
        terms = method(of_logits(ours, theirs))
        assert {name: term.item() for name, term in terms.items()} == pytest.approx(
            {name: term.item() for name, term in expected.items()}
        )


def test_the_gradient_of_correlations_agrees_with_finite_differences() -> None:
    teacher, believed = some(3, 5, seed=8), torch.tensor([1.0, 0.5, 0.0, 2.0, 1.0], dtype=torch.float64)
    student = some(3, 5, seed=9).requires_grad_()
    assert torch.autograd.gradcheck(lambda rows: correlations(rows, teacher), student)
    assert torch.autograd.gradcheck(lambda rows: correlations(rows, teacher, believed), student)


def test_one_picture_alone_has_no_relations_between_pictures() -> None:
    student = some(1, 4, seed=10).float().requires_grad_()
    terms = make("dist", logit_pair(4))(of_logits(student, some(1, 4, seed=11).float()))
    assert terms["columns"].item() == 0
    assert terms["rows"].item() > 0
    total(terms).backward()
    assert student.grad is not None
    assert torch.isfinite(student.grad).all()


def test_an_answer_that_does_not_vary_gives_no_gradient() -> None:
    """A teacher without opinion has nothing to imitate; a student without one is uncorrelated."""
    student = torch.zeros(3, 4, requires_grad=True)
    teacher = torch.tensor([[2.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    terms = make("dist", logit_pair(4))(of_logits(student, teacher, temperature=1.0))
    assert terms["rows"].item() == pytest.approx(2 / 3)
    total(terms).backward()
    assert student.grad is not None
    assert not student.grad.any()


def test_pictures_that_are_not_believed_are_left_out_of_rows_and_columns() -> None:
    student, teacher = some(6, 4, seed=12), some(6, 4, seed=13)
    method = make("dist", logit_pair(4))
    trust = torch.tensor([1.0, 0.0, 1.0, 1.0, 0.0, 1.0])
    kept = trust > 0
    terms = method(of_logits(student, teacher, trust=trust))
    among = method(of_logits(student[kept], teacher[kept]))
    for name in ("rows", "columns"):  # the others do not become louder
        assert terms[name].item() == pytest.approx(among[name].item() * 4 / 6, rel=1e-6)


def test_without_a_choice_dist_has_the_weight_of_its_cifar_experiments() -> None:
    student, teacher = some(5, 4, seed=14), some(5, 4, seed=15)
    lesson = of_logits(student, teacher, alpha=0.25)
    terms = loss_of(make("dist", logit_pair(4)), "dist")(lesson)
    own = make("dist", logit_pair(4))(lesson)
    assert terms["dist.rows"].item() == pytest.approx(0.75 * 2 * own["rows"].item())
