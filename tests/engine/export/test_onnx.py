"""ONNX files, read back by ONNX Runtime, beside the network in PyTorch."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor, nn

from tests.engine.export.samples import TINY, untrained
from workbench.engine.data import Part
from workbench.engine.export import Artefact, Manifest, export, read_manifest
from workbench.engine.exporters import onnx as exporter
from workbench.engine.exporters.onnx import onnx_bytes
from workbench.engine.model import Classifier
from workbench.engine.registry import architectures
from workbench.errors import ExportError
from workbench.recipes import Ref

ONNX = Ref(kind="onnx")
QUICK = ("resnet8",)


@pytest.fixture(scope="module")
def folder(artefact: Artefact, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("onnx") / "out"
    export(ONNX, artefact, folder)
    return folder


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    assert manifest is not None
    return manifest


@pytest.fixture(scope="module")
def session(folder: Path) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])


def noise(shape: tuple[int, int, int], count: int) -> Part:
    images = torch.randint(0, 256, (count, *shape), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    return Part(images, torch.arange(count) % 10, torch.arange(count))


def test_the_file_agrees_with_the_network_on_every_test_picture(artefact: Artefact, manifest: Manifest) -> None:
    assert manifest.compared == len(artefact.test.images)
    assert 0 < manifest.max_difference <= 1e-4
    assert manifest.accuracy_file == manifest.accuracy_network > 0.8


@pytest.mark.parametrize("count", [1, 7])
def test_any_number_of_raw_pictures_goes_in(
    artefact: Artefact, session: onnxruntime.InferenceSession, count: int
) -> None:
    pictures = artefact.test.images[:count]
    probabilities, logits = session.run(["probabilities", "logits"], {"pictures": pictures.numpy()})
    with torch.inference_mode():
        expected = artefact.model(pictures)
    np.testing.assert_allclose(logits, expected.numpy(), atol=1e-4)
    np.testing.assert_allclose(probabilities, expected.softmax(1).numpy(), atol=1e-5)


def test_the_file_says_what_it_is(artefact: Artefact, session: onnxruntime.InferenceSession) -> None:
    about = session.get_modelmeta().custom_metadata_map
    assert json.loads(about["classes"]) == list(artefact.model.card.classes)
    assert json.loads(about["provenance"]) == artefact.provenance
    assert json.loads(about["preprocessing"])["mean"] == [0.3]
    assert "bicubic" in json.loads(about["preprocessing"])["resize"]
    (taken,) = session.get_inputs()
    assert (taken.name, taken.type, taken.shape) == ("pictures", "tensor(uint8)", ["batch", 1, 8, 8])
    assert [given.name for given in session.get_outputs()] == ["probabilities", "logits"]


def test_the_folder_holds_the_file_and_what_is_needed_to_use_it(folder: Path, manifest: Manifest) -> None:
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["README.txt", "manifest.json", "model.onnx", "predict.py"]
    assert sorted(manifest.files) == ["README.txt", "model.onnx", "predict.py"]
    assert "onnxruntime" in manifest.versions


def test_no_path_of_this_machine_is_in_the_file(folder: Path) -> None:
    content = (folder / "model.onnx").read_bytes()
    home = str(Path(exporter.__file__).parents[3]).encode()
    for trace in (
        home,
        b"site-packages",
        b"workbench/engine",
        b".py",
        b"stack_trace",
        str(Path.home()).encode() + b"/",
    ):
        assert trace not in content
    assert not re.search(rb"(?:/[\w.-]+){3,}|[A-Z]:\\\\", content)


@pytest.mark.slow
def test_equal_networks_give_equal_files(artefact: Artefact, folder: Path) -> None:
    again = onnx_bytes(artefact.model, provenance=artefact.provenance)
    assert again == (folder / "model.onnx").read_bytes()


def test_exporting_says_nothing(artefact: Artefact, capfd: pytest.CaptureFixture[str], caplog: Any) -> None:
    onnx_bytes(artefact.model)
    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


def test_weights_that_change_on_the_way_are_found_and_the_older_export_stays(
    artefact: Artefact, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {path.name: path.read_bytes() for path in folder.iterdir()}

    def disturbed(*args: Any, **settings: Any) -> bytes:
        model = onnx.load_from_string(onnx_bytes(*args, **settings))
        weight = model.graph.initializer[0]
        numbers = onnx.numpy_helper.to_array(weight) + np.float32(0.01)
        weight.CopyFrom(onnx.numpy_helper.from_array(numbers, weight.name))
        return bytes(model.SerializeToString())

    monkeypatch.setattr(exporter, "onnx_bytes", disturbed)
    with pytest.raises(ExportError, match="does not agree with the network"):
        export(ONNX, artefact, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == older
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.slow
def test_a_truncated_file_is_found(artefact: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = onnx_bytes(artefact.model)
    monkeypatch.setattr(exporter, "onnx_bytes", lambda *args, **settings: content[: len(content) // 2])
    with pytest.raises(ExportError, match="ONNX Runtime cannot run"):
        export(ONNX, artefact, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


class Bessel(nn.Module):
    """Uses a function that ONNX does not have."""

    def forward(self, pictures: Tensor) -> Tensor:
        values: Tensor = torch.special.bessel_j0(pictures.flatten(1)[:, :10])
        return values


class KnowsTwoPictures(nn.Module):
    """Computes otherwise for two pictures, which is how many the exporter looks at."""

    def forward(self, pictures: Tensor) -> Tensor:
        features = pictures.flatten(1)[:, :10]
        return features if len(pictures) == 2 else features * 2


@pytest.mark.parametrize("net", [Bessel, KnowsTwoPictures])
def test_a_network_without_an_onnx_form_is_named_with_another_format(
    net: Callable[[], nn.Module], artefact: Artefact, tmp_path: Path
) -> None:
    model = untrained()
    model.net = net()
    with pytest.raises(ExportError) as caught:
        export(ONNX, Artefact(model=model, test=noise((1, 8, 8), 5), provenance={}), tmp_path / "out")
    assert "safetensors" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("opset", [18, pytest.param(23, marks=pytest.mark.slow)])
def test_the_file_has_the_operator_set_that_was_asked_for(artefact: Artefact, tmp_path: Path, opset: int) -> None:
    manifest = export(Ref(kind="onnx", params={"opset": opset}), artefact, tmp_path / "out")
    (used,) = onnx.load(tmp_path / "out" / "model.onnx").opset_import
    assert used.version == manifest.opset == opset


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        pytest.param(kind, shape, marks=[] if kind in QUICK and shape[0] == 1 else pytest.mark.slow)
        for kind in architectures.names()
        for shape in [(1, 8, 8), (3, 32, 32)]
    ],
)
def test_every_architecture_can_be_exported(kind: str, shape: tuple[int, int, int], tmp_path: Path) -> None:
    model: Classifier = untrained(Ref(kind=kind), shape=shape)
    manifest = export(ONNX, Artefact(model=model, test=noise(shape, 70), provenance={}), tmp_path / "out")
    assert manifest.max_difference <= manifest.limit
    assert manifest.parameters == sum(weight.numel() for weight in model.parameters())


@pytest.mark.slow
def test_a_network_of_colour_pictures_says_so(artefact: Artefact, tmp_path: Path) -> None:
    model = untrained(TINY, shape=(3, 6, 10))
    manifest = export(ONNX, replace(artefact, model=model, test=noise((3, 6, 10), 5)), tmp_path / "out")
    assert manifest.preprocessing.channels == "RGB"
    assert manifest.input.shape == ("batch", 3, 6, 10)
