"""The one look at the test pictures: every network is asked once, and what it said to each picture is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.conftest import Desk, distil_recipe, train_recipe
from workbench.engine.data import LoadContext, load
from workbench.engine.measure import answers
from workbench.engine.training import Training
from workbench.events import Evaluated
from workbench.places import cache
from workbench.recipes import Evaluate, Role, TeacherRun
from workbench.runs import RunFolder
from workbench.runs.predictions import FILE, Predictions
from workbench.runs.predictions import load as load_predictions

Calls = list[str]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """One word for each time that a network is asked about the test pictures."""
    calls: Calls = []

    def spy(model: Any, part: Any, **others: Any) -> Any:
        calls.append(model.card.architecture.kind)
        return answers(model, part, **others)

    earlier = Training.answers_of_teacher

    def spy_on_earlier(training: Training, seed: int) -> Any:
        found = training.teacher_of(seed)
        assert found is not None
        calls.append(found.card.architecture.kind)
        return earlier(training, seed)

    monkeypatch.setattr("workbench.engine.evaluate.answers", spy)
    monkeypatch.setattr(Training, "answers_of_teacher", spy_on_earlier)
    return calls


def kept(run: RunFolder) -> Predictions:
    return load_predictions(run.path / FILE)


def agrees_with_results(run: RunFolder) -> bool:
    """Whether every network of the results has the same confusion, counted from the single answers."""
    results, predictions = run.results(), kept(run)
    assert results is not None
    return bool(results["networks"]) and all(
        [list(row) for row in predictions.confusion(one["seed"], one["role"])] == one["confusion"]
        for one in results["networks"]
    )


def test_single_answers_add_up_to_the_results_and_no_network_is_asked_twice(desk: Desk, asked: Calls) -> None:
    run = desk.trained(distil_recipe(student={"kind": "mlp"}))
    assert sorted(asked) == ["mlp", "mlp", "small_cnn"]
    assert agrees_with_results(run)
    predictions = kept(run)
    assert set(predictions.roles(0)) == {"teacher", "distilled", "plain"}
    results = run.results()
    assert results is not None
    shares = {one["role"]: one["agreement"] for one in results["networks"]}
    students: tuple[Role, ...] = ("distilled", "plain")
    for role in students:
        agreeing = len(predictions.agree_with_teacher(0, role))
        assert agreeing / len(predictions.seeds[0].ids) == pytest.approx(shares[role])
    assert shares["teacher"] is None


def test_pictures_are_told_by_their_position_in_the_source(desk: Desk) -> None:
    run = desk.trained(train_recipe())
    (seed,) = kept(run).seeds
    pictures = load(run.recipe.data, LoadContext(cache(), desk.events.append, lambda: None))
    assert tuple(pictures.labels[list(seed.ids)].tolist()) == seed.labels
    assert len(set(seed.ids)) == 450
    assert all(0.1 <= sure <= 1 and sure == round(sure, 4) for sure in seed.networks["model/0"].confidence)


def test_an_earlier_teacher_is_asked_once_for_all_seeds_that_share_it(desk: Desk, asked: Calls) -> None:
    teacher = desk.trained(train_recipe(data=distil_recipe().data.model_dump(), model={"kind": "mlp"}))
    asked.clear()
    run = desk.trained(distil_recipe(teacher=TeacherRun(run=teacher.id).model_dump(), seeds=[0, 1]))
    assert asked.count("mlp") == 1
    results = run.results()
    assert results is not None
    assert [one["seed"] for one in results["networks"] if one["role"] == "teacher"] == [0]
    first, second = (one.networks[f"teacher/{one.seed}"] for one in kept(run).seeds)
    assert first == second
    assert first == kept(teacher).seeds[0].networks["model/0"]
    assert agrees_with_results(run)


def test_seeds_with_earlier_teachers_of_their_own_have_each_measured(desk: Desk) -> None:
    data = distil_recipe().data.model_dump()
    teacher = desk.trained(train_recipe(data=data, seeds=[0, 1]))
    run = desk.trained(distil_recipe(teacher=TeacherRun(run=teacher.id).model_dump(), seeds=[0, 1]))
    results = run.results()
    assert results is not None
    assert [one["seed"] for one in results["networks"] if one["role"] == "teacher"] == [0, 1]
    theirs, ours = kept(teacher), kept(run)
    for number, seed in enumerate(ours.seeds):
        assert seed.networks[f"teacher/{seed.seed}"] == theirs.seeds[number].networks[f"model/{seed.seed}"]


def test_a_run_of_an_older_workbench_is_evaluated_again_when_asked(desk: Desk, asked: Calls) -> None:
    run = desk.trained(train_recipe())
    before = kept(run)
    (run.path / FILE).unlink()
    assert desk.do(Evaluate(run=run.id)).outcome == "finished"
    assert kept(run) == before
    assert len(asked) == 2
    assert desk.do(Evaluate(run=run.id)).outcome == "finished"
    assert len(asked) == 2  # and then no more
    first, *others = desk.of(Evaluated)
    assert all(one.results["networks"] == first.results["networks"] for one in others)
