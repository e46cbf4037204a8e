from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.gui.conftest import SCHEMA
from workbench.gui.forms.editors import (
    BooleanEditor,
    ChoiceEditor,
    FileEditor,
    FolderEditor,
    IntegerEditor,
    ListEditor,
    NumberEditor,
    OptionalEditor,
    TextEditor,
)
from workbench.gui.forms.form import SchemaForm, VariantEditor
from workbench.gui.forms.schema import fields_of
from workbench.recipes import Compute, Schedule


@pytest.fixture
def form(qtbot: QtBot) -> SchemaForm:
    made = SchemaForm(SCHEMA)
    qtbot.addWidget(made)
    made.show_values({})
    return made


def edits(form: SchemaForm) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []
    form.edited.connect(lambda name, value: seen.append((name, value)))
    return seen


def test_every_sort_of_field_has_its_editor(form: SchemaForm) -> None:
    assert {name: type(editor) for name, editor in form.editors.items()} == {
        "width": IntegerEditor,
        "dropout": NumberEditor,
        "bias": BooleanEditor,
        "activation": ChoiceEditor,
        "channels": ListEditor,
        "hidden": OptionalEditor,
        "label": TextEditor,
        "folder": FolderEditor,
        "norm": VariantEditor,
    }


def test_showing_values_reports_nothing(form: SchemaForm) -> None:
    seen = edits(form)
    form.show_values(
        {
            "width": 8,
            "dropout": 0.5,
            "bias": False,
            "activation": "tanh",
            "channels": [4, 8],
            "hidden": 3,
            "label": "x",
            "folder": "/tmp",
            "norm": {"kind": "batch", "momentum": 0.2},
        }
    )
    assert seen == []


def test_values_and_defaults_are_shown(form: SchemaForm) -> None:
    width, channels = form.editors["width"], form.editors["channels"]
    assert isinstance(width, IntegerEditor)
    assert isinstance(channels, ListEditor)
    assert width.spin.text() == "16 units"
    form.show_values({"channels": [4, 8]})
    assert channels.line.text() == "4, 8"


def test_what_the_user_does_is_reported_with_its_field(form: SchemaForm, qtbot: QtBot) -> None:
    seen, of = edits(form), form.editors
    of["width"].spin.setValue(32)  # type: ignore[attr-defined]
    of["bias"].check.click()  # type: ignore[attr-defined]
    of["activation"].combo.setCurrentIndex(1)  # type: ignore[attr-defined]
    of["activation"].combo.activated.emit(1)  # type: ignore[attr-defined]
    line = of["channels"].line  # type: ignore[attr-defined]
    line.selectAll()
    QTest.keyClicks(line, "8, 16, x")
    QTest.keyClick(line, Qt.Key.Key_Return)
    of["hidden"].check.click()  # type: ignore[attr-defined]
    assert seen == [
        ("width", 32),
        ("bias", False),
        ("activation", "tanh"),
        ("channels", [8, 16, "x"]),
        ("hidden", 1),
    ]


def test_an_optional_value_can_be_left_out_again(form: SchemaForm) -> None:
    form.show_values({"hidden": 12})
    seen, editor = edits(form), form.editors["hidden"]
    assert isinstance(editor, OptionalEditor)
    assert editor.inner.isEnabled()
    editor.check.click()
    assert seen == [("hidden", None)]


def test_a_variant_shows_the_fields_of_its_kind(form: SchemaForm) -> None:
    seen, editor = edits(form), form.editors["norm"]
    assert isinstance(editor, VariantEditor)
    editor.combo.activated.emit(0)
    form.show_values({"norm": {"kind": "batch"}})
    momentum = editor._forms["batch"].editors["momentum"]
    assert momentum.isVisibleTo(editor)
    momentum.spin.setValue(0.5)  # type: ignore[attr-defined]
    assert seen == [("norm", {"kind": "batch"}), ("norm", {"kind": "batch", "momentum": 0.5})]


def test_a_problem_stands_under_its_field_until_it_is_gone(form: SchemaForm) -> None:
    form.show_problems({"width": "Input should be at least 1."})
    assert form._problems["width"].text() == "Input should be at least 1."
    assert form._problems["width"].isVisibleTo(form)
    form.show_problems({})
    assert not form._problems["width"].isVisibleTo(form)


def test_the_wheel_scrolls_and_does_not_turn_a_control_that_has_no_focus(form: SchemaForm) -> None:
    spin = form.editors["width"].spin  # type: ignore[attr-defined]
    down = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(spin, down)
    assert spin.value() == 16


def test_small_and_large_numbers_are_shown_as_people_write_them(form: SchemaForm) -> None:
    editor = form.editors["dropout"]
    assert isinstance(editor, NumberEditor)
    form.show_values({"dropout": 0.00025})
    assert editor.spin.text() == "0.00025"
    assert editor.spin.value() == pytest.approx(0.00025)


@pytest.mark.parametrize("model", [Schedule, Compute])
def test_every_field_of_the_recipe_can_be_edited(model: Any, qtbot: QtBot) -> None:
    specs = fields_of(model.model_json_schema())
    form = SchemaForm(specs)
    qtbot.addWidget(form)
    form.show_values(model().model_dump(mode="json"))
    assert set(form.editors) == set(model.model_fields)
    assert all(spec.description for spec in specs)


FILE: dict[str, Any] = {
    "properties": {
        "file": {"type": "string", "format": "file", "suffixes": [".zip", ".ZIP"], "description": "Packed pictures."},
        "table": {"type": "string", "format": "file-path", "default": "a.csv"},
    }
}


def choosing(monkeypatch: pytest.MonkeyPatch, chosen: str) -> list[str]:
    """A file dialog in which the user chooses that; what it was asked to show."""
    filters: list[str] = []

    def ask(parent: Any, title: str, start: str, shown: str) -> tuple[str, str]:
        filters.append(shown)
        return chosen, shown

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    return filters


@pytest.fixture
def file_form(qtbot: QtBot) -> SchemaForm:
    made = SchemaForm(FILE)
    qtbot.addWidget(made)
    made.show_values({})
    return made


def test_a_file_can_be_chosen_among_those_with_the_right_ending(
    file_form: SchemaForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, filters = edits(file_form), choosing(monkeypatch, "/pictures.zip")
    for name in ("file", "table"):
        editor = file_form.editors[name]
        assert isinstance(editor, FileEditor)
        editor.browse.click()
    assert seen == [("file", "/pictures.zip"), ("table", "/pictures.zip")]
    assert filters == ["Files that fit (*.zip *.ZIP);;All files (*)", "All files (*)"]


def test_a_file_dialog_that_is_closed_changes_nothing(file_form: SchemaForm, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = edits(file_form)
    choosing(monkeypatch, "")
    file_form.editors["file"].browse.click()  # type: ignore[attr-defined]
    assert seen == []


def test_a_file_can_be_typed_and_its_controls_say_what_they_are_for(file_form: SchemaForm) -> None:
    seen, editor = edits(file_form), file_form.editors["table"]
    assert isinstance(editor, FileEditor)
    assert editor.line.text() == "a.csv"
    editor.line.selectAll()
    QTest.keyClicks(editor.line, "b.csv")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert seen == [("table", "b.csv")]
    assert editor.line.accessibleName() == "Table"
    assert editor.browse.accessibleName() == "Choose the file: Table"
