"""The charts of dials, weights and readings, and what terms are called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import CATALOGUE, entry
from workbench.events import Adjusted, Event
from workbench.gui.models.chart_choice import ChartChoice
from workbench.gui.models.overlay import OverlayModel
from workbench.gui.models.workspace import Workspace
from workbench.gui.views import words
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.charts import Chart, DialChart, LossChart

TITLES = {"kd": "Soft targets", "at": "Attention transfer (AT)", "rkd": "Relations (RKD)"}


def title_of(kind: str) -> str:
    return TITLES.get(kind, kind)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("labels", "Labels"),
        ("teacher", "Teacher"),
        ("kd", "Soft targets"),
        ("kd_2", "Soft targets 2"),
        ("at", "Attention transfer"),
        ("rkd.angle", "Relations: angle"),
        ("rkd_3.angle", "Relations 3: angle"),
        ("balance", "Learned weights"),
        ("from_a_plug_in", "from_a_plug_in"),
    ],
)
def test_a_term_is_called_by_its_method(name: str, said: str) -> None:
    assert words.term(name, title_of) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("temperature", "Learned temperature"),
        ("kd_2.temperature", "Soft targets 2: learned temperature"),
        ("weight of labels", "Learned weight: Labels"),
        ("weight of rkd", "Learned weight: Relations"),
        ("mean sigma", "Mean sigma"),
    ],
)
def test_a_reading_says_whose_it_is(name: str, said: str) -> None:
    assert words.reading(name, title_of) == said


def trained(*changes: dict[str, Any]) -> list[Event]:
    """A student's steps, five by five, each report with other fields."""
    reports = [replace(fakes.steps(first=1 + 5 * n), **change) for n, change in enumerate(changes)]
    plan = fakes.plan()
    return [fakes.job_started(), fakes.data_ready([plan]), fakes.phase_started(plan), *reports]


@pytest.fixture
def area(space: Workspace, qtbot: QtBot) -> ChartArea:
    space.catalogue.take({**CATALOGUE, "methods": [entry(kind, title) for kind, title in TITLES.items()]})
    made = ChartArea(space)
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.load()
    return made


def titles(area: ChartArea) -> list[str]:
    return [chart.title for chart in area.charts]


def test_weights_and_readings_have_a_chart_only_where_there_is_something(area: ChartArea, space: Workspace) -> None:
    space.run.apply(trained({"weights": {"kd": 1.0}}))
    area.show_view("dials")
    assert titles(area) == ["Temperature", "Weight of the labels"]
    space.run.apply([replace(fakes.steps(first=6), weights={"kd": 0.5}, readings={"mean sigma": 0.3})])
    assert titles(area)[2:] == ["Weights of the methods", "What the methods learned"]


def shown(chart: Chart) -> dict[str, list[float]]:
    chart.bring_up_to_date()
    return {series.title: list(series.curve.y) for series in chart.contents.series}


def test_every_weight_has_a_line_and_what_is_learned_a_scale_of_its_own(area: ChartArea, space: Workspace) -> None:
    readings = [{"weight of kd": 1.0}, {"weight of kd": 0.8}]
    space.run.apply(trained(*({"weights": {"kd": 1.0, "at": 1000.0}, "readings": told} for told in readings)))
    area.show_view("dials")
    assert shown(area.charts[2]) == {
        "Soft targets": [1.0, 1.0],
        "Attention transfer": [1000.0, 1000.0],
    }
    assert shown(area.charts[3]) == {"Learned weight: Soft targets": [1.0, 0.8]}


def test_a_learned_temperature_is_drawn_with_the_dial(space: Workspace, qtbot: QtBot) -> None:
    space.run.apply(trained({"readings": {"temperature": 15.0}}, {"readings": {"temperature": 9.0}}))
    chart = DialChart(space.run, space.theme, OverlayModel(), ChartChoice(), "temperature")
    qtbot.addWidget(chart)
    assert shown(chart) == {"Distilled student, seed 0": [4.0, 4.0], "Learned temperature": [15.0, 9.0]}
    assert len(chart.tracks) == 2


def test_a_weight_that_was_moved_is_marked(area: ChartArea, space: Workspace) -> None:
    moved = Adjusted(phase="distilled/0", step=6, temperature=4, alpha=0.1, learning_rate=0.01, weights={"at": 5.0})
    space.run.apply([*trained({"weights": {"at": 50.0}}), moved])
    space.run.apply([replace(fakes.steps(first=6), weights={"at": 5.0})])
    assert area.loss is not None
    area.loss.bring_up_to_date()
    assert [mark.text for mark in area.loss.contents.marks] == ["weight of Attention transfer 50 → 5"]


def test_eight_terms_look_different(space: Workspace, qtbot: QtBot) -> None:
    terms = dict.fromkeys(("labels", "teacher", "at", "kd_2", "rkd.angle", "rkd.distance", "a", "b"), (1.0, 0.9))
    space.run.apply(trained({"terms": terms}))
    chart = LossChart(space.run, space.theme, OverlayModel(), ChartChoice())
    qtbot.addWidget(chart)
    looks = {(series.style.dash, series.style.marker) for series in chart.contents.series}
    assert len(looks) == 8
