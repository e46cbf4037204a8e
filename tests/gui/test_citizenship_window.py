"""What a good citizen of a desktop does: menus that explain themselves, preferences, large type, faults told."""

from __future__ import annotations

import errno
import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.gui.conftest import TwoSpeedHost
from workbench import resources
from workbench.gui import presenting
from workbench.gui.app import Workbench, build
from workbench.gui.models import gpu
from workbench.gui.models.computer import ComputerModel
from workbench.gui.models.preferences import TEXT_SIZES, Place, Preferences
from workbench.gui.models.run import Status
from workbench.gui.models.workspace import Workspace
from workbench.gui.presenting import Presenting
from workbench.gui.theme import Choice
from workbench.gui.views import words
from workbench.gui.views.preferences import PreferencesDialog
from workbench.gui.views.window import MainWindow
from workbench.recipes import load

Open = Callable[[], Workbench]
Part = TypeVar("Part", bound=QObject)
OLD = Path(__file__).parents[1] / "runs" / "old" / "first"


@pytest.fixture
def open_workbench(qtbot: QtBot, tmp_path: Path, home: Path) -> Iterator[Open]:
    """Opens a window on its first page."""
    opened: list[Workbench] = []

    def make() -> Workbench:
        workbench = build(TwoSpeedHost(), tmp_path / "runs", tmp_path / "config")
        opened.append(workbench)
        workbench.window.resize(1200, 700)
        workbench.window.show()
        qtbot.waitUntil(lambda: workbench.space.runs.reading != "loading")
        return workbench

    yield make
    for workbench in opened:
        workbench.window.close()
        workbench.window.deleteLater()
        workbench.space.theme.enlarge(1.0)


@pytest.fixture
def window(open_workbench: Open) -> MainWindow:
    return open_workbench().window


def part(window: MainWindow, kind: type[Part]) -> Part:
    """What was built upon the window."""
    return next(child for child in window.children() if isinstance(child, kind))


# Menus

CHOSEN_FROM_A_LIST = "one of a list that is opened to look at it"
RARE = "rarely needed; the search finds it"
WITHOUT_A_KEY = {
    "discard": "destroys; no key that is pressed by accident",
    "reset_sample": "takes the settings away from a pupil; not by accident",
    "resume": "offered by a notice and a button where it is needed",
    "code": RARE,
    "share": RARE,
    "folder": RARE,
    "runs": RARE,
    "reset_layout": RARE,
    "sweep": RARE,
    "time_all": RARE,
    "tour": RARE,
    "glossary": RARE,
    "diagnostics": RARE,
    "about": RARE,
}
"""Actions that have no key, and why."""


def reason_for_no_key(name: str) -> str:
    if name.startswith(("sample_", "theme_", "language_")):
        return CHOSEN_FROM_A_LIST
    return WITHOUT_A_KEY.get(name, "")


def every_action(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        inside = action.menu()
        yield action
        if isinstance(inside, QMenu):
            yield from every_action(inside)


def test_every_action_has_a_role_a_tooltip_and_a_key_or_a_reason(window: MainWindow) -> None:
    window.space.preferences.remember(Path("recent.yaml"))
    menus = [action.menu() for action in window.menuBar().actions()]
    actions = [each for menu in menus if isinstance(menu, QMenu) for each in every_action(menu)]
    assert len(actions) > 50
    for action in actions:
        if action.isSeparator():
            continue
        name = action.objectName() or action.text()
        assert action.menuRole() is not QAction.MenuRole.TextHeuristicRole, name
        if action.menu() is not None or action.data() is not None:  # a submenu, or a recent file
            continue
        plain = action.text().replace("&", "").rstrip("…")
        assert action.toolTip() not in ("", plain), name
        keyed = bool(action.shortcuts())
        assert keyed != bool(reason_for_no_key(name)), f"{name}: a key or a reason, not both"


def test_menus_show_their_tooltips(window: MainWindow) -> None:
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title()]
    assert len(menus) >= 13
    assert [menu.title() for menu in menus if not menu.toolTipsVisible()] == []


def test_the_menus_stand_in_their_usual_order(window: MainWindow) -> None:
    titles = [action.text().replace("&", "") for action in window.menuBar().actions()]
    assert titles == ["File", "Edit", "View", "Run", "Tools", "Window", "Help"]


def test_roles_on_a_mac_are_those_of_the_application_menu(window: MainWindow) -> None:
    roles = {name: action.menuRole() for name, action in window.menus.actions.items()}
    special = {name: role for name, role in roles.items() if role is not QAction.MenuRole.NoRole}
    role = QAction.MenuRole
    assert special == {"quit": role.QuitRole, "preferences": role.PreferencesRole, "about": role.AboutRole}


# Text size and layout


def test_text_grows_shrinks_and_goes_back_and_the_next_start_remembers(open_workbench: Open, tmp_path: Path) -> None:
    workbench = open_workbench()
    window, usual = workbench.window, workbench.window.font().pointSizeF()
    window.menus.actions["text_larger"].trigger()
    assert window.font().pointSizeF() == pytest.approx(1.1 * usual)
    window.menus.actions["text_normal"].trigger()
    window.menus.actions["text_smaller"].trigger()
    assert window.font().pointSizeF() == pytest.approx(0.9 * usual)
    window.menus.actions["text_larger"].trigger()
    window.menus.actions["text_larger"].trigger()
    workbench.space.preferences.save()
    assert Preferences(tmp_path / "config").text_size == 110


def test_the_largest_and_the_smallest_text_offer_no_further_step(window: MainWindow) -> None:
    window.space.wishes.chooseTextSize.emit(TEXT_SIZES[-1])
    assert not window.menus.actions["text_larger"].isEnabled()
    window.space.wishes.chooseTextSize.emit(TEXT_SIZES[0])
    assert not window.menus.actions["text_smaller"].isEnabled()


def test_titles_grow_with_the_text(window: MainWindow) -> None:
    title = next(label for label in window.stages.findChildren(QLabel) if label.objectName() == "title")
    before = title.fontMetrics().height()
    window.space.wishes.chooseTextSize.emit(200)
    title.ensurePolished()
    assert title.fontMetrics().height() > 1.7 * before


def test_charts_write_as_large_as_the_rest(space: Workspace, qtbot: QtBot) -> None:
    from workbench.gui.models.chart_choice import ChartChoice
    from workbench.gui.models.overlay import OverlayModel
    from workbench.gui.views.charts.accuracy import AccuracyChart

    chart = AccuracyChart(space.run, space.theme, OverlayModel(), ChartChoice())
    qtbot.addWidget(chart)
    chart.show()
    axis = chart.plot.getAxis("left")
    narrow, label = axis.width(), axis.labelStyle["font-size"]
    space.theme.enlarge(2.0)
    qtbot.waitUntil(lambda: axis.width() > 1.4 * narrow)
    assert float(axis.labelStyle["font-size"].rstrip("pt")) == pytest.approx(2 * float(label.rstrip("pt")), rel=0.05)
    space.theme.enlarge(1.0)


def test_the_layout_can_be_put_back(window: MainWindow) -> None:
    window.docks["runs"].hide()
    window.docks["log"].show()
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.docks["runs"])
    window.menus.actions["reset_layout"].trigger()
    assert window.dockWidgetArea(window.docks["runs"]) is Qt.DockWidgetArea.LeftDockWidgetArea
    assert [name for name, dock in window.docks.items() if not dock.isHidden()] == ["runs", "explain"]


# Presentation mode


def test_presenting_fills_the_screen_with_large_type_and_locks_what_moves(window: MainWindow) -> None:
    usual = window.font().pointSizeF()
    window.docks["log"].show()
    window.menus.actions["present"].trigger()
    assert window.isFullScreen()
    assert window.font().pointSizeF() == pytest.approx(1.4 * usual)
    assert window.docks["log"].isHidden()
    assert all(dock.features() == dock.DockWidgetFeature.NoDockWidgetFeatures for dock in window.docks.values())
    assert window.menus.actions["present"].isChecked()
    assert window.menus.actions["reset_sample"].isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.font().pointSizeF() == pytest.approx(usual)
    assert not window.docks["log"].isHidden()
    assert all(dock.features() != dock.DockWidgetFeature.NoDockWidgetFeatures for dock in window.docks.values())
    assert not window.menus.actions["present"].isChecked()
    assert not window.menus.actions["reset_sample"].isVisible()


@pytest.mark.parametrize(("room", "shown"), [(10, ["runs", "explain"]), (100_000, [])])
def test_on_a_small_screen_the_class_sees_the_work_alone(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, room: int, shown: list[str]
) -> None:
    monkeypatch.setattr(presenting, "ROOM_FOR_DOCKS", room)
    window.resize(900, 700)  # no larger than the screen that tests have
    size = window.size()
    window.menus.actions["present"].trigger()
    assert [name for name, dock in window.docks.items() if not dock.isHidden()] == shown
    window.menus.actions["present"].trigger()
    assert [name for name, dock in window.docks.items() if not dock.isHidden()] == ["runs", "explain"]
    assert window.size() == size


def test_f11_leaves_what_it_entered(window: MainWindow) -> None:
    for expected in (True, False):
        window.menus.actions["present"].trigger()
        assert window.isFullScreen() is expected


def test_the_sample_comes_back_with_its_seeds(window: MainWindow) -> None:
    window.menus.actions["present"].trigger()
    window.space.wishes.edit.emit("seeds", [9])
    window.menus.actions["reset_sample"].trigger()
    sample = load(resources.path(window.space.stories[0].recipe))
    assert window.space.recipe.recipe == sample


def test_a_window_that_is_closed_while_it_presents_comes_back_as_it_was_before(
    open_workbench: Open, qtbot: QtBot
) -> None:
    first = open_workbench()
    usual = first.window.font().pointSizeF()
    first.window.menus.actions["present"].trigger()
    first.window.close()
    second = open_workbench()
    assert not second.window.isFullScreen()
    assert second.window.font().pointSizeF() == pytest.approx(usual)
    assert second.space.preferences.text_size == 100


def test_another_language_ends_the_presentation_first(open_workbench: Open, qtbot: QtBot) -> None:
    workbench = open_workbench()
    workbench.window.menus.actions["present"].trigger()
    old = workbench.window
    workbench.space.wishes.chooseLanguage.emit("en")
    qtbot.waitUntil(lambda: workbench.window is not old and workbench.window.isVisible())
    assert not workbench.window.isFullScreen()
    assert workbench.space.theme.scale == 1.0
    assert not part(workbench.window, Presenting).is_on


# Preferences


@pytest.fixture
def dialog(space: Workspace, qtbot: QtBot) -> PreferencesDialog:
    made = PreferencesDialog(space)
    qtbot.addWidget(made)
    return made


def test_every_control_has_a_name_and_an_explanation(dialog: PreferencesDialog) -> None:
    controls: list[Any] = [*dialog.findChildren(QComboBox), *dialog.findChildren(QCheckBox)]
    assert len(controls) == 6
    buddies = {label.buddy() for label in dialog.findChildren(QLabel)}
    for control in controls:
        assert control.accessibleDescription()
        assert isinstance(control, QCheckBox) or control in buddies


@pytest.mark.parametrize(
    ("name", "value", "wish"),
    [
        ("theme", Choice.DARK, "chooseTheme"),
        ("language", "zh_CN", "chooseLanguage"),
        ("text_size", 150, "chooseTextSize"),
        ("place", Place.THREAD, "choosePlace"),
    ],
)
def test_a_choice_asks_for_its_value_and_decides_nothing(
    dialog: PreferencesDialog, space: Workspace, name: str, value: object, wish: str
) -> None:
    asked: list[object] = []
    getattr(space.wishes, wish).connect(asked.append)
    box: QComboBox = getattr(dialog, name)
    row = next(row for row in range(box.count()) if box.itemData(row) == value)
    box.setCurrentIndex(row)
    box.activated.emit(row)
    assert asked == [value]
    assert getattr(space.preferences, name) != value


def test_the_dialog_follows_what_is_preferred_elsewhere(dialog: PreferencesDialog, space: Workspace) -> None:
    space.preferences.text_size = 125
    space.preferences.expert = True
    assert dialog.text_size.currentData() == 125
    assert dialog.expert.isChecked()


def test_who_does_not_want_the_welcome_page_starts_with_the_work(open_workbench: Open, qtbot: QtBot) -> None:
    first = open_workbench()
    assert first.space.stages.current == "welcome"
    first.space.wishes.chooseWelcome.emit(False)
    first.window.close()
    assert open_workbench().space.stages.current == "distil"


# The computer


class Driver:
    """What NVIDIA's package offers, with two GPUs."""

    NVMLError = type("NVMLError", (Exception,), {})

    def __init__(self) -> None:
        self.looks, self.fails, self.shut = 0, False, False

    def nvmlDeviceGetCount(self) -> int:
        if self.fails:
            raise self.NVMLError("gone")
        return 2

    def nvmlDeviceGetHandleByIndex(self, number: int) -> int:
        return number

    def nvmlDeviceGetUtilizationRates(self, handle: int) -> SimpleNamespace:
        self.looks += 1
        return SimpleNamespace(gpu=(12, 61)[handle])

    def nvmlShutdown(self) -> None:
        self.shut = True


def test_the_busiest_gpu_is_shown_until_it_is_gone(
    space: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.gui.views.status import StatusLine

    driver = Driver()
    monkeypatch.setattr(gpu, "opened", lambda: driver)
    monkeypatch.setattr(gpu, "SECONDS", 0.01)
    line = StatusLine(space)
    qtbot.addWidget(line)
    space.computer.switch_on()
    qtbot.waitUntil(lambda: space.computer.gpu == 0.61)
    space.computer.look()
    assert "GPU 61 %" in line.computer.text()
    driver.fails = True
    qtbot.waitUntil(lambda: driver.shut)
    assert space.computer.gpu is None
    space.computer.look()
    assert "GPU" not in line.computer.text()
    space.computer.switch_off()


def test_a_computer_without_a_driver_is_silent(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    import pynvml

    def refuse() -> None:
        raise pynvml.NVMLError(pynvml.NVML_ERROR_LIBRARY_NOT_FOUND)

    monkeypatch.setattr(pynvml, "nvmlInit", refuse)
    assert gpu.opened() is None
    model = ComputerModel()
    model.switch_on()
    qtbot.waitUntil(lambda: model.graphics._thread is None or not model.graphics._thread.is_alive())
    model.look()
    assert model.gpu is None
    model.switch_off()


# Progress


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "almost done"), (4.2, "4 s left"), (None, "")])
def test_the_time_left_is_no_more_exact_than_it_is_known(seconds: float | None, said: str) -> None:
    assert words.time_left(seconds) == said


# Faults


def test_a_read_only_folder_of_runs_is_told_and_the_window_lives(
    open_workbench: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.mkdir

    def mkdir(path: Path, *args: Any, **more: Any) -> None:
        if path == tmp_path / "runs":
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        real(path, *args, **more)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    workbench = open_workbench()
    qtbot.waitUntil(lambda: "runs" in workbench.space.notices.notices)
    notice = workbench.space.notices.notices["runs"]
    assert str(tmp_path / "runs") in notice.headline
    assert "Read-only file system" in notice.headline
    assert notice.text


def test_a_full_disk_costs_the_draft_and_nothing_else(
    open_workbench: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workbench.gui import recovering
    from workbench.runs.files import as_run_error

    tried: list[Path] = []

    def refuse(path: Path, _content: bytes) -> None:
        tried.append(path)
        raise as_run_error(OSError(errno.ENOSPC, "No space left on device"), path)

    workbench = open_workbench()
    monkeypatch.setattr(recovering, "write_atomically", refuse)
    part(workbench.window, recovering.Recovering).keep()
    qtbot.waitUntil(lambda: bool(tried))
    qtbot.wait(20)
    assert not workbench.space.notices.notices
    assert workbench.window.bar.start.isEnabled()


def test_a_run_of_the_first_version_opens_with_its_curves_and_results(
    open_workbench: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    run = "20261121-120422-digits-mlp-2060"
    shutil.copytree(OLD, tmp_path / "runs" / run)
    space = open_workbench().space
    assert [each.id for each in space.runs.runs] == [run]
    assert space.runs.runs[0].state == "finished"
    space.wishes.openRun.emit(run)
    qtbot.waitUntil(lambda: space.run.run == run)
    assert space.run.status is Status.DONE
    assert len(space.run.phases["distilled/0"].accuracy) == 2
    assert space.run.results is not None
    assert space.run.results.verdict is not None
    space.wishes.repeatRun.emit(run)
    assert space.recipe.value("name") == "A run of the first version"
    assert not space.recipe.problems


# What a garbage collection must not take


def test_the_menus_outlive_a_collection_after_the_pages_were_built(window: MainWindow) -> None:
    for stage in ("data", "models", "distil"):
        window.space.stages.go_to(stage)
    gc.collect()
    assert isValid(window.menuBar())
    assert isValid(window.menus.recent)
    window.space.wishes.edit.emit("schedule.epochs", 7)
    assert "undo" in window.menus.actions["undo"].text().lower()
