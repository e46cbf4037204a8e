"""The virtual teacher against its definition, summed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from tests.engine.methods.by_hand import centred, kl, rows, softmax, square
from tests.engine.methods.made import logit_pair, loss_of, make, of_logits
from workbench.engine.methods.virtual_teacher import VirtualTeacher, virtual_logits
from workbench.engine.objective import Lesson, Unsuited

FIVE = logit_pair(5)


def taught(label: int, correct: float, t: float) -> list[float]:
    """Probabilities of the virtual teacher, each to the power of 1 / T, normalised."""
    powers = [(correct if number == label else (1 - correct) / 4) ** (1 / t) for number in range(5)]
    return [power / sum(powers) for power in powers]


def lesson_of(student: torch.Tensor, labels: torch.Tensor, temperature: float) -> Lesson:
    return replace(of_logits(student, student, labels, temperature=temperature), teacher=None)


@pytest.mark.parametrize("t", [1.0, 4.0, 20.0])
@pytest.mark.parametrize("correct", [0.5, 0.9])
def test_the_virtual_teacher_is_the_definition_summed_by_hand(correct: float, t: float) -> None:
    student, _, labels = rows(0)
    terms = make("virtual_teacher", FIVE, correct=correct)(lesson_of(student, labels, t))
    pairs = zip(student.tolist(), labels.tolist(), strict=True)
    expected = t * t * sum(kl(taught(y, correct, t), softmax(s, t)) for s, y in pairs) / 4
    assert list(terms) == ["teacher"]
    assert terms["teacher"].item() == pytest.approx(expected)


def test_its_probabilities_are_those_asked_for() -> None:
    answer = virtual_logits(torch.zeros(2, 5), torch.tensor([3, -1]), correct=0.9).softmax(dim=1)
    assert answer[0].tolist() == pytest.approx([0.025, 0.025, 0.025, 0.9, 0.025], rel=1e-5)
    assert answer[1].tolist() == pytest.approx([0.2] * 5)


@pytest.mark.parametrize("t", [1.0, 7.0])
def test_a_student_that_says_what_the_virtual_teacher_says_is_perfect_at_any_temperature(t: float) -> None:
    labels = torch.tensor([0, 4, 2])
    student = virtual_logits(torch.zeros(3, 5, dtype=torch.float64), labels, correct=0.9) + 3
    terms = make("virtual_teacher", FIVE)(lesson_of(student, labels, t))
    assert terms["teacher"].item() == pytest.approx(0, abs=1e-12)


def test_at_high_temperature_it_matches_centred_logits() -> None:
    student, _, labels = rows(1)
    teacher = virtual_logits(student, labels, correct=0.9).tolist()
    limit = sum(square(centred(s), centred(t)) for s, t in zip(student.tolist(), teacher, strict=True)) / (4 * 2 * 5)
    got = make("virtual_teacher", FIVE)(lesson_of(student, labels, 1e4))["teacher"].item()
    assert got == pytest.approx(limit, rel=1e-3)


def test_hidden_labels_do_not_count() -> None:
    student, _, labels = rows(2)
    labels[1] = labels[3] = -1
    method = make("virtual_teacher", FIVE)
    known = method(lesson_of(student[::2], labels[::2], 4.0))["teacher"].item()
    assert method(lesson_of(student, labels, 4.0))["teacher"].item() == pytest.approx(known)
    assert method(lesson_of(student, torch.full_like(labels, -1), 4.0))["teacher"].item() == 0


def test_the_other_classes_are_alike_to_it() -> None:
    """Classes other than the label can change places and nothing changes."""
    student, _, _ = rows(3)
    labels = torch.zeros(4, dtype=torch.int64)
    method = make("virtual_teacher", FIVE)
    first = method(lesson_of(student, labels, 4.0))["teacher"].item()
    assert method(lesson_of(student[:, [0, 3, 1, 4, 2]], labels, 4.0))["teacher"].item() == pytest.approx(first)


def test_alpha_weighs_the_labels_against_it_and_no_teacher_is_asked() -> None:
    student, _, labels = rows(4)
    method = make("virtual_teacher", FIVE)
    loss = loss_of(method)
    lesson = lesson_of(student, labels, 4.0)
    alone = method(lesson)["teacher"].item()
    terms = loss(replace(lesson, dials=replace(lesson.dials, alpha=0.3)))
    assert not loss.needs_teacher
    assert list(terms) == ["labels", "teacher"]
    assert terms["teacher"].item() == pytest.approx(0.7 * alone)


def test_the_gradient_agrees_with_finite_differences() -> None:
    student, _, labels = rows(5, size=3)
    labels[0] = -1
    method = make("virtual_teacher", FIVE)
    assert torch.autograd.gradcheck(lambda z: method(lesson_of(z, labels, 3.0))["teacher"], student.requires_grad_())


@pytest.mark.parametrize(("correct", "suited"), [(0.2, False), (0.1, False), (0.21, True)])
def test_one_that_is_no_better_than_chance_is_refused(correct: float, suited: bool) -> None:
    if suited:
        assert isinstance(make("virtual_teacher", FIVE, correct=correct), VirtualTeacher)
        return
    with pytest.raises(Unsuited) as refused:
        make("virtual_teacher", FIVE, correct=correct)
    assert str(correct) in refused.value.problem
    assert refused.value.problem.endswith("5 classes.")
    assert "above 0.2" in refused.value.fix
