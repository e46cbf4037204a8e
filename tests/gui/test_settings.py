from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import CATALOGUE
from tests.gui.test_run_model import until_distilled
from workbench.errors import Problem
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.dial import NOTCHES, Scale
from workbench.gui.views.stages.data import DataStage
from workbench.gui.views.stages.distil import DistilStage
from workbench.gui.views.stages.models import ModelsStage
from workbench.runs import RunSummary


class Cards(QTabWidget):
    """The cards of settings, each on its stage."""

    def __init__(self, space: Workspace) -> None:
        super().__init__()
        data, models, distil = DataStage(space), ModelsStage(space), DistilStage(space)
        self.data, self.teacher, self.student = data.group, models.teacher, models.student
        self.dials, self.methods, self.training = distil.dials, distil.methods, distil.training
        for name, stage in (("data", data), ("models", models), ("distil", distil)):
            self.addTab(stage, name)


@pytest.fixture
def column(space: Workspace, qtbot: QtBot) -> Cards:
    space.preferences.expert = True
    made = Cards(space)
    qtbot.addWidget(made)
    space.wishes.edit.connect(space.recipe.set)
    space.wishes.editSetting.connect(space.recipe.set_setting)
    made.resize(900, 800)
    made.show()
    return made


def pick(combo: Any, data: object) -> None:
    index = combo.findData(data)
    assert index >= 0
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def test_pickers_offer_the_catalogue(column: Cards) -> None:
    combo = column.student.picker.combo
    assert [combo.itemText(index) for index in range(combo.count())] == ["Two layers", "Small CNN"]


def test_a_new_network_starts_with_its_own_defaults(column: Cards, space: Workspace) -> None:
    space.recipe.set("student", {"kind": "mlp", "params": {"width": 3}})
    pick(column.student.picker.combo, "small_cnn")
    assert space.recipe.value("student") == {"kind": "small_cnn", "params": {}}


def test_settings_of_a_network_come_from_its_schema(column: Cards, space: Workspace) -> None:
    picker = column.student.picker
    picker.expander.button.click()
    assert picker.form is not None
    picker.form.editors["width"].spin.setValue(5)  # type: ignore[attr-defined]
    assert space.recipe.value("student.params") == {"width": 5}


def test_what_a_network_costs_is_shown_and_measured_anew(column: Cards, space: Workspace) -> None:
    space.description.switch_on()
    assert column.student.facts.where.text() == "measuring…"
    space.description.take(fakes.DESCRIPTION)
    assert [number.text() for number in column.student.facts.numbers] == ["670", "30 kFLOP", "2.7 kB", "–"]
    assert "10 classes · 8 × 8 grey" in column.data.picker.facts.text()


def test_facts_of_two_lines_have_room_for_both(column: Cards, space: Workspace, qtbot: QtBot) -> None:
    column.setCurrentIndex(0)

    def room_for(lines: int) -> bool:
        facts = column.data.picker.facts
        return facts.text().count("\n") == lines - 1 and facts.height() >= lines * facts.fontMetrics().lineSpacing()

    for _ in range(3):
        space.description.switch_on()
        qtbot.waitUntil(lambda: room_for(1))
        space.description.take({**fakes.DESCRIPTION, "problems": []})
        qtbot.waitUntil(lambda: room_for(2))


def test_what_cannot_be_measured_says_so(column: Cards, space: Workspace) -> None:
    space.description.switch_on()
    space.description.take_failure(fakes.job_ended(outcome="failed", problem="Memory ran out."))
    assert column.student.facts.where.text() == "could not be measured"


def test_all_labels_is_no_number(column: Cards, space: Workspace) -> None:
    column.data.labels.setValue(10)
    assert space.recipe.value("data.labels_per_class") == 10
    column.data.labels.setValue(0)
    assert space.recipe.value("data.labels_per_class") is None
    assert column.data.labels.text() == "all"


def test_a_source_that_needs_a_folder_shows_the_field_at_once(column: Cards) -> None:
    pick(column.data.picker.combo, "image_folder")
    picker = column.data.picker
    assert picker.form is not None
    assert picker.form.editors["folder"].isVisible()


def test_a_problem_stands_beside_its_field(column: Cards, space: Workspace) -> None:
    space.recipe.take_problems([Problem("student.params.width", "Input should be at most 64 (got 99).")])
    assert "at most 64" in column.student.picker.problem.text()
    column.student.picker.expander.button.click()
    assert not column.student.picker.problem.isVisible()
    assert column.student.picker.form is not None
    assert "at most 64" in column.student.picker.form._problems["width"].text()


def test_a_problem_in_a_folded_setting_unfolds_it(column: Cards, space: Workspace) -> None:
    space.recipe.set("schedule.clip_norm", -1)
    more = column.training.more
    assert more.button.isChecked()
    assert more.form is not None
    assert more.form._problems["clip_norm"].text()


def test_the_teacher_can_come_from_an_earlier_run(column: Cards, space: Workspace, qtbot: QtBot) -> None:
    distilled = RunSummary(id="r1", state="finished", task="distil", name="Big", teacher_accuracy=0.95, accuracy=0.9)
    from_r1 = RunSummary(id="r2", state="finished", task="distil", name="Next", teacher="r1")
    alone = RunSummary(id="r3", state="finished", task="train", name="Alone")
    space.runs.take((distilled, from_r1, alone, RunSummary(id="r4", state="failed")))
    with qtbot.waitSignal(space.wishes.chooseTeacherSource) as asked:
        pick(column.teacher.source, "run")
    assert asked.args == ["teacher", "run"]
    space.recipe.set("teacher", {"kind": "run", "run": "r1", "role": "distilled", "seed": None})
    column.setCurrentIndex(1)
    combo = column.teacher.run
    assert combo.isVisible()
    assert not column.teacher.picker.isVisible()
    titles = [combo.itemText(index) for index in range(combo.count())]
    assert [title.split(" · ")[0] for title in titles] == ["Big", "Big", "Next", "Alone"]
    assert titles[0].endswith("Teacher · 95.0 %")
    assert titles[1].endswith("Distilled student · 90.0 %")
    assert combo.currentIndex() == 1
    combo.activated.emit(0)
    assert (space.recipe.value("teacher.run"), space.recipe.value("teacher.role")) == ("r1", "teacher")


def test_alpha_is_shown_as_both_shares(column: Cards, space: Workspace) -> None:
    space.recipe.set("alpha", 0.1)
    assert column.dials.balance.words.text() == "10 % labels · 90 % teacher"
    assert column.dials.balance.spin.value() == 90


def test_towards_the_teacher_means_less_alpha(column: Cards, space: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(space.wishes.moveDial) as moved:
        column.dials.balance.slider.setValue(NOTCHES)
    assert moved.args == ["alpha", 0.0]


def test_the_temperature_can_be_typed_exactly(column: Cards, space: Workspace, qtbot: QtBot) -> None:
    with qtbot.waitSignal(space.wishes.moveDial) as moved:
        column.dials.temperature.spin.setValue(3.7)
    assert moved.args == ["temperature", 3.7]


@pytest.mark.parametrize("scale", [Scale(1, 20, logarithmic=True, decimals=1), Scale(0, 100, decimals=0)])
def test_every_notch_comes_back(scale: Scale) -> None:
    assert (scale.value(0), scale.value(NOTCHES)) == (scale.low, scale.high)
    assert all(scale.value(scale.notch(value)) == value for value in (1.0, 2.0, 5.0, 10.0, 20.0))


def test_seeds_count_on_from_the_first(column: Cards, space: Workspace) -> None:
    space.recipe.set("seeds", [3])
    column.training.repeats.setValue(3)
    assert space.recipe.value("seeds") == [3, 4, 5]


def test_a_method_says_which_dials_it_uses(column: Cards, space: Workspace) -> None:
    pick(column.methods.picker.combo, "hints")
    assert not column.dials.temperature.isEnabled()
    assert column.dials.temperature.toolTip() == "This method does not use it."


def test_only_the_dials_stay_live_while_a_student_trains(column: Cards, space: Workspace) -> None:
    space.run.apply(until_distilled())
    dials, training = column.dials, column.training
    live = (dials.temperature, dials.balance, training.rate)
    locked = (
        column.data,
        column.teacher,
        column.student,
        training.epochs,
        training.batch,
        training.repeats,
        dials.twin,
    )
    assert all(widget.isEnabled() for widget in live)
    assert not any(widget.isEnabled() for widget in locked)
    assert "next step" in dials.temperature.toolTip()


def test_while_the_teacher_trains_the_dials_say_when(column: Cards, space: Workspace) -> None:
    space.run.apply(until_distilled()[:3])
    assert not column.dials.temperature.isEnabled()
    assert column.dials.temperature.toolTip() == "Can be moved again as soon as a student trains."


def test_an_unknown_network_of_a_recipe_is_shown_by_its_name(column: Cards, space: Workspace) -> None:
    space.recipe.set("student", {"kind": "from_a_plug_in", "params": {}})
    assert column.student.picker.combo.currentText() == "from_a_plug_in"


def test_a_new_catalogue_keeps_the_choice(column: Cards, space: Workspace) -> None:
    pick(column.student.picker.combo, "small_cnn")
    space.catalogue.take({**CATALOGUE, "version": "2"})
    assert column.student.picker.combo.currentData() == "small_cnn"
