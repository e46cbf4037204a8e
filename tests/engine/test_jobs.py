"""Whole jobs, as a face sees them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import torch

from tests.engine.conftest import QUICK, TINY, Desk, distil_recipe, losses, train_recipe
from workbench.engine.checkpoint import Checkpoints
from workbench.engine.model import load_model
from workbench.engine.registry import metrics
from workbench.engine.training import load_splits
from workbench.errors import ExportError
from workbench.events import (
    Adjusted,
    Answered,
    CheckpointSaved,
    DataReady,
    EpochFinished,
    Evaluated,
    Event,
    JobEnded,
    JobStarted,
    MixMeasured,
    Noted,
    NumericsChosen,
    Paused,
    PhaseFinished,
    PhaseStarted,
    Progress,
    Resumed,
    StepsFinished,
    TeacherAsked,
)
from workbench.recipes import Adjustment, Evaluate, Export, Frozen, Ref, Schedule, Sgd, TeacherRun, dump
from workbench.recipes.requests import (
    Adjust,
    AnyCommand,
    Describe,
    Discard,
    GoOn,
    Pause,
    ReadCatalogue,
    Resume,
    Stop,
)


def test_a_distillation_tells_its_whole_story_in_order(desk: Desk) -> None:
    run = desk.trained(distil_recipe())
    # how many depends on the machine's speed, or on the number of steps
    by_pace = MixMeasured | StepsFinished | EpochFinished | CheckpointSaved | Progress | TeacherAsked | NumericsChosen
    kinds = [event.kind for event in desk.events if not isinstance(event, by_pace)]
    each = ["phase_started", "phase_finished"]
    assert kinds == ["job_started", "data_ready", *each * 3, "evaluated", "job_ended"]
    assert [event.plan.phase for event in desk.of(PhaseStarted)] == ["teacher/0", "distilled/0", "plain/0"]
    assert run.state == "finished"
    assert list(run.events()) == [event for event in desk.events if not isinstance(event, Progress)]


def test_every_step_is_reported_and_the_terms_add_up_to_what_the_epoch_says(desk: Desk) -> None:
    run = desk.trained(distil_recipe())
    plans = {plan.phase: plan for plan in desk.of(DataReady)[0].plans}
    for phase, term in {"teacher/0": "labels", "distilled/0": "teacher", "plain/0": "labels"}.items():
        values = losses(run, phase, term)
        assert len(values) == plans[phase].steps
        per_epoch = len(values) // QUICK.epochs
        for epoch in (event for event in desk.of(EpochFinished) if event.phase == phase):
            mine = values[(epoch.epoch - 1) * per_epoch : epoch.epoch * per_epoch]
            assert epoch.train[term] == pytest.approx(sum(mine) / per_epoch)


def test_the_twin_starts_from_the_student_s_weights_and_takes_as_many_steps(desk: Desk) -> None:
    frozen = Schedule(epochs=1, learning_rate=1e-12, optimiser=Sgd(weight_decay=0))
    run = desk.trained(distil_recipe(schedule=frozen.model_dump(), student={"kind": "mlp"}))
    student, twin = (load_model(run.model_folder(phase)) for phase in ("distilled/0", "plain/0"))
    for ours, theirs in zip(student.parameters(), twin.parameters(), strict=True):
        assert torch.allclose(ours, theirs, atol=1e-9)
    steps = {event.phase: event.step for event in desk.of(PhaseFinished)}
    assert steps["distilled/0"] == steps["plain/0"]


def test_only_the_teacher_s_student_sees_unlabelled_pictures(desk: Desk) -> None:
    desk.do(distil_recipe())
    ready = desk.of(DataReady)[0]
    assert (ready.labelled, ready.train > 200) == (200, True)
    plans = {plan.phase: plan for plan in ready.plans}
    assert plans["distilled/0"].steps == QUICK.epochs * math.ceil(ready.train / QUICK.batch_size)
    assert plans["teacher/0"].steps == QUICK.epochs * math.ceil(200 / QUICK.batch_size)


def test_results_are_what_the_kept_networks_answer_on_the_test_pictures(desk: Desk) -> None:
    run = desk.trained(distil_recipe())
    results = run.results()
    assert results is not None
    assert desk.of(Evaluated)[0].results == results
    assert {network["role"] for network in results["networks"]} == {"teacher", "distilled", "plain"}
    assert {cost["role"] for cost in results["costs"]} == {"teacher", "distilled"}
    assert results["verdict"]["kind"] == "one_seed"
    for network in results["networks"]:
        matrix = torch.tensor(network["confusion"])
        assert matrix.sum() == network["count"] == desk.of(DataReady)[0].test
        assert network["accuracy"] == pytest.approx((matrix.diagonal().sum() / matrix.sum()).item())


@pytest.mark.slow
@pytest.mark.usefixtures("measures_latency")
def test_costs_are_measured_on_this_machine(desk: Desk) -> None:
    run = desk.trained(train_recipe())
    results = run.results()
    assert results is not None
    (cost,) = results["costs"]
    weights = load_model(run.model_folder("model/0")).parameters()
    assert cost["parameters"] == sum(weight.numel() for weight in weights)
    assert 0 < cost["latency_ms_median"] <= cost["latency_ms_p90"]
    assert cost["latency_runs"] >= 50
    assert cost["machine"]


def test_a_network_that_cannot_be_timed_keeps_its_other_results(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(model: object, *, check: object) -> None:
        raise ExportError("ONNX has no such layer.", fix="Choose another network.")

    monkeypatch.setattr("workbench.engine.evaluate.latency", refuse)
    results = desk.trained(train_recipe()).results()
    assert results is not None
    (cost,) = results["costs"]
    assert (cost["latency_ms_median"], cost["parameters"] > 0) == (None, True)
    assert any("could not be timed" in event.text for event in desk.of(Noted))


def test_one_recipe_and_one_seed_give_the_same_curves_again(desk: Desk) -> None:
    first, second = desk.trained(distil_recipe()), desk.trained(distil_recipe())
    assert first.id != second.id
    for phase, term in {"teacher/0": "labels", "distilled/0": "teacher", "plain/0": "labels"}.items():
        assert losses(first, phase, term) == losses(second, phase, term)


def test_another_seed_gives_other_curves(desk: Desk) -> None:
    run = desk.trained(train_recipe(seeds=[0, 1]))
    assert losses(run, "model/0", "labels") != losses(run, "model/1", "labels")


def test_the_mix_is_measured_every_fifty_steps_of_the_student_and_when_a_dial_was_moved(desk: Desk) -> None:
    moves = [Adjustment(phase="distilled/0", step=step, alpha=alpha) for step, alpha in ((5, 0.0), (6, 1.0))]
    run = desk.trained(distil_recipe(adjustments=[move.model_dump() for move in moves]))
    mixes = {(event.phase, event.step): event.shares for event in desk.of(MixMeasured)}
    assert list(mixes) == [("distilled/0", step) for step in (1, 5, 6, 51)]
    assert all(sum(shares.values()) == pytest.approx(1) for shares in mixes.values())
    assert 0 < mixes["distilled/0", 1]["labels"] < 1
    assert mixes["distilled/0", 5] == {"labels": 0, "teacher": 1}
    assert mixes["distilled/0", 6] == {"labels": 1, "teacher": 0}
    assert run.curves().phases["distilled/0"].mix == desk.of(MixMeasured)


def test_measuring_the_mix_changes_no_bit_of_the_training(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    student = {"kind": "mlp", "params": {"dropout": 0.3}}  # a chance event too many would be seen
    runs = []
    for every in (1, 10**9):
        monkeypatch.setattr("workbench.engine.learner.MIX_EVERY", every)
        runs.append(desk.trained(distil_recipe(student=student, teacher=distil_recipe().teacher.model_dump())))
    often, once = runs
    assert len(often.curves().phases["distilled/0"].mix) > 50
    assert len(once.curves().phases["distilled/0"].mix) == 1  # the first step
    assert often.curves().phases["distilled/0"].terms == once.curves().phases["distilled/0"].terms
    ours, theirs = (load_model(run.model_folder("distilled/0")).state_dict() for run in runs)
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_right_answers_are_counted_while_training_where_labels_are_known(desk: Desk) -> None:
    still = Schedule(epochs=1, learning_rate=1e-12, optimiser=Sgd(weight_decay=0), augment="none").model_dump()
    run = desk.trained(train_recipe(schedule=still, model={"kind": "mlp"}))
    (epoch,) = desk.of(EpochFinished)
    network = load_model(run.model_folder("model/0"))  # its weights have not moved: ask it again, about all pictures
    part = load_splits(run.recipe, desk.events.append, lambda: None)[0].train
    with torch.no_grad():
        again = (network(part.images).argmax(dim=1) == part.labels).double().mean().item()
    batches = math.ceil(len(part.labels) / 64)  # a full last batch: some pictures are shown twice
    assert epoch.train_accuracy == pytest.approx(again, abs=(64 * batches - len(part.labels)) / (64 * batches))


def test_a_run_resumed_inside_an_epoch_counts_right_answers_as_if_it_had_not_been(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = train_recipe(schedule=Schedule(epochs=2, batch_size=8, learning_rate=0.01).model_dump())
    whole = desk.trained(recipe).curves().phases["model/0"]
    save = Checkpoints.save
    with monkeypatch.context() as patch:
        patch.setattr(Checkpoints, "due", True)  # saves after every step,
        patch.setattr(Checkpoints, "save", lambda *parts, **given: save(*parts, **{**given, "wait": True}))  # at once
        desk.do(recipe, lambda event: [Stop()] if isinstance(event, CheckpointSaved) and event.step >= 20 else [])
    stopped = desk.newest()
    assert desk.ask(Resume(run=stopped.id, runs=str(desk.root))).outcome == "finished"
    assert desk.of(PhaseStarted)[-1].step % 144 > 0
    ours = stopped.curves().phases["model/0"]
    assert [epoch.train_accuracy for epoch in ours.epochs] == [epoch.train_accuracy for epoch in whole.epochs]
    assert ours.epochs[0].train_accuracy is not None
    assert list(ours.seconds) == sorted(ours.seconds)  # time goes on where it stood
    assert len(ours.seconds) == len(ours.steps) == 288


def test_reports_tell_the_time_spent_so_far(desk: Desk) -> None:
    desk.do(distil_recipe())
    for finished in desk.of(PhaseFinished):
        seconds = [event.seconds for event in desk.of(StepsFinished) if event.phase == finished.phase]
        assert seconds == sorted(seconds)
        assert seconds[0] > 0
        assert seconds[-1] < finished.seconds


class MovesDials:
    """Presses Pause in the distilled phase, moves the sliders there, and goes on."""

    def __init__(self, **dials: float) -> None:
        self.dials = dials

    def __call__(self, event: Event) -> list[AnyCommand]:
        if isinstance(event, PhaseStarted) and event.plan.role == "distilled" and event.step == 0:
            return [Pause()]
        if isinstance(event, Paused):
            return [Adjust(**self.dials), GoOn()]
        return []


def test_moved_dials_change_the_loss_at_the_next_step_and_are_kept(desk: Desk) -> None:
    still = desk.trained(distil_recipe())
    moved = desk.trained(distil_recipe(), MovesDials(temperature=1.0, alpha=0.25))
    change = desk.of(Adjusted)[0]
    at = change.step - 1  # index of the first step under the new dials
    before, after = losses(still, "distilled/0", "labels"), losses(moved, "distilled/0", "labels")
    assert after[:at] == before[:at]
    assert after[at] == pytest.approx(before[at] / 2)  # same weights, same batch, half the alpha
    assert (change.temperature, change.alpha, change.learning_rate) == (1.0, 0.25, 0.01)
    results, untouched = moved.results(), still.results()
    assert results is not None
    assert untouched is not None
    assert "Dials were moved while these trained: distilled/0." in results["note"]
    assert "Dials" not in untouched["note"]


def test_a_run_repeated_from_its_folder_has_identical_curves(desk: Desk) -> None:
    moved = desk.trained(distil_recipe(), MovesDials(temperature=1.0, alpha=0.25, learning_rate=0.002))
    again = desk.trained(moved.repeat())
    for phase, term in {"distilled/0": "teacher", "plain/0": "labels"}.items():
        assert losses(again, phase, term) == losses(moved, phase, term)
    assert again.adjustments() == moved.adjustments()


def test_the_twin_is_given_the_learning_rates_tried_on_the_student(desk: Desk) -> None:
    desk.do(distil_recipe(), MovesDials(temperature=2.0, learning_rate=0.002))
    student, twin = desk.of(Adjusted)
    assert (student.phase, twin.phase) == ("distilled/0", "plain/0")
    assert (twin.step, twin.learning_rate) == (student.step, 0.002)


def test_dials_in_the_recipe_are_moved_at_their_step(desk: Desk) -> None:
    plan = Adjustment(phase="distilled/0", step=5, temperature=9.0)
    desk.do(distil_recipe(adjustments=[plan.model_dump()]))
    (change,) = desk.of(Adjusted)
    assert (change.phase, change.step, change.temperature, change.alpha) == ("distilled/0", 5, 9.0, 0.5)


def stops_in(role: str, command: AnyCommand, epoch: int = 1):  # type: ignore[no-untyped-def]
    def user(event: Event) -> list[AnyCommand]:
        here = isinstance(event, EpochFinished) and event.phase.startswith(role) and event.epoch >= epoch
        return [command] if here else []

    return user


def test_stop_keeps_the_best_and_the_run_can_go_on(desk: Desk) -> None:
    recipe = distil_recipe(schedule=QUICK.model_copy(update={"epochs": 400}).model_dump())
    ended = desk.do(recipe, stops_in("distilled", Stop()))
    assert ended.outcome == "stopped"
    finished = desk.of(PhaseFinished)[-1]
    epochs = [event for event in desk.of(EpochFinished) if event.phase == "distilled/0"]
    assert finished.reason == "stopped"
    assert finished.valid_accuracy == max(event.valid_accuracy for event in epochs)
    run = desk.newest()
    assert run.state == "stopped"
    assert load_model(run.model_folder("distilled/0")).parameters_count > 0


def test_a_stopped_run_is_evaluated_when_asked_and_says_that_it_was_cut_short(desk: Desk) -> None:
    recipe = train_recipe(schedule=QUICK.model_copy(update={"epochs": 400}).model_dump())
    desk.do(recipe, stops_in("model", Stop()))
    run = desk.newest()
    assert run.results() is None
    assert desk.do(Evaluate(run=run.id)).outcome == "finished"
    results = desk.newest().results()
    assert results is not None
    assert "Stopped before its planned end" in results["note"]
    assert desk.newest().state == "stopped"


def test_discard_leaves_nothing_behind(desk: Desk) -> None:
    ended = desk.do(distil_recipe(), stops_in("teacher", Discard()))
    assert ended.outcome == "discarded"
    assert [path for path in desk.root.iterdir() if path.is_dir()] == []


def test_a_stopped_run_resumes_to_the_weights_of_one_that_never_stopped(desk: Desk) -> None:
    whole = desk.trained(distil_recipe())
    desk.do(distil_recipe(), stops_in("distilled", Stop()))
    stopped = desk.newest()
    assert desk.ask(Resume(run=stopped.id, runs=str(desk.root))).outcome == "finished"
    for phase in ("teacher/0", "distilled/0", "plain/0"):
        ours, theirs = (load_model(run.model_folder(phase)).state_dict() for run in (stopped, whole))
        assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    assert stopped.curves().phases["distilled/0"].terms == whole.curves().phases["distilled/0"].terms


def test_a_finished_run_has_nothing_to_resume(desk: Desk) -> None:
    run = desk.trained(train_recipe())
    ended = desk.ask(Resume(run=run.id, runs=str(desk.root)))
    assert ended.outcome == "failed"
    assert "nothing to resume" in ended.problem


def test_early_stop_ends_a_training_that_no_longer_improves(desk: Desk) -> None:
    hopeless = Schedule(epochs=50, learning_rate=1e-12, early_stop=2, optimiser=Sgd(weight_decay=0))
    run = desk.trained(train_recipe(schedule=hopeless.model_dump(), model={"kind": "mlp"}))
    finished = desk.of(PhaseFinished)[0]
    assert (finished.reason, len(desk.of(EpochFinished)), finished.epoch) == ("early_stop", 3, 1)
    assert run.state == "finished"


def test_a_loss_that_runs_away_is_told_in_plain_words(desk: Desk) -> None:
    wild = Schedule(epochs=20, learning_rate=10, optimiser=Sgd(momentum=0.99, weight_decay=1))
    ended = desk.do(train_recipe(schedule=wild.model_dump(), model={"kind": "mlp"}))
    assert ended.outcome == "failed"
    assert "ran away" in ended.problem
    assert "Lower the learning rate" in ended.fix
    assert not ended.details
    assert desk.newest().state == "failed"


def test_what_was_best_before_a_loss_ran_away_is_kept(desk: Desk) -> None:
    calm = Schedule(epochs=3, learning_rate=0.01, optimiser=Sgd(momentum=0.99, weight_decay=1)).model_dump()
    steps = math.ceil(1146 / 64)
    wild = Adjustment(phase="model/0", step=steps + 2, learning_rate=10).model_dump()
    ended = desk.do(train_recipe(schedule={**calm, "epochs": 30}, model={"kind": "mlp"}, adjustments=[wild]))
    assert "ran away" in ended.problem
    (first, *_) = desk.of(EpochFinished)
    run = desk.newest()
    network = load_model(run.model_folder("model/0"))
    assert all(torch.isfinite(weight).all() for weight in network.parameters())
    assert desk.do(Export(run=run.id)).outcome == "finished"
    assert first.best


def test_all_problems_of_a_recipe_are_told_at_once_and_no_run_is_made(desk: Desk) -> None:
    ended = desk.do(distil_recipe(student={"kind": "mpl"}, method={"kind": "kdd"}, data={"source": {"kind": "digit"}}))
    assert ended.outcome == "failed"
    for name, near in {"mpl": "mlp", "kdd": "kd", "digit": "digits"}.items():
        assert f"'{name}'" in ended.problem
        assert f"'{near}'" in ended.problem
    assert not desk.root.exists() or not any(path.is_dir() for path in desk.root.iterdir())
    assert [type(event) for event in desk.events] == [JobStarted, JobEnded]


def test_a_method_that_ignores_the_teacher_is_no_distillation(desk: Desk) -> None:
    ended = desk.do(distil_recipe(method={"kind": "labels"}))
    assert "does not listen to the teacher" in ended.problem


def test_an_earlier_run_can_be_the_teacher(desk: Desk) -> None:
    teacher = desk.trained(train_recipe(data=distil_recipe().data.model_dump()))
    run = desk.trained(distil_recipe(teacher=TeacherRun(run=teacher.id).model_dump()))
    started = [event for event in desk.of(PhaseStarted) if event.plan.role == "distilled"]
    assert started[0].teacher_accuracy is not None
    results = run.results()
    assert results is not None
    assert sorted(network["role"] for network in results["networks"]) == ["distilled", "plain", "teacher"]


def test_a_teacher_that_has_seen_the_test_pictures_is_refused(desk: Desk) -> None:
    teacher = desk.trained(train_recipe())
    ended = desk.do(distil_recipe(teacher=TeacherRun(run=teacher.id).model_dump(), data={"split_seed": 7}))
    assert ended.outcome == "failed"
    assert "has seen pictures" in ended.problem
    assert "Set data.split_seed to 0" in ended.problem


def test_a_missing_teacher_run_is_named_before_training(desk: Desk) -> None:
    ended = desk.do(distil_recipe(teacher={"kind": "run", "run": "nowhere"}))
    assert ended.outcome == "failed"
    assert "teacher.run" in ended.problem
    assert "nowhere" in ended.problem


def test_a_teacher_of_other_classes_is_refused(desk: Desk, tmp_path: Path) -> None:
    from PIL import Image

    teacher = desk.trained(train_recipe())
    for name in ("cat", "dog"):
        folder = tmp_path / "pictures" / name
        folder.mkdir(parents=True)
        for number in range(12):
            Image.new("L", (8, 8), number * 20).save(folder / f"{number}.png")
    source = Ref(kind="image_folder", params={"folder": str(tmp_path / "pictures"), "size": 8})
    ended = desk.do(
        distil_recipe(teacher=TeacherRun(run=teacher.id).model_dump(), data={"source": source.model_dump()})
    )
    assert ended.outcome == "failed"
    assert "knows 10 classes (0, 1, 2, …), the data have 2 (cat, dog)" in ended.problem


def test_a_damaged_checkpoint_falls_back_to_the_one_before(desk: Desk) -> None:
    whole = desk.trained(train_recipe())
    desk.do(train_recipe(), PausesEveryEpochThenStops())
    stopped = desk.newest()
    newest, previous = (stopped.checkpoint_folder("model/0") / f"{name}.safetensors" for name in ("newest", "previous"))
    assert previous.exists()
    newest.write_bytes(newest.read_bytes()[:1000])
    assert desk.ask(Resume(run=stopped.id, runs=str(desk.root))).outcome == "finished"
    ours, theirs = (load_model(run.model_folder("model/0")).state_dict() for run in (stopped, whole))
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_when_no_checkpoint_can_be_read_that_is_said_and_nothing_is_lost(desk: Desk) -> None:
    desk.do(train_recipe(), PausesEveryEpochThenStops())
    stopped = desk.newest()
    for path in stopped.checkpoint_folder("model/0").glob("*.safetensors"):
        path.write_bytes(b"nonsense")
    ended = desk.ask(Resume(run=stopped.id, runs=str(desk.root)))
    assert ended.outcome == "failed"
    assert "can be read" in ended.problem
    assert load_model(stopped.model_folder("model/0")).parameters_count > 0


class PausesEveryEpochThenStops:
    """A pause saves a checkpoint; two of them leave a newest and a previous one."""

    def __init__(self) -> None:
        self.pauses = 0

    def __call__(self, event: Event) -> list[AnyCommand]:
        if isinstance(event, PhaseStarted | Resumed):
            return [Pause()]
        if isinstance(event, Paused):
            self.pauses += 1
            return [GoOn()] if self.pauses < 2 else [Stop()]
        return []


def test_evaluate_looks_at_the_test_pictures_once_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk.trained(train_recipe())
    monkeypatch.setattr("workbench.engine.jobs.evaluate", pytest.fail)
    assert desk.do(Evaluate(run=run.id)).outcome == "finished"
    first, second = desk.of(Evaluated)
    assert first == second


def test_a_student_is_exported_and_proven(desk: Desk) -> None:
    run = desk.trained(distil_recipe())
    assert desk.do(Export(run=run.id)).outcome == "finished"
    answer = desk.of(Answered)[-1].answer
    assert answer["manifest"]["max_difference"] <= 1e-4
    assert answer["manifest"]["provenance"]["role"] == "distilled"
    assert (Path(answer["folder"]) / "predict.py").exists()


def test_a_role_that_a_run_has_not_is_named(desk: Desk) -> None:
    run = desk.trained(train_recipe())
    ended = desk.do(Export(run=run.id, role="teacher"))
    assert "no trained teacher network (it has: model/0)" in ended.problem


def test_describe_tells_costs_and_counts_without_training(desk: Desk) -> None:
    recipe = distil_recipe()
    ended = desk.ask(Describe(recipe=recipe.model_dump(mode="json"), runs=str(desk.root)))
    assert ended.outcome == "finished"
    answer = desk.of(Answered)[0].answer
    assert answer["problems"] == []
    assert answer["data"]["shape"] in ([1, 8, 8], (1, 8, 8))
    # 4 filters of 3x3, their scale and shift, 4x4x4 features to 10 classes
    assert answer["networks"]["student"]["parameters"] == 4 * 9 + 8 + 64 * 10 + 10
    assert answer["device"] == "cpu" or answer["device_reason"]
    assert not desk.root.exists() or not any(path.is_dir() for path in desk.root.iterdir())


def test_describe_tells_every_problem_with_its_path(desk: Desk) -> None:
    raw = {**distil_recipe().model_dump(mode="json"), "student": {"kind": "mpl"}, "temperature": -1, "epocs": 3}
    desk.ask(Describe(recipe=raw, runs=str(desk.root)))
    raw = {**distil_recipe().model_dump(mode="json"), "student": {"kind": "mpl"}, "method": {"kind": "kdd"}}
    desk.ask(Describe(recipe=raw, runs=str(desk.root)))
    both, names = desk.of(Answered)
    assert {problem["path"] for problem in both.answer["problems"]} == {"temperature", "epocs", "student.kind"}
    assert {problem["path"] for problem in names.answer["problems"]} == {"student.kind", "method.kind"}


def test_the_catalogue_is_plain_json_with_a_schema_for_everything(desk: Desk) -> None:
    desk.ask(ReadCatalogue(runs=str(desk.root)))
    answer = json.loads(json.dumps(desk.of(Answered)[0].answer))
    names = {sort: {item["name"] for item in answer[sort]} for sort in ("methods", "architectures", "datasets")}
    assert {"kd", "labels"} <= names["methods"]
    assert {"mlp", "small_cnn", "resnet8", "resnet20", "resnet32x4", "resnet18", "mobilenet_v3_small"} <= (
        names["architectures"]
    )
    assert {"digits", "image_folder", "mnist", "fashion_mnist", "cifar10", "cifar100"} <= names["datasets"]
    for items in (answer[sort] for sort in ("methods", "architectures", "datasets", "exporters")):
        assert all(item["title"] and item["summary"] and "properties" in item["schema"] for item in items)


def test_events_come_in_batches(desk: Desk) -> None:
    desk.do(distil_recipe())
    assert max(desk.sizes) > 1


def test_a_recipe_survives_its_run_folder(desk: Desk) -> None:
    recipe = distil_recipe(name="Ünïcode, and 'quotes'")
    run = desk.trained(recipe)
    assert run.recipe == recipe
    assert dump(run.recipe) == dump(recipe)
    assert run.recipe.student == TINY


def test_a_metric_of_a_plug_in_finds_its_place_in_the_results(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def median_confidence(params: Frozen) -> object:
        """Confidence in the middle picture."""
        return lambda answers: answers.logits.softmax(1).amax(1).median().item()

    monkeypatch.setattr(metrics, "_entries", dict(metrics._entries))
    metrics.register("median_confidence")(median_confidence)
    results = desk.trained(train_recipe()).results()
    assert results is not None
    assert 0.1 < results["networks"][0]["others"]["median_confidence"] <= 1
