"""A run with a second teacher and two assistants: what is measured, told and asked of it."""

from __future__ import annotations

import pytest

from tests.engine.conftest import QUICK, TINY, Desk, distil_recipe
from tests.engine.questions.test_report import Page
from workbench.engine.latency import Latency
from workbench.events import Answered, PhaseFinished
from workbench.recipes.requests import Predict, WriteReport
from workbench.runs import RunFolder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """With one such run; costs are not measured."""
    known = Latency(median_ms=1.0, p90_ms=2.0, runs=50, machine="not measured in this test")
    made = Desk(tmp_path_factory.mktemp("chain") / "runs")
    network = {"kind": "mlp", "params": {"hidden": [8]}}
    quick = QUICK.model_dump()
    recipe = distil_recipe(
        name="Chain",
        student=network,
        teacher={"kind": "train", "model": TINY.model_dump(), "schedule": quick},
        co_teachers=[{"teacher": {"kind": "train", "model": network, "schedule": quick}, "weight": 2.0}],
        assistants=[TINY.model_dump(), network],
        trust={"join": "weighted"},
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.engine.evaluate.latency", lambda model, *, check: known)
        made.trained(recipe)
    return made


@pytest.fixture(scope="module")
def run(desk: Desk) -> RunFolder:
    return desk.newest()


def test_every_network_of_the_chain_is_trained_in_its_order(desk: Desk) -> None:
    trained = [event.phase for event in desk.of(PhaseFinished)]
    assert trained == ["teacher/0", "teacher/0/1", "assistant/0/1", "assistant/0/2", "distilled/0", "plain/0"]


def test_only_who_matters_in_the_end_is_measured(run: RunFolder) -> None:
    results = run.results()
    assert results is not None
    roles = [network["role"] for network in results["networks"]]
    assert sorted(roles) == ["distilled", "plain", "teacher"]


def test_the_report_tells_of_all_of_them(desk: Desk, run: RunFolder) -> None:
    ended = desk.ask(WriteReport(runs=str(desk.root), run=run.id))
    assert ended.outcome == "finished", ended
    told = Page((run.path / "report.html").read_text(encoding="utf-8"))
    assert "Teacher 2" in told.text
    assert "weight 2" in told.text
    assert "Assistant 1" in told.text
    legends = " ".join("".join(drawing.itertext()) for drawing in told.drawings)
    for name in ("Teacher, learning", "Teacher 2, learning", "Assistant 1", "Assistant 2", "Distilled student"):
        assert name in legends
    assert "assistant/0" not in told.text


def test_a_picture_is_answered_by_teacher_and_students(desk: Desk, run: RunFolder) -> None:
    ended = desk.ask(Predict(runs=str(desk.root), run=run.id, sample=0))
    assert ended.outcome == "finished", ended
    answer = desk.of(Answered)[-1].answer
    assert [network["role"] for network in answer["networks"]] == ["teacher", "distilled", "plain"]
