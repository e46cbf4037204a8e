from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import RESULTS
from workbench.events import Adjusted, Event, Paused, Progress, Resumed
from workbench.gui.models.curves import Curve
from workbench.gui.models.run import RunModel, Status

PLANS = [fakes.plan("teacher/0"), fakes.plan("plain/0"), fakes.plan("distilled/0")]


def until_distilled(steps: int = 1) -> list[Event]:
    """A run up to the middle of its student."""
    start: list[Event] = [fakes.job_started(), fakes.data_ready(PLANS)]
    begun: list[Event] = [fakes.phase_started(PLANS[2]), *(fakes.steps(first=1 + 5 * n) for n in range(steps))]
    return [*start, *fakes.training(PLANS[0]), *fakes.training(PLANS[1]), *begun]


@pytest.fixture
def model(qapp: object) -> RunModel:
    return RunModel()


def test_a_batch_is_announced_once(model: RunModel, qtbot: QtBot) -> None:
    announced: list[bool] = []
    model.changed.connect(lambda: announced.append(True))
    model.apply(fakes.distillation())
    assert announced == [True]


def test_each_way_of_ending_has_its_word(model: RunModel) -> None:
    words = {}
    for outcome in ("finished", "stopped", "discarded", "failed"):
        model.apply([fakes.job_started(), fakes.job_ended(outcome=outcome)])
        words[outcome] = model.status
        assert model.can_start
    assert words == {
        "finished": Status.DONE,
        "stopped": Status.STOPPED,
        "discarded": Status.DISCARDED,
        "failed": Status.FAILED,
    }


def test_pause_goes_from_asked_to_done_and_back(model: RunModel) -> None:
    model.apply(until_distilled())
    assert model.can_pause
    model.ask_pause()
    assert (model.status, model.can_pause, model.can_go_on) == (Status.PAUSING, False, True)
    model.apply([Paused(phase="distilled/0", step=6)])
    assert model.status is Status.PAUSED
    model.ask_go_on()
    model.apply([Resumed(phase="distilled/0", step=6)])
    assert (model.status, model.can_pause) == (Status.TRAINING, True)


def test_a_late_pause_does_not_hide_that_the_user_stopped(model: RunModel) -> None:
    model.apply(until_distilled())
    model.ask_stop()
    model.apply([Paused(phase="distilled/0", step=6)])
    assert model.status is Status.SAVING
    assert not model.can_stop


def test_losses_and_accuracy_become_curves(model: RunModel) -> None:
    model.apply([*until_distilled(2), fakes.epoch(accuracy=0.5), fakes.epoch(number=2, accuracy=0.75)])
    phase = model.phases["distilled/0"]
    assert list(phase.terms["labels"].x) == list(range(1, 11))
    assert (list(phase.accuracy.x), list(phase.accuracy.y)) == ([5, 10], [0.5, 0.75])
    assert (phase.epoch, phase.step, phase.best) == (2, 10, 0.75)


def test_progress_counts_all_trainings(model: RunModel) -> None:
    model.apply(until_distilled())
    assert model.fraction == pytest.approx((15 + 15 + 5) / 45)


def test_going_on_from_a_checkpoint_voids_what_came_after_it(model: RunModel) -> None:
    model.apply([*until_distilled(2), fakes.epoch(accuracy=0.5), fakes.epoch(number=2, accuracy=0.7)])
    model.apply([fakes.job_started(verb="resume"), fakes.data_ready(PLANS), fakes.phase_started(PLANS[2], step=5)])
    phase = model.phases["distilled/0"]
    assert list(phase.terms["labels"].x) == [1, 2, 3, 4, 5]
    assert (list(phase.accuracy.x), phase.epoch, phase.best) == ([5], 1, 0.5)
    assert model.phases["teacher/0"].finished


def points(curve: Curve) -> tuple[list[float], list[float]]:
    return list(curve.x), list(curve.y)


def test_a_dial_that_rests_is_two_points_however_many_reports_say_so(model: RunModel) -> None:
    model.apply(
        [*until_distilled(3), Adjusted(phase="distilled/0", step=16, temperature=8, alpha=0.5, learning_rate=1)]
    )
    model.apply([replace(fakes.steps(first=16), temperature=8.0, alpha=0.5), fakes.steps(first=21, count=1)])
    phase = model.phases["distilled/0"]
    assert points(phase.temperature) == ([1, 15, 16, 20, 21], [4, 4, 8, 8, 4])
    assert points(phase.alpha) == ([1, 15, 16, 20, 21], [0.1, 0.1, 0.5, 0.5, 0.1])


def test_the_learning_rate_has_a_point_for_each_report_while_it_falls(model: RunModel) -> None:
    rates = [0.04, 0.03, 0.02, 0.02, 0.02]
    model.apply([fakes.job_started(), fakes.data_ready(PLANS), fakes.phase_started(PLANS[0])])
    model.apply([replace(fakes.steps("teacher/0", first=1 + 5 * n), learning_rate=r) for n, r in enumerate(rates)])
    assert points(model.phases["teacher/0"].learning_rate) == ([5, 10, 15, 25], [0.04, 0.03, 0.02, 0.02])


def test_time_and_the_other_measures_become_curves(model: RunModel) -> None:
    model.apply([*until_distilled(1), fakes.mix(), fakes.epoch(accuracy=0.5), fakes.steps(first=6)])
    model.apply([fakes.mix(step=6), replace(fakes.epoch(number=2, accuracy=0.75), train_accuracy=None)])
    phase = model.phases["distilled/0"]
    assert points(phase.seconds) == ([0, 5, 10], [0, pytest.approx(0.1), pytest.approx(0.2)])
    assert points(phase.valid_loss) == ([5, 10], [0.5, 0.25])
    assert points(phase.train_accuracy) == ([5], [0.52])
    assert list(phase.mix["labels"].x) == [1, 6]
    assert [a + b for a, b in zip(phase.mix["labels"].y, phase.mix["teacher"].y, strict=True)] == [1, 1]


def test_a_run_of_an_older_version_gets_its_time_from_the_epochs(model: RunModel) -> None:
    old = [replace(fakes.steps(first=first), seconds=0.0) for first in (1, 6)]
    model.apply([*until_distilled(0), old[0], fakes.epoch(), old[1], fakes.epoch(number=2)])
    assert points(model.phases["distilled/0"].seconds) == ([0, 5, 10], [0, pytest.approx(0.1), pytest.approx(0.2)])


def test_going_back_voids_every_measure_beyond(model: RunModel) -> None:
    model.apply([*until_distilled(1), fakes.mix(), fakes.mix(step=4), fakes.epoch()])
    model.apply([replace(fakes.steps(first=6), temperature=8.0, learning_rate=0.02), fakes.mix(step=6)])
    phase = model.phases["distilled/0"]
    phase.go_back_to(3)
    assert points(phase.temperature) == ([1, 3], [4, 4])  # the stretch across step 3 ends there
    assert points(phase.learning_rate) == ([], [])
    assert points(phase.seconds) == ([0], [0])
    assert list(phase.mix["labels"].x) == [1]
    assert not phase.valid_loss.x
    assert not phase.train_accuracy.x


def test_another_run_starts_with_empty_curves(model: RunModel) -> None:
    model.apply(fakes.distillation(measured=RESULTS))
    model.apply([fakes.job_started(run="another")])
    assert not model.phases
    assert model.results is None


def test_dials_can_be_moved_only_while_a_student_listens(model: RunModel) -> None:
    seen = {}
    start: list[Event] = [fakes.job_started(), fakes.data_ready(PLANS)]
    model.apply(start)
    for each in PLANS:
        model.apply([fakes.phase_started(each)])
        seen[each.role] = (model.can_adjust("temperature"), model.can_adjust("learning_rate"))
    assert seen == {"teacher": (False, False), "plain": (False, True), "distilled": (True, True)}


def test_a_dial_stays_where_it_was_moved_until_the_student_confirms(model: RunModel) -> None:
    model.apply(until_distilled())
    model.ask_adjust("temperature", 8.0)
    model.apply([Adjusted(phase="distilled/0", step=6, temperature=6.0, alpha=0.1, learning_rate=0.01)])
    assert model.dial("temperature") == 8.0  # an older move was confirmed
    model.apply([Adjusted(phase="distilled/0", step=7, temperature=8.0, alpha=0.1, learning_rate=0.01)])
    assert model.dial("temperature") == 8.0
    assert model.phases["distilled/0"].changes == [6, 7]


def test_a_ramp_moves_a_dial_without_the_run_being_steered(model: RunModel) -> None:
    model.apply([*until_distilled(1)])
    told: list[str] = []
    model.steered.connect(lambda: told.append("steered"))
    model.turned.connect(lambda: told.append("turned"))
    model.apply([replace(fakes.steps(first=6), temperature=3.0, weights={"kd": 0.5})])
    assert told == ["turned"]
    assert (model.dial("temperature"), model.dial("weights.kd"), model.dial("learning_rate")) == (3.0, 0.5, 0.01)
    model.apply([replace(fakes.steps(first=11), temperature=3.0, weights={"kd": 0.5})])
    assert told == ["turned"]
    model.ask_adjust("temperature", 8.0)
    model.apply([replace(fakes.steps(first=16), temperature=2.0, weights={"kd": 0.5})])
    assert model.dial("temperature") == 8.0
    assert told == ["turned", "steered", "turned"]


def test_a_weight_is_a_dial_where_the_run_has_it(model: RunModel) -> None:
    model.apply(until_distilled())
    assert model.can_adjust("weights.kd")
    assert not model.can_adjust("weights.at")
    model.ask_adjust("weights.kd", 2.0)
    assert model.dial("weights.kd") == 2.0
    moved = Adjusted(phase="distilled/0", step=6, temperature=4.0, alpha=0.1, learning_rate=0.01, weights={"kd": 2.0})
    model.apply([moved])
    assert model.dials["weights.kd"] == 2.0
    assert not model._asked


def test_weights_and_readings_become_curves_that_go_back(model: RunModel) -> None:
    told = [
        replace(fakes.steps(first=1 + 5 * n), weights={"kd": weight}, readings={"temperature": 9.0 - n})
        for n, weight in enumerate((1.0, 1.0, 0.5))
    ]
    model.apply([*until_distilled(0), *told])
    phase = model.phases["distilled/0"]
    assert points(phase.weights["kd"]) == ([1, 10, 11, 15], [1, 1, 0.5, 0.5])
    assert points(phase.readings["temperature"]) == ([5, 10, 15], [9, 8, 7])
    phase.go_back_to(10)
    assert points(phase.weights["kd"]) == ([1, 10], [1, 1])
    assert points(phase.readings["temperature"]) == ([5, 10], [9, 8])


def test_the_flat_line_is_the_accuracy_of_the_finished_teachers(model: RunModel) -> None:
    model.apply([fakes.job_started(), fakes.data_ready(PLANS), fakes.phase_started(PLANS[0]), fakes.epoch("teacher/0")])
    assert model.teacher_accuracy is None
    model.apply([fakes.phase_finished(PLANS[0], accuracy=0.8)])
    assert model.teacher_accuracy == 0.8


def test_a_download_is_shown_until_training_begins(model: RunModel) -> None:
    model.apply([fakes.job_started(), Progress(what="Downloading MNIST", done=1, total=2, unit="bytes")])
    assert model.activity is not None
    model.apply([fakes.data_ready(PLANS), fakes.phase_started(PLANS[0])])
    assert model.activity is None


def test_only_a_run_with_a_finished_training_can_be_exported(model: RunModel) -> None:
    model.apply([*until_distilled()[:4], fakes.job_ended(outcome="stopped")])
    assert not model.can_export
    model.apply(fakes.distillation(run="another", measured=RESULTS))
    assert model.can_export
