"""Other runs over the one on screen."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.test_run_model import until_distilled
from workbench.events import Adjusted, MixMeasured
from workbench.gui.models.chart_choice import ChartChoice
from workbench.gui.models.overlay import OverlayModel, fold_phases
from workbench.gui.models.run import RunModel
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.charts import AccuracyChart, LossChart


@pytest.fixture
def overlay(qapp: object) -> OverlayModel:
    return OverlayModel()


def test_a_chosen_run_is_wanted_once(overlay: OverlayModel, qtbot: QtBot) -> None:
    with qtbot.waitSignals([overlay.wanted, overlay.changed]):
        overlay.add("one", "First try")
    with qtbot.assertNotEmitted(overlay.wanted):
        overlay.add("one", "First try")
    assert [(run.run, run.waits) for run in overlay.runs] == [("one", True)]
    assert "one" in overlay


def test_a_run_keeps_its_colour_when_another_one_goes(overlay: OverlayModel) -> None:
    for name in ("one", "two", "three"):
        overlay.add(name, name)
    overlay.remove("one")
    assert {run.run: run.number for run in overlay.runs} == {"two": 1, "three": 2}
    overlay.add("four", "four")
    assert {run.run: run.number for run in overlay.runs} == {"two": 1, "three": 2, "four": 0}


def test_curves_of_a_run_that_is_no_longer_wanted_are_passed_over(overlay: OverlayModel, qtbot: QtBot) -> None:
    overlay.add("one", "one")
    overlay.clear()
    with qtbot.assertNotEmitted(overlay.changed):
        overlay.take("one", fold_phases(fakes.distillation()))
        overlay.take_failure("one", "gone")
    assert not overlay.runs


def test_folding_a_file_gives_what_the_run_had_on_screen(qapp: object) -> None:
    events = [
        *until_distilled(3),
        Adjusted(phase="distilled/0", step=6, temperature=8.0, alpha=0.1, learning_rate=0.01),
        MixMeasured(phase="distilled/0", step=5, shares={"labels": 0.4, "teacher": 0.6}),
        fakes.epoch(accuracy=0.5),
        fakes.phase_started(fakes.plan("distilled/0"), step=10),
        fakes.steps(first=11, count=2),
    ]
    screen = RunModel()
    screen.apply(events)
    folded = fold_phases(events)["distilled/0"]
    known = screen.phases["distilled/0"]
    assert list(folded.terms["labels"].y) == list(known.terms["labels"].y)
    assert list(folded.mix["labels"].y) == [0.4]
    assert (folded.changes, folded.step, folded.best) == (known.changes, known.step, known.best)


def test_other_runs_are_drawn_with_their_own_line_and_name(
    overlay: OverlayModel, space: Workspace, qtbot: QtBot
) -> None:
    chart = AccuracyChart(space.run, space.theme, overlay, ChartChoice())
    qtbot.addWidget(chart)
    space.run.apply(fakes.distillation())
    overlay.add("one", "First try")
    chart.refresh()
    assert "reading First try…" in chart.note.text()
    overlay.take("one", fold_phases(fakes.distillation(seeds=(0, 1))))
    chart.refresh()
    line = next(series for series in chart.contents.series if series.key == "run:one")
    assert line.title == "First try · distilled"
    assert line.style == space.theme.colors.run(0)
    finals = [100 * fakes.accuracy_of("distilled", seed) * (1 - 0.5**3) for seed in (0, 1)]
    assert chart.drawn["run:one"].points[1][-1] == pytest.approx(sum(finals) / 2)
    overlay.clear()
    chart.refresh()
    assert "run:one" not in chart.drawn


def test_terms_of_other_runs_share_its_colour_and_differ_in_dash(
    overlay: OverlayModel, space: Workspace, qtbot: QtBot
) -> None:
    chart = LossChart(space.run, space.theme, overlay, ChartChoice())
    qtbot.addWidget(chart)
    space.run.apply(until_distilled())
    overlay.add("one", "First try")
    overlay.take("one", fold_phases(until_distilled()))
    chart.refresh()
    lines = [series for series in chart.contents.series if series.foreign]
    assert [line.title for line in lines] == ["First try · distilled · Labels", "First try · distilled · Teacher"]
    assert len({line.style.color for line in lines}) == 1
    assert len({line.style.dash for line in lines}) == 2


def test_a_run_that_cannot_be_read_is_named_with_its_reason(
    overlay: OverlayModel, space: Workspace, qtbot: QtBot
) -> None:
    chart = LossChart(space.run, space.theme, overlay, ChartChoice())
    qtbot.addWidget(chart)
    overlay.add("one", "First try")
    overlay.take_failure("one", "The folder is gone.")
    chart.refresh()
    assert chart.note.text() == "First try: The folder is gone."


def test_without_a_run_on_screen_others_can_be_compared(overlay: OverlayModel, space: Workspace, qtbot: QtBot) -> None:
    area = ChartArea(space, overlay)
    qtbot.addWidget(area)
    area.load()
    assert area.stack.currentWidget() is area.empty
    overlay.add("one", "First try")
    overlay.take("one", fold_phases(fakes.distillation()))
    assert area.stack.currentWidget() is area.filled
    assert area.accuracy is not None
    area.accuracy.refresh()
    assert area.accuracy.legend.titles == ["First try · distilled"]
