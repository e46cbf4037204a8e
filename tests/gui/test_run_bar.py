from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import RESULTS
from tests.gui.test_run_model import PLANS, until_distilled
from workbench.events import Event, Paused, Progress
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.result import ResultBanner
from workbench.gui.views.run_bar import ProgressLine, RunBar


@pytest.fixture
def bar(space: Workspace, qtbot: QtBot) -> RunBar:
    made = RunBar(space)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def line(space: Workspace, qtbot: QtBot) -> ProgressLine:
    made = ProgressLine(space)
    qtbot.addWidget(made)
    return made


def enabled(bar: RunBar) -> tuple[bool, bool, bool]:
    return bar.start.isEnabled(), bar.pause.isEnabled(), bar.stop.isEnabled()


def test_the_buttons_follow_the_run(bar: RunBar, space: Workspace) -> None:
    assert enabled(bar) == (True, False, False)
    space.run.ask_start()
    assert enabled(bar) == (False, False, True)
    space.run.apply(until_distilled())
    assert enabled(bar) == (False, True, True)
    space.run.ask_stop()
    assert enabled(bar) == (False, False, False)
    space.run.apply([fakes.job_ended(outcome="stopped")])
    assert enabled(bar) == (True, False, False)


def test_pause_becomes_resume(bar: RunBar, space: Workspace, qtbot: QtBot) -> None:
    space.run.apply(until_distilled())
    with qtbot.waitSignal(space.wishes.pause):
        bar.pause.click()
    assert space.run.can_pause  # asking changes nothing
    space.run.ask_pause()
    space.run.apply([Paused(phase="distilled/0", step=6)])
    assert bar.pause.text() == "Resume"
    with qtbot.waitSignal(space.wishes.goOn):
        bar.pause.click()


def test_a_recipe_with_a_problem_cannot_start_and_says_why(bar: RunBar, space: Workspace) -> None:
    space.recipe.set("schedule.epochs", 0)
    assert not bar.start.isEnabled()
    assert "(epochs)" in bar.start.toolTip()
    assert "(epochs)" in bar.hint.text()
    space.recipe.set("schedule.epochs", 3)
    assert bar.start.isEnabled()
    assert "F5" in bar.start.toolTip()


def test_the_line_says_which_training_and_how_long(line: ProgressLine, space: Workspace) -> None:
    plans = [fakes.plan(f"{role}/{seed}") for seed in (0, 1) for role in ("plain", "distilled")]
    begun: list[Event] = [
        fakes.job_started(),
        fakes.data_ready(plans),
        fakes.phase_started(plans[3]),
        fakes.steps("distilled/1", left=4),
    ]
    space.run.apply(begun)
    assert line.text.text() == "Training distilled student (seed 2 of 2), epoch 1 of 3 · 5.0k images/s · 4 s left"


def test_one_seed_needs_no_number(line: ProgressLine, space: Workspace) -> None:
    space.run.apply(until_distilled())
    assert line.text.text().startswith("Training distilled student, epoch 1 of 3")
    assert line.bar.value() == round(1000 * 35 / 45)


def test_a_download_shows_how_far_it_is(line: ProgressLine, space: Workspace) -> None:
    space.run.ask_start()
    assert line.bar.maximum() == 0  # nobody knows how long
    space.run.apply([fakes.job_started(), Progress(what="Downloading MNIST", done=5e6, total=2e7, unit="bytes")])
    assert line.text.text() == "Downloading MNIST: 5.0 MB of 20 MB"
    assert (line.bar.value(), line.bar.maximum()) == (250, 1000)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("finished", "Done"),
        ("stopped", "Stopped; the best weights so far are kept"),
        ("failed", "Failed"),
        ("discarded", "Ready"),
    ],
)
def test_each_end_has_its_word(line: ProgressLine, space: Workspace, outcome: str, words: str) -> None:
    space.run.apply([fakes.job_started(), fakes.job_ended(outcome=outcome)])  # type: ignore[arg-type]
    assert line.text.text() == words


def cells(banner: ResultBanner) -> list[list[str]]:
    grid = banner.cells
    found = []
    for row in range(grid.rowCount()):
        items = [grid.itemAtPosition(row, column) for column in range(6)]
        found.append([item.widget().text() for item in items if item is not None])  # type: ignore[union-attr]
    return [row for row in found if row]


@pytest.fixture
def result(space: Workspace, qtbot: QtBot) -> ResultBanner:
    whole = QWidget()
    made = ResultBanner(space, whole)
    qtbot.addWidget(whole)
    made.keep_alive = whole  # type: ignore[attr-defined]
    return made


def test_the_result_is_told_in_words_with_a_spread(result: ResultBanner, space: Workspace) -> None:
    assert result.isHidden()
    space.run.apply(fakes.distillation(measured=RESULTS))
    assert not result.isHidden()
    assert result.verdict.text() == "Distillation helped: +5.2 points against the same student without a teacher."
    assert result.note.text() == (
        "(95 % interval +2.0 to +8.0, paired t-test over 3 seeds, p = 0.010) · Both saw the same 100 labels."
    )
    assert cells(result)[1] == ["Distilled student", "93.4 ± 1.8 %", "–", "666", "2.7 kB", "0.31 ms"]
    assert cells(result)[2][:4] == ["Plain student", "88.2 ± 1.8 %", "–", "666"]
    assert cells(result)[3][:4] == ["Teacher", "93.8 ± 2.1 %", "–", "40,506"]


def test_one_seed_has_no_spread(result: ResultBanner, space: Workspace) -> None:
    summary = {"role": "distilled", "accuracy_mean": 0.9, "accuracy_sd": None, "seeds": 1}
    space.run.apply(fakes.distillation(measured={**RESULTS, "summaries": [summary], "verdict": None}))
    assert cells(result)[1][1] == "90.0 %"
    assert result.verdict.text() == "Trained and tested."


def test_the_result_leads_to_everything_that_can_be_done_with_it(
    result: ResultBanner, space: Workspace, qtbot: QtBot
) -> None:
    space.run.apply(fakes.distillation(measured=RESULTS, folder="somewhere"))
    wishes = space.wishes
    for button, wish, wanted in (
        (result.compare, wishes.compareRuns, [["a-run"]]),
        (result.tryit, wishes.goTo, ["try"]),
        (result.export, wishes.goTo, ["export"]),
        (result.report, wishes.writeReport, ["a-run"]),
        (result.code, wishes.showCode, ["a-run"]),
        (result.folder, wishes.openRunFolder, ["a-run"]),
    ):
        with qtbot.waitSignal(wish) as caught:
            button.click()
        assert caught.args == wanted


def test_export_beside_the_result_means_the_run_on_screen(result: ResultBanner, space: Workspace) -> None:
    space.run.apply(fakes.distillation(measured=RESULTS))
    space.export.choose_run("another")
    space.export.show_page("code")
    result.export.click()
    assert (space.export.run, space.export.page) == ("a-run", "file")


@pytest.mark.parametrize("width", [430, 900])
def test_the_result_is_low_and_hides_nothing_for_good(
    result: ResultBanner, space: Workspace, qtbot: QtBot, width: int
) -> None:
    space.run.apply(fakes.distillation(measured=RESULTS))
    whole = result.parentWidget()
    assert whole is not None
    result.setFixedWidth(width)
    whole.show()
    QVBoxLayout(whole).addWidget(result, 0, Qt.AlignmentFlag.AlignTop)
    qtbot.waitUntil(lambda: result.width() == width and result.isVisible())
    qtbot.waitUntil(lambda: 0 < result.height() <= 150)
    assert result.more.isVisible() == (width == 430)
    for button in (result.compare, result.tryit, result.export, result.more if width == 430 else result.folder):
        assert button.geometry().right() < width
    menu = result.more.menu()
    with qtbot.waitSignal(space.wishes.writeReport):
        menu.actions()[0].trigger()


def test_a_stopped_run_can_go_on(result: ResultBanner, space: Workspace, qtbot: QtBot) -> None:
    space.run.apply(
        [*until_distilled(), fakes.phase_finished(PLANS[2], reason="stopped"), fakes.job_ended(outcome="stopped")]
    )
    assert "kept" in result.verdict.text()
    assert result.compare.isHidden()
    with qtbot.waitSignal(space.wishes.resume):
        result.resume.click()


def test_a_new_run_takes_the_old_result_away(result: ResultBanner, space: Workspace) -> None:
    space.run.apply(fakes.distillation(measured=RESULTS))
    space.run.ask_start()
    assert result.isHidden()
