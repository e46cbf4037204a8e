"""Two momenta, against the steps worked out by hand."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from tests.engine.conftest import Desk, distil_recipe
from workbench.engine.dot import DistillationOriented
from workbench.events import StepsFinished
from workbench.recipes import Schedule


def stepped(spread: float, *, taught: bool) -> list[float]:
    """Where a weight is after each of three steps with gradient 1 of the labels and, if so, 2 of the teacher."""
    weight = nn.Parameter(torch.tensor(10.0, dtype=torch.float64))
    optimiser = DistillationOriented([weight], 0.1, momentum=0.9, spread=spread, weight_decay=0.01)
    found = []
    for _ in range(3):
        optimiser.zero_grad()
        if taught:
            optimiser.teach(2 * weight)
        weight.sum().backward()
        optimiser.step()
        found.append(weight.item())
    return found


def by_hand(labels: float, teacher: float, gradient: float) -> list[float]:
    where, one, two, found = 10.0, 0.0, 0.0, []
    for _ in range(3):
        one = labels * one + 1 + 0.01 * where
        two = teacher * two + gradient
        where -= 0.1 * (one + two)
        found.append(where)
    return found


def test_the_teacher_s_gradient_lasts_longer_than_that_of_the_labels() -> None:
    assert stepped(0.075, taught=True) == pytest.approx(by_hand(0.825, 0.975, 2.0))


def test_without_a_teacher_it_is_ordinary_descent() -> None:
    weight = nn.Parameter(torch.tensor(10.0, dtype=torch.float64))
    usual = torch.optim.SGD([weight], lr=0.1, momentum=0.9, weight_decay=0.01)
    found = []
    for _ in range(3):
        usual.zero_grad()
        weight.sum().backward()
        usual.step()
        found.append(weight.item())
    assert stepped(0.075, taught=False) == pytest.approx(found)


def test_a_student_learns_with_it(desk: Desk) -> None:
    schedule = Schedule.model_validate({"epochs": 3, "learning_rate": 0.05, "optimiser": {"kind": "dot"}})
    run = desk.trained(distil_recipe(schedule=schedule.model_dump(), twin=False))
    steps = [event for event in run.events() if isinstance(event, StepsFinished) and event.phase == "distilled/0"]
    losses = [sum(values) for event in steps for values in zip(*event.terms.values(), strict=True)]
    assert losses[-1] < losses[0] / 2
