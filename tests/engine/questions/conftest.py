"""One finished run that every question may be asked about; nobody writes to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.conftest import QUICK, TINY, Desk, distil_recipe
from workbench.engine.latency import Latency
from workbench.events import Answered, JobEnded
from workbench.recipes.requests import AnyQuestion
from workbench.runs import RunFolder

Ask = Callable[[AnyQuestion], dict[str, Any]]


@pytest.fixture(scope="session")
def finished_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with one finished distillation, its costs not measured."""
    known = Latency(median_ms=1.0, p90_ms=2.0, runs=50, machine="not measured in this test")
    desk = Desk(tmp_path_factory.mktemp("finished") / "runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.engine.evaluate.latency", lambda model, *, check: known)
        teacher = {"kind": "train", "model": TINY.model_dump(), "schedule": {**QUICK.model_dump(), "epochs": 8}}
        desk.trained(distil_recipe(name="Known", student={"kind": "mlp"}, teacher=teacher))
    return desk


@pytest.fixture(scope="session")
def finished(finished_desk: Desk) -> RunFolder:
    """Its run: a small convolutional teacher, two perceptrons, seed 0."""
    return finished_desk.newest()


@pytest.fixture(scope="session")
def ask(finished_desk: Desk) -> Ask:
    """The answer to a question that can be answered."""

    def asked(question: AnyQuestion) -> dict[str, Any]:
        ended = finished_desk.ask(question)
        assert ended.outcome == "finished", ended
        return finished_desk.of(Answered)[-1].answer

    return asked


@pytest.fixture(scope="session")
def refused(finished_desk: Desk) -> Callable[[AnyQuestion], JobEnded]:
    """How a question ends that cannot be answered: told in plain words."""

    def asked(question: AnyQuestion) -> JobEnded:
        ended = finished_desk.ask(question)
        assert ended.outcome == "failed"
        assert not ended.details, ended.details
        return ended

    return asked
