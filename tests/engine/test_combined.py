"""Methods combined, with schedules, moved while they run, stopped and resumed: real runs of tiny networks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from tests.engine.conftest import TINY, Desk, distil_recipe, losses
from workbench.engine.model import load_model
from workbench.events import Adjusted, Answered, Event, JobEnded, Noted, PhaseStarted, StepsFinished
from workbench.recipes import CosineRamp, Distil, Export, LinearRamp, Ref, Schedule, Term, Trust
from workbench.recipes.requests import Adjust, AnyCommand, Describe, Resume, Stop

COMBINED = {
    "method": Term(kind="kd", ramp=LinearRamp(to=2.0)).model_dump(),
    "also": [Term(kind="vid", weight=0.5).model_dump()],
    "temperature": 8.0,
    "temperature_ramp": CosineRamp(to=2.0).model_dump(),
    "alpha_ramp": LinearRamp(to=0.0, end=0.5).model_dump(),
    "twin": False,
}


class Steers:
    """Moves a weight and the temperature when the student has done some steps; stops it later, if asked to."""

    def __init__(self, *, move_at: int | None, stop_at: int | None) -> None:
        self.move_at, self.stop_at = move_at, stop_at

    def __call__(self, event: Event) -> Sequence[AnyCommand]:
        if not isinstance(event, StepsFinished) or event.phase != "distilled/0":
            return ()
        last = event.first + len(event.terms["labels"]) - 1
        if self.move_at is not None and last >= self.move_at:
            self.move_at = None
            return (Adjust(temperature=3.0, weights={"vid": 0.25}),)
        if self.stop_at is not None and last >= self.stop_at:
            self.stop_at = None
            return (Stop(),)
        return ()


def dial(run_events: Sequence[Event], name: str) -> list[float]:
    return [
        getattr(event, name) for event in run_events if isinstance(event, StepsFinished) and "distilled" in event.phase
    ]


def long_recipe(**changes: object) -> Distil:
    schedule = Schedule(epochs=12, batch_size=64, learning_rate=0.01)
    return distil_recipe(**{**COMBINED, "schedule": schedule.model_dump(), **changes})


def test_every_part_of_the_loss_has_its_own_curve(desk: Desk) -> None:
    run = desk.trained(distil_recipe(**COMBINED))
    events = [event for event in run.events() if isinstance(event, StepsFinished) and event.phase == "distilled/0"]
    assert set(events[0].terms) == {"labels", "teacher", "vid"}
    assert set(events[0].weights) == {"kd", "vid"}


def test_dials_follow_their_ramps(desk: Desk) -> None:
    run = desk.trained(distil_recipe(**COMBINED))
    temperatures, alphas = dial(list(run.events()), "temperature"), dial(list(run.events()), "alpha")
    assert temperatures == sorted(temperatures, reverse=True)
    assert temperatures[-1] == pytest.approx(2.0, abs=0.1)
    assert alphas[-1] == 0.0


def test_stopped_and_resumed_it_comes_to_the_same_bits(desk: Desk) -> None:
    """Two methods, one with weights of its own, ramps, moved by hand on the way; then repeated with a stop."""
    whole = desk.trained(long_recipe(), Steers(move_at=20, stop_at=None))
    moved = whole.adjustments()
    assert [(move.temperature, move.weights) for move in moved] == [(3.0, {"vid": 0.25})]
    assert moved[0].alpha is None
    recipe = long_recipe(adjustments=[move.model_dump() for move in moved])
    assert desk.do(recipe, Steers(move_at=None, stop_at=moved[0].step + 10)).outcome == "stopped"
    cut = desk.newest()
    ended: JobEnded = desk.ask(Resume(run=cut.id, runs=str(desk.root)))
    assert ended.outcome == "finished", ended
    for term in ("labels", "teacher", "vid"):
        assert losses(cut, "distilled/0", term) == losses(whole, "distilled/0", term)
    ours, theirs = (load_model(run.model_folder("distilled/0")).state_dict() for run in (whole, cut))
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_a_dial_moved_by_hand_stays_where_it_was_put(desk: Desk) -> None:
    run = desk.trained(long_recipe(), Steers(move_at=5, stop_at=None))
    step = next(event.step for event in run.events() if isinstance(event, Adjusted))
    later = [
        event
        for event in run.events()
        if isinstance(event, StepsFinished) and event.phase == "distilled/0" and event.first >= step
    ]
    assert {event.temperature for event in later} == {3.0}
    assert {event.weights["vid"] for event in later} == {0.25}
    assert len({event.alpha for event in later}) > 1  # nobody touched it: its ramp goes on


def test_learned_weights_are_told_and_add_a_term(desk: Desk) -> None:
    run = desk.trained(distil_recipe(balance="learned", twin=False))
    last = [event for event in run.events() if isinstance(event, StepsFinished) and event.phase == "distilled/0"][-1]
    assert set(last.terms) == {"labels", "teacher", "balance"}
    assert set(last.readings) == {"weight of labels", "weight of kd"}
    assert all(value != 1.0 for value in last.readings.values())


def test_assistants_and_further_teachers_are_trained_before_the_student(desk: Desk) -> None:
    other = {"teacher": {"kind": "train", "model": TINY.model_dump(), "schedule": {"epochs": 1}}, "weight": 2.0}
    recipe = distil_recipe(assistants=[TINY.model_dump()] * 2, co_teachers=[other], trust=Trust(join="weighted"))
    desk.trained(recipe)
    phases = [event.plan.phase for event in desk.of(PhaseStarted)]
    assert phases == ["teacher/0", "teacher/0/1", "assistant/0/1", "assistant/0/2", "distilled/0", "plain/0"]


def test_a_student_can_begin_with_the_teacher_s_weights(desk: Desk) -> None:
    desk.trained(distil_recipe(start="teacher"))
    assert any("the teacher" in event.text for event in desk.of(Noted))
    began = {event.phase: event for event in reversed(desk.of(StepsFinished))}
    labels = {phase: event.terms["labels"][0] for phase, event in began.items()}
    assert labels["distilled/0"] / 0.5 < labels["plain/0"]  # alpha is 0.5; it knows something already


def test_a_calibrated_teacher_is_told(desk: Desk) -> None:
    desk.trained(distil_recipe(trust=Trust(calibrate=True, threshold=0.3, weigh=True, correct="mix", noise=0.1)))
    assert any("divided by" in event.text for event in desk.of(Noted))


def test_a_method_that_is_a_whole_loss_cannot_be_one_of_several(desk: Desk) -> None:
    ended = desk.do(distil_recipe(also=[Term(kind="labels").model_dump()]))
    assert ended.outcome == "failed"
    assert "also.0.kind" in ended.problem


def test_labels_with_a_further_method_are_a_distillation(desk: Desk) -> None:
    """As most papers train: the labels with weight 1, and the method beside them."""
    run = desk.trained(distil_recipe(method=Ref(kind="labels").model_dump(), also=[Term(kind="kd").model_dump()]))
    events = [event for event in run.events() if isinstance(event, StepsFinished) and event.phase == "distilled/0"]
    assert set(events[0].terms) == {"labels", "kd"}


def test_what_cannot_run_on_the_pair_is_told_before_training(desk: Desk) -> None:
    """A fully connected student has no feature maps: said by the check, and again instead of a training."""
    mlp = Ref(kind="mlp").model_dump()
    recipe = distil_recipe(student=mlp, also=[Term(kind="at").model_dump()])
    desk.ask(Describe(runs=str(desk.root), recipe=recipe.model_dump(mode="json")))
    (problem,) = desk.of(Answered)[-1].answer["problems"]
    assert problem["path"] == "also.0"
    assert "no feature maps" in problem["message"]
    ended = desk.do(recipe)
    assert (ended.outcome, desk.of(PhaseStarted)) == ("failed", [])
    assert "no feature maps" in ended.problem


@pytest.mark.slow
def test_what_a_method_adds_to_the_student_is_trained_measured_and_exported_with_it(desk: Desk, tmp_path: Path) -> None:
    """SimKD's projector and the teacher's last layer belong to the student; its twin is the plain network."""
    quick = Schedule(epochs=1, batch_size=64, learning_rate=0.05)
    network = Ref(kind="resnet8").model_dump()
    teacher = {"kind": "train", "model": network, "schedule": quick.model_dump()}
    recipe = distil_recipe(
        method=Term(kind="simkd").model_dump(), teacher=teacher, student=network, schedule=quick.model_dump()
    )
    run = desk.trained(recipe)
    steps = [event for event in run.events() if isinstance(event, StepsFinished) and event.phase == "distilled/0"]
    assert set(steps[0].terms) == {"teacher"}  # neither labels nor answers
    results = run.results()
    assert results is not None
    sizes = {cost["role"]: cost["parameters"] for cost in results["costs"]}
    assert sizes["distilled"] > sizes["plain"] == sizes["teacher"]
    assert f"{sizes['distilled'] - sizes['plain']:,} more weights than its twin" in results["note"]
    student, master = (load_model(run.model_folder(f"{role}/0")) for role in ("distilled", "teacher"))
    assert torch.equal(student.net.get_submodule("classifier").weight, master.net.get_submodule("classifier").weight)  # type: ignore[arg-type]
    ended = desk.do(Export(run=run.id, format=Ref(kind="safetensors"), out=str(tmp_path / "out")))
    assert ended.outcome == "finished", ended
