"""Deep mutual learning against the definition, summed by hand from both networks' answers."""

from __future__ import annotations

import copy
import math
from dataclasses import replace
from typing import cast

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import heard, make, pair, total
from workbench.engine.methods.mutual import MutualLearning
from workbench.engine.model import Classifier
from workbench.engine.objective import Lesson, Objective, Unsuited
from workbench.engine.registry import methods
from workbench.recipes import Frozen


def mutual(peer: str = "") -> MutualLearning:
    return cast(MutualLearning, make("mutual", peer=peer))


def lesson_of(method: MutualLearning) -> Lesson:
    return heard(cast(Objective[Frozen], method))


def answers_of_peer(method: MutualLearning, lesson: Lesson) -> Tensor:
    """What the peer says in training mode, without a trace in its statistics."""
    assert lesson.images is not None
    with torch.no_grad():
        answers: Tensor = copy.deepcopy(method.peer)(lesson.images)
    return answers


def softmax(row: list[float]) -> list[float]:
    powers = [math.exp(value) for value in row]
    return [power / sum(powers) for power in powers]


def divergence(taught: Tensor, teaching: Tensor) -> float:
    rows = zip(taught.tolist(), teaching.tolist(), strict=True)
    return sum(sum(q * math.log(q / p) for p, q in zip(softmax(a), softmax(b), strict=True)) for a, b in rows) / len(
        taught
    )


def test_mutual_is_the_definition_summed_by_hand() -> None:
    method = mutual()
    lesson = lesson_of(method)
    student, peer = lesson.student.logits.detach(), answers_of_peer(method, lesson)
    labels = lesson.labels.tolist()
    wrong = -sum(math.log(softmax(row)[y]) for row, y in zip(peer.tolist(), labels, strict=True)) / len(labels)
    terms = method(lesson)
    assert terms["teacher"].item() == pytest.approx(divergence(student, peer), rel=1e-4)
    assert terms["peer"].item() == pytest.approx(wrong + divergence(peer, student), rel=1e-4)


def test_neither_is_changed_to_please_the_other() -> None:
    """The student's term does not pull at the peer, the peer's not at the student."""
    method = mutual()
    lesson = lesson_of(method)
    lesson.student.logits.retain_grad()
    method(lesson)["teacher"].backward()
    assert all(weight.grad is None for weight in method.peer.parameters())
    assert lesson.student.logits.grad is not None

    again = lesson_of(method)
    again.student.logits.retain_grad()
    method(again)["peer"].backward()
    assert again.student.logits.grad is None
    assert all(weight.grad is not None for weight in method.peer.parameters())


def test_the_peer_learns_from_pictures_and_moves_its_statistics() -> None:
    method = mutual()
    before = {name: value.clone() for name, value in method.peer.named_buffers()}
    method(lesson_of(method))
    changed = [name for name, value in method.peer.named_buffers() if not torch.equal(value, before[name])]
    assert any("running_mean" in name for name in changed)


def test_the_peer_is_as_the_student_with_random_weights_of_its_own() -> None:
    entry = methods.get("mutual")
    with torch.random.fork_rng():
        torch.manual_seed(0)
        student = Classifier(pair().student.network.card)
        method: MutualLearning = entry.make(entry.params(), pair())  # as in a run: right after the student
    assert method.peer.card == student.card
    for (name, mine), (_, theirs) in zip(method.peer.named_parameters(), student.named_parameters(), strict=True):
        assert mine.shape == theirs.shape
        if mine.ndim > 1:  # drawn at random
            assert not torch.equal(mine, theirs), name


def test_the_peers_weights_are_decided_by_the_seed() -> None:
    def first_weight(seed: int) -> Tensor:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            entry = methods.get("mutual")
            made: MutualLearning = entry.make(entry.params(), pair())
        return next(made.peer.parameters())

    assert torch.equal(first_weight(5), first_weight(5))
    assert not torch.equal(first_weight(5), first_weight(6))


def test_another_architecture_can_be_the_peer() -> None:
    method = mutual(peer="resnet14")
    assert method.peer.card.architecture.kind == "resnet14"
    assert method.peer.card.classes == pair().student.network.card.classes
    total(method(lesson_of(method))).backward()


def test_an_unknown_peer_is_told_with_its_name() -> None:
    with pytest.raises(Unsuited) as caught:
        mutual(peer="resnet15")
    assert "resnet15" in caught.value.problem
    assert caught.value.fix


def test_hidden_labels_do_not_count_but_both_still_learn_from_each_other() -> None:
    method = mutual()
    lesson = lesson_of(method)
    student, peer = lesson.student.logits.detach(), answers_of_peer(method, lesson)
    terms = method(replace(lesson, labels=torch.full_like(lesson.labels, -1)))
    assert terms["peer"].item() == pytest.approx(divergence(peer, student), rel=1e-4)
    assert method.readings()["peer accuracy"].item() == 0


def test_the_peers_accuracy_is_that_of_the_last_batch() -> None:
    method = mutual()
    lesson = lesson_of(method)
    said = answers_of_peer(method, lesson).argmax(dim=1)
    labels = said.clone()
    labels[0] = (labels[0] + 1) % 5
    labels[1] = -1
    method(replace(lesson, labels=labels))
    assert method.readings()["peer accuracy"].item() == pytest.approx(4 / 5)


def test_no_teacher_is_needed() -> None:
    method = mutual()
    assert not method.needs_teacher
    assert torch.isfinite(total(method(replace(lesson_of(method), teacher=None))))
