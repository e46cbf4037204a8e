"""Curves are those of a run that was never interrupted."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.runs.samples import PHASE, adjusted, epoch, finished, started, steps, whole_run
from workbench.events import Event, MixMeasured, Noted
from workbench.runs.curves import fold


def test_each_step_has_one_value_of_each_term() -> None:
    phase = fold(whole_run()).phases[PHASE]
    assert list(phase.steps) == list(range(1, 31))
    assert list(phase.terms["hard"]) == [1 / step for step in range(1, 31)]
    assert list(phase.terms["soft"]) == [2 / step for step in range(1, 31)]
    assert [len(phase.learning_rate), len(phase.temperature), len(phase.alpha)] == [30, 30, 30]
    assert [done.epoch for done in phase.epochs] == [1, 2, 3]
    assert phase.finished == finished()


def test_phases_stand_side_by_side_in_the_order_of_their_beginning() -> None:
    curves = fold([started(phase="plain/0"), steps(1, 2, "plain/0"), started(), steps(1, 3)])
    assert list(curves.phases) == ["plain/0", PHASE]
    assert [len(phase.steps) for phase in curves.phases.values()] == [2, 3]


def test_going_on_from_a_checkpoint_voids_what_came_after_it() -> None:
    before: list[Event] = [started(), steps(1, 10), epoch(1, 10), steps(11, 10), epoch(2, 20), adjusted(15, 2.0)]
    phase = fold([*before, started(step=10)]).phases[PHASE]
    assert list(phase.steps) == list(range(1, 11))
    assert all(len(series) == 10 for series in phase.terms.values())
    assert [done.epoch for done in phase.epochs] == [1]
    assert phase.adjusted == []


def test_a_checkpoint_inside_a_report_voids_the_rest_of_the_report() -> None:
    phase = fold([started(), steps(1, 10), started(step=4), steps(5, 2)]).phases[PHASE]
    assert list(phase.steps) == [1, 2, 3, 4, 5, 6]


def test_resuming_one_phase_leaves_the_others_alone() -> None:
    curves = fold([started(phase="plain/0"), steps(1, 5, "plain/0"), started(), steps(1, 9), started(step=0)])
    assert len(curves.phases["plain/0"].steps) == 5
    assert len(curves.phases[PHASE].steps) == 0


def test_a_phase_that_was_stopped_and_goes_on_has_not_finished() -> None:
    assert fold([started(), steps(1, 3), finished(), started(step=3)]).phases[PHASE].finished is None


@given(crashes=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 12)), max_size=6), report=st.integers(1, 4))
def test_a_run_with_any_crashes_has_the_curves_of_one_without(crashes: list[tuple[int, int]], report: int) -> None:
    events: list[Event] = [started()]
    done = saved = 0
    for progress, since_checkpoint in crashes:
        for _ in range(progress):
            events.append(steps(done + 1, report))
            done += report
        saved = max(saved, done - since_checkpoint)
        events.append(started(step=saved))
        done = saved
    events.append(steps(done + 1, 5))
    phase = fold(events).phases[PHASE]
    assert list(phase.steps) == list(range(1, done + 6))
    assert list(phase.terms["soft"]) == [2 / step for step in range(1, done + 6)]
    assert len(phase.alpha) == done + 5


def test_a_term_that_comes_later_leaves_a_gap_before() -> None:
    late = replace(steps(3, 1), terms={"hard": (1.0,), "new": (2.0,)})
    terms = fold([started(), steps(1, 2), late]).phases[PHASE].terms
    assert [math.isnan(value) for value in terms["new"]] == [True, True, False]
    assert [math.isnan(value) for value in terms["soft"]] == [False, False, True]


def test_a_dial_moved_twice_at_one_step_counts_once() -> None:
    phase = fold([started(), adjusted(5, 2.0), adjusted(3, 9.0), adjusted(5, 3.0)]).phases[PHASE]
    assert [(change.step, change.temperature) for change in phase.adjusted] == [(3, 9.0), (5, 3.0)]


def test_events_of_a_phase_that_never_began_are_left_out() -> None:
    assert fold([steps(1, 3), epoch(1, 3), adjusted(1, 2.0), finished(), Noted(level="info", text="x")]).phases == {}


def test_time_between_two_reports_is_shared_evenly_by_their_steps() -> None:
    reports: list[Event] = [replace(steps(1, 2), seconds=1.0), epoch(1, 2), replace(steps(3, 4), seconds=3.0)]
    assert list(fold([started(), *reports]).phases[PHASE].seconds) == [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]


def test_time_that_a_crash_made_void_is_forgotten() -> None:
    again: list[Event] = [started(step=1), replace(steps(2, 2), seconds=1.5)]
    phase = fold([started(), replace(steps(1, 2), seconds=1.0), *again]).phases[PHASE]
    assert list(phase.seconds) == [0.5, 1.0, 1.5]


def test_a_run_of_an_older_version_has_the_time_of_its_epochs() -> None:
    phase = fold([started(), steps(1, 3), steps(4, 1), epoch(1, 4), steps(5, 2), epoch(2, 6), steps(7, 1)]).phases[
        PHASE
    ]
    assert list(phase.seconds[:-1]) == [0.25, 0.5, 0.75, 1.0, 1.5, 2.0]
    assert math.isnan(phase.seconds[-1])  # its epoch is not over


def test_the_mix_is_kept_with_its_steps_and_voided_with_them() -> None:
    mixes = [MixMeasured(phase=PHASE, step=step, shares={"hard": 0.25, "soft": 0.75}) for step in (1, 51, 101)]
    assert fold([started(), *mixes]).phases[PHASE].mix == mixes
    assert fold([started(), *mixes, started(step=60)]).phases[PHASE].mix == mixes[:2]
