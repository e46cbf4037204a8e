"""The soft-label lens: the closest teacher speaks, about validation pictures, and says who it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from tests.engine.conftest import Desk, distil_recipe, train_recipe
from tests.engine.questions.conftest import Ask
from workbench import recipes, resources
from workbench.engine.data import LoadContext, load, split
from workbench.engine.measure import answers, share
from workbench.engine.model import load_model
from workbench.engine.questions import look
from workbench.events import Answered
from workbench.places import cache
from workbench.recipes import Data, Distil, Ref, TeacherRun
from workbench.recipes.requests import Look
from workbench.runs import RunFolder


def about(recipe: Distil, runs: Path, **question: Any) -> Look:
    return Look(runs=str(runs), recipe=recipe.model_dump(mode="json"), **question)


def lens(desk: Desk, recipe: Distil, **question: Any) -> dict[str, Any]:
    ended = desk.ask(about(recipe, desk.root, **question))
    assert ended.outcome == "finished", ended
    return desk.of(Answered)[-1].answer


def parts(data: Data, seed: int = 0) -> Any:
    return split(load(data, LoadContext(cache(), lambda _: None, lambda: None)), data, seed)


@pytest.fixture
def sample() -> Distil:
    recipe = recipes.load(resources.path("recipes/ten-labels.yaml"))
    assert isinstance(recipe, Distil)
    return recipe


@pytest.fixture
def known(finished: RunFolder) -> Distil:
    """The recipe of the run that is finished."""
    assert isinstance(finished.recipe, Distil)
    return finished.recipe


def test_the_shipped_teacher_is_what_its_file_says(sample: Distil) -> None:
    folder = resources.path(look.SHIPPED)
    told = json.loads((folder / "teacher.json").read_text())
    divided = parts(sample.data, told["seed"])
    found = answers(load_model(folder), divided.test, device="cpu", check=lambda: None)
    assert share(found.predicted == found.labels) == pytest.approx(told["accuracy"], abs=1 / len(found.labels))
    assert told["test"] == len(found.labels)
    assert told["learned_from"] == divided.train.ids[divided.train.labels >= 0].tolist()
    assert len(told["learned_from"]) == 100
    assert (folder / "weights.safetensors").stat().st_size < 200_000


def test_without_any_run_the_sample_s_teacher_speaks_about_validation_pictures(desk: Desk, sample: Distil) -> None:
    found = lens(desk, sample)
    assert found["reason"] == ""
    assert found["teacher"]["why"] == (
        "The teacher that comes with the sample: the same network, trained on 100 labels."
    )
    assert (found["teacher"]["run"], found["teacher"]["role"], found["teacher"]["seed"]) == ("", "teacher", 0)
    assert found["teacher"]["accuracy"] > 0.9
    positions = [int(picture["name"]) for picture in found["pictures"]]
    validation = parts(sample.data).validation
    assert len(positions) == 60
    assert set(positions) <= set(validation.ids.tolist())
    labels = [picture["label"] for picture in found["pictures"]]
    assert all(labels.count(name) == 6 for name in found["classes"])


def test_logits_are_what_the_teacher_says(desk: Desk, sample: Distil) -> None:
    found = lens(desk, sample, count=10)
    pictures = load(sample.data, LoadContext(cache(), lambda _: None, lambda: None))
    positions = [int(picture["name"]) for picture in found["pictures"]]
    with torch.no_grad():
        said = load_model(resources.path(look.SHIPPED))(pictures.images[positions])
    for ours, theirs in zip(found["pictures"], said.tolist(), strict=True):
        assert ours["logits"] == pytest.approx(theirs, abs=2e-4)


def test_the_sample_s_teacher_is_not_asked_what_it_has_learned(desk: Desk, sample: Distil) -> None:
    told = json.loads((resources.path(look.SHIPPED) / "teacher.json").read_text())
    elsewhere = sample.model_copy(update={"data": sample.data.model_copy(update={"split_seed": 5})})
    validation = parts(elsewhere.data, 5).validation.ids.tolist()
    assert set(validation) & set(told["learned_from"])
    found = lens(desk, elsewhere, count=400)
    positions = {int(picture["name"]) for picture in found["pictures"]}
    assert positions == set(validation) - set(told["learned_from"])


def test_another_network_than_the_recipe_s_is_called_so(desk: Desk, sample: Distil) -> None:
    other = sample.model_dump()
    other["teacher"]["model"] = {"kind": "mlp"}
    found = lens(desk, Distil.model_validate(other))
    assert "another network (Small CNN), trained on 100 labels" in found["teacher"]["why"]


def test_an_earlier_run_with_the_same_network_on_the_same_data_is_closer(
    finished: RunFolder, known: Distil, ask: Ask
) -> None:
    found = ask(about(known, finished.path.parent, count=20))
    teacher = found["teacher"]
    assert (teacher["run"], teacher["role"], teacher["seed"]) == (finished.id, "teacher", 0)
    assert teacher["title"] == "Small CNN"
    assert teacher["why"] == f"The same network, trained on the same data in run 'Known' ({finished.id})."
    results = finished.results()
    assert results is not None
    measured = {network["role"]: network["accuracy"] for network in results["networks"]}
    assert teacher["accuracy"] == measured["teacher"]
    with torch.no_grad():
        pictures = load(known.data, LoadContext(cache(), lambda _: None, lambda: None)).images
        said = load_model(finished.model_folder("teacher/0"))(
            pictures[[int(picture["name"]) for picture in found["pictures"]]]
        )
    assert found["pictures"][7]["logits"] == pytest.approx(said[7].tolist(), abs=2e-4)


def test_a_run_on_another_split_is_no_closer_for_it_has_seen_the_pictures(
    finished: RunFolder, known: Distil, ask: Ask
) -> None:
    for change in ({"split_seed": 3}, {"validation": 0.2}, {"test": 0.3}):
        other = known.model_copy(update={"data": known.data.model_copy(update=change)})
        assert ask(about(other, finished.path.parent, run=finished.id))["teacher"]["run"] == ""


def test_a_run_with_a_network_of_the_same_kind_but_other_settings_is_no_closer(
    finished: RunFolder, known: Distil, ask: Ask
) -> None:
    other = known.model_dump()
    other["teacher"]["model"]["params"]["channels"] = [5]
    assert ask(about(Distil.model_validate(other), finished.path.parent))["teacher"]["run"] == ""
    spelt_out = known.model_dump()
    del spelt_out["teacher"]["model"]["params"]["batch_norm"]  # its default
    assert ask(about(Distil.model_validate(spelt_out), finished.path.parent))["teacher"]["run"] == finished.id


def test_a_run_with_other_labels_speaks_and_says_so(finished: RunFolder, known: Distil, ask: Ask) -> None:
    other = known.model_copy(update={"data": known.data.model_copy(update={"labels_per_class": 30})})
    teacher = ask(about(other, finished.path.parent))["teacher"]
    assert teacher["run"] == finished.id
    assert "on the same pictures but with 20 labels per class" in teacher["why"]


def test_the_teacher_of_the_run_at_hand_comes_first(finished: RunFolder, known: Distil, ask: Ask) -> None:
    changed = known.model_dump()
    changed["teacher"]["model"] = {"kind": "mlp"}
    teacher = ask(about(Distil.model_validate(changed), finished.path.parent, run=finished.id))["teacher"]
    assert (teacher["run"], teacher["why"]) == (finished.id, "The teacher of this run.")


def test_a_teacher_that_the_recipe_names_speaks_itself_or_nobody_does(
    desk: Desk, finished: RunFolder, known: Distil
) -> None:
    named = TeacherRun(run=str(finished.path), role="distilled")
    teacher = lens(desk, known.model_copy(update={"teacher": named}))["teacher"]
    assert (teacher["run"], teacher["role"]) == (finished.id, "distilled")
    assert "that the recipe names" in teacher["why"]
    gone = lens(desk, known.model_copy(update={"teacher": TeacherRun(run="gone")}))
    assert (gone["teacher"], gone["pictures"]) == (None, [])
    assert "There is no run 'gone'" in gone["reason"]


def test_a_damaged_teacher_is_passed_over(desk: Desk, finished: RunFolder, known: Distil) -> None:
    desk.root.mkdir(parents=True)
    shutil.copytree(finished.path, desk.root / finished.id)
    assert lens(desk, known)["teacher"]["run"] == finished.id
    (desk.root / finished.id / "models" / "teacher-0" / "weights.safetensors").write_bytes(b"nonsense")
    assert lens(desk, known)["teacher"]["run"] == ""


def test_other_pictures_have_no_teacher_before_the_first_run(desk: Desk, sample: Distil, tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        folder = tmp_path / "pictures" / name
        folder.mkdir(parents=True)
        for number in range(12):
            Image.new("L", (8, 8), number * 20).save(folder / f"{number}.png")
    source = Ref(kind="image_folder", params={"folder": str(tmp_path / "pictures"), "size": 8})
    data = Data(source=source)
    found = lens(desk, sample.model_copy(update={"data": data}))
    assert found["teacher"] is None
    assert found["classes"] == ["cat", "dog"]
    assert "no teacher yet that knows these pictures" in found["reason"]


@pytest.mark.usefixtures("home")
def test_pictures_that_are_not_here_are_not_downloaded(
    desk: Desk, sample: Distil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.engine.datasets.mnist.fetch", pytest.fail)
    found = lens(desk, sample.model_copy(update={"data": Data(source=Ref(kind="mnist"))}))
    assert found["teacher"] is None
    assert "Starting a run downloads them: MNIST" in found["reason"]


def test_a_recipe_without_a_usable_teacher_says_why_nobody_speaks(desk: Desk) -> None:
    raw = distil_recipe().model_dump(mode="json")
    for wrong, reason in {
        "mystery": "teacher.kind",
        "train": "There is no architecture called 'mystery'",
    }.items():
        teacher = {"kind": wrong, "model": {"kind": "mystery"}}
        assert desk.ask(Look(runs=str(desk.root), recipe={**raw, "teacher": teacher})).outcome == "finished"
        answer = desk.of(Answered)[-1].answer
        assert answer["teacher"] is None
        assert reason in answer["reason"]
    desk.ask(Look(runs=str(desk.root), recipe=train_recipe().model_dump(mode="json")))
    assert "without a teacher" in desk.of(Answered)[-1].answer["reason"]


def test_what_is_wrong_with_the_student_keeps_no_teacher_from_speaking(desk: Desk, sample: Distil) -> None:
    raw = {**sample.model_dump(mode="json"), "temperature": -1, "student": {"kind": "mystery"}, "extra": 1}
    assert desk.ask(Look(runs=str(desk.root), recipe=raw)).outcome == "finished"
    assert desk.of(Answered)[-1].answer["teacher"] is not None
