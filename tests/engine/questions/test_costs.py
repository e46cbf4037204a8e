"""What networks cost, asked without timing any of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from workbench.engine.questions import Asking, answer
from workbench.recipes import Ref
from workbench.recipes.requests import Time
from workbench.runs import RunStore


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    asking = Asking(RunStore(tmp_path / "runs"), lambda progress: None, lambda: None)

    def asked(*networks: Ref, **wanted: Any) -> list[dict[str, Any]]:
        question = Time(runs="runs", networks=networks, shape=(1, 8, 8), classes=10, **wanted)
        found: list[dict[str, Any]] = answer(question, asking)["times"]
        return found

    return asked


def test_costs_are_told_without_measuring_any_time(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.engine.questions.time.latency", None)  # would fail if it were called
    (told,) = ask(Ref(kind="mlp", params={"hidden": [16]}), timed=False)
    weights = 64 * 16 + 16 + 16 * 10 + 10
    layers = torch.nn.Sequential(torch.nn.Linear(64, 16), torch.nn.Linear(16, 10))
    assert told["parameters"] == weights == sum(weight.numel() for weight in layers.parameters())
    assert told["flops"] == 2 * (64 * 16 + 16 * 10)
    assert 4 * weights < told["bytes"] < 4 * weights + 1000
    assert "median_ms" not in told


def test_a_network_that_cannot_be_timed_still_has_its_costs(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: Any, **__: Any) -> None:
        raise RuntimeError("no such operator\nmore of it")

    monkeypatch.setattr("workbench.engine.questions.time.latency", refuses)
    small, unknown = ask(Ref(kind="mlp"), Ref(kind="mpl"))
    assert small["parameters"] > 0
    assert small["problem"].endswith("no such operator")
    assert "Did you mean 'mlp'?" in unknown["problem"]


def test_a_timed_network_has_its_costs_too(ask: Any) -> None:
    (told,) = ask(Ref(kind="mlp"))
    assert told["parameters"] > 0
    assert 0 < told["median_ms"] <= told["p90_ms"]
    assert "1 thread" in told["machine"]
