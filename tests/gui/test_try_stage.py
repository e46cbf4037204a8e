from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import PNG, PREDICTION, OpenWindow, TwoSpeedHost
from workbench.gui.models.tryit import Heat, Material
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import DARK, LIGHT, Choice
from workbench.gui.trying import as_png, read_material, read_picture
from workbench.gui.views.stages.tryit import TryStage
from workbench.gui.views.try_bars import SeenPicture
from workbench.gui.views.try_pad import SIDE, DrawingPad
from workbench.recipes.requests import Predict
from workbench.runs import Outcomes, Predictions, RunSummary, SeedPredictions, predictions

RUN = RunSummary(id="a-run", task="distil", name="Ten labels", state="finished", accuracy=0.93, seeds=2)
OLDER = RunSummary(id="b-run", task="distil", name="Before", state="finished", accuracy=0.9, seeds=1)
MATERIAL = Material("a-run", (0, 1), {seed: {"all": (4, 5, 6), "mistakes": (5,), "lost": ()} for seed in (0, 1)})
PREDICTIONS = Predictions(
    classes=fakes.DIGITS,
    seeds=(
        SeedPredictions(
            seed=0,
            ids=(4, 5, 6, 7),
            labels=(1, 1, 2, 2),
            networks={
                "teacher/0": Outcomes(predicted=(1, 1, 2, 3), confidence=(0.9,) * 4),
                "plain/0": Outcomes(predicted=(7, 1, 2, 2), confidence=(0.9,) * 4),
                "distilled/0": Outcomes(predicted=(1, 7, 2, 3), confidence=(0.9, 0.6, 0.9, 0.8)),
            },
        ),
    ),
)


@pytest.fixture
def asked(space: Workspace) -> list[Predict]:
    """Every question to the networks from now on."""
    questions: list[Predict] = []
    space.tryit.wanted.connect(questions.append)
    return questions


@pytest.fixture
def page(space: Workspace, asked: list[Predict], qtbot: QtBot) -> TryStage:
    """The page, with a run of two seeds that was read."""
    made = TryStage(space)
    qtbot.addWidget(made)
    made.resize(1100, 620)
    made.show()
    space.runs.take((RUN, OLDER))
    space.tryit.take_material(MATERIAL)
    return made


def answered(space: Workspace, asked: list[Predict], **changes: Any) -> None:
    """The networks answer the last question."""
    space.tryit.take(asked[-1], {**PREDICTION, **changes})


def draw(pad: DrawingPad) -> None:
    """A slanted line with the mouse."""
    middle = pad.rect().center()
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=middle - QPoint(40, 40))
    for step in range(-30, 50, 10):
        QTest.mouseMove(pad, middle + QPoint(step, step))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 40))


def network(role: str, shares: dict[int, float], **more: Any) -> dict[str, Any]:
    probabilities = [shares.get(each, 0.0) for each in range(10)]
    return {
        "role": role,
        "seed": 0,
        "title": "Net",
        "probabilities": probabilities,
        "milliseconds": 0.2,
        "map": None,
    } | more


# Drawing


def test_a_drawing_becomes_a_picture_with_ink_and_is_asked_about(
    page: TryStage, asked: list[Predict], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.input.pad.drawn):
        draw(page.input.pad)
    assert asked[-1].picture is not None
    image = QImage.fromData(b64decode(asked[-1].picture))
    assert (image.width(), image.height()) == (SIDE, SIDE)
    light = sum(image.pixelColor(x, y).lightness() > 200 for x in range(0, SIDE, 4) for y in range(0, SIDE, 4))
    assert 0.8 < light / (SIDE / 4) ** 2 < 0.99  # paper, and some ink
    assert image.pixelColor(SIDE // 2, SIDE // 2).lightness() < 80


def test_in_the_dark_theme_the_ink_is_light(space: Workspace, qtbot: QtBot) -> None:
    space.theme.choose(Choice.DARK)
    pad = DrawingPad(space.theme)
    qtbot.addWidget(pad)
    draw(pad)
    image = QImage.fromData(pad.png())
    assert image.pixelColor(SIDE // 2, SIDE // 2).lightness() > 200 > 50 > image.pixelColor(2, 2).lightness()
    pad.swap(True)
    assert QImage.fromData(pad.png()).pixelColor(2, 2).lightness() > 200
    space.theme.choose(Choice.LIGHT)


def test_a_drawing_is_asked_about_when_the_pen_rests_not_at_every_move(
    page: TryStage, asked: list[Predict], qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(page.input.pad.drawn, wait=60):
        draw(page.input.pad)
    qtbot.waitUntil(lambda: len(asked) == 1)


def test_the_last_line_can_be_taken_back_and_clearing_takes_the_answer_away(
    space: Workspace, page: TryStage, asked: list[Predict], qtbot: QtBot
) -> None:
    pad = page.input.pad
    draw(pad)
    one = pad.png()
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    assert pad.png() != one
    page.input.undo.click()
    assert pad.png() == one
    qtbot.waitUntil(lambda: bool(asked))
    answered(space, asked)
    page.input.clear.click()
    qtbot.waitUntil(lambda: space.tryit.answer is None)
    assert pad.is_empty
    assert not page.input.undo.isEnabled()


def test_the_keyboard_draws_too(page: TryStage, asked: list[Predict], qtbot: QtBot) -> None:
    pad = page.input.pad
    pad.setFocus()
    QTest.keyClick(pad, Qt.Key.Key_Right)
    assert pad.is_empty
    QTest.keyClick(pad, Qt.Key.Key_Space)
    for _ in range(5):
        QTest.keyClick(pad, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(asked))
    QTest.keyClick(pad, Qt.Key.Key_Backspace)
    assert pad.is_empty


def test_a_line_that_is_being_drawn_survives_the_answer_to_the_picture_before(
    space: Workspace, page: TryStage, asked: list[Predict]
) -> None:
    page.input.forward.click()
    draw(page.input.pad)
    answered(space, asked)
    assert not page.input.pad.is_empty


# Files and pictures


def test_a_dropped_picture_is_wished_for_and_another_file_is_left_to_the_window(
    space: Workspace, page: TryStage, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "seven.PNG"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    with qtbot.waitSignal(space.wishes.tryPicture) as wished:
        page.dropEvent(dropped(data))
    assert Path(wished.args[0]) == file
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "recipe.yaml"))])
    assert not page.input.take(data)


def test_a_pasted_picture_is_wished_for(space: Workspace, page: TryStage, qtbot: QtBot) -> None:
    image = QImage(5, 4, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(space.wishes.tryPicture) as wished:
        page.input.paste.click()
    assert wished.args[0].size() == image.size()


def test_pasting_what_is_no_picture_says_so(page: TryStage) -> None:
    QGuiApplication.clipboard().setText("seven")
    page.input.paste.click()
    assert "no picture in the clipboard" in page.answers.problem.text()
    assert page.answers.problem.isVisibleTo(page)


def test_a_large_picture_is_made_smaller_before_it_is_sent() -> None:
    image = QImage(3000, 1500, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    sent = QImage.fromData(b64decode(as_png(image)[0]))
    assert (sent.width(), sent.height()) == (1024, 512)


def test_a_file_is_sent_as_it_is_and_named(tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(b"meow")
    assert read_picture(tmp_path / "cat.jpg") == (b64encode(b"meow").decode(), "cat.jpg")


# Test pictures


def test_stepping_goes_through_the_chosen_test_pictures_and_says_where_it_is(
    page: TryStage, asked: list[Predict]
) -> None:
    page.input.forward.click()
    page.input.forward.click()
    assert [question.sample for question in asked] == [4, 5]
    assert page.input.where.text() == "2 of 3"
    page.input.back.click()
    page.input.back.click()
    assert asked[-1].sample == 6
    page.input.any.click()
    assert asked[-1].sample in (4, 5)


def test_a_filter_shows_its_first_picture_and_an_empty_one_says_so(page: TryStage, asked: list[Predict]) -> None:
    choose(page.input.filter, "mistakes")
    assert asked[-1].sample == 5
    choose(page.input.filter, "lost")
    assert len(asked) == 1
    assert page.input.where.text() == "There are none of these."
    assert not page.input.forward.isEnabled()


def test_another_seed_is_asked_about_the_same_test_picture(page: TryStage, asked: list[Predict]) -> None:
    page.input.forward.click()
    page.input.forward.click()
    choose(page.seed, 1)
    assert (asked[-1].seed, asked[-1].sample) == (1, 5)


def test_the_test_pictures_of_a_run_are_sorted_by_who_is_right(tmp_path: Path) -> None:
    run = tmp_path / "a-run"
    for name in ("teacher-0", "distilled-0", "plain-0", "teacher-1"):
        (run / "models" / name).mkdir(parents=True)
        (run / "models" / name / "phase.json").write_text("{}")
    predictions.save(PREDICTIONS, run / predictions.FILE)
    material = read_material(run)
    assert material.seeds == (0,)  # of the other one, there is no student yet
    assert material.samples[0] == {
        "all": (4, 5, 6, 7),
        "mistakes": (7, 5),  # the surest first
        "rescued": (4,),
        "lost": (5, 7),
        "unlike": (5,),
    }


def test_a_run_without_predictions_can_still_be_drawn_for(space: Workspace, page: TryStage, tmp_path: Path) -> None:
    material = read_material(tmp_path / "a-run")
    space.tryit.choose_run("b-run")
    space.tryit.choose_run("a-run")
    space.tryit.take_material(material)
    assert "was not measured" in page.input.where.text()
    assert not page.input.filter.isEnabled()
    assert page.input.pad.isEnabled()


# Answers


def test_the_networks_answer_side_by_side_and_say_who_agrees(
    space: Workspace, page: TryStage, asked: list[Predict]
) -> None:
    page.input.forward.click()
    answered(space, asked)
    cards = [card for card in page.answers.cards if card.isVisibleTo(page)]
    assert [card.role.text() for card in cards] == ["Teacher", "Distilled student", "Plain student"]
    assert page.answers.summary.text() == "Teacher and Distilled student: 7 · Plain student: 1"
    assert "It is: 7." in page.answers.details.text()
    assert "Rescued" in page.answers.details.text()
    assert [card.right.text.text() for card in cards] == ["Right", "Right", "Wrong"]
    assert [card.agrees.text.text() for card in cards] == ["", "Agrees with teacher", "Differs from teacher"]
    assert "0.31 ms" in cards[0].facts.text()
    assert "says 1, 55.0 %" in cards[2].accessibleDescription()
    assert cards[2].accessibleDescription() in page.answers.accessibleDescription()


def test_the_top_five_are_told_the_likeliest_first(space: Workspace, page: TryStage, asked: list[Predict]) -> None:
    page.input.forward.click()
    answered(space, asked)
    assert page.answers.cards[0].bars.accessibleDescription() == "7 90.0 %, 9 8.0 %, 1 2.0 %, 0 0.0 %, 2 0.0 %"


def test_nobody_is_right_or_wrong_about_a_picture_of_the_users_own(
    space: Workspace, page: TryStage, asked: list[Predict]
) -> None:
    space.tryit.show_picture(PNG, "mine.png")
    answered(space, asked, label=None)
    assert not page.answers.cards[0].right.isVisibleTo(page)
    assert "only you know" in page.answers.details.text()
    assert page.input.where.text() == "Shown: mine.png"


def test_a_run_with_one_network_has_one_column(space: Workspace, page: TryStage, asked: list[Predict]) -> None:
    page.input.forward.click()
    answered(space, asked, networks=[network("model", {3: 1.0})])
    assert [card.isVisibleTo(page) for card in page.answers.cards] == [True, False, False]
    assert page.answers.summary.text() == "The answer: 3"
    assert not page.answers.cards[0].agrees.isVisibleTo(page)


def test_a_newer_question_wins(space: Workspace, page: TryStage, asked: list[Predict]) -> None:
    page.input.forward.click()
    page.input.forward.click()
    newer = {**PREDICTION, "networks": [network("model", {3: 1.0})]}
    space.tryit.take(asked[1], newer)
    space.tryit.take(asked[0], PREDICTION)
    assert page.answers.summary.text() == "The answer: 3"


def test_the_answer_before_stays_but_dimmed_until_the_new_one_is_there(
    space: Workspace, page: TryStage, asked: list[Predict], qtbot: QtBot
) -> None:
    page.input.forward.click()
    answered(space, asked)
    page.input.forward.click()
    assert not page.answers.is_dimmed  # most answers come before anybody could see that
    qtbot.waitUntil(lambda: page.answers.is_dimmed)
    assert page.answers.cards[0].isVisibleTo(page)
    answered(space, asked)
    assert not page.answers.is_dimmed


def test_a_failure_says_why_and_can_be_tried_again(space: Workspace, page: TryStage, asked: list[Predict]) -> None:
    page.input.forward.click()
    answered(space, asked)
    page.input.forward.click()
    end = fakes.job_ended(outcome="failed", problem="The pictures are gone.", fix="Bring them back.")
    space.tryit.take_failure(asked[-1], end)
    assert page.answers.problem.text() == "The pictures are gone. Bring them back."
    assert not page.answers.cards[0].isVisibleTo(page)
    page.answers.again.click()
    assert asked[-1].sample == asked[-2].sample
    answered(space, asked)
    assert page.answers.cards[0].isVisibleTo(page)


# Grad-CAM


def test_grad_cam_is_asked_for_and_paired_and_a_network_without_says_so(
    space: Workspace, page: TryStage, asked: list[Predict]
) -> None:
    page.input.forward.click()
    answered(space, asked)
    assert not page.answers.legend.isVisibleTo(page)
    page.answers.explain.click()
    assert (asked[-1].explain, asked[-1].sample) == (True, asked[-2].sample)
    heat = [[0.0] * 8 for _ in range(8)]
    with_maps = [each | {"map": heat if each["role"] != "plain" else None} for each in PREDICTION["networks"]]
    answered(space, asked, networks=with_maps)
    cards = page.answers.cards
    assert [card.map.isVisibleTo(page) for card in cards] == [True, True, False]
    assert [card.no_map.isVisibleTo(page) for card in cards] == [False, False, True]
    assert page.answers.legend.isVisibleTo(page)


def test_the_heat_covers_where_the_network_looked_and_nothing_else(space: Workspace, qtbot: QtBot) -> None:
    seen = SeenPicture(space.theme)
    qtbot.addWidget(seen)
    seen.resize(96, 96)
    black = QImage(8, 8, QImage.Format.Format_RGB32)
    black.fill(Qt.GlobalColor.black)
    right_half = bytes(255 if column >= 4 else 0 for _ in range(8) for column in range(8))
    seen.show_picture(b64decode(as_png(black)[0]), Heat(8, 8, right_half))
    drawn = seen.grab().toImage()
    left, right = drawn.pixelColor(12, 48), drawn.pixelColor(84, 48)
    heat = QColor(LIGHT.heat)
    assert (left.red(), left.green(), left.blue()) == (0, 0, 0)
    assert right.red() == pytest.approx(0.8 * heat.red(), abs=3)
    assert right.green() == pytest.approx(0.8 * heat.green(), abs=3)
    assert LIGHT.heat != DARK.heat


# Which run


def test_the_newest_run_is_asked_unless_another_one_is_chosen(space: Workspace, page: TryStage) -> None:
    assert space.tryit.run == "a-run"
    assert [page.run.itemData(row) for row in range(page.run.count())] == ["a-run", "b-run"]
    choose(page.run, "b-run")
    assert (space.tryit.run, space.tryit.to_read) == ("b-run", "b-run")
    space.runs.take((RUN.model_copy(update={"id": "c-run"}), RUN, OLDER))
    assert space.tryit.run == "b-run"


def test_the_run_on_screen_is_asked_once_it_has_ended(space: Workspace, page: TryStage) -> None:
    events = fakes.distillation(run="b-run")
    space.run.apply(events[:-1])
    assert space.tryit.run == "a-run"
    space.run.apply(events[-1:])
    assert space.tryit.run == "b-run"


def test_the_same_picture_is_asked_about_when_the_run_changes(
    space: Workspace, page: TryStage, asked: list[Predict]
) -> None:
    space.tryit.show_drawing(b"a drawing")
    answered(space, asked)
    choose(page.run, "b-run")
    assert space.tryit.answer is None
    space.tryit.take_material(Material("b-run", (3,)))
    assert (asked[-1].run, asked[-1].seed, asked[-1].picture) == ("b-run", 3, asked[0].picture)


def test_without_a_trained_network_the_page_leads_to_the_samples(space: Workspace, qtbot: QtBot) -> None:
    page = TryStage(space)
    qtbot.addWidget(page)
    assert "Reading" in page.empty.text()
    space.runs.take(())
    assert "Nothing has been trained yet" in page.empty.text()
    with qtbot.waitSignal(space.wishes.goTo) as wished:
        page.samples.click()
    assert wished.args == ["welcome"]
    space.runs.take((RUN,))
    assert page.stack.currentIndex() == 1


def test_every_control_has_a_name_and_the_keyboard_reaches_it(page: TryStage) -> None:
    inside = page.input
    for control in (inside.pad, inside.undo, inside.clear, inside.swap, inside.pen_width, inside.file, inside.paste,
                    inside.back, inside.forward, inside.any, inside.filter, page.run, page.seed):  # fmt: skip
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
        named = control.accessibleName() or getattr(control, "text", str)() or buddy_of(control, page)
        assert named, control


def test_the_page_fits_a_small_screen(space: Workspace, page: TryStage, asked: list[Predict]) -> None:
    space.tryit.set_explain(True)
    page.input.forward.click()
    heat = [[1.0] * 8 for _ in range(8)]
    answered(space, asked, networks=[each | {"map": heat} for each in PREDICTION["networks"]])
    body = page.input.parentWidget()
    assert body is not None
    assert body.minimumSizeHint().width() <= 850
    assert body.minimumSizeHint().height() <= 590


# The whole window


def test_a_picture_from_a_file_is_answered_in_the_window(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    space = window.space
    qtbot.waitUntil(lambda: space.runs.reading == "ready")
    host.warmed = False
    space.wishes.goTo.emit("try")
    qtbot.waitUntil(lambda: host.warmed)
    space.runs.take((RUN,))
    qtbot.waitUntil(lambda: space.tryit.material is not None)
    (tmp_path / "seven.png").write_bytes(b64decode(PNG))
    space.wishes.tryPicture.emit(str(tmp_path / "seven.png"))
    qtbot.waitUntil(lambda: space.tryit.answer is not None)
    asked = [request for request in host.requests if isinstance(request, Predict)]
    assert [request.picture for request in asked] == [PNG]
    page = window.stages.page("try")
    assert isinstance(page, TryStage)
    assert page.answers.summary.text() == "Teacher and Distilled student: 7 · Plain student: 1"


def choose(combo: Any, data: object) -> None:
    """As a click on that line does."""
    row = combo.findData(data)
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def dropped(data: QMimeData) -> QDropEvent:
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    return QDropEvent(QPointF(5, 5), action, data, button, Qt.KeyboardModifier.NoModifier)


def buddy_of(control: QWidget, page: TryStage) -> str:
    labels = (page.run_label, page.seed_label, page.input.filter_label, page.input.width_label)
    return next((label.text() for label in labels if label.buddy() is control), "")
