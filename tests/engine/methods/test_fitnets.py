"""Hints: the layers that are chosen, the regressor, and the loss summed by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from tests.engine.methods.made import DIFFERENT, heard, logit_pair, make, pair, total
from workbench.engine.methods.fitnets import hint_convolution, hint_regressor
from workbench.engine.objective import Unsuited
from workbench.engine.taps import Tap


@pytest.mark.parametrize(
    ("student", "teacher", "kind", "kernel"),
    [
        ((3, 8, 8), (5, 4, 4), "Conv2d", (3, 3)),
        ((3, 4, 4), (5, 8, 8), "ConvTranspose2d", (4, 4)),
        ((3, 8, 8), (5, 8, 8), "Conv2d", (1, 1)),
        ((3, 7, 8), (5, 4, 4), "Conv2d", (4, 5)),
        ((3, 2, 3), (5, 7, 7), "ConvTranspose2d", (6, 5)),
    ],
)
def test_the_regressor_of_a_hint_is_chosen_from_the_shapes(
    student: tuple[int, ...], teacher: tuple[int, ...], kind: str, kernel: tuple[int, int]
) -> None:
    convolution: Any = hint_convolution(student, teacher)
    assert type(convolution).__name__ == kind
    assert convolution.kernel_size == kernel
    said = hint_regressor((Tap("a", student), Tap("b", teacher)))(torch.randn(2, *student))
    assert said.shape == (2, *teacher)
    assert said.min() == 0  # the regressor ends in a ReLU


def test_maps_of_which_one_is_wider_and_the_other_higher_have_no_regressor() -> None:
    with pytest.raises(Unsuited, match="4 by 9 pixels") as caught:
        hint_regressor((Tap("a", (3, 4, 9)), Tap("b", (5, 6, 6))))
    assert caught.value.fix


def test_the_hint_is_the_middle_stage() -> None:
    assert make("fitnets").student_taps == ("stage2",)
    assert make("fitnets", pair(*DIFFERENT)).teacher_taps == ("block2.relu",)


def test_the_loss_of_a_hint_is_the_mean_square_summed_by_hand() -> None:
    """With a convolution that changes nothing; batch normalisation and ReLU by hand as well."""
    method: Any = make("fitnets")
    convolution = method.regressors[0][0]
    torch.nn.init.dirac_(convolution.weight)
    torch.nn.init.zeros_(convolution.bias)
    lesson = heard(method)
    assert lesson.teacher is not None
    student, teacher = lesson.student.maps["stage2"].tolist(), lesson.teacher.maps["stage2"].tolist()
    count, channels, size = len(student), len(student[0]), len(student[0][0])
    squares = 0.0
    for c in range(channels):
        values = [student[b][c][i][j] for b in range(count) for i in range(size) for j in range(size)]
        wanted = [teacher[b][c][i][j] for b in range(count) for i in range(size) for j in range(size)]
        mean = sum(values) / len(values)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values) + 1e-5)
        squares += sum((max((v - mean) / deviation, 0) - w) ** 2 for v, w in zip(values, wanted, strict=True))
    assert total(method(lesson)).item() == pytest.approx(squares / (count * channels * size * size), rel=1e-4)


def test_several_hints_add_up() -> None:
    both: Any = make("fitnets", student_layers=("stage1", "stage3"), teacher_layers=("stage2", "stage3"))
    lesson = heard(both)
    parts = 0.0
    for number, (mine, theirs) in enumerate((("stage1", "stage2"), ("stage3", "stage3"))):
        one: Any = make("fitnets", student_layers=(mine,), teacher_layers=(theirs,))
        one.regressors[0].load_state_dict(both.regressors[number].state_dict())
        parts += total(one(lesson)).item()
    assert total(both(lesson)).item() == pytest.approx(parts, rel=1e-5)


def test_a_hint_bears_a_batch_of_one_picture() -> None:
    method = make("fitnets", pair(*DIFFERENT), student_layers=("block2",), teacher_layers=("block3",))
    assert torch.isfinite(total(method(heard(method, pair(*DIFFERENT), size=1))))


def test_fully_connected_networks_have_no_hints() -> None:
    with pytest.raises(Unsuited, match="no feature maps"):
        make("fitnets", logit_pair())


def test_hints_name_layers_that_are_not_there() -> None:
    with pytest.raises(Unsuited, match="no layer 'stage9'"):
        make("fitnets", student_layers=("stage9",), teacher_layers=("stage3",))
