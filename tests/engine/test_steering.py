"""Dials that run along ramps, stay where a hand puts them, and are as a checkpoint says."""

from __future__ import annotations

import math

import pytest

from workbench.engine.objective import Dials
from workbench.engine.steering import LEAST_TEMPERATURE, Steering, ramped
from workbench.recipes import Adjustment, CosineRamp, Hold, LinearRamp, Ramp, StepRamp
from workbench.recipes.requests import Adjust


def dials(**changes: float) -> Dials:
    given = {"temperature": 4.0, "alpha": 0.2, "learning_rate": 0.1} | changes
    return Dials(**given, weights={"kd": 2.0, "at": 1000.0})


@pytest.mark.parametrize(
    ("ramp", "values"),
    [
        (Hold(), {0.0: 4, 0.5: 4, 1.0: 4}),
        (LinearRamp(to=1.0), {0.0: 4, 0.25: 3.25, 0.5: 2.5, 1.0: 1}),
        (LinearRamp(to=8.0, start=0.25, end=0.75), {0.0: 4, 0.25: 4, 0.375: 5, 0.5: 6, 0.75: 8, 1.0: 8}),
        (CosineRamp(to=0.0), {0.0: 4, 1 / 3: 3, 0.5: 2, 2 / 3: 1, 1.0: 0}),
        (CosineRamp(to=0.0, start=0.5), {0.5: 4, 0.75: 2, 1.0: 0}),
        (StepRamp(milestones=(0.5, 0.75), factor=0.1), {0.49: 4, 0.5: 0.4, 0.74: 0.4, 0.75: 0.04, 1.0: 0.04}),
    ],
)
def test_a_ramp_gives_these_values(ramp: Ramp, values: dict[float, float]) -> None:
    for progress, value in values.items():
        assert ramped(ramp, 4.0, progress) == pytest.approx(value)


def test_dials_follow_their_ramps_and_others_stay() -> None:
    steering = Steering(
        dials(),
        {"temperature": LinearRamp(to=1.0), "alpha": Hold(), "weights.at": StepRamp(milestones=(0.5,), factor=0.5)},
    )
    steering.turn(0.5)
    assert steering.dials == Dials(2.5, 0.2, 0.1, {"kd": 2.0, "at": 500.0})
    steering.turn(0.25)  # a resumed run may go back
    assert steering.dials == Dials(3.25, 0.2, 0.1, {"kd": 2.0, "at": 1000.0})


def test_ramps_never_leave_what_a_dial_can_be() -> None:
    steering = Steering(dials(), {"temperature": LinearRamp(to=0.0), "alpha": LinearRamp(to=3.0)})
    steering.turn(1.0)
    assert (steering.dials.temperature, steering.dials.alpha) == (LEAST_TEMPERATURE, 1.0)
    assert math.isfinite(1 / steering.dials.temperature)


def test_a_dial_that_was_moved_by_hand_stays_and_the_others_go_on() -> None:
    ramps = {name: LinearRamp(to=0.0) for name in ("temperature", "alpha", "weights.kd", "weights.at")}
    steering = Steering(dials(), ramps)
    assert steering.move(Adjust(temperature=7.0, weights={"at": 3.0})) == ("temperature", "weights.at")
    steering.turn(0.5)
    assert steering.dials == Dials(7.0, 0.1, 0.1, {"kd": 1.0, "at": 3.0})
    assert steering.by_hand == {"temperature", "weights.at"}


def test_weights_that_nothing_has_are_not_moved() -> None:
    steering = Steering(dials())
    assert steering.move(Adjust(weights={"dkd": 3.0}, learning_rate=0.5)) == ("learning_rate",)
    assert steering.dials == Dials(4.0, 0.2, 0.5, {"kd": 2.0, "at": 1000.0})


def test_a_replayed_adjustment_moves_as_the_hand_did() -> None:
    by_hand, replayed = Steering(dials()), Steering(dials())
    by_hand.move(Adjust(alpha=0.9, weights={"kd": 0.0}))
    replayed.move(Adjustment(phase="distilled/0", step=5, alpha=0.9, weights={"kd": 0.0}))
    assert by_hand.dials == replayed.dials
    assert by_hand.by_hand == replayed.by_hand


def test_a_checkpoint_brings_back_values_and_what_was_moved_but_the_ramps_begin_where_the_recipe_does() -> None:
    ramps = {"temperature": LinearRamp(to=0.0), "alpha": LinearRamp(to=1.0)}
    before = Steering(dials(), ramps)
    before.move(Adjust(alpha=0.6))
    before.turn(0.5)
    after = Steering(dials(), ramps)
    after.restore(Dials(2.0, 0.6, 0.1, {"kd": 9.0, "gone": 1.0}), ["alpha"])
    assert after.dials == Dials(2.0, 0.6, 0.1, {"kd": 9.0, "at": 1000.0})
    for steering in (before, after):
        steering.turn(0.75)
        assert (steering.dials.temperature, steering.dials.alpha) == (1.0, 0.6)


def test_the_dials_that_were_given_are_the_ones_that_move() -> None:
    given = dials()
    steering = Steering(given, {"temperature": LinearRamp(to=1.0)})
    steering.turn(1.0)
    steering.restore(dials(alpha=0.7), ())
    assert given is steering.dials
    assert given.alpha == 0.7
