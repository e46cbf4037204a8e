"""Pictures are shown pixel for pixel, by their position in the source."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from tests.engine.conftest import Desk, distil_recipe
from tests.engine.questions.conftest import Ask
from workbench.engine.datasets import mnist
from workbench.events import JobEnded
from workbench.recipes import Ref
from workbench.recipes.requests import ShowPictures
from workbench.runs import RunFolder


def test_pictures_are_those_of_the_source_pixel_for_pixel(finished: RunFolder, ask: Ask) -> None:
    found = ask(ShowPictures(runs=str(finished.path.parent), run=finished.id, ids=(0, 17, 1796)))
    assert found["names"] == {"0": "0", "17": "17", "1796": "1796"}
    assert set(found["pictures"]) == {"0", "17", "1796"}
    for position, text in found["pictures"].items():
        with Image.open(BytesIO(base64.b64decode(text))) as image:
            assert image.format == "PNG"
            expected = np.rint(load_digits().images[int(position)] * 255 / 16)
            assert np.array_equal(np.asarray(image), expected)


def test_no_position_is_a_small_answer_and_not_a_mistake(finished: RunFolder, ask: Ask) -> None:
    assert ask(ShowPictures(runs=str(finished.path.parent), run=finished.id, ids=())) == {"pictures": {}, "names": {}}


def test_a_position_without_a_picture_is_named(finished: RunFolder, refused: Callable[..., JobEnded]) -> None:
    ended = refused(ShowPictures(runs=str(finished.path.parent), run=finished.id, ids=(3, 1797)))
    assert f"There is no picture 1797 in the data of run {finished.id}, which has 1797." in ended.problem


@pytest.mark.usefixtures("home")
def test_pictures_that_are_not_on_this_computer_are_not_downloaded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mnist, "fetch", pytest.fail)
    recipe = distil_recipe(data={"source": Ref(kind="mnist").model_dump()})
    run = desk.store.create(recipe, environment={})
    ended = desk.ask(ShowPictures(runs=str(desk.root), run=run.id, ids=(0,)))
    assert "are not on this computer" in ended.problem
    assert not ended.details
