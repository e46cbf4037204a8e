"""What the charts show, and how the user changes it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.test_run_model import PLANS, until_distilled
from workbench.events import Adjusted, Event, MixMeasured, PhaseStarted
from workbench.gui.models.chart_choice import ChartChoice, Unit
from workbench.gui.models.overlay import OverlayModel, fold_phases
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import DARK, LIGHT, Choice
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.charts import AccuracyChart, Chart, DialChart, LossChart, MixChart


@pytest.fixture
def overlay() -> OverlayModel:
    return OverlayModel()


@pytest.fixture
def choice() -> ChartChoice:
    return ChartChoice(0.9)


@pytest.fixture
def accuracy(space: Workspace, overlay: OverlayModel, choice: ChartChoice, qtbot: QtBot) -> AccuracyChart:
    made = AccuracyChart(space.run, space.theme, overlay, choice)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def loss(space: Workspace, overlay: OverlayModel, choice: ChartChoice, qtbot: QtBot) -> LossChart:
    made = LossChart(space.run, space.theme, overlay, choice)
    qtbot.addWidget(made)
    return made


def points(chart: Chart, key: str) -> tuple[list[float], list[float]]:
    """Where a line runs, as it is drawn."""
    return chart.drawn[key].points


def shown(chart: Chart) -> Chart:
    """On the screen, drawn as it is now."""
    chart.resize(640, 400)
    chart.show()
    chart.refresh()
    return chart


def moved(step: int = 6, temperature: float = 8.0) -> Adjusted:
    return Adjusted(phase="distilled/0", step=step, temperature=temperature, alpha=0.1, learning_rate=0.01)


def warmer(first: int) -> Event:
    return replace(fakes.steps(first=first), temperature=8.0)


# Accuracy


def test_accuracy_is_drawn_in_percent_over_steps(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply([*until_distilled(), fakes.epoch(accuracy=0.5), fakes.epoch(number=2, accuracy=0.75)])
    accuracy.refresh()
    assert points(accuracy, "distilled") == ([5, 10], [50, 75])
    assert set(accuracy.legend.titles) == {
        "Teacher, learning",
        "Teacher, at its end: 82.1 %",
        "Plain student",
        "Distilled student",
    }


def test_the_teacher_is_a_flat_line_once_its_end_is_known(accuracy: AccuracyChart, space: Workspace) -> None:
    assert not accuracy.contents.levels
    space.run.apply([fakes.job_started(), fakes.data_ready(PLANS), *fakes.training(PLANS[0])])
    accuracy.refresh()
    assert [level.value for level in accuracy.contents.levels] == [
        pytest.approx(100 * fakes.FINAL["teacher"] * (1 - 0.5**3))
    ]


def test_accuracy_on_the_training_pictures_stays_behind(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply([*until_distilled(), replace(fakes.epoch(accuracy=0.5), train_accuracy=0.6)])
    accuracy.refresh()
    series = {each.key: each for each in accuracy.contents.series}
    assert points(accuracy, "distilled:train") == ([5], [60])
    assert (series["distilled:train"].faint, series["distilled"].faint) == (True, False)
    assert "dotted: on the training pictures" in accuracy.note.text()


def test_the_best_epoch_is_marked(accuracy: AccuracyChart, space: Workspace) -> None:
    accuracies = (0.5, 0.9, 0.7)
    space.run.apply(
        [*until_distilled(), *(fakes.epoch(number=n, accuracy=a) for n, a in enumerate(accuracies, start=1))]
    )
    accuracy.refresh()
    assert accuracy.tracks["distilled"].best() == (10, 90)
    assert "best epoch" in accuracy.note.text()


def test_several_seeds_are_faint_behind_their_mean(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.distillation(seeds=(0, 1)))
    accuracy.refresh()
    one, other = points(accuracy, "distilled/0")[1], points(accuracy, "distilled/1")[1]
    mean = [(a + b) / 2 for a, b in zip(one, other, strict=True)]
    assert points(accuracy, "distilled")[1] == pytest.approx(mean)
    assert "Distilled student, mean of 2 seeds" in accuracy.legend.titles


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


def test_a_mean_that_was_voided_by_a_resume_begins_anew(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.distillation(seeds=(0, 1)))
    accuracy.refresh()
    plan = fakes.plan("distilled/1")
    again: list[Event] = [fakes.phase_started(plan, step=5), fakes.epoch("distilled/1", 2, accuracy=0.1)]
    space.run.apply([*again, fakes.phase_finished(plan), fakes.job_ended()])
    accuracy.refresh()
    first = points(accuracy, "distilled/0")[1]
    assert points(accuracy, "distilled")[1][1] == pytest.approx((first[1] + 10) / 2)


def test_one_training_can_be_looked_at_alone(accuracy: AccuracyChart, choice: ChartChoice, space: Workspace) -> None:
    space.run.apply(fakes.distillation(seeds=(0, 1)))
    choice.look_at("plain/1")
    accuracy.refresh()
    assert [series.title for series in accuracy.contents.series if series.title] == ["Plain student, seed 1"]


def test_a_new_run_clears_the_chart(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.distillation())
    accuracy.refresh()
    space.run.ask_start()
    accuracy.refresh()
    assert not accuracy.drawn
    assert not accuracy.legend.titles


def test_a_screen_reader_hears_the_accuracies(accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.distillation())
    accuracy.refresh()
    assert accuracy.accessibleName() == "Chart: Accuracy"
    assert accuracy.accessibleDescription() == "Teacher 82.1 %, Plain student 77.2 %, Distilled student 81.7 %"


# Loss, mix, dials


def test_every_term_has_a_raw_and_a_smoothed_line(loss: LossChart, space: Workspace) -> None:
    space.run.apply(until_distilled(3))
    loss.refresh()
    assert set(loss.tracks) == {"distilled/0:labels", "distilled/0:teacher"}
    assert points(loss, "distilled/0:labels")[0] == list(range(1, 16))
    raw = loss.drawn["distilled/0:labels"].raw.ys
    assert list(raw) == pytest.approx(list(space.run.phases["distilled/0"].terms["labels"].y))
    assert loss.legend.titles == ["Labels", "Teacher", "smoothed 0.90, faint: as measured"]


def test_without_smoothing_there_is_one_line(loss: LossChart, choice: ChartChoice, space: Workspace) -> None:
    space.run.apply(until_distilled())
    choice.smooth(0.0)
    loss.refresh()
    assert loss.drawn["distilled/0:labels"].raw.xs.size == 0
    assert points(loss, "distilled/0:labels")[1] == pytest.approx(
        list(space.run.phases["distilled/0"].terms["labels"].y)
    )
    assert loss.legend.titles == ["Labels", "Teacher"]


def test_smoothing_is_bias_corrected_and_follows_as_the_run_grows(loss: LossChart, space: Workspace) -> None:
    space.run.apply(until_distilled(2))
    loss.refresh()
    space.run.apply([fakes.steps(first=11)])
    loss.refresh()
    values, mean, seen, expected = space.run.phases["distilled/0"].terms["labels"].y, 0.0, 0.0, []
    for value in values:
        mean, seen = 0.9 * mean + 0.1 * value, 0.9 * seen + 0.1
        expected.append(mean / seen)
    assert points(loss, "distilled/0:labels")[1] == pytest.approx(expected)


def test_points_that_a_resume_voided_disappear(loss: LossChart, choice: ChartChoice, space: Workspace) -> None:
    choice.smooth(0.0)
    space.run.apply(until_distilled(3))
    loss.refresh()
    other = fakes.steps(first=6, count=10)
    other.terms["labels"] = (7.0,) * 10
    space.run.apply([fakes.phase_started(PLANS[2], step=5), other])
    loss.refresh()
    assert points(loss, "distilled/0:labels")[1][5:] == [7.0] * 10


def test_the_validation_loss_is_beside_the_terms(loss: LossChart, space: Workspace) -> None:
    space.run.apply([*until_distilled(), fakes.epoch(accuracy=0.75)])
    loss.refresh()
    assert points(loss, "distilled/0::validation") == ([5], [0.25])
    assert "Validation pictures, cross-entropy" in loss.legend.titles


def test_another_training_can_be_looked_at(loss: LossChart, choice: ChartChoice, space: Workspace) -> None:
    space.run.apply(fakes.distillation())
    choice.look_at("teacher/0")
    loss.refresh()
    assert {key.split(":")[0] for key in loss.tracks} == {"teacher/0"}
    choice.look_at("")
    loss.refresh()
    assert {key.split(":")[0] for key in loss.tracks} == {"distilled/0"}


def test_the_mix_is_drawn_in_percent(
    space: Workspace, overlay: OverlayModel, choice: ChartChoice, qtbot: QtBot
) -> None:
    mix = MixChart(space.run, space.theme, overlay, choice)
    qtbot.addWidget(mix)
    space.run.apply(
        [*until_distilled(), MixMeasured(phase="distilled/0", step=5, shares={"labels": 0.2, "teacher": 0.8})]
    )
    mix.refresh()
    assert (points(mix, "distilled/0:labels"), points(mix, "distilled/0:teacher")) == (([5], [20]), ([5], [80]))


@pytest.mark.parametrize(("dial", "value"), [("temperature", 8.0), ("alpha", 0.1), ("learning_rate", 0.01)])
def test_dials_are_drawn_over_the_steps(
    dial: str, value: float, space: Workspace, overlay: OverlayModel, choice: ChartChoice, qtbot: QtBot
) -> None:
    chart = DialChart(space.run, space.theme, overlay, choice, dial)
    qtbot.addWidget(chart)
    space.run.apply(until_distilled())
    chart.refresh()
    space.run.apply([moved(), warmer(6)])
    chart.refresh()
    space.run.apply([warmer(11)])  # the end of the level line moves on
    chart.refresh()
    xs, ys = points(chart, f"distilled/0:{dial}")
    assert (xs[-1], ys[-1]) == (15, value)


def test_a_moved_dial_is_marked_and_named(loss: LossChart, accuracy: AccuracyChart, space: Workspace) -> None:
    space.run.apply([*until_distilled(), moved(), warmer(6)])
    for chart in (loss, accuracy):
        chart.refresh()
        assert chart.mark_places() == [6]
        assert [mark.text for mark in chart.contents.marks] == ["temperature 4 → 8"]


# Axes


@pytest.mark.parametrize(("unit", "places"), [(Unit.STEP, [5, 10]), (Unit.EPOCH, [1, 2]), (Unit.TIME, [0.5, 1.5])])
def test_the_horizontal_axis_counts_steps_epochs_or_seconds(
    unit: Unit, places: list[float], accuracy: AccuracyChart, choice: ChartChoice, space: Workspace
) -> None:
    timed: list[Event] = [replace(fakes.steps(), seconds=0.5), replace(fakes.steps(first=6), seconds=1.5)]
    start: list[Event] = [fakes.job_started(), fakes.data_ready(PLANS), fakes.phase_started(PLANS[2])]
    space.run.apply([*start, *timed, fakes.epoch(), fakes.epoch(number=2)])
    choice.count_in(unit)
    accuracy.refresh()
    assert points(accuracy, "distilled")[0] == pytest.approx(places)


def test_a_run_without_times_says_so(loss: LossChart, choice: ChartChoice, space: Workspace) -> None:
    start: list[Event] = [fakes.job_started(), fakes.data_ready(PLANS), fakes.phase_started(PLANS[2])]
    space.run.apply([*start, replace(fakes.steps(), seconds=0.0), moved()])
    choice.count_in(Unit.TIME)
    loss.refresh()
    assert points(loss, "distilled/0:labels") == ([], [])
    assert loss.mark_places() == []
    assert "no times are known of Labels" in loss.note.text()


def with_terms(*values: float) -> list[Event]:
    """A student whose only loss term had these values."""
    steps = replace(fakes.steps(), terms={"labels": values})
    return [fakes.job_started(), fakes.data_ready(PLANS), fakes.phase_started(PLANS[2]), steps]


ODD_SERIES = {
    "zeros": (0.0, 0.5, 0.0, 0.25),
    "negatives": (-1.0, 0.5, 0.25),
    "not a number": (math.nan, 0.5, math.inf, 0.25, -math.inf),
    "constant": (0.5,) * 20,
    "one point": (0.5,),
    "only zeros": (0.0,) * 5,
    "only nothing": (math.nan,) * 5,
    "tiny": (1e-300, 1e-299),
    "huge": (1e300, 1.0),
}


@pytest.mark.parametrize("name", ODD_SERIES)
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("smoothing", [0.0, 0.9])
def test_odd_series_are_borne(
    name: str, logarithmic: bool, smoothing: float, loss: LossChart, choice: ChartChoice, space: Workspace
) -> None:
    values = ODD_SERIES[name]
    space.run.apply(with_terms(*values))
    choice.set_logarithmic(logarithmic)
    choice.smooth(smoothing)
    shown(loss)
    assert not loss.grab().isNull()
    _, (low, high) = loss.box.viewRange()
    fine = [value for value in values if math.isfinite(value) and (value > 0 or not logarithmic)]
    assert low < high
    assert all(low <= (math.log10(value) if logarithmic else value) <= high for value in fine)
    below = sum((math.isfinite(value) and value <= 0) or value == -math.inf for value in values)
    assert ("not above zero" in loss.note.text()) == (logarithmic and below > 0)
    assert ("not finite" in loss.note.text()) == any(not math.isfinite(value) for value in values)


def test_a_logarithmic_axis_leaves_zeros_out_and_keeps_the_rest(
    loss: LossChart, choice: ChartChoice, space: Workspace
) -> None:
    space.run.apply(with_terms(1.0, 0.0, 0.01))
    choice.set_logarithmic(True)
    choice.smooth(0.0)
    loss.refresh()
    drawn = points(loss, "distilled/0:labels")[1]
    assert drawn[0] == 0
    assert math.isnan(drawn[1])
    assert drawn[2] == pytest.approx(-2)
    assert "not above zero, left out: 1" in loss.note.text()
    assert loss.axis_label() == "Loss, nats (log)"
    choice.set_logarithmic(False)
    loss.refresh()
    assert points(loss, "distilled/0:labels")[1] == [1.0, 0.0, 0.01]


def test_accuracy_has_no_logarithmic_axis(accuracy: AccuracyChart, choice: ChartChoice, space: Workspace) -> None:
    space.run.apply([*until_distilled(), fakes.epoch(accuracy=0.5)])
    choice.set_logarithmic(True)
    accuracy.refresh()
    assert points(accuracy, "distilled")[1] == [50]


def test_an_empty_chart_can_be_drawn(loss: LossChart) -> None:
    assert not shown(loss).grab().isNull()


def test_a_million_points_are_drawn_as_few_and_none_that_stands_out_is_lost(
    loss: LossChart, choice: ChartChoice, space: Workspace, qtbot: QtBot
) -> None:
    space.run.apply(with_terms(0.5))
    curve = space.run.phases["distilled/0"].terms["labels"]
    values = np.full(1_000_000, 0.5)
    values[777_777] = 9.0
    curve.extend(range(2, 1_000_002), values)
    choice.smooth(0.0)
    shown(loss)
    qtbot.waitUntil(lambda: loss.tracks["distilled/0:labels"].is_complete)
    loss.refresh()
    xs, ys = points(loss, "distilled/0:labels")
    assert len(xs) <= 2 * loss.box.width() + 10
    assert max(ys) == 9.0
    loss.box.setXRange(777_700, 777_800, padding=0)
    xs, ys = points(loss, "distilled/0:labels")
    assert xs[ys.index(9.0)] == 777_779


# Zooming and reading out


def test_zooming_stays_while_the_run_grows_until_everything_is_wanted(loss: LossChart, space: Workspace) -> None:
    space.run.apply(until_distilled(2))
    shown(loss)
    loss.zoom(0.5)
    part = loss.box.viewRange()[0]
    space.run.apply([fakes.steps(first=11)])
    loss.refresh()
    assert loss.box.viewRange()[0] == part
    assert "double-click shows everything" in loss.note.text()
    loss.show_everything()
    assert loss.box.viewRange()[0][1] >= 15


def test_other_axes_show_everything_again(loss: LossChart, choice: ChartChoice, space: Workspace) -> None:
    space.run.apply(until_distilled(3))
    shown(loss)
    loss.zoom(0.2)
    choice.count_in(Unit.EPOCH)
    loss.refresh()
    low, high = loss.box.viewRange()[0]
    assert (low < 0.2, 3 <= high < 4) == (True, True)


def test_the_mouse_reads_every_line_raw_and_smoothed(loss: LossChart, space: Workspace) -> None:
    space.run.apply([*until_distilled(2), fakes.epoch(accuracy=0.75)])
    shown(loss)
    loss.plot.scene().sigMouseMoved.emit(loss.box.mapViewToScene(QPointF(7.2, 1.0)))
    track = loss.tracks["distilled/0:labels"]
    raw, smooth = loss.say(track.raw.values[6]), loss.say(track.smooth.values[6])  # type: ignore[union-attr]  # it is smoothed
    assert loss.reader.readout.isVisible()
    assert loss.reader.readout.spoken.startswith("Step 7 · epoch 1.4")
    assert f"Labels {raw}  (smoothed {smooth})" in loss.reader.readout.spoken
    assert "Validation pictures, cross-entropy 0.25" not in loss.reader.readout.spoken  # its line ends at step 5
    assert loss.plot.rect().contains(loss.reader.readout.geometry())


def test_a_mark_is_named_where_it_is(loss: LossChart, space: Workspace) -> None:
    space.run.apply([*until_distilled(), moved(), warmer(6)])
    shown(loss)
    loss.reader.read_out(6.0)
    assert "temperature 4 → 8" in loss.reader.readout.spoken
    loss.reader.read_out(1.0)
    assert "temperature" not in loss.reader.readout.spoken


def test_arrow_keys_move_the_read_out_and_escape_ends_it(
    accuracy: AccuracyChart, space: Workspace, qtbot: QtBot
) -> None:
    space.run.apply([*until_distilled(), *(fakes.epoch(number=n, accuracy=0.2 * n) for n in (1, 2, 3))])
    shown(accuracy)
    said = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left):
        QTest.keyClick(accuracy, key)
        said.append(accuracy.reader.readout.spoken.split(" · ")[0])
    assert said == ["Step 5", "Step 10", "Step 15", "Step 10"]
    assert "Distilled student 40.0 %" in accuracy.accessibleDescription()
    QTest.keyClick(accuracy, Qt.Key.Key_Escape)
    assert not accuracy.reader.readout.isVisible()


def test_keys_zoom(accuracy: AccuracyChart, space: Workspace, qtbot: QtBot) -> None:
    space.run.apply(fakes.distillation())
    shown(accuracy)
    whole = accuracy.box.viewRange()[0]
    QTest.keyClick(accuracy, Qt.Key.Key_Plus)
    assert np.ptp(accuracy.box.viewRange()[0]) == pytest.approx(np.ptp(whole) / 2)
    QTest.keyClick(accuracy, Qt.Key.Key_0)
    assert accuracy.box.viewRange()[0] == whole


def test_the_space_bar_is_left_to_the_window(accuracy: AccuracyChart, space: Workspace, qtbot: QtBot) -> None:
    area = ChartArea(space)
    qtbot.addWidget(area)
    pressed: list[int] = []
    area.keyPressEvent = lambda event: pressed.append(event.key())  # type: ignore[method-assign]  # listens only
    area.load()
    space.run.apply(until_distilled())
    area.show()
    assert area.loss is not None
    QTest.keyClick(area.loss, Qt.Key.Key_Space)
    assert pressed == [Qt.Key.Key_Space]


def test_a_click_on_the_plot_gives_the_chart_the_keyboard(
    space: Workspace, overlay: OverlayModel, choice: ChartChoice, qtbot: QtBot
) -> None:
    space.run.apply(fakes.distillation())
    window = QWidget()
    qtbot.addWidget(window)
    rows, before = QVBoxLayout(window), QLineEdit()
    accuracy = AccuracyChart(space.run, space.theme, overlay, choice)
    rows.addWidget(before)
    rows.addWidget(accuracy)
    window.resize(640, 400)
    window.show()
    before.setFocus()
    QTest.mouseClick(accuracy.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    assert window.focusWidget() is accuracy


def test_arrow_keys_lead_out_of_a_zoomed_part(loss: LossChart, space: Workspace) -> None:
    space.run.apply(until_distilled(4))
    shown(loss)
    loss.box.setXRange(2, 6, padding=0)
    for _ in range(8):
        QTest.keyClick(loss, Qt.Key.Key_Right)
    assert loss.reader.readout.spoken.startswith("Step 9 ")
    low, high = loss.box.viewRange()[0]
    assert low <= 9 <= high


# Table


def test_the_table_has_every_number(loss: LossChart, space: Workspace) -> None:
    space.run.apply([*until_distilled(2), fakes.epoch(accuracy=0.75)])
    loss.refresh()
    loss.show_table(True)
    assert loss.table is not None
    model = loss.table.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert titles == [
        "Training step",
        "Labels",
        "Labels (smoothed 0.90)",
        "Teacher",
        "Teacher (smoothed 0.90)",
        "Validation pictures, cross-entropy",
    ]
    rows = [[model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())]
    assert [row[0] for row in rows] == [str(step) for step in range(1, 11)]
    assert [row[5] for row in rows] == ["", "", "", "", "0.25", "", "", "", "", ""]
    assert rows[0][1] == f"{space.run.phases['distilled/0'].terms['labels'].y[0]:.5g}"


def test_the_table_grows_with_the_run_without_being_begun_anew(loss: LossChart, space: Workspace, qtbot: QtBot) -> None:
    space.run.apply(until_distilled(1))
    loss.refresh()
    loss.show_table(True)
    assert loss.table is not None
    model = loss.table.model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        space.run.apply([fakes.steps(first=6), fakes.job_ended()])
        loss.refresh()
    assert (model.rowCount(), tester.model()) == (10, model)
    loss.show_table(False)
    assert loss.stack.currentWidget() is loss.plot


def test_a_chart_that_nobody_sees_waits_until_it_is_seen(loss: LossChart, space: Workspace, qtbot: QtBot) -> None:
    space.run.apply(until_distilled())
    qtbot.wait(150)
    assert not loss.drawn
    loss.show()
    assert points(loss, "distilled/0:labels")[0] == [1, 2, 3, 4, 5]


def test_a_chart_on_screen_is_drawn_within_a_moment(loss: LossChart, space: Workspace, qtbot: QtBot) -> None:
    loss.show()
    space.run.apply(until_distilled())
    qtbot.waitUntil(lambda: "distilled/0:labels" in loss.drawn)


# Theme


def test_the_charts_follow_the_theme(loss: LossChart, space: Workspace, overlay: OverlayModel) -> None:
    space.run.apply(until_distilled())
    overlay.add("other", "Other")
    overlay.take("other", fold_phases(until_distilled()))
    shown(loss)
    colors = {}
    for choice, wanted in ((Choice.DARK, DARK), (Choice.LIGHT, LIGHT)):
        space.theme.choose(choice)
        assert loss.plot.backgroundBrush().color().name() == wanted.raised
        pen = loss.drawn["distilled/0:labels"].strong.pen
        assert pen.color().name() == wanted.terms[0].color
        assert loss.drawn["other/distilled/0:labels"].strong.pen.color().name() == wanted.runs[0].color
        colors[choice] = loss.grab().toImage().pixelColor(60, 60).name()
    assert colors == {Choice.DARK: DARK.raised, Choice.LIGHT: LIGHT.raised}


# The area


def test_before_the_first_run_the_area_says_what_will_come(space: Workspace, qtbot: QtBot) -> None:
    area = ChartArea(space)
    qtbot.addWidget(area)
    area.load()
    assert area.stack.currentWidget() is area.empty
    assert "Press <b>Start</b>" in area.empty.text()
    space.run.ask_start()
    assert "Reading the pictures" in area.empty.text()
    space.run.apply(until_distilled())
    assert area.stack.currentWidget() is area.filled


@pytest.fixture
def area(space: Workspace, qtbot: QtBot) -> ChartArea:
    made = ChartArea(space)
    qtbot.addWidget(made)
    made.load()
    space.run.apply(until_distilled())
    made.resize(620, 500)
    made.show()
    return made


def test_the_list_of_trainings_grows_with_the_run(area: ChartArea) -> None:
    phase = area.controls.phase
    titles = [phase.itemText(index) for index in range(phase.count())]
    assert titles == ["automatic", "Teacher", "Plain student", "Distilled student"]
    phase.setCurrentIndex(2)
    phase.activated.emit(2)
    assert area.choice.phase == "plain/0"


def test_slider_and_number_smooth_alike(area: ChartArea, qtbot: QtBot) -> None:
    with qtbot.waitSignal(area.smoothingChosen) as chosen:
        area.controls.smoothing.setValue(50)
    assert chosen.args == [0.5]
    assert area.controls.weight.value() == 0.5
    with qtbot.waitSignal(area.smoothingChosen) as chosen:
        area.controls.weight.setValue(0.25)
    assert chosen.args == [0.25]
    assert area.controls.smoothing.value() == 25


def test_axes_are_chosen_in_the_row(area: ChartArea) -> None:
    area.controls.unit.setCurrentIndex(1)
    area.controls.unit.activated.emit(1)
    area.controls.logarithmic.click()
    assert (area.choice.unit, area.choice.logarithmic) == (Unit.EPOCH, True)


@pytest.mark.parametrize(
    ("view", "titles", "logarithmic"),
    [
        ("overview", ["Accuracy", "Loss"], True),
        ("accuracy", ["Accuracy"], False),
        ("loss", ["Loss"], True),
        ("mix", ["Effective mix"], False),
        ("learning_rate", ["Learning rate"], True),
        ("dials", ["Temperature", "Weight of the labels"], False),
    ],
)
def test_each_view_has_its_charts(view: str, titles: list[str], logarithmic: bool, area: ChartArea) -> None:
    area.controls.view.setCurrentIndex(area.controls.view.findData(view))
    assert [chart.title for chart in area.charts] == titles
    assert area.controls.logarithmic.isEnabled() == logarithmic


def test_the_controls_are_one_row_where_there_is_room_and_two_where_there_is_not(area: ChartArea) -> None:
    controls = area.controls
    assert area.minimumSizeHint().width() <= 360
    assert controls.view.y() == controls.more.y()  # 620 pixels are enough
    area.resize(360, 500)
    QApplication.processEvents()
    assert controls.more.y() >= controls.view.geometry().bottom()
    assert controls.rect().contains(controls.more.geometry())


def test_whatever_can_be_used_has_a_name_and_says_what_it_does(area: ChartArea) -> None:
    controls = area.controls
    for widget in (
        controls.view, controls.phase, controls.unit, controls.smoothing, controls.weight, controls.logarithmic,
        controls.more,
    ):  # fmt: skip
        assert widget.accessibleName()
        assert widget.toolTip()
    for action in controls.more.menu().actions():
        assert action.isSeparator() or (action.text() and action.toolTip() != action.text())


def test_tables_stay_when_other_charts_are_shown(area: ChartArea) -> None:
    area.controls.table.setChecked(True)
    area.show_view("dials")
    assert [chart.stack.currentWidget() is chart.table for chart in area.charts] == [True, True]
    area.controls.table.setChecked(False)
    assert [chart.stack.currentWidget() is chart.plot for chart in area.charts] == [True, True]


def test_a_wanted_file_is_announced_by_its_kind(area: ChartArea, qtbot: QtBot) -> None:
    wanted: list[str] = []
    area.exportRequested.connect(wanted.append)
    for action in area.controls.more.menu().actions()[:3]:
        action.trigger()
    assert wanted == ["png", "svg", "csv"]


def test_phases_that_begin_at_a_checkpoint_are_placed_right(loss: LossChart, space: Workspace) -> None:
    started: PhaseStarted = fakes.phase_started(PLANS[2], step=5)
    space.run.apply([fakes.job_started(), fakes.data_ready(PLANS), started, fakes.steps(first=6)])
    loss.refresh()
    assert points(loss, "distilled/0:labels")[0] == [6, 7, 8, 9, 10]
