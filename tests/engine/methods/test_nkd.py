"""Normalised soft targets against their definition, summed by hand."""

from __future__ import annotations

import math

import pytest
import torch

from tests.engine.methods.by_hand import centred, rows, softmax, square, standard, without
from tests.engine.methods.made import logit_pair, make, of_logits
from workbench.engine.methods.nkd import other_class_rows, sure_label_rows

FIVE = logit_pair(5)


def others_by_hand(student: list[float], teacher: list[float], label: int, t: float) -> float:
    p, q = softmax(student, t), softmax(teacher, t)
    total = 0.0
    for number in range(len(student)):
        if number != label:
            total -= q[number] / (1 - q[label]) * math.log(p[number] / (1 - p[label]))
    return t * t * total


@pytest.mark.parametrize("t", [1.0, 4.0])
@pytest.mark.parametrize("gamma", [1.5, 3.0])
@pytest.mark.parametrize("standardise", [False, True])
def test_both_terms_are_the_definition_summed_by_hand(gamma: float, t: float, standardise: bool) -> None:
    """The label's term is at temperature 1 and on the logits' own scale, whatever the settings."""
    student, teacher, labels = rows(0)
    terms = make("nkd", FIVE, gamma=gamma, standardise=standardise)(of_logits(student, teacher, labels, temperature=t))
    seen = standard if standardise else list
    target = other = 0.0
    for s, q, y in zip(student.tolist(), teacher.tolist(), labels.tolist(), strict=True):
        target -= softmax(q)[y] * math.log(softmax(s)[y])
        other += gamma * others_by_hand(seen(s), seen(q), y, t)
    assert list(terms) == ["target", "non_target"]
    assert terms["target"].item() == pytest.approx(target / 4)
    assert terms["non_target"].item() == pytest.approx(other / 4, rel=1e-6)


def test_classes_can_change_places() -> None:
    student, teacher, labels = rows(1)
    order = torch.tensor([3, 0, 4, 1, 2])
    method = make("nkd", FIVE)
    first = method(of_logits(student, teacher, labels, temperature=2.0))
    moved = of_logits(student[:, order], teacher[:, order], torch.argsort(order)[labels], temperature=2.0)
    for name, term in method(moved).items():
        assert term.item() == pytest.approx(first[name].item(), rel=1e-12)


def test_a_shift_of_all_logits_changes_nothing() -> None:
    student, teacher, labels = rows(2)
    method = make("nkd", FIVE)
    first, second = method(of_logits(student, teacher, labels)), method(of_logits(student + 3, teacher - 1, labels))
    for name, term in second.items():
        assert term.item() == pytest.approx(first[name].item())


def test_the_labels_logit_never_reaches_the_other_classes() -> None:
    student, teacher, _ = rows(3)
    labels = torch.full((4,), 2)
    raised = student + torch.tensor([0, 0, 5.0, 0, 0])
    assert torch.allclose(
        other_class_rows(raised, teacher, labels, temperature=2.0),
        other_class_rows(student, teacher, labels, temperature=2.0),
        rtol=1e-12,
    )


@pytest.mark.parametrize("t", [1.0, 4.0])
def test_the_other_classes_ask_nothing_more_of_a_student_that_agrees_on_them(t: float) -> None:
    _, teacher, labels = rows(4)
    student = (teacher + 2.0 * torch.nn.functional.one_hot(labels, 5)).requires_grad_()
    other_class_rows(student, teacher, labels, temperature=t).sum().backward()
    assert student.grad is not None
    assert student.grad.abs().max().item() < 1e-12


def test_at_high_temperature_the_other_classes_match_centred_logits() -> None:
    """Beyond the least possible value, T^2 times the cross-entropy tends to half the mean square."""
    student, teacher, labels = rows(5)
    found, least = (other_class_rows(z, teacher, labels, temperature=1e3) for z in (student, teacher))
    for number, y in enumerate(labels.tolist()):
        s, t = without(student[number].tolist(), y), without(teacher[number].tolist(), y)
        assert (found - least)[number].item() == pytest.approx(square(centred(s), centred(t)) / (2 * 4), rel=2e-2)


def test_a_teacher_sure_of_the_label_leaves_the_labels_own_loss() -> None:
    student, _, labels = rows(6)
    sure = 50.0 * torch.nn.functional.one_hot(labels, 5).double()
    expected = torch.nn.functional.cross_entropy(student, labels, reduction="none")
    assert sure_label_rows(student, sure, labels).tolist() == pytest.approx(expected.tolist())
    assert sure_label_rows(student, -sure, labels).abs().max().item() < 1e-12


def test_pictures_with_a_hidden_label_are_left_out() -> None:
    student, teacher, labels = rows(7)
    labels[0] = labels[2] = -1
    method = make("nkd", FIVE)
    known = method(of_logits(student[1::2], teacher[1::2], labels[1::2]))
    both = method(of_logits(student, teacher, labels))
    nobody = method(of_logits(student, teacher, torch.full_like(labels, -1)))
    for name, term in known.items():
        assert both[name].item() == pytest.approx(term.item())
        assert nobody[name].item() == 0


def test_trust_weighs_each_picture() -> None:
    student, teacher, labels = rows(8, size=2)
    method = make("nkd", FIVE)
    first, second = (method(of_logits(student[i : i + 1], teacher[i : i + 1], labels[i : i + 1])) for i in (0, 1))
    believed = method(of_logits(student, teacher, labels, trust=torch.tensor([0.25, 1.0])))
    for name, term in believed.items():
        assert term.item() == pytest.approx((0.25 * first[name].item() + second[name].item()) / 2)


def test_the_gradient_agrees_with_finite_differences() -> None:
    student, teacher, labels = rows(9, size=3)
    labels[0] = -1
    method = make("nkd", FIVE)
    assert torch.autograd.gradcheck(
        lambda z: tuple(method(of_logits(z, teacher, labels, temperature=2.0)).values()), student.requires_grad_()
    )
