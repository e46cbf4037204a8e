"""PT2 files, read back by torch.export, beside the network that they were made of."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.engine.export.samples import part, untrained
from workbench.engine.data import Part
from workbench.engine.export import Artefact, Manifest, export, read_manifest
from workbench.engine.exporters import pt2 as exporter
from workbench.engine.exporters.pt2 import pt2_bytes
from workbench.engine.registry import architectures
from workbench.errors import ExportError
from workbench.recipes import Ref

PT2 = Ref(kind="pt2")
QUICK = ("mlp", "small_cnn")


@pytest.fixture(scope="module")
def folder(artefact: Artefact, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pt2") / "out"
    export(PT2, artefact, folder)
    return folder


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    assert manifest is not None
    return manifest


def noise(shape: tuple[int, int, int], count: int) -> Part:
    images = torch.randint(0, 256, (count, *shape), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    return Part(images, torch.arange(count) % 10, torch.arange(count))


def entries(content: bytes) -> dict[str, bytes]:
    """What lies in the archive, unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_file_agrees_with_the_network_on_every_test_picture(artefact: Artefact, manifest: Manifest) -> None:
    assert manifest.compared == len(artefact.test.images)
    assert manifest.max_difference <= 1e-5
    assert manifest.accuracy_file == manifest.accuracy_network > 0.8
    assert (manifest.input.name, manifest.input.type, manifest.preprocessing.inside_file) == ("pictures", "uint8", True)


@pytest.mark.parametrize("count", [1, 7, 300])
def test_any_number_of_raw_pictures_goes_in(artefact: Artefact, folder: Path, count: int) -> None:
    pictures = artefact.test.images[:count]
    probabilities, logits = torch.export.load(folder / "model.pt2").module()(pictures)
    with torch.inference_mode():
        expected = artefact.model(pictures)
    assert torch.allclose(logits, expected, atol=1e-5)
    assert torch.allclose(probabilities, expected.softmax(1), atol=1e-6)


def test_the_file_says_what_it_is(artefact: Artefact, folder: Path) -> None:
    about = dict.fromkeys(("made_by", "classes", "preprocessing", "architecture", "provenance"), "")
    torch.export.load(folder / "model.pt2", extra_files=about)
    assert about["made_by"].startswith("Distillation Workbench ")
    assert json.loads(about["classes"]) == list(artefact.model.card.classes)
    assert json.loads(about["provenance"]) == artefact.provenance
    assert json.loads(about["preprocessing"])["mean"] == [0.3]


def test_the_folder_holds_the_file_and_what_is_needed_to_use_it(folder: Path, manifest: Manifest) -> None:
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["README.txt", "manifest.json", "model.pt2", "predict_pt2.py"]
    assert sorted(manifest.files) == ["README.txt", "model.pt2", "predict_pt2.py"]
    assert "python predict_pt2.py picture.png" in (folder / "README.txt").read_text(encoding="utf-8")


def test_no_path_of_this_machine_is_in_the_file(folder: Path) -> None:
    for name, content in entries((folder / "model.pt2").read_bytes()).items():
        for trace in (b"site-packages", b"workbench/", b".py", b"stack_trace", str(Path.home()).encode() + b"/"):
            assert trace not in content, name
        assert not re.search(rb"(?:/[\w.-]+){3,}|[A-Z]:\\\\", content), name


def test_no_picture_is_in_the_file(folder: Path) -> None:
    """torch.export keeps its example, with all the memory behind it."""
    program = torch.export.load(folder / "model.pt2")
    ((example,), _) = program.example_inputs
    assert example.shape == (2, 1, 8, 8)
    assert example.untyped_storage().nbytes() == 2 * 8 * 8
    assert not example.any()


def test_equal_networks_give_equal_files(artefact: Artefact, folder: Path) -> None:
    again = pt2_bytes(artefact.model, provenance=artefact.provenance)
    assert again == (folder / "model.pt2").read_bytes()


def test_exporting_says_nothing(artefact: Artefact, capfd: pytest.CaptureFixture[str], caplog: Any) -> None:
    pt2_bytes(artefact.model)
    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


def test_weights_that_change_on_the_way_are_found_and_the_older_export_stays(
    artefact: Artefact, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(exporter, "pt2_bytes", lambda *args, **settings: pt2_bytes(untrained()))
    with pytest.raises(ExportError, match="does not agree with the network"):
        export(PT2, artefact, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == older
    assert list(folder.parent.iterdir()) == [folder]


def test_a_truncated_file_is_found(artefact: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = pt2_bytes(artefact.model)
    monkeypatch.setattr(exporter, "pt2_bytes", lambda *args, **settings: content[: len(content) // 2])
    with pytest.raises(ExportError, match="PyTorch cannot read"):
        export(PT2, artefact, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


class LooksAtThePictures(nn.Module):
    """Decides by the pixels what to compute, which no traced program can."""

    def forward(self, pictures: Tensor) -> Tensor:
        features = pictures.flatten(1)[:, :10]
        return features if bool(pictures.sum() > 0) else features * 2


class KnowsTwoPictures(nn.Module):
    """Computes otherwise for two pictures, which is how many the exporter looks at."""

    def forward(self, pictures: Tensor) -> Tensor:
        features = pictures.flatten(1)[:, :10]
        return features if len(pictures) == 2 else features * 2


@pytest.mark.parametrize("net", [LooksAtThePictures, KnowsTwoPictures])
def test_a_network_that_cannot_be_traced_is_named_with_another_format(
    net: Callable[[], nn.Module], artefact: Artefact, tmp_path: Path
) -> None:
    model = untrained()
    model.net = net()
    with pytest.raises(ExportError, match="small_cnn") as caught:
        export(PT2, replace(artefact, model=model, test=part(artefact.test, slice(5))), tmp_path / "out")
    assert "safetensors" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        pytest.param(kind, shape, marks=[] if kind in QUICK and shape[0] == 1 else pytest.mark.slow)
        for kind in architectures.names()
        for shape in [(1, 8, 8), (3, 32, 32)]
    ],
)
def test_every_architecture_can_be_exported(kind: str, shape: tuple[int, int, int], tmp_path: Path) -> None:
    model = untrained(Ref(kind=kind), shape=shape)
    manifest = export(PT2, Artefact(model=model, test=noise(shape, 70), provenance={}), tmp_path / "out")
    assert manifest.max_difference <= manifest.limit
