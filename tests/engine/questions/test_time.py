"""Times are measured for each network, and a network that cannot be timed keeps nobody from theirs."""

from __future__ import annotations

import pytest

from tests.engine.conftest import TINY
from tests.engine.questions.conftest import Ask
from workbench.engine.latency import Latency, processor
from workbench.engine.model import Classifier
from workbench.recipes import Ref
from workbench.recipes.requests import Time


def test_each_network_has_its_time_or_its_problem(ask: Ask) -> None:
    unknown, wrong = Ref(kind="small_cn"), Ref(kind="mlp", params={"hidden": [-1]})
    found = ask(Time(runs="", networks=(unknown, wrong, TINY), shape=(1, 8, 8), classes=10))["times"]
    misspelt, negative, tiny = found
    assert 0 < tiny["median_ms"] <= tiny["p90_ms"]
    assert tiny["runs"] >= 50
    assert tiny["machine"] == f"{processor()}, 1 thread"
    assert misspelt == {"problem": "There is no architecture called 'small_cn'. Did you mean 'small_cnn'?"}
    assert list(negative) == ["problem"]
    assert "-1" in negative["problem"]


def test_a_network_that_torch_refuses_keeps_the_others_times(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(model: Classifier, *, check: object) -> Latency:
        if model.card.architecture.kind == "mlp":
            raise RuntimeError("mat1 and mat2 shapes cannot be multiplied\nat length")
        return Latency(median_ms=1.0, p90_ms=2.0, runs=50, machine="none")

    monkeypatch.setattr("workbench.engine.questions.time.latency", refuse)
    question = Time(runs="", networks=(Ref(kind="mlp"), TINY), shape=(1, 8, 8), classes=10)
    first, second = ask(question)["times"]
    assert first["problem"].endswith("take such pictures: mat1 and mat2 shapes cannot be multiplied")
    assert second["median_ms"] == 1.0
