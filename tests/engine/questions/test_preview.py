"""What is shown of a recipe's pictures before anybody trains on them."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from tests.engine.data.painting import GREEN, RED, paint
from workbench.engine import data, oddities
from workbench.engine.control import Stopped
from workbench.engine.data import LoadContext, load, split
from workbench.engine.questions import Asking, answer
from workbench.engine.registry import datasets
from workbench.errors import RecipeError
from workbench.events import Progress
from workbench.recipes import Data, Distil, Ref, Schedule
from workbench.recipes.requests import Preview
from workbench.runs import RunStore

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _nothing_loaded_yet() -> Iterator[None]:
    data._kept.clear()
    yield
    data._kept.clear()


@pytest.fixture
def asking(tmp_path: Path) -> Asking:
    return Asking(RunStore(tmp_path / "runs"), lambda progress: None, lambda: None)


@pytest.fixture
def ask(asking: Asking) -> Ask:
    def asked(recipe: Distil | dict[str, Any], **wanted: Any) -> dict[str, Any]:
        raw = recipe if isinstance(recipe, dict) else recipe.model_dump(mode="json")
        return answer(Preview(runs="runs", recipe=raw, **wanted), asking)

    return asked


@cache
def noisy(seed: int, size: int) -> bytes:
    """The content of a grey picture like no other."""
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (size, size), dtype=np.uint8)).save(file, "png")
    return file.getvalue()


def noise(path: Path, seed: int, size: int = 8) -> Path:
    """A grey picture like no other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(noisy(seed, size))
    return path


def folder_recipe(folder: Path, size: int = 8, **changes: Any) -> Distil:
    source = {"kind": "image_folder", "params": {"folder": str(folder), "size": size}}
    augmented = {"schedule": {"augment": changes.pop("augment")}} if "augment" in changes else {}
    return Distil.model_validate({"data": {"source": source, **changes}, **augmented})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """120 pictures of each of three classes, all different."""
    for number in range(360):
        noise(tmp_path / "p" / "abc"[number % 3] / f"{number:03}.png", number)
    return tmp_path / "p"


def pixels(png: str) -> np.ndarray[Any, Any]:
    with Image.open(io.BytesIO(base64.b64decode(png))) as image:
        assert image.format == "PNG"
        return np.asarray(image)


def test_nothing_is_said_of_pictures_that_are_as_they_should_be(folder: Path, ask: Ask) -> None:
    told = ask(folder_recipe(folder))
    assert (told["warnings"], told["skipped"], told["remarks"], told["duplicates"]) == ([], [], [], [])
    assert (told["classes"], told["shape"]) == (["a", "b", "c"], [1, 8, 8])


def test_counts_are_those_of_the_split(folder: Path, ask: Ask, tmp_path: Path) -> None:
    recipe = folder_recipe(folder, labels_per_class=7)
    counts = ask(recipe)["counts"]
    pictures = load(recipe.data, LoadContext(tmp_path, lambda progress: None, lambda: None))
    divided = split(pictures, recipe.data, 0)
    for name, part in (("validation", divided.validation), ("test", divided.test)):
        assert counts[name] == torch.bincount(part.labels).tolist()
    assert counts["labelled"] == [7, 7, 7]
    assert sum(counts["train"]) == len(divided.train.ids)


def test_pictures_are_spread_over_the_classes_and_can_be_paged_through(folder: Path, ask: Ask) -> None:
    pages = [ask(folder_recipe(folder), count=30, offset=offset)["pictures"] for offset in range(0, 130, 10)]
    assert [picture["label"] for picture in pages[0]] == ["a"] * 10 + ["b"] * 10 + ["c"] * 10
    names = [picture["name"] for page in pages for picture in page]
    assert len(names) == len(set(names)) == 360
    assert {picture["part"] for picture in pages[0]} == {"train", "validation", "test"}
    assert len(ask(folder_recipe(folder), count=40)["pictures"]) == 40


def test_pictures_of_one_class_can_be_asked_for(folder: Path, ask: Ask) -> None:
    pages = [ask(folder_recipe(folder), count=70, offset=offset, label="b")["pictures"] for offset in (0, 70)]
    assert [len(page) for page in pages] == [70, 50]
    assert {picture["label"] for page in pages for picture in page} == {"b"}
    assert ask(folder_recipe(folder), label="no such class")["pictures"] == []


def test_a_picture_is_shown_as_the_network_gets_it(folder: Path, ask: Ask) -> None:
    for picture in ask(folder_recipe(folder), count=9)["pictures"]:
        with Image.open(folder / picture["name"]) as image:
            assert (pixels(picture["png"]) == np.asarray(image)).all()
        assert picture["name"].startswith(f"{picture['label']}/")
        assert picture["augmented"] == []


def test_colour_is_shown_and_a_large_picture_made_smaller(tmp_path: Path, ask: Ask) -> None:
    for kind, colour in (("a", RED), ("b", GREEN)):
        for number in range(4):
            paint(tmp_path / "p" / kind / f"{number}.png", colour, size=(160, 160))
    shown = ask(folder_recipe(tmp_path / "p", size=160))["pictures"]
    assert [pixels(picture["png"]).shape for picture in shown] == [(128, 128, 3)] * 8
    assert pixels(shown[0]["png"])[64, 64].tolist() == list(RED)


def variations(image: np.ndarray[Any, Any], margin: int, *, flips: bool) -> set[bytes]:
    """Every way of moving a picture by so many pixels at most, and of mirroring it."""
    side = len(image)
    padded = np.pad(image, margin)
    places = range(2 * margin + 1)
    moved = [padded[down : down + side, right : right + side] for down in places for right in places]
    return {one.tobytes() for one in moved + [one[:, ::-1] for one in moved if flips]}


@pytest.mark.parametrize(("how", "margin"), [("shift", 1), ("crop_flip", 4)])
def test_training_pictures_are_varied_as_the_student_will_see_them(
    how: str, margin: int, folder: Path, ask: Ask
) -> None:
    shown = ask(folder_recipe(folder, augment=how), count=60)["pictures"]
    assert {len(picture["augmented"]) for picture in shown if picture["part"] != "train"} == {0}
    trained = [picture for picture in shown if picture["part"] == "train"]
    for picture in trained:
        assert len(picture["augmented"]) == 3
        possible = variations(pixels(picture["png"]), margin, flips=how == "crop_flip")
        assert all(pixels(varied).tobytes() in possible for varied in picture["augmented"])
    assert any(len(set(picture["augmented"])) > 1 for picture in trained)


def test_what_is_wrong_elsewhere_in_the_recipe_does_not_matter(folder: Path, ask: Ask) -> None:
    raw = folder_recipe(folder, augment="shift").model_dump(mode="json")
    raw |= {"temperature": -1, "student": {"kind": "no such"}, "nonsense": 3}
    raw["schedule"] |= {"epochs": 0}
    assert len(ask(raw)["pictures"][0]["augmented"]) in (0, 3)


def test_what_is_wrong_with_the_data_is_told(ask: Ask) -> None:
    with pytest.raises(RecipeError, match=r"data\.validation"):
        ask({"task": "train", "data": {"validation": 2}})
    with pytest.raises(RecipeError, match="Did you mean 'digits'"):
        ask({"task": "train", "data": {"source": {"kind": "digit"}}})
    with pytest.raises(RecipeError, match="has no pictures of its own"):
        ask({"task": "evaluate", "run": "x"})


def test_a_split_that_cannot_be_made_is_a_warning_and_the_pictures_are_shown(tmp_path: Path, ask: Ask) -> None:
    for number, kind in enumerate("aaaab"):
        noise(tmp_path / "p" / kind / f"{number}.png", number)
    told = ask(folder_recipe(tmp_path / "p"))
    assert told["warnings"][0].startswith("Too few training pictures in class 'b' (1)")
    assert len(told["pictures"]) == 5
    assert told["counts"]["train"] == [4, 1]


# Corrections


def test_corrected_pictures_are_shown_with_both_labels(folder: Path, ask: Ask) -> None:
    corrections = [{"picture": "a/000.png"}, {"picture": "b/001.png", "label": "c"}]
    told = ask(folder_recipe(folder, corrections=corrections), count=360)
    shown = {picture["name"]: picture for picture in told["pictures"]}
    assert len(shown) == 360
    assert (shown["a/000.png"]["part"], shown["a/000.png"]["label"]) == ("left_out", "a")
    assert (shown["b/001.png"]["label"], shown["b/001.png"]["source_label"]) == ("c", "b")
    assert sum(sum(told["counts"][part]) for part in ("train", "validation", "test")) == 359


def test_corrections_that_cannot_be_made_are_warnings(folder: Path, ask: Ask) -> None:
    told = ask(folder_recipe(folder, corrections=[{"picture": "gone.png"}, {"picture": "a/000.png", "label": "d"}]))
    assert "'gone.png'" in told["warnings"][0]
    assert "There is no class called 'd'" in told["warnings"][1]
    assert len(told["pictures"]) == 40


# What is odd


def warned(told: dict[str, Any], words: str) -> str:
    found = [sentence for sentence in told["warnings"] if words in sentence]
    assert len(found) == 1, told["warnings"]
    return str(found[0])


def test_classes_of_very_different_size_are_named_with_their_counts(folder: Path, ask: Ask) -> None:
    for path in sorted((folder / "b").iterdir())[39:]:
        path.unlink()
    told = warned(ask(folder_recipe(folder)), "differ much in size")
    assert "'a' has 120 pictures, but 'b' has 39." in told
    noise(folder / "b" / "one more.png", 1000)
    assert ask(folder_recipe(folder))["warnings"] == []


def test_classes_with_few_pictures_are_named_with_their_counts(folder: Path, ask: Ask) -> None:
    for path in sorted((folder / "c").iterdir())[19:]:
        path.unlink()
    assert "'c' has 19" in warned(ask(folder_recipe(folder)), "fewer than 20 pictures")


def test_few_test_pictures_are_told_with_what_each_is_worth(folder: Path, ask: Ask) -> None:
    told = ask(folder_recipe(folder, test=0.1))
    assert "36 pictures to test with: each is worth 2.8 percentage points" in warned(told, "to test with")


def test_a_class_without_test_pictures_is_named(folder: Path, ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    folder.rename(tmp_path / "d" / "train")
    for kind in "ab":
        noise(tmp_path / "d" / "test" / kind / "t.png", 2000 + ord(kind))
    assert warned(ask(folder_recipe(tmp_path / "d")), "no picture to test with of class 'c'")


def test_copies_are_listed_with_where_they_are_those_across_parts_first(tmp_path: Path, ask: Ask) -> None:
    for place, part in enumerate(("train", "val", "test")):
        for number in range(60):
            noise(tmp_path / "p" / part / "ab"[number % 2] / f"{number:02}.png", 100 * place + number)
    noise(tmp_path / "p" / "train" / "a" / "again.png", 2)
    noise(tmp_path / "p" / "test" / "b" / "leak.png", 4)
    noise(tmp_path / "p" / "val" / "a" / "choose.png", 6)
    told = ask(folder_recipe(tmp_path / "p"))
    groups = [dict(zip(group["names"], group["parts"], strict=True)) for group in told["duplicates"]]
    assert groups == [
        {"train/a/04.png": "train", "test/b/leak.png": "test"},
        {"train/a/06.png": "train", "val/a/choose.png": "validation"},
        {"train/a/02.png": "train", "train/a/again.png": "train"},
    ]
    sentences = " ".join(told["warnings"])
    assert "3 pictures are there more than once." in sentences
    assert "Of 1 picture there is one copy to test with" in sentences
    assert "Copies of 1 picture carry different labels." in sentences


def test_a_copy_that_is_left_out_is_none_any_more(folder: Path, ask: Ask) -> None:
    (folder / "a" / "again.png").write_bytes((folder / "a" / "000.png").read_bytes())
    assert len(ask(folder_recipe(folder))["duplicates"]) == 1
    assert ask(folder_recipe(folder, corrections=[{"picture": "a/again.png"}]))["duplicates"] == []


def test_so_many_groups_of_copies_are_listed_at_most(folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(0, 30, 3):
        (folder / "a" / f"again {number}.png").write_bytes((folder / "a" / f"{number:03}.png").read_bytes())
    monkeypatch.setattr(oddities, "GROUPS", 5)
    monkeypatch.setattr("workbench.engine.questions.preview.GROUPS", 5)
    told = ask(folder_recipe(folder))
    assert len(told["duplicates"]) == 5
    assert warned(told, "Of 10 groups of equal pictures the first 5 are listed.")


def test_too_many_pictures_are_not_compared_and_that_is_said(
    folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a" / "again.png").write_bytes((folder / "a" / "000.png").read_bytes())
    monkeypatch.setattr(oddities, "COMPARED", 360)
    told = ask(folder_recipe(folder))
    assert told["duplicates"] == []
    assert warned(told, "none were compared")


def test_blank_pictures_are_named(folder: Path, ask: Ask) -> None:
    paint(folder / "a" / "blank.png", 77, mode="L", size=(8, 8))
    assert "'a/blank.png'" in warned(ask(folder_recipe(folder)), "1 picture is of one single shade")


def test_files_that_cannot_be_used_and_odd_sizes_are_listed_with_the_reason(folder: Path, ask: Ask) -> None:
    (folder / "a" / "text.png").write_text("no picture")
    noise(folder / "b" / "tiny.png", 5000, size=3)
    Image.effect_noise((80, 8), 50).save(folder / "c" / "long.png")
    told = ask(folder_recipe(folder))
    assert told["skipped"] == [{"file": "a/text.png", "reason": "not a picture in a format that can be read"}]
    assert told["remarks"] == [
        {"file": "b/tiny.png", "reason": "3 × 3 pixels, enlarged to 8 × 8"},
        {"file": "c/long.png", "reason": "80 × 8 pixels, of which only the middle is used"},
    ]
    assert "b/tiny.png: 3 × 3 pixels" in warned(told, "Odd sizes")


# Work that is not done


def test_pictures_are_read_and_compared_once(folder: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask(folder_recipe(folder))

    def never(*_: object) -> None:
        raise AssertionError("everything was looked at again")

    monkeypatch.setattr("workbench.engine.gallery.decode", never)
    monkeypatch.setattr(oddities, "blake2b", never)
    assert ask(folder_recipe(folder)) == first


def test_pictures_that_would_have_to_be_downloaded_are_counted_but_not_shown(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = datasets.get("mnist")
    monkeypatch.setattr(entry.params, "is_here", lambda self, context: False)
    monkeypatch.setattr("workbench.engine.downloads._opener", lambda *_: pytest.fail("a download was started"))
    told = ask(Distil(data=Data(source=Ref(kind="mnist")), schedule=Schedule(augment="shift")))
    assert told["counts"]["test"] == entry.facts["test_per_class"]
    both = zip(told["counts"]["train"], told["counts"]["validation"], strict=True)
    assert [sum(one) for one in both] == entry.facts["train_per_class"]
    assert (told["pictures"], told["duplicates"], told["skipped"]) == ([], [], [])
    download = "MNIST, 11.6 MB from ossci-datasets.s3.amazonaws.com"
    assert told["warnings"] == [
        f"The pictures are not on this computer yet. Starting a run downloads them: {download}."
    ]


def test_comparing_can_be_stopped(folder: Path, asking: Asking) -> None:
    comparing: list[Progress] = []

    def check() -> None:
        if comparing:
            raise Stopped

    def report(progress: Progress) -> None:
        if progress.what == "Comparing pictures":
            comparing.append(progress)

    raw = folder_recipe(folder).model_dump(mode="json")
    with pytest.raises(Stopped):
        answer(Preview(runs="x", recipe=raw), Asking(asking.store, report, check))
