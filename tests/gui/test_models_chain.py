"""The Models page: advice on the pair, several teachers, networks in between, the student's first weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import ADVICE, OpenWindow, TwoSpeedHost
from tests.gui.test_settings import pick
from workbench.errors import Problem
from workbench.gui.models.search import matching, settings
from workbench.gui.models.stages import stage_of
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.advice_card import AdviceCard
from workbench.gui.views.stages.distil import DistilStage
from workbench.gui.views.stages.models import ModelsStage
from workbench.recipes.requests import Advise
from workbench.runs import RunSummary

TEACHER = {"kind": "run", "run": "old", "role": None, "seed": None}
TAUGHT = (
    RunSummary(id="old", state="finished", task="train", name="Old", accuracy=0.9),
    RunSummary(id="older", state="finished", task="train", name="Older", accuracy=0.8),
)
ASSISTED = {**ADVICE["gap"], "step": 60.8, "assistant": "small_cnn", "parameters": 5_000, "place": 0}


@pytest.fixture
def page(space: Workspace, qtbot: QtBot) -> Iterator[ModelsStage]:
    made = ModelsStage(space)
    qtbot.addWidget(made)
    space.wishes.edit.connect(space.recipe.set)
    space.wishes.editSetting.connect(space.recipe.set_setting)
    made.resize(860, 620)
    made.show()
    yield made
    space.advice.hold()


def advise(space: Workspace, **other: Any) -> None:
    """Have the recipe as it is looked at."""
    question = Advise(runs="", recipe=space.recipe.draft)
    space.advice.ask(question)
    space.advice.take(question, {**ADVICE, **other})


def kinds(space: Workspace) -> list[str]:
    return [network["kind"] for network in space.recipe.value("assistants")]


def press(button: QAbstractButton) -> None:
    """As a user does; what is hidden or disabled cannot be pressed."""
    QApplication.processEvents()  # what was just made is shown a moment later
    assert button.isVisible()
    assert button.isEnabled()
    button.click()


# Advice


def test_without_a_trained_teacher_the_card_asks_for_one(page: ModelsStage, space: Workspace) -> None:
    advise(space, teacher=None)
    check = page.advice.teacher
    assert check.empty.text() == "Choose a trained teacher to have it checked."
    assert not check.numbers.isVisible()
    assert not check.remarks.isVisible()


def test_a_trained_teacher_is_told_with_what_to_mind(page: ModelsStage, space: Workspace) -> None:
    space.recipe.set("teacher", TEACHER)
    advise(space)
    check = page.advice.teacher
    assert check.accuracy.text() == "95.0 %"
    assert check.on.text() == "of 100 validation pictures answered rightly by the teacher, Small CNN"
    assert check.calibration.text() == "8.0 % → 2.0 %"
    assert "divided by 1.6" in check.how.text()
    assert [text.text() for _, text in check.remarks.lines] == ["It is surer than it is right."]
    assert not check.remarks.lines[0][0].pixmap().isNull()
    advise(space, teacher={**ADVICE["teacher"], "remarks": []})
    assert check.remarks.lines[0][1].text() == "Nothing about it looks wrong."


def test_a_teacher_that_could_not_be_asked_has_remarks_and_no_numbers(page: ModelsStage, space: Workspace) -> None:
    space.recipe.set("teacher", TEACHER)
    unknown = dict.fromkeys(("accuracy", "ece", "ece_after", "temperature"))
    advise(space, teacher={**ADVICE["teacher"], **unknown, "count": 0, "remarks": ["One.", "Two."]})
    assert not page.advice.teacher.numbers.isVisible()
    assert [text.text() for _, text in page.advice.teacher.remarks.lines] == ["One.", "Two."]


def test_while_it_is_looked_at_and_after_a_failure_the_card_says_so(page: ModelsStage, space: Workspace) -> None:
    assert "as soon as the settings rest" in page.advice.state.text()
    question = Advise(runs="", recipe=space.recipe.draft)
    space.advice.ask(question)
    assert page.advice.state.text() == "Looking at both networks…"
    space.advice.take_failure(question, fakes.job_ended(outcome="failed", problem="Memory ran out.", fix="Close."))
    assert page.advice.problem.text() == "Memory ran out. Close."
    assert not page.advice.state.isVisible()
    advise(space, teacher=None, gap=None, reason="The network is not known.")
    assert page.advice.problem.text() == "The network is not known."
    assert not page.advice.gap.isVisible()


def test_advice_on_other_networks_is_not_shown_as_if_it_were_true(page: ModelsStage, space: Workspace) -> None:
    space.recipe.set("teacher", TEACHER)
    advise(space)
    space.recipe.set("student.kind", "small_cnn")
    assert page.advice.state.text() == "Something has changed since: it will be looked at again."
    assert not page.advice.teacher.numbers.isVisible()
    assert not page.advice.gap.isVisible()


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("small", "A small step from the teacher to the student"),
        ("good", "A good step from the teacher to the student"),
        ("large", "A large step from the teacher to the student"),
    ],
)
def test_the_step_is_judged_in_words_and_with_a_sign_of_its_own(
    page: ModelsStage, space: Workspace, level: str, said: str
) -> None:
    note, signs = page.advice.gap, []
    for each in ("small", "good", "large"):
        advise(space, gap={"ratio": 57.1, "level": each, "text": ""})
        signs.append(note.sign.pixmap().toImage())
    assert all(one != other for one in signs for other in signs if one is not other)
    advise(space, gap={"ratio": 57.1, "level": level, "text": ""})
    assert note.level.text() == said
    assert "57\N{NO-BREAK SPACE}× the student's weights" in note.text.text()
    assert not page.ratio.note.isVisible()  # the advice says it


def test_an_assistant_that_is_proposed_is_put_where_it_belongs(page: ModelsStage, space: Workspace) -> None:
    space.recipe.set("assistants", [{"kind": "mlp", "params": {}}])
    advise(space, gap={**ASSISTED, "place": 0})
    between = page.advice.gap.between
    assert between.text() == "Put Small CNN in between"
    press(between)
    assert kinds(space) == ["small_cnn", "mlp"]
    assert not between.isVisible()  # nothing is known yet of the chain as it is now
    space.undo.undo()
    assert kinds(space) == ["mlp"]


def test_where_no_network_fits_in_between_none_is_offered(page: ModelsStage, space: Workspace) -> None:
    advise(space, gap={**ASSISTED, "assistant": ""})
    assert not page.advice.gap.between.isVisible()
    assert "An assistant of about 5.0k weights can help." in page.advice.gap.text.text()


def test_while_a_run_goes_the_card_changes_nothing(space: Workspace, qtbot: QtBot) -> None:
    card = AdviceCard(space)
    qtbot.addWidget(card)
    advise(space, gap=ASSISTED)
    assert card.gap.between.isEnabled()
    space.run.ask_start()
    assert not card.gap.between.isEnabled()
    space.recipe.set("student.kind", "small_cnn")
    assert "A run is going" in card.state.text()


def test_the_window_asks_for_advice_and_shows_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(TwoSpeedHost())
    window.space.stages.go_to("models")
    page = window.stages.page("models")
    assert isinstance(page, ModelsStage)
    qtbot.waitUntil(lambda: page.advice.gap.isVisible())
    assert page.advice.gap.level.text().startswith("A large step")


# Several teachers


def test_the_page_stays_simple_until_somebody_wants_more(page: ModelsStage) -> None:
    for fold in (page.teacher.others, page.student.assistants):
        assert not fold.body.isVisible()
    assert page.teacher.others.button.text() == "Several teachers…"


def test_teachers_are_added_and_removed_one_step_of_undo_each(page: ModelsStage, space: Workspace) -> None:
    space.runs.take(TAUGHT)
    others = page.teacher.others
    others.button.click()
    assert not others.join.isVisible()
    before = space.undo.index()
    press(others.add_one)
    press(others.add_one)
    press(others.add_one)
    chosen = [each["teacher"].get("run") for each in space.recipe.value("co_teachers")]
    assert chosen == ["old", "older", None]  # each another one, as long as there are some
    assert others.button.text() == "Several teachers (4)…"
    assert others.join.isVisible()
    assert space.undo.index() == before + 3
    press(others.rows[0].remove)
    assert [row.choice.run.currentText().split(" · ")[0] for row in others.rows[:1]] == ["Older"]
    for _ in range(4):
        space.undo.undo()
    assert space.recipe.value("co_teachers") == []
    assert others.rows == []


def test_a_teacher_to_be_trained_is_another_network_than_the_first(page: ModelsStage, space: Workspace) -> None:
    page.teacher.others.button.click()
    press(page.teacher.others.add_one)
    first, second = space.recipe.value("teacher.model.kind"), space.recipe.value("co_teachers.0.teacher.model.kind")
    assert {first, second} == {"small_cnn", "mlp"}


def test_every_field_of_a_further_teacher_is_its_own(page: ModelsStage, space: Workspace) -> None:
    space.runs.take(TAUGHT)
    space.recipe.set("co_teachers", [{"teacher": TEACHER, "weight": 1.0}])
    row = page.teacher.others.rows[0]
    assert row.isVisible()  # whoever is there is shown
    row.choice.run.activated.emit(1)
    assert space.recipe.value("co_teachers.0.teacher.run") == "older"
    space.wishes.edit.emit("co_teachers.0.teacher", {"kind": "train", "model": {"kind": "mlp", "params": {}}})
    pick(row.choice.picker.combo, "small_cnn")
    assert space.recipe.value("co_teachers.0.teacher.model.kind") == "small_cnn"
    assert space.recipe.value("teacher.kind") == "train"
    assert space.recipe.recipe is not None


def test_a_further_teacher_can_come_from_a_run_or_be_trained(open_window: OpenWindow) -> None:
    window = open_window(TwoSpeedHost())
    space = window.space
    space.runs.take(TAUGHT)
    space.recipe.set("teacher", TEACHER)
    space.stages.go_to("models")
    page = window.stages.page("models")
    assert isinstance(page, ModelsStage)
    space.recipe.set("co_teachers", [{"teacher": {"kind": "train"}, "weight": 1.0}])
    pick(page.teacher.others.rows[0].choice.source, "run")
    assert space.recipe.value("co_teachers.0.teacher.run") == "older"  # the newest one teaches already
    pick(page.teacher.others.rows[0].choice.source, "train")
    assert space.recipe.value("co_teachers.0.teacher.kind") == "train"
    assert space.recipe.value("teacher.run") == "old"


def test_weights_are_there_where_they_count(page: ModelsStage, space: Workspace) -> None:
    space.recipe.set("co_teachers", [{"teacher": TEACHER, "weight": 2.0}])
    row = page.teacher.others.rows[0]
    assert not row.weight.isVisible()
    pick(page.teacher.others.join, "weighted")
    assert space.recipe.value("trust.join") == "weighted"
    assert row.weight.isVisible()
    row.weight.spin.setValue(0.5)
    assert space.recipe.value("co_teachers.0.weight") == 0.5


def test_no_more_teachers_than_the_recipe_takes(page: ModelsStage, space: Workspace) -> None:
    space.recipe.set("co_teachers", [{"teacher": TEACHER, "weight": 1.0}] * 8)
    assert space.recipe.recipe is not None
    assert not page.teacher.others.add_one.isEnabled()
    assert "At most 8" in page.teacher.others.add_one.toolTip()


# Assistants


def test_assistants_are_put_in_order_one_step_of_undo_each(page: ModelsStage, space: Workspace) -> None:
    assistants = page.student.assistants
    assistants.button.click()
    space.recipe.set("student", {"kind": "mlp", "params": {"width": 5}})
    press(assistants.again)
    assert space.recipe.value("assistants") == [{"kind": "mlp", "params": {"width": 5}}]  # born again
    advise(space, gap=ASSISTED)
    press(assistants.add_one)
    assert kinds(space) == ["small_cnn", "mlp"]  # where the step is large
    press(assistants.rows[0].down)
    assert kinds(space) == ["mlp", "small_cnn"]
    assert assistants.rows[1].picker.combo.currentText() == "Small CNN"
    press(assistants.rows[1].remove)
    assert kinds(space) == ["mlp"]
    assert not assistants.rows[0].up.isEnabled()
    assert not assistants.rows[0].down.isEnabled()
    for expected in (["mlp", "small_cnn"], ["small_cnn", "mlp"], ["mlp"], []):
        space.undo.undo()
        assert kinds(space) == expected


def test_an_assistant_is_of_a_size_in_between_as_far_as_sizes_are_known(page: ModelsStage, space: Workspace) -> None:
    space.timings.place((1, 8, 8), 10)
    space.timings.want_costs([{"kind": kind, "params": {}} for kind in ("mlp", "small_cnn")])
    question = space.timings._asked
    assert question is not None
    space.timings.take(question, {"times": [{"parameters": 900}, {"parameters": 900 * 500}]})
    page.student.assistants.button.click()
    press(page.student.assistants.add_one)
    assert kinds(space) == [space.recipe.value("student.kind")]  # there is none between the two


def test_the_focus_follows_an_assistant_that_moves(page: ModelsStage, space: Workspace, qtbot: QtBot) -> None:
    networks: list[dict[str, Any]] = [{"kind": kind, "params": {}} for kind in ("mlp", "small_cnn", "mlp")]
    space.recipe.set("assistants", networks)
    rows = page.student.assistants.rows
    rows[0].down.setFocus()
    press(rows[0].down)
    assert page.focusWidget() is rows[1].down
    press(rows[1].down)
    assert page.focusWidget() is rows[2].picker.combo  # it cannot go on
    rows[2].remove.setFocus()
    press(rows[2].remove)
    assert page.focusWidget() is page.student.assistants.add_one


def test_settings_of_an_assistant_are_its_own(page: ModelsStage, space: Workspace) -> None:
    space.recipe.set("assistants", [{"kind": "mlp", "params": {}}])
    picker = page.student.assistants.rows[0].picker
    picker.expander.button.click()
    assert picker.form is not None
    picker.form.editors["width"].spin.setValue(5)  # type: ignore[attr-defined]
    assert space.recipe.value("assistants.0.params") == {"width": 5}
    assert space.recipe.value("student.params") != {"width": 5}


# First weights


def test_what_a_student_would_copy_is_told_beside_the_choice(page: ModelsStage, space: Workspace) -> None:
    student = page.student
    assert not student.copied.isVisible()
    pick(student.start, "teacher")
    assert space.recipe.value("start") == "teacher"
    assert "As soon as both networks" in student.copied.text()
    advise(space, start=["One layer stays random: fc.", "All weights of the student stay random."])
    assert student.copied.text() == "One layer stays random: fc. All weights of the student stay random."
    space.undo.undo()
    assert not student.copied.isVisible()


# Trust


def test_the_trust_card_says_what_is_made_of_the_answers(space: Workspace, qtbot: QtBot) -> None:
    stage = DistilStage(space)
    qtbot.addWidget(stage)
    space.wishes.edit.connect(space.recipe.set)
    trust = stage.trust
    assert trust.isHidden()  # simple
    assert trust.told.text() == "Its answers are taken as they are."
    space.preferences.expert = True
    assert not trust.isHidden()
    widget = trust.reveal("trust.calibrate")
    assert widget is not None
    assert trust.form.form is not None
    assert "join" not in trust.form.form.editors
    trust.form.form.editors["calibrate"].check.setChecked(True)  # type: ignore[attr-defined]
    trust.form.form.editors["threshold"].spin.setValue(0.8)  # type: ignore[attr-defined]
    assert space.recipe.value("trust.calibrate") is True
    assert trust.told.text() == "Its answers are calibrated. Only those count that it is at least 80.0 % sure of."


# Where fields are found

FIELDS = [
    "teacher.kind",
    "teacher.model.kind",
    "student.kind",
    "start",
    "co_teachers",
    "co_teachers.0",
    "co_teachers.0.weight",
    "co_teachers.0.teacher.run",
    "co_teachers.1.teacher.model",
    "co_teachers.1.teacher.model.params.width",
    "co_teachers.1.teacher.schedule.epochs",
    "assistants",
    "assistants.0",
    "assistants.1.kind",
    "assistants.0.params.width",
    "trust.join",
]


@pytest.mark.parametrize("path", FIELDS)
def test_every_field_can_be_brought_into_view_with_its_problem(page: ModelsStage, space: Workspace, path: str) -> None:
    trained = {"kind": "train", "model": {"kind": "mlp", "params": {}}}
    others = [{"teacher": TEACHER, "weight": 1.0}, {"teacher": trained, "weight": 1.0}]
    mlp = {"kind": "mlp", "params": {}}
    space.recipe.set_many({"co_teachers": others, "assistants": [mlp, mlp]})
    for fold in (page.teacher.others, page.student.assistants):
        fold.button.setChecked(False)
    assert stage_of(path) == "models"
    page.reveal(path)
    focused = page.focusWidget()
    assert focused is not None
    assert focused.isVisible()
    assert name_of(focused)
    space.recipe.take_problems([Problem(path, "This is wrong.")])
    if path not in ("teacher.kind", "co_teachers.0"):
        labels = [label for label in page.findChildren(QWidget, "problem") if label.isVisible()]
        assert any("This is wrong." in label.text() for label in labels)  # type: ignore[attr-defined]  # labels


def name_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def test_other_fields_of_trust_are_on_the_other_page() -> None:
    assert stage_of("trust.threshold") == "distil"
    assert stage_of("starting") == "distil"


def test_chains_and_trust_are_found_by_typing(space: Workspace) -> None:
    targets = {
        found.target for word in ("assistants", "teachers", "calibrate") for found in matching(settings(space), word)
    }
    assert {"assistants", "co_teachers", "trust.calibrate"} <= targets


def test_the_keyboard_reaches_every_new_control_in_reading_order(page: ModelsStage, space: Workspace) -> None:
    mlp = {"kind": "mlp", "params": {}}
    space.recipe.set_many({"co_teachers": [{"teacher": TEACHER, "weight": 1.0}], "assistants": [mlp, mlp]})
    others, assistants = page.teacher.others, page.student.assistants
    wanted = [
        others.rows[0].remove,
        others.rows[0].choice.source,
        others.rows[0].choice.run,
        others.join,
        others.add_one,
    ]
    wanted += [row.remove for row in assistants.rows]
    wanted += [assistants.add_one, assistants.again]
    page.teacher.source.setFocus()
    seen: list[QWidget | None] = []
    while page.focusWidget() not in seen:
        seen.append(page.focusWidget())
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
    places = [seen.index(widget) for widget in wanted]
    assert places == sorted(places)
