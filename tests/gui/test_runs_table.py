"""Runs as a table for Qt's views, and the rows that are shown of it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.test_runs_model import run
from workbench.gui.models.runs import RunsModel
from workbench.gui.models.runs_table import RUN_ROLE, SORT_ROLE, Column, RunsTable, ShownRuns
from workbench.gui.theme import Choice, Theme
from workbench.runs import About, RunSummary

RUNS = (
    run("c", 3.0, accuracy=0.934, accuracy_sd=0.018, plain_accuracy=0.882, bytes=2_700, latency_ms=0.31, seconds=200.0),
    run("b", 2.0, state="failed", problem="The disk is full."),
    run("a", 1.0, accuracy=0.95, bytes=90_000, about=About(favourite=True, tags=("x", "y"), note="Good.")),
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
def table(runs: RunsModel, theme: Theme) -> Iterator[RunsTable]:
    made = RunsTable(runs, theme)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield made
    tester.deleteLater()


@pytest.fixture
def shown(table: RunsTable, runs: RunsModel) -> Iterator[ShownRuns]:
    made = ShownRuns(table, runs)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    yield made
    tester.deleteLater()


def names(model: QAbstractItemModel) -> str:
    return "".join(model.index(row, 0).data(RUN_ROLE).id for row in range(model.rowCount()))


def row_of(table: QAbstractItemModel, row: int, role: int = Qt.ItemDataRole.DisplayRole) -> list[object]:
    return [table.index(row, column).data(role) for column in range(1, table.columnCount())]


def test_each_run_is_a_row_with_what_was_measured(table: RunsTable) -> None:
    assert row_of(table, 0)[:-2] == [
        "c", "Finished", "93.4 ± 1.8 %", "88.2 %", "+5.2", "2.7 kB", "0.31 ms", "3 min 20 s",
    ]  # fmt: skip
    assert row_of(table, 1)[:-2] == ["b", "Failed", "–", "–", "–", "–", "–", "–"]
    assert row_of(table, 2)[-1] == "x, y"


def test_nothing_is_told_by_a_picture_alone(table: RunsTable) -> None:
    star, state = table.index(2, Column.FAVOURITE), table.index(1, Column.STATE)
    assert not star.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert star.data(Qt.ItemDataRole.AccessibleTextRole) == "Favourite"
    assert table.index(0, Column.FAVOURITE).data(Qt.ItemDataRole.DecorationRole) is None
    assert not state.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert state.data(Qt.ItemDataRole.DisplayRole) == "Failed"


def test_a_run_is_spoken_as_one_sentence_and_told_on_some_lines(table: RunsTable) -> None:
    spoken = [table.index(row, Column.TITLE).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken[0] == "c, Finished, accuracy 93.4 ± 1.8 %, 2.7 kB · 0.31 ms · 3 min"
    assert spoken[2] == "a, Finished, accuracy 95.0 %, 90 kB, favourite, tags: x, y"
    assert "The disk is full." in table.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Good." in table.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_every_column_has_a_heading_that_says_what_it_means(table: RunsTable) -> None:
    for column in Column:
        role = Qt.ItemDataRole
        heading = [table.headerData(column, Qt.Orientation.Horizontal, wanted) for wanted in (role.ToolTipRole, 11)]
        assert all(heading), column


def test_runs_that_come_and_go_leave_the_others_in_their_rows(table: RunsTable, runs: RunsModel) -> None:
    kept = QPersistentModelIndex(table.index(2, 0))
    changed = RUNS[2].model_copy(update={"about": About(name="Renamed")})
    runs.take((run("e", 5.0), run("d", 4.0), RUNS[0], changed))
    assert names(table) == "edca"
    assert (kept.row(), kept.data(RUN_ROLE).title) == (3, "Renamed")
    runs.take(())
    assert table.rowCount() == 0


def test_runs_that_changed_places_are_listed_as_they_are_now(table: RunsTable, runs: RunsModel) -> None:
    runs.take(tuple(reversed(RUNS)))
    assert names(table) == "abc"


def test_renaming_in_place_asks_and_changes_nothing(table: RunsTable, qtbot: QtBot) -> None:
    index = table.index(0, Column.TITLE)
    with qtbot.waitSignal(table.renameRequested) as asked:
        table.setData(index, " New ")
    assert asked.args == ["c", "New"]
    assert index.data() == "c"
    with qtbot.assertNotEmitted(table.renameRequested):
        table.setData(index, "c")
    assert not table.flags(table.index(0, Column.STATE)) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.parametrize(
    ("order", "shown_first_to_last"),
    [("created", "cba"), ("accuracy", "acb"), ("gain", "cba"), ("bytes", "cab"), ("title", "abc"), ("seconds", "cba")],
)
def test_rows_come_in_the_order_that_is_wanted_and_the_unmeasured_last(
    shown: ShownRuns, runs: RunsModel, order: str, shown_first_to_last: str
) -> None:
    runs.arrange(order=order)
    assert names(shown) == shown_first_to_last


def test_the_unmeasured_stay_last_when_the_order_is_turned(shown: ShownRuns, runs: RunsModel) -> None:
    runs.arrange(order="accuracy", turned=True)
    assert names(shown) == "cab"
    runs.arrange(order="bytes", turned=True)
    assert names(shown) == "acb"


def test_rows_that_are_not_wanted_are_hidden(shown: ShownRuns, runs: RunsModel) -> None:
    runs.arrange(only="favourites")
    assert names(shown) == "a"
    runs.annotate(["c"], {"favourite": True})
    assert names(shown) == "ca"
    runs.arrange(only="all", text="DISK full")
    assert names(shown) == "b"
    runs.arrange(text="")
    assert names(shown) == "cba"


def test_sorting_values_are_numbers(table: RunsTable) -> None:
    assert table.index(0, Column.LATENCY).data(SORT_ROLE) == 0.31
    assert table.index(1, Column.LATENCY).data(SORT_ROLE) is None


def test_another_theme_repaints_the_pictures(table: RunsTable, theme: Theme, qtbot: QtBot) -> None:
    before = table.index(0, Column.STATE).data(Qt.ItemDataRole.DecorationRole).pixmap(16).toImage()
    with qtbot.waitSignal(table.dataChanged):
        theme.choose(Choice.DARK)
    assert table.index(0, Column.STATE).data(Qt.ItemDataRole.DecorationRole).pixmap(16).toImage() != before


def test_forty_runs_are_listed_in_an_instant(qapp: QApplication, theme: Theme) -> None:
    many = tuple(
        RunSummary(id=f"r{number}", state="finished", created=float(100 - number), accuracy=number / 50, task="train")
        for number in range(40)
    )
    runs = RunsModel()
    shown = ShownRuns(RunsTable(runs, theme, runs), runs)
    runs.arrange(order="accuracy")
    best = 1.0
    for number in range(10):
        changed = many[number].model_copy(update={"about": About(favourite=bool(number % 2), note=str(number))})
        begun = time.perf_counter()
        runs.take((*many[:number], changed, *many[number + 1 :]))
        best = min(best, time.perf_counter() - begun)
    assert shown.rowCount() == 40
    assert best < 0.005
