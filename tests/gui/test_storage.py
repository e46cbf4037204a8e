"""The preferences about memory and disk: how much training may use, what is kept now, and clearing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import KEPT, NOTHING_KEPT, OpenWindow, TwoSpeedHost
from tests.gui.test_run_model import until_distilled
from workbench import limits
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.preferences import PreferencesDialog
from workbench.gui.views.window import MainWindow
from workbench.limits import GIGABYTE, Limits
from workbench.recipes.requests import Kept

USUAL = Limits(memory=4 * GIGABYTE, disk=10 * GIGABYTE)


@pytest.fixture
def dialog(space: Workspace, qtbot: QtBot) -> PreferencesDialog:
    made = PreferencesDialog(space)
    qtbot.addWidget(made)
    return made


def know(space: Workspace, answer: dict[str, object] = KEPT) -> None:
    """As the session does, once the engine has answered."""
    space.kept.take_limits(USUAL)
    space.kept.look()
    question = Kept(runs="runs")
    space.kept.ask(question)
    space.kept.take(question, answer)


def test_nothing_can_be_set_before_it_is_known(dialog: PreferencesDialog, space: Workspace) -> None:
    storage = dialog.storage
    assert [each.isEnabled() for each in (storage.memory, storage.disk, storage.clear)] == [False] * 3
    assert storage.kept.text() == "Looking…"
    know(space)
    assert [each.isEnabled() for each in (storage.memory, storage.disk, storage.clear)] == [True] * 3
    assert (storage.memory.value(), storage.disk.value()) == (4.0, 10.0)


def test_it_says_what_is_kept(dialog: PreferencesDialog, space: Workspace) -> None:
    know(space)
    said = dialog.storage.kept.text().replace(",", "")
    assert said == "50 MB · teachers: 2 · answers: 168600 · decoded pictures: 7.0 MB"
    know(space, NOTHING_KEPT)
    assert dialog.storage.kept.text() == "Nothing is kept."
    assert not dialog.storage.clear.isEnabled()
    assert "nothing to clear" in dialog.storage.clear.toolTip()


def test_what_could_not_be_found_out_is_told(dialog: PreferencesDialog, space: Workspace) -> None:
    space.kept.look()
    question = Kept(runs="runs")
    space.kept.ask(question)
    space.kept.take_failure(question, fakes.job_ended(outcome="failed", problem="The engine left.", fix="Try again."))
    assert "The engine left. Try again." in dialog.storage.kept.text()
    assert not dialog.storage.clear.isEnabled()


def test_a_limit_asks_for_itself_and_leaves_the_other_as_it_is(dialog: PreferencesDialog, space: Workspace) -> None:
    exact = replace(USUAL, memory=4_321_987_654)  # more exact than the field shows
    space.kept.take_limits(exact)
    asked: list[Limits] = []
    space.wishes.chooseLimits.connect(asked.append)
    dialog.storage.disk.setValue(25)
    assert asked == [replace(exact, disk=25 * GIGABYTE)]
    assert space.kept.limits == exact


def test_no_disk_is_a_word(dialog: PreferencesDialog, space: Workspace) -> None:
    space.kept.take_limits(replace(USUAL, disk=0))
    assert dialog.storage.disk.text() == "none"


def test_no_more_memory_is_offered_than_there_is(dialog: PreferencesDialog, space: Workspace) -> None:
    space.computer.total = 16 * GIGABYTE
    space.kept.take_limits(USUAL)
    assert dialog.storage.memory.maximum() == 16.0
    space.kept.take_limits(replace(USUAL, memory=20 * GIGABYTE))  # set in the terminal, or on another computer
    assert dialog.storage.memory.value() == 20.0


def test_nothing_is_cleared_under_a_run(dialog: PreferencesDialog, space: Workspace) -> None:
    know(space)
    space.run.apply(until_distilled())
    assert not dialog.storage.clear.isEnabled()
    assert "run has ended" in dialog.storage.clear.toolTip()
    space.run.apply([fakes.job_ended()])
    assert dialog.storage.clear.isEnabled()


def test_everything_is_said_without_scrolling(dialog: PreferencesDialog, space: Workspace, qtbot: QtBot) -> None:
    dialog.show()
    qtbot.waitExposed(dialog)
    know(space)
    QApplication.processEvents()
    bar = dialog.findChildren(type(dialog._area))[0].verticalScrollBar()
    assert bar.maximum() == 0
    assert dialog.height() <= 0.9 * dialog.screen().availableGeometry().height()


# The whole way: dialog, desk, thread, file


@pytest.fixture
def host() -> TwoSpeedHost:
    return TwoSpeedHost()


@pytest.fixture
def opened(open_window: OpenWindow, host: TwoSpeedHost, qtbot: QtBot) -> Iterator[tuple[MainWindow, PreferencesDialog]]:
    window = open_window(host)
    window.space.wishes.preferences.emit()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PreferencesDialog)
    qtbot.waitUntil(lambda: window.space.kept.store is not None and window.space.kept.limits is not None)
    yield window, dialog
    dialog.reject()


def test_limits_are_written_for_the_next_run_and_the_terminal(
    opened: tuple[MainWindow, PreferencesDialog], qtbot: QtBot
) -> None:
    window, dialog = opened
    folder: Path = window.space.preferences.folder
    dialog.storage.memory.setFocus()
    dialog.storage.memory.selectAll()
    QTest.keyClicks(dialog.storage.memory, "2.5")
    QTest.keyClick(dialog.storage.memory, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: limits.read(folder).memory == round(2.5 * GIGABYTE))
    for _ in range(3):
        dialog.storage.disk.stepUp()
    qtbot.waitUntil(lambda: limits.read(folder).disk == 13 * GIGABYTE)


def test_a_folder_that_cannot_be_written_is_told(opened: tuple[MainWindow, PreferencesDialog], qtbot: QtBot) -> None:
    window, dialog = opened
    file = window.space.preferences.folder / limits.FILE
    file.mkdir(parents=True)
    dialog.storage.disk.stepUp()
    qtbot.waitUntil(lambda: "limits" in window.space.notices.notices)
    qtbot.waitUntil(lambda: dialog.storage.disk.value() == 10.0)  # what counts is shown
    file.rmdir()
    dialog.storage.disk.stepUp()
    qtbot.waitUntil(file.is_file)


@pytest.mark.parametrize("agrees", [True, False])
def test_clearing_asks_first(
    opened: tuple[MainWindow, PreferencesDialog],
    host: TwoSpeedHost,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    agrees: bool,
) -> None:
    window, dialog = opened
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        assert box.defaultButton().text() != "Clear"
        next(button for button in box.buttons() if (button.text() == "Clear") == agrees).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    dialog.storage.clear.click()
    assert len(asked) == 1
    assert "50 MB" in asked[0]
    assert "cannot be undone" in asked[0]
    assert window.space.kept.is_clearing == agrees
    if agrees:
        qtbot.waitUntil(lambda: dialog.storage.kept.text() == "Nothing is kept.")
    questions = [request.clear for request in host.requests if isinstance(request, Kept)]
    assert questions == ([False, True] if agrees else [False])
