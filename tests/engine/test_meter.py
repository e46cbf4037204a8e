"""What is measured of a step while it is trained, against numbers worked out by hand."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from workbench.engine.meter import Meter


def step_of(meter: Meter, terms: dict[str, Tensor], *, logits: Tensor, labels: list[int]) -> None:
    meter.add(tuple(terms), torch.stack(tuple(terms.values())).detach(), logits, torch.tensor(labels), 0.1)


def some_terms(weights: list[nn.Parameter], **slopes: list[float]) -> dict[str, Tensor]:
    """Terms whose gradients are the given numbers, one for each weight."""
    return {name: torch.stack([w * s for w, s in zip(weights, by, strict=True)]).sum() for name, by in slopes.items()}


LOGITS = torch.tensor([[1.0, 2.0], [2.0, 1.0], [0.0, 5.0]])


def mix_of(**slopes: list[float]) -> dict[int, dict[str, float]]:
    weights = [nn.Parameter(torch.ones(())), nn.Parameter(torch.ones(()))]
    terms, meter = some_terms(weights, **slopes), Meter()
    meter.weigh(7, terms, weights)
    step_of(meter, terms, logits=LOGITS, labels=[0, 0, 0])
    reading = meter.read()
    assert reading is not None
    return reading.mixes


def test_the_mix_is_each_gradient_s_length_as_a_share_of_all() -> None:
    assert mix_of(labels=[3.0, -4.0], teacher=[0.0, 15.0]) == {7: pytest.approx({"labels": 0.25, "teacher": 0.75})}


def test_a_term_that_does_not_pull_has_no_share() -> None:
    assert mix_of(labels=[0.0, 0.0], teacher=[1.0, 0.0]) == {7: {"labels": 0.0, "teacher": 1.0}}


@pytest.mark.parametrize("slope", [0.0, float("nan"), float("inf")])
def test_where_nothing_or_no_number_pulls_there_is_no_mix(slope: float) -> None:
    assert mix_of(labels=[slope, 0.0], teacher=[0.0, 0.0]) == {}


def test_a_term_without_gradient_or_a_weight_without_use_is_no_fault() -> None:
    weights = [nn.Parameter(torch.ones(())), nn.Parameter(torch.ones(()))]
    terms, meter = {"labels": 2 * weights[0], "constant": torch.ones(())}, Meter()
    meter.weigh(1, terms, weights)
    step_of(meter, terms, logits=LOGITS, labels=[0, 0, 0])
    reading = meter.read()
    assert reading is not None
    assert reading.mixes == {1: {"labels": 1.0, "constant": 0.0}}


def test_only_pictures_with_a_label_are_counted() -> None:
    meter, terms = Meter(), {"labels": torch.ones(())}
    step_of(meter, terms, logits=LOGITS, labels=[1, 1, -1])
    step_of(meter, terms, logits=LOGITS, labels=[-1, 0, 1])
    reading = meter.read()
    assert reading is not None
    assert (reading.steps, reading.right, reading.labelled) == (2, 3, 4)
    assert meter.read() is None
