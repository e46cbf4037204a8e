"""Whatever the format: files take their place only when they agree with the network, and nothing else is touched."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from tests.engine.export.samples import part
from workbench.engine.control import Stopped
from workbench.engine.data import Part
from workbench.engine.export import CHECKS, Artefact, Reading, Written, compare, export, read_manifest
from workbench.engine.exporters import safetensors
from workbench.engine.model import Classifier, save_model
from workbench.errors import ExportError, RecipeError
from workbench.recipes import Ref

WEIGHTS = Ref(kind="safetensors")


def written(answer: Callable[[Tensor], Reading], *, tolerance: float = 1e-4) -> Written:
    return Written(
        answer=answer,
        tolerance=tolerance,
        input_name="pictures",
        input_type="uint8",
        preprocessing_inside=True,
        versions={},
    )


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def save_other_weights(model: Classifier, folder: Path) -> None:
    save_model(model, folder, {name: value + 1e-3 for name, value in model.state_dict().items()})


def test_the_manifest_tells_size_and_checksum_of_every_file(artefact: Artefact, tmp_path: Path) -> None:
    manifest = export(WEIGHTS, artefact, tmp_path / "out")
    files = everything_in(tmp_path / "out")
    del files["manifest.json"]
    assert sorted(files) == sorted(manifest.files) == ["model.json", "predict_safetensors.py", "weights.safetensors"]
    for name, content in files.items():
        assert manifest.files[name].bytes == len(content)
        assert manifest.files[name].sha256 == hashlib.sha256(content).hexdigest()


def test_the_manifest_on_disk_is_the_one_that_is_returned(artefact: Artefact, tmp_path: Path) -> None:
    manifest = export(WEIGHTS, artefact, tmp_path / "out")
    assert read_manifest(tmp_path / "out") == manifest
    plain = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert plain["version"] == 1
    assert plain["provenance"] == artefact.provenance
    assert plain["classes"] == [str(digit) for digit in range(10)]
    assert plain["input"]["shape"] == ["batch", 1, 8, 8]
    assert plain["preprocessing"]["mean"] == [0.3]
    assert plain["compared"] == 597


def test_accuracy_is_that_of_the_network_on_the_test_pictures(artefact: Artefact, tmp_path: Path) -> None:
    with torch.inference_mode():
        right = artefact.model(artefact.test.images).argmax(1) == artefact.test.labels
    manifest = export(WEIGHTS, artefact, tmp_path / "out")
    assert manifest.accuracy_network == manifest.accuracy_file == pytest.approx(int(right.sum()) / len(right))
    assert manifest.accuracy_network > 0.8


def test_the_manifest_tells_how_many_answers_are_the_same_and_how_long_one_takes(
    artefact: Artefact, tmp_path: Path
) -> None:
    manifest = export(WEIGHTS, artefact, tmp_path / "out")
    assert manifest.same_answers == manifest.compared
    assert manifest.latency_ms is not None
    assert 0 < manifest.latency_ms < 1000
    assert manifest.latency_runs >= 50
    assert manifest.machine.endswith(("thread", "threads"))


def test_each_check_is_told_before_it_is_made(
    artefact: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    export(WEIGHTS, artefact, tmp_path / "out", tell=told.append)
    assert told == list(CHECKS)
    told.clear()
    monkeypatch.setattr(safetensors, "save_model", save_other_weights)
    with pytest.raises(ExportError):
        export(WEIGHTS, artefact, tmp_path / "torn", tell=told.append)
    assert told == list(CHECKS[:1])


def test_two_classes_that_tie_may_be_answered_either_way_and_are_counted(artefact: Artefact) -> None:
    model = artefact.model

    class Tied(Classifier):
        def forward(self, images: Tensor) -> Tensor:
            return torch.zeros(len(images), len(self.card.classes))

    def answer(pictures: Tensor) -> Reading:
        logits = torch.zeros(len(pictures), len(model.card.classes))
        logits[:, 1] = 1e-6
        return Reading(logits)

    found = compare(replace(artefact, model=Tied(model.card).eval()), written(answer), lambda: None)
    assert found.same_answers == 0


def test_the_network_is_not_changed(artefact: Artefact, tmp_path: Path) -> None:
    before = {name: value.clone() for name, value in artefact.model.state_dict().items()}
    export(WEIGHTS, artefact, tmp_path / "out")
    assert not artefact.model.training
    assert all(torch.equal(value, before[name]) for name, value in artefact.model.state_dict().items())


def test_a_verified_export_replaces_the_older_one(artefact: Artefact, tmp_path: Path) -> None:
    export(WEIGHTS, artefact, tmp_path / "out")
    newer = replace(artefact, provenance={"run": "newer"})
    export(WEIGHTS, newer, tmp_path / "out")
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None
    assert manifest.provenance == {"run": "newer"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_that_differs_from_the_network_is_refused_and_the_older_export_stays(
    artefact: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(WEIGHTS, artefact, tmp_path / "out")
    older = everything_in(tmp_path)
    monkeypatch.setattr(safetensors, "save_model", save_other_weights)
    with pytest.raises(ExportError, match="weights differ"):
        export(WEIGHTS, artefact, tmp_path / "out")
    assert everything_in(tmp_path) == older


@pytest.mark.parametrize("moment", [1, 2, 3])
def test_stopping_leaves_nothing_behind(artefact: Artefact, tmp_path: Path, moment: int) -> None:
    """Before the files are written, after that, and while they are compared."""
    calls = iter(range(1, 100))

    def stop() -> None:
        files = {path.name for path in tmp_path.rglob("*") if path.is_file()}
        now = next(calls)
        assert bool(files) == (now > 1)
        if now == moment:
            raise Stopped

    with pytest.raises(Stopped):
        export(WEIGHTS, artefact, tmp_path / "out", check=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_named_and_leaves_nothing_behind(
    artefact: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="disk is full") as caught:
        export(WEIGHTS, artefact, tmp_path / "out")
    assert "Free some space" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(artefact: Artefact, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"notes\.txt.* cannot be written"):
        export(WEIGHTS, artefact, tmp_path / "notes.txt" / "out")
    assert everything_in(tmp_path) == {"notes.txt": b"mine"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_read_only_folder_is_named(artefact: Artefact, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExportError, match="Permission denied"):
            export(WEIGHTS, artefact, tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_with_other_things_in_it_is_refused_and_untouched(artefact: Artefact, tmp_path: Path) -> None:
    export(WEIGHTS, artefact, tmp_path / "out")
    (tmp_path / "out" / "thesis.docx").write_text("years of work")
    before = everything_in(tmp_path)

    def check() -> None:
        pytest.fail("it was refused only after the work")

    with pytest.raises(ExportError, match=r"thesis\.docx"):
        export(WEIGHTS, artefact, tmp_path / "out", check=check)
    assert everything_in(tmp_path) == before


def test_a_file_that_arrives_while_exporting_is_not_removed(artefact: Artefact, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()

    def put_a_file_there() -> None:
        (tmp_path / "out" / "late.txt").write_text("mine")

    with pytest.raises(ExportError, match=r"late\.txt"):
        export(WEIGHTS, artefact, tmp_path / "out", check=put_a_file_there)
    assert everything_in(tmp_path) == {str(Path("out/late.txt")): b"mine"}


def test_an_empty_folder_is_used(artefact: Artefact, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export(WEIGHTS, artefact, tmp_path / "out")
    assert read_manifest(tmp_path / "out") is not None


def test_a_file_in_place_of_the_folder_is_refused(artefact: Artefact, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ExportError, match="is a file"):
        export(WEIGHTS, artefact, tmp_path / "out")


@pytest.mark.parametrize(
    ("format", "says"),
    [(Ref(kind="onxx"), "Did you mean 'onnx'"), (Ref(kind="onnx", params={"opset": 3}), "opset")],
)
def test_an_unknown_format_or_setting_is_a_problem_of_the_recipe(
    artefact: Artefact, tmp_path: Path, format: Ref, says: str
) -> None:
    with pytest.raises(RecipeError, match=says):
        export(format, artefact, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_without_test_pictures_nothing_can_be_checked(artefact: Artefact, digits: Part, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no test picture"):
        export(WEIGHTS, replace(artefact, test=part(digits, slice(0))), tmp_path / "out")


def test_a_diverged_network_is_named_as_such(artefact: Artefact) -> None:
    torn = written(lambda pictures: Reading(torch.zeros(len(pictures), 10)))
    with torch.no_grad():
        sick = Classifier(artefact.model.card).eval()
        next(sick.parameters()).fill_(float("nan"))
    with pytest.raises(ExportError, match="diverged"):
        compare(replace(artefact, model=sick), torn, lambda: None)


@pytest.mark.parametrize("wrong", [2e-4, float("nan")])
def test_one_wrong_logit_in_the_last_batch_is_found(artefact: Artefact, wrong: float) -> None:
    last = artefact.test.images[-1]
    quiet = replace(artefact, test=part(artefact.test, slice(-300, None)))

    def answer(pictures: Tensor) -> Reading:
        logits = artefact.model(pictures)
        if torch.equal(pictures[-1], last):
            logits[-1, 7] += wrong * max(1.0, float(artefact.model(quiet.test.images).abs().max()) / 10)
        return Reading(logits)

    with pytest.raises(ExportError, match="a logit differs"):
        compare(quiet, written(answer), lambda: None)


def test_probabilities_in_another_order_of_classes_are_found(artefact: Artefact) -> None:
    def answer(pictures: Tensor) -> Reading:
        logits = artefact.model(pictures)
        return Reading(logits, logits.softmax(1).flip(1))

    with pytest.raises(ExportError, match="a probability differs"):
        compare(artefact, written(answer), lambda: None)


@pytest.mark.parametrize(("size", "limit"), [(1.0, 1e-4), (10.0, 1e-4), (1000.0, 1e-2)])
def test_the_limit_is_the_tolerance_until_logits_pass_ten(artefact: Artefact, size: float, limit: float) -> None:
    model = artefact.model

    class Scaled(Classifier):
        def forward(self, images: Tensor) -> Tensor:
            logits: Tensor = model(images)
            return logits * (size / logits.abs().amax(1, keepdim=True))

    scaled = Scaled(model.card).eval()
    found = compare(replace(artefact, model=scaled), written(lambda pictures: Reading(scaled(pictures))), lambda: None)
    assert found.limit == pytest.approx(limit)
    assert found.largest_logit == pytest.approx(size)
    assert found.max_difference == 0


def test_a_bigger_tolerance_does_not_excuse_other_answers(artefact: Artefact) -> None:
    """Logits within the tolerance, but the class that readers of the probabilities see is another one."""

    def answer(pictures: Tensor) -> Reading:
        logits = artefact.model(pictures)
        return Reading(logits, logits.softmax(1).flip(1))

    with pytest.raises(ExportError, match="answered otherwise"):
        compare(artefact, written(answer, tolerance=1.0), lambda: None)
