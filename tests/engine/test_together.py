"""Students trained side by side come out as if each had been trained alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.engine.asked import (
    ASIDE,
    STUDENT,
    Ears,
    assert_same_bits,
    curves,
    taught,
    told,
    train_teacher,
    warnings,
    weights,
)
from tests.engine.conftest import Desk
from workbench.engine.trained import trained
from workbench.events import Adjusted, CheckpointSaved, EpochFinished, Event, PhaseFinished, PhaseStarted
from workbench.recipes import AdamW, Distil, Sgd, Variant, dump, varied
from workbench.recipes.requests import Adjust, AnyCommand, Resume, Stop
from workbench.runs import RunFolder

slow = pytest.mark.slow
MANY = [
    {"temperature": 1.0},
    {"alpha": 0.9},
    {"learning_rate": 0.001},
    {"method": {"kind": "dkd"}, "temperature": 2.0, "alpha": 0.2, "learning_rate": 0.02},
]
DROPS = {"kind": "mlp", "params": {"hidden": [24], "dropout": 0.3}}
"""A network whose training throws dice."""
STEPS = 21


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> str:
    return train_teacher(tmp_path_factory.mktemp("teacher"))


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()
    with ears.listening():
        yield ears


def alone(recipe: Distil, number: int) -> Distil:
    """One of the variants, or the first (0), as a recipe of its own."""
    own = varied(recipe, recipe.variants[number - 1]) if number else recipe
    return own.model_copy(update={"variants": ()})


def phase(number: int) -> str:
    return f"{STUDENT}/{number}" if number else STUDENT


def assert_as_alone(desk: Desk, together: RunFolder, recipe: Distil) -> None:
    for number in range(len(recipe.variants) + 1):
        assert_same_bits(together, desk.trained(alone(recipe, number)), phase(number))


def last_layer(run: RunFolder, number: int) -> torch.Tensor:
    return list(weights(run, phase(number)).values())[-1]


def test_each_is_bit_for_bit_what_it_is_alone(desk: Desk, home: Path, teacher: str) -> None:
    recipe = taught(teacher, variants=MANY, student=DROPS, schedule={"augment": "shift"})
    run = desk.trained(recipe)
    assert_as_alone(desk, run, recipe)
    found = [last_layer(run, number) for number in range(len(MANY) + 1)]
    assert all(not torch.equal(one, other) for at, one in enumerate(found) for other in found[:at])


@slow
@pytest.mark.parametrize("methods", [("kd", "fitnets", "rkd"), ("crd", "kd"), ("vid", "kd"), ("kd", "mutual")])
def test_methods_with_weights_and_dice_of_their_own_do_not_disturb_each_other(
    desk: Desk, home: Path, teacher: str, methods: tuple[str, ...]
) -> None:
    """The teacher's answers are rounded for all where they are kept for one, and are so for each alone, too."""
    first, *others = methods
    recipe = taught(teacher, method={"kind": first}, variants=[{"method": {"kind": other}} for other in others])
    assert_as_alone(desk, desk.trained(recipe), recipe)


def test_the_teacher_is_asked_once_for_all(desk: Desk, home: Path, teacher: str, ears: Ears) -> None:
    off = {"cache": False}
    desk.trained(taught(teacher, compute=off, twin=True))
    alone = ears.batches()
    assert STEPS < len(alone) <= STEPS + 3  # and once about the pictures for validation, and to find out about it
    assert "plain/0" not in ears.shown
    ears.shown.clear()
    desk.trained(taught(teacher, compute=off, variants=MANY, twin=True))
    assert ears.batches() == alone
    assert set(ears.shown) == {STUDENT}


@slow
def test_what_is_remembered_counts_once_for_all(desk: Desk, home: Path, teacher: str, ears: Ears) -> None:
    desk.trained(taught(teacher))
    asked = told(desk).asked
    ears.shown.clear()
    desk.trained(taught(teacher, variants=MANY))
    assert told(desk).asked == told(desk).remembered == asked
    assert ears.pictures() <= ASIDE


def test_one_that_stops_early_leaves_the_others_as_they_are(desk: Desk, home: Path, teacher: str) -> None:
    still = {"learning_rate": 1e-12}
    recipe = taught(
        teacher,
        variants=[still, {"temperature": 1.0}],
        student={"kind": "mlp", "params": {"dropout": 0.3}},
        schedule={"early_stop": 2, "epochs": 6, "optimiser": AdamW(weight_decay=0)},
    )
    run = desk.trained(recipe)
    ended = {event.phase: (event.reason, event.step) for event in desk.of(PhaseFinished)}
    assert ended[phase(1)] == ("early_stop", 21)
    assert ended[phase(2)][1] > 21
    assert_as_alone(desk, run, recipe)


@slow
@pytest.mark.parametrize("keep", ["best", "last"])
def test_one_that_runs_away_is_told_and_the_others_go_on(keep: str, desk: Desk, home: Path, teacher: str) -> None:
    wild = Sgd(momentum=0.99, weight_decay=1)
    recipe = taught(
        teacher,
        variants=[{"learning_rate": 10.0}, {"temperature": 1.0}],
        student={"kind": "mlp"},
        schedule={"optimiser": wild, "learning_rate": 1e-4, "epochs": 15, "keep": keep},
        twin=True,
    )
    run = desk.trained(recipe)
    (sentence,) = [text for text in warnings(desk) if "ran away" in text]
    assert phase(1) in sentence
    assert {event.phase: event.reason for event in desk.of(PhaseFinished)}[phase(1)] == "ran_away"
    for number in (0, 2):
        assert_same_bits(run, desk.trained(alone(recipe, number)), phase(number))
    assert all(torch.isfinite(value).all() for value in weights(run, phase(1)).values())


def test_one_that_runs_away_before_it_learned_anything_is_no_trouble(desk: Desk, home: Path, teacher: str) -> None:
    recipe = taught(
        teacher,
        variants=[{"learning_rate": 10.0}],
        student={"kind": "mlp"},
        schedule={"optimiser": Sgd(momentum=0.99, weight_decay=1), "learning_rate": 1e-4, "epochs": 1, "batch_size": 1},
    )
    run = desk.trained(recipe)
    ended = {event.phase: event for event in desk.of(PhaseFinished)}
    assert (ended[phase(1)].epoch, ended[phase(1)].valid_accuracy) == (0, None)
    results = run.results()
    assert results is not None


def test_where_the_student_runs_away_the_best_of_all_is_kept(desk: Desk, home: Path, teacher: str) -> None:
    """The run fails then, as its student cannot be compared with anything; what the others learned is not lost."""
    wild = Sgd(momentum=0.99, weight_decay=1)
    recipe = taught(
        teacher,
        variants=[{"temperature": 1.0}, {"learning_rate": 1e-12}],
        student={"kind": "mlp"},
        schedule={"optimiser": wild, "learning_rate": 1e-4, "epochs": 30, "early_stop": 8},
        adjustments=[{"phase": STUDENT, "step": 4 * STEPS, "learning_rate": 10.0}],
    )
    ended = desk.do(recipe)
    assert "ran away" in ended.problem
    run = desk.newest()
    assert [(event.phase, event.reason) for event in desk.of(PhaseFinished)] == [(phase(2), "early_stop")]
    for number in range(3):
        assert all(torch.isfinite(value).all() for value in weights(run, phase(number)).values())
    best = {event.phase: event.valid_accuracy for event in desk.of(EpochFinished) if event.best}
    assert {one.finished.phase: one.finished.valid_accuracy for one in trained(run)} == best


@pytest.mark.parametrize("when", [pytest.param("checkpoint", marks=slow), "dial"])
def test_running_away_may_be_noticed_when_something_else_is_due(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Losses are looked at when there is time; that may be then."""
    monkeypatch.setattr("workbench.engine.meter.Meter.due", False)
    monkeypatch.setattr("workbench.engine.checkpoint.Checkpoints.due", when == "checkpoint")
    recipe = taught(
        teacher,
        variants=[{"learning_rate": 10.0}],
        student={"kind": "mlp"},
        schedule={"optimiser": Sgd(momentum=0.99, weight_decay=1), "learning_rate": 1e-4, "epochs": 1, "batch_size": 1},
        adjustments=[{"phase": phase(1), "step": 150, "temperature": 9.0}] if when == "dial" else [],
    )
    run = desk.trained(recipe)
    assert len(curves(run)["labels"]) == 200
    assert len(curves(run, phase(1))["labels"]) < 200
    assert sum("ran away" in text for text in warnings(desk)) == 1


def test_a_dial_that_is_moved_moves_the_first_only(desk: Desk, home: Path, teacher: str) -> None:
    recipe = taught(teacher, variants=[{"temperature": 2.0}])
    still = desk.trained(recipe)

    def user(event: Event) -> list[AnyCommand]:
        return [Adjust(alpha=0.0)] if isinstance(event, PhaseStarted) and event.plan.phase == STUDENT else []

    moved = desk.trained(recipe, user)
    assert {event.phase for event in desk.of(Adjusted)} == {STUDENT}
    assert_same_bits(moved, still, phase(1), phase(1))
    assert curves(moved) != curves(still)
    again = desk.trained(moved.repeat())
    for number in (0, 1):
        assert_same_bits(again, moved, phase(number), phase(number))


def stops_at(step: int, number: int) -> Callable[[Event], list[AnyCommand]]:
    def user(event: Event) -> list[AnyCommand]:
        here = isinstance(event, CheckpointSaved) and event.phase == phase(number) and event.step >= step
        return [Stop()] if here else []

    return user


def test_stopped_and_resumed_each_comes_to_the_same_bits(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(teacher, variants=MANY[:2], student=DROPS, schedule={"augment": "shift"})
    whole = desk.trained(recipe)
    with monkeypatch.context() as patch:
        patch.setattr("workbench.engine.checkpoint.Checkpoints.due", True)
        assert desk.do(recipe, stops_at(9, 1)).outcome == "stopped"
    cut = desk.newest()
    assert desk.ask(Resume(run=cut.id, runs=str(desk.root))).outcome == "finished"
    for number in range(3):
        assert_same_bits(cut, whole, phase(number), phase(number))


def test_a_stop_after_the_first_has_ended_loses_nothing_of_the_others(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(
        teacher,
        variants=[{"learning_rate": 0.02}],
        student=DROPS,
        schedule={"early_stop": 1, "epochs": 30, "optimiser": Sgd(weight_decay=0), "learning_rate": 1e-12},
        twin=True,
    )
    whole = desk.trained(recipe)
    with monkeypatch.context() as patch:
        patch.setattr("workbench.engine.checkpoint.Checkpoints.due", True)
        assert desk.do(recipe, stops_at(18, 1)).outcome == "stopped"
    cut = desk.newest()
    assert cut.checkpoint_folder(phase(1)).exists()
    before = len(desk.events)
    assert desk.ask(Resume(run=cut.id, runs=str(desk.root))).outcome == "finished"
    started = {event.plan.phase: event.step for event in desk.events[before:] if isinstance(event, PhaseStarted)}
    assert set(started) == {phase(1), "plain/0"}
    assert started[phase(1)] >= 17
    for number in range(2):
        assert_same_bits(cut, whole, phase(number), phase(number))


def test_one_that_ran_away_does_not_keep_the_run_from_being_resumed(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(
        teacher,
        variants=[{"learning_rate": 10.0}],
        student={"kind": "mlp"},
        schedule={"optimiser": Sgd(momentum=0.99, weight_decay=1), "learning_rate": 1e-4, "epochs": 20},
        twin=True,
    )

    def user(event: Event) -> list[AnyCommand]:
        return [Stop()] if isinstance(event, PhaseStarted) and event.plan.phase == "plain/0" else []

    assert desk.do(recipe, user).outcome == "stopped"
    cut = desk.newest()
    before = len(desk.events)
    assert desk.ask(Resume(run=cut.id, runs=str(desk.root))).outcome == "finished"
    started = {event.plan.phase for event in desk.events[before:] if isinstance(event, PhaseStarted)}
    assert started == {"plain/0"}


KILLED = """
import os, signal, sys
from queue import SimpleQueue
import torch
from workbench.engine.checkpoint import Checkpoints
from workbench.engine.learner import Learner
from workbench.engine.worker import serve
from workbench.recipes import load
from workbench.recipes.requests import Run

torch.set_num_threads(1)
recipe, runs, last = sys.argv[1:]
save, step = Learner.save, Learner.step

def seldom(self, **given):  # the two come to have checkpoints of different steps
    number = self.task.plan.number
    if self.at.step % (3 if number else 5) == 0:
        save(self, wait=True)

def killed(self, *given):
    step(self, *given)
    if self.at.step == int(last) and self.task.plan.number == 1:
        os.kill(os.getpid(), signal.SIGKILL)

Checkpoints.due = property(lambda self: not self._is_writing())
Learner.save, Learner.step = seldom, killed
serve(Run(recipe=load(recipe), runs=runs), lambda batch: None, SimpleQueue())
"""


@slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("last", [8, 14, 20])
def test_killed_with_checkpoints_of_different_steps_each_comes_to_the_same_bits(
    desk: Desk, home: Path, teacher: str, last: int
) -> None:
    recipe = taught(teacher, variants=MANY[:1], student=DROPS, schedule={"augment": "crop_flip"})
    whole = desk.trained(recipe)
    file = home / "recipe.yaml"
    file.write_text(dump(recipe), encoding="utf-8")
    given = [sys.executable, "-c", KILLED, str(file), str(desk.root / "cut"), str(last)]
    killed = subprocess.run(given, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, check=False)
    assert killed.returncode == -signal.SIGKILL
    other = Desk(desk.root / "cut")
    (folder,) = other.store.root.glob("*/")
    assert other.ask(Resume(run=folder.name, runs=str(other.root))).outcome == "finished"
    steps = {event.plan.phase: event.step for event in other.of(PhaseStarted)}
    assert len(set(steps.values())) == 2, steps
    run = other.store.open(folder.name)
    for number in range(2):
        assert_same_bits(run, whole, phase(number), phase(number))


def test_a_variant_says_only_what_is_other(teacher: str) -> None:
    recipe: Any = taught(teacher, variants=[{"temperature": 1.0}])
    own = varied(recipe, Variant(temperature=1.0))
    assert (own.temperature, own.alpha, own.method) == (1.0, recipe.alpha, recipe.method)
