"""Factor transfer: the distance by hand, and a paraphraser that is trained first and frozen then."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import torch

from tests.engine.methods.made import DIFFERENT, heard, logit_pair, loss_of, make, pair, total
from workbench.engine.methods.ft import Paraphraser, factor_distance
from workbench.engine.objective import Unsuited


def numbers(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def scaled(row: list[float]) -> list[float]:
    length = math.sqrt(sum(value * value for value in row))
    return [value / length for value in row]


def test_the_distance_of_factors_is_the_definition_summed_by_hand() -> None:
    student, teacher = numbers(2, 3, 1, 2, seed=0), numbers(2, 3, 1, 2, seed=1)
    expected = 0.0
    for s, t in zip(student.flatten(1).tolist(), teacher.flatten(1).tolist(), strict=True):
        expected += sum(abs(a - b) for a, b in zip(scaled(s), scaled(t), strict=True)) / 12
    assert factor_distance(student, teacher).item() == pytest.approx(expected)


def test_factors_have_no_size() -> None:
    teacher = numbers(3, 2, 2, 2, seed=2)
    sizes = torch.tensor([0.01, 1.0, 300.0], dtype=torch.float64).view(3, 1, 1, 1)
    assert factor_distance(teacher * sizes, teacher).item() == pytest.approx(0, abs=1e-12)
    assert factor_distance(-teacher, teacher).item() > 0.1


def test_the_gradient_agrees_with_finite_differences() -> None:
    teacher = numbers(2, 2, 2, 1, seed=3)
    assert torch.autograd.gradcheck(lambda s: factor_distance(s, teacher), numbers(2, 2, 2, 1, seed=4).requires_grad_())


def test_the_paraphrase_has_half_the_channels_of_the_teachers_last_map() -> None:
    method: Any = make("ft")
    assert method.teacher_taps == ("stage3",)
    assert method.paraphraser.encoder(torch.randn(2, 64, 4, 4)).shape == (2, 32, 4, 4)
    assert method.translator(torch.randn(2, 64, 4, 4)).shape == (2, 32, 4, 4)
    fewer: Any = make("ft", paraphrase_rate=0.01)
    assert fewer.translator(torch.randn(2, 64, 4, 4)).shape[1] == 1


def test_the_student_waits_while_the_paraphraser_learns() -> None:
    method: Any = make("ft", prepare=0.25)
    lesson = replace(heard(method), progress=0.24)
    assert lesson.teacher is not None
    terms = loss_of(method, "ft")(lesson)
    assert terms["labels"].item() == 0
    assert terms["teacher"].item() == 0
    told = lesson.teacher.maps["stage3"]
    gap = (method.paraphraser(told) - told).flatten().tolist()
    assert method(lesson)["reconstruction"].item() == pytest.approx(sum(v * v for v in gap) / len(gap) / 200, rel=1e-4)
    total(method(lesson)).backward()
    assert all(one.grad is not None for one in method.paraphraser.parameters())
    assert all(one.grad is None for one in method.translator.parameters())


def test_the_paraphraser_learns_to_repeat() -> None:
    torch.manual_seed(0)
    paraphraser = Paraphraser(4, 2, size=(3, 3))
    maps = torch.randn(8, 2, 3, 3).repeat(1, 2, 1, 1).relu()  # two channels can tell all four
    optimiser = torch.optim.SGD(paraphraser.parameters(), lr=0.5, momentum=0.9)
    errors = []
    for _ in range(40):
        error = (paraphraser(maps) - maps).square().mean()
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
        errors.append(error.item())
    assert errors[-1] < 0.5 * errors[0]


def test_the_paraphraser_is_frozen_afterwards() -> None:
    """Neither weights nor statistics change, even with momentum and weight decay."""
    method: Any = make("ft", prepare=0.25)
    optimiser = torch.optim.SGD(method.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
    for progress in (0.0, 0.2):
        total(method(replace(heard(method), progress=progress))).backward()
        optimiser.step()
        optimiser.zero_grad()
    before = {name: value.clone() for name, value in method.state_dict().items()}
    terms = method(replace(heard(method), progress=0.25))
    total(terms).backward()
    optimiser.step()
    after = method.state_dict()
    changed = {name.split(".")[0] for name, value in before.items() if not torch.equal(value, after[name])}
    assert changed == {"translator"}
    assert terms["reconstruction"].item() == 0
    assert terms["teacher"].item() > 0


def test_the_distance_is_to_the_frozen_paraphrase() -> None:
    method: Any = make("ft", prepare=0.25)
    lesson = replace(heard(method), progress=0.25)
    assert lesson.teacher is not None
    got = method(lesson)["teacher"].item()
    said = method.translator(lesson.student.maps["stage3"])
    told = method.paraphraser.eval().encoder(lesson.teacher.maps["stage3"])
    assert got == pytest.approx(factor_distance(said, told).item(), rel=1e-4)


def test_networks_without_maps_and_several_layers_are_refused() -> None:
    with pytest.raises(Unsuited, match="vector"):
        make("ft", logit_pair())
    both = ["block1", "block2"]
    with pytest.raises(Unsuited, match="2 are named"):
        make("ft", pair(*DIFFERENT), student_layers=both, teacher_layers=both)
