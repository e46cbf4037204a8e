from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.test_run_model import PLANS, until_distilled
from workbench.events import Adjusted, Event
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import DARK, Choice
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.charts import AccuracyChart, Chart, LossChart


@pytest.fixture
def accuracy(space: Workspace, qtbot: QtBot) -> AccuracyChart:
    made = AccuracyChart(space.run, space.theme)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def loss(space: Workspace, qtbot: QtBot) -> LossChart:
    made = LossChart(space.run, space.theme, smoothing=0.9)
    qtbot.addWidget(made)
    return made


def points(chart: Chart, name: str) -> tuple[list[float], list[float]]:
    xs, ys = chart.lines[name].getOriginalDataset()
    return list(xs), list(ys)


def legend(chart: Chart) -> list[str]:
    return [label.text for _, label in chart.legend.items]


def test_accuracy_is_drawn_in_percent_over_steps(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply([*until_distilled(), fakes.epoch(accuracy=0.5), fakes.epoch(number=2, accuracy=0.75)])
    accuracy.refresh()
    assert points(accuracy, "distilled") == ([5, 10], [50, 75])
    assert set(legend(accuracy)) == {
        "Teacher, learning",
        "Teacher, at its end: 82.1 %",
        "Plain student",
        "Distilled student",
    }


def test_the_teacher_is_a_flat_line_once_its_end_is_known(accuracy: AccuracyChart, space: Workspace) -> None:
    assert not accuracy.teacher.isVisible()
    space.run.apply([fakes.job_started(), fakes.data_ready(PLANS), *fakes.training(PLANS[0])])
    accuracy.refresh()
    assert accuracy.teacher.isVisible()
    assert accuracy.teacher.value() == pytest.approx(100 * fakes.FINAL["teacher"] * (1 - 0.5**3))


def test_several_seeds_are_faint_behind_their_mean(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.distillation(seeds=(0, 1)))
    accuracy.refresh()
    one, other = points(accuracy, "distilled/0")[1], points(accuracy, "distilled/1")[1]
    mean = [(a + b) / 2 for a, b in zip(one, other, strict=True)]
    assert points(accuracy, "distilled")[1] == pytest.approx(mean)
    assert "Distilled student, mean of 2 seeds" in legend(accuracy)


def test_while_one_seed_trains_it_is_the_strong_one(accuracy: AccuracyChart, space: Workspace) -> None:
    plans = [fakes.plan("distilled/0"), fakes.plan("distilled/1")]
    begun: list[Event] = [
        fakes.phase_started(plans[1]),
        fakes.steps("distilled/1"),
        fakes.epoch("distilled/1", accuracy=0.3),
    ]
    space.run.apply([fakes.job_started(), fakes.data_ready(plans), *fakes.training(plans[0]), *begun])
    accuracy.refresh()
    assert points(accuracy, "distilled") == ([5], [30])


def test_a_new_run_clears_the_chart(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.distillation())
    accuracy.refresh()
    space.run.ask_start()
    accuracy.refresh()
    assert not accuracy.lines
    assert not legend(accuracy)


def test_every_term_has_a_raw_and_a_smoothed_line(loss: LossChart, space: Workspace) -> None:
    space.run.apply(until_distilled(3))
    loss.refresh()
    assert set(loss.lines) == {f"distilled/0:{term}{kind}" for term in ("labels", "teacher") for kind in ("", ":raw")}
    assert points(loss, "distilled/0:labels:raw")[0] == list(range(1, 16))
    assert legend(loss) == ["Labels (smoothed 0.90)", "Teacher (smoothed 0.90)"]


def test_without_smoothing_there_is_one_line(loss: LossChart, space: Workspace) -> None:
    space.run.apply(until_distilled())
    loss.smooth(0.0)
    assert set(loss.lines) == {"distilled/0:labels", "distilled/0:teacher"}
    assert legend(loss) == ["Labels", "Teacher"]


def test_another_training_can_be_looked_at(loss: LossChart, space: Workspace) -> None:
    space.run.apply(fakes.distillation())
    loss.choose("teacher/0")
    assert {name.split(":")[0] for name in loss.lines} == {"teacher/0"}
    loss.choose("")
    assert {name.split(":")[0] for name in loss.lines} == {"distilled/0"}


def test_a_moved_dial_is_marked(loss: LossChart, accuracy: AccuracyChart, space: Workspace) -> None:
    moved = Adjusted(phase="distilled/0", step=6, temperature=8.0, alpha=0.1, learning_rate=0.01)
    space.run.apply([*until_distilled(2), moved])
    for chart in (loss, accuracy):
        chart.refresh()
        assert [mark.value() for mark in chart._marks] == [6]


def test_the_charts_follow_the_theme(accuracy: AccuracyChart, space: Workspace) -> None:
    space.theme.choose(Choice.DARK)
    assert accuracy.plot.backgroundBrush().color().name() == DARK.raised
    space.theme.choose(Choice.LIGHT)


def test_a_logarithmic_axis_bears_zeros(loss: LossChart, space: Workspace, qtbot: QtBot) -> None:
    zero = fakes.steps()
    zero.terms["labels"] = (0.0,) * 5  # a weight of nothing
    space.run.apply([*until_distilled()[:-1], zero])
    loss.set_logarithmic(True)
    loss.refresh()
    loss.resize(400, 300)
    assert not loss.grab().isNull()


def test_a_screen_reader_hears_the_accuracies(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.distillation())
    accuracy.refresh()
    assert accuracy.accessibleDescription() == "Teacher 82.1 %, Plain student 77.2 %, Distilled student 81.7 %"


def test_before_the_first_run_the_area_says_what_will_come(space: Workspace, qtbot: QtBot) -> None:
    area = ChartArea(space)
    qtbot.addWidget(area)
    area.load()
    assert area.stack.currentWidget() is area.empty
    assert "Press <b>Start</b>" in area.empty.text()
    space.run.ask_start()
    assert "Reading the pictures" in area.empty.text()
    space.run.apply(until_distilled())
    assert area.stack.currentWidget() is area.splitter


def test_the_list_of_trainings_grows_with_the_run(space: Workspace, qtbot: QtBot) -> None:
    area = ChartArea(space)
    qtbot.addWidget(area)
    area.load()
    space.run.apply(until_distilled())
    titles = [area.phase.itemText(index) for index in range(area.phase.count())]
    assert titles == ["automatic", "Teacher", "Plain student", "Distilled student"]
    with qtbot.waitSignal(area.smoothingChosen) as chosen:
        area.smoothing.setValue(50)
    assert chosen.args == [0.5]
