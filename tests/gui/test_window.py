from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import RESULTS, OpenWindow, TwoSpeedHost
from tests.gui.test_export_stage import keep_run
from workbench.events import Event, Noted
from workbench.gui.models.run import Status
from workbench.gui.theme import Choice
from workbench.gui.views.stages.export import ExportStage
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil, Export, Train, dump, load
from workbench.recipes.requests import Adjust, Describe, Discard, GoOn, Pause, Resume, Run, Stop
from workbench.runs import RunStore


def begin(window: MainWindow, host: TwoSpeedHost, qtbot: QtBot, until: str = "distilled") -> None:
    """Start, and play on until a training of that role has taken its first steps."""
    window.bar.start.click()

    def reached() -> bool:
        current = window.space.run.current
        if current is not None and current.plan.role == until and current.step:
            return True
        host.play()
        return False

    qtbot.waitUntil(reached, timeout=20_000)


def finish(window: MainWindow, host: TwoSpeedHost, qtbot: QtBot) -> None:
    host.play_all()
    qtbot.waitUntil(lambda: not window.space.run.is_live, timeout=20_000)


def drop(window: MainWindow, folder: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, keys))


def test_three_clicks_lead_from_the_start_to_an_exported_student(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost(fakes.distillation(seeds=(0, 1), measured=RESULTS))
    window = open_window(host)
    keep_run(window.space.runs_folder / "a-run")
    window.bar.start.click()
    finish(window, host, qtbot)
    assert window.space.run.status is Status.DONE
    assert window.stages.distil.result.verdict.text().startswith("Distillation helped: +5.2 points")
    window.stages.distil.result.export.click()
    assert window.space.stages.current == "export"
    page = window.stages.page("export")
    assert isinstance(page, ExportStage)
    qtbot.waitUntil(page.choice.export.isEnabled)
    page.choice.export.click()
    qtbot.waitUntil(lambda: "agrees" in page.proof.headline.text())
    (recipe,) = [request.recipe for request in host.requests if isinstance(request, Run)][1:]
    assert isinstance(recipe, Export)
    assert (recipe.format.kind, recipe.role, recipe.out) == ("onnx", "distilled", None)


def test_start_runs_the_recipe_on_screen(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    window.stages.distil.training.epochs.setValue(3)
    begin(window, host, qtbot, until="teacher")
    (request,) = [request for request in host.requests if isinstance(request, Run)]
    assert request.recipe == window.space.recipe.recipe
    assert isinstance(request.recipe, Distil)
    assert request.recipe.schedule.epochs == 3


def test_pause_resume_and_stop_reach_the_run(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    begin(window, host, qtbot)
    window.bar.pause.click()
    qtbot.waitUntil(lambda: window.space.run.status is Status.PAUSED)
    assert window.status.progress.text.text().startswith("Paused")
    window.bar.pause.click()
    qtbot.waitUntil(lambda: window.space.run.status is Status.TRAINING)
    window.bar.stop.click()
    qtbot.waitUntil(lambda: window.space.run.status is Status.STOPPED)
    assert [type(command) for command in host.commands] == [Pause, GoOn, Stop]


@pytest.mark.slow
def test_a_dragged_dial_sends_few_adjustments_and_the_last_one(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    begin(window, host, qtbot)
    slider = window.stages.distil.dials.temperature.slider
    for notch in range(500, 1001, 5):
        slider.setValue(notch)
    qtbot.waitUntil(lambda: bool(window.space.run.current and window.space.run.current.changes))
    qtbot.waitUntil(lambda: host.commands[-1] == Adjust(temperature=20.0))
    assert len(host.commands) < 20
    assert window.space.recipe.value("temperature") == 20.0
    assert window.stages.distil.dials.temperature.spin.value() == 20.0


def test_a_killed_worker_is_told_in_place_and_resume_goes_on(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    begin(window, host, qtbot)
    host.kill()
    qtbot.waitUntil(lambda: window.space.run.status is Status.FAILED)
    banner = window.banners.banners["run"]
    assert "ended from outside" in banner.headline.text()
    assert "copy" in banner.buttons
    banner.buttons["resume"].click()
    finish(window, host, qtbot)
    assert window.space.run.status is Status.DONE
    assert "run" not in window.banners.banners
    resume = next(request for request in host.requests if isinstance(request, Resume))
    assert resume.run == "a-run"


def test_discard_asks_first(open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtWidgets import QMessageBox

    host = TwoSpeedHost()
    window = open_window(host)
    begin(window, host, qtbot)
    answers = iter((QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: next(answers))
    window.menus.actions["discard"].trigger()
    assert window.space.run.status is Status.TRAINING
    window.menus.actions["discard"].trigger()
    qtbot.waitUntil(lambda: window.space.run.status is Status.DISCARDED)
    assert host.commands == [Discard()]


def test_the_window_comes_back_as_it_was_left(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window(TwoSpeedHost())
    first.resize(1100, 650)
    first.stages.distil.training.epochs.setValue(77)
    first.space.wishes.chooseTheme.emit(Choice.DARK)
    first.close()
    second = open_window(TwoSpeedHost())
    assert second.space.recipe.value("schedule.epochs") == 77
    assert second.space.theme.choice is Choice.DARK
    second.space.wishes.chooseTheme.emit(Choice.LIGHT)


def test_a_second_window_on_the_same_runs_says_so_and_stays_usable(open_window: OpenWindow, qtbot: QtBot) -> None:
    first = open_window(TwoSpeedHost(), "first")
    second = open_window(TwoSpeedHost(), "second")
    qtbot.waitUntil(lambda: "second" in second.banners.banners)
    assert "second" not in first.banners.banners
    assert second.bar.start.isEnabled()


def test_a_folder_of_runs_that_cannot_be_used_is_told_in_place(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "runs").write_text("a file where the folder should be")
    window = open_window(TwoSpeedHost())
    qtbot.waitUntil(lambda: "runs" in window.banners.banners)
    assert str(tmp_path / "runs") in window.banners.banners["runs"].headline.text()


def test_a_description_that_fails_says_why_until_one_comes(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    session_end = fakes.job_ended(outcome="failed", problem="Memory ran out.", fix="Choose a smaller network.")
    host.answers["describe"] = [fakes.job_started(verb="describe"), session_end]
    window.stages.distil.training.epochs.setValue(9)
    qtbot.waitUntil(lambda: "description" in window.banners.banners)
    assert window.banners.banners["description"].headline.text() == "Memory ran out."
    del host.answers["describe"]
    window.stages.distil.training.epochs.setValue(10)
    qtbot.waitUntil(lambda: "description" not in window.banners.banners)


def test_an_interrupted_run_is_offered_once(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    recipe = Distil(name="Overnight")
    run = RunStore(tmp_path / "runs").create(recipe, environment={})
    host = TwoSpeedHost()
    window = open_window(host)
    qtbot.waitUntil(lambda: "interrupted" in window.banners.banners)
    banner = window.banners.banners["interrupted"]
    assert "Overnight" in banner.headline.text()
    banner.buttons["resume"].click()
    qtbot.waitUntil(lambda: any(isinstance(request, Resume) and request.run == run.id for request in host.requests))
    assert "interrupted" not in window.banners.banners


def test_a_waved_away_run_is_not_offered_again(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    RunStore(tmp_path / "runs").create(Distil(), environment={})
    window = open_window(TwoSpeedHost())
    qtbot.waitUntil(lambda: "interrupted" in window.banners.banners)
    window.banners.banners["interrupted"].buttons["close"].click()
    assert "interrupted" not in window.banners.banners
    window.space.runs.changed.emit()
    assert "interrupted" not in window.banners.banners


def test_a_dropped_folder_becomes_the_pictures(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(TwoSpeedHost())
    drop(window, tmp_path)
    assert window.space.recipe.value("data.source.kind") == "image_folder"
    assert Path(window.space.recipe.value("data.source.params.folder")) == tmp_path


def test_a_recipe_is_saved_and_opened(open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtWidgets import QFileDialog

    window, file = open_window(TwoSpeedHost()), tmp_path / "mine.yaml"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    window.stages.distil.training.epochs.setValue(12)
    assert window.isWindowModified()
    window.menus.actions["save"].trigger()
    assert not window.isWindowModified()
    saved = load(file)
    assert isinstance(saved, Distil)
    assert saved.schedule.epochs == 12
    window.stages.distil.training.epochs.setValue(13)
    window.menus.actions["open"].trigger()
    assert window.stages.distil.training.epochs.value() == 12


@pytest.mark.parametrize(
    ("content", "words"),
    [("task: distil\nstudnet: {kind: mlp}\n", "studnet"), (dump(Train()), "workbench run"), ("task: [", "recipe")],
)
def test_a_recipe_that_cannot_be_edited_is_told_in_place(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, words: str
) -> None:
    from PySide6.QtWidgets import QFileDialog

    file = tmp_path / "recipe.yaml"
    file.write_text(content, encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    window = open_window(TwoSpeedHost())
    before = window.space.recipe.draft
    window.menus.actions["open"].trigger()
    notice = window.space.notices.notices["recipe"]
    assert words in f"{notice.headline} {notice.text}"
    assert window.space.recipe.draft == before


def test_warnings_and_unreadable_pictures_are_told(open_window: OpenWindow, qtbot: QtBot) -> None:
    plans = [fakes.plan("distilled/0")]
    skipped = [f"picture{number}.png: not a picture" for number in range(3)]
    events: list[Event] = [
        fakes.job_started(),
        fakes.data_ready(plans, skipped=skipped),
        Noted(level="warning", text="The battery is low."),
        fakes.job_ended(),
    ]
    host = TwoSpeedHost(events)
    window = open_window(host)
    window.bar.start.click()
    finish(window, host, qtbot)
    told = window.space.notices.notices
    assert told["skipped"].headline == "3 files could not be read and are left out."
    assert "picture2.png" in told["skipped"].details
    assert told["note: The battery is low."].kind == "warning"


def test_nothing_is_asked_of_the_engine_before_the_first_picture(tmp_path: Path, home: Path, qtbot: QtBot) -> None:
    from workbench.gui.app import build

    host = TwoSpeedHost()
    workbench = build(host, tmp_path / "runs", tmp_path / "config")
    window = workbench.window
    assert not host.requests
    assert not host.warmed
    with qtbot.waitSignal(window.painted):
        window.show()
    qtbot.waitUntil(lambda: host.warmed and any(isinstance(request, Describe) for request in host.requests))
    qtbot.waitUntil(lambda: window.stages.distil.charts.accuracy is not None, timeout=15_000)
    window.close()
    window.deleteLater()


def test_undo_takes_back_a_setting(open_window: OpenWindow) -> None:
    window = open_window(TwoSpeedHost())
    before = window.stages.distil.dials.temperature.spin.value()
    window.stages.distil.dials.temperature.spin.setValue(9)
    window.menus.actions["undo"].trigger()
    assert window.stages.distil.dials.temperature.spin.value() == before


def test_diagnostics_name_no_folder_of_the_user(open_window: OpenWindow) -> None:
    window = open_window(TwoSpeedHost())
    window.space.recipe.set("data.source", {"kind": "image_folder", "params": {"folder": str(Path.home() / "private")}})
    window.menus.actions["diagnostics"].trigger()
    text = QGuiApplication.clipboard().text()
    assert "Distillation Workbench" in text
    assert str(Path.home()) not in text


def test_every_menu_entry_says_its_role_on_a_mac_and_no_key_is_used_twice(open_window: OpenWindow) -> None:
    window = open_window(TwoSpeedHost())
    actions = window.menus.actions.values()
    assert all(action.menuRole() is not QAction.MenuRole.TextHeuristicRole for action in actions)
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert {"F5", "Shift+F5", "Ctrl+O"} <= set(keys)


def test_the_keyboard_reaches_start_and_starts(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    window.activateWindow()
    window.bar.start.setFocus()
    QTest.keyClick(window.bar.start, Qt.Key.Key_Space)
    assert window.space.run.is_live
    finish(window, host, qtbot)


def test_the_main_controls_fit_a_small_screen(open_window: OpenWindow) -> None:
    window = open_window(TwoSpeedHost())
    window.resize(1366, 728)
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 728
    for widget in (
        window.bar.start,
        window.bar.stop,
        window.stages.distil.dials.temperature,
        window.stages.distil.dials.balance,
    ):
        corner = widget.mapTo(window, widget.rect().bottomRight())
        assert window.rect().contains(corner)
        assert not widget.visibleRegion().isEmpty()


def test_torch_is_imported_by_no_module_of_the_window() -> None:
    code = (
        "import sys, pkgutil, importlib, workbench.gui as gui\n"
        "for module in pkgutil.walk_packages(gui.__path__, 'workbench.gui.'): importlib.import_module(module.name)\n"
        "print([name for name in ('torch', 'workbench.engine') if name in sys.modules])"
    )
    search = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=search)
    assert done.stdout.strip() == "[]"


def test_another_language_builds_the_window_anew_upon_the_same_models(qtbot: QtBot, tmp_path: Path, home: Path) -> None:
    from workbench.gui.app import build

    host = TwoSpeedHost()
    workbench = build(host, tmp_path / "runs", tmp_path / "config")
    workbench.window.show()
    qtbot.waitUntil(lambda: workbench.space.description.data is not None)
    workbench.space.wishes.edit.emit("schedule.epochs", 17)
    first, asked = workbench.window, len(host.requests)
    workbench.space.wishes.chooseLanguage.emit("zh_CN")
    qtbot.waitUntil(lambda: workbench.window is not first)
    qtbot.waitUntil(workbench.window.isVisible)
    assert workbench.space.preferences.language == "zh_CN"
    assert workbench.space.recipe.value("schedule.epochs") == 17
    workbench.space.wishes.newRecipe.emit("recipes/ten-labels.yaml")  # answered once, by the new window's desk
    workbench.space.undo.undo()
    assert workbench.space.recipe.value("schedule.epochs") == 17
    assert not any(isinstance(request, Run) for request in host.requests[asked:])
    workbench.space.wishes.chooseLanguage.emit("en")
    qtbot.waitUntil(lambda: workbench.space.preferences.language == "en" and workbench.window.isVisible())
    QApplication.processEvents()
    workbench.window.close()
