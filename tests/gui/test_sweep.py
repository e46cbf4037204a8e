"""Several dials at once in the window: typed in a card, looked at in a map."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.compared import read_all, write_run
from tests.gui.conftest import OpenWindow, TwoSpeedHost
from workbench.gui.models.sweep import Sweep, sweep_of
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.compare_sweep import SweepTab
from workbench.gui.views.result import ResultBanner
from workbench.gui.views.stages.compare import TABS, CompareStage
from workbench.gui.views.stages.distil import DistilStage
from workbench.gui.views.sweep_group import SweepGroup
from workbench.recipes import Distil, Variant, combinations
from workbench.runs import Results, VariantResult, Verdict

TEMPERATURES = (1.0, 2.0, 8.0)
GRID = [
    one.model_dump(mode="json") for one in combinations({"temperature": [None, *TEMPERATURES], "alpha": [None, 0.5]})
]


@pytest.fixture
def stage(space: Workspace, qtbot: QtBot) -> DistilStage:
    space.preferences.expert = True
    made = DistilStage(space)
    qtbot.addWidget(made)
    space.wishes.edit.connect(space.recipe.set)
    made.resize(900, 760)
    made.show()
    return made


def type_into(group: SweepGroup, dial: str, text: str) -> None:
    line = group.lines[dial]
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text or " ")
    QTest.keyClick(line, Qt.Key.Key_Return)


def variants(space: Workspace) -> tuple[Variant, ...]:
    assert space.recipe.recipe is not None
    return space.recipe.recipe.variants


# ---------------------------------------------------------------------------------------------------- the card


def test_values_of_two_dials_make_every_combination(stage: DistilStage, space: Workspace) -> None:
    type_into(stage.sweep, "temperature", "8, 1 2")
    type_into(stage.sweep, "alpha", "50")
    assert [one.model_dump(mode="json") for one in variants(space)] == GRID
    assert stage.sweep.told.text().startswith("8 students: 4 temperatures × 2 shares, the dials above among them.")
    assert stage.sweep.lines["temperature"].text() == "1, 2, 8"


def test_what_is_being_typed_is_not_changed(stage: DistilStage, space: Workspace) -> None:
    stage.sweep.lines["temperature"].setFocus()
    QTest.keyClicks(stage.sweep.lines["temperature"], "8, 1")
    space.recipe.set("name", "other")
    assert stage.sweep.lines["temperature"].text() == "8, 1"
    assert variants(space) == ()


def test_the_dial_s_own_value_is_among_them_anyway(stage: DistilStage, space: Workspace) -> None:
    type_into(stage.sweep, "temperature", f"{space.recipe.value('temperature'):g}, 8")
    assert variants(space) == (Variant(temperature=8),)


def test_a_dial_that_is_moved_afterwards_moves_the_students_that_have_it(stage: DistilStage, space: Workspace) -> None:
    type_into(stage.sweep, "alpha", "50 100")
    space.recipe.set("temperature", 9.0)
    assert variants(space) == (Variant(alpha=0.0), Variant(alpha=0.5))
    assert stage.sweep.lines["alpha"].text() == "50, 100"


def test_a_value_that_is_tried_twice_is_told(stage: DistilStage, space: Workspace) -> None:
    type_into(stage.sweep, "temperature", "1, 8")
    assert "once more" not in stage.sweep.told.text()
    space.recipe.set("temperature", 8.0)
    assert "Temperature: its own value is tried once more" in stage.sweep.told.text()
    type_into(stage.sweep, "temperature", "1")
    assert "once more" not in stage.sweep.told.text()


def test_an_empty_line_tries_nothing_of_that_dial(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("variants", GRID)
    type_into(stage.sweep, "temperature", "")
    assert variants(space) == (Variant(alpha=0.5),)
    stage.sweep.clear.click()
    assert variants(space) == ()
    assert stage.sweep.told.isHidden()
    assert not stage.sweep.clear.isEnabled()


@pytest.mark.parametrize(
    ("dial", "text", "told"),
    [
        ("temperature", "1, two", "“two” is no number."),
        ("temperature", "0", "Temperatures are above 0"),
        ("alpha", "150", "Shares are between 0 and 100 %."),
        ("learning_rate", "99", "Learning rates are above 0"),
        ("temperature", " ".join(map(str, range(10, 90))), "That makes 81 students, and at most 65"),
    ],
)
def test_what_cannot_be_tried_is_told_and_stays_to_be_mended(
    dial: str, text: str, told: str, stage: DistilStage, space: Workspace
) -> None:
    type_into(stage.sweep, dial, text)
    assert stage.sweep.problem.isVisible()
    assert stage.sweep.problem.text().startswith(told)
    assert variants(space) == ()
    space.recipe.changed.emit()
    assert stage.sweep.lines[dial].text() == text
    type_into(stage.sweep, dial, "0.7")
    assert stage.sweep.problem.isHidden()
    assert len(variants(space)) == 1


def test_usual_values_make_twenty_students_and_one_step_of_undo(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set_many({"temperature": 4.0, "alpha": 0.1})
    stage.sweep.usual.click()
    assert len(variants(space)) == 19
    assert stage.sweep.lines["temperature"].text() == "1, 2, 8, 16"
    assert stage.sweep.lines["alpha"].text() == "50, 70, 100"
    space.undo.undo()
    assert variants(space) == ()


def test_decimal_commas_are_understood(stage: DistilStage, space: Workspace) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    try:
        type_into(stage.sweep, "temperature", "1,5; 2.5, 8")
        assert variants(space) == tuple(Variant(temperature=value) for value in (1.5, 2.5, 8))
        assert stage.sweep.lines["temperature"].text() == "1,5; 2,5; 8"
    finally:
        QLocale.setDefault(before)


def test_variants_that_are_no_grid_are_called_so_and_left_alone(stage: DistilStage, space: Workspace) -> None:
    listed = [{"temperature": 8}, {"temperature": 1, "alpha": 0.5}, {"method": {"kind": "dkd"}}]
    space.recipe.set("variants", listed)
    assert stage.sweep.told.text().startswith("4 students, not in every combination")
    assert "Methods that are tried, too: Dkd." in stage.sweep.told.text()
    assert len(variants(space)) == 3


def test_simple_mode_shows_the_card_only_where_others_are_tried(stage: DistilStage, space: Workspace) -> None:
    space.preferences.expert = False
    assert stage.sweep.isHidden()
    space.recipe.set("variants", GRID)
    assert stage.sweep.isVisible()


def test_the_menu_leads_to_the_card(open_window: OpenWindow) -> None:
    window = open_window(TwoSpeedHost())
    window.menus.actions["sweep"].trigger()
    page = window.stages.page("distil")
    assert isinstance(page, DistilStage)
    assert page.sweep.isVisible()
    assert page.sweep.lines["temperature"].hasFocus() or window.focusWidget() is page.sweep.lines["temperature"]


# ----------------------------------------------------------------------------------------------------- the map


def tried(seeds: tuple[int, ...] = (0, 1, 2)) -> dict[str, Any]:
    """Results of the grid: the warmer the better, and the labels do harm."""
    recipe = Distil(temperature=4, alpha=0.1, variants=[Variant.model_validate(one) for one in GRID])
    found = []
    for number, one in enumerate((Variant(), *recipe.variants)):
        temperature, alpha = one.temperature or 4.0, 0.1 if one.alpha is None else one.alpha
        for seed in seeds:
            accuracy = 0.6 + 0.02 * temperature - 0.2 * alpha + 0.01 * seed
            found.append(
                VariantResult(
                    seed=seed, number=number, temperature=temperature, alpha=alpha, learning_rate=0.01, method="kd",
                    epoch=2, valid_accuracy=accuracy,
                )
            )  # fmt: skip
    choice = Verdict(kind="better", difference=0.08, p_value=0.01, test="paired t-test", seeds=3, text="Better.")
    return {
        "variants": [one.model_dump(mode="json") for one in found],
        "choice": choice.model_dump(mode="json"),
        "near_best": [6, 0],
    }


@pytest.fixture
def compare(space: Workspace, qtbot: QtBot) -> CompareStage:
    made = CompareStage(space)
    qtbot.addWidget(made)
    made.resize(1100, 620)
    made.show()
    return made


def tab_of(compare: CompareStage) -> SweepTab:
    page = compare.show_tab("sweep")
    assert isinstance(page, SweepTab)
    return page


def is_offered(compare: CompareStage) -> bool:
    return compare.tabs.isTabVisible(list(TABS).index("sweep"))


def test_the_tab_is_there_only_for_runs_that_tried_dials(space: Workspace, compare: CompareStage) -> None:
    write_run(space.runs_folder, "plain run")
    read_all(space)
    assert not is_offered(compare)
    write_run(space.runs_folder, "sweep", variants=GRID, more=tried())
    read_all(space)
    assert is_offered(compare)


def test_a_map_of_temperature_and_share(space: Workspace, compare: CompareStage) -> None:
    write_run(space.runs_folder, "sweep", variants=GRID, more=tried())
    read_all(space)
    tab = tab_of(compare)
    shape = tab.map.shape
    assert shape == (2, 4)
    drawn = [[tab.map.shown(row, column) for column in range(4)] for row in range(2)]
    assert drawn[0] == ["61.0 ± 1.0", "63.0 ± 1.0", "67.0 ± 1.0", "75.0 ± 1.0"]
    assert (tab.map.mark(0, 2), tab.map.mark(0, 3), tab.map.mark(1, 3)) == ("●", "★", "")
    assert drawn[1][0] == "53.0 ± 1.0"
    assert tab.map.told(0, 3) == "Temperature 8, Teacher's share 90 %: 75.0 ± 1.0 % · the best"
    assert tab.map.told(0, 2).endswith("cannot be told from the best · the recipe's own dials")
    assert tab.headline.text().startswith("The best is really better than the recipe's own dials: 8.0 points.")
    assert "Paired t-test over 3 seeds, p = 0.010, corrected for 7 comparisons." in tab.evidence.text()
    assert tab.table.text()[0] == ["8", "90 %", "75.0 ± 1.0 %", "+8.0"]


def test_map_and_table_point_at_the_same_student(space: Workspace, compare: CompareStage) -> None:
    write_run(space.runs_folder, "sweep", variants=GRID, more=tried())
    read_all(space)
    tab = tab_of(compare)
    assert tab.map.current == (0, 3)
    tab.map.setFocus()
    QTest.keyClick(tab.map, Qt.Key.Key_Down)
    assert tab.spoken.text().startswith("Temperature 8, Teacher's share 50 %")
    assert [tab.table.proxy.index(tab.table.currentIndex().row(), column).data() for column in (0, 1)] == ["8", "50 %"]
    QTest.mouseClick(tab.map, Qt.MouseButton.LeftButton, pos=tab.map.place_of(0, 0).toPoint())
    assert tab.spoken.text().startswith("Temperature 1, Teacher's share 90 %")
    tab.table.setFocus()
    tab.table.selectRow(0)
    assert tab.map.current == (0, 3)


def test_the_chosen_dials_are_taken_over_in_one_step(space: Workspace, compare: CompareStage, qtbot: QtBot) -> None:
    write_run(space.runs_folder, "sweep", variants=GRID, more=tried())
    read_all(space)
    space.wishes.editMany.connect(space.recipe.set_many)
    space.recipe.set("variants", GRID)
    tab = tab_of(compare)
    with qtbot.waitSignal(space.wishes.goTo) as gone:
        tab.take.click()
    assert gone.args == ["distil"]
    assert (space.recipe.value("temperature"), space.recipe.value("variants")) == (8.0, [])
    space.undo.undo()
    assert space.recipe.value("variants") == GRID


def test_the_recipe_s_own_dials_need_not_be_taken_over(space: Workspace, compare: CompareStage) -> None:
    write_run(space.runs_folder, "sweep", variants=GRID, more=tried())
    read_all(space)
    tab = tab_of(compare)
    tab.select(0)
    assert not tab.take.isEnabled()


def test_the_result_leads_to_the_map(space: Workspace, compare: CompareStage, qtbot: QtBot) -> None:
    banner = ResultBanner(space)
    qtbot.addWidget(banner)
    banner.show()
    recipe = Distil(variants=[Variant(temperature=8)])
    space.run.apply(fakes.distillation(measured={**fakes.results(), **fakes.sweep(recipe)}))
    assert banner.tried.isVisible()
    assert "The best is 1.0 points above the recipe's own dials" in banner.note.text()
    with qtbot.waitSignal(space.wishes.compareRuns):
        banner.tried.click()
    assert compare.tabs.currentIndex() == list(TABS).index("sweep")


def test_without_a_sweep_the_result_leads_to_no_map(space: Workspace, qtbot: QtBot) -> None:
    banner = ResultBanner(space)
    qtbot.addWidget(banner)
    space.run.apply(fakes.distillation())
    assert banner.compare.isVisibleTo(banner)
    assert not banner.tried.isVisibleTo(banner)


def swept(dials: list[dict[str, Any]], **more: Any) -> Sweep:
    own = {"temperature": 4.0, "alpha": 0.1, "learning_rate": 0.01, "method": "kd"}
    found = [
        VariantResult(seed=0, number=number, epoch=1, valid_accuracy=0.5 + 0.01 * number, **{**own, **one})
        for number, one in enumerate([{}, *dials])
    ]
    made = sweep_of(Results(classes=("a", "b"), networks=(), variants=tuple(found), **more))
    assert made is not None
    return made


def test_one_dial_makes_one_row() -> None:
    assert swept([{"temperature": 1.0}, {"temperature": 2.0}]).axes == ("temperature", "")


def test_the_dials_with_most_values_have_the_sides_and_methods_stand_down() -> None:
    made = swept([{"method": "dkd"}, {"method": "at"}, {"temperature": 1.0}, {"alpha": 0.0, "method": "rkd"}])
    assert made.axes == ("temperature", "method")


def test_variants_that_do_not_differ_are_no_sweep() -> None:
    same = VariantResult(seed=0, number=0, temperature=4, alpha=0, learning_rate=1, method="kd", epoch=1)
    results = Results(classes=("a", "b"), networks=(), variants=(same, same.model_copy(update={"number": 1})))
    assert sweep_of(results) is None


def test_a_third_dial_is_held(space: Workspace, compare: CompareStage) -> None:
    more = tried()
    other = [{**one, "number": one["number"] + 8, "learning_rate": 0.1} for one in more["variants"]]
    more["variants"] += [{**one, "valid_accuracy": one["valid_accuracy"] - 0.1} for one in other]
    rates = [{**one, "learning_rate": 0.1} for one in ({}, *GRID)]
    write_run(space.runs_folder, "sweep", variants=[*GRID, *rates], more=more)
    read_all(space)
    tab = tab_of(compare)
    assert tab.map.shape == (2, 4)
    box = tab.held["learning_rate"]
    assert [box.itemText(row) for row in range(box.count())] == ["Learning rate 0.01", "Learning rate 0.1"]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert tab.map.shown(0, 3) == "65.0 ± 1.0"
    assert tab.spoken.text().startswith("Temperature 8, Teacher's share 90 %, Learning rate 0.1: 65.0")
