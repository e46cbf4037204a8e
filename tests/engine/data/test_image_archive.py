"""ZIP files of the user's own pictures, honest or not."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.engine.data.painting import GREEN, RED, pack, painted
from workbench.engine.data import LoadContext, Pictures, load, outline, split
from workbench.engine.datasets import image_archive
from workbench.errors import DataError, RecipeError
from workbench.recipes import Correction, Data, Ref

FILES = {
    f"{kind}/{number}.png": painted(colour) for kind, colour in (("green", GREEN), ("red", RED)) for number in "0123"
}


def archive_data(file: Path, **params: Any) -> Data:
    return Data(source=Ref(kind="image_archive", params={"file": str(file), "size": 8, **params}))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return pack(tmp_path / "pictures.zip", FILES)


def read(file: Path, context: LoadContext, **params: Any) -> Pictures:
    return load(archive_data(file, **params), context)


def refused(file: Path, context: LoadContext) -> str:
    with pytest.raises(DataError) as caught:
        read(file, context)
    assert caught.value.fix
    return caught.value.problem


@pytest.mark.parametrize("top", ["", "my pictures/", "outer/inner/", "./"])
def test_each_folder_is_a_class_whatever_is_around_it(top: str, tmp_path: Path, context: LoadContext) -> None:
    pictures = read(pack(tmp_path / "p.zip", {f"{top}{name}": one for name, one in FILES.items()}), context)
    assert pictures.classes == ("green", "red")
    assert pictures.labels.tolist() == [0] * 4 + [1] * 4
    assert pictures.images[:, :, 0, 0].tolist() == [list(GREEN)] * 4 + [list(RED)] * 4
    assert pictures.names == tuple(f"{'' if top == './' else top}{name}" for name in sorted(FILES))
    assert pictures.parts is None
    assert pictures.skipped == ()


def test_nothing_is_written_beside_it(archive: Path, context: LoadContext) -> None:
    before = archive.read_bytes()
    read(archive, context)
    assert [path.name for path in archive.parent.iterdir()] == ["pictures.zip"]
    assert archive.read_bytes() == before


@pytest.mark.parametrize("top", ["", "data/"])
def test_folders_for_training_validation_and_test_are_known(top: str, tmp_path: Path, context: LoadContext) -> None:
    names = [f"{top}{part}/{kind}/1.png" for part in ("train", "Val", "test") for kind in "ab"]
    pictures = read(pack(tmp_path / "p.zip", dict.fromkeys(names, painted())), context)
    assert pictures.classes == ("a", "b")
    assert pictures.parts is not None
    assert sorted(pictures.parts.tolist()) == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_usual_way_of_packing_is_read(compression: int, tmp_path: Path, context: LoadContext) -> None:
    assert len(read(pack(tmp_path / "p.zip", FILES, compression), context).labels) == 8


def test_what_a_computer_leaves_behind_is_ignored(tmp_path: Path, context: LoadContext) -> None:
    junk = ("__MACOSX/red/._0.png", "red/.hidden.png", ".git/x.png", "../evil/1.png", "red/../../evil.png", "red/a.txt")
    pictures = read(pack(tmp_path / "p.zip", FILES | dict.fromkeys(junk, painted())), context)
    assert pictures.classes == ("green", "red")
    assert len(pictures.labels) == 8
    assert pictures.skipped == ()


def test_names_of_other_systems_are_read(tmp_path: Path, context: LoadContext) -> None:
    pictures = read(pack(tmp_path / "p.zip", {"äpfel\\1.png": painted(), "木 🌳/зима.png": painted()}), context)
    assert pictures.classes == ("äpfel", "木 🌳")


def test_a_mac_s_names_are_read_though_it_does_not_say_that_they_are_unicode(
    tmp_path: Path, context: LoadContext
) -> None:
    file = pack(tmp_path / "p.zip", {"cafX/1.png": painted(), "tea/1.png": painted()})
    file.write_bytes(file.read_bytes().replace(b"cafX/1.png", "caé/1.png".encode()))
    assert read(file, context).classes == ("caé", "tea")


def test_corrections_call_pictures_by_their_path_in_the_archive(tmp_path: Path, context: LoadContext) -> None:
    file = pack(tmp_path / "p.zip", {f"top/{name}": one for name, one in FILES.items()})
    right = archive_data(file).model_copy(update={"corrections": (Correction(picture="top/red/1.png"),)})
    divided = split(load(right, context), right, 0)
    assert sum(len(part.ids) for part in (divided.train, divided.validation, divided.test)) == 7
    assert outline(right, context)["train"] == len(divided.train.ids)


def test_it_is_read_anew_only_when_it_changed(archive: Path, context: LoadContext) -> None:
    first = read(archive, context)
    assert read(archive, context) is first
    pack(archive, FILES | {"red/new.png": painted()})
    assert len(read(archive, context).labels) == 9


# Pictures that cannot be used


def test_pictures_that_cannot_be_read_are_listed_with_the_reason(tmp_path: Path, context: LoadContext) -> None:
    bad = {"red/cut.png": FILES["red/0.png"][:50], "red/empty.png": b"", "red/text.png": b"no picture"}
    pictures = read(pack(tmp_path / "p.zip", FILES | bad), context)
    assert len(pictures.labels) == 8
    told = dict(note.split(": ", 1) for note in pictures.skipped)
    assert list(told) == ["red/cut.png", "red/empty.png", "red/text.png"]
    assert "truncated" in told["red/cut.png"]
    assert told["red/empty.png"] == "empty file"


def test_an_entry_that_is_damaged_or_locked_is_listed_with_the_reason(tmp_path: Path, context: LoadContext) -> None:
    files = {"red/9.png": painted((1, 2, 3)), "red/locked.png": painted((4, 5, 6))}
    file = pack(tmp_path / "p.zip", FILES | files, zipfile.ZIP_STORED)
    content = bytearray(file.read_bytes())
    content[content.index(files["red/9.png"]) + 40] ^= 1
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag of encryption, here and in the directory
        content[_header(content, mark, b"red/locked.png") + offset] |= 1
    file.write_bytes(content)
    told = dict(note.split(": ", 1) for note in read(file, context).skipped)
    assert "Bad CRC-32" in told["red/9.png"]
    assert told["red/locked.png"] == "locked with a password"


def _header(content: bytes | bytearray, mark: bytes, name: bytes) -> int:
    """Where the header of an entry begins."""
    place = content.index(mark)
    size = 30 if mark == b"PK\x03\x04" else 46
    while content[place + size : place + size + len(name)] != name:
        place = content.index(mark, place + 1)
    return place


def claim(file: Path, name: str, size: int) -> None:
    """Let the directory say that an entry has so many bytes when unpacked."""
    content = bytearray(file.read_bytes())
    struct.pack_into("<I", content, _header(content, b"PK\x01\x02", name.encode()) + 24, size)
    file.write_bytes(content)


def test_a_picture_that_would_unpack_to_too_much_is_not_unpacked(
    tmp_path: Path, context: LoadContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_archive, "LARGEST", 2**20)
    file = pack(tmp_path / "p.zip", FILES | {"red/bomb.png": bytes(2**20 + 2**19)})
    assert file.stat().st_size < 10_000
    assert read(file, context).skipped == ("red/bomb.png: 2 MiB when unpacked, more than 1",)


def test_no_more_is_unpacked_than_an_entry_says(tmp_path: Path, context: LoadContext) -> None:
    file = pack(tmp_path / "p.zip", FILES | {"red/bomb.png": bytes(2**20)})
    claim(file, "red/bomb.png", 100)
    assert "damaged in the archive (Bad CRC-32" in read(file, context).skipped[0]


def test_an_archive_that_would_unpack_to_too_much_is_refused(tmp_path: Path, context: LoadContext) -> None:
    file = pack(tmp_path / "p.zip", FILES | {f"red/{letter}.png": b"" for letter in "abcdef"})
    for letter in "abcdef":
        claim(file, f"red/{letter}.png", 2**32 - 2)
    assert refused(file, context).endswith("holds 25.8 GB of pictures when unpacked, more than 20 GB.")


# Archives that cannot be used


def test_what_is_no_archive_is_named(tmp_path: Path, context: LoadContext) -> None:
    (tmp_path / "p.zip").write_bytes(b"Rar!" * 100)
    assert "is not a ZIP file, or it is damaged" in refused(tmp_path / "p.zip", context)
    assert "is a folder, not a ZIP file" in refused(tmp_path, context)
    assert refused(tmp_path / "none.zip", context) == f"There is no file '{tmp_path / 'none.zip'}'."


def test_an_archive_that_was_cut_off_is_named(archive: Path, context: LoadContext) -> None:
    archive.write_bytes(archive.read_bytes()[:-30])
    assert "is not a ZIP file, or it is damaged" in refused(archive, context)


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ([], "holds no pictures."),
        (["1.png"], "holds pictures, but no class folders."),
        (["only/1.png"], "has only one class, 'only'."),
        (["a/1.txt", "b/1.txt"], "holds no pictures in its 2 class folders."),
    ],
)
def test_an_archive_without_classes_is_refused(
    names: list[str], problem: str, tmp_path: Path, context: LoadContext
) -> None:
    file = pack(tmp_path / "p.zip", dict.fromkeys(names, painted()))
    assert refused(file, context) == f"The archive '{file}' {problem}"


def test_no_file_chosen_is_a_problem_of_the_recipe(context: LoadContext) -> None:
    with pytest.raises(RecipeError, match=r"data\.source\.params\.file"):
        load(Data(source=Ref(kind="image_archive")), context)
