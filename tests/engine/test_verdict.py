from __future__ import annotations

import math

import pytest

from workbench.engine.verdict import summarise, verdict

PLAIN = [0.880, 0.901, 0.862, 0.894, 0.878]
T_TABLE = {3: 4.302653, 5: 2.776445}  # two-sided 5 % points of Student's t with n - 1 degrees of freedom, from a table


def shifted(by: list[float]) -> list[float]:
    return [value + shift for value, shift in zip(PLAIN, by, strict=True)]


def interval_by_hand(differences: list[float]) -> tuple[float, float]:
    n = len(differences)
    mean = math.fsum(differences) / n
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in differences) / (n - 1))
    reach = T_TABLE[n] * sd / math.sqrt(n)
    return mean - reach, mean + reach


@pytest.mark.parametrize(
    ("differences", "kind", "opening"),
    [
        ([0.052, 0.061, 0.049, 0.070, 0.031], "better", "Distillation helped: +5.3 points (95 % interval +"),
        ([-0.052, -0.061, -0.049, -0.070, -0.031], "worse", "Distillation hurt: -5.3 points (95 % interval -"),
        ([0.010, -0.012, 0.004, 0.015, -0.008], "no_difference", "No real difference: +0.2 points (95 % interval -"),
    ],
)
def test_the_paired_t_test_decides(differences: list[float], kind: str, opening: str) -> None:
    found = verdict(shifted(differences), PLAIN)
    assert found.kind == kind
    assert found.text.startswith(opening)
    assert f"paired t-test over 5 seeds, p {'=' if found.p_value and found.p_value >= 0.001 else '<'} 0." in found.text
    assert found.difference == pytest.approx(sum(differences) / 5)
    assert (found.low, found.high) == pytest.approx(interval_by_hand(differences), abs=1e-6)
    assert found.p_value is not None
    assert (found.p_value < 0.05) == (kind != "no_difference")
    assert (found.test, found.seeds) == ("paired t-test", 5)


def test_pairing_finds_what_the_spread_between_seeds_would_hide() -> None:
    plain = [0.60, 0.75, 0.90]
    assert verdict([0.611, 0.759, 0.910], plain).kind == "better"
    assert verdict([0.910, 0.611, 0.759], plain).kind == "no_difference"


@pytest.mark.parametrize(("seeds", "count"), [(1, "one seed"), (2, "2 seeds")])
def test_one_or_two_seeds_make_no_claim(seeds: int, count: str) -> None:
    found = verdict([0.95, 0.96][:seeds], [0.90, 0.91][:seeds])
    assert found.kind == "one_seed"
    assert (found.low, found.high, found.p_value) == (None, None, None)
    assert found.text == (
        f"No claim can be made from {count}: the difference of +5.0 points can be chance. "
        "Use at least 3 seeds, better 5."
    )


def test_equal_students_are_said_to_be_equal() -> None:
    found = verdict(PLAIN, PLAIN)
    assert (found.kind, found.difference, found.p_value) == ("no_difference", 0.0, 1.0)
    assert found.text == "No difference: distilled and plain student were equally good with each of 5 seeds."


@pytest.mark.parametrize(
    ("seeds", "gain", "kind", "p_value", "opening"),
    [
        (3, 0.01, "no_difference", 0.25, "No real difference: +1.0 points with each of 3 seeds"),
        (5, 0.01, "no_difference", 0.0625, "No real difference: +1.0 points with each of 5 seeds"),
        (6, 0.01, "better", 0.03125, "Distillation helped: +1.0 points with each of 6 seeds"),
        (6, -0.01, "worse", 0.03125, "Distillation hurt: -1.0 points with each of 6 seeds"),
    ],
)
def test_the_same_gain_with_every_seed_is_left_to_a_sign_test(
    seeds: int, gain: float, kind: str, p_value: float, opening: str
) -> None:
    plain = [0.7 + 0.031 * seed for seed in range(seeds)]
    found = verdict([value + gain for value in plain], plain)
    assert (found.kind, found.p_value, found.test) == (kind, p_value, "sign test")
    assert (found.low, found.high) == (None, None)
    assert found.text.startswith(opening)


def test_a_tiny_loss_is_not_written_as_minus_zero() -> None:
    assert ": +0.0 points" in verdict([0.9000, 0.9001, 0.8997], [0.9, 0.9, 0.9]).text


@pytest.mark.parametrize(("distilled", "plain"), [([0.9], [0.9, 0.8]), ([], [])])
def test_accuracies_that_are_not_pairs_are_refused(distilled: list[float], plain: list[float]) -> None:
    with pytest.raises(ValueError):
        verdict(distilled, plain)


def test_summary_is_mean_and_sample_deviation() -> None:
    mean, sd = summarise([0.2, 0.4, 0.9])
    assert mean == pytest.approx(0.5)
    assert sd == pytest.approx(math.sqrt((0.09 + 0.01 + 0.16) / 2))


def test_one_value_has_no_spread() -> None:
    assert summarise([0.3]) == (0.3, None)
