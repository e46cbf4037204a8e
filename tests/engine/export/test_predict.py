"""The scripts beside exports, run as their users run them: in processes without what they must not need."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from tests.engine.export.samples import TINY, untrained
from workbench.engine.data import Part
from workbench.engine.decoder import read_picture
from workbench.engine.export import Artefact, export
from workbench.engine.model import Card, Classifier
from workbench.recipes import Ref
from workbench.resources import path as resource

Predict = Callable[..., "subprocess.CompletedProcess[str]"]

ONLY = """\
import runpy, sys

class Without:
    def __init__(self, finder):
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.finder, name)

    def find_spec(self, name, path=None, target=None):
        return None if name.partition(".")[0] in {absent!r} else self.finder.find_spec(name, path, target)

sys.meta_path[:] = map(Without, sys.meta_path)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
OTHERS = ("torch", "torchvision", "workbench", "onnx", "onnxscript", "pydantic", "scipy", "sklearn")


def run_without(
    absent: tuple[str, ...], folder: Path, *words: str | Path | int, script: str = "predict.py"
) -> subprocess.CompletedProcess[str]:
    """``python script words`` in `folder`, in an interpreter that has no module of `absent`."""
    command = [sys.executable, "-c", ONLY.format(absent=absent), script, *map(str, words)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )


@pytest.fixture(scope="module")
def folder(artefact: Artefact, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("predict") / "out"
    export(Ref(kind="onnx"), artefact, folder)
    return folder


@pytest.fixture(scope="module")
def predict(folder: Path) -> Predict:
    return lambda *words: run_without(OTHERS, folder, *words)


@pytest.fixture
def pngs(artefact: Artefact, tmp_path: Path) -> list[Path]:
    """The first ten test pictures."""
    paths = [tmp_path / f"{number}.png" for number in range(10)]
    for path, image in zip(paths, artefact.test.images, strict=False):
        Image.fromarray(image[0].numpy()).save(path)
    return paths


def test_answers_are_those_of_the_network(predict: Predict, pngs: list[Path], artefact: Artefact) -> None:
    done = predict(*pngs, "--json", "--top", 10)
    assert (done.returncode, done.stderr) == (0, "")
    with torch.inference_mode():
        expected = artefact.model(artefact.test.images[:10]).softmax(1)
    for path, row, found in zip(pngs, expected, json.loads(done.stdout), strict=True):
        assert found["picture"] == str(path)
        assert [answer["class"] for answer in found["answers"]] == [
            str(n) for n in row.argsort(descending=True).tolist()
        ]
        by_class = {answer["class"]: answer["probability"] for answer in found["answers"]}
        assert [by_class[str(digit)] for digit in range(10)] == pytest.approx(row.tolist(), abs=1e-5)


def test_people_read_the_likeliest_classes_in_one_line(predict: Predict, pngs: list[Path], artefact: Artefact) -> None:
    done = predict(pngs[0])
    (line,) = done.stdout.splitlines()
    with torch.inference_mode():
        best = artefact.model(artefact.test.images[:1]).softmax(1)[0].max(0)
    assert line.startswith(f"{pngs[0]}: {int(best.indices)}  {100 * float(best.values):.1f} %")
    assert line.count(" %") == 3


def test_dark_ink_on_white_paper_is_inverted_on_request(
    predict: Predict, pngs: list[Path], artefact: Artefact, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.png"
    Image.fromarray(255 - artefact.test.images[0, 0].numpy()).save(paper)
    plain, inverted = predict(pngs[0], "--json"), predict(paper, "--json", "--invert")
    assert json.loads(plain.stdout)[0]["answers"] == json.loads(inverted.stdout)[0]["answers"]


def test_the_rest_is_answered_where_one_picture_cannot_be(predict: Predict, pngs: list[Path], tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    done = predict(tmp_path / "absent.png", text, tmp_path, pngs[0])
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    absent, no_picture, a_folder = done.stderr.splitlines()
    assert "there is no such file" in absent
    assert "not a picture" in no_picture
    assert "not a file" in a_folder


def test_a_truncated_picture_is_named(predict: Predict, pngs: list[Path], tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    Image.fromarray(rng.integers(0, 256, (64, 64, 3), dtype=np.uint8)).save(tmp_path / "whole.jpg")
    (tmp_path / "half.jpg").write_bytes((tmp_path / "whole.jpg").read_bytes()[:2000])
    done = predict(tmp_path / "half.jpg")
    assert (done.returncode, done.stdout) == (1, "")
    assert "half.jpg: this picture cannot be read" in done.stderr


def test_a_missing_network_is_named(predict: Predict, pngs: list[Path], tmp_path: Path) -> None:
    done = predict(pngs[0], "--model", tmp_path / "absent.onnx")
    assert done.returncode == 1
    assert "There is no network at" in done.stderr
    assert "--model" in done.stderr


def test_a_damaged_network_is_named(predict: Predict, pngs: list[Path], folder: Path, tmp_path: Path) -> None:
    (tmp_path / "half.onnx").write_bytes((folder / "model.onnx").read_bytes()[:1000])
    done = predict(pngs[0], "--model", tmp_path / "half.onnx")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "cannot be opened as a network" in done.stderr


@pytest.mark.parametrize("package", ["onnxruntime", "numpy", "PIL"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(folder: Path, package: str) -> None:
    done = run_without((package,), folder, "picture.png")
    assert done.returncode == 1
    assert f"needs {package}" in done.stderr
    assert "pip install onnxruntime numpy pillow" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_onnx_runtime_keeps_no_record_of_its_use(
    predict: Predict, pngs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reports to its maker by default, and the first trace of that is an identifier in the user's cache."""
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    homes = tmp_path / "homes"
    homes.mkdir()
    for name in ("HOME", "XDG_CACHE_HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(homes))
    assert predict(pngs[0]).returncode == 0
    assert list(homes.rglob("*")) == []
    code = "import workbench.engine.exporters.onnx as onnx; onnx.onnxruntime.get_all_providers()"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=True, timeout=60)
    assert [path.name for path in homes.rglob("*") if "onnxruntime" in path.name] == []


def test_help_tells_about_light_and_dark(predict: Predict) -> None:
    done = predict("--help")
    assert done.returncode == 0
    assert "--invert" in done.stdout
    assert "light strokes on a dark ground" in " ".join(done.stdout.split())


def odd_pictures(folder: Path) -> dict[str, Path]:
    """Pictures of every kind that is treated in a way of its own."""
    rng = np.random.default_rng(1)
    smooth = Image.fromarray(rng.integers(0, 256, (9, 7, 3), dtype=np.uint8)).resize(
        (231, 97), Image.Resampling.BICUBIC
    )
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    clear = smooth.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(clear.size))
    wide = np.linspace(0, 65535, 40 * 50).reshape(40, 50).astype(np.uint16)
    pictures: dict[str, tuple[Image.Image, dict[str, Any]]] = {
        "wide.png": (smooth, {}),
        "high.jpg": (smooth.rotate(90, expand=True).resize((500, 800)), {"quality": 90}),
        "sideways.jpg": (smooth, {"exif": exif}),
        "clear.png": (clear, {}),
        "palette.gif": (smooth.convert("P"), {}),
        "print.jpg": (smooth.convert("CMYK"), {}),
        "sixteen.png": (Image.fromarray(wide), {}),
        "small.png": (smooth.resize((5, 4)), {}),
    }
    for name, (picture, settings) in pictures.items():
        picture.save(folder / name, **settings)
    return {name: folder / name for name in pictures}


def mirror(channels: int, size: int) -> Artefact:
    """A network that answers with its input, so that every pixel that went in can be seen."""
    classes = tuple(f"pixel {place}" for place in range(channels * size * size))
    card: Card = untrained(TINY, shape=(channels, size, size)).card.model_copy(update={"classes": classes})
    model = Classifier(card).eval()
    model.net = torch.nn.Flatten()
    noise = Part(torch.randint(0, 256, (3, *card.shape), dtype=torch.uint8), torch.zeros(3).long(), torch.arange(3))
    return Artefact(model=model, test=noise, provenance={})


@pytest.mark.parametrize("channels", [pytest.param(1, marks=pytest.mark.slow), 3])
def test_pictures_are_treated_as_those_that_the_network_learned_from(channels: int, tmp_path: Path) -> None:
    answering = mirror(channels, size := 12)
    export(Ref(kind="onnx"), answering, tmp_path / "out")
    pictures = odd_pictures(tmp_path)
    classes = answering.model.card.classes
    done = run_without(OTHERS, tmp_path / "out", *pictures.values(), "--json", "--top", len(classes))
    assert (done.returncode, done.stderr) == (0, "")
    for found, path in zip(json.loads(done.stdout), pictures.values(), strict=True):
        by_pixel = {answer["class"]: answer["probability"] for answer in found["answers"]}
        pixels = torch.from_numpy(read_picture(path, channels=channels, size=size).copy())[None]
        with torch.inference_mode():
            expected = answering.model(pixels).softmax(1)[0]
        assert [by_pixel[name] for name in classes] == pytest.approx(expected.tolist(), rel=1e-4), path.name


@pytest.mark.slow
def test_the_script_for_pytorch_answers_as_the_network_about_every_kind_of_picture(tmp_path: Path) -> None:
    answering = mirror(3, size := 12)
    export(Ref(kind="pt2"), answering, tmp_path / "out")
    pictures = odd_pictures(tmp_path)
    text = tmp_path / "text.png"
    text.write_text("no picture")
    absent = ("workbench", "torchvision", "onnx", "onnxruntime", "onnxscript", "pydantic", "scipy", "sklearn")
    done = run_without(absent, tmp_path / "out", text, *pictures.values(), "--json", script="predict_pt2.py")
    assert done.returncode == 1
    (problem,) = done.stderr.splitlines()
    assert problem.startswith(f"{text}: this picture cannot be read")
    for line, path in zip(done.stdout.splitlines(), pictures.values(), strict=True):
        found = json.loads(line)
        pixels = torch.from_numpy(read_picture(path, channels=3, size=size).copy())[None]
        with torch.inference_mode():
            expected = answering.model(pixels).softmax(1)[0].tolist()
        by_pixel = found["probabilities"]
        assert [by_pixel[name] for name in answering.model.card.classes] == pytest.approx(expected, rel=1e-4), path.name
        assert list(by_pixel.values()) == sorted(by_pixel.values(), reverse=True)


def test_the_script_for_the_weights_answers_as_the_network(
    artefact: Artefact, pngs: list[Path], tmp_path: Path
) -> None:
    export(Ref(kind="safetensors"), artefact, tmp_path / "out")
    missing = tmp_path / "absent.png"
    root = str(Path(__file__).parents[3])
    code = f"import runpy, sys; sys.path.insert(0, {root!r}); del sys.argv[0]; "
    code += "runpy.run_path(sys.argv[0], None, '__main__')"
    command = [sys.executable, "-c", code, "predict_safetensors.py", *map(str, [*pngs, missing])]
    done = subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert str(missing) in done.stderr
    assert len(done.stderr.splitlines()) == 1
    with torch.inference_mode():
        best = artefact.model(artefact.test.images[:10]).softmax(1).max(1)
    for line, path, name, share in zip(done.stdout.splitlines(), pngs, best.indices, best.values, strict=True):
        assert line.startswith(f"{path}: {int(name)}  {100 * float(share):.1f} %")


@pytest.mark.parametrize("script", ["predict_pt2.py", "predict_safetensors.py"])
def test_a_script_without_its_packages_says_what_it_needs(script: str) -> None:
    done = run_without(("torch",), resource("."), "picture.png", script=script)
    assert done.returncode == 1
    assert f"{script} needs torch" in done.stderr
    assert "Traceback" not in done.stderr
