"""How a training computes and what is remembered of its teacher: shown while it goes, and when it is opened later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import OpenWindow, TwoSpeedHost
from workbench.events import Event, NumericsChosen, PhaseStarted, TeacherAsked
from workbench.gui.models.run import RunModel
from workbench.gui.models.workspace import Workspace
from workbench.gui.telling import told
from workbench.gui.views.workings import Workings


def numerics(phase: str = "distilled/0", **changes: Any) -> NumericsChosen:
    facts: dict[str, Any] = {
        "student": "fp32",
        "teacher": "fp32",
        "folded": True,
        "compiled": False,
        "channels_last": True,
    }
    return NumericsChosen(phase=phase, device="cpu", **{**facts, **changes})


def asked(
    phase: str = "distilled/0", *, step: int = 5, of: int = 1000, known: int = 860, why: str = ""
) -> TeacherAsked:
    return TeacherAsked(
        phase=phase, step=5, asked=of, remembered=known, memory_bytes=31_000_000, disk_bytes=43_000_000, reason=why
    )


PLANS = [fakes.plan(phase) for phase in ("teacher/0", "distilled/0", "plain/0")]
BEGUN: list[Event] = [fakes.job_started(), fakes.data_ready(PLANS)]
TAUGHT: list[Event] = [*BEGUN, numerics(), fakes.phase_started(PLANS[1]), fakes.steps(), asked()]


@pytest.fixture
def line(space: Workspace, qtbot: QtBot) -> Workings:
    made = Workings(space.run)
    qtbot.addWidget(made)
    return made


def test_there_is_no_line_before_anything_is_told(line: Workings, space: Workspace) -> None:
    assert line.isHidden()
    space.run.apply([*BEGUN, fakes.phase_started(PLANS[0]), fakes.steps("teacher/0")])
    assert line.isHidden()


def test_it_says_how_many_answers_were_remembered(line: Workings, space: Workspace) -> None:
    space.run.apply(TAUGHT)
    assert not line.isHidden()
    assert line.teacher.text() == "Teacher: 86 % of answers remembered · 43 MB kept"
    assert "860 of 1000 answers" in line.teacher.toolTip().replace(",", "")
    assert "31 MB in memory, 43 MB on the disk" in line.teacher.toolTip()
    assert "31 MB in memory" in line.teacher.accessibleDescription()


@pytest.mark.parametrize(
    ("memory", "disk", "said"),
    [
        (31_000_000, 0, "31 MB in memory, for this run only."),
        (0, 43_000_000, "43 MB on the disk, also for later runs."),  # as told when all of it is written
    ],
)
def test_only_places_that_hold_something_are_named(
    line: Workings, space: Workspace, memory: int, disk: int, said: str
) -> None:
    space.run.apply([*TAUGHT, replace(asked(), memory_bytes=memory, disk_bytes=disk)])
    assert f"Kept of this teacher: {said}" in line.teacher.toolTip()


def test_it_says_why_nothing_more_is_kept(line: Workings, space: Workspace) -> None:
    space.run.apply([*TAUGHT, asked(why="The memory is full.")])
    assert "The memory is full." in line.teacher.toolTip()
    space.run.apply([asked()])
    assert "The memory is full." not in line.teacher.toolTip()


def test_all_is_said_only_of_all(line: Workings, space: Workspace) -> None:
    space.run.apply([*TAUGHT, asked(of=100_000, known=99_999)])
    assert "99 %" in line.teacher.text()
    space.run.apply([asked(of=100_000, known=100_000)])
    assert "100 %" in line.teacher.text()


def test_what_keeps_nothing_says_so(line: Workings, space: Workspace) -> None:
    nothing = TeacherAsked(
        phase="distilled/0", step=5, asked=64, remembered=0, memory_bytes=0, disk_bytes=0, reason="It is random."
    )
    space.run.apply([*TAUGHT, nothing])
    assert line.teacher.text() == "Teacher: every answer is computed"
    assert "It is random." in line.teacher.toolTip()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Computes in fp32"),
        ({"teacher": ""}, "Computes in fp32"),
        ({"student": "bf16", "teacher": "bf16"}, "Computes in bf16"),
        ({"teacher": "bf16", "compiled": True}, "Computes in fp32 · teacher in bf16 · student compiled"),
    ],
)
def test_it_says_how_is_computed(line: Workings, space: Workspace, changes: dict[str, Any], said: str) -> None:
    space.run.apply([*TAUGHT, numerics(**changes)])
    assert line.numerics.text() == said


def test_reason_and_measurements_are_told_of_what_computes(line: Workings, space: Workspace) -> None:
    space.run.apply(
        [*TAUGHT, numerics(measured={"student fp32": 0.41, "student bf16": 0.53}, reason="fp32 is quicker.")]
    )
    tip = line.numerics.toolTip()
    assert "fp32 is quicker." in tip
    assert "student bf16: 0.53 ms" in tip
    assert tip.index("student fp32") < tip.index("student bf16")


def test_times_that_the_reason_tells_are_not_told_twice(line: Workings, space: Workspace) -> None:
    why = "The student computes in fp32 (measured, ms a picture: fp32 0.41, bf16 0.53)."
    space.run.apply([*TAUGHT, numerics(measured={"student fp32": 0.4101, "student bf16": 0.5302}, reason=why)])
    assert line.numerics.toolTip().count("0.53") == 1


def test_the_training_that_goes_is_told_of(line: Workings, space: Workspace) -> None:
    space.run.apply(
        [*TAUGHT, fakes.phase_finished(PLANS[1]), numerics("plain/0", teacher=""), fakes.phase_started(PLANS[2])]
    )
    assert line.teacher.isHidden()
    assert line.numerics.text() == "Computes in fp32"


def test_afterwards_the_student_that_was_taught_is_told_of(line: Workings, space: Workspace) -> None:
    space.run.apply(
        [*TAUGHT, fakes.phase_finished(PLANS[1]), fakes.phase_started(PLANS[2]), fakes.phase_finished(PLANS[2])]
    )
    space.run.apply([fakes.job_ended()])
    assert line.teacher.text().startswith("Teacher: 86 %")


def test_a_run_that_is_opened_later_tells_the_same(line: Workings, space: Workspace) -> None:
    space.run.show("a-run", "folder", [*TAUGHT, fakes.phase_finished(PLANS[1]), fakes.job_ended()])
    assert line.teacher.text().startswith("Teacher: 86 %")
    assert line.numerics.text() == "Computes in fp32"
    space.run.show("old", "folder", fakes.distillation())
    assert line.isHidden()


def test_each_training_of_several_is_listed(line: Workings, space: Workspace) -> None:
    plans = [fakes.plan(f"distilled/{seed}") for seed in (0, 1)]
    events: list[Event] = [fakes.job_started(), fakes.data_ready(plans)]
    for plan, known in zip(plans, (500, 990), strict=True):
        events += [fakes.phase_started(plan), asked(plan.phase, known=known)]
    space.run.apply(events)
    assert "seed 0: 50 %" in line.teacher.toolTip()
    assert "seed 1: 99 %" in line.teacher.toolTip()


def test_who_goes_on_counts_anew(qapp: object) -> None:
    run = RunModel()
    run.apply([*TAUGHT, fakes.job_ended(outcome="stopped")])
    run.ask_resume("a-run")
    run.apply([*BEGUN, PhaseStarted(plan=PLANS[1], step=5, parameters=1, temperature=1, alpha=1, learning_rate=1)])
    assert run.phases["distilled/0"].asked is None
    assert run.phases["distilled/0"].numerics is not None  # told before the first step of a session


@pytest.mark.parametrize(("width", "rows"), [(900, 1), (360, 2)])
def test_one_row_becomes_two_where_there_is_no_room(line: Workings, space: Workspace, width: int, rows: int) -> None:
    space.run.apply(TAUGHT)
    line.resize(width, 40)
    line.show()
    line.layout().activate()  # type: ignore[union-attr]  # it has one
    assert (line.numerics.y() > line.teacher.y()) == (rows == 2)
    for half in (line.teacher, line.numerics):
        assert half.fontMetrics().horizontalAdvance(half.text()) <= half.width()


def test_the_log_tells_how_is_computed_and_not_every_count() -> None:
    assert told(asked()) is None
    line = told(numerics(teacher="bf16", reason="It was measured."))
    assert line == ("Distilled student, seed 0: Computes in fp32 · teacher in bf16. It was measured.", "info")


def test_the_line_is_below_the_charts_of_the_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost([*TAUGHT, fakes.phase_finished(PLANS[1]), fakes.job_ended()])
    window = open_window(host)
    window.space.wishes.start.emit()
    host.play_all()
    stage = window.stages.distil
    qtbot.waitUntil(lambda: stage.workings.isVisible())
    bottom = stage.charts.mapTo(stage, stage.charts.rect().bottomLeft()).y()
    assert stage.workings.mapTo(stage, stage.workings.rect().topLeft()).y() > bottom
