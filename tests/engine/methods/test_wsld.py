"""Weighted soft targets against their definition, summed by hand."""

from __future__ import annotations

import math

import pytest
import torch

from tests.engine.methods.by_hand import centred, cross_entropy, kl, rows, softmax, square, standard
from tests.engine.methods.made import logit_pair, loss_of, make, of_logits
from workbench.engine.methods.wsld import lag_weights
from workbench.engine.soft import soft_rows

FIVE = logit_pair(5)


@pytest.mark.parametrize("t", [1.0, 2.0, 20.0])
@pytest.mark.parametrize("standardise", [False, True])
def test_the_loss_is_the_definition_summed_by_hand(t: float, standardise: bool) -> None:
    """The weights are those of the logits as they are, at temperature 1, whatever the settings."""
    student, teacher, labels = rows(0)
    terms = make("wsld", FIVE, standardise=standardise)(of_logits(student, teacher, labels, temperature=t))
    seen = standard if standardise else list
    expected = 0.0
    for s, q, y in zip(student.tolist(), teacher.tolist(), labels.tolist(), strict=True):
        weight = 1 - math.exp(-cross_entropy(s, y) / cross_entropy(q, y))
        expected += weight * t * t * kl(softmax(seen(q), t), softmax(seen(s), t))
    assert list(terms) == ["teacher"]
    assert terms["teacher"].item() == pytest.approx(expected / 4, rel=1e-6)


def test_no_gradient_flows_into_the_weight() -> None:
    student, teacher, labels = rows(1)
    make("wsld", FIVE)(of_logits(student.requires_grad_(), teacher, labels, temperature=2.0))["teacher"].backward()
    got, student.grad = student.grad, None
    soft_rows(student, teacher, temperature=2.0).mean().backward()
    weights = [
        1 - math.exp(-cross_entropy(s, y) / cross_entropy(q, y))
        for s, q, y in zip(student.tolist(), teacher.tolist(), labels.tolist(), strict=True)
    ]
    assert got is not None
    assert student.grad is not None
    assert torch.allclose(got, torch.tensor(weights)[:, None].double() * student.grad, rtol=1e-6)


def test_a_student_as_good_as_the_teacher_has_the_weight_1_minus_1_over_e() -> None:
    _, teacher, labels = rows(2)
    assert lag_weights(teacher + 3, teacher, labels).tolist() == pytest.approx([1 - 1 / math.e] * 4)


def test_the_weight_goes_from_0_where_the_student_needs_nobody_to_1_where_only_the_teacher_knows() -> None:
    label = torch.tensor([0])
    sure, wrong, unsure = (torch.tensor([[z, 0.0, 0.0]]) for z in (200.0, -200.0, 0.0))
    assert lag_weights(sure, unsure, label).item() == 0
    assert lag_weights(unsure, sure, label).item() == 1
    assert lag_weights(wrong, unsure, label).item() == pytest.approx(1)
    assert lag_weights(unsure, wrong, label).item() == pytest.approx(1 - math.exp(-math.log(3) / (200 + math.log(2))))
    assert lag_weights(sure, sure, label).item() == 0  # both beyond precision: nothing to learn, and no 0 / 0


def test_where_the_teacher_alone_knows_it_is_soft_targets() -> None:
    student, _, labels = rows(3)
    sure = 60.0 * torch.nn.functional.one_hot(labels, 5).double()
    got = make("wsld", FIVE)(of_logits(student, sure, labels, temperature=4.0))["teacher"].item()
    assert got == pytest.approx(soft_rows(student, sure, temperature=4.0).mean().item())


def test_at_high_temperature_it_matches_centred_logits_weighed() -> None:
    student, teacher, labels = rows(4)
    got = make("wsld", FIVE)(of_logits(student, teacher, labels, temperature=1e4))["teacher"].item()
    weights = lag_weights(student, teacher, labels).tolist()
    pairs = zip(weights, student.tolist(), teacher.tolist(), strict=True)
    assert got == pytest.approx(sum(w * square(centred(s), centred(t)) for w, s, t in pairs) / (4 * 2 * 5), rel=1e-3)


def test_classes_can_change_places() -> None:
    student, teacher, labels = rows(5)
    order = torch.tensor([3, 0, 4, 1, 2])
    method = make("wsld", FIVE)
    moved = of_logits(student[:, order], teacher[:, order], torch.argsort(order)[labels])
    unmoved = of_logits(student, teacher, labels)
    assert method(moved)["teacher"].item() == pytest.approx(method(unmoved)["teacher"].item())


def test_a_perfect_student_has_nothing_to_learn() -> None:
    _, teacher, labels = rows(6)
    assert make("wsld", FIVE)(of_logits(teacher + 1, teacher, labels))["teacher"].item() == pytest.approx(0, abs=1e-12)


def test_pictures_with_a_hidden_label_are_left_out() -> None:
    student, teacher, labels = rows(7)
    labels[0] = labels[2] = -1
    method = make("wsld", FIVE)
    known = method(of_logits(student[1::2], teacher[1::2], labels[1::2]))["teacher"].item()
    assert method(of_logits(student, teacher, labels))["teacher"].item() == pytest.approx(known)
    assert method(of_logits(student, teacher, torch.full_like(labels, -1)))["teacher"].item() == 0


def test_trust_weighs_each_picture() -> None:
    student, teacher, labels = rows(8, size=2)
    method = make("wsld", FIVE)
    first, second = (
        method(of_logits(student[i : i + 1], teacher[i : i + 1], labels[i : i + 1]))["teacher"].item() for i in (0, 1)
    )
    believed = method(of_logits(student, teacher, labels, trust=torch.tensor([0.25, 1.0])))["teacher"].item()
    assert believed == pytest.approx((0.25 * first + second) / 2)


def test_its_weight_is_that_of_the_paper() -> None:
    student, teacher, labels = rows(9)
    method = make("wsld", FIVE)
    lesson = of_logits(student, teacher, labels, alpha=0.0)
    assert loss_of(method)(lesson)["teacher"].item() == pytest.approx(2.5 * method(lesson)["teacher"].item())
