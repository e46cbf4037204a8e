"""Folders of the user's own pictures, tidy or not."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.engine.data.conftest import Listener
from tests.engine.data.painting import GREEN, GREY, RED, paint
from workbench.engine.control import Stopped
from workbench.engine.data import LoadContext, Pictures, load, outline, split
from workbench.engine.decoder import read_picture
from workbench.engine.gallery import long_path
from workbench.errors import DataError, RecipeError
from workbench.recipes import Data, Ref


def folder_data(folder: Path, **params: Any) -> Data:
    return Data(source=Ref(kind="image_folder", params={"folder": str(folder), "size": 8, **params}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four red pictures and four green ones, each in its class."""
    for number in range(4):
        paint(tmp_path / "pictures" / "red" / f"{number}.png", RED)
        paint(tmp_path / "pictures" / "green" / f"{number}.png", GREEN)
    return tmp_path / "pictures"


def read(folder: Path, context: LoadContext, **params: Any) -> Pictures:
    return load(folder_data(folder, **params), context)


def one(path: Path, *, channels: int = 3, size: int = 8) -> list[int]:
    """The colour of the middle of a picture that was read."""
    pixels = read_picture(path, channels=channels, size=size)
    assert pixels.shape == (channels, size, size)
    return [int(value) for value in pixels[:, size // 2, size // 2]]


def test_each_folder_is_a_class(folder: Path, context: LoadContext) -> None:
    pictures = read(folder, context)
    assert pictures.classes == ("green", "red")
    assert pictures.labels.tolist() == [0] * 4 + [1] * 4
    assert pictures.images.shape == (8, 3, 8, 8)
    assert pictures.images[:, :, 0, 0].tolist() == [list(GREEN)] * 4 + [list(RED)] * 4
    assert pictures.parts is None
    assert pictures.skipped == ()


@pytest.mark.parametrize("names", [("train", "val", "test"), ("Training", "Validation", "Testing"), ("train", "valid")])
def test_folders_for_training_validation_and_test_are_known(
    names: tuple[str, ...], tmp_path: Path, context: LoadContext
) -> None:
    for part in names:
        for kind in ("a", "b"):
            paint(tmp_path / "p" / part / kind / "1.png")
    pictures = read(tmp_path / "p", context)
    assert pictures.classes == ("a", "b")
    assert pictures.parts is not None
    assert sorted(pictures.parts.tolist()) == sorted([part for part in range(len(names)) for _ in "ab"])


def test_train_may_be_a_class_beside_others(tmp_path: Path, context: LoadContext) -> None:
    for kind in ("bus", "train"):
        paint(tmp_path / "p" / kind / "1.png")
    assert read(tmp_path / "p", context).classes == ("bus", "train")


def test_pictures_in_folders_within_a_class_count(folder: Path, context: LoadContext) -> None:
    paint(folder / "red" / "more" / "deep" / "x.png")
    assert read(folder, context).labels.tolist().count(1) == 5


def test_names_in_any_writing_are_kept(tmp_path: Path, context: LoadContext) -> None:
    for kind in ("Äpfel", "木 🌳"):
        paint(tmp_path / "p" / kind / "зима.png")
    assert read(tmp_path / "p", context).classes == ("Äpfel", "木 🌳")


def test_a_class_written_in_two_ways_of_unicode_is_one_class(tmp_path: Path, context: LoadContext) -> None:
    for part, name in (("train", "caf\u00e9"), ("test", "cafe\u0301"), ("train", "tea"), ("test", "tea")):
        paint(tmp_path / "p" / part / name / "1.png")
    assert read(tmp_path / "p", context).classes == ("café", "tea")


def test_long_paths_are_read(tmp_path: Path, context: LoadContext) -> None:
    deep = tmp_path.joinpath(*["a folder with a long name " * 3] * 5)
    for kind in ("a", "b"):
        try:
            paint(deep / kind / "1.png")
        except OSError:
            pytest.skip("this system cannot make such a path in the plain way")
    assert len(str(deep)) > 300
    assert len(read(deep, context).labels) == 2


@pytest.mark.parametrize(
    ("path", "long"),
    [
        ("C:\\Users\\me", "\\\\?\\C:\\Users\\me"),
        ("\\\\server\\share", "\\\\?\\UNC\\server\\share"),
        ("\\\\?\\C:\\x", "\\\\?\\C:\\x"),
    ],
)
def test_windows_gets_the_form_that_may_be_long(path: str, long: str) -> None:
    assert long_path(path, windows=True) == long
    assert long_path(path, windows=False) == path


def test_the_order_does_not_depend_on_the_disk(
    folder: Path, context: LoadContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    paint(folder / "red" / "9.png", GREY)
    before = read(folder, context)
    original = os.scandir

    class Backwards:
        def __init__(self, path: str) -> None:
            with original(path) as entries:
                self.entries = list(entries)[::-1]

        def __enter__(self) -> Any:
            return iter(self.entries)

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Backwards)
    (folder / "red" / "9.png").touch()
    assert read(folder, context).images.equal(before.images)


@pytest.mark.parametrize("large", [0, 3, 200])
def test_of_many_pictures_small_and_large_each_has_its_own_pixels(
    large: int, tmp_path: Path, context: LoadContext
) -> None:
    """They are decoded some at a time, by sizes: none may get lost or change places."""
    long_story = PngInfo()
    long_story.add_text("story", "x" * 100_000)
    for number in range(200):
        path = tmp_path / ("odd" if number % 2 else "even") / f"{number:03}.png"
        path.parent.mkdir(exist_ok=True)
        picture = Image.fromarray(np.full((8, 8), number, dtype=np.uint8))
        picture.save(path, pnginfo=long_story if number < large else None)
    (tmp_path / "odd" / "100.png").write_bytes(b"no picture")
    pictures = read(tmp_path, context)
    assert pictures.images[:, 0, 0, 0].tolist() == [*range(0, 200, 2), *range(1, 200, 2)]
    assert [int(name[-7:-4]) for name in pictures.names or ()] == [*range(0, 200, 2), *range(1, 200, 2)]
    assert len(pictures.skipped) == 1


# One picture


def test_the_shorter_side_is_scaled_and_the_middle_cut_out(tmp_path: Path) -> None:
    wide = Image.new("RGB", (300, 100), RED)
    wide.paste(GREEN, (100, 0, 200, 100))
    wide.save(tmp_path / "w.png")
    pixels = read_picture(tmp_path / "w.png", channels=3, size=10)
    assert (pixels[:, :, 1:-1] == np.array(GREEN).reshape(3, 1, 1)).all()
    assert np.abs(pixels - np.array(GREEN).reshape(3, 1, 1)).max() < 32  # the cut's edge blends a little


def test_a_picture_of_the_right_size_keeps_its_pixels(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "x.png")
    assert (read_picture(tmp_path / "x.png", channels=3, size=16) == pixels.transpose(2, 0, 1)).all()


def test_sixteen_bits_are_scaled_not_clipped(tmp_path: Path) -> None:
    for suffix in ("png", "tif"):
        Image.fromarray(np.full((8, 8), 128 * 257, dtype=np.uint16)).save(tmp_path / f"x.{suffix}")
        assert one(tmp_path / f"x.{suffix}", channels=1) == [128]
        assert one(tmp_path / f"x.{suffix}") == [128] * 3


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    for suffix in ("jpg", "tif"):
        got = one(paint(tmp_path / f"x.{suffix}", (0, 255, 255, 0), mode="CMYK"))
        assert got == pytest.approx(RED, abs=3)


def test_palettes_give_their_colours(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), RED).convert("P", palette=Image.Palette.ADAPTIVE).save(tmp_path / "x.png")
    assert one(tmp_path / "x.png") == list(RED)


@pytest.mark.parametrize(
    ("mode", "clear", "solid"), [("RGBA", (255, 0, 0, 0), (255, 0, 0, 255)), ("LA", (7, 0), (7, 255))]
)
def test_transparent_parts_are_white(mode: str, clear: Any, solid: Any, tmp_path: Path) -> None:
    assert one(paint(tmp_path / "clear.png", clear, mode=mode)) == [255, 255, 255]
    assert one(paint(tmp_path / "solid.png", solid, mode=mode)) == (list(RED) if mode == "RGBA" else [7, 7, 7])


def test_pictures_are_turned_as_the_camera_says(tmp_path: Path) -> None:
    image = Image.new("RGB", (16, 16), RED)
    image.paste(GREEN, (0, 0, 16, 8))  # green above
    turned = Image.Exif()
    turned[0x0112] = 6  # show it turned clockwise: above comes to the right
    image.save(tmp_path / "x.jpg", exif=turned, quality=100, subsampling=0)
    pixels = read_picture(tmp_path / "x.jpg", channels=3, size=16)
    assert pixels[:, 8, 2].tolist() == pytest.approx(RED, abs=3)
    assert pixels[:, 8, 13].tolist() == pytest.approx(GREEN, abs=3)


def test_of_an_animation_the_first_picture_counts(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (GREEN, RED)]
    frames[0].save(tmp_path / "x.gif", save_all=True, append_images=frames[1:])
    assert one(tmp_path / "x.gif") == list(GREEN)


def test_a_picture_that_cannot_be_read_is_an_error_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"x\.png' cannot be used: not a picture"):
        read_picture(tmp_path / "x.png", channels=3, size=8)


# Colour


def test_grey_pictures_have_one_channel(tmp_path: Path, context: LoadContext) -> None:
    palette = Image.new("L", (8, 8), 90).convert("P")
    for kind in ("a", "b"):
        paint(tmp_path / "p" / kind / "1.png", 90, mode="L")
        palette.save(tmp_path / "p" / kind / "2.gif")
        Image.fromarray(np.full((8, 8), 90 * 257, dtype=np.uint16)).save(tmp_path / "p" / kind / "3.png")
    images = read(tmp_path / "p", context).images
    assert images.shape == (6, 1, 8, 8)
    assert (images == 90).all()
    assert read(tmp_path / "p", context, colour="colour").images.shape[1] == 3


def test_one_colour_picture_makes_all_colour(tmp_path: Path, context: LoadContext) -> None:
    paint(tmp_path / "p" / "a" / "1.png", 90, mode="L")
    paint(tmp_path / "p" / "b" / "1.png", RED)
    assert read(tmp_path / "p", context).images.shape[1] == 3
    assert read(tmp_path / "p", context, colour="grey").images.shape[1] == 1


# Files that cannot be used


def test_files_that_cannot_be_read_are_listed_and_not_fatal(folder: Path, context: LoadContext) -> None:
    whole = paint(folder / "red" / "whole.jpg", size=(200, 200)).read_bytes()
    (folder / "red" / "broken.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "red" / "empty.png").touch()
    (folder / "red" / "text.png").write_text("no picture")
    (folder / "red" / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 40)
    Image.fromarray(np.ones((8, 8), dtype=np.float32)).save(folder / "red" / "float.tif")
    pictures = read(folder, context)
    assert pictures.labels.tolist() == [0] * 4 + [1] * 5
    assert [note.split(":")[0] for note in pictures.skipped] == [
        f"red/{name}" for name in ("broken.jpg", "empty.png", "float.tif", "phone.heic", "text.png")
    ]
    reasons = [note.split(": ", 1)[1] for note in pictures.skipped]
    assert "truncated" in reasons[0]
    assert reasons[1] == "empty file"
    assert reasons[4] == "not a picture in a format that can be read"
    assert split(pictures, folder_data(folder), 0).skipped == pictures.skipped
    assert outline(folder_data(folder), context)["skipped"] == list(pictures.skipped)


def test_hidden_files_and_other_documents_are_ignored(folder: Path, context: LoadContext) -> None:
    (folder / "red" / "notes.txt").write_text("mine")
    (folder / "red" / "Thumbs.db").write_bytes(b"x")
    (folder / "red" / ".DS_Store").write_bytes(b"x")
    (folder / "red" / "._1.png").write_bytes(b"x")
    paint(folder / ".cache" / "1.png")
    paint(folder / "__MACOSX" / "1.png")
    pictures = read(folder, context)
    assert pictures.classes == ("green", "red")
    assert pictures.skipped == ()


def test_pictures_outside_a_class_folder_are_counted_and_left_aside(folder: Path, context: LoadContext) -> None:
    paint(folder / "loose.png")
    assert read(folder, context).skipped == (".: 1 pictures lie outside a class folder",)


def test_a_test_folder_without_classes_is_left_aside(folder: Path, tmp_path: Path, context: LoadContext) -> None:
    folder.rename(tmp_path / "train")
    paint(tmp_path / "test" / "1.png")
    pictures = read(tmp_path, context)
    assert pictures.skipped == ("test: 1 pictures lie outside a class folder",)
    assert len(split(pictures, folder_data(tmp_path), 0).test.ids) == 2


def test_a_folder_beside_the_parts_is_left_aside(tmp_path: Path, context: LoadContext) -> None:
    for name in ("train/a", "train/b", "extra/a"):
        paint(tmp_path / "p" / name / "1.png")
    assert read(tmp_path / "p", context).skipped == ("extra: neither a training nor a validation nor a test folder",)


# Folders that cannot be used


def refused(folder: Path, context: LoadContext) -> str:
    with pytest.raises(DataError) as caught:
        read(folder, context)
    assert caught.value.fix
    return caught.value.problem


def test_a_missing_folder_is_named(tmp_path: Path, context: LoadContext) -> None:
    assert refused(tmp_path / "nowhere", context) == f"There is no folder '{tmp_path / 'nowhere'}'."


def test_a_file_is_not_a_folder(tmp_path: Path, context: LoadContext) -> None:
    (tmp_path / "p.zip").touch()
    assert refused(tmp_path / "p.zip", context) == f"'{tmp_path / 'p.zip'}' is a file, not a folder of pictures."


def test_an_empty_folder_is_refused(tmp_path: Path, context: LoadContext) -> None:
    assert refused(tmp_path, context) == f"The folder '{tmp_path}' holds no pictures."


def test_pictures_without_class_folders_are_refused(tmp_path: Path, context: LoadContext) -> None:
    paint(tmp_path / "1.png")
    assert refused(tmp_path, context) == f"The folder '{tmp_path}' holds pictures, but no class folders."


def test_parts_without_class_folders_are_refused(tmp_path: Path, context: LoadContext) -> None:
    for part in ("train", "test"):
        paint(tmp_path / part / "1.png")
    assert refused(tmp_path, context) == f"The folder '{tmp_path}' holds pictures, but no class folders."


def test_one_class_is_not_enough(tmp_path: Path, context: LoadContext) -> None:
    paint(tmp_path / "only" / "1.png")
    assert refused(tmp_path, context) == f"The folder '{tmp_path}' has only one class, 'only'."


def test_class_folders_without_any_picture_are_refused(tmp_path: Path, context: LoadContext) -> None:
    for kind in ("a", "b"):
        (tmp_path / kind).mkdir()
    assert refused(tmp_path, context) == f"The folder '{tmp_path}' holds no pictures in its 2 class folders."


def test_a_class_without_readable_pictures_is_named(folder: Path, context: LoadContext) -> None:
    (folder / "blue").mkdir()
    (folder / "blue" / "x.png").touch()
    assert refused(folder, context) == (
        "There is no picture that can be read in class 'blue'. The first that was skipped: blue/x.png: empty file."
    )


def test_no_folder_chosen_is_a_problem_of_the_recipe(context: LoadContext) -> None:
    with pytest.raises(RecipeError, match=r"data\.source\.params\.folder"):
        load(Data(source=Ref(kind="image_folder")), context)


def test_pictures_that_do_not_fit_into_memory_are_refused_with_a_size_that_does(
    folder: Path, context: LoadContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = 8 * 3 * 40 * 40  # for eight colour pictures of 40 × 40
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"available": room}))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Disk", (), {"free": 0}))
    with pytest.raises(DataError, match=r"8 pictures of 64 × 64 pixels need .* GB of memory.* size of at most 40"):
        read(folder, context, size=64)
    assert len(read(folder, context, size=40).images) == 8


# Loading as a job


def test_progress_is_reported(folder: Path, context: LoadContext, listener: Listener) -> None:
    read(folder, context)
    last = listener.reports[-1]
    assert (last.what, last.done, last.total, last.unit) == ("Reading pictures", 8, 8, "pictures")


def test_stopping_ends_the_reading_at_the_next_picture(
    folder: Path, context: LoadContext, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def never_ending(*_: object) -> str:
        reading.set()
        go_on.wait(30)
        return "late"

    def stop_once_reading() -> None:
        reading.wait(30)
        listener.stopping.set()

    monkeypatch.setattr("workbench.engine.gallery.decode", never_ending)
    stopper = threading.Thread(target=stop_once_reading)
    stopper.start()
    try:
        with pytest.raises(Stopped):
            read(folder, context)
    finally:
        go_on.set()
        stopper.join()


def test_a_folder_that_did_not_change_is_read_once(folder: Path, context: LoadContext) -> None:
    outline(folder_data(folder), context)
    assert read(folder, context) is read(folder, context)


def test_a_folder_that_changed_is_read_again(folder: Path, context: LoadContext) -> None:
    assert len(read(folder, context).labels) == 8
    paint(folder / "red" / "new.png")
    assert len(read(folder, context).labels) == 9
    (folder / "red" / "new.png").unlink()
    assert len(read(folder, context).labels) == 8


def test_the_outline_counts_what_the_split_will_have(folder: Path, context: LoadContext) -> None:
    data = folder_data(folder)
    told, divided = outline(data, context), split(load(data, context), data, 0)
    assert told == {
        "classes": ["green", "red"],
        "shape": [3, 8, 8],
        "train": len(divided.train.ids),
        "labelled": int((divided.train.labels >= 0).sum()),
        "validation": len(divided.validation.ids),
        "test": len(divided.test.ids),
        "skipped": [],
        "download": "",
    }
    assert torch.cat([divided.train.ids, divided.validation.ids, divided.test.ids]).numel() == 8
