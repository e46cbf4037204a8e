"""Decoded pictures on the disk: found again, never wrong, and never in the way."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from io import FileIO
from pathlib import Path

import pytest
import torch

from tests.engine.data.conftest import Listener
from tests.engine.data.painting import paint
from workbench.engine import data, decoder, gallery, picture_files, pictures_kept
from workbench.engine.control import Stopped
from workbench.engine.data import LoadContext, Pictures, load, split
from workbench.engine.oddities import scan
from workbench.engine.picture_files import memory_of
from workbench.engine.pictures_kept import PICTURES, clear_pictures
from workbench.engine.registry import datasets
from workbench.recipes import Data, Ref

EACH = 3 * 8 * 8
"""Bytes of a picture."""
SMALL = 100
"""Bytes into which the pictures do not fit."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for kind in ("green", "red"):
        for number in range(4):
            shade = (40 * number, 200, 9) if kind == "green" else (200, 40 * number, 9)
            paint(tmp_path / "p" / kind / f"{number}.png", shade)
    (tmp_path / "p" / "red" / "bad.png").touch()
    return tmp_path / "p"


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_files, "BLOCK", 3 * EACH)  # three pictures each: three blocks of eight pictures


def read(folder: Path, context: LoadContext, size: int = 8) -> Pictures:
    """As another process would do it, that has nothing in memory."""
    data._kept.clear()
    return load(Data(source=Ref(kind="image_folder", params={"folder": str(folder), "size": size})), context)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were decoded."""
    done: list[str] = []
    original = decoder.decode

    def decode(content: decoder.Content, channels: int, size: int) -> decoder.Decoded:
        done.append(str(content))
        return original(content, channels, size)

    monkeypatch.setattr(gallery, "decode", decode)
    return done


def same(one: Pictures, other: Pictures) -> bool:
    assert one.images.equal(other.images)
    assert one.labels.equal(other.labels)
    assert one.parts is None
    assert other.parts is None
    return replace(one, images=other.images, labels=other.labels) == other


def shelves(context: LoadContext) -> list[Path]:
    root = context.cache / PICTURES
    return sorted(one for one in root.iterdir() if one.is_dir()) if root.exists() else []


def pixels(shelf: Path) -> Path:
    (found,) = shelf.glob("pixels-*")
    return found


@pytest.mark.parametrize("memory", [10**9, SMALL])
def test_a_second_start_decodes_nothing_and_has_the_same(
    folder: Path, context: LoadContext, decoded: list[str], memory: int, listener: Listener
) -> None:
    context = replace(context, memory=memory)
    first = read(folder, context)
    assert len(decoded) == 9
    again = read(folder, context)
    assert len(decoded) == 9
    assert same(first, again)
    assert again.skipped == ("red/bad.png: empty file",)
    assert listener.warnings == []


def test_what_is_kept_is_what_decoding_gives(folder: Path, context: LoadContext) -> None:
    nowhere = replace(context, disk=0)
    plain = read(folder, nowhere)
    assert shelves(context) == []
    for memory in (10**9, SMALL, SMALL, 10**9):
        assert same(read(folder, replace(context, memory=memory)), plain)


def test_parts_labels_and_names_come_back(tmp_path: Path, context: LoadContext) -> None:
    for part in ("train", "val", "test"):
        for kind in "ab":
            paint(tmp_path / "p" / part / kind / "ä \n.png")
    first, again = (read(tmp_path / "p", context) for _ in range(2))
    assert first.parts is not None
    assert again.parts is not None
    assert again.parts.equal(first.parts)
    assert again.parts.dtype == torch.uint8
    assert again.labels.equal(first.labels)
    assert again.names == first.names


def test_pictures_beyond_the_memory_allowed_are_mapped_at_once_and_later(folder: Path, context: LoadContext) -> None:
    small = replace(context, memory=SMALL)
    for _ in range(2):
        pictures = read(folder, small)
        assert memory_of(pictures.images) == 0
    assert memory_of(read(folder, context).images) == 8 * EACH


def test_a_source_that_is_not_slow_is_mapped_where_it_does_not_fit(context: LoadContext) -> None:
    digits = Data(source=Ref(kind="digits"))
    plain = load(digits, context)
    assert shelves(context) == []
    for _ in range(2):
        data._kept.clear()
        mapped = load(digits, replace(context, memory=SMALL))
        assert memory_of(mapped.images) == 0
        assert same(plain, mapped)


def test_mapped_pictures_are_split_scanned_and_measured_like_others(folder: Path, context: LoadContext) -> None:
    plain, mapped = read(folder, context), read(folder, replace(context, memory=SMALL))
    divided, other = (split(one, Data(), 0) for one in (plain, mapped))
    assert (divided.mean, divided.std) == (other.mean, other.std)
    assert other.train.take(torch.tensor([1, 0])).equal(divided.train.take(torch.tensor([1, 0])))
    found = [scan(one.images, lambda: None, lambda _: None) for one in (plain, mapped)]
    assert found[0] == found[1]


def test_another_size_is_kept_beside_and_a_changed_source_instead(
    folder: Path, context: LoadContext, decoded: list[str]
) -> None:
    read(folder, context)
    read(folder, context, size=16)
    first, second = shelves(context)
    assert not {first.name.split("-")[0]} & {second.name.split("-")[0]}
    paint(folder / "red" / "9.png")
    assert len(read(folder, context).labels) == 9
    now = shelves(context)
    assert len(now) == 2
    assert len({one.name for one in now} & {first.name, second.name}) == 1
    done = len(decoded)
    assert len(read(folder, context).labels) == 9
    assert len(decoded) == done
    assert len(read(folder, context, size=16).labels) == 9
    assert len(decoded) == done + 10
    assert len(shelves(context)) == 2


def test_another_version_decodes_anew(
    folder: Path, context: LoadContext, decoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(folder, context)
    monkeypatch.setattr(pictures_kept, "__version__", "99")
    read(folder, context)
    assert len(decoded) == 18
    assert len(shelves(context)) == 1


# How much there is


def test_what_was_not_used_for_longest_goes_first(folder: Path, context: LoadContext, decoded: list[str]) -> None:
    room = replace(context, disk=8 * 3 * (16 * 16 + 24 * 24) + 2_500)
    for size in (8, 16):
        read(folder, room, size)
    long_ago = time.time() - 100
    for shelf in shelves(context):
        os.utime(shelf / "about", (long_ago, long_ago))
    read(folder, room, 8)
    read(folder, room, 24)
    assert len(decoded) == 3 * 9
    read(folder, room, 8)
    assert len(decoded) == 3 * 9
    read(folder, room, 16)
    assert len(decoded) == 4 * 9


def test_more_than_may_be_kept_is_kept_only_where_memory_does_not_do(folder: Path, context: LoadContext) -> None:
    read(folder, replace(context, disk=SMALL))
    assert shelves(context) == []
    mapped = read(folder, replace(context, disk=SMALL, memory=SMALL))
    assert memory_of(mapped.images) == 0


def test_what_is_kept_is_counted_and_cleared(folder: Path, context: LoadContext, decoded: list[str]) -> None:
    assert pictures_kept.pictures_kept(context.cache) == 0
    assert clear_pictures(context.cache) == 0
    mapped = read(folder, replace(context, memory=SMALL))
    before = mapped.images.clone()
    size = pictures_kept.pictures_kept(context.cache)
    assert 8 * EACH < size < 8 * EACH + 5_000
    assert clear_pictures(context.cache) == size
    assert pictures_kept.pictures_kept(context.cache) == 0
    if sys.platform != "win32":
        assert mapped.images.equal(before)  # who uses them goes on
    assert same(read(folder, context), replace(mapped, images=before))
    assert len(decoded) == 18


# What goes wrong


def cut(shelf: Path) -> None:
    with pixels(shelf).open("r+b") as file:
        file.truncate(8 * EACH - 1)


def flip_a_bit(shelf: Path) -> None:
    whole = bytearray(pixels(shelf).read_bytes())
    whole[5 * EACH] ^= 1
    pixels(shelf).write_bytes(whole)


def no_pixels(shelf: Path) -> None:
    pixels(shelf).unlink()


def cut_about(shelf: Path) -> None:
    about = shelf / "about"
    about.write_bytes(about.read_bytes()[:-20])


def other_about(shelf: Path) -> None:
    about = shelf / "about"
    about.write_text(about.read_text().replace("red", "RED"))


def empty_about(shelf: Path) -> None:
    (shelf / "about").write_bytes(b"")


def binary_about(shelf: Path) -> None:
    (shelf / "about").write_bytes(b"\xff\xfe\x00")


def about_of_nothing(shelf: Path) -> None:
    (shelf / "about").write_text("{}\n{}\n")


@pytest.mark.parametrize("memory", [10**9, SMALL])
@pytest.mark.parametrize(
    "spoil", [cut, flip_a_bit, no_pixels, cut_about, other_about, empty_about, binary_about, about_of_nothing]
)
def test_what_is_damaged_is_decoded_again(
    spoil: Callable[[Path], None],
    memory: int,
    folder: Path,
    context: LoadContext,
    decoded: list[str],
    listener: Listener,
) -> None:
    context = replace(context, memory=memory)
    first = read(folder, context).images.clone()
    spoil(shelves(context)[0])
    assert read(folder, context).images.equal(first)
    assert len(decoded) == 18
    assert read(folder, context).images.equal(first)
    assert len(decoded) == 18
    assert len(list(shelves(context)[0].iterdir())) == 2
    assert listener.warnings == []


class FullDisk:
    """Takes so many blocks."""

    def __init__(self, blocks: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = blocks
        self._write = picture_files._write
        monkeypatch.setattr(picture_files, "_write", self)

    def __call__(self, file: FileIO, content: memoryview) -> None:
        if self.left == 0:
            self._write(file, content[: len(content) // 2])  # half of it goes in
            raise OSError(errno.ENOSPC, "No space left on device")
        self.left -= 1
        self._write(file, content)


@pytest.mark.parametrize("blocks", [0, 1, 2, 3])
@pytest.mark.parametrize("memory", [10**9, SMALL])
def test_a_disk_that_fills_up_leaves_the_pictures_usable_and_a_warning(
    blocks: int,
    memory: int,
    folder: Path,
    context: LoadContext,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = read(folder, replace(context, disk=0))
    with monkeypatch.context() as patch:
        FullDisk(blocks, patch)
        assert same(read(folder, replace(context, memory=memory)), plain)
    (said,) = listener.warnings
    assert "No space left on device" in said
    assert all(not list(shelf.glob("pixels-*")) for shelf in shelves(context))
    assert same(read(folder, context), plain)
    assert len(listener.warnings) == 1


def test_a_full_disk_is_noticed_before_it_is_filled(
    folder: Path, context: LoadContext, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Disk", (), {"free": 1000}))
    assert len(read(folder, replace(context, memory=SMALL)).labels) == 8
    assert len(listener.warnings) == 1
    assert pictures_kept.pictures_kept(context.cache) == 0


def test_a_cache_that_cannot_be_written_only_warns(folder: Path, context: LoadContext, listener: Listener) -> None:
    context.cache.parent.mkdir(exist_ok=True)
    context.cache.write_text("a file, where a folder should be")
    for memory in (10**9, SMALL):
        assert len(read(folder, replace(context, memory=memory)).labels) == 8
    assert len(listener.warnings) == 2


def test_stopping_leaves_nothing_behind(folder: Path, context: LoadContext, listener: Listener) -> None:
    def stop(progress: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        read(folder, replace(context, report=stop, memory=SMALL))
    assert pictures_kept.pictures_kept(context.cache) == 0
    assert len(read(folder, context).labels) == 8


@pytest.mark.slow
def test_what_a_killed_writer_left_is_removed_and_made_anew(folder: Path, context: LoadContext) -> None:
    die = "import os; from workbench.engine import picture_files as k; k.Draft.finish = lambda *given: os._exit(9)"
    dying = start_elsewhere(folder, context, before=die)
    dying.communicate(timeout=120)
    assert dying.returncode == 9
    (shelf,) = shelves(context)
    assert pixels(shelf).stat().st_size == 8 * EACH
    assert not (shelf / "about").exists()
    assert len(read(folder, context).labels) == 8
    assert sorted(path.name.split("-")[0] for path in shelf.iterdir()) == ["about", "pixels"]


def test_of_two_at_once_one_decodes_and_the_other_waits(
    folder: Path, context: LoadContext, decoded: list[str], listener: Listener
) -> None:
    params = {"folder": str(folder), "size": 8}
    source = Data(source=Ref(kind="image_folder", params=params))
    entry = datasets.settings(source.source)
    found: list[Pictures] = []
    begun = threading.Barrier(2)

    def go() -> None:
        begun.wait()
        shelf = pictures_kept.Shelf(
            context.cache, "a", "b", memory=10**9, disk=10**9, check=context.check, tell=context.tell
        )
        found.append(data._from(shelf) or data._made("image_folder", entry, replace(context, shelf=shelf)))

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(decoded) == 9
    assert same(*found)
    assert listener.warnings == []


def test_waiting_for_another_can_be_stopped(folder: Path, context: LoadContext, listener: Listener) -> None:
    read(folder, context)
    (shelf,) = shelves(context)
    shutil.rmtree(shelf)
    with pictures_kept._lock_of(shelf):
        listener.stopping.set()
        with pytest.raises(Stopped):
            read(folder, context)


def test_nothing_is_removed_while_it_is_written(folder: Path, context: LoadContext) -> None:
    read(folder, context)
    (shelf,) = shelves(context)
    with pictures_kept._lock_of(shelf):
        assert clear_pictures(context.cache) == 0
    assert clear_pictures(context.cache) > 0


@pytest.mark.slow
def test_processes_that_start_together_all_get_the_same(folder: Path, context: LoadContext) -> None:
    plain = read(folder, replace(context, disk=0))
    running = [start_elsewhere(folder, replace(context, memory=memory)) for memory in (SMALL, 10**9, SMALL)]
    for process in running:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        assert out.strip() == str(int(plain.images.sum()))
    assert len(shelves(context)) == 1
    assert len(list(shelves(context)[0].iterdir())) == 2


def start_elsewhere(folder: Path, context: LoadContext, before: str = "") -> subprocess.Popen[str]:
    """Another process that reads the pictures and prints the sum of their pixels."""
    text = f"""
from pathlib import Path
from workbench.engine.data import LoadContext, load
from workbench.engine.registry import discover
from workbench.recipes import Data, Ref
{before}
discover()
source = Data(source=Ref(kind="image_folder", params={{"folder": {str(folder)!r}, "size": 8}}))
cache = Path({str(context.cache)!r})
context = LoadContext(cache, lambda _: None, lambda: None, memory={context.memory}, disk={context.disk})
print(int(load(source, context).images.sum()))
"""
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
