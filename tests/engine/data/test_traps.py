"""The traps of the user's own pictures: every bad file is listed with a reason, and none ends the reading."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.engine.data.painting import GREEN, RED, paint, painted, tabulate
from workbench.engine.data import LoadContext, Pictures, load
from workbench.recipes import Data, Ref

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def read(folder: Path, context: LoadContext, size: int = 8) -> Pictures:
    return load(Data(source=Ref(kind="image_folder", params={"folder": str(folder), "size": size})), context)


def reasons(pictures: Pictures) -> dict[str, str]:
    return dict(note.split(": ", 1) for note in pictures.skipped)


def cut(path: Path) -> None:
    whole = painted((9, 99, 199), (300, 300), "jpeg")
    path.write_bytes(whole[: len(whole) // 2])


def overwritten(path: Path) -> None:
    whole = bytearray(painted((9, 99, 199), (64, 64)))
    place = whole.index(b"IDAT") + 6
    whole[place : place + 8] = b"\xff" * 8
    path.write_bytes(whole)


def immense(path: Path) -> None:
    """A file of a few bytes that says that it has 40,000 × 40,000 pixels."""
    header = bytearray(painted(RED, (8, 8), "bmp"))
    header[18:26] = (40_000).to_bytes(4, "little") * 2
    path.write_bytes(header)


@pytest.mark.parametrize(
    ("name", "spoil", "reason"),
    [
        ("cut.jpg", cut, "truncated"),
        ("overwritten.png", overwritten, "damaged"),
        ("immense.bmp", immense, "more pixels than"),
        ("empty.png", Path.touch, "empty file"),
        ("page.jpg", lambda path: path.write_text("<html>404</html>"), "not a picture in a format that can be read"),
        ("packed.png", lambda path: path.write_bytes(b"PK\x03\x04" + bytes(60)), "not a picture in a format"),
    ],
)
def test_a_bad_file_is_listed_with_its_reason(
    name: str, spoil: Callable[[Path], object], reason: str, tmp_path: Path, context: LoadContext
) -> None:
    for kind in "ab":
        paint(tmp_path / "p" / kind / "good.png")
    spoil(tmp_path / "p" / "a" / name)
    pictures = read(tmp_path / "p", context)
    assert len(pictures.labels) == 2
    assert list(reasons(pictures)) == [f"a/{name}"]
    assert reason in reasons(pictures)[f"a/{name}"]


def test_odd_but_honest_pictures_of_all_sorts_give_their_colours(tmp_path: Path, context: LoadContext) -> None:
    folder = tmp_path / "p"
    paint(folder / "a" / "1 cmyk.jpg", (0, 255, 255, 0), mode="CMYK", size=(16, 16), quality=95)
    palette = Image.new("P", (16, 16), 1)
    palette.putpalette([0, 255, 0, 255, 0, 0])
    palette.save(folder / "a" / "2 palette.png")
    palette.save(folder / "a" / "3 transparent.png", transparency=1)
    paint(folder / "a" / "4 clear.webp", (255, 0, 0, 0), mode="RGBA", lossless=True)
    paint(folder / "b" / "5 green.png", GREEN)
    Image.fromarray(np.full((16, 16), 200 * 257, dtype=np.uint16)).save(folder / "b" / "6 deep.png")
    pictures = read(folder, context)
    assert pictures.skipped == ()
    middle = pictures.images[:, :, 4, 4].tolist()
    assert middle[0] == pytest.approx(RED, abs=3)
    assert middle[1:] == [list(RED), [255] * 3, [255] * 3, list(GREEN), [200] * 3]


def test_pictures_of_a_wrong_size_are_used_and_remarked_upon(tmp_path: Path, context: LoadContext) -> None:
    sizes = {
        "fits": (32, 32),
        "larger": (640, 480),
        "a bit small": (20, 16),
        "tiny": (5, 9),
        "long": (400, 100),
        "dot": (1, 1),
    }
    for name, size in sizes.items():
        for kind in "ab":
            paint(tmp_path / "p" / kind / f"{name}.png", size=size)
    pictures = read(tmp_path / "p", context, size=32)
    assert len(pictures.labels) == 12
    assert pictures.remarks == tuple(
        f"{kind}/{remark}"
        for kind in "ab"
        for remark in (
            "dot.png: 1 × 1 pixels, enlarged to 32 × 32",
            "long.png: 400 × 100 pixels, of which only the middle is used",
            "tiny.png: 5 × 9 pixels, enlarged to 32 × 32",
        )
    )


def test_a_table_reads_unicode_and_very_long_paths(tmp_path: Path, context: LoadContext) -> None:
    deep = Path(*["ein Ordner mit 木 und зима " * 3] * 6)
    try:
        paint(tmp_path / deep / "1.png")
    except OSError:
        pytest.skip("this system cannot make such a path in the plain way")
    assert len(str(deep)) > 260
    paint(tmp_path / "2.png")
    table = tabulate(tmp_path / "t.csv", ("path", "label"), (str(deep / "1.png"), "a"), ("2.png", "b"))
    pictures = load(Data(source=Ref(kind="image_table", params={"file": str(table)})), context)
    assert pictures.names == ((deep / "1.png").as_posix(), "2.png")


def test_a_folder_that_may_only_be_read_is_read_and_left_as_it_is(tmp_path: Path, context: LoadContext) -> None:
    folder = tmp_path / "p"
    for kind in "ab":
        paint(folder / kind / "1.png")
    places = [folder, folder / "a", folder / "b"]
    for place in places:
        place.chmod(0o555)
    try:
        before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
        assert len(read(folder, context).labels) == 2
        assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    finally:
        for place in places:
            place.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_file_that_may_not_be_read_is_listed(tmp_path: Path, context: LoadContext) -> None:
    for kind in "ab":
        paint(tmp_path / "p" / kind / "1.png")
    paint(tmp_path / "p" / "a" / "locked.png").chmod(0)
    assert reasons(read(tmp_path / "p", context)) == {"a/locked.png": "cannot be opened (Permission denied)"}


def test_a_link_that_leads_back_does_not_read_for_ever(tmp_path: Path, context: LoadContext) -> None:
    for kind in "ab":
        paint(tmp_path / "p" / kind / "1.png")
    try:
        (tmp_path / "p" / "a" / "back").symlink_to(tmp_path / "p", target_is_directory=True)
        (tmp_path / "p" / "a" / "gone.png").symlink_to(tmp_path / "nowhere.png")
    except OSError:
        pytest.skip("this system allows no links")
    assert len(read(tmp_path / "p", context).labels) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is reset as Linux does it")
def test_26_classes_of_many_pictures_need_little_more_memory_than_the_result(
    tmp_path: Path, context: LoadContext
) -> None:
    content = painted((9, 99, 199), (192, 192))  # 110 kB each when decoded, 170 MB together
    for kind in "ab":
        paint(tmp_path / "warm" / kind / "1.png")
    for letter in LETTERS:
        (tmp_path / "p" / letter).mkdir(parents=True)
        for number in range(60):
            (tmp_path / "p" / letter / f"{number}.png").write_bytes(content)
    read(tmp_path / "warm", context)  # whatever is imported or kept for good
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    pictures = read(tmp_path / "p", context)
    assert len(pictures.labels) == 1560
    assert memory("VmHWM") - before < 40e6


def memory(name: str) -> float:
    """Bytes, as the system counts them."""
    status = Path("/proc/self/status").read_text()
    return next(float(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(name))
