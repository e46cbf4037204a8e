"""Tables that name the user's own pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.data.painting import GREEN, RED, paint, tabulate
from workbench.engine.data import LoadContext, Pictures, load, split
from workbench.errors import DataError, RecipeError
from workbench.recipes import Correction, Data, Ref


def table_data(file: Path, **params: Any) -> Data:
    return Data(source=Ref(kind="image_table", params={"file": str(file), "size": 8, **params}))


def read(file: Path, context: LoadContext, **params: Any) -> Pictures:
    return load(table_data(file, **params), context)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A red picture, and a green one in a folder of its own."""
    paint(tmp_path / "r.png", RED)
    paint(tmp_path / "deep" / "g.png", GREEN)
    return tmp_path


ROWS = (("r.png", "red"), ("deep/g.png", "green"))


def refused(file: Path, context: LoadContext, **params: Any) -> str:
    with pytest.raises(DataError) as caught:
        read(file, context, **params)
    assert caught.value.fix
    return caught.value.problem


@pytest.mark.parametrize(
    "columns", [("path", "label"), ("File", "Class"), ("image", "target"), (" filename ", "category")]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_found_by_the_names_that_people_use(
    columns: tuple[str, str], delimiter: str, folder: Path, context: LoadContext
) -> None:
    pictures = read(tabulate(folder / "t.csv", columns, *ROWS, delimiter=delimiter), context)
    assert pictures.classes == ("green", "red")
    assert pictures.names == ("r.png", "deep/g.png")
    assert pictures.labels.tolist() == [1, 0]
    assert pictures.images[:, :, 0, 0].tolist() == [list(RED), list(GREEN)]
    assert pictures.parts is None
    assert pictures.skipped == ()


def test_columns_can_be_named(folder: Path, context: LoadContext) -> None:
    rows = [("label", "path", "what", "where"), *(("wrong", "wrong.png", what, where) for where, what in ROWS)]
    pictures = read(tabulate(folder / "t.csv", *rows), context, path_column="where", label_column="What")
    assert pictures.classes == ("green", "red")


def test_the_order_of_columns_and_others_between_do_not_matter(folder: Path, context: LoadContext) -> None:
    rows = [("label", "id", "path"), *((what, "7", where) for where, what in ROWS)]
    assert read(tabulate(folder / "t.csv", *rows), context).classes == ("green", "red")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_unicode_is_read(encoding: str, folder: Path, context: LoadContext) -> None:
    paint(folder / "зима é.png")
    file = tabulate(folder / "t.csv", ("path", "label"), ("зима é.png", "Äpfel, 木"), ROWS[0], encoding=encoding)
    pictures = read(file, context)
    assert pictures.classes == ("red", "Äpfel, 木")
    assert pictures.names == ("зима é.png", "r.png")


def test_other_letters_are_refused_with_what_to_do(folder: Path, context: LoadContext) -> None:
    file = tabulate(folder / "t.csv", ("path", "label"), ("é.png", "a"), encoding="latin-1")
    assert "is not a text in UTF-8" in refused(file, context)


def test_paths_start_where_the_table_lies_or_at_the_root(folder: Path, context: LoadContext) -> None:
    file = tabulate(
        folder / "tables" / "t.csv", ("path", "label"), ("../r.png", "red"), (str(folder / "deep/g.png"), "g")
    )
    assert len(read(file, context).labels) == 2


def test_paths_of_windows_are_read(folder: Path, context: LoadContext) -> None:
    file = tabulate(folder / "t.csv", ("path", "label"), ("deep\\g.png", "green"), ROWS[0])
    assert read(file, context).names == ("deep/g.png", "r.png")


def test_numbered_classes_are_in_the_order_of_their_numbers(folder: Path, context: LoadContext) -> None:
    names = [paint(folder / f"{number}.png").name for number in range(12)]
    file = tabulate(folder / "t.csv", ("path", "label"), *((name, name[:-4]) for name in names))
    assert read(file, context).classes == tuple(str(number) for number in range(12))


def test_a_column_tells_the_parts(folder: Path, context: LoadContext) -> None:
    rows = [(f"{number}.png", "ab"[number % 2], ("train", "Val", "test")[number // 2]) for number in range(6)]
    for name, _, _ in rows:
        paint(folder / name)
    file = tabulate(folder / "t.csv", ("path", "label", "split"), *rows)
    pictures = read(file, context)
    assert pictures.parts is not None
    assert pictures.parts.tolist() == [0, 0, 1, 1, 2, 2]
    divided = split(pictures, table_data(file), 0)
    assert [part.ids.tolist() for part in (divided.train, divided.validation, divided.test)] == [[0, 1], [2, 3], [4, 5]]


def test_a_column_that_only_looks_as_if_it_told_the_parts_is_none(folder: Path, context: LoadContext) -> None:
    file = tabulate(folder / "t.csv", ("path", "label", "set"), (*ROWS[0], "A"), (*ROWS[1], "B"))
    assert read(file, context).parts is None
    read_as_parts = read(
        tabulate(
            folder / "u.csv", ("path", "label", "set"), (*ROWS[0], "train"), (*ROWS[1], "test"), ("x.png", "red", "B")
        ),
        context,
        split_column="set",
    )
    assert read_as_parts.skipped == ("line 4: 'B' is neither train nor validation nor test",)


def test_corrections_call_pictures_as_the_table_does(folder: Path, context: LoadContext) -> None:
    rows = [(f"{number}.png", "ab"[number % 2]) for number in range(20)]
    for name, _ in rows:
        paint(folder / name)
    file = tabulate(folder / "t.csv", ("path", "label"), *rows)
    right = table_data(file).model_copy(update={"corrections": (Correction(picture="7.png"),)})
    divided = split(load(right, context), right, 0)
    used = [*divided.train.ids.tolist(), *divided.validation.ids.tolist(), *divided.test.ids.tolist()]
    assert sorted(used) == [number for number in range(20) if number != 7]


def test_lines_that_cannot_be_used_are_listed_with_the_reason(folder: Path, context: LoadContext) -> None:
    (folder / "text.png").write_text("no picture")
    rows = [
        ("", "a"),
        ("r.png", ""),
        ("gone.png", "red"),
        ("text.png", "red"),
        ("http://x.org/1.png", "red"),
        ("r.png",),
    ]
    file = tabulate(folder / "t.csv", ("path", "label"), *ROWS, *rows, ("r.png", "green"), ("deep", "red"))
    pictures = read(file, context)
    assert len(pictures.labels) == 2
    assert tuple(note.split(" (")[0] for note in pictures.skipped) == (
        "line 4: no path",
        "line 5: no class",
        "line 8: 'http://x.org/1.png' is an address, not a file; nothing is downloaded",
        "line 9: has only 1 of the columns",
        "line 10: names 'r.png' once more",
        "gone.png: cannot be opened",
        "text.png: not a picture in a format that can be read",
        "deep: cannot be opened",
    )


def test_it_is_read_anew_only_when_it_or_a_picture_changed(folder: Path, context: LoadContext) -> None:
    file = tabulate(folder / "t.csv", ("path", "label"), *ROWS)
    first = read(file, context)
    assert read(file, context) is first
    paint(folder / "r.png", (0, 0, 255), size=(11, 11))
    assert read(file, context).images[0, :, 0, 0].tolist() == [0, 0, 255]


# Tables that cannot be used


def test_a_missing_column_is_a_problem_of_its_setting(folder: Path, context: LoadContext) -> None:
    file = tabulate(folder / "t.csv", ("where", "what"), *ROWS)
    with pytest.raises(RecipeError) as caught:
        read(file, context, label_column="waht", split_column="part")
    assert [(problem.path, problem.suggestion) for problem in caught.value.problems] == [
        ("data.source.params.path_column", "Name the right one."),
        ("data.source.params.label_column", "Did you mean 'what'?"),
        ("data.source.params.split_column", "Name the right one."),
    ]
    assert "the table has 'where', 'what'" in str(caught.value)


def test_a_table_without_pictures_is_refused(folder: Path, context: LoadContext) -> None:
    assert refused(folder / "none.csv", context) == f"There is no file '{folder / 'none.csv'}'."
    assert "is a folder, not a table" in refused(folder, context)
    (folder / "empty.csv").touch()
    assert refused(folder / "empty.csv", context).endswith("is empty.")
    assert refused(tabulate(folder / "t.csv", ("path", "label")), context).endswith("names no picture.")
    gone = tabulate(folder / "u.csv", ("path", "label"), ("x.png", "a"), ("y.png", "b"))
    assert "that can be used. Its x.png: cannot be opened" in refused(gone, context)
    one = tabulate(folder / "v.csv", ("path", "label"), ROWS[0])
    assert refused(one, context).endswith("has only one class, 'red'.")


def test_a_class_whose_pictures_are_all_missing_is_named(folder: Path, context: LoadContext) -> None:
    file = tabulate(folder / "t.csv", ("path", "label"), *ROWS, ("gone.png", "blue"))
    assert "no picture that can be read in class 'blue'" in refused(file, context)
