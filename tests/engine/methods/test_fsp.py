"""Flow between layers: the matrix and the loss summed by hand, and the two stages of training."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import DIFFERENT, heard, loss_of, make, pair, total
from workbench.engine.methods.fsp import flow_loss, flow_matrix
from workbench.engine.objective import Unsuited
from workbench.engine.presets import PAIRS, VGG13_MV2
from workbench.engine.registry import methods
from workbench.recipes import Ref


def maps(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def matrix_by_hand(first: list[list[list[float]]], last: list[list[list[float]]]) -> list[list[float]]:
    """Of one picture: (C1, H, W) and (C2, H, W)."""
    height, width = len(first[0]), len(first[0][0])
    return [
        [sum(one[y][x] * other[y][x] for y in range(height) for x in range(width)) / (height * width) for other in last]
        for one in first
    ]


def test_the_flow_is_the_matrix_summed_by_hand() -> None:
    first, last = maps(2, 2, 2, 3), maps(2, 3, 2, 3, seed=1)
    got = flow_matrix(first, last)
    assert got.shape == (2, 2, 3)
    for picture in range(2):
        expected = matrix_by_hand(first[picture].tolist(), last[picture].tolist())
        assert [number for row in got[picture].tolist() for number in row] == pytest.approx(
            [number for row in expected for number in row]
        )


def test_the_larger_map_is_averaged_first() -> None:
    first, last = maps(1, 2, 4, 4), maps(1, 2, 2, 2, seed=1)
    averaged = [
        [[sum(channel[2 * y + dy][2 * x + dx] for dy in (0, 1) for dx in (0, 1)) / 4 for x in (0, 1)] for y in (0, 1)]
        for channel in first[0].tolist()
    ]
    expected = matrix_by_hand(averaged, last[0].tolist())
    for row, wanted in zip(flow_matrix(first, last)[0].tolist(), expected, strict=True):
        assert row == pytest.approx(wanted)


def test_the_loss_is_the_mean_square_of_each_matrix_and_their_sum() -> None:
    student, teacher = ([maps(2, c, 2, 2, seed=10 * who + c) for c in (2, 3, 1)] for who in (1, 2))
    expected = 0.0
    for number, entries in ((0, 2 * 2 * 3), (1, 2 * 3 * 1)):
        for picture in range(2):
            mine = matrix_by_hand(student[number][picture].tolist(), student[number + 1][picture].tolist())
            theirs = matrix_by_hand(teacher[number][picture].tolist(), teacher[number + 1][picture].tolist())
            expected += (
                sum(
                    (a - b) ** 2
                    for one, other in zip(mine, theirs, strict=True)
                    for a, b in zip(one, other, strict=True)
                )
                / entries
            )
    assert flow_loss(student, teacher).item() == pytest.approx(expected)


def test_a_student_with_the_teachers_flow_is_perfect_whatever_the_places() -> None:
    """Pixels may change places: the matrix sums over them."""
    teacher = [maps(2, c, 1, 4, seed=c) for c in (2, 3)]
    student = [one[..., [2, 0, 3, 1]] for one in teacher]
    assert flow_loss(student, teacher).item() == pytest.approx(0, abs=1e-12)
    assert flow_loss([teacher[0], teacher[1].flip(3)], teacher).item() > 0.01


def test_the_gradient_agrees_with_finite_differences() -> None:
    teacher = [maps(1, 2, 2, 2, seed=1), maps(1, 2, 1, 1, seed=2)]
    student = [maps(1, 2, 2, 2, seed=3).requires_grad_(), maps(1, 2, 1, 1, seed=4).requires_grad_()]
    assert torch.autograd.gradcheck(lambda *mine: flow_loss(mine, teacher), tuple(student))


def test_the_student_is_prepared_first_and_learns_the_labels_afterwards() -> None:
    method = make("fsp", prepare=0.25)
    loss = loss_of(method, "fsp")
    first, later = (loss(replace(heard(method), progress=progress)) for progress in (0.24, 0.25))
    assert first["labels"].item() == 0
    assert first["teacher"].item() > 0
    assert later["labels"].item() > 0
    assert later["teacher"].item() == 0
    assert total(later).requires_grad


def test_layers_with_unequal_channels_are_told_with_their_numbers() -> None:
    with pytest.raises(Unsuited, match=r"4 channels.*8") as caught:
        make("fsp", pair(*DIFFERENT))
    assert "another method" in caught.value.fix


def test_one_pair_of_layers_has_no_flow() -> None:
    with pytest.raises(Unsuited, match="'stage2'"):
        make("fsp", student_layers=["stage2"], teacher_layers=["stage2"])


@pytest.mark.parametrize("names", PAIRS)
@pytest.mark.parametrize("kind", ["ab", "fsp", "ft", "ofd", "vid"])
def test_the_published_layers_are_there(kind: str, names: tuple[str, str]) -> None:
    """Of this method and of those like it."""
    settings = [
        one["settings"] for one in methods.get(kind).facts["presets"] if (one["teacher"], one["student"]) == names
    ]
    if kind == "fsp" and names == VGG13_MV2:
        assert not settings
        return
    (term,) = settings[0]["also"]
    teacher, student = names
    method = make(kind, pair(Ref(kind=student), Ref(kind=teacher)), **term["params"])
    assert (term["kind"], term["weight"]) == (kind, method.weight)
    assert len(method.student_taps) == {"ft": 1, "fsp": 4}.get(kind, 4 if names == VGG13_MV2 else 3)
