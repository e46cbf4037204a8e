"""Contrastive representation distillation against its definition, summed by hand."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import COUNT, DIFFERENT, heard, make, pair
from workbench.engine.methods.crd import ContrastiveRepresentations, contrast, other_pictures, random_points

Rows = list[list[float]]


def made(**settings: Any) -> ContrastiveRepresentations:
    method = make("crd", **settings)
    assert isinstance(method, ContrastiveRepresentations)
    return method


def unit(row: list[float]) -> list[float]:
    length = math.sqrt(sum(value * value for value in row))
    return [value / length for value in row]


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def points_by_hand(layer: torch.nn.Linear, embeddings: Tensor) -> Rows:
    weight, bias = layer.weight.tolist(), layer.bias.tolist()
    return [unit([dot(row, one) + b for row, b in zip(weight, bias, strict=True)]) for one in embeddings.tolist()]


def nce_by_hand(
    points: Rows, memory: Rows, chosen: list[list[int]], *, tau: float, z: float | None
) -> tuple[float, float]:
    """The loss of one direction, and Z: estimated where None is given. Nothing but the published formulas."""
    similar = [
        [math.exp(dot(point, memory[place]) / tau) for place in places]
        for point, places in zip(points, chosen, strict=True)
    ]
    if z is None:
        values = [value for row in similar for value in row]
        z = sum(values) / len(values) * len(memory)
    noise = (len(chosen[0]) - 1) / len(memory)
    total = 0.0
    for row in similar:
        together = [value / z / (value / z + noise) for value in row]
        total -= math.log(together[0]) + sum(math.log(1 - one) for one in together[1:])
    return total / len(points), z


def test_two_steps_are_the_definition_summed_by_hand() -> None:
    """Z is estimated in the first step and kept in the second; the memory moves between them."""
    method = made(dimensions=8, negatives=5, tau=0.3, momentum=0.25)
    first = heard(method)
    second = replace(heard(method, seed=1), ids=torch.tensor([0, 7, 1, 20, 3, 39]))
    ours_kept, theirs_kept = method.student_memory.tolist(), method.teacher_memory.tolist()
    constants: list[float | None] = [None, None]
    for step, lesson in enumerate((first, second)):
        assert lesson.teacher is not None
        assert lesson.ids is not None
        assert lesson.student.embedding is not None
        assert lesson.teacher.embedding is not None
        ours = points_by_hand(method.student_points, lesson.student.embedding)
        theirs = points_by_hand(method.teacher_points, lesson.teacher.embedding)
        torch.manual_seed(step)
        got = method(lesson)["teacher"].item()
        torch.manual_seed(step)
        others = other_pictures(method.known_labels, lesson.ids, 5).tolist()
        chosen = [[own, *more] for own, more in zip(lesson.ids.tolist(), others, strict=True)]
        student, constants[0] = nce_by_hand(ours, theirs_kept, chosen, tau=0.3, z=constants[0])
        teacher, constants[1] = nce_by_hand(theirs, ours_kept, chosen, tau=0.3, z=constants[1])
        assert got == pytest.approx(student + teacher, rel=1e-4)
        for kept, points in ((ours_kept, ours), (theirs_kept, theirs)):
            for place, point in zip(lesson.ids.tolist(), points, strict=True):
                kept[place] = unit([0.25 * old + 0.75 * new for old, new in zip(kept[place], point, strict=True)])
        torch.testing.assert_close(method.student_memory, torch.tensor(ours_kept), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(method.teacher_memory, torch.tensor(theirs_kept), rtol=1e-4, atol=1e-5)


def test_the_loss_falls_as_the_pair_agrees_and_rises_as_others_do() -> None:
    odds = torch.zeros(1, 4, dtype=torch.float64)
    agreed, confused = odds.clone(), odds.clone()
    agreed[0, 0], confused[0, 2] = 1.0, 1.0
    plain, better, worse = (contrast(one, 10).item() for one in (odds, agreed, confused))
    assert better < plain < worse


def test_the_gradient_agrees_with_finite_differences() -> None:
    odds = torch.randn(3, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda one: contrast(one, 12), odds.requires_grad_())


def test_others_are_every_picture_of_another_class_equally_often() -> None:
    labels = torch.tensor([0, 1, 0, 2, 1, 0, 2, -1, 0, -1])
    torch.manual_seed(0)
    drawn = other_pictures(labels, torch.tensor([2, 3, 7]), 30_000).tolist()
    allowed = [[1, 3, 4, 6, 7, 9], [0, 1, 2, 4, 5, 7, 8, 9], [0, 1, 2, 3, 4, 5, 6, 8, 9]]
    for row, places in zip(drawn, allowed, strict=True):
        counts = Counter(row)
        assert sorted(counts) == places
        expected = 30_000 / len(places)
        assert all(abs(count - expected) < 5 * math.sqrt(expected) for count in counts.values())


def test_where_all_are_of_one_class_any_other_picture_will_do() -> None:
    torch.manual_seed(0)
    drawn = other_pictures(torch.zeros(3, dtype=torch.long), torch.tensor([1]), 50)
    assert set(drawn[0].tolist()) == {0, 2}


def test_a_single_picture_has_a_finite_loss() -> None:
    method = make("crd", replace(pair(), count=1))
    lesson = heard(method, size=1)
    assert torch.isfinite(method(lesson)["teacher"])


def test_labels_are_learned_as_pictures_come_by() -> None:
    method = made()
    lesson = replace(heard(method), ids=torch.tensor([5, 6, 7, 8, 9, 10]))
    method(replace(lesson, labels=torch.tensor([3, 1, -1, 0, 2, 4])))
    assert method.known_labels[4:12].tolist() == [-1, 3, 1, -1, 0, 2, 4, -1]


def test_there_are_never_more_negatives_than_other_pictures() -> None:
    assert made().negatives == COUNT - 1
    assert made(negatives=7).negatives == 7


def test_nothing_is_remembered_while_evaluating() -> None:
    method = made().eval()
    before = {name: value.clone() for name, value in method.state_dict().items()}
    method(heard(method))
    assert all(torch.equal(value, before[name]) for name, value in method.state_dict().items())


def test_pictures_that_were_not_shown_stay_as_they_are_remembered() -> None:
    method = made()
    before = method.student_memory.clone()
    method(heard(method, size=4))
    assert torch.equal(method.student_memory[4:], before[4:])
    assert not torch.isclose(method.student_memory[:4], before[:4]).all(dim=1).any()
    torch.testing.assert_close(method.student_memory[:4].norm(dim=1), torch.ones(4))


def test_the_memory_begins_with_points_of_length_about_one() -> None:
    torch.manual_seed(0)
    points = random_points(500, 128)
    assert points.abs().max().item() == pytest.approx(1 / math.sqrt(128 / 3), rel=1e-2)
    assert points.square().sum(dim=1).mean().item() == pytest.approx(1, rel=0.02)


def test_gradients_reach_the_student_and_both_linear_layers() -> None:
    method = made()
    lesson = heard(method)
    assert lesson.student.embedding is not None
    lesson.student.embedding.retain_grad()
    method(lesson)["teacher"].backward()
    for tensor in (lesson.student.embedding, method.student_points.weight, method.teacher_points.weight):
        assert tensor.grad is not None
        assert tensor.grad.abs().sum() > 0


def test_embeddings_of_other_widths_meet_in_the_same_space() -> None:
    different = pair(*DIFFERENT)
    method = make("crd", different, dimensions=16)
    assert torch.isfinite(method(heard(method, different))["teacher"])
