from __future__ import annotations

from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox
from pytestqt.qtbot import QtBot

from tests.gui.compared import IDS, WRONG, read_all, read_list, settle, write_run
from tests.gui.conftest import PNG, OpenWindow, TwoSpeedHost
from tests.gui.test_compare import NULL
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Choice
from workbench.gui.views.compare_calibration import CalibrationTab
from workbench.gui.views.compare_classes import ClassesTab
from workbench.gui.views.compare_confusion import ConfusionTab
from workbench.gui.views.compare_pictures import PicturesTab
from workbench.gui.views.compare_scatter import ScatterTab
from workbench.gui.views.compare_verdict import VerdictTab
from workbench.gui.views.stages.compare import TABS, CompareStage
from workbench.recipes.requests import ShowPictures

BUDGET = 0.05
"""Seconds in which forty runs are on screen."""


@pytest.fixture
def stage(space: Workspace, qtbot: QtBot) -> CompareStage:
    made = CompareStage(space)
    qtbot.addWidget(made)
    made.resize(1100, 620)
    made.show()
    return made


def verdict_tab(stage: CompareStage) -> VerdictTab:
    page = stage.show_tab("verdict")
    assert isinstance(page, VerdictTab)
    return page


def test_without_results_the_stage_says_what_to_do_and_leads_there(
    space: Workspace, stage: CompareStage, qtbot: QtBot
) -> None:
    assert stage.empty.text() == "Reading the list of runs…"
    read_list(space)
    assert stage.empty.text() == "Nothing to compare yet."
    assert "stage 3" in stage.hint.text()
    with qtbot.waitSignal(space.wishes.goTo) as gone:
        stage.go.click()
    assert gone.args == ["distil"]


def test_the_verdict_names_the_difference_the_test_and_what_it_means(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run", verdict=NULL)
    read_all(space)
    banner = verdict_tab(stage).banner
    assert banner.headline.text().startswith("No real difference: +0.1 points")
    assert "paired t-test over 3 seeds" in banner.evidence.text()
    assert "chance alone" in banner.meaning.text()
    assert banner.note.text() == "Made up."
    assert banner.property("banner") == "info"


def test_every_seed_is_a_dot_that_can_be_read_as_a_table(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run", WRONG)
    read_all(space)
    tab = verdict_tab(stage)
    assert [row.title for row in tab.dots.rows] == ["Teacher", "Plain student", "Distilled student"]
    assert tab.dots.rows[2].accuracies == pytest.approx({0: 10 / 12, 1: 9 / 12, 2: 8 / 12})
    assert "Distilled student 75.0 ± 8.3 %" in tab.dots.accessibleDescription()
    tab.seeds.as_table.click()
    assert tab.numbers.isVisible()
    assert tab.numbers.text()[2] == ["Distilled student", "83.3 %", "75.0 %", "66.7 %", "75.0 ± 8.3 %"]


def test_the_table_of_runs_sorts_and_a_line_of_it_leads_to_its_run(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "poor", {**WRONG, "distilled": {1, 2, 3, 4}})
    good = write_run(space.runs_folder, "good", {**WRONG, "distilled": set()}, verdict=NULL)
    middle = write_run(space.runs_folder, "middle", WRONG)
    read_all(space)
    table = verdict_tab(stage).board.table
    assert [row[0] for row in table.text()] == ["good", "middle", "poor"]
    assert "no real difference" in table.text()[0][3]
    assert table.text()[0][4:6] == ["90.0 %", "0.100"]
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in table.text()] == ["poor", "middle", "good"]
    assert space.compare.focus is not None
    assert space.compare.focus.id == middle
    table.selectRow(2)
    assert space.compare.focus.id == good
    assert stage.bar.run.currentText() == "good"


def test_a_run_without_a_twin_comes_last_whichever_way_gains_are_sorted(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "alone", {"distilled": set()})
    write_run(space.runs_folder, "twin")
    read_all(space)
    table = verdict_tab(stage).board.table
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        table.sortByColumn(3, order)
        assert [row[0] for row in table.text()] == ["twin", "alone"]


def test_selected_runs_can_be_compared_alone_and_all_be_shown_again(space: Workspace, stage: CompareStage) -> None:
    for name in ("a", "b", "c"):
        write_run(space.runs_folder, name)
    read_all(space)
    board = verdict_tab(stage).board
    assert not board.only.isEnabled()
    board.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    board.table.selectRow(0)
    flags = board.table.selectionModel().SelectionFlag
    board.table.selectionModel().select(board.table.proxy.index(1, 0), flags.Select | flags.Rows)
    board.only.click()
    assert [row[0] for row in board.table.text()] == ["a", "b"]
    assert board.title.text() == "2 chosen runs"
    board.all.click()
    assert len(board.table.text()) == 3


def test_only_what_differs_is_listed_unless_all_is_wanted(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "one", temperature=2.0)
    write_run(space.runs_folder, "two", temperature=8.0)
    read_all(space)
    differences = verdict_tab(stage).differences
    assert differences.table.text() == [["Temperature", "8", "2"]]
    differences.only.setChecked(False)
    everything = {row[0]: row[1:] for row in differences.table.text()}
    assert everything["Alpha"] == ["0.1", "0.1"]
    assert everything["Twin"] == ["yes", "yes"]


def test_runs_on_different_data_are_called_incomparable(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "one")
    write_run(space.runs_folder, "two", data={"source": {"kind": "mnist"}})
    read_all(space)
    assert "cannot be compared" in verdict_tab(stage).board.hint.text()


@pytest.mark.slow  # a busy machine makes it late
def test_forty_runs_are_on_screen_within_fifty_milliseconds(space: Workspace, stage: CompareStage) -> None:
    for number in range(40):
        write_run(space.runs_folder, f"run {number}", temperature=1.0 + number, verdict=NULL)
    read_all(space)
    tabs = [stage.show_tab(name) for name in TABS]
    assert len(verdict_tab(stage).board.table.text()) == 40
    ids = [run.id for run in space.runs.runs]
    for tab, name in zip(tabs, TABS, strict=True):
        stage.show_tab(name)
        times = []
        for chosen in (ids[:39], ()):
            before = perf_counter()
            space.compare.choose(chosen)
            times.append(perf_counter() - before)
            settle(space)
        assert min(times) < BUDGET, type(tab).__name__


def test_a_click_on_a_cell_shows_its_pictures(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run", seeds=(0,))
    read_all(space)
    asked: list[ShowPictures] = []
    space.pictures.wanted.connect(asked.append)
    confusion = stage.show_tab("confusion")
    assert isinstance(confusion, ConfusionTab)
    drawn = confusion.maps["left"]
    confusion.buttons["left"].click()
    assert drawn.value(1, 2) == 1  # picture 1 is a bee that the plain student calls a cat
    QTest.mouseClick(drawn, Qt.MouseButton.LeftButton, pos=drawn.place_of(1, 2).toPoint())
    pictures = stage.pages["pictures"]
    assert isinstance(pictures, PicturesTab)
    assert stage.tabs.currentIndex() == list(TABS).index("pictures")
    assert asked[-1].ids == (IDS[1],)
    assert pictures.groups.currentItem().text() == "bee called cat by: Plain student (1)"
    space.pictures.take(asked[-1], {"pictures": {str(IDS[1]): PNG}, "names": {str(IDS[1]): "bee.png"}})
    told = pictures.view.thumbs.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "It is: bee, teacher: ✓ bee · 51 %, plain: ✗ cat · 51 %, distilled: ✓ bee · 51 %, bee.png"


def test_the_matrix_can_be_walked_and_opened_with_the_keyboard(space: Workspace, stage: CompareStage) -> None:
    run = write_run(space.runs_folder, "run", seeds=(0,))
    read_all(space)
    confusion = stage.show_tab("confusion")
    assert isinstance(confusion, ConfusionTab)
    drawn = confusion.maps["right"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(drawn, key)
    assert drawn.accessibleDescription() == "1 of 4 pictures of “bee” (25 %) were called “cat”"
    QTest.keyClick(drawn, Qt.Key.Key_Return)
    cell = space.compare.cell
    assert cell is not None
    assert (cell.side.run, cell.side.role, cell.true, cell.said) == (run, "distilled", 1, 2)


def test_the_difference_has_a_sign_and_the_confused_pairs_are_a_table(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run", {"plain": {1, 4, 0}, "distilled": {0, 3}}, seeds=(0,))
    read_all(space)
    confusion = stage.show_tab("confusion")
    assert isinstance(confusion, ConfusionTab)
    assert confusion.maps["difference"].value(1, 2) == -2
    assert "−2" in confusion.maps["difference"].told(1, 2)
    assert confusion.table.text() == [["ant", "bee", "1", "2", "+1"], ["bee", "cat", "2", "0", "−2"]]


def test_the_groups_are_counted_and_explained(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run", seeds=(0,))
    read_all(space)
    pictures = stage.show_tab("pictures")
    assert isinstance(pictures, PicturesTab)
    texts = [pictures.groups.item(row).text() for row in range(pictures.groups.count())]
    assert texts[:4] == [
        "Rescued by the teacher (3)",
        "Lost with the teacher (1)",
        "Both wrong (1)",
        "Other than the teacher (1)",
    ]
    pictures.groups.setCurrentRow(1)
    assert space.compare.group == "lost"
    assert "Plain student gets these right" in pictures.meaning.text()
    assert pictures.count.text().startswith("1 to 1 of 1")


def test_pictures_that_cannot_be_had_say_why(space: Workspace, stage: CompareStage) -> None:
    from tests import fakes

    write_run(space.runs_folder, "run", seeds=(0,))
    read_all(space)
    asked: list[ShowPictures] = []
    space.pictures.wanted.connect(asked.append)
    pictures = stage.show_tab("pictures")
    assert isinstance(pictures, PicturesTab)
    end = fakes.job_ended(outcome="failed", problem="The folder is gone.", fix="Bring it back.")
    space.pictures.take_failure(asked[-1], end)
    assert pictures.problem.text() == "The folder is gone. Bring it back."
    assert len(asked) == 1  # and nobody asks again and again


def test_a_run_whose_answers_were_not_kept_says_so_in_the_tab_of_pictures_only(
    space: Workspace, stage: CompareStage
) -> None:
    write_run(space.runs_folder, "run", predictions=False)
    read_all(space)
    pictures = stage.show_tab("pictures")
    assert "evaluate the run again" in pictures.told.text()
    assert pictures.told.isVisible()
    assert not stage.show_tab("confusion").told.isVisible()


def test_classes_show_what_each_of_them_gained(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run", {"plain": {0, 3}, "distilled": {0, 1}}, seeds=(0,))
    read_all(space)
    classes = stage.show_tab("classes")
    assert isinstance(classes, ClassesTab)
    rows = {row[0]: row[1:5] for row in classes.table.text()}
    assert rows == {
        "ant": ["4", "50.0 %", "75.0 %", "+25.0"],
        "bee": ["4", "100.0 %", "75.0 %", "−25.0"],
        "cat": ["4", "100.0 %", "100.0 %", "+0.0"],
    }
    classes.measure.setCurrentIndex(1)
    precision = {row[0]: row[2:5] for row in classes.table.text()}
    assert precision["cat"] == ["100.0 %", "80.0 %", "−20.0"]  # a bee was called a cat
    assert "a single one is 25.0 points" in classes.hint.text()


def test_the_reliability_diagram_is_told_in_words_and_numbers(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run")
    read_all(space)
    calibration = stage.show_tab("calibration")
    assert isinstance(calibration, CalibrationTab)
    assert "Distilled student · ECE 0.100" in calibration.plot.accessibleDescription()
    assert "too modest" in calibration.meaning.text()  # 80 % right where it is 55 % sure
    calibration.card.as_table.click()
    assert calibration.table.text()[0] == ["Teacher", "40–60 %", "55.0 %", "80.0 %", "30"]


def test_points_are_walked_by_cost_and_enter_looks_at_a_run(space: Workspace, stage: CompareStage) -> None:
    good = write_run(space.runs_folder, "good", {"teacher": set(), "plain": {1, 2}, "distilled": {1}})
    write_run(space.runs_folder, "poor", {"teacher": set(), "plain": {1, 2, 3, 4}, "distilled": {1, 2, 3}})
    read_all(space)
    scatter = stage.show_tab("scatter")
    assert isinstance(scatter, ScatterTab)
    assert len(scatter.plot.points) == 5  # the teacher of both is one
    for _ in range(4):
        QTest.keyClick(scatter.plot, Qt.Key.Key_Right)
    assert scatter.readout.text().startswith("“good”, Distilled student · 83.3 ± 8.3 %")
    assert scatter.plot.accessibleDescription() == scatter.readout.text()
    QTest.keyClick(scatter.plot, Qt.Key.Key_Return)
    assert space.compare.focus is not None
    assert space.compare.focus.id == good
    scatter.teachers.setChecked(False)
    scatter.plain.setChecked(False)
    assert [row[:2] for row in scatter.table.text()] == [["poor", "Distilled student"], ["good", "Distilled student"]]
    assert [row[-1] for row in scatter.table.text()] == ["no", "yes"]


def test_a_budget_picks_the_best_network_that_it_pays_for(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run", {"teacher": set(), "plain": {1, 2}, "distilled": {1}})
    read_all(space)
    scatter = stage.show_tab("scatter")
    assert isinstance(scatter, ScatterTab)
    scatter.limited.setChecked(True)
    scatter.budget.setValue(3.0)  # kB
    assert "Distilled student" in scatter.answer.text()
    scatter.budget.setValue(200.0)
    assert "Teacher" in scatter.answer.text()
    scatter.budget.setValue(1.0)
    assert scatter.answer.text() == "No network costs so little."


def test_every_control_has_a_name_and_says_what_it_does(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run")
    read_all(space)
    for name in TABS:
        stage.show_tab(name)
    for kind in (QAbstractButton, QComboBox, QAbstractSpinBox):
        for widget in stage.findChildren(kind):
            if widget.isEnabled() and not widget.objectName().startswith("qt_") and widget.focusPolicy():
                named = widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip()
                assert named, widget
    for page in stage.pages.values():
        assert page.property("explain")


def test_the_tabs_redraw_in_the_other_theme_and_fit_between_the_docks(space: Workspace, stage: CompareStage) -> None:
    write_run(space.runs_folder, "run", verdict=NULL)
    read_all(space)
    for choice in (Choice.LIGHT, Choice.DARK):
        space.theme.choose(choice)
        for name in TABS:
            stage.show_tab(name)
            background = stage.grab().toImage().pixelColor(2, stage.height() - 2).lightness()
            assert (background > 128) is (choice is Choice.LIGHT)
    assert stage.minimumSizeHint().width() <= 860
    assert stage.minimumSizeHint().height() <= 480


def test_comparing_runs_from_the_list_opens_the_stage_and_reads_in_a_thread(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    space = window.space
    runs = [write_run(space.runs_folder, name, events=True) for name in ("a", "b", "c")]
    space.runs.ask()
    qtbot.waitUntil(lambda: len(space.runs.runs) == 3)
    space.wishes.compareRuns.emit(runs[:2])
    assert space.stages.current == "compare"
    qtbot.waitUntil(lambda: space.compare.comparison is not None and space.compare.task is None)
    page = window.stages.page("compare")
    assert isinstance(page, CompareStage)
    assert len(verdict_tab(page).board.table.text()) == 2
    pictures = page.show_tab("pictures")
    assert isinstance(pictures, PicturesTab)
    qtbot.waitUntil(lambda: bool(pictures.view.thumbs.thumbs and pictures.view.thumbs.thumbs[0].png))


def test_curves_of_runs_are_laid_over_each_other_where_the_student_learns(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(TwoSpeedHost())
    space = window.space
    run = write_run(space.runs_folder, "a", events=True)
    gone = write_run(space.runs_folder, "b")
    space.runs.ask()
    qtbot.waitUntil(lambda: len(space.runs.runs) == 2)
    space.wishes.overlayRuns.emit([run, gone])
    assert space.stages.current == "distil"
    qtbot.waitUntil(lambda: not any(each.waits for each in space.overlay.runs))
    drawn = {each.title: each for each in space.overlay.runs}
    assert "distilled/0" in drawn["a"].phases
    assert drawn["b"].problem == "Nothing of its training was kept."
