"""The teacher's decision as a label, against its definition."""

from __future__ import annotations

import pytest
import torch

from tests.engine.methods.by_hand import cross_entropy, rows, softmax
from tests.engine.methods.made import logit_pair, loss_of, make, of_logits

FIVE = logit_pair(5)


def test_the_loss_is_the_cross_entropy_with_the_teachers_likeliest_class() -> None:
    student, teacher, _ = rows(0)
    got = make("hard", FIVE)(of_logits(student, teacher))
    pairs = zip(student.tolist(), teacher.tolist(), strict=True)
    expected = sum(cross_entropy(s, max(range(5), key=t.__getitem__)) for s, t in pairs) / 4
    assert list(got) == ["teacher"]
    assert got["teacher"].item() == pytest.approx(expected)


def test_it_is_what_the_softened_teacher_becomes_as_its_temperature_goes_to_zero() -> None:
    student, teacher, _ = rows(1)
    cold = [softmax([z - max(row) for z in row], 1e-3) for row in teacher.tolist()]
    pairs = zip(student.tolist(), cold, strict=True)
    limit = sum(q * cross_entropy(s, label) for s, row in pairs for label, q in enumerate(row))
    assert make("hard", FIVE)(of_logits(student, teacher))["teacher"].item() == pytest.approx(limit / 4, rel=1e-6)


def test_neither_temperature_nor_labels_nor_the_teachers_size_or_offset_matter() -> None:
    student, teacher, labels = rows(2)
    method = make("hard", FIVE)
    other = of_logits(student, 7 * teacher - 2, torch.full_like(labels, -1), temperature=9.0)
    assert torch.equal(method(other)["teacher"], method(of_logits(student, teacher, labels))["teacher"])


def test_half_and_half_with_the_labels_as_in_the_paper() -> None:
    student, teacher, labels = rows(3)
    terms = loss_of(make("hard", FIVE))(of_logits(student, teacher, labels, alpha=0.5))
    decision = teacher.argmax(dim=1)
    for term, classes in (("labels", labels), ("teacher", decision)):
        by_hand = sum(cross_entropy(s, y) for s, y in zip(student.tolist(), classes.tolist(), strict=True)) / 4
        assert terms[term].item() == pytest.approx(by_hand / 2)


def test_the_gradient_agrees_with_finite_differences() -> None:
    student, teacher, _ = rows(4, size=2)
    method = make("hard", FIVE)
    assert torch.autograd.gradcheck(lambda z: method(of_logits(z, teacher))["teacher"], student.requires_grad_())


def test_trust_weighs_each_picture() -> None:
    student, teacher, _ = rows(5, size=2)
    method = make("hard", FIVE)
    first, second = (method(of_logits(student[i : i + 1], teacher[i : i + 1]))["teacher"].item() for i in (0, 1))
    believed = method(of_logits(student, teacher, trust=torch.tensor([0.25, 1.0])))["teacher"].item()
    assert believed == pytest.approx((0.25 * first + second) / 2)
