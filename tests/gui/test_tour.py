"""The tour: its steps, where it goes on, and the callout beside what it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGridLayout, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.gui.models.tour import TourModel
from workbench.gui.theme import Choice, Theme
from workbench.gui.views.tour import Tour

NAMES = ("welcome", "models", "lens", "balance", "start", "charts", "compare", "try", "export")


@pytest.fixture
def kept() -> list[int]:
    return []


@pytest.fixture
def model(qapp: object, kept: list[int]) -> TourModel:
    return TourModel(kept.append)


class Place(SimpleNamespace):
    """A window with a button for each step."""

    window: QMainWindow
    parts: dict[str, QPushButton]
    visited: list[str]
    tour: Tour


@pytest.fixture
def place(model: TourModel, qtbot: QtBot) -> Iterator[Place]:
    window, body = QMainWindow(), QWidget()
    window.setCentralWidget(body)
    grid = QGridLayout(body)
    parts = {name: QPushButton(name) for name in NAMES}
    for number, part in enumerate(parts.values()):
        grid.addWidget(part, number // 3, number % 3)
    window.resize(900, 600)
    qtbot.addWidget(window)
    visited: list[str] = []
    tour = Tour(model, Theme(Choice.LIGHT), window, find=parts.get, go_to=visited.append)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield Place(window=window, parts=parts, visited=visited, tour=tour)
    model.skip()


def place_of(part: QWidget, window: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint()), part.size())


# The model


def test_the_tour_walks_the_main_flow(model: TourModel) -> None:
    assert tuple(step.name for step in model.steps) == NAMES
    assert all(step.title and step.text for step in model.steps)


def test_it_begins_when_asked_and_ends_after_the_last_step(model: TourModel) -> None:
    assert not model.is_open
    model.open()
    assert (model.is_open, model.number, model.is_first) == (True, 1, True)
    for _ in NAMES[1:]:
        model.next()
    assert model.is_last
    model.next()
    assert (model.is_open, model.is_finished) == (False, True)


def test_it_goes_on_where_it_was_left(model: TourModel, kept: list[int]) -> None:
    model.open()
    model.next()
    model.next()
    model.skip()
    later = TourModel()
    later.restore(kept[-1])
    later.open()
    assert later.step.name == "lens"


def test_once_finished_it_begins_anew(model: TourModel) -> None:
    model.restore(len(NAMES))
    assert model.is_finished
    model.open()
    assert (model.number, model.state()) == (1, 0)


@pytest.mark.parametrize(("state", "number"), [(-5, 1), (3, 4), (10_000, 1)])
def test_a_state_that_makes_no_sense_does_no_harm(model: TourModel, state: int, number: int) -> None:
    model.restore(state)
    model.open()
    assert model.number == number


# The callout


def test_the_callout_lies_beside_its_target_within_the_window(place: Place, model: TourModel, qtbot: QtBot) -> None:
    model.open()
    for name in NAMES:
        assert place.tour.target is place.parts[name]
        around = place_of(place.parts[name], place.window)
        assert place.tour.ring.geometry().contains(around)
        assert not place.tour.callout.geometry().intersects(around.adjusted(4, 4, -4, -4))
        assert place.window.rect().contains(place.tour.callout.geometry())
        assert not place.tour.callout.grab().isNull()
        model.next()
    assert not place.tour.callout.isVisible()
    assert not place.tour.ring.isVisible()


def test_each_step_goes_to_its_stage(place: Place, model: TourModel) -> None:
    model.open()
    for _ in NAMES:
        model.next()
    assert place.visited == ["welcome", "models", "distil", "distil", "distil", "compare", "try", "export"]


def test_the_buttons_move_it(place: Place, model: TourModel) -> None:
    model.open()
    callout = place.tour.callout
    assert not callout.back.isEnabled()
    QTest.mouseClick(callout.next, Qt.MouseButton.LeftButton)
    assert (model.number, callout.title.text(), callout.count.text()) == (2, "Who teaches whom", "Step 2 of 9")
    QTest.mouseClick(callout.back, Qt.MouseButton.LeftButton)
    assert model.number == 1
    QTest.mouseClick(callout.skip, Qt.MouseButton.LeftButton)
    assert not callout.isVisible()


def test_escape_skips_wherever_the_focus_is(place: Place, model: TourModel) -> None:
    model.open(by_user=False)
    model.next()
    place.parts["export"].setFocus()
    QTest.keyClick(place.parts["export"], Qt.Key.Key_Escape)
    assert not model.is_open
    assert model.state() == 1


def test_the_focus_is_taken_only_when_the_user_opened_it(place: Place, model: TourModel) -> None:
    place.parts["start"].setFocus()
    model.open(by_user=False)
    model.next()
    assert place.parts["start"].hasFocus()
    model.skip()
    model.open()
    assert place.tour.callout.next.hasFocus()
    QTest.keyClick(place.tour.callout.next, Qt.Key.Key_Space)
    assert model.step.name == "lens"


def test_a_screen_reader_hears_the_step_where_the_focus_is(place: Place, model: TourModel) -> None:
    model.open()
    said = place.tour.callout.next.accessibleDescription()
    assert said.startswith("Step 1 of 9. Begin with a story. Each card")


def test_the_window_stays_usable(place: Place, model: TourModel, qtbot: QtBot) -> None:
    model.open()
    with qtbot.waitSignal(place.parts["welcome"].clicked):  # right under the ring
        spot = place_of(place.parts["welcome"], place.window).center()
        under = place.window.childAt(spot)
        assert under is place.parts["welcome"]
        QTest.mouseClick(under, Qt.MouseButton.LeftButton)


def test_a_target_that_is_not_there_is_left_out_both_ways(place: Place, model: TourModel) -> None:
    del place.parts["models"]
    place.parts["lens"].hide()
    model.open()
    model.next()
    assert model.step.name == "balance"
    model.back()
    assert model.step.name == "welcome"


def test_without_any_target_it_just_ends(place: Place, model: TourModel) -> None:
    place.parts.clear()
    model.open()
    assert not model.is_open
    assert not place.tour.callout.isVisible()


def test_it_moves_with_its_target(place: Place, model: TourModel, qtbot: QtBot) -> None:
    model.open()
    model.next()
    before = place.tour.ring.geometry()
    place.window.resize(1200, 500)
    qtbot.waitUntil(lambda: place.tour.ring.geometry() != before)
    assert place.tour.ring.geometry().contains(place_of(place.parts["models"], place.window))


def test_a_target_that_goes_takes_the_callout_along(place: Place, model: TourModel, qtbot: QtBot) -> None:
    model.open()
    place.parts["welcome"].hide()
    qtbot.waitUntil(lambda: not place.tour.callout.isVisible())
    place.parts["welcome"].deleteLater()
    qtbot.waitUntil(lambda: place.tour.target is None)


def test_more_can_be_asked_for(place: Place, model: TourModel, qtbot: QtBot) -> None:
    model.restore(2)
    model.open()
    with qtbot.waitSignal(place.tour.explainRequested) as asked:
        QTest.mouseClick(place.tour.callout.more, Qt.MouseButton.LeftButton)
    assert asked.args == ["temperature"]
