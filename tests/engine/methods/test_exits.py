"""Self-distillation: its losses summed by hand from what the exits say, and who learns from whom."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, cast

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import heard, logit_pair, make, pair, total
from workbench.engine.methods.exits import EarlyExits
from workbench.engine.objective import Lesson, Objective, Unsuited
from workbench.recipes import Frozen


def exits(**settings: Any) -> EarlyExits:
    return cast(EarlyExits, make("exits", **settings))


def lesson_of(method: EarlyExits, *, size: int = 6) -> Lesson:
    return heard(cast(Objective[Frozen], method), size=size)


def said(method: EarlyExits, lesson: Lesson) -> list[tuple[Tensor, Tensor]]:
    """Features and logits of every exit, without gradient; training mode, so from the batch's own statistics."""
    with torch.no_grad():
        return [branch(lesson.student.maps[path]) for branch, path in zip(method.branches, method.places, strict=True)]


def softmax(row: list[float], t: float) -> list[float]:
    powers = [math.exp(value / t) for value in row]
    return [power / sum(powers) for power in powers]


def cross_entropy(logits: Tensor, labels: list[int]) -> float:
    return -sum(math.log(softmax(row, 1)[y]) for row, y in zip(logits.tolist(), labels, strict=True)) / len(labels)


def divergence(taught: Tensor, teaching: Tensor, t: float) -> float:
    rows = zip(taught.tolist(), teaching.tolist(), strict=True)
    return (
        t
        * t
        * sum(sum(q * math.log(q / p) for p, q in zip(softmax(a, t), softmax(b, t), strict=True)) for a, b in rows)
    ) / len(taught)


@pytest.mark.parametrize("imitation", [0.0, 0.3, 1.0])
def test_the_losses_are_summed_over_the_exits_as_defined(imitation: float) -> None:
    method = exits(imitation=imitation)
    lesson = lesson_of(method)
    last, labels = lesson.student.logits.detach(), lesson.labels.tolist()
    answers = [logits for _, logits in said(method, lesson)]
    terms = method(lesson)
    assert len(answers) == 2
    assert terms["exits"].item() == pytest.approx(
        (1 - imitation) * sum(cross_entropy(logits, labels) for logits in answers), rel=1e-4
    )
    assert terms["teacher"].item() == pytest.approx(
        imitation * sum(divergence(logits, last, 4.0) for logits in answers), rel=1e-4, abs=1e-7
    )


def test_hints_are_the_mean_squared_difference_from_the_deepest_features() -> None:
    method = exits(hints=0.5)
    lesson = lesson_of(method)
    deepest = lesson.student.maps[method.deepest].detach().flatten().tolist()
    expected = 0.0
    for features, _ in said(method, lesson):
        pairs = zip(features.flatten().tolist(), deepest, strict=True)  # as many numbers: the same shape
        expected += sum((a - b) ** 2 for a, b in pairs) / len(deepest)
    assert method(lesson)["hints"].item() == pytest.approx(0.5 * expected, rel=1e-4)


def test_there_is_no_term_of_hints_and_no_tap_unless_they_count() -> None:
    plain, hinted = exits(), exits(hints=0.1)
    assert set(plain(lesson_of(plain))) == {"exits", "teacher"}
    assert set(hinted.student_taps) - set(plain.student_taps) == {hinted.deepest}


def test_exits_stand_at_the_end_of_every_stage_but_the_deepest() -> None:
    stages = [tap.path for tap in pair().student.stages()]
    method = exits()
    assert list(method.places) == stages[:-1]
    assert method.deepest == stages[-1]


def test_exits_stand_where_the_user_says() -> None:
    path = pair().student.maps()[0].path
    method = exits(student_layers=[path])
    assert method.student_taps == (path,)
    assert torch.isfinite(total(method(lesson_of(method))))


def test_the_last_answer_does_not_move_towards_its_exits() -> None:
    method = exits(imitation=1.0, hints=1.0)
    lesson = lesson_of(method)
    deepest = lesson.student.maps[method.deepest]
    lesson.student.logits.retain_grad()
    deepest.retain_grad()
    total(method(lesson)).backward()
    assert lesson.student.logits.grad is None
    assert deepest.grad is None


def test_the_shallow_stages_learn_through_their_exits() -> None:
    method, student = exits(), pair().student.network
    student.zero_grad()
    total(method(lesson_of(method))).backward()
    first, last = next(student.parameters()), list(student.parameters())[-1]
    assert first.grad is not None
    assert first.grad.any()
    assert last.grad is None  # the head is no part of any exit
    student.zero_grad()


def test_agreement_is_the_share_of_exits_answers_that_are_the_last_ones() -> None:
    method = exits()
    lesson = lesson_of(method)
    last = lesson.student.logits.argmax(dim=1).tolist()
    answers = [logits.argmax(dim=1).tolist() for _, logits in said(method, lesson)]
    method(lesson)
    same = [a == b for answer in answers for a, b in zip(answer, last, strict=True)]
    assert method.readings()["exit agreement"].item() == pytest.approx(sum(same) / len(same))


def test_hidden_labels_do_not_count() -> None:
    method = exits()
    lesson = lesson_of(method)
    hidden = lesson.labels.clone()
    hidden[2:] = -1
    answers = [logits for _, logits in said(method, lesson)]
    expected = 0.7 * sum(cross_entropy(logits[:2], lesson.labels[:2].tolist()) for logits in answers)
    assert method(replace(lesson, labels=hidden))["exits"].item() == pytest.approx(expected, rel=1e-4)


def test_one_picture_is_enough() -> None:
    method = exits(hints=1.0)
    terms = method(lesson_of(method, size=1))
    total(terms).backward()
    assert torch.isfinite(total(terms))


def test_a_network_without_stages_has_no_room_for_exits() -> None:
    with pytest.raises(Unsuited) as caught:
        make("exits", logit_pair())
    assert "0" in caught.value.problem
    assert caught.value.fix


def test_a_layer_that_gives_a_vector_cannot_have_an_exit() -> None:
    vector = next(tap.path for tap in pair().student.taps if not tap.is_map)
    with pytest.raises(Unsuited) as caught:
        exits(student_layers=[vector])
    assert vector in caught.value.problem
