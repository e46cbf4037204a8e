"""Class attention transfer against its definition, summed by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import DIALS, DIFFERENT, heard, make, pair
from workbench.engine.methods.cat_kd import class_maps
from workbench.engine.objective import Lesson, Signals, Unsuited
from workbench.engine.registry import methods

Maps = list[list[list[float]]]
"""Of one picture: channels, rows, columns."""


def class_maps_by_hand(features: Maps, weight: list[list[float]], bias: list[float], size: int) -> Maps:
    """The linear layer at each place, then the mean of each of size x size blocks. Sizes divide."""
    height, width = len(features[0]) // size, len(features[0][0]) // size
    found = []
    for row, offset in zip(weight, bias, strict=True):
        full = [
            [
                offset + sum(w * channel[y][x] for w, channel in zip(row, features, strict=True))
                for x in range(len(features[0][0]))
            ]
            for y in range(len(features[0]))
        ]
        found.append(
            [
                [
                    sum(full[v * height + y][u * width + x] for y in range(height) for x in range(width))
                    / (height * width)
                    for u in range(size)
                ]
                for v in range(size)
            ]
        )
    return found


def flat(maps: Maps, *, normalise: bool) -> list[float]:
    values = []
    for one in maps:
        places = [value for row in one for value in row]
        length = math.sqrt(sum(value * value for value in places)) if normalise else 1.0
        values += [value / length for value in places]
    return values


def linear(inside: int, classes: int, seed: int) -> nn.Linear:
    layer = nn.Linear(inside, classes).double()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        layer.weight.copy_(torch.randn(classes, inside, generator=generator))
        layer.bias.copy_(torch.randn(classes, generator=generator))
    return layer


def lesson_of(student: Tensor, teacher: Tensor, heads: tuple[nn.Linear, nn.Linear]) -> Lesson:
    """Both are heard on the map that the real pair taps."""
    method = make("cat_kd")
    logits = torch.zeros(len(student), heads[0].out_features)
    return Lesson(
        Signals(logits, maps={method.student_taps[0]: student}, head=heads[0]),
        Signals(logits, maps={method.teacher_taps[0]: teacher}, head=heads[1]),
        torch.zeros(len(student), dtype=torch.long),
        DIALS,
    )


def random_lesson(batch: int = 2, classes: int = 4) -> Lesson:
    generator = torch.Generator().manual_seed(0)
    student = torch.randn(batch, 3, 4, 4, generator=generator, dtype=torch.float64)
    teacher = torch.randn(batch, 5, 8, 2, generator=generator, dtype=torch.float64)
    return lesson_of(student, teacher, (linear(3, classes, 1), linear(5, classes, 2)))


@pytest.mark.parametrize("settings", [{}, {"normalise": True}, {"size": 1}], ids=str)
def test_cat_kd_is_the_definition_summed_by_hand(settings: dict[str, Any]) -> None:
    lesson, size, normalise = random_lesson(), settings.get("size", 2), settings.get("normalise", False)
    assert lesson.teacher is not None
    flattened = []
    for signals in (lesson.student, lesson.teacher):
        [maps] = signals.maps.values()
        assert signals.head is not None
        weight, bias = signals.head.weight.tolist(), signals.head.bias.tolist()
        flattened.append(
            [flat(class_maps_by_hand(one, weight, bias, size), normalise=normalise) for one in maps.tolist()]
        )
    squares = [(a - b) ** 2 for ours, theirs in zip(*flattened, strict=True) for a, b in zip(ours, theirs, strict=True)]
    got = make("cat_kd", **settings)(lesson)["teacher"]
    assert got.item() == pytest.approx(sum(squares) / len(squares), rel=1e-9)


def test_the_mean_of_a_classs_map_is_its_logit() -> None:
    method = make("cat_kd")
    lesson = heard(method)
    maps = class_maps(lesson.student.maps[method.student_taps[0]], lesson.student.head, 2)
    torch.testing.assert_close(maps.mean(dim=(2, 3)), lesson.student.logits, rtol=1e-4, atol=1e-5)


def test_the_students_last_layer_learns_too_and_the_teachers_does_not() -> None:
    lesson = random_lesson()
    assert lesson.teacher is not None
    make("cat_kd")(lesson)["teacher"].backward()
    assert lesson.student.head is not None
    assert lesson.teacher.head is not None
    assert lesson.student.head.weight.grad is not None
    assert lesson.student.head.weight.grad.abs().sum() > 0
    assert lesson.teacher.head.weight.grad is None


def test_normalised_maps_have_no_size() -> None:
    lesson = random_lesson()
    [maps] = lesson.student.maps.values()
    assert lesson.teacher is not None
    assert lesson.student.head is not None
    twice = linear(3, 4, 1)
    with torch.no_grad():
        twice.weight.mul_(2)
        twice.bias.mul_(2)
    [theirs] = lesson.teacher.maps.values()
    assert lesson.teacher.head is not None
    changed = lesson_of(maps, theirs, (twice, lesson.teacher.head))
    for normalise, same in ((True, True), (False, False)):
        method = make("cat_kd", normalise=normalise)
        losses = [method(one)["teacher"].item() for one in (lesson, changed)]
        assert (losses[0] == pytest.approx(losses[1])) is same


def test_a_student_that_is_its_teacher_is_perfect() -> None:
    maps, head = torch.randn(2, 3, 4, 4, dtype=torch.float64), linear(3, 4, 1)
    assert make("cat_kd")(lesson_of(maps, maps, (head, head)))["teacher"].item() == 0


def test_the_gradient_agrees_with_finite_differences() -> None:
    lesson = random_lesson(batch=1, classes=2)
    assert lesson.teacher is not None
    assert lesson.student.head is not None
    assert lesson.teacher.head is not None
    [student], [teacher] = lesson.student.maps.values(), lesson.teacher.maps.values()
    heads = lesson.student.head, lesson.teacher.head
    method = make("cat_kd", normalise=True)
    assert torch.autograd.gradcheck(
        lambda maps: method(lesson_of(maps, teacher, heads))["teacher"], student.requires_grad_()
    )


def test_networks_that_do_not_answer_from_a_mean_are_refused() -> None:
    with pytest.raises(Unsuited, match=r"student \(small_cnn\) does not answer from the mean"):
        make("cat_kd", pair(*DIFFERENT))


def test_published_weights_are_offered_for_each_pair() -> None:
    weights = {one["student"]: one["settings"]["also"][0]["weight"] for one in methods.get("cat_kd").facts["presets"]}
    assert weights == {"resnet8x4": 15.0, "resnet20": 0.7, "wrn_16_2": 12.0, "mobilenet_v2_half": 15.0}
