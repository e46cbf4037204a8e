"""Knowledge consistency against the correlation of Python's standard library."""

from __future__ import annotations

import math
from statistics import correlation, fmean

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import logit_pair, make, of_logits, total
from workbench.engine.methods.consistency import straight_log_loss


def some(*, seed: int, rows: int = 5, columns: int = 4) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 2 * torch.randn(rows, columns, generator=generator, dtype=torch.float64)


def alike(*, seed: int) -> tuple[Tensor, Tensor]:
    """Logits of a student and of a teacher whose correlations are well above 0."""
    teacher = some(seed=seed)
    return teacher + 0.3 * some(seed=seed + 100), teacher


def softened(logits: Tensor, t: float) -> Tensor:
    powers = [[math.exp(value / t) for value in row] for row in logits.tolist()]
    return torch.tensor([[power / sum(row) for power in row] for row in powers], dtype=torch.float64)


def each(student: Tensor, teacher: Tensor) -> list[float]:
    return [correlation(ours, theirs) for ours, theirs in zip(student.tolist(), teacher.tolist(), strict=True)]


@pytest.mark.parametrize("of", ["probabilities", "logits"])
@pytest.mark.parametrize("form", ["one_minus", "log"])
def test_consistency_is_its_definition_by_the_standard_library(of: str, form: str) -> None:
    student, teacher = alike(seed=0)
    p, q = (softened(student, 4.0), softened(teacher, 4.0)) if of == "probabilities" else (student, teacher)
    found = {"rows": each(p, q), "columns": each(p.T, q.T)}
    assert min(found["rows"] + found["columns"]) > 0.1
    terms = make("consistency", logit_pair(4), of=of, form=form, rows=0.5, columns=3.0)(of_logits(student, teacher))
    for name, weight in (("rows", 0.5), ("columns", 3.0)):
        losses = [1 - value if form == "one_minus" else -math.log(value) for value in found[name]]
        assert terms[name].item() == pytest.approx(weight * fmean(losses), rel=1e-9)


def test_the_logarithm_goes_on_straight_where_there_is_none() -> None:
    at = torch.tensor([1.0, 0.5, 0.1 + 1e-6, 0.1 - 1e-6, 0.0, -1.0], dtype=torch.float64, requires_grad=True)
    loss = straight_log_loss(at)
    log10 = math.log(10)
    expected = [0.0, math.log(2), log10 - 1e-5, log10 + 1e-5, log10 + 1, log10 + 11]
    assert loss.tolist() == pytest.approx(expected, abs=1e-9)
    loss.sum().backward()
    assert at.grad is not None
    assert at.grad.tolist() == pytest.approx([-1, -2, -10, -10, -10, -10], rel=1e-4)


@pytest.mark.parametrize("form", ["one_minus", "log"])
def test_a_student_that_says_the_opposite_is_led_back(form: str) -> None:
    teacher = some(seed=2)
    student = (-teacher + 0.1 * some(seed=3)).requires_grad_()
    method = make("consistency", logit_pair(4), form=form)
    before = total(method(of_logits(student, teacher)))
    before.backward()
    assert student.grad is not None
    assert torch.isfinite(student.grad).all()
    moved = (student - 0.01 * student.grad).detach()
    assert total(method(of_logits(moved, teacher))).item() < before.item()
    assert fmean(each(moved, teacher)) > fmean(each(student.detach(), teacher))


@pytest.mark.parametrize("form", ["one_minus", "log"])
def test_the_gradient_agrees_with_finite_differences_whatever_the_sign(form: str) -> None:
    student, teacher = some(seed=4).requires_grad_(), some(seed=5)
    found = each(student.detach(), teacher)
    assert min(found) < 0 < max(found)
    method = make("consistency", logit_pair(4), form=form, of="logits")
    assert torch.autograd.gradcheck(lambda logits: total(method(of_logits(logits, teacher))), student)


def test_at_high_temperature_probabilities_correlate_as_logits_do() -> None:
    """So no factor of T^2 is needed: the loss, and with it its gradient, does not fade."""
    student, teacher = alike(seed=6)
    soft = make("consistency", logit_pair(4))(of_logits(student, teacher, temperature=1e5))
    centred = student - student.mean(1, keepdim=True), teacher - teacher.mean(1, keepdim=True)
    plain = make("consistency", logit_pair(4), of="logits")(of_logits(*centred))
    for name in ("rows", "columns"):
        assert soft[name].item() == pytest.approx(plain[name].item(), rel=1e-3)


def test_consistency_is_zero_where_the_student_answers_in_another_scale() -> None:
    teacher = some(seed=7)
    terms = make("consistency", logit_pair(4), of="logits")(of_logits(0.2 * teacher + 3, teacher))
    assert total(terms).item() == pytest.approx(0, abs=1e-9)


def test_one_picture_alone_has_rows_only() -> None:
    student = some(seed=8, rows=1).float().requires_grad_()
    terms = make("consistency", logit_pair(4))(of_logits(student, some(seed=9, rows=1).float()))
    assert terms["columns"].item() == 0
    total(terms).backward()
    assert student.grad is not None
    assert torch.isfinite(student.grad).all()
    assert student.grad.any()


def test_a_constant_answer_is_no_accident() -> None:
    student = torch.zeros(4, 3, requires_grad=True)
    terms = make("consistency", logit_pair(3))(of_logits(student, some(seed=10, rows=4, columns=3).float()))
    total(terms).backward()
    assert torch.isfinite(total(terms))
    assert student.grad is not None
    assert torch.isfinite(student.grad).all()
