"""What is measured of a step while it is trained, against numbers worked out by hand."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from tests.engine.late_clock import LateClock
from workbench.engine.meter import Meter
from workbench.engine.moments import clock_of


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


def test_a_reading_says_the_last_rate_and_leaves_nothing_for_later() -> None:
    meter = Meter()
    for number in range(3):
        meter.add(("labels",), torch.tensor([0.5]), LOGITS, torch.tensor([0, 0, 0]), 0.1 / (number + 1))
    reading = meter.read()
    assert reading is not None
    assert (reading.rate, reading.later, reading.steps) == (0.1 / 3, 0, 3)


def late_meter() -> tuple[Meter, LateClock]:
    clock = LateClock()
    meter = Meter(clock)
    clock.catch_up()
    return meter, clock


def labelled_step(meter: Meter, loss: float) -> None:
    step_of(meter, {"labels": torch.tensor(loss)}, logits=LOGITS, labels=[1, 0, -1])


def test_nothing_is_read_before_the_device_has_come_to_it() -> None:
    meter, clock = late_meter()
    labelled_step(meter, 1.0)
    assert meter.read() is None
    labelled_step(meter, 2.0)
    labelled_step(meter, 3.0)
    assert meter.read() is None
    clock.catch_up()
    first = meter.read()
    assert first is not None
    assert (first.terms, first.right, first.labelled, first.later) == ({"labels": [1.0]}, 2, 2, 2)
    clock.catch_up()
    rest = meter.read()
    assert rest is not None
    assert (rest.terms, rest.right, rest.labelled, rest.later) == ({"labels": [2.0, 3.0]}, 4, 4, 0)
    assert meter.read() is None


def test_who_waits_gets_all_steps_at_once_and_in_order() -> None:
    meter, _ = late_meter()
    weights = [nn.Parameter(torch.ones(()))]
    for number in range(4):
        meter.weigh(number + 1, {"labels": 2 * weights[0]}, weights)
        labelled_step(meter, float(number))
        if number == 1:
            assert meter.read() is None
    reading = meter.read(wait=True)
    assert reading is not None
    assert (reading.steps, reading.terms, reading.right, reading.later) == (4, {"labels": [0.0, 1.0, 2.0, 3.0]}, 8, 0)
    assert reading.mixes == {number: {"labels": 1.0} for number in (1, 2, 3, 4)}
    assert meter.read(wait=True) is None


@given(st.lists(st.sampled_from(["step", "read", "wait", "catch up", "skip"]), max_size=40))
def test_every_step_is_in_one_reading_whenever_one_reads(deeds: list[str]) -> None:
    meter, clock = late_meter()
    done, read = 0, list[float]()
    for deed in [*deeds, "wait"]:
        if deed == "step":
            labelled_step(meter, float(done))
            done += 1
        elif deed == "catch up":
            clock.catch_up()
        elif deed == "skip":
            meter.skip_time()
        elif reading := meter.read(wait=deed == "wait"):
            read += reading.terms["labels"]
            assert reading.later == done - len(read)
            assert (reading.right, reading.labelled) == (2 * reading.steps, 2 * reading.steps)
    assert read == [float(number) for number in range(done)]


def test_the_pace_is_the_device_s_own() -> None:
    meter, clock = late_meter()
    clock.now = 10.0
    clock.catch_up()
    meter.skip_time()  # validation took ten seconds
    clock.catch_up()
    labelled_step(meter, 1.0)
    labelled_step(meter, 1.0)
    assert meter.read() is None
    clock.now = 10.5
    clock.catch_up()
    reading = meter.read()
    assert reading is not None
    assert reading.images_per_second == pytest.approx(6 / 0.5)


def test_how_long_steps_take_is_told_without_waiting_once_the_device_has_done_them() -> None:
    meter, clock = late_meter()
    cpu, told = torch.device("cpu"), []
    for number in range(8):
        labelled_step(meter, 1.0)
        told.append(meter.short_steps(0.2, cpu))
        if number >= 2:  # two steps behind
            clock.now += 0.3 if number < 6 else 0.1
            clock.catch_up(1)
    assert told == [False] * 7 + [True]


def test_on_the_cpu_the_fourth_short_step_is_known_as_one() -> None:
    meter, cpu = Meter(), torch.device("cpu")
    told = []
    for _ in range(5):
        labelled_step(meter, 1.0)
        told.append((meter.short_steps(60.0, cpu), meter.short_steps(0.0, cpu)))
    assert told == [(False, False)] * 3 + [(True, False)] * 2


def test_on_a_gpu_neither_steps_nor_readings_wait_for_it(gpu: str) -> None:
    device = torch.device(gpu)
    meter, logits = Meter(clock_of(device)), LOGITS.to(device)
    labels, read = torch.tensor([1, 0, -1], device=device), list[float]()
    labelled = [torch.tensor([float(number)], device=device) for number in range(200)]
    torch.cuda.set_sync_debug_mode("error")
    try:
        for losses in labelled:
            meter.add(("labels",), losses, logits, labels, 0.1)
            meter.short_steps(0.2, device)
            if reading := meter.read():
                read += reading.terms["labels"]
    finally:
        torch.cuda.set_sync_debug_mode("default")
    if rest := meter.read(wait=True):
        read += rest.terms["labels"]
    assert read == [float(number) for number in range(200)]
