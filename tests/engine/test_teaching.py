"""What teachers say together, how far they are believed, and what is put right, against sums by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import CLASSES, network
from workbench.engine.shown import Shown
from workbench.engine.taps import Tapped
from workbench.engine.teaching import (
    Joined,
    Joint,
    Teaching,
    Trusting,
    believed,
    fitted_temperature,
    joined,
    noise,
)
from workbench.recipes import Ref, Trust

ANSWERS = torch.tensor([[[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], [[0.5, 0.4, 0.1], [0.4, 0.3, 0.3]]])
"""(teachers, pictures, classes)"""
LABELS = torch.tensor([0, 1, 2])
IMAGES = torch.zeros(3, 3, 16, 16, dtype=torch.uint8)


def softmax(row: list[float]) -> list[float]:
    powers = [math.exp(value - max(row)) for value in row]
    return [value / sum(powers) for value in powers]


class Says(nn.Module):
    """A teacher that always answers the same."""

    def __init__(self, logits: list[list[float]]) -> None:
        super().__init__()
        self.logits = torch.tensor(logits)

    def forward(self, images: Tensor) -> Tensor:
        return self.logits[: len(images)]


def put_right(logits: list[list[float]], labels: list[int], how: str) -> Tensor:
    """The logits as a student gets them."""
    images = torch.zeros(len(labels), 3, 16, 16, dtype=torch.uint8)
    return teaching(logits, correct=how)(step_of(images, torch.tensor(labels), 0))[0].logits


def teaching(logits: list[list[float]], *, temperature: float = 1.0, seed: int = 0, **trust: object) -> Teaching:
    says = Says(logits)
    return Teaching(Tapped(says), Trusting(Trust.model_validate(trust), temperature=temperature, seed=seed))


def step_of(images: Tensor, labels: Tensor, step: int) -> Shown:
    """Pictures as a step shows them."""
    return Shown(step, images, labels, torch.arange(len(labels)), torch.zeros(len(labels), dtype=torch.int64))


# Several teachers


@pytest.mark.parametrize(
    ("how", "shares"),
    [
        ("mean", [[0.5, 0.5], [0.5, 0.5]]),
        ("weighted", [[0.75, 0.75], [0.25, 0.25]]),
        ("confidence", [[0.7 / 1.2, 0.8 / 1.2], [0.5 / 1.2, 0.4 / 1.2]]),
    ],
)
def test_probabilities_are_joined_by_these_shares(how: Joint, shares: list[list[float]]) -> None:
    found = joined(ANSWERS, [3.0, 1.0], how).exp()
    for picture in range(2):
        for number in range(3):
            expected = sum(shares[teacher][picture] * ANSWERS[teacher, picture, number].item() for teacher in range(2))
            assert found[picture, number].item() == pytest.approx(expected, rel=1e-5)
    assert found.sum(dim=1).tolist() == pytest.approx([1.0, 1.0])


def test_a_class_that_nobody_believes_in_has_a_logarithm_all_the_same() -> None:
    sure = torch.tensor([[[1.0, 0.0]], [[1.0, 0.0]]])
    assert torch.isfinite(joined(sure, [1, 1], "mean")).all()


def test_joined_teachers_answer_with_the_mean_of_their_probabilities() -> None:
    teachers = [network(Ref(kind="mlp"), seed=seed) for seed in (0, 1)]
    both = Joined(teachers, [1.0, 1.0], "mean")
    images = torch.randint(0, 256, (4, 3, 16, 16), dtype=torch.uint8)
    with torch.no_grad():
        expected = sum(teacher(images).softmax(dim=1) for teacher in teachers) / 2
        assert torch.allclose(both(images).softmax(dim=1), expected, atol=1e-6)
    assert both.card.classes == CLASSES


# Trust


def test_who_is_not_doubted_is_believed_fully() -> None:
    assert believed(torch.randn(4, 3), Trust()) is None


def test_only_answers_above_the_threshold_are_heard() -> None:
    logits = torch.tensor([[3.0, 0.0, 0.0], [0.2, 0.1, 0.0], [0.0, 2.0, 0.0]])
    tops = [max(softmax(row)) for row in logits.tolist()]
    assert tops[0] > tops[2] > 0.7 > tops[1]
    found = believed(logits, Trust(threshold=0.7))
    assert found is not None
    assert found.tolist() == [1.0, 0.0, 1.0]
    weighed = believed(logits, Trust(threshold=0.7, weigh=True))
    assert weighed is not None
    assert weighed.tolist() == pytest.approx([tops[0], 0.0, tops[2]])
    only_weighed = believed(logits, Trust(weigh=True))
    assert only_weighed is not None
    assert only_weighed.tolist() == pytest.approx(tops)


def test_just_at_the_threshold_is_enough() -> None:
    found = believed(torch.tensor([[0.0, 0.0]]), Trust(threshold=0.5))
    assert found is not None
    assert found.tolist() == [1.0]


def test_swapping_exchanges_the_likeliest_logit_with_the_label_s() -> None:
    found = put_right([[3.0, 1.0, 2.0]] * 4, [0, 1, 2, -1], "swap")
    assert found.tolist() == [[3, 1, 2], [1, 3, 2], [2, 1, 3], [3, 1, 2]]


def test_mixing_adds_so_much_of_the_label_that_it_leads_by_a_fifth() -> None:
    rows = [[3.0, 1.0, 2.0], [-1.0, 5.0, 0.0], [0.5, 0.4, 0.3]]
    found = put_right(rows, [1, 0, 2], "mix").softmax(dim=1).tolist()
    for row, got, label in zip(rows, found, (1, 0, 2), strict=True):
        chances = softmax(row)
        top = max(range(3), key=chances.__getitem__)
        # (1 - s) * p_label + s - (1 - s) * p_top = 0.2, solved for s
        share = (0.2 + chances[top] - chances[label]) / (1 + chances[top] - chances[label])
        expected = [(1 - share) * chance + share * (number == label) for number, chance in enumerate(chances)]
        assert got == pytest.approx(expected, abs=1e-6)
        others = [value for number, value in enumerate(got) if number != label]
        assert got[label] - max(others) == pytest.approx(0.2, abs=1e-6)


@pytest.mark.parametrize("how", ["mix", "swap"])
def test_who_is_right_or_whose_label_is_hidden_is_not_corrected(how: str) -> None:
    rows = [[3.0, 1.0, 2.0], [0.0, 4.0, 1.0]]
    assert put_right(rows, [0, -1], how).tolist() == rows


def test_noise_is_decided_by_seed_and_step() -> None:
    like = torch.zeros(200, 50)
    first = noise(like, seed=1, step=7)
    assert torch.equal(noise(like, seed=1, step=7), first)
    assert not torch.equal(noise(like, seed=1, step=8), first)
    assert not torch.equal(noise(like, seed=2, step=7), first)
    assert first.mean().abs().item() < 0.05
    assert first.std().item() == pytest.approx(1.0, abs=0.05)


# All together


def test_a_teacher_s_answer_goes_through_calibration_correction_and_noise_in_this_order() -> None:
    said = [[4.0, 0.0, 0.0], [4.0, 0.0, 0.0], [0.0, 0.0, 2.0]]
    plain, trust = teaching(said, temperature=2.0)(step_of(IMAGES, LABELS, 0))
    assert plain.logits.tolist() == [[2, 0, 0], [2, 0, 0], [0, 0, 1]]
    assert trust is None
    swapped, _ = teaching(said, temperature=2.0, correct="swap")(step_of(IMAGES, LABELS, 0))
    assert swapped.logits.tolist() == [[2, 0, 0], [0, 2, 0], [0, 0, 1]]
    noisy, _ = teaching(said, temperature=2.0, correct="swap", noise=3.0, seed=5)(step_of(IMAGES, LABELS, 11))
    expected = swapped.logits + 3.0 * noise(swapped.logits, seed=5, step=11)
    assert torch.equal(noisy.logits, expected)
    _, sure = teaching(said, temperature=2.0, threshold=0.7)(step_of(IMAGES, LABELS, 0))
    assert sure is not None
    assert sure.tolist() == [1.0, 1.0, 0.0]


def test_nothing_of_a_teacher_can_be_learned() -> None:
    teacher = network(Ref(kind="mlp"), seed=0)
    asked = Teaching(Tapped(teacher, head="classifier"), Trusting(Trust(noise=1.0)))
    said, _ = asked(step_of(IMAGES, LABELS, 0))
    assert not said.logits.requires_grad
    assert said.embedding is not None
    assert not said.embedding.requires_grad


# Calibration


@pytest.mark.parametrize("temperature", [0.4, 1.0, 3.0])
def test_the_temperature_that_made_the_labels_is_found(temperature: float) -> None:
    generator = torch.Generator().manual_seed(0)
    honest = 2 * torch.randn(20_000, 6, generator=generator)
    labels = torch.multinomial(honest.softmax(dim=1), 1, generator=generator).squeeze(1)
    assert fitted_temperature(honest * temperature, labels) == pytest.approx(temperature, rel=0.05)


def test_the_temperature_stays_in_bounds() -> None:
    logits, labels = torch.tensor([[0.5, 0.0]]), torch.tensor([0])
    assert fitted_temperature(logits, labels) == pytest.approx(0.05, rel=0.05)
    assert fitted_temperature(logits, 1 - labels) == pytest.approx(20, rel=0.05)
