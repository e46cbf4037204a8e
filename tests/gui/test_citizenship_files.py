"""One window, and what it is handed: files from another start, projects, and the recipe that a kill cut short."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.gui.conftest import TwoSpeedHost
from workbench.gui.app import Application, Workbench, build
from workbench.gui.instance import Instance, name_for
from workbench.gui.models.preferences import Preferences
from workbench.gui.recovering import DraftFile, Recovering, left_behind
from workbench.recipes import Distil, Schedule, dump
from workbench.runs import RunStore

Open = Callable[[], Workbench]


@pytest.fixture
def open_workbench(qtbot: QtBot, tmp_path: Path, home: Path) -> Iterator[Open]:
    """Opens a window on its first page."""
    opened: list[Workbench] = []

    def make() -> Workbench:
        workbench = build(TwoSpeedHost(), tmp_path / "runs", tmp_path / "config")
        opened.append(workbench)
        workbench.window.show()
        qtbot.waitUntil(lambda: workbench.space.runs.reading == "ready")
        return workbench

    yield make
    for workbench in opened:
        workbench.window.close()
        workbench.window.deleteLater()


def stored(folder: Path, name: str) -> str:
    """A finished run; its id."""
    run = RunStore(folder).create(Distil(name=name), environment={})
    with run.writer() as writer:
        writer.finish("finished")
    return run.id


# One window


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[Instance]:
    made = Instance(tmp_path / "runs")
    assert made.is_first()
    yield made
    made.close()


def second_start(qtbot: QtBot, folder: Path, file: str) -> bool:
    """Whether a start in another process opens a window of its own."""
    code = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from workbench.gui.instance import Instance; app = QCoreApplication([])\n"
        "print(Instance(Path(sys.argv[1])).is_first(sys.argv[2]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), file], stdout=subprocess.PIPE, text=True, cwd=folder.parent
    )
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
    said, _ = process.communicate()
    assert process.returncode == 0
    return said.strip() == "True"


def test_a_second_start_hands_its_file_to_the_first_and_opens_nothing(
    first: Instance, qtbot: QtBot, tmp_path: Path
) -> None:
    asked: list[str] = []
    first.asked.connect(asked.append)
    assert not second_start(qtbot, tmp_path / "runs", "mine.yaml")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [str(tmp_path / "mine.yaml")]  # it was named in the folder of the second start


def test_another_folder_of_runs_is_another_window(first: Instance, tmp_path: Path) -> None:
    other = Instance(tmp_path / "other")
    assert other.is_first()
    other.close()


def test_what_a_dead_window_left_behind_stops_nobody(qtbot: QtBot, tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from workbench.gui.instance import Instance; app = QCoreApplication([])\n"
        "one = Instance(Path(sys.argv[1])); print(one.is_first(), flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "runs")], stdout=subprocess.PIPE, text=True, check=False
    )
    assert done.stdout.strip() == "True"
    assert done.returncode == -signal.SIGKILL
    again = Instance(tmp_path / "runs")
    assert again.is_first()
    assert not second_start(qtbot, tmp_path / "runs", "")
    again.close()


def test_a_window_that_does_not_answer_does_not_keep_a_second_one_away(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.gui.instance.MILLISECONDS_TO_ANSWER", 100)
    deaf = QLocalServer()
    assert deaf.listen(name_for(tmp_path / "runs"))
    assert Instance(tmp_path / "runs").is_first("a.yaml")
    deaf.close()


@pytest.mark.parametrize("message", [b"rubbish\n", b"[]\n", b'{"file": 1}\n', b"x" * 70_000])
def test_rubbish_is_asked_of_nobody(first: Instance, qtbot: QtBot, tmp_path: Path, message: bytes) -> None:
    asked: list[str] = []
    first.asked.connect(asked.append)
    socket = QLocalSocket()
    socket.connectToServer(name_for(tmp_path / "runs"))
    socket.write(message)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    assert not asked


def test_who_is_asked_comes_to_the_front_and_opens_the_file(open_workbench: Open, tmp_path: Path) -> None:
    workbench = open_workbench()
    file = tmp_path / "theirs.yaml"
    file.write_text(dump(Distil(name="Theirs")), encoding="utf-8")
    workbench.window.showMinimized()
    workbench.open(str(file))
    assert not workbench.window.isMinimized()
    assert workbench.space.recipe.value("name") == "Theirs"


def test_a_double_click_on_a_mac_opens_the_file(open_workbench: Open, qapp: QApplication, tmp_path: Path) -> None:
    workbench = open_workbench()
    assert isinstance(qapp, Application)
    qapp.fileOpened.connect(workbench.open)
    file = tmp_path / "theirs.yaml"
    file.write_text(dump(Distil(name="Theirs")), encoding="utf-8")
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(file))))
    qapp.fileOpened.disconnect(workbench.open)
    assert workbench.space.recipe.value("name") == "Theirs"


DRIVER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from workbench.gui import app
real = app.build
def build(*args, **more):
    made = real(*args, **more)
    def look():
        if made.space.recipe.value("name") == "Handed over" and made.window.isVisible():
            print("opened", flush=True)
            made.window.close()
    made.watch = QTimer(made, interval=50)
    made.watch.timeout.connect(look)
    made.watch.start()
    made.window.painted.connect(lambda: print("on screen", flush=True))
    return made
app.build = build
if __name__ == "__main__":
    sys.exit(app.main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_two_real_starts_make_one_window(tmp_path: Path) -> None:
    script, file = tmp_path / "driver.py", tmp_path / "handed.yaml"
    script.write_text(DRIVER, encoding="utf-8")
    file.write_text(dump(Distil(name="Handed over")), encoding="utf-8")
    surroundings = {**os.environ, "WORKBENCH_HOME": str(tmp_path / "home"), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=surroundings) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "on screen\n"
        second = [sys.executable, "-m", "workbench", str(file)]
        two = subprocess.run(second, env=surroundings, timeout=30, check=False, capture_output=True)
        assert (two.returncode, two.stdout) == (0, b"")
        assert one.stdout.readline() == "opened\n"
        assert one.wait(timeout=30) == 0


# Projects


def test_a_shared_run_comes_out_of_its_project_in_another_window(
    open_workbench: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = stored(tmp_path / "runs", "To be shared")
    workbench = open_workbench()
    space, file = workbench.space, tmp_path / "out" / "mine"
    file.parent.mkdir()
    offered: list[str] = []

    def choose(_parent: object, _title: str, name: str, *_: object) -> tuple[str, str]:
        offered.append(name)
        return str(file), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    space.wishes.shareRuns.emit([run])
    qtbot.waitUntil(lambda: space.notices.notices["project"].kind == "done")
    assert offered == ["To be shared.kdproj"]
    project = file.with_name("mine.kdproj")
    assert zipfile.is_zipfile(project)
    assert space.notices.notices["project"].actions[0].name == "open"
    assert space.notices.notices["project"].text == str(project.parent)

    RunStore(tmp_path / "runs").remove(run)
    assert workbench.desk is not None
    workbench.desk.files.take(str(project))
    qtbot.waitUntil(lambda: space.notices.notices["project"].headline.startswith("A run came in"))
    qtbot.waitUntil(lambda: [each.id for each in space.runs.runs] == [run])
    assert space.recipe.value("name") == "To be shared"
    qtbot.waitUntil(lambda: space.run.run == run)
    assert str(project) in space.preferences.recent
    space.undo.undo()
    assert space.recipe.value("name") != "To be shared"  # the settings that were on screen are not lost


@pytest.mark.parametrize("content", [b"no zip at all", b""])
def test_a_project_that_is_none_changes_nothing_and_says_why(
    open_workbench: Open, qtbot: QtBot, tmp_path: Path, content: bytes
) -> None:
    workbench, file = open_workbench(), tmp_path / "bad.kdproj"
    file.write_bytes(content)
    before = workbench.space.recipe.draft
    workbench.space.wishes.drop.emit(str(file))
    notices = workbench.space.notices.notices
    qtbot.waitUntil(lambda: notices["project"].kind == "error")
    assert str(file) in notices["project"].headline
    assert workbench.space.recipe.draft == before
    assert not workbench.space.runs.runs


# Recovery


def killed_editor(folder: Path, recipe: dict[str, object]) -> None:
    """A process that keeps a draft as the window does, and is killed."""
    code = (
        "import json, os, sys; from pathlib import Path; from workbench.gui.recovering import DraftFile\n"
        "DraftFile(Path(sys.argv[1])).write(json.loads(sys.argv[2])); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder), json.dumps(recipe)], check=False)
    assert done.returncode == -signal.SIGKILL


def edited(epochs: int) -> dict[str, object]:
    return Distil(name="Being edited", schedule=Schedule(epochs=epochs)).model_dump(mode="json")


def test_a_killed_windows_recipe_is_offered_once_and_undo_takes_it_back(
    open_workbench: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    killed_editor(tmp_path / "config", edited(77))
    workbench = open_workbench()
    space = workbench.space
    qtbot.waitUntil(lambda: "recovery" in space.notices.notices)
    assert re.search(r"were editing at \d\d:\d\d\?", space.notices.notices["recovery"].headline)
    before = space.recipe.value("schedule.epochs")
    workbench.window.banners.banners["recovery"].buttons["recover"].click()
    assert space.recipe.value("schedule.epochs") == 77
    assert space.recipe.value("name") == "Being edited"
    space.undo.undo()
    assert space.recipe.value("schedule.epochs") == before
    qtbot.waitUntil(lambda: "recovery" not in space.notices.notices)
    workbench.window.close()
    assert not list((tmp_path / "config").glob("recovery-*"))
    again = open_workbench()
    qtbot.wait(50)
    assert "recovery" not in again.space.notices.notices


def test_what_was_waved_away_is_gone(open_workbench: Open, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    DraftFile(folder).write(edited(77))
    (mine,) = folder.glob("recovery-*")
    mine.rename(mine.with_name(mine.name.replace(f"-{os.getpid()}.", "-1.")))  # process 1 is not as young
    workbench = open_workbench()
    qtbot.waitUntil(lambda: "recovery" in workbench.space.notices.notices)
    before = workbench.space.recipe.draft
    workbench.window.banners.banners["recovery"].buttons["dismiss"].click()
    qtbot.waitUntil(lambda: "recovery" not in workbench.space.notices.notices)
    assert workbench.space.recipe.draft == before
    assert not list(folder.glob("recovery-*"))


@pytest.mark.parametrize("content", [b"", b"[]", b'{"seconds": 1, "born": 1, "recipe": {"not": "ours"}}'])
def test_a_draft_that_nobody_can_use_is_swept_away(tmp_path: Path, content: bytes) -> None:
    DraftFile(tmp_path).write(edited(1))
    (file,) = tmp_path.glob("recovery-*")
    file.write_bytes(content)
    assert left_behind(tmp_path) == []
    assert not file.exists()


def test_the_draft_of_a_window_that_lives_is_nobody_elses(tmp_path: Path) -> None:
    file = DraftFile(tmp_path)
    file.write(edited(1))
    assert left_behind(tmp_path) == []
    assert list(tmp_path.glob("recovery-*"))
    file.remove()
    file.write(edited(2))  # one that was under way when the window closed
    assert not list(tmp_path.glob("recovery-*"))


def test_an_edit_is_kept_within_seconds_and_a_clean_exit_leaves_nothing(
    open_workbench: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.gui.recovering.MILLISECONDS_BETWEEN_DRAFTS", 10)
    workbench, folder = open_workbench(), tmp_path / "config"
    assert not list(folder.glob("recovery-*"))  # nothing was edited
    workbench.space.wishes.edit.emit("schedule.epochs", 78)
    qtbot.waitUntil(lambda: bool(list(folder.glob("recovery-*.json"))))
    (file,) = folder.glob("recovery-*.json")
    qtbot.waitUntil(lambda: json.loads(file.read_bytes())["recipe"]["schedule"]["epochs"] == 78)
    workbench.window.close()
    assert not file.exists()
    last = Preferences(folder).last_recipe()
    assert last is not None
    assert last.schedule.epochs == 78


def test_keeping_a_draft_takes_the_window_no_time(open_workbench: Open) -> None:
    workbench = open_workbench()
    recovering = next(child for child in workbench.window.children() if isinstance(child, Recovering))
    took = []
    for _ in range(5):
        began = time.perf_counter()
        recovering.keep()
        took.append(time.perf_counter() - began)
    assert min(took) < 0.002
