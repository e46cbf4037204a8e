"""Attention transfer against its definition, summed by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import heard, logit_pair, make, total
from workbench.engine.methods.at import attention_loss
from workbench.engine.objective import Unsuited


def maps(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def attention_by_hand(picture: list[Any]) -> list[list[float]]:
    """Mean square over channels, at each position."""
    rows, columns = range(len(picture[0])), range(len(picture[0][0]))
    return [[sum(channel[i][j] ** 2 for channel in picture) / len(picture) for j in columns] for i in rows]


def at_by_hand(students: list[list[list[float]]], teachers: list[list[list[float]]]) -> float:
    """From attention maps of the same size, one for each picture."""
    squares = []
    for student, teacher in zip(students, teachers, strict=True):
        flat_s, flat_t = ([value for row in one for value in row] for one in (student, teacher))
        length_s, length_t = (math.sqrt(sum(value**2 for value in flat)) for flat in (flat_s, flat_t))
        squares += [(a / length_s - b / length_t) ** 2 for a, b in zip(flat_s, flat_t, strict=True)]
    return sum(squares) / len(squares)


def test_at_is_the_definition_summed_by_hand() -> None:
    student, teacher = maps(0, 3, 2, 4, 5), maps(1, 3, 6, 4, 5)
    by_hand = at_by_hand(
        [attention_by_hand(one) for one in student.tolist()], [attention_by_hand(one) for one in teacher.tolist()]
    )
    assert attention_loss(student, teacher).item() == pytest.approx(by_hand, rel=1e-9)


@pytest.mark.parametrize("larger", ["student", "teacher"])
def test_at_averages_the_attention_of_the_larger_map_in_blocks(larger: str) -> None:
    large, small = maps(0, 2, 3, 4, 4), maps(1, 2, 5, 2, 2)
    fine = [attention_by_hand(one) for one in large.tolist()]
    blocks = [
        [[sum(one[2 * i + a][2 * j + b] for a in (0, 1) for b in (0, 1)) / 4 for j in (0, 1)] for i in (0, 1)]
        for one in fine
    ]
    by_hand = at_by_hand(blocks, [attention_by_hand(one) for one in small.tolist()])
    got = attention_loss(large, small) if larger == "student" else attention_loss(small, large)
    assert got.item() == pytest.approx(by_hand, rel=1e-9)


def test_at_sees_neither_the_order_of_channels_nor_the_size_and_sign_of_features() -> None:
    student, teacher = maps(0, 3, 4, 5, 5), maps(1, 3, 4, 5, 5)
    changed = -3 * student[:, [2, 0, 3, 1]]
    assert attention_loss(changed, teacher).item() == pytest.approx(attention_loss(student, teacher).item())
    assert attention_loss(7 * teacher[:, [1, 0, 3, 2]], teacher).item() == pytest.approx(0, abs=1e-20)


def test_the_gradient_of_at_agrees_with_finite_differences_and_is_zero_in_a_dead_layer() -> None:
    student, teacher = maps(0, 2, 2, 3, 3).requires_grad_(), maps(1, 2, 3, 3, 3)
    assert torch.autograd.gradcheck(lambda x: attention_loss(x, teacher), student)
    dead = torch.zeros(2, 2, 3, 3, requires_grad=True)
    attention_loss(dead, teacher.float()).backward()
    assert dead.grad is not None
    assert not dead.grad.any()


def test_at_adds_up_all_stages() -> None:
    method = make("at")
    lesson = heard(method)
    assert method.student_taps == ("stage1", "stage2", "stage3")
    parts = [make("at", student_layers=(stage,), teacher_layers=(stage,)) for stage in method.student_taps]
    whole = total(method(lesson)).item()
    assert whole == pytest.approx(sum(total(part(lesson)).item() for part in parts), rel=1e-5)
    assert lesson.teacher is not None
    last = [
        [attention_by_hand(one) for one in said.maps["stage3"].tolist()] for said in (lesson.student, lesson.teacher)
    ]
    assert total(parts[2](lesson)).item() == pytest.approx(at_by_hand(*last), rel=1e-4)


def test_at_says_that_fully_connected_networks_have_no_maps() -> None:
    with pytest.raises(Unsuited, match="no feature maps"):
        make("at", logit_pair())
