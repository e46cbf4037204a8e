from __future__ import annotations

import math
from dataclasses import replace
from time import perf_counter

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import LOOK, OpenWindow, TwoSpeedHost
from workbench.gui.models.lens import LensModel, entropy, soften
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.lens import LensCard
from workbench.recipes import Distil
from workbench.recipes.requests import Look


def looked(space: Workspace) -> LensModel:
    """The lens of the space after the teacher has answered."""
    questions: list[Look] = []
    space.lens.wanted.connect(questions.append)
    space.lens.look(space.recipe.draft, "")
    space.lens.take(questions[0], LOOK)
    return space.lens


@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0, 100.0])
def test_softening_is_the_definition(temperature: float) -> None:
    logits = [2.0, -1.0, 0.5]
    weights = [math.e ** (logit / temperature) for logit in logits]
    assert soften(logits, temperature) == pytest.approx([weight / sum(weights) for weight in weights])


def test_entropy_goes_from_nothing_to_all_the_classes_as_the_temperature_rises() -> None:
    logits = [9.0, 3.0, 0.0, 1.0]
    rising = [entropy(soften(logits, temperature)) for temperature in (0.05, 1, 4, 20, 1e6)]
    assert rising == sorted(rising)
    assert rising[0] == pytest.approx(0, abs=1e-9)
    assert rising[-1] == pytest.approx(2, abs=1e-9)


def test_large_logits_do_not_overflow() -> None:
    assert soften([1e4, 0.0], 0.05) == [1.0, 0.0]


def test_the_first_picture_is_one_that_tells_more_than_its_label(space: Workspace) -> None:
    lens = looked(space)
    assert lens.picture is not None
    assert lens.classes[lens.picture.label] == "7"  # the teacher finds it a good deal like a 9


def test_the_lens_asks_once_for_the_same_teacher_and_data(space: Workspace) -> None:
    questions: list[Look] = []
    space.lens.wanted.connect(questions.append)
    space.lens.look(space.recipe.draft, "")
    space.recipe.set("temperature", 9.0)
    space.lens.look(space.recipe.draft, "")
    assert len(questions) == 1
    space.recipe.set("data.labels_per_class", 5)
    space.lens.look(space.recipe.draft, "")
    assert len(questions) == 2


def test_the_slider_softens_the_teachers_answer_before_any_training(space: Workspace, qtbot: QtBot) -> None:
    card = LensCard(space)
    qtbot.addWidget(card)
    looked(space)
    space.recipe.set("temperature", 1.0)
    sharp = card.bars.accessibleDescription()
    space.recipe.set("temperature", 10.0)
    soft = card.bars.accessibleDescription()
    top = [float(text.split(" %")[0].split()[-1]) for text in (sharp, soft)]
    assert top[0] > 90 > top[1]
    assert "at T = 10" in card.entropy.text()
    assert "like 9" in card.dark.text()


def test_a_ramp_softens_the_answer_while_a_student_trains(space: Workspace, qtbot: QtBot) -> None:
    card = LensCard(space)
    qtbot.addWidget(card)
    looked(space)
    plan = fakes.plan("distilled/0", epochs=1)
    space.run.apply([fakes.job_started(), fakes.data_ready([plan]), fakes.phase_started(plan), fakes.steps(first=1)])
    before = card.entropy.text()
    space.run.apply([replace(fakes.steps(first=6), temperature=12.0)])
    assert card.temperature == 12.0
    assert card.entropy.text() != before


def test_a_slider_drags_the_lens_along_well_within_fifty_milliseconds(space: Workspace, qtbot: QtBot) -> None:
    card = LensCard(space)
    qtbot.addWidget(card)
    card.show()
    looked(space)
    times = []
    for tenths in range(10, 110):
        before = perf_counter()
        space.recipe.set("temperature", tenths / 10)
        card.repaint()
        times.append(perf_counter() - before)
    assert sorted(times)[len(times) // 2] < 0.05


def test_without_a_teacher_the_lens_says_why(space: Workspace, qtbot: QtBot) -> None:
    card = LensCard(space)
    qtbot.addWidget(card)
    questions: list[Look] = []
    space.lens.wanted.connect(questions.append)
    space.lens.look(space.recipe.draft, "")
    reason = "No teacher of these pictures is trained yet."
    space.lens.take(questions[0], {**LOOK, "teacher": None, "pictures": [], "reason": reason})
    assert card.empty.text() == reason
    assert not card.forward.isEnabled()


def test_the_map_of_likeness_leads_to_a_picture(space: Workspace, qtbot: QtBot) -> None:
    card = LensCard(space)
    qtbot.addWidget(card)
    lens = looked(space)
    card.all.setChecked(True)
    rows = lens.likeness(4.0)
    assert sum(rows[3]) == pytest.approx(1)
    assert rows[3][8] > rows[3][0]
    card.map.chosen.emit(7, 9)
    assert lens.picture is not None
    assert lens.classes[lens.picture.label] == "7"
    assert not card.all.isChecked()


def test_the_search_finds_a_folded_setting_and_gives_it_the_focus(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(TwoSpeedHost())
    assert not window.space.preferences.expert
    window.search.search("clip norm")
    assert window.search.found[0].target.endswith("clip_norm")
    window.search.returnPressed.emit()
    window.search.search("weight decay")
    window.search.search("epochs")
    target = next(found for found in window.search.found if found.target == "schedule.epochs")
    window.space.wishes.reveal.emit(target.target)
    assert window.space.preferences.expert
    assert window.space.stages.current == "distil"
    assert window.stages.distil.training.epochs.isVisible()


def test_the_search_does_commands_too(open_window: OpenWindow) -> None:
    window = open_window(TwoSpeedHost())
    window.search.search("compare")
    window.search.returnPressed.emit()
    assert window.space.stages.current == "compare"


def test_a_story_is_one_click_from_start(open_window: OpenWindow) -> None:
    window = open_window(TwoSpeedHost())
    window.space.stages.go_to("welcome")
    window.space.recipe.load(Distil(name="Something else"))
    page = window.stages.page("welcome")
    page.cards[0].open.click()  # type: ignore[attr-defined]
    assert window.space.recipe.value("name") == "Ten labels"
    assert window.space.stages.current == "distil"
    assert window.bar.start.isEnabled()
