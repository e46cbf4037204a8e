"""Weights for an equal pull: gradients against those by hand, and what is told where nothing can be measured."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from tests.engine.conftest import Desk, distil_recipe, train_recipe
from workbench.engine.data import LoadContext, Split, Stream, load, split
from workbench.engine.methods.kd import soft_target_loss
from workbench.engine.model import Card, Classifier, load_model
from workbench.engine.registry import methods
from workbench.events import Answered
from workbench.places import cache
from workbench.recipes import Distil, TeacherRun
from workbench.recipes.requests import Balance
from workbench.runs import RunFolder


def balanced(desk: Desk, recipe: Distil | dict[str, Any], *, batches: int = 2) -> dict[str, Any]:
    raw = recipe if isinstance(recipe, dict) else recipe.model_dump(mode="json")
    ended = desk.ask(Balance(runs=str(desk.root), recipe=raw, batches=batches))
    assert ended.outcome == "finished", ended
    answer = desk.of(Answered)[-1].answer
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    return answer


def rows(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    assert answer["reason"] == ""
    return {row["name"]: row for row in answer["terms"]}


@pytest.fixture
def several(finished: RunFolder) -> Distil:
    """Several methods with the teacher of the run that is finished: kd with half of the loss, and two further ones."""
    recipe = finished.recipe
    assert isinstance(recipe, Distil)
    update = {
        "teacher": {"kind": "run", "run": str(finished.path), "role": "teacher"},
        "student": {"kind": "small_cnn", "params": {"channels": [4, 6], "hidden": None}},
        "method": {"kind": "kd", "weight": 3.0},
        "also": [{"kind": "mse", "weight": 0.5}, {"kind": "kd", "temperature": 1.0}],
        "alpha": 0.25,
    }
    return Distil.model_validate({**recipe.model_dump(), **update})


def parts(recipe: Distil) -> Split:
    return split(load(recipe.data, LoadContext(cache(), lambda _: None, lambda: None)), recipe.data, 0)


def norm(loss: Tensor, student: Classifier) -> float:
    """Of the gradient with respect to all weights, number by number."""
    gradients = torch.autograd.grad(loss, list(student.parameters()), retain_graph=True)
    return math.sqrt(sum(number**2 for gradient in gradients for number in gradient.flatten().tolist()))


def test_pulls_are_the_gradients_of_the_first_batch(finished_desk: Desk, several: Distil, finished: RunFolder) -> None:
    found = rows(balanced(finished_desk, several, batches=1))
    divided = parts(several)
    teacher = load_model(finished.model_folder("teacher/0"))
    card = Card(
        architecture=several.student, shape=(1, 8, 8), classes=divided.classes, mean=divided.mean, std=divided.std
    )
    torch.manual_seed(0)
    student = Classifier(card).train()
    ids = Stream(len(divided.train.labels), several.schedule.batch_size, 0).batch(0)
    images, labels = divided.train.images[ids], divided.train.labels[ids]
    with torch.no_grad():
        taught = teacher(images)
    answer = student(images)
    known = labels >= 0
    assert 0 < known.sum() < len(labels)
    by_hand = {
        "labels": functional.cross_entropy(answer[known], labels[known]),
        "kd": soft_target_loss(answer, taught, temperature=several.temperature),
        "kd_2": soft_target_loss(answer, taught, temperature=1.0),
    }
    for name, loss in by_hand.items():
        assert found[name]["pull"] == pytest.approx(norm(loss, student), rel=1e-3), name


def test_proposed_weights_pull_as_hard_as_the_method_does_under_its_own(finished_desk: Desk, several: Distil) -> None:
    found = rows(balanced(finished_desk, several))
    strength = (1 - 0.25) * 3.0 * found["kd"]["pull"]
    for name in ("mse", "kd_2"):
        assert found[name]["proposed"] * found[name]["pull"] == pytest.approx(strength, rel=5e-3)
        assert found[name]["proposed"] == float(f"{found[name]['proposed']:.3g}")
        assert found[name]["reason"] == ""
    assert [(row["name"], row["path"], row["weight"], row["proposed"]) for row in list(found.values())[:2]] == [
        ("labels", "", 0.25, None),
        ("kd", "method.weight", 3.0, 3.0),
    ]
    assert [(found[name]["path"], found[name]["weight"]) for name in ("mse", "kd_2")] == [
        ("also.0.weight", 0.5),
        ("also.1.weight", 1.0),
    ]


def test_beside_labels_alone_the_methods_pull_as_hard_as_these(finished_desk: Desk, several: Distil) -> None:
    found = rows(balanced(finished_desk, several.model_copy(update={"method": several.method.model_copy(update={
        "kind": "labels", "weight": None})})))  # fmt: skip
    assert list(found) == ["labels", "mse", "kd"]
    assert found["labels"]["path"] == "method.weight"
    assert found["kd"]["proposed"] * found["kd"]["pull"] == pytest.approx(found["labels"]["pull"], rel=5e-3)


def test_a_pull_is_the_mean_over_the_batches(finished_desk: Desk, several: Distil) -> None:
    found = [rows(balanced(finished_desk, several, batches=count))["kd"]["pull"] for count in (1, 2, 3)]
    assert len(set(found)) == 3
    assert max(found) < 1.5 * min(found)  # a sum would be three times as large


def test_it_is_the_same_every_time_and_writes_nothing(
    finished_desk: Desk, several: Distil, finished: RunFolder
) -> None:
    before = {path: path.stat().st_mtime_ns for path in finished.path.rglob("*")}
    told = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        told.append(balanced(finished_desk, several))
    assert told[0] == told[1]
    assert told[0]["batches"] == 2
    assert {path: path.stat().st_mtime_ns for path in finished.path.rglob("*")} == before


def test_every_method_that_can_be_one_of_several_can_be_balanced(finished_desk: Desk, several: Distil) -> None:
    recipe = several.model_dump(mode="json") | {"schedule": {"epochs": 100, "batch_size": 16}}
    measured = {}
    for entry in methods:
        if not entry.make.uses_alpha:
            continue
        found = balanced(finished_desk, {**recipe, "also": [{"kind": entry.name}]}, batches=1)
        if found["reason"].startswith("also.0: "):  # it cannot run on this pair
            continue
        row = found["terms"][-1]
        assert row["pull"] is not None, row
        assert row["reason"] or row["proposed"] > 0, row
        measured[entry.name] = row["pull"]
    assert set(measured) >= {"kd", "dkd", "dist", "at", "sp", "rkd"}
    assert measured["dkd"] > 0  # though in a run it begins with nothing


def test_what_does_not_pull_or_pulls_beyond_all_numbers_has_no_proposal_but_a_reason(
    finished_desk: Desk, several: Distil, monkeypatch: pytest.MonkeyPatch
) -> None:
    mse = methods.get("mse").make
    says = {"nothing": 0.0, "too much": math.inf, "little": 1e-12}
    told = {}
    for what, factor in says.items():
        monkeypatch.setattr(
            mse, "forward", lambda self, lesson, by=factor: {"teacher": lesson.student.logits.square().sum() * by}
        )
        told[what] = rows(balanced(finished_desk, several))["mse"]
    assert {what: row["proposed"] for what, row in told.items()} == dict.fromkeys(says)
    assert "does not pull at the student" in told["nothing"]["reason"]
    assert (told["too much"]["pull"], "not a number" in told["too much"]["reason"]) == (None, True)
    assert "it would need a weight of" in told["little"]["reason"]


def test_with_the_labels_alone_there_is_nothing_to_be_as_strong_as(finished_desk: Desk, several: Distil) -> None:
    found = rows(balanced(finished_desk, several.model_copy(update={"alpha": 1.0})))
    assert found["mse"]["proposed"] is None
    assert "nothing to be as strong as" in found["mse"]["reason"]


# Who is asked


def test_a_teacher_yet_to_be_trained_is_the_same_network_of_an_earlier_run(
    finished_desk: Desk, finished: RunFolder, several: Distil
) -> None:
    assert isinstance(finished.recipe, Distil)
    own = several.model_copy(update={"teacher": finished.recipe.teacher})
    told, named = balanced(finished_desk, own), balanced(finished_desk, several)
    assert told["terms"] == named["terms"]
    assert "The same network, trained on the same data" in told["teacher"]
    assert "The teacher that the recipe names" in named["teacher"]


def test_without_such_a_network_there_is_nothing_to_measure_with(desk: Desk) -> None:
    told = balanced(desk, distil_recipe())
    assert told["terms"] == []
    assert told["reason"] == (
        "The teacher (Small CNN) is not trained yet, and no earlier run has it. Start the run once, then balance."
    )


def test_a_loss_that_needs_no_teacher_needs_none(desk: Desk) -> None:
    recipe = distil_recipe(method={"kind": "label_smoothing"}, also=[])
    assert rows(balanced(desk, recipe))["label_smoothing"]["pull"] > 0


def test_several_teachers_and_all_kinds_of_trust_are_asked_as_in_the_run(
    finished_desk: Desk, several: Distil, finished: RunFolder
) -> None:
    other = {"teacher": {"kind": "run", "run": str(finished.path), "role": "plain"}, "weight": 2}
    plain = rows(balanced(finished_desk, several))["kd"]["pull"]
    joined = several.model_dump(mode="json") | {"co_teachers": [other], "also": []}
    trusts: list[dict[str, Any]] = [{}, {"calibrate": True}, {"threshold": 0.9}, {"noise": 5}, {"correct": "swap"}]
    pulls = [rows(balanced(finished_desk, {**joined, "trust": trust}))["kd"]["pull"] for trust in trusts]
    assert len({plain, *pulls}) == 1 + len(trusts)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"student": {"kind": "mystery"}}, "student.kind: There is no architecture called 'mystery'"),
        ({"temperature": -1}, "temperature"),
        ({"teacher": {"kind": "run", "run": "gone"}}, "There is no run 'gone'"),
        ({"student": {"kind": "mlp"}, "also": [{"kind": "at"}]}, "no feature maps"),
        ({"assistants": [{"kind": "mlp"}]}, "learns from an assistant"),
    ],
)
def test_a_wrong_recipe_is_no_failure(
    finished_desk: Desk, several: Distil, change: dict[str, Any], reason: str
) -> None:
    told = balanced(finished_desk, {**several.model_dump(mode="json"), **change})
    assert (told["terms"], told["batches"]) == ([], 0)
    assert reason in told["reason"]


def test_a_recipe_without_methods_says_so(desk: Desk) -> None:
    assert "has no methods to balance" in balanced(desk, train_recipe().model_dump(mode="json"))["reason"]


def test_a_damaged_teacher_is_told(several: Distil, finished: RunFolder, tmp_path: Path, desk: Desk) -> None:
    copy = tmp_path / finished.id
    shutil.copytree(finished.path, copy)
    (copy / "models" / "teacher-0" / "weights.safetensors").write_bytes(b"nonsense")
    recipe = several.model_copy(update={"teacher": TeacherRun(run=str(copy), role="teacher")})
    assert "is damaged" in balanced(desk, recipe)["reason"]


@pytest.mark.usefixtures("home")
def test_pictures_that_are_not_here_are_not_downloaded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.engine.datasets.mnist.fetch", pytest.fail)
    told = balanced(desk, distil_recipe(data={"source": {"kind": "mnist"}}))
    assert "Starting a run downloads them: MNIST" in told["reason"]
