"""Advice before training: what runs on the pair, what a trained teacher is worth, and whether the sizes suit."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor

from tests.engine.conftest import Desk, distil_recipe, train_recipe
from workbench.engine.data import LoadContext, load, split
from workbench.engine.examine import Examined, examine
from workbench.engine.gap import Sized, gap, sized
from workbench.engine.model import load_model
from workbench.engine.objective import Unsuited
from workbench.engine.questions import advise
from workbench.engine.registry import methods
from workbench.events import Answered
from workbench.places import cache as downloads
from workbench.recipes import Distil, Ref, TeacherRun
from workbench.recipes.requests import Advise
from workbench.runs import RunFolder

SHAPE = (3, 32, 32)
Spoil = Callable[[dict[str, Tensor], dict[str, Any]], None]


def advised(desk: Desk, recipe: Distil | dict[str, Any]) -> dict[str, Any]:
    raw = recipe if isinstance(recipe, dict) else recipe.model_dump(mode="json")
    ended = desk.ask(Advise(runs=str(desk.root), recipe=raw))
    assert ended.outcome == "finished", ended
    answer = desk.of(Answered)[-1].answer
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    return answer


@pytest.fixture
def known(finished: RunFolder) -> Distil:
    """Distil once more from the teacher of the run that is finished."""
    recipe = finished.recipe
    assert isinstance(recipe, Distil)
    return recipe.model_copy(update={"teacher": TeacherRun(run=str(finished.path), role="teacher")})


@pytest.fixture
def spoilt(known: Distil, finished: RunFolder, tmp_path: Path) -> Callable[[Spoil], Distil]:
    """The same with a copy of the teacher that something was done to: to its weights, or to its card."""

    def make(spoil: Spoil) -> Distil:
        copy = tmp_path / "spoilt" / finished.id
        shutil.copytree(finished.path, copy)
        folder = copy / "models" / "teacher-0"
        weights = load_file(folder / "weights.safetensors")
        card = json.loads((folder / "model.json").read_text())
        spoil(weights, card)
        save_file({name: value.contiguous() for name, value in weights.items()}, folder / "weights.safetensors")
        (folder / "model.json").write_text(json.dumps(card))
        return known.model_copy(update={"teacher": TeacherRun(run=str(copy), role="teacher")})

    return make


# The pair


def test_every_method_is_told_of_and_a_fully_connected_student_has_no_maps(desk: Desk) -> None:
    told = advised(desk, distil_recipe(student={"kind": "mlp"}))
    assert list(told["methods"]) == methods.names()
    assert told["reason"] == ""
    assert told["methods"]["kd"] == told["methods"]["labels"] == ""
    assert "no feature maps: it is fully connected" in told["methods"]["at"]
    between = distil_recipe(student={"kind": "resnet8"}, teacher={"kind": "train", "model": {"kind": "resnet14"}})
    assert not any(advised(desk, between)["methods"].values())


def test_a_method_that_breaks_on_the_pair_says_so_and_keeps_no_other_from_being_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(problem: Exception) -> Any:
        def init(*_: object) -> None:
            raise problem

        return init

    monkeypatch.setattr(methods.get("kd").make, "__init__", refuse(RuntimeError("sizes differ\nat length")))
    monkeypatch.setattr(methods.get("dkd").make, "__init__", refuse(Unsuited("It is Monday.", fix="Wait.")))
    told = advised(desk, distil_recipe())["methods"]
    assert told["kd"] == "It cannot be made for this pair: sizes differ"
    assert told["dkd"] == "It is Monday. Wait."
    assert told["labels"] == ""


def test_layers_are_told_in_the_order_of_computation(desk: Desk) -> None:
    layers = advised(desk, distil_recipe(student={"kind": "mlp", "params": {"hidden": [5]}}))["layers"]
    assert [(one["path"], one["shape"], one["activation"]) for one in layers["student"]] == [
        ("flatten", [64], ""),
        ("hidden1", [5], ""),
        ("relu1", [5], "relu1"),
        ("dropout1", [5], "relu1"),
        ("classifier", [10], ""),
    ]
    maps = {one["path"]: one["shape"] for one in layers["teacher"]}
    assert (maps["block1"], maps["block1.conv"]) == ([4, 4, 4], [4, 8, 8])


def test_the_layers_are_those_of_the_network_that_is_trained(desk: Desk) -> None:
    between = {"student": {"kind": "resnet8"}, "teacher": {"kind": "train", "model": {"kind": "resnet14"}}}
    for method, expected in {"kd": False, "simkd": True}.items():
        paths = [
            one["path"] for one in advised(desk, distil_recipe(**between, method={"kind": method}))["layers"]["student"]
        ]
        assert ("projector" in paths) is expected


def test_presets_are_those_of_the_pair_and_those_of_any(desk: Desk) -> None:
    student, teacher = {"kind": "resnet8x4"}, {"kind": "train", "model": {"kind": "resnet32x4"}}
    told = advised(desk, distil_recipe(student=student, teacher=teacher))["presets"]
    (kd,) = [one for one in told if one["method"] == "kd" and one["published"] == 73.33]
    assert kd["settings"] == {"method": {"kind": "kd"}, "alpha": 0.1, "temperature": 4.0}
    assert (kd["title"], kd["source"]) == ("Soft targets", "RepDistiller, last epoch")
    others = advised(desk, distil_recipe())["presets"]
    assert [one for one in others if one["method"] == "kd"] == []
    assert len(others) < len(told)


def test_what_would_be_copied_is_told(desk: Desk) -> None:
    recipe = distil_recipe(student={"kind": "resnet8"}, teacher={"kind": "train", "model": {"kind": "resnet14"}})
    first, second = advised(desk, recipe)["start"]
    assert first == "77,754 of the student's 77,754 weights come from the teacher."
    assert "stage1 (1 of 2)" in second


def test_with_assistants_the_last_of_them_is_the_one_who_teaches(desk: Desk) -> None:
    recipe = distil_recipe(
        student={"kind": "resnet8"},
        assistants=[{"kind": "mlp"}],
        teacher={"kind": "train", "model": {"kind": "resnet14"}},
    )
    told = advised(desk, recipe)
    assert [one["path"] for one in told["layers"]["teacher"]][-1] == "classifier"
    assert "no feature maps" in told["methods"]["at"]
    assert "the largest step from one network to the next" in told["gap"]["text"]


# The sizes


@cache
def size(kind: str) -> Sized:
    return sized(Ref(kind=kind), SHAPE, 100)


def test_sizes_are_those_of_the_literature() -> None:
    assert size("resnet32x4").parameters == 7_433_860
    assert size("resnet8x4").parameters == 1_233_540
    assert sized(Ref(kind="simkd_student"), SHAPE, 100).parameters > size("resnet8").parameters


@pytest.mark.parametrize(
    ("chain", "ratio", "level"),
    [
        (("resnet8x4", "resnet8x4"), 1.0, "small"),
        (("resnet32x4", "resnet8x4"), 6.026, "good"),
        (("resnet32x4", "resnet8"), 88.61, "large"),
        (("resnet110", "resnet20", "resnet8"), 20.7, "good"),
    ],
)
def test_the_largest_step_decides_whether_the_gap_is_good(chain: tuple[str, ...], ratio: float, level: str) -> None:
    found = gap([size(kind) for kind in chain], SHAPE, 100)
    assert found.ratio == pytest.approx(ratio, rel=1e-3)
    assert found.level == level
    assert "rule of thumb" in found.text


def test_an_assistant_is_of_the_family_and_near_the_geometric_mean() -> None:
    found = gap([size("resnet32x4"), size("resnet8")], SHAPE, 100)
    middle = math.sqrt(size("resnet32x4").parameters * size("resnet8").parameters)
    family = [f"resnet{depth}" for depth in (14, 20, 32, 44, 56, 110)] + ["resnet8x4"]
    nearest = min(family, key=lambda kind: abs(math.log(size(kind).parameters / middle)))
    assert nearest == "resnet56"
    assert f"such as ResNet-56 with {size(nearest).parameters:,} parameters" in found.text
    assert (found.assistant, found.parameters, found.place) == ("resnet56", size(nearest).parameters, 0)
    assert "Mirzadeh et al. 2020" in found.text


def test_where_the_family_has_nothing_between_the_size_is_told() -> None:
    found = gap([Sized(Ref(kind="vgg13"), 1_000_000), Sized(Ref(kind="vgg8"), 2_500)], SHAPE, 100)
    assert found.text.endswith("an assistant of about 50,000 parameters can help.")
    assert (found.assistant, found.parameters) == ("", 50_000)


def test_an_assistant_goes_where_the_step_is_largest() -> None:
    found = gap([size("resnet110"), size("resnet56"), Sized(Ref(kind="resnet8"), 3_000)], SHAPE, 100)
    assert (found.place, round(found.step)) == (1, round(size("resnet56").parameters / 3_000))


# The trained teacher


def test_a_trained_teacher_is_measured_on_the_validation_pictures(finished_desk: Desk, known: Distil) -> None:
    told = advised(finished_desk, known)["teacher"]
    teacher = load_model(finished_desk.newest().model_folder("teacher/0"))
    part = split(load(known.data, LoadContext(downloads(), lambda _: None, lambda: None)), known.data, 0).validation
    with torch.no_grad():
        logits = teacher(part.images)
    assert told["accuracy"] == pytest.approx((logits.argmax(dim=1) == part.labels).double().mean().item())
    assert (told["count"], told["title"], told["run"]) == (len(part.labels), "Small CNN", finished_desk.newest().id)
    losses = [F.cross_entropy(logits / (told["temperature"] * factor), part.labels).item() for factor in (0.9, 1, 1.1)]
    assert losses[1] == min(losses)
    assert 0 <= told["ece_after"] < 0.2


def test_at_most_two_thousand_pictures_are_asked_about_evenly(
    known: Distil, finished: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.engine.examine.MOST", 50)
    divided = split(load(known.data, LoadContext(downloads(), lambda _: None, lambda: None)), known.data, 0)
    found = examine(load_model(finished.model_folder("teacher/0")), divided, lambda: None)
    assert found.count == 50


def test_an_honest_teacher_is_not_blamed(finished_desk: Desk, known: Distil) -> None:
    told = advised(finished_desk, known)["teacher"]
    remarks = [one for one in told["remarks"] if "calibration" not in one]
    assert remarks == []


def scaled(factor: float) -> Spoil:
    def spoil(weights: dict[str, Tensor], _card: dict[str, Any]) -> None:
        for name in ("net.classifier.weight", "net.classifier.bias"):
            weights[name] = weights[name] * factor

    return spoil


def rolled(weights: dict[str, Tensor], _card: dict[str, Any]) -> None:
    for name in ("net.classifier.weight", "net.classifier.bias"):
        weights[name] = weights[name].roll(1, 0)


def dazzled(_weights: dict[str, Tensor], card: dict[str, Any]) -> None:
    card["mean"] = [card["mean"][0] + 0.3]


def broken(weights: dict[str, Tensor], _card: dict[str, Any]) -> None:
    weights["net.classifier.bias"][0] = math.nan


def reordered(_weights: dict[str, Tensor], card: dict[str, Any]) -> None:
    card["classes"] = card["classes"][::-1]


@pytest.mark.parametrize(
    ("spoil", "remark"),
    [
        (scaled(30), "It is surer than it is right"),
        (scaled(0.02), "It is less sure than it is right"),
        (scaled(0), "hardly better than always answering"),
        (rolled, "as if its classes were in another order"),
        (dazzled, "It expects pictures with mean"),
        (broken, "Its answers are not numbers"),
        (reordered, "knows the same classes in another order"),
    ],
)
def test_what_is_wrong_with_a_teacher_is_remarked(
    desk: Desk, spoilt: Callable[[Spoil], Distil], spoil: Spoil, remark: str
) -> None:
    told = advised(desk, spoilt(spoil))
    remarks = told["teacher"]["remarks"]
    assert any(remark in one for one in remarks), remarks
    assert told["methods"]["kd"] == ""
    if spoil in (broken, reordered):
        assert told["teacher"]["accuracy"] is None


def test_exchanged_classes_are_not_called_guessing(desk: Desk, spoilt: Callable[[Spoil], Distil]) -> None:
    remarks = advised(desk, spoilt(rolled))["teacher"]["remarks"]
    assert not any("hardly better" in one for one in remarks)


def test_a_teacher_that_has_seen_the_test_pictures_is_remarked(finished_desk: Desk, known: Distil) -> None:
    other = known.model_copy(update={"data": known.data.model_copy(update={"split_seed": 4})})
    remarks = advised(finished_desk, other)["teacher"]["remarks"]
    assert any("has seen pictures that this run would test on" in one for one in remarks)


def test_a_teacher_is_examined_once_while_nothing_about_it_changes(
    finished_desk: Desk, known: Distil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advise, "_kept", {})
    asked = []

    def counted(*given: Any) -> Examined:
        asked.append(given)
        return examine(*given)

    monkeypatch.setattr(advise, "examine", counted)
    first = advised(finished_desk, known)
    assert advised(finished_desk, known.model_copy(update={"temperature": 2.0})) == first
    assert len(asked) == 1
    advised(finished_desk, known.model_copy(update={"data": known.data.model_copy(update={"validation": 0.2})}))
    assert len(asked) == 2


# What is not known


def test_what_does_not_matter_may_be_wrong(desk: Desk) -> None:
    raw = {**distil_recipe().model_dump(mode="json"), "temperature": -1, "method": {"kind": "mystery"}, "extra": 1}
    told = advised(desk, raw)
    assert told["reason"] == ""
    assert told["methods"]["kd"] == ""
    assert told["gap"]["ratio"] == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"student": {"kind": "mystery"}}, "student.kind: There is no architecture called 'mystery'"),
        ({"teacher": {"kind": "run", "run": "gone"}}, "There is no run 'gone'"),
        ({"data": {"source": {"kind": "digit"}}}, "Did you mean 'digits'?"),
        ({"seeds": []}, "seeds"),
        ({"task": "train"}, "without a teacher"),
    ],
)
def test_a_wrong_recipe_is_no_failure(desk: Desk, change: dict[str, Any], reason: str) -> None:
    told = advised(desk, {**distil_recipe().model_dump(mode="json"), **change})
    assert reason in told["reason"]
    assert (told["methods"], told["teacher"], told["gap"], told["start"]) == ({}, None, None, [])


def test_another_task_has_no_advice(desk: Desk) -> None:
    assert "without a teacher" in advised(desk, train_recipe().model_dump(mode="json"))["reason"]


def test_a_network_that_cannot_be_built_leaves_the_sizes_and_presets_known(desk: Desk) -> None:
    told = advised(desk, distil_recipe(student={"kind": "mlp", "params": {"hidden": [0]}}))
    assert "student.params.hidden" in told["reason"]
    assert told["presets"]


@pytest.mark.usefixtures("home")
def test_pictures_that_are_not_here_keep_only_the_teacher_from_being_examined(
    desk: Desk, known: Distil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.engine.datasets.mnist.fetch", pytest.fail)
    raw = {**known.model_dump(mode="json"), "data": {"source": {"kind": "mnist"}}, "student": {"kind": "mlp"}}
    told = advised(desk, raw)
    assert "The teacher cannot be examined: the pictures are not on this computer (MNIST" in told["reason"]
    assert told["teacher"] is None
    assert told["methods"]["kd"] == ""
    assert told["layers"]["student"][0] == {"path": "flatten", "shape": [784], "activation": ""}
