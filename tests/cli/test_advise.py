"""advise and balance: what they print, with the real engine on the real digits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Workbench
from workbench import recipes
from workbench.recipes import Distil

TRAIN = """
task: train
model: {kind: small_cnn, params: {channels: [4], hidden: null}}
schedule: {epochs: 1}
"""
DISTIL = """
task: distil
data: {labels_per_class: 10}
teacher: {kind: run, run: RUN}
student: {kind: mlp, params: {hidden: [8]}}
method: {kind: kd}
also: [{kind: mse}]
schedule: {epochs: 1}
"""
Write = Callable[[str], str]


@pytest.fixture
def real(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """The command with the real worker."""
    monkeypatch.delenv("WORKBENCH_WORKER")
    return workbench


@pytest.fixture
def taught(real: Workbench, recipe: Write) -> str:
    """A recipe whose teacher is trained."""
    assert real("run", "--json", recipe(TRAIN)).code == 0
    return recipe(DISTIL.replace("RUN", json.loads(real("runs", "--json").out)["id"]))


def test_advice_and_weights_for_a_trained_teacher(real: Workbench, taught: str, tmp_path: Path) -> None:
    said = real("advise", taught)
    assert (said.code, said.err) == (0, "")
    teacher, *rest = said.out.splitlines()
    assert teacher.startswith("Teacher: Small CNN of run ")
    assert " validation pictures; calibration error " in teacher
    assert any(line.startswith("Sizes: The teacher has ") for line in rest)
    assert any("methods can run on this pair. These cannot:" in line for line in rest)
    assert any(line.startswith("at ") and "no feature maps" in line for line in rest)

    told = json.loads(real("advise", taught, "--json").out)
    assert told["teacher"]["count"] == 201
    assert told["methods"]["kd"] == ""

    target = tmp_path / "balanced.yaml"
    said = real("balance", taught, "--batches", "2", "--write", str(target))
    assert (said.code, said.err) == (0, f"Written to {target}.\n")
    rows = {line.split("│")[1].strip(): line.split("│")[2:-1] for line in said.out.splitlines() if line.startswith("│")}
    assert list(rows) == ["labels", "kd", "mse"]
    assert "The teacher that the recipe names" in said.out
    written = recipes.load(target)
    assert isinstance(written, Distil)
    assert f"{written.also[0].weight:.3g}" == rows["mse"][2].strip()
    assert written.method.weight == 1.0
    assert real("check", str(target)).code == 0


def test_without_a_trained_teacher_nothing_is_balanced(real: Workbench, recipe: Write, tmp_path: Path) -> None:
    path = recipe("task: distil\nteacher: {kind: train, model: {kind: mlp}}\n")
    said = real("balance", path, "--write", str(tmp_path / "no.yaml"))
    assert (said.code, said.out) == (1, "")
    assert "The teacher (Fully connected) is not trained yet" in said.err
    assert not (tmp_path / "no.yaml").exists()
    assert json.loads(real("balance", path, "--json").out)["terms"] == []


def test_what_is_not_known_is_said_and_published_settings_are_listed(real: Workbench, recipe: Write) -> None:
    pair = "task: distil\nteacher: {kind: train, model: {kind: resnet56}}\nstudent: {kind: resnet20}\n"
    said = real("advise", recipe(pair))
    assert said.code == 0
    assert "methods can run on this pair" in said.out
    assert "With start: teacher: " in said.out
    (row,) = [line for line in said.out.splitlines() if line.startswith("kd") and "70.66 %" in line]
    assert "RepDistiller, last epoch" in row
    settings = [one["settings"] for one in json.loads(real("advise", recipe(pair), "--json").out)["presets"]]
    assert {"method": {"kind": "kd"}, "alpha": 0.1, "temperature": 4.0} in settings
    unknown = real("advise", recipe(pair), "--set", "student.kind=resnet21")
    assert unknown.code == 2
    assert "student.kind: There is no architecture called 'resnet21'" in unknown.err


@pytest.mark.parametrize("verb", ["advise", "balance"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [("task: train\n", "has no teacher and no method"), ("task: distil\ntemperature: -1\n", "temperature")],
)
def test_a_wrong_recipe_ends_with_2(real: Workbench, recipe: Write, verb: str, text: str, expected: str) -> None:
    said = real(verb, recipe(text))
    assert said.code == 2
    assert expected in said.err


def test_weights_go_to_a_file_in_a_folder_that_is_there(real: Workbench, taught: str, tmp_path: Path) -> None:
    for target, problem in ((tmp_path / "no" / "x.yaml", "There is no folder"), (tmp_path, "is a folder")):
        said = real("balance", taught, "--batches", "1", "--write", str(target))
        assert said.code == 2
        assert problem in said.err
