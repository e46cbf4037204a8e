"""Logit matching against its definition, summed by hand."""

from __future__ import annotations

import pytest
import torch

from tests.engine.methods.by_hand import centred, rows, square, standard
from tests.engine.methods.made import logit_pair, make, of_logits
from workbench.engine.methods.kd import soft_target_loss
from workbench.engine.methods.mse import LogitMatching, Params

FIVE = logit_pair(5)


@pytest.mark.parametrize(
    ("settings", "seen"),
    [({}, list), ({"centre": True}, centred), ({"standardise": True}, standard)],
    ids=["plain", "centre", "standardise"],
)
@pytest.mark.parametrize("seed", range(3))
def test_logit_matching_is_the_definition_summed_by_hand(settings: dict[str, bool], seen: type, seed: int) -> None:
    """The mean over pictures and over classes, both."""
    student, teacher, _ = rows(seed, size=3)
    got = make("mse", FIVE, **settings)(of_logits(student, teacher))
    expected = sum(square(seen(s), seen(t)) for s, t in zip(student.tolist(), teacher.tolist(), strict=True)) / (3 * 5)
    assert list(got) == ["teacher"]
    assert got["teacher"].item() == pytest.approx(expected, rel=1e-6)


def test_a_shift_of_all_logits_counts_only_where_they_are_not_centred() -> None:
    _, teacher, _ = rows(0)
    shifted = of_logits(teacher + 3, teacher)
    assert make("mse", FIVE)(shifted)["teacher"].item() == pytest.approx(9)
    assert make("mse", FIVE, centre=True)(shifted)["teacher"].item() == pytest.approx(0, abs=1e-12)
    assert make("mse", FIVE, standardise=True)(shifted)["teacher"].item() == pytest.approx(0, abs=1e-12)


def test_centred_logit_matching_is_twice_what_soft_targets_become_at_high_temperature() -> None:
    student, teacher, _ = rows(1)
    matched = make("mse", FIVE, centre=True)(of_logits(student, teacher))["teacher"].item()
    assert matched == pytest.approx(2 * soft_target_loss(student, teacher, temperature=1e4).item(), rel=1e-3)


def test_no_temperature_changes_logit_matching() -> None:
    student, teacher, _ = rows(2)
    values = {make("mse", FIVE)(of_logits(student, teacher, temperature=t))["teacher"].item() for t in (1.0, 20.0)}
    assert len(values) == 1
    assert not LogitMatching.uses_temperature


@pytest.mark.parametrize("settings", [{}, {"centre": True}, {"standardise": True}])
def test_the_gradient_agrees_with_finite_differences(settings: dict[str, bool]) -> None:
    student, teacher, _ = rows(3, size=2)
    method = LogitMatching(Params(**settings), FIVE)
    assert torch.autograd.gradcheck(lambda z: method(of_logits(z, teacher))["teacher"], student.requires_grad_())


def test_trust_weighs_each_picture() -> None:
    student, teacher, _ = rows(4, size=2)
    method = make("mse", FIVE)
    first, second = (method(of_logits(student[i : i + 1], teacher[i : i + 1]))["teacher"].item() for i in (0, 1))
    believed = method(of_logits(student, teacher, trust=torch.tensor([0.25, 1.0])))["teacher"].item()
    assert believed == pytest.approx((0.25 * first + second) / 2)
