"""Runs with several teachers and with assistants, wherever the window and the terminal tell of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from workbench.cli.tellers import Bar, Lines
from workbench.engine.report import words as report_words
from workbench.events import Event, PhaseStarted, encode
from workbench.gui.models.chart_choice import ChartChoice
from workbench.gui.models.export_material import _networks
from workbench.gui.models.overlay import OverlayModel, fold_phases
from workbench.gui.models.run import RunModel
from workbench.gui.models.workspace import Workspace
from workbench.gui.telling import told
from workbench.gui.theme import DARK, LIGHT
from workbench.gui.views.chart_controls import ChartControls
from workbench.gui.views.charts import AccuracyChart, DialChart, LossChart, MixChart, WeightsChart
from workbench.gui.views.result import ResultBanner
from workbench.gui.views.run_bar import ProgressLine

PHASES = ["teacher/0", "teacher/0/1", "assistant/0/1", "assistant/0/2", "distilled/0", "plain/0"]


def up_to(phase: str) -> list[Event]:
    """Until the first steps of a training are done."""
    events = fakes.chain()
    begins = next(n for n, each in enumerate(events) if isinstance(each, PhaseStarted) and each.plan.phase == phase)
    return [*events[: begins + 1], fakes.steps(phase)]


def legends(chart: AccuracyChart) -> list[str]:
    chart.refresh()
    titles = [series.title for series in chart.contents.series if series.title]
    return [*titles, *(level.title for level in chart.contents.levels)]


@pytest.fixture
def line(space: Workspace, qtbot: QtBot) -> ProgressLine:
    made = ProgressLine(space)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def chart(space: Workspace, qtbot: QtBot) -> AccuracyChart:
    made = AccuracyChart(space.run, space.theme, space.overlay, ChartChoice())
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ("teacher/0", "Training teacher 1 of 2, epoch 1 of 3"),
        ("teacher/0/1", "Training teacher 2 of 2, epoch 1 of 3"),
        ("assistant/0/1", "Training assistant 1 of 2, epoch 1 of 3"),
        ("assistant/0/2", "Training assistant 2 of 2, epoch 1 of 3"),
        ("distilled/0", "Training distilled student, epoch 1 of 3"),
    ],
)
def test_the_line_says_which_network_of_the_chain_trains(
    line: ProgressLine, space: Workspace, phase: str, said: str
) -> None:
    space.run.apply(up_to(phase))
    assert line.sentence().startswith(said)


def test_the_only_assistant_is_not_counted(line: ProgressLine, space: Workspace) -> None:
    plans = [fakes.plan("assistant/0/1"), fakes.plan("distilled/0")]
    space.run.apply([fakes.job_started(), fakes.data_ready(plans), fakes.phase_started(plans[0])])
    assert line.sentence().startswith("Training assistant, epoch")


def test_every_network_of_a_chain_has_a_line_and_a_name(chart: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.chain())
    assert legends(chart) == [
        "Teacher, learning",
        "Teacher 2, learning",
        "Assistant 1",
        "Assistant 2",
        "Plain student",
        "Distilled student",
    ]
    assert "Assistant 2 81.9 %" in chart.summary()


def test_each_assistant_has_a_mean_of_its_own_seeds(chart: AccuracyChart, space: Workspace) -> None:
    space.run.apply(fakes.chain(seeds=(0, 1)))
    named = legends(chart)
    assert "Assistant 1, mean of 2 seeds" in named
    assert "Assistant 2, mean of 2 seeds" in named


def test_assistants_and_teachers_differ_in_more_than_their_colour() -> None:
    for colors in (LIGHT, DARK):
        parts = [("teacher", 0), ("teacher", 1), ("assistant", 1), ("assistant", 2), ("distilled", 0), ("plain", 0)]
        looks = [(line.dash, line.marker) for line in (colors.network(*part) for part in parts)]
        assert len(set(looks)) == len(looks)
        assert len({colors.lines[role].color for role in ("teacher", "assistant", "distilled", "plain")}) == 4


def test_the_level_of_several_teachers_is_what_they_are_together_not_the_assistants(
    chart: AccuracyChart, space: Workspace
) -> None:
    space.run.apply(up_to("teacher/0/1"))
    assert space.run.teacher_accuracy is None  # one of two alone would mislead
    for phase, accuracy in (("assistant/0/1", 0.95), ("assistant/0/2", 0.9), ("distilled/0", 0.8)):
        begun = fakes.phase_started(fakes.plan(phase))
        space.run.apply([replace(begun, teacher_accuracy=accuracy)])
    assert space.run.teacher_accuracy == 0.95
    assert "All teachers together: 95.0 %" in legends(chart)


def test_the_dials_of_an_assistant_can_be_moved_as_those_of_the_student(qapp: object) -> None:
    model = RunModel()
    model.apply(up_to("assistant/0/1"))
    assert model.can_adjust("temperature")
    model.apply(up_to("teacher/0/1"))
    assert not model.can_adjust("temperature")


@pytest.mark.parametrize("phase", PHASES)
def test_every_chart_of_a_chain_can_be_drawn_alone_and_under_another_run(
    space: Workspace, qtbot: QtBot, phase: str
) -> None:
    overlay, choice = OverlayModel(), ChartChoice()
    overlay.add("chain", "Chain")
    overlay.take("chain", fold_phases(fakes.chain(seeds=(0, 1))))
    overlay.add("pair", "Pair")
    overlay.take("pair", fold_phases(fakes.distillation()))
    shared = (space.run, space.theme, overlay, choice)
    charts = [AccuracyChart(*shared), LossChart(*shared), MixChart(*shared), WeightsChart(*shared)]
    charts.append(DialChart(*shared, "temperature"))
    space.run.apply(fakes.chain())
    choice.look_at(phase)
    for each in charts:
        qtbot.addWidget(each)
        each.refresh()
        assert each.summary() is not None
    own = [series for series in charts[0].contents.series if not series.foreign]
    assert {series.phase.plan.phase for series in own} == {phase}
    of_chain = [series.title for series in charts[0].contents.series if series.key == "run:chain"]
    parts = {"assistant/0/2": "Chain · assistant 2", "teacher/0/1": "Chain · teacher 2", "teacher/0": "Chain · teacher"}
    assert of_chain == [parts.get(phase, of_chain[0])]


def test_every_training_can_be_chosen_by_a_name_of_its_own(space: Workspace, qtbot: QtBot) -> None:
    controls = ChartControls(space.run, ChartChoice(), space.theme)
    qtbot.addWidget(controls)
    space.run.apply(fakes.chain())
    controls.refresh()
    names = [controls.phase.itemText(index) for index in range(1, controls.phase.count())]
    assert names == ["Teacher", "Teacher 2", "Assistant 1", "Assistant 2", "Distilled student", "Plain student"]
    assert [controls.phase.itemData(index) for index in range(1, controls.phase.count())] == PHASES


def test_the_log_names_them(qapp: object) -> None:
    lines = [line for event in fakes.chain() if (line := told(event)) is not None]
    said = " ".join(text for text, _ in lines)
    assert "Assistant 2, seed 0" in said
    assert "Teacher 2, seed 0" in said
    assert "assistant/" not in said


def test_the_result_is_of_the_students(space: Workspace, qtbot: QtBot) -> None:
    banner = ResultBanner(space)
    qtbot.addWidget(banner)
    space.run.apply(fakes.chain())
    assert space.run.results is not None
    assert not banner.isHidden()


def test_the_terminal_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    for teller in (Lines(), Bar()):
        with teller:
            teller.tell(fakes.chain(seeds=(0, 1)))
    said = capsys.readouterr().out
    assert "Assistant 2, seed 1: " in said
    assert "Teacher 2, seed 0: " in said
    assert "assistant/" not in said
    begins = next(line for line in said.splitlines() if line.startswith("Assistant 1, seed 0"))
    assert "temperature 4" in begins  # it learns from a teacher, as the student does


def test_the_report_names_them() -> None:
    assert report_words.phase("assistant/3/2") == "Assistant 2, seed 3"
    assert report_words.phase("teacher/0/1") == "Teacher 2, seed 0"
    assert report_words.phase("teacher/0") == "Teacher, seed 0"


def test_only_networks_that_are_somebody_s_result_are_offered_for_export(tmp_path: Path) -> None:
    for phase in PHASES:
        folder = tmp_path / "models" / phase.replace("/", "-")
        folder.mkdir(parents=True)
        (folder / "phase.json").write_text(encode(fakes.phase_finished(fakes.plan(phase))))
    assert sorted(network.role for network in _networks(tmp_path)) == ["distilled", "plain", "teacher"]
