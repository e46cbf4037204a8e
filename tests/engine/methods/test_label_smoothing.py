"""Label smoothing against its definition, summed by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from tests.engine.methods.by_hand import rows, softmax
from tests.engine.methods.made import logit_pair, loss_of, make, of_logits
from workbench.engine.methods.label_smoothing import smoothed_label_loss
from workbench.engine.methods.labels import label_loss

FIVE = logit_pair(5)


def by_hand(row: list[float], label: int, smoothing: float) -> float:
    target = [smoothing / len(row) + (1 - smoothing) * (number == label) for number in range(len(row))]
    return -sum(q * math.log(p) for q, p in zip(target, softmax(row), strict=True))


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.9])
def test_label_smoothing_is_the_definition_summed_by_hand(smoothing: float) -> None:
    student, _, labels = rows(0)
    got = smoothed_label_loss(student, labels, smoothing=smoothing)
    expected = sum(by_hand(s, y, smoothing) for s, y in zip(student.tolist(), labels.tolist(), strict=True)) / 4
    assert got.item() == pytest.approx(expected)


def test_without_smoothing_it_is_the_labels_own_loss() -> None:
    student, _, labels = rows(1)
    assert smoothed_label_loss(student, labels, smoothing=0).item() == pytest.approx(label_loss(student, labels).item())


def test_hidden_labels_do_not_count() -> None:
    student, _, labels = rows(2)
    labels[1:3] = -1
    got = smoothed_label_loss(student, labels, smoothing=0.1)
    expected = sum(by_hand(student[i].tolist(), int(labels[i]), 0.1) for i in (0, 3)) / 2
    assert got.item() == pytest.approx(expected)
    assert smoothed_label_loss(student, torch.full_like(labels, -1), smoothing=0.1).item() == 0


def test_it_is_least_where_the_student_says_the_smoothed_label() -> None:
    """The gradient there is 0, and the loss is the entropy of that label."""
    target = torch.tensor([[0.92, 0.02, 0.02, 0.02, 0.02]], dtype=torch.float64)
    logits = target.log().requires_grad_()
    loss = smoothed_label_loss(logits, torch.tensor([0]), smoothing=0.1)
    loss.backward()
    assert loss.item() == pytest.approx(-(target * target.log()).sum().item())
    assert logits.grad is not None
    assert logits.grad.abs().max().item() < 1e-12


def test_it_is_the_whole_loss_and_asks_no_teacher() -> None:
    student, teacher, labels = rows(3)
    loss = loss_of(make("label_smoothing", FIVE))
    lesson = replace(of_logits(student, teacher, labels, alpha=0.3, temperature=9.0), teacher=None)
    assert not loss.needs_teacher
    terms = loss(lesson)
    assert {name: term.item() for name, term in terms.items()} == {
        "labels": pytest.approx(smoothed_label_loss(student, labels, smoothing=0.1).item())
    }


def test_the_gradient_agrees_with_finite_differences() -> None:
    student, _, labels = rows(4, size=3)
    labels[0] = -1
    assert torch.autograd.gradcheck(lambda z: smoothed_label_loss(z, labels, smoothing=0.3), student.requires_grad_())


def test_half_precision_logits_are_compared_in_full_precision() -> None:
    student, _, labels = rows(5)
    rough = student.bfloat16()
    got = smoothed_label_loss(rough, labels, smoothing=0.1)
    assert got.dtype == torch.float32
    assert got.item() == pytest.approx(smoothed_label_loss(rough.double(), labels, smoothing=0.1).item(), rel=1e-5)
