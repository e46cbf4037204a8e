"""The time for one picture is measured, not estimated."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.engine.export.samples import untrained
from workbench.engine import latency as module
from workbench.engine.control import Stopped
from workbench.engine.latency import latency, processor
from workbench.engine.model import Classifier
from workbench.recipes import Ref


class Clock:
    """Advances by what the next run is said to take."""

    def __init__(self, milliseconds: list[float]) -> None:
        self.now, self.slower = 0.0, 1.0
        self._takes = iter(milliseconds)

    def run(self, session: object, pictures: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
        assert pictures.shape == (1, 1, 8, 8)
        self.now += self.slower * next(self._takes) / 1e3

    def perf_counter(self) -> float:
        return self.now

    def perf_counter_ns(self) -> int:
        return round(self.now * 1e9)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock whose runs take 1, 2 … 999 ms, after two warm-ups of half a second."""
    clock = Clock([500.0, 500.0, *map(float, range(1, 1000))])
    monkeypatch.setattr(module, "onnx_bytes", lambda model: b"")
    monkeypatch.setattr(module, "open_session", lambda content: None)
    monkeypatch.setattr(module, "run", clock.run)
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_a_real_network_takes_some_time(model: Classifier) -> None:
    before = time.perf_counter()
    found = latency(model, runs=60, warmups=5)
    elapsed = (time.perf_counter() - before) * 1e3
    assert 0 < found.median_ms <= found.p90_ms
    assert found.runs == 60
    assert found.median_ms * 30 < elapsed
    assert found.machine == f"{processor()}, 1 thread"


@pytest.mark.slow
def test_a_network_with_more_work_takes_longer() -> None:
    small = latency(untrained(), runs=50)
    large = latency(untrained(Ref(kind="small_cnn", params={"channels": [256, 256]})), runs=50)
    assert large.median_ms > 3 * small.median_ms


def test_median_and_ninth_tenth_are_those_of_the_timed_runs(scripted: Clock) -> None:
    found = latency(untrained(), runs=50, warmups=2)
    assert found.runs == 50
    assert found.median_ms == pytest.approx(25.5)
    assert found.p90_ms == pytest.approx(45)


def test_slow_networks_are_timed_for_two_seconds(scripted: Clock) -> None:
    assert latency(untrained(), runs=200, warmups=2).runs == 63  # 1 + … + 63 ms = 2.016 s


def test_very_slow_networks_are_timed_fifty_times_all_the_same(scripted: Clock) -> None:
    scripted.slower = 3.0
    assert latency(untrained(), runs=200, warmups=2).runs == 50  # 3 + … + 150 ms = 3.825 s


def test_stopping_ends_the_measurement(scripted: Clock) -> None:
    calls = iter(range(10))

    def stop() -> None:
        if next(calls) == 5:
            raise Stopped

    with pytest.raises(Stopped):
        latency(untrained(), check=stop)


def test_the_processor_has_a_name() -> None:
    assert processor().strip()
    assert "\n" not in processor()
