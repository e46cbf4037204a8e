"""Every network of a run answers about a picture: a sample, a file or a drawing."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from sklearn.datasets import load_digits

from tests.engine.conftest import Desk, distil_recipe
from tests.engine.questions.conftest import Ask
from workbench.engine.model import load_model
from workbench.engine.questions import predict
from workbench.events import Answered, JobEnded
from workbench.recipes import TeacherRun
from workbench.recipes.requests import Predict
from workbench.runs import RunFolder

PHASES = ("teacher/0", "distilled/0", "plain/0")


def about(run: RunFolder, **question: Any) -> Predict:
    return Predict(runs=str(run.path.parent), run=run.id, **question)


def text(image: Image.Image, kind: str = "PNG") -> str:
    file = BytesIO()
    image.save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


def pixels(png: str) -> Any:
    with Image.open(BytesIO(base64.b64decode(png))) as image:
        return np.asarray(image)


def one(ink: tuple[int, ...], ground: tuple[int, ...], mode: str) -> Image.Image:
    """A 1, upright, away from the middle."""
    image = Image.new(mode, (200, 160), ground)
    ImageDraw.Draw(image).line([(130, 20), (130, 120)], fill=ink, width=24)
    return image


def test_networks_of_a_sample_answer_as_their_weights_do(finished: RunFolder, ask: Ask) -> None:
    found = ask(about(finished, sample=5))
    assert [(network["role"], network["seed"]) for network in found["networks"]] == [
        ("teacher", 0),
        ("distilled", 0),
        ("plain", 0),
    ]
    assert found["networks"][0]["title"] == "Small CNN"
    assert found["label"] == str(load_digits().target[5])
    assert found["classes"] == [str(digit) for digit in range(10)]
    picture = np.rint(load_digits().images[5] * 255 / 16).astype(np.uint8)
    assert np.array_equal(pixels(found["seen"]), picture)
    for phase, network in zip(PHASES, found["networks"], strict=True):
        with torch.no_grad():
            logits = load_model(finished.model_folder(phase))(torch.from_numpy(picture)[None, None])[0]
        weights = [math.exp(value) for value in logits.tolist()]
        assert network["probabilities"] == pytest.approx([weight / sum(weights) for weight in weights], abs=1e-5)
        assert 0 < network["milliseconds"] < 1000
        assert network["map"] is None


def test_only_networks_with_maps_explain_themselves_and_only_when_asked(finished: RunFolder, ask: Ask) -> None:
    teacher, *students = ask(about(finished, sample=5, explain=True))["networks"]
    assert [network["map"] for network in students] == [None, None]  # perceptrons
    assert [len(row) for row in teacher["map"]] == [8] * 8
    values = [value for row in teacher["map"] for value in row]
    assert min(values) >= 0
    assert max(values) == 1


@pytest.mark.parametrize(
    ("ink", "ground", "mode"),
    [
        ((0, 0, 0), (255, 255, 255), "RGB"),
        ((230, 230, 230), (20, 20, 20), "RGB"),
        ((30, 30, 90), (170, 170, 160), "RGB"),
        ((0, 0, 0, 255), (0, 0, 0, 0), "RGBA"),
        ((255, 255, 255, 255), (255, 255, 255, 0), "RGBA"),
    ],
)
def test_a_drawing_becomes_light_ink_that_fills_the_height_whatever_its_colours(
    ink: tuple[int, ...], ground: tuple[int, ...], mode: str, finished: RunFolder, ask: Ask
) -> None:
    seen = pixels(ask(about(finished, picture=text(one(ink, ground, mode))))["seen"])
    assert seen.shape == (8, 8)
    assert seen.max() == 255
    columns = seen.astype(float).mean(axis=0)
    assert (seen.max(axis=1) > 200).all()  # from the top to the bottom
    assert columns[[0, 7]].max() == 0
    assert np.average(np.arange(8), weights=columns) == pytest.approx(3.5, abs=0.2)


def test_a_picture_of_the_networks_own_size_is_taken_as_it_is(finished: RunFolder, ask: Ask) -> None:
    sample = ask(about(finished, sample=11))
    again = ask(about(finished, picture=sample["seen"]))
    assert again["seen"] == sample["seen"]
    for ours, theirs in zip(again["networks"], sample["networks"], strict=True):
        assert ours["probabilities"] == theirs["probabilities"]
    assert again["label"] is None


@pytest.mark.parametrize(
    ("picture", "problem"),
    [
        (base64.b64encode(b"GIF89a, and then nothing").decode(), "cannot be used"),
        (base64.b64encode(b"").decode(), "cannot be used: empty file"),
        (base64.b64encode(b"nonsense").decode(), "cannot be used: not a picture"),
        ("§", "cannot be used: it is not base64"),
        (text(Image.new("L", (50, 50), 255)), "Nothing is drawn on the picture."),
        (text(Image.new("RGBA", (50, 50), (9, 9, 9, 0))), "Nothing is drawn on the picture."),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused_in_plain_words(
    picture: str, problem: str, finished: RunFolder, refused: Callable[..., JobEnded]
) -> None:
    assert problem in refused(about(finished, picture=picture)).problem


def test_what_is_not_there_is_named(finished: RunFolder, refused: Callable[..., JobEnded]) -> None:
    assert "no picture 1797" in refused(about(finished, sample=1797)).problem
    assert "no trained network with seed 7 (seeds: 0)" in refused(about(finished, sample=1, seed=7)).problem
    assert "either a picture or the position" in refused(about(finished)).problem
    assert "either a picture or the position" in refused(about(finished, sample=1, picture="")).problem


def test_a_second_question_does_not_load_the_networks_again(
    finished: RunFolder, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(about(finished, sample=1))
    monkeypatch.setattr(predict, "load_model", pytest.fail)
    second = ask(about(finished, sample=1))
    for ours, theirs in zip(first["networks"], second["networks"], strict=True):
        assert ours["probabilities"] == theirs["probabilities"]


def test_a_teacher_of_an_earlier_run_is_asked_too_and_missed_when_it_is_gone(
    desk: Desk, finished: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = TeacherRun(run=str(finished.path), role="teacher")
    run = desk.trained(distil_recipe(teacher=teacher.model_dump(), student={"kind": "mlp"}))
    question = Predict(runs=str(desk.root), run=run.id, sample=3)
    assert desk.ask(question).outcome == "finished"
    found = desk.of(Answered)[-1].answer
    assert [network["role"] for network in found["networks"]] == ["teacher", "distilled", "plain"]
    assert found["notes"] == []
    gone = run.path / "recipe.yaml"
    gone.write_text(gone.read_text().replace(finished.id, "gone"))
    assert desk.ask(question).outcome == "finished"
    found = desk.of(Answered)[-1].answer
    assert [network["role"] for network in found["networks"]] == ["distilled", "plain"]
    assert "The teacher is not asked: There is no run" in found["notes"][0]
