"""Closing while a network trains: what is asked, what comes of each answer, and who is told when nobody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import TwoSpeedHost
from tests.gui.test_window import finish
from workbench.gui import attention, leaving
from workbench.gui.app import Workbench, build
from workbench.gui.attention import Attention
from workbench.gui.leaving import Leaving
from workbench.gui.models.run import Status
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import tray as views_tray
from workbench.gui.views.closing import Closing, ClosingDialog
from workbench.gui.views.tray import Tray
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil
from workbench.recipes.requests import Pause, Stop

Part = TypeVar("Part", bound=QObject)


def part(window: MainWindow, kind: type[Part]) -> Part:
    """What was built upon the window."""
    return next(child for child in window.children() if isinstance(child, kind))


Open = Callable[[TwoSpeedHost], Workbench]


@pytest.fixture
def open_on(qtbot: QtBot, tmp_path: Path, home: Path) -> Iterator[Open]:
    """Opens a window on its first page, which is quicker than to open it with charts."""
    opened: list[tuple[Workbench, TwoSpeedHost]] = []

    def make(host: TwoSpeedHost) -> Workbench:
        workbench = build(host, tmp_path / "runs", tmp_path / "config")
        opened.append((workbench, host))
        workbench.window.show()
        return workbench

    yield make
    for workbench, host in opened:
        host.close()
        qtbot.waitUntil(lambda shown=workbench: not shown.space.run.is_live)  # type: ignore[misc]
        part(workbench.window, Leaving).leave()
        workbench.window.deleteLater()


@pytest.fixture
def host() -> TwoSpeedHost:
    return TwoSpeedHost()


def train(workbench: Workbench, host: TwoSpeedHost, qtbot: QtBot) -> MainWindow:
    """Start, and play on until the distilled student takes its first steps."""
    workbench.session.start(Distil())

    def reached() -> bool:
        current = workbench.space.run.current
        if current is not None and current.plan.role == "distilled" and current.step:
            return True
        host.play()
        return False

    qtbot.waitUntil(reached)
    return workbench.window


@pytest.fixture
def training(open_on: Open, host: TwoSpeedHost, qtbot: QtBot) -> MainWindow:
    """A window in which a student is being trained."""
    return train(open_on(host), host, qtbot)


class FakeTray:
    """A desktop with a place for icons."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def show_message(self, _icon: QSystemTrayIcon, title: str, *_more: Any) -> None:
        self.messages.append(title)


@pytest.fixture
def tray(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTray]:
    made = FakeTray()
    monkeypatch.setattr(views_tray, "MILLISECONDS_TO_SETTLE", 5)
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda *args: made.show_message(*args))
    yield made
    QGuiApplication.setQuitOnLastWindowClosed(True)


def ask(window: MainWindow) -> ClosingDialog:
    """Close the window, and be asked."""
    window.close()
    dialog = part(window, Leaving).dialog
    assert dialog is not None
    assert window.isVisible()
    return dialog


# The question


def test_a_window_without_a_run_closes_at_once(open_on: Open, host: TwoSpeedHost, qtbot: QtBot) -> None:
    window = open_on(host).window
    qtbot.waitUntil(lambda: bool(host.requests))
    window.close()
    assert not window.isVisible()
    assert host.closed


def test_each_answer_says_what_comes_of_it_and_nothing_happens_before_one(
    training: MainWindow, host: TwoSpeedHost
) -> None:
    dialog = ask(training)
    assert all(button.description() for button in (dialog.keep, dialog.pause, dialog.stop))
    assert training.space.run.status is Status.TRAINING
    assert not host.commands


def test_the_promise_for_the_next_start_is_the_one_that_can_be_kept(space: Workspace, qtbot: QtBot) -> None:
    promises = []
    for dies in (True, False):
        dialog = ClosingDialog(space.run, space.theme, has_tray=True, dies=dies)
        qtbot.addWidget(dialog)
        promises.append(dialog.pause.description())
    assert "offers to go on" in promises[0]
    assert "offers" not in promises[1]
    assert "press Resume" in promises[1]


def test_escape_takes_the_wish_back(training: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(ask(training), Qt.Key.Key_Escape)
    assert part(training, Leaving).dialog is None
    assert training.isVisible()
    assert training.space.run.status is Status.TRAINING


def test_closing_twice_asks_once(training: MainWindow) -> None:
    assert ask(training) is ask(training)


def test_a_run_that_ends_while_it_is_asked_lets_the_window_go(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot
) -> None:
    ask(training)
    finish(training, host, qtbot)
    qtbot.waitUntil(lambda: not training.isVisible())


def test_a_run_that_fails_while_it_is_asked_is_told_instead(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot
) -> None:
    ask(training)
    host.kill()
    qtbot.waitUntil(lambda: "run" in training.banners.banners)
    assert part(training, Leaving).dialog is None
    assert training.isVisible()


def test_a_run_that_is_being_saved_cannot_be_stopped_any_more(
    space: Workspace, qtbot: QtBot, host: TwoSpeedHost
) -> None:
    space.run.apply(fakes.distillation()[:-2])
    dialog = ClosingDialog(space.run, space.theme, has_tray=False)
    qtbot.addWidget(dialog)
    assert space.run.status is Status.SAVING
    assert not dialog.stop.isEnabled()
    assert dialog.pause.isEnabled()


# Pause and quit


def test_pause_and_quit_waits_for_the_checkpoint_and_goes(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot
) -> None:
    ask(training).pause.click()
    assert training.isVisible()  # no answer yet
    assert "Pausing" in training.banners.banners["leaving"].headline.text()
    qtbot.waitUntil(lambda: not training.isVisible())
    assert host.commands == [Pause()]
    assert host.closed


def test_a_run_that_rests_already_lets_the_window_go_without_a_word(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot
) -> None:
    training.bar.pause.click()
    qtbot.waitUntil(lambda: training.space.run.status is Status.PAUSED)
    ask(training).pause.click()
    qtbot.waitUntil(lambda: not training.isVisible())
    assert host.commands == [Pause()]


def test_a_run_that_only_prepares_is_paused_as_soon_as_it_trains(
    open_on: Open, host: TwoSpeedHost, qtbot: QtBot
) -> None:
    workbench = open_on(host)
    window = workbench.window
    workbench.session.start(Distil())
    ask(window).pause.click()
    assert window.space.run.status is Status.PREPARING
    assert window.isVisible()
    host.play(5)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert host.commands == [Pause()]


class Deaf(TwoSpeedHost):
    """A worker that hears nothing."""

    def run(self, request: Any, emit: Any, commands: Any) -> None:
        from queue import SimpleQueue

        super().run(request, emit, SimpleQueue())


@pytest.fixture
def unheard(open_on: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window whose wish to pause and quit is not answered."""
    monkeypatch.setattr(leaving, "MILLISECONDS_OF_QUIET", 60)
    monkeypatch.setattr(leaving, "MILLISECONDS_OF_PATIENCE", 120)
    host = Deaf()
    window = train(open_on(host), host, qtbot)
    ask(window).pause.click()
    return window


def test_a_wait_is_explained_and_then_its_price_is_told(unheard: MainWindow, qtbot: QtBot) -> None:
    notices = unheard.space.notices.notices
    qtbot.waitUntil(lambda: "Pausing… distilled student" in notices["leaving"].text)
    qtbot.waitUntil(lambda: notices["leaving"].kind == "warning")
    assert "last checkpoint" in notices["leaving"].text
    assert unheard.isVisible()


def test_who_does_not_want_to_wait_closes_now(unheard: MainWindow, qtbot: QtBot) -> None:
    unheard.banners.banners["leaving"].buttons["now"].click()
    qtbot.waitUntil(lambda: not unheard.isVisible())


def test_who_stays_has_the_run_go_on(unheard: MainWindow, qtbot: QtBot) -> None:
    unheard.banners.banners["leaving"].buttons["stay"].click()
    assert unheard.space.run.status is Status.TRAINING
    qtbot.wait(200)
    assert unheard.isVisible()
    assert "leaving" not in unheard.banners.banners


def test_staying_before_the_run_can_be_paused_leaves_it_alone(open_on: Open, host: TwoSpeedHost, qtbot: QtBot) -> None:
    workbench = open_on(host)
    workbench.session.start(Distil())
    ask(workbench.window).pause.click()
    workbench.window.banners.banners["leaving"].buttons["stay"].click()
    finish(workbench.window, host, qtbot)
    assert workbench.window.isVisible()
    assert not host.commands


# Stop


def test_stop_keeps_the_best_and_goes(training: MainWindow, host: TwoSpeedHost, qtbot: QtBot) -> None:
    ask(training).stop.click()
    assert "Stopping" in training.banners.banners["leaving"].headline.text()
    qtbot.waitUntil(lambda: not training.isVisible())
    assert host.commands == [Stop()]
    assert training.space.run.status is Status.STOPPED


# Keep running


def test_without_a_tray_the_window_is_minimised_and_the_run_goes_on(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: False))
    ask(training).keep.click()
    assert training.isMinimized()
    finish(training, host, qtbot)
    assert training.space.run.status is Status.DONE
    assert not host.closed


def test_with_a_tray_the_window_hides_and_stays_hidden_when_the_run_has_ended(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot, tray: FakeTray
) -> None:
    ask(training).keep.click()
    icon = part(training, Leaving).tray
    assert not training.isVisible()
    assert icon.isVisible()
    qtbot.waitUntil(lambda: tray.messages == ["Training goes on"])
    assert not QGuiApplication.quitOnLastWindowClosed()  # else the next dialog that closes would end everything
    finish(training, host, qtbot)
    qtbot.waitUntil(lambda: "Done" in icon.progress.text())
    assert not training.isVisible()
    icon.open.trigger()
    assert training.isVisible()
    assert not icon.isVisible()
    assert QGuiApplication.quitOnLastWindowClosed()


def test_the_trays_menu_shows_progress_and_steers(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot, tray: FakeTray
) -> None:
    ask(training).keep.click()
    icon = part(training, Leaving).tray
    assert " % · Training distilled student" in icon.progress.text()
    icon.pause.trigger()
    qtbot.waitUntil(lambda: training.space.run.status is Status.PAUSED)
    assert icon.pause.text() == "&Resume"
    icon.pause.trigger()
    qtbot.waitUntil(lambda: training.space.run.status is Status.TRAINING)
    icon.stop.trigger()
    qtbot.waitUntil(lambda: training.space.run.status is Status.STOPPED)
    assert not icon.stop.isEnabled()


def test_quit_in_the_tray_asks_while_a_run_is_going_and_goes_when_not(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot, tray: FakeTray
) -> None:
    ask(training).keep.click()
    parts = part(training, Leaving)
    parts.tray.quit.trigger()
    assert training.isVisible()
    assert parts.dialog is not None
    parts.dialog.keep.click()
    finish(training, host, qtbot)
    parts.tray.quit.trigger()
    assert host.closed
    assert not parts.tray.isVisible()


def test_a_click_on_the_icon_or_its_message_opens_the_window_after_the_click(
    training: MainWindow, qtbot: QtBot, tray: FakeTray
) -> None:
    for click in ("activated", "messageClicked"):
        ask(training).keep.click()
        icon = part(training, Leaving).tray
        if click == "activated":
            icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
        else:
            icon.messageClicked.emit()
        assert icon.isVisible()  # Qt goes on with it after the signal: gone by then, it would take the process along
        qtbot.waitUntil(training.isVisible)
        assert not icon.isVisible()


def test_a_right_click_on_the_icon_is_for_its_menu(training: MainWindow, qtbot: QtBot, tray: FakeTray) -> None:
    ask(training).keep.click()
    part(training, Leaving).tray.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    qtbot.wait(20)
    assert not training.isVisible()


# Attention


@pytest.fixture
def told(training: MainWindow, tray: FakeTray, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is told of the end of a run, as titles; `alert` for a window that asks for attention."""
    monkeypatch.setattr(attention, "SECONDS_OF_A_LONG_RUN", 0.0)
    monkeypatch.setattr(QApplication, "alert", lambda *_: tray.messages.append("alert"))
    return tray.messages


@pytest.mark.parametrize("active", [True, False])
def test_the_end_of_a_run_is_told_to_who_looks_elsewhere(
    training: MainWindow,
    host: TwoSpeedHost,
    qtbot: QtBot,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
    active: bool,
) -> None:
    monkeypatch.setattr(MainWindow, "isActiveWindow", lambda _: active)
    finish(training, host, qtbot)
    if active:
        qtbot.wait(50)
    else:
        qtbot.waitUntil(lambda: told == ["alert", "The run is done"])
    assert active == (not told)


def test_a_short_run_is_not_worth_a_message(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attention, "SECONDS_OF_A_LONG_RUN", 10.0)
    monkeypatch.setattr(MainWindow, "isActiveWindow", lambda _: False)
    finish(training, host, qtbot)
    qtbot.wait(20)
    assert not told


def test_the_taskbar_shows_how_far_the_run_is_and_nothing_afterwards(
    training: MainWindow, host: TwoSpeedHost, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[float | None] = []
    monkeypatch.setattr(attention, "way_of_this_system", lambda: shown.append)
    part(training, Attention)._show = None  # asked for anew
    host.play(8)
    qtbot.waitUntil(lambda: bool(shown))
    finish(training, host, qtbot)
    qtbot.waitUntil(lambda: shown[-1] is None)
    fractions = [each for each in shown if each is not None]
    assert fractions == sorted(set(fractions))
    assert all(0 <= each <= 1 for each in fractions)


def test_a_session_without_a_bus_has_no_taskbar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    attention.way_of_this_system()(0.5)
    monkeypatch.setattr("sys.platform", "win32")
    attention.way_of_this_system()(None)


def test_a_bus_that_is_not_there_costs_nothing(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    monkeypatch.setattr("sys.platform", "linux")
    attention.way_of_this_system()(0.5)


def test_the_answer_of_a_dialog_that_was_closed_is_to_cancel(space: Workspace, qtbot: QtBot) -> None:
    dialog = ClosingDialog(space.run, space.theme, has_tray=True)
    qtbot.addWidget(dialog)
    answers: list[Closing] = []
    dialog.chosen.connect(answers.append)
    dialog.show()
    dialog.close()
    assert answers == [Closing.CANCEL]
