"""The list of runs on the left: it draws the model, and asks."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from tests.gui.test_runs_model import run
from workbench.gui.models.runs import RunsModel
from workbench.gui.models.runs_table import RUN_ROLE
from workbench.gui.theme import Choice, Theme
from workbench.gui.views.runs_dock import RunsView
from workbench.runs import About, RunSummary

MEASURED = {"accuracy": 0.934, "accuracy_sd": 0.018, "plain_accuracy": 0.882, "bytes": 2_700, "latency_ms": 0.31}
RUNS = (
    run("e", 5.0, state="running"),
    run("d", 4.0, seconds=42.0, **MEASURED, about=About(favourite=True, tags=("x", "y"), note="Good.")),
    run("c", 3.0, **MEASURED, about=About(tags=("x",))),
    run("b", 2.0, state="failed", problem="The disk is full."),
    run("a", 1.0, state="damaged", problem="Its file run.json is missing."),
)


@pytest.fixture
def runs(qapp: QApplication) -> RunsModel:
    made = RunsModel()
    made.take(RUNS)
    return made


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(Choice.LIGHT)


@pytest.fixture
def view(runs: RunsModel, theme: Theme, qtbot: QtBot) -> RunsView:
    made = RunsView(runs, theme)
    qtbot.addWidget(made)
    made.resize(260, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def listed(view: RunsView) -> str:
    return "".join(view.shown.index(row, 0).data(RUN_ROLE).id for row in range(view.shown.rowCount()))


def click(view: RunsView, qtbot: QtBot, row: int, key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = view.list.visualRect(view.shown.index(row, 1)).center()
    QTest.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, key, place)


# Model to view


def test_the_view_says_what_is_missing(qtbot: QtBot, theme: Theme) -> None:
    runs = RunsModel()
    view = RunsView(runs, theme)
    qtbot.addWidget(view)
    assert view.message.text() == "Reading the runs…"
    runs.take_failure("The disk is gone.")
    assert "The disk is gone." in view.message.text()
    with qtbot.waitSignal(runs.wanted):
        view.remedy.click()
    runs.take(())
    assert "Press Start" in view.message.text()
    assert view.remedy.isHidden()
    runs.take(RUNS)
    assert view.pages.currentWidget() is view.list


def test_runs_are_counted_as_they_are_shown_and_selected(view: RunsView, runs: RunsModel) -> None:
    assert view.count.text() == "5 runs"
    runs.arrange(tag="x")
    assert view.count.text() == "2 of 5 runs"
    runs.select(["c", "d"])
    assert view.count.text() == "2 selected"


def test_a_selection_made_elsewhere_is_shown(view: RunsView, runs: RunsModel) -> None:
    runs.select(["b", "d"])
    chosen = view.list.selectionModel().selectedIndexes()
    assert {index.data(RUN_ROLE).id for index in chosen} == {"b", "d"}


def test_a_run_that_is_hidden_or_gone_is_not_selected(view: RunsView, runs: RunsModel) -> None:
    runs.select(["b", "c"])
    runs.arrange(text="disk")
    assert [run.id for run in runs.chosen] == ["b"]
    runs.bin(["b"])
    assert runs.chosen == []


def test_what_cannot_be_done_says_why(view: RunsView, runs: RunsModel) -> None:
    actions = view.actions_of_runs.actions
    assert not any(action.isEnabled() for action in actions.values())
    assert actions["open"].toolTip() == "Select a run first."
    runs.select(["d"])
    assert {deed for deed, action in actions.items() if not action.isEnabled()} == {"compare"}
    assert view.buttons["compare"].toolTip() == "Select two runs or more."
    runs.select(["c", "d"])
    assert {deed for deed, action in actions.items() if action.isEnabled()} == {
        "compare", "favourite", "tags", "share", "bin",
    }  # fmt: skip
    runs.select(["e"])
    assert actions["bin"].toolTip() == "Stop it first: it is training."
    assert actions["teacher"].toolTip() == "Only a run that has finished can teach."
    runs.select(["b"])
    assert actions["report"].toolTip() == "It has not been measured on the test pictures."
    runs.select(["a"])
    assert not actions["open"].isEnabled()
    assert actions["bin"].isEnabled()


def test_everything_has_a_name_a_meaning_and_a_key_or_a_button(view: RunsView, runs: RunsModel) -> None:
    runs.select(["d"])
    for widget in (view.filter, view.arrange, view.list, view.bin, view.editor.tags, view.editor.note):
        assert widget.accessibleName()
    for action in view.actions_of_runs.actions.values():
        assert action.toolTip()
        assert action.menuRole() == action.MenuRole.NoRole


@pytest.mark.parametrize("choice", [Choice.LIGHT, Choice.DARK])
def test_rows_are_painted_in_every_state_and_theme(
    view: RunsView, runs: RunsModel, theme: Theme, choice: Choice
) -> None:
    plain = view.list.viewport().grab().toImage()
    theme.choose(choice)
    runs.select(["d", "b"])
    assert view.list.viewport().grab().toImage() != plain


def test_the_list_fits_a_narrow_dock(view: RunsView) -> None:
    assert view.minimumSizeHint().width() <= 230


# View to model


def test_choosing_runs_selects_them(view: RunsView, runs: RunsModel, qtbot: QtBot) -> None:
    click(view, qtbot, 1)
    assert runs.selected == ("d",)
    click(view, qtbot, 2, Qt.KeyboardModifier.ControlModifier)
    assert set(runs.selected) == {"c", "d"}
    QTest.keyClick(view.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert set(runs.selected) == set("abcde")


def test_typing_filters_and_one_button_shows_all_again(view: RunsView, runs: RunsModel, qtbot: QtBot) -> None:
    QTest.keyClicks(view.filter, "good")
    assert listed(view) == "d"
    QTest.keyClicks(view.filter, "nothing such")
    assert view.message.text() == "No run fits what you are looking for."
    view.remedy.click()
    assert (listed(view), view.filter.text()) == ("edcba", "")


def test_the_menu_sorts_and_filters(view: RunsView, runs: RunsModel) -> None:
    menu = view.arrange.menu()
    named = {action.text(): action for action in menu.actions()}
    named["Favourites"].trigger()
    assert listed(view) == "d"
    assert named["Favourites"].isChecked()
    assert view.arrange.isChecked()
    named["All runs"].trigger()
    named["Name"].trigger()
    assert listed(view) == "abcde"
    named["The other way round"].trigger()
    assert listed(view) == "edcba"
    tag = next(action for action in menu.tags.actions() if action.text() == "y")  # type: ignore[attr-defined]
    tag.trigger()
    assert listed(view) == "d"


@pytest.mark.parametrize(
    ("deed", "signal"),
    [
        ("open", "openRequested"), ("teacher", "teacherRequested"), ("repeat", "repeatRequested"),
        ("code", "codeRequested"), ("report", "reportRequested"), ("folder", "folderRequested"),
    ],
)  # fmt: skip
def test_what_is_done_with_one_run_is_asked(
    view: RunsView, runs: RunsModel, qtbot: QtBot, deed: Any, signal: str
) -> None:
    runs.select(["d"])
    with qtbot.waitSignal(getattr(view, signal)) as asked:
        view.actions_of_runs.actions[deed].trigger()
    assert asked.args == ["d"]
    assert runs.runs == RUNS


@pytest.mark.parametrize(
    ("deed", "signal"), [("compare", "compareRequested"), ("share", "shareRequested"), ("bin", "binRequested")]
)
def test_what_is_done_with_several_runs_is_asked(
    view: RunsView, runs: RunsModel, qtbot: QtBot, deed: Any, signal: str
) -> None:
    runs.select(["c", "d"])
    with qtbot.waitSignal(getattr(view, signal)) as asked:
        view.actions_of_runs.actions[deed].trigger()
    assert asked.args == [["d", "c"]]
    assert runs.runs == RUNS


def test_the_keys_of_a_list_do_what_they_do_everywhere(view: RunsView, runs: RunsModel, qtbot: QtBot) -> None:
    click(view, qtbot, 1)
    with qtbot.waitSignal(view.openRequested):
        QTest.keyClick(view.list, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.binRequested):
        QTest.keyClick(view.list, Qt.Key.Key_Delete)
    with qtbot.waitSignal(view.openRequested):
        place = view.list.visualRect(view.shown.index(1, 1)).center()
        QTest.mouseDClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClick(view.list, Qt.Key.Key_F2)
    field = view.list.focusWidget()
    assert isinstance(field, QLineEdit)
    with qtbot.assertNotEmitted(view.binRequested):
        QTest.keyClick(field, Qt.Key.Key_Delete)
    with qtbot.waitSignal(view.annotateRequested) as asked:
        QTest.keyClicks(field, "New name")
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked.args == [["d"], {"name": "New name"}]


def test_a_star_is_asked_for_and_follows_the_runs(view: RunsView, runs: RunsModel, qtbot: QtBot) -> None:
    star = view.actions_of_runs.actions["favourite"]
    view.annotateRequested.connect(runs.annotate)
    runs.select(["c", "d"])
    assert not star.isChecked()
    with qtbot.waitSignal(view.annotateRequested) as asked:
        star.trigger()
    assert asked.args == [["d", "c"], {"favourite": True}]
    assert star.isChecked()
    star.trigger()
    assert [one.favourite for one in runs.chosen] == [False, False]


def test_tags_and_note_of_one_run_are_one_request(view: RunsView, runs: RunsModel, qtbot: QtBot) -> None:
    runs.select(["d"])
    view.buttons["note"].click()
    editor = view.editor
    assert editor.isVisible()
    assert (editor.tags.text(), editor.note.toPlainText()) == ("x, y", "Good.")
    editor.tags.setText("x,  z ,")
    QTest.keyClicks(editor.note, "Better. ")
    runs.select(["b"])  # what is written stays with its run
    with qtbot.waitSignal(view.annotateRequested) as asked:
        QTest.keyClick(editor.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked.args == [["d"], {"tags": ("x", "z"), "note": "Better. Good."}]
    assert editor.isHidden()
    assert runs.runs == RUNS


def test_tags_of_several_runs_are_those_that_all_have(view: RunsView, runs: RunsModel, qtbot: QtBot) -> None:
    runs.select(["c", "d"])
    view.buttons["tags"].click()
    assert view.editor.tags.text() == "x"
    assert view.editor.note.isHidden()
    view.editor.tags.setText("z")
    with qtbot.waitSignal(view.tagsRequested) as asked:
        QTest.keyClick(view.editor.tags, Qt.Key.Key_Return)
    assert asked.args == [["d", "c"], ["z"], ["x"]]


def test_escape_leaves_everything_as_it_was(view: RunsView, runs: RunsModel, qtbot: QtBot) -> None:
    runs.select(["d"])
    view.buttons["tags"].click()
    view.editor.tags.setText("z")
    with qtbot.assertNotEmitted(view.annotateRequested):
        QTest.keyClick(view.editor.tags, Qt.Key.Key_Escape)
    assert view.editor.isHidden()


def test_a_tag_in_use_is_offered_for_the_last_word(view: RunsView, runs: RunsModel) -> None:
    runs.take((run("a", 1.0, about=About(tags=("teacher",))),))
    runs.select(["a"])
    view.buttons["tags"].click()
    view.editor.tags.setText("one, tea")
    offered = view.editor.tags.completer()
    offered.setCompletionPrefix(offered.splitPath("one, tea")[0])
    assert offered.currentCompletion() == "one, teacher"


@pytest.mark.qt_log_ignore(r"does not support (raise\(\)|grabbing|propagate)", extend=True)
def test_the_menu_of_a_run_opens_where_the_mouse_is(view: RunsView, runs: RunsModel, qtbot: QtBot) -> None:
    view.list.customContextMenuRequested.emit(QPoint(5, 5))
    assert QApplication.activePopupWidget() is None
    click(view, qtbot, 1)
    view.list.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions() if action.isSeparator() is False][:2] == ["&Open", "&Compare"]
    QApplication.sendEvent(menu, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
    assert not menu.isVisible()


def test_forty_runs_are_drawn_in_an_instant(view: RunsView, runs: RunsModel) -> None:
    many = tuple(
        RunSummary(id=f"r{number:02}", state="finished", created=float(100 - number), task="train", **MEASURED)
        for number in range(40)
    )
    runs.take(many)
    runs.select([run.id for run in many[:20]])
    best = 1.0
    for _ in range(10):
        begun = time.perf_counter()
        view.refresh()
        best = min(best, time.perf_counter() - begun)
    assert best < 0.005
