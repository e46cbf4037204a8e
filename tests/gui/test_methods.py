"""The card of methods: which, how much each counts, and what helps to weigh them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import ADVICE, BALANCE, OpenWindow, TwoSpeedHost
from tests.gui.test_run_model import until_distilled
from workbench.events import JobEnded
from workbench.gui.forms.form import SchemaForm
from workbench.gui.forms.layers import LayersEditor
from workbench.gui.models.search import settings
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.method_picker import MethodPicker
from workbench.gui.views.stages.distil import DistilStage
from workbench.gui.views.weight_spin import WeightSpin
from workbench.recipes.requests import Adjust, Advise, Balance

HINTS = {"kind": "hints", "params": {}}


@pytest.fixture
def stage(space: Workspace, qtbot: QtBot) -> DistilStage:
    space.preferences.expert = True
    made = DistilStage(space)
    qtbot.addWidget(made)
    wishes, recipe = space.wishes, space.recipe
    wishes.edit.connect(recipe.set)
    wishes.editMany.connect(recipe.set_many)
    wishes.editSetting.connect(recipe.set_setting)
    wishes.moveDial.connect(lambda name, value: recipe.set(_path_of(space, name), value))
    made.resize(900, 700)
    made.show()
    return made


def _path_of(space: Workspace, dial: str) -> str:
    return {term.dial: f"{term.path}.weight" for term in space.recipe.terms}.get(dial, dial)


def advise(space: Workspace, **other: Any) -> None:
    question = Advise(runs="runs", recipe=space.recipe.draft)
    space.advice.ask(question)
    space.advice.take(question, {**ADVICE, **other})


def texts(combo: QComboBox) -> list[str]:
    return [combo.itemText(number) for number in range(combo.count()) if combo.itemText(number)]


def pick(combo: QComboBox, kind: str) -> None:
    index = combo.findData(kind)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


# Which


def test_methods_are_sorted_by_what_they_compare(stage: DistilStage) -> None:
    combo = stage.methods.picker.combo
    assert texts(combo) == [
        "Compare answers", "Soft targets", "Compare feature maps", "Hints", "Without a teacher", "Labels only",
    ]  # fmt: skip
    assert not combo.model().flags(combo.model().index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_a_method_is_added_removed_and_brought_back_step_by_step(stage: DistilStage, space: Workspace) -> None:
    card = stage.methods
    card.add_one.click()
    card.add_one.click()
    assert [row.path for row in card.also] == ["also.0", "also.1"]
    pick(card.also[0].picker.combo, "kd")
    pick(card.also[1].picker.combo, "hints")
    assert [term.name for term in space.recipe.terms] == ["kd", "kd_2", "hints"]
    remove = card.also[0].remove
    assert remove is not None
    remove.click()
    assert [term.name for term in space.recipe.terms] == ["kd", "hints"]
    assert len(card.also) == 1
    for expected in (3, 3, 2, 1):
        space.undo.undo()
        assert len(space.recipe.terms) == expected
    assert card.also == []


def test_a_whole_loss_cannot_be_a_further_method(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("also", [HINTS])
    assert "Labels only" not in texts(stage.methods.also[0].picker.combo)


def test_the_method_added_is_one_that_is_not_there_and_can_run(stage: DistilStage, space: Workspace) -> None:
    stage.methods.add_one.click()
    assert space.recipe.value("also.0.kind") == "hints"
    space.recipe.set("also", [])
    advise(space)
    stage.methods.add_one.click()
    assert space.recipe.value("also.0.kind") == "kd"  # hints cannot run on the pair


def test_at_most_eight_further_methods(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("also", [HINTS] * 8)
    assert len(stage.methods.also) == 8
    assert not stage.methods.add_one.isEnabled()
    assert "8" in stage.methods.add_one.toolTip()


def test_the_column_is_as_wide_as_its_rows_need(stage: DistilStage, space: Workspace, qtbot: QtBot) -> None:
    space.recipe.set("also", [{**HINTS, "weight": 12345.678}, {"kind": "kd", "temperature": 2.0}])
    column = stage.columns.widget(0)
    assert column is not None
    qtbot.waitUntil(lambda: stage.methods.visibleRegion().boundingRect().width() == stage.methods.width())
    assert stage.methods.minimumSizeHint().width() <= column.width()


# What cannot run


def test_a_method_that_cannot_run_stays_with_its_reason(stage: DistilStage, space: Workspace) -> None:
    advise(space)
    combo = stage.methods.picker.combo
    assert "Hints – cannot run here" in texts(combo)
    index = combo.model().index(combo.findData("hints"), 0)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert "fully connected" in index.data(Qt.ItemDataRole.ToolTipRole)
    space.recipe.set("student.kind", "small_cnn")  # nobody knows yet
    space.advice.changed.emit()
    assert "Hints" in texts(combo)
    assert index.flags() & Qt.ItemFlag.ItemIsEnabled


def test_why_the_chosen_method_cannot_run_stands_below_it(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("also", [HINTS])
    advise(space)
    assert "fully connected" in stage.methods.also[0].picker.problem.text()
    assert stage.methods.picker.problem.isHidden()


# How much


def test_a_weight_left_empty_is_the_papers(stage: DistilStage, space: Workspace, qtbot: QtBot) -> None:
    space.recipe.set("also", [HINTS])
    row = stage.methods.also[0]
    assert row.weight.text() == "the paper's: 100"
    assert not row.reset.isEnabled()
    with qtbot.waitSignal(space.wishes.moveDial) as moved:
        row.weight.stepUp()
    assert moved.args == ["weights.hints", 110.0]
    row.reset.click()
    assert space.recipe.value("also.0.weight") is None


@pytest.mark.parametrize(("typed", "meant"), [("2.5", 2.5), ("0", 0.0), ("", None)])
def test_a_weight_can_be_typed_or_wiped_out(qtbot: QtBot, typed: str, meant: float | None) -> None:
    spin = WeightSpin()
    qtbot.addWidget(spin)
    spin.show_weight(7.0 if meant is None else None, 100.0)
    chosen: list[object] = []
    spin.chosen.connect(chosen.append)
    spin.show()
    spin.selectAll()
    QTest.keyClick(spin, Qt.Key.Key_Delete)
    QTest.keyClicks(spin, typed)
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert chosen == [meant]


def test_no_step_leads_below_nothing(qtbot: QtBot) -> None:
    spin = WeightSpin()
    qtbot.addWidget(spin)
    spin.show_weight(0.0, 100.0)
    spin.stepDown()
    assert spin.value() == 0


def test_a_temperature_of_its_own_begins_at_the_dial(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("temperature", 6.0)
    row = stage.methods.method
    row.temperature.check.setChecked(True)
    assert space.recipe.value("method.temperature") == 6.0
    assert not stage.dials.temperature.isEnabled()
    row.temperature.check.setChecked(False)
    assert space.recipe.value("method.temperature") is None
    space.recipe.set("method", HINTS)
    assert row.temperature.isHidden()


def test_the_weights_can_be_learned_too(stage: DistilStage, space: Workspace) -> None:
    stage.methods.learned.setChecked(True)
    assert space.recipe.value("balance") == "learned"


# Ramps


def test_a_ramp_begins_where_the_value_is_and_is_told_in_a_line(stage: DistilStage, space: Workspace) -> None:
    ramp = stage.methods.method.ramp
    assert ramp.button.text() == "Change while training…"
    ramp.reveal()
    assert ramp.editor is not None
    pick(ramp.editor.combo, "linear")
    assert space.recipe.value("method.ramp") == {"kind": "linear", "to": 1.0}
    space.recipe.set("method.ramp", {"kind": "cosine", "to": 0})
    assert ramp.button.text() == "While training: 1 → 0, half a cosine"
    space.recipe.set("method.ramp", {"kind": "step", "milestones": [0.5, 0.75], "factor": 0.1})
    assert ramp.button.text() == "While training: × 0.1, 2 times"


def test_a_ramp_that_cannot_be_unfolds_and_says_why(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("temperature_ramp", {"kind": "linear", "to": 1, "start": 0.9, "end": 0.2})
    ramp = stage.dials.ramps["temperature"]
    assert ramp.button.isChecked()
    assert "below end" in ramp.problem.text()


def test_simple_mode_hides_ramps_that_do_nothing(stage: DistilStage, space: Workspace) -> None:
    space.preferences.expert = False
    assert stage.dials.ramps["alpha"].isHidden()
    space.recipe.set("alpha_ramp", {"kind": "linear", "to": 0.9})
    assert not stage.dials.ramps["alpha"].isHidden()
    assert stage.methods.isHidden()


@pytest.mark.parametrize(
    "path", ["alpha_ramp", "temperature_ramp.to", "method.weight", "also.0.params.student_layers", "balance", "also"]
)
def test_every_field_can_be_brought_into_view(stage: DistilStage, space: Workspace, qtbot: QtBot, path: str) -> None:
    space.recipe.set("also", [HINTS])
    space.preferences.expert = False
    stage.reveal(path)
    assert space.preferences.expert
    focused = stage.focusWidget()
    assert focused is not None
    qtbot.waitUntil(focused.isVisible)


def test_every_field_of_a_method_can_be_searched_for(space: Workspace) -> None:
    space.recipe.set("also", [HINTS])
    targets = {found.target for found in settings(space)}
    assert {"method.weight", "also.0.ramp", "also.0.params.student_layers", "alpha_ramp", "balance"} <= targets


# While a student trains


def test_while_a_student_trains_weights_move_and_nothing_else(stage: DistilStage, space: Workspace) -> None:
    row, card = stage.methods.method, stage.methods
    space.run.apply(until_distilled())
    assert row.weight.isEnabled()
    locked = (row.picker, row.ramp, row.temperature, card.add_one, card.measure, card.learned, card.published)
    assert not any(widget.isEnabled() for widget in locked)
    assert "next step" in row.weight.toolTip()
    space.run.apply([replace(fakes.steps(first=6), weights={"kd": 0.25})])
    assert row.weight.value() == 0.25


def test_a_dial_with_a_ramp_says_that_moving_it_takes_over(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("temperature_ramp", {"kind": "linear", "to": 1})
    space.run.apply(until_distilled())
    assert "stays where you put it" in stage.dials.temperature.toolTip()
    assert "stays" not in stage.dials.balance.toolTip()
    space.run.apply([replace(fakes.steps(first=6), temperature=3.14159)])
    assert stage.dials.temperature.spin.value() == 3.14


def test_a_weight_that_is_moved_gets_to_the_student(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    space = window.space
    space.wishes.start.emit()
    qtbot.waitUntil(lambda: space.run.is_live)
    while not space.run.can_adjust("weights.kd"):
        host.play()
        qtbot.wait(5)
    space.wishes.moveDial.emit("weights.kd", 3.0)
    space.wishes.moveDial.emit("temperature", 9.0)
    qtbot.waitUntil(lambda: any(isinstance(command, Adjust) for command in host.commands))
    sent = next(command for command in host.commands if isinstance(command, Adjust))
    assert (sent.weights, sent.temperature) == ({"kd": 3.0}, 9.0)
    assert space.recipe.value("method.weight") == 3.0
    host.play_all()
    qtbot.waitUntil(lambda: not space.run.is_live)


# The formula


def test_the_formula_has_a_line_for_each_method(stage: DistilStage, space: Workspace) -> None:
    assert "\n" not in stage.dials.formula.text()
    space.recipe.set("also", [HINTS])
    assert stage.dials.formula.text().split("\n") == [
        "loss = 0.1 × CE",
        "+ 0.9 × 16 × KL(teacher at T=4 ‖ student at T=4)",
        "+ 100 × mean(F²)",
    ]
    assert "w2 × mean(F²)" in stage.dials.formula.toolTip()
    space.recipe.set("method", {"kind": "labels", "params": {}})
    assert stage.dials.formula.text() == "loss = CE(y, p)\n+ 100 × mean(F²)"
    assert not stage.dials.balance.isEnabled()


# Layers


def layers_editor(stage: DistilStage, space: Workspace) -> LayersEditor:
    space.recipe.set("method", HINTS)
    picker = stage.methods.picker
    picker.expander.button.setChecked(True)
    assert picker.form is not None
    editor = picker.form.editors["teacher_layers"]
    assert isinstance(editor, LayersEditor)
    return editor


def test_layers_are_chosen_from_what_the_network_has(stage: DistilStage, space: Workspace) -> None:
    advise(space)
    editor = layers_editor(stage, space)
    assert texts(editor.add) == ["stage1 — 16 × 8 × 8", "stage2 — 32 × 4 × 4"]
    assert not editor.empty.isHidden()
    for number in (1, 0):
        editor.add.activated.emit(number)
    assert space.recipe.value("method.params") == {"teacher_layers": ["stage2", "stage1"]}
    assert [row.title.text() for row in editor.rows] == ["stage2 — 32 × 4 × 4", "stage1 — 16 × 8 × 8"]
    editor.rows[1].up.click()
    assert space.recipe.value("method.params.teacher_layers") == ["stage1", "stage2"]
    for _ in range(2):
        editor.rows[0].remove.click()
    assert space.recipe.value("method.params") == {}
    assert not editor.empty.isHidden()


def test_a_layer_that_is_not_there_is_shown_as_such(stage: DistilStage, space: Workspace) -> None:
    editor = layers_editor(stage, space)
    space.recipe.set("method.params", {"teacher_layers": ["stage9", "stage2:in"]})
    assert [row.title.text() for row in editor.rows] == ["stage9", "stage2:in"]
    advise(space)
    assert [row.title.text() for row in editor.rows] == [
        "stage9 (not in this network)",
        "stage2:in (what goes into it)",
    ]


def test_layers_can_be_typed_while_nobody_knows_them(qtbot: QtBot) -> None:
    schema = {"properties": {"layers": {"type": "array", "items": {"type": "string"}, "layers": "student"}}}
    form = SchemaForm(schema)
    qtbot.addWidget(form)
    form.show_values({"layers": ["a"]})
    edits: list[object] = []
    form.edited.connect(lambda _name, value: edits.append(value))
    form.show()
    editor = form.editors["layers"]
    assert isinstance(editor, LayersEditor)
    line = editor.add.lineEdit()
    assert line is not None
    QTest.keyClicks(line, "block.1")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert edits == [["a", "block.1"]]


# Published settings


def test_published_settings_are_one_step_of_undo(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("also", [HINTS])
    space.recipe.set("alpha_ramp", {"kind": "linear", "to": 0.9})
    assert not stage.methods.published.isEnabled()
    advise(space)
    before = space.recipe.draft
    button = stage.methods.published
    button.list.aboutToShow.emit()
    first = next(action for action in button.list.actions() if "A paper" in action.text())
    assert first.text() == "73.3 % · Soft targets · A paper, table 1"
    assert not first.isChecked()
    first.trigger()
    changed = {name: space.recipe.value(name) for name in ("also", "temperature", "alpha_ramp.kind", "schedule.epochs")}
    assert changed == {"also": [], "temperature": 4.0, "alpha_ramp.kind": "constant", "schedule.epochs": 30}
    assert space.recipe.value("schedule.batch_size") == 128
    button.list.aboutToShow.emit()
    assert next(action for action in button.list.actions() if "A paper" in action.text()).isChecked()
    space.undo.undo()
    assert space.recipe.draft == before


# Balance


def test_balanced_weights_are_shown_and_used_in_one_step(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("also", [HINTS, {"kind": "kd", "params": {}}])
    before, panel = space.recipe.recipe, stage.methods.panel
    asked: list[Balance] = []
    space.balance.wanted.connect(asked.append)
    stage.methods.measure.click()
    assert not panel.busy.isHidden()
    assert not stage.methods.measure.isEnabled()
    space.balance.take(asked[0], BALANCE)
    assert "Hints: weight 100, proposed 144" in panel.table.accessibleName()
    assert "No pull." in panel.facts.text()
    panel.use.click()
    assert space.recipe.value("also.0.weight") == 144
    assert (space.recipe.value("method.weight"), space.recipe.value("also.1.weight")) == (None, None)
    assert panel.isHidden()
    space.undo.undo()
    assert space.recipe.recipe == before


def test_measuring_can_be_cancelled(stage: DistilStage, space: Workspace, qtbot: QtBot) -> None:
    stage.methods.measure.click()
    with qtbot.waitSignal(space.balance.withdrawn):
        stage.methods.panel.close_it.click()
    assert stage.methods.panel.isHidden()


def test_why_nothing_was_measured_is_said(stage: DistilStage, space: Workspace) -> None:
    space.balance.measure()
    question = space.balance._asked
    assert question is not None
    space.balance.take(question, {"terms": [], "batches": 0, "reason": "The teacher is not trained yet."})
    assert stage.methods.panel.problem.text() == "The teacher is not trained yet."
    assert stage.methods.panel.use.isHidden()
    space.balance.measure()
    question = space.balance._asked
    assert question is not None
    space.balance.take_failure(question, JobEnded(job="j", outcome="failed", problem="It broke.", fix="Try again."))
    assert stage.methods.panel.problem.text() == "It broke. Try again."


def test_an_edit_makes_a_measurement_void(stage: DistilStage, space: Workspace) -> None:
    space.balance.measure()
    question = space.balance._asked
    assert question is not None
    space.balance.take(question, BALANCE)
    space.recipe.set("alpha", 0.7)
    assert space.balance.terms == ()
    assert stage.methods.panel.isHidden()


def test_one_term_alone_needs_no_balance(stage: DistilStage, space: Workspace) -> None:
    space.recipe.set("method", {"kind": "labels", "params": {}})
    assert not stage.methods.measure.isEnabled()
    assert stage.methods.measure.toolTip() == "There is only one term: nothing to balance."


def test_a_picker_without_an_answer_offers_everything(space: Workspace, qtbot: QtBot) -> None:
    picker = MethodPicker("Method", "method", space)
    qtbot.addWidget(picker)
    assert "Hints" in texts(picker.combo)
