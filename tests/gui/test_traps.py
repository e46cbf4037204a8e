"""The traps into which such windows fall, each with its test: those that have no other place are below the list.

- freeze under a flood of events
  here:test_a_storm_of_events_does_not_hold_up_the_window
- freeze while a network trains
  gui/test_bridge:test_a_flood_arrives_whole_in_order_and_in_few_batches
- kill -9 of the worker
  gui/test_window:test_a_killed_worker_is_told_in_place_and_resume_goes_on
- kill -9 of the worker, the process
  client/test_process:test_a_killed_worker_is_explained_in_plain_words
- kill -9, to the same bits
  test_crash:test_a_killed_run_resumes_to_the_bits_of_one_that_was_never_interrupted
- kill -9 of the window
  gui/test_citizenship_files:test_a_killed_windows_recipe_is_offered_once_and_undo_takes_it_back
- close the window mid-run
  gui/test_citizenship_closing:test_pause_and_quit_waits_for_the_checkpoint_and_goes
- no network
  test_offline:test_a_sample_trains_without_a_network_and_does_not_even_look_for_one
- 26 classes of 8 000 pictures
  engine/data/test_traps:test_26_classes_of_many_pictures_need_little_more_memory_than_the_result
- corrupt pictures
  engine/data/test_traps:test_a_bad_file_is_listed_with_its_reason
- pictures in CMYK
  engine/data/test_image_folder:test_cmyk_becomes_rgb
- pictures of 16 bits
  engine/data/test_image_folder:test_sixteen_bits_are_scaled_not_clipped
- unicode and paths of 260 and more
  here:test_a_folder_with_any_name_can_be_dropped
- the same, read
  engine/data/test_image_folder:test_long_paths_are_read
- read-only folder
  gui/test_citizenship_window:test_a_read_only_folder_of_runs_is_told_and_the_window_lives
- read-only folder, while running
  here:test_what_the_disk_refuses_is_told_in_place
- full disk, while running
  here:test_what_the_disk_refuses_is_told_in_place
- full disk, at an export
  here:test_an_export_that_the_disk_refuses_is_told_on_its_page
- full disk, while editing
  gui/test_citizenship_window:test_a_full_disk_costs_the_draft_and_nothing_else
- full disk, files stay whole
  runs/test_files:test_a_full_disk_leaves_the_old_file_and_says_what_is_free
- theme switched while open
  gui/test_accessibility:test_another_theme_leaves_nothing_of_the_one_before
- theme switched, charts
  gui/test_charts:test_the_charts_follow_the_theme
- 150 and 200 %
  here:test_everything_fits_and_is_sharp_on_a_dense_screen
- 1366 x 768
  gui/test_accessibility:test_a_small_screen_shows_every_page_without_scrolling_sideways
- 1366 x 768, the main controls
  gui/test_accessibility:test_the_main_control_of_every_page_is_seen_at_once
- an old project after a change
  gui/test_citizenship_window:test_a_run_of_the_first_version_opens_with_its_curves_and_results
- smoothing a constant series
  gui/test_curves:test_a_constant_series_stays_as_it_is
- logarithmic axis with zeros
  gui/test_charts:test_a_logarithmic_axis_leaves_zeros_out_and_keeps_the_rest
- time left after a pause
  test_offline:test_a_pause_saves_a_checkpoint_first_and_does_not_change_the_time_left
- two windows, one folder of runs
  gui/test_window:test_a_second_window_on_the_same_runs_says_so_and_stays_usable
- role, tooltip and key of actions
  gui/test_citizenship_window:test_every_action_has_a_role_a_tooltip_and_a_key_or_a_reason
- a name for every widget
  gui/test_accessibility:test_every_control_has_a_name
- no text outside tr()
  gui/test_language:test_no_word_of_the_window_is_left_untranslated
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import OpenWindow, TwoSpeedHost
from tests.gui.furnished import keep_runs
from workbench.events import Event
from workbench.gui.models.run import Status
from workbench.gui.views.window import MainWindow
from workbench.recipes.requests import Run

TESTS = Path(__file__).parents[1]
POINTS = 100_000
BATCHES = 60
"""As many as come in two seconds: 30 a second are let through."""
BEAT_MILLISECONDS = 5
LONGEST_WAIT = 0.05
"""Seconds that an event may wait, but for one in a hundred."""
FULL = ("No space is left on the disk: 0 B of 5 MB.", "Free some space, then press Resume.")
READ_ONLY = ("The folder may only be read.", "Choose another folder for the runs.")


@pytest.mark.parametrize("line", [line for line in (__doc__ or "").splitlines() if ":test_" in line])
def test_every_trap_has_its_test(line: str) -> None:
    module, test = line.split()[-1].split(":")
    file = Path(__file__) if module == "here" else TESTS / f"{module}.py"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


# Freezing


class StormHost(TwoSpeedHost):
    """Trains one student that reports thirty times a second, a hundred thousand steps in all."""

    def run(self, request: Any, emit: Any, commands: Any) -> None:
        if not isinstance(request, Run):
            super().run(request, emit, commands)
            return
        phase = fakes.plan("distilled/0", epochs=POINTS // fakes.STEPS)
        emit([fakes.job_started(request.job), fakes.data_ready([phase]), fakes.phase_started(phase)])
        count = POINTS // BATCHES
        for number in range(BATCHES):
            epoch = fakes.epoch(number=number + 1, accuracy=number / BATCHES)
            emit([fakes.steps(first=number * count + 1, count=count), epoch])
            time.sleep(1 / 30)
        emit([fakes.phase_finished(phase), fakes.job_ended(request.job)])


@pytest.mark.slow  # its limit is one of time, which other work on the same computer may use up
def test_a_storm_of_events_does_not_hold_up_the_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(StormHost())
    run = window.space.run
    window.space.wishes.start.emit()
    qtbot.waitUntil(lambda: run.current is not None and run.current.step > 0)
    waits = Waits(window)  # once the charts are in place of what explained them
    qtbot.waitUntil(lambda: run.status is Status.DONE, timeout=30_000)
    assert len(run.phases["distilled/0"].terms["labels"].y) >= POINTS - BATCHES
    assert len(waits.seconds) > 100
    late = sorted(waits.seconds)[-len(waits.seconds) // 100 :]
    assert late[0] < LONGEST_WAIT, late


class Waits:
    """How long events waited for the window: what a timer is late."""

    def __init__(self, window: MainWindow) -> None:
        self.seconds: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(window, interval=BEAT_MILLISECONDS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.seconds.append(now - self._last - BEAT_MILLISECONDS / 1000)
        self._last = now


# Paths and disks


@pytest.mark.parametrize(
    "parts",
    [
        ("Bücher – 猫と犬 🐈", "naïve (copy) #1 100 %"),
        tuple(f"{number:03d} {'long ' * 12}".strip() for number in range(6)),
    ],
    ids=["unicode", "long"],
)
def test_a_folder_with_any_name_can_be_dropped(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, parts: tuple[str, ...]
) -> None:
    folder = tmp_path.joinpath(*parts)
    folder.mkdir(parents=True)
    assert not str(folder).isascii() or len(str(folder)) > 260
    window = open_window(TwoSpeedHost())
    drop(window, folder)
    assert window.space.recipe.value("data.source.params.folder") == str(folder)
    assert window.space.recipe.recipe is not None
    qtbot.waitUntil(lambda: bool(window.space.preview.pictures))
    assert window.minimumSizeHint().width() <= 1366


@pytest.mark.parametrize(("problem", "fix"), [FULL, READ_ONLY], ids=["full", "read-only"])
def test_what_the_disk_refuses_is_told_in_place(open_window: OpenWindow, qtbot: QtBot, problem: str, fix: str) -> None:
    plans = [fakes.plan("distilled/0")]
    events: list[Event] = [fakes.job_started(), fakes.data_ready(plans), fakes.phase_started(plans[0]), fakes.steps()]
    host = TwoSpeedHost([*events, fakes.job_ended(outcome="failed", problem=problem, fix=fix)])
    host.play_all()
    window = open_window(host)
    window.space.wishes.start.emit()
    qtbot.waitUntil(lambda: window.space.run.status is Status.FAILED)
    banner = window.banners.banners["run"]
    assert banner.headline.text() == problem
    assert fix in told(banner)
    assert window.bar.start.isEnabled()


def test_an_export_that_the_disk_refuses_is_told_on_its_page(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run, *_ = keep_runs(tmp_path / "runs")
    host = TwoSpeedHost()
    window = open_window(host)
    host.answers["run"] = [
        fakes.job_started(verb="export", run=""),
        fakes.job_ended(outcome="failed", problem=FULL[0], fix=FULL[1]),
    ]
    window.space.wishes.goTo.emit("export")
    window.space.export.choose_run(run)
    qtbot.waitUntil(lambda: window.space.export.can_export)
    window.space.wishes.export.emit(window.space.export.recipe)
    qtbot.waitUntil(lambda: window.space.export.shown_failure is not None)
    page = told(window.stages.page("export"))
    assert FULL[0] in page
    assert FULL[1] in page
    assert window.space.export.can_export


def told(widget: Any) -> str:
    """All that can be read there."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, keys))


# Dense screens


DENSE = """
import gc, json, os, sys
gc.disable()
from pathlib import Path
from PySide6.QtWidgets import QLabel
from tests.gui.furnished import STAGES, Furnished
from workbench.gui.app import application
application()
made = Furnished(Path(sys.argv[1]))
made.tidy()
window, ratio = made.window, made.window.devicePixelRatio()
smallest = {}
for stage in STAGES:
    made.show(stage)
    smallest[stage] = window.minimumSizeHint().toTuple()
pictures = [label for label in window.findChildren(QLabel) if not label.pixmap().isNull()]
blurred = [type(each.parentWidget()).__name__ for each in pictures if each.pixmap().devicePixelRatio() != ratio]
image = window.grab().toImage()
print(json.dumps({"ratio": ratio, "smallest": smallest, "pictures": len(pictures), "blurred": blurred,
                  "grabbed": image.devicePixelRatio()}))
sys.stdout.flush()
os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("scale", "screen"), [(1.5, (1920, 1080)), (2, (2560, 1440))])
def test_everything_fits_and_is_sharp_on_a_dense_screen(tmp_path: Path, scale: float, screen: tuple[int, int]) -> None:
    search = os.pathsep.join([str(TESTS.parent), *sys.path])
    surroundings = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(scale),
        "WORKBENCH_HOME": str(tmp_path / "home"),
        "PYTHONPATH": search,
    }
    command = [sys.executable, "-c", DENSE, str(tmp_path / "folder")]
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=100)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["ratio"] == found["grabbed"] == scale
    room = screen[0] / scale, screen[1] / scale - 60  # the title of the window, and the system's bar
    assert not {stage: size for stage, size in found["smallest"].items() if size[0] > room[0] or size[1] > room[1]}
    assert found["pictures"] > 10
    assert not found["blurred"]
