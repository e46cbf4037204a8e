"""How numerics are chosen: what is tried, what decides, what is remembered, and what is left alone."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.engine.methods.made import network
from workbench.engine import compiling, timings, trial, tryout
from workbench.engine.compiling import COMPILED, EAGER, Outcome
from workbench.engine.control import Stopped
from workbench.engine.device import Place
from workbench.engine.interrupt import Interruption
from workbench.engine.numerics import Numerics
from workbench.engine.taps import Tapped
from workbench.engine.teaching import Joined
from workbench.engine.trial import choose_numerics, decided
from workbench.engine.tryout import Trial
from workbench.errors import UserError
from workbench.recipes import Compute, Ref, Schedule

CPU, CUDA = torch.device("cpu"), torch.device("cuda")
PLACE = Place(CPU, "", 1)
SMALL = Ref(kind="small_cnn", params={"channels": [4], "batch_norm": True, "hidden": None})
IMAGES = torch.randint(0, 256, (16, 3, 16, 16), generator=torch.Generator().manual_seed(3), dtype=torch.uint8)
LABELS = torch.arange(16) % 6 - 1
LONG, SHORT = 10**9, 10

pytestmark = pytest.mark.usefixtures("home")
A_MINUTE = 60.0


@pytest.fixture(autouse=True)
def no_training_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here they are, as for users."""
    monkeypatch.setattr("workbench.engine.trial.SHORT_SECONDS", A_MINUTE)


def choose(compute: Compute | None = None, **changes: Any) -> Numerics:
    """What is chosen for a tiny pair on a training that is long, unless changed."""
    given: dict[str, Any] = {
        "student": network(SMALL, seed=0).train(),
        "teacher": network(Ref(kind="resnet8"), seed=1).requires_grad_(False),
        "images": IMAGES,
        "labels": LABELS,
        "steps": LONG,
        "schedule": Schedule(),
    }
    return choose_numerics(compute or Compute(compile="off"), PLACE, **{**given, **changes})


@pytest.fixture
def clocked(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Milliseconds a picture that a trial will measure; what is not named is not tried. Real work is not timed."""
    times = {"student fp32": 6.0, "student bf16": 7.7, "teacher fp32": 9.0, "teacher fp32 folded": 8.7}

    def measure(self: Trial, seconds: float) -> Mapping[str, list[float]]:
        return {name: [ms, ms] for name, ms in times.items()}

    monkeypatch.setattr(Trial, "measure", measure)
    return times


# What is tried


def test_a_short_training_stays_plain_and_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trial, "step_seconds", lambda self, remembered: 0.05)
    monkeypatch.setattr(Trial, "measure", None)
    chosen = choose(steps=1000)
    assert replace(chosen, reason="") == Numerics()
    assert "within a minute" in chosen.reason
    assert not timings._path().exists()


def test_all_that_suits_is_measured_within_the_budget() -> None:
    began = time.perf_counter()
    chosen = choose()
    assert time.perf_counter() - began < 10  # other tests may run beside it
    assert set(chosen.measured) <= {
        "student fp32",
        "student bf16",
        "teacher fp32",
        "teacher fp32 folded",
        "teacher bf16 folded",
    }
    assert chosen.reason
    assert all(ms > 0 for ms in chosen.measured.values())


def test_of_a_tapped_teacher_nothing_is_folded() -> None:
    names = dict(made_trial(tapped_teacher=True)._ways(time.perf_counter() + 60))
    assert list(names) == ["student fp32", "student bf16", "teacher fp32", "teacher bf16"]


def test_without_a_teacher_only_the_student_is_tried() -> None:
    names = dict(made_trial(teacher=None)._ways(time.perf_counter() + 60))
    assert list(names) == ["student fp32", "student bf16"]


def made_trial(**changes: Any) -> Trial:
    student, teacher = network(SMALL, seed=0).train(), network(Ref(kind="resnet8"), seed=1)
    usual = Trial(PLACE, student, teacher, IMAGES, LABELS, Schedule(), False, lambda: None)
    return replace(usual, **changes)


def test_what_the_device_refuses_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_images: object, _labels: object) -> None:
        raise RuntimeError("not implemented for 'BFloat16'")

    here = made_trial(teacher=None)
    monkeypatch.setattr(
        Trial, "_ways", lambda self, ends: [("student fp32", lambda i, k: None), ("student bf16", refuse)]
    )
    assert list(here.measure(LONG)) == ["student fp32"]


@pytest.mark.parametrize(("training", "rounds"), [(60.0, 1), (3600.0, 2)])
def test_a_long_training_is_measured_for_longer_where_the_computer_is_slow(
    monkeypatch: pytest.MonkeyPatch, training: float, rounds: int
) -> None:
    clock = 0.0

    def slow(_images: object, _labels: object) -> None:
        nonlocal clock
        clock += 2.5

    monkeypatch.setattr("time.perf_counter", lambda: clock)
    monkeypatch.setattr(Trial, "_ways", lambda self, ends: [("student fp32", slow)])
    times = made_trial(teacher=None).measure(training)
    assert len(times["student fp32"]) == rounds


def test_on_cuda_layouts_are_tried_and_fp16_where_there_is_no_bf16(monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as a CPU can tell: nothing here was run on a GPU."""
    monkeypatch.setattr(tryout, "has_bf16", lambda: False)
    ways = [f"{precision}{layout}" for layout, precision in tryout._combinations(CUDA)]
    assert ways == ["fp32", "fp32 channels-last", "fp16", "fp16 channels-last"]
    monkeypatch.setattr(tryout, "has_bf16", lambda: True)
    assert ("", "bf16") in tryout._combinations(CUDA)


# What is left alone


def test_networks_and_random_states_stay_as_they_are() -> None:
    student, teacher = network(SMALL, seed=0).train(), network(Ref(kind="resnet8"), seed=1).requires_grad_(False)
    student.net = torch.nn.Sequential(student.net, torch.nn.Dropout())  # draws random numbers
    before = [{name: value.clone() for name, value in one.state_dict().items()} for one in (student, teacher)]
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    choose(student=student, teacher=teacher)
    assert torch.equal(torch.rand(3), expected)
    for one, state in zip((student, teacher), before, strict=True):
        assert all(torch.equal(value, state[name]) for name, value in one.state_dict().items())
        assert all(weight.grad is None for weight in one.parameters())
    assert student.training
    assert not teacher.training


def test_who_listens_to_the_networks_hears_nothing_of_the_trial_but_plain_questions() -> None:
    student = network(SMALL, seed=0).train()
    tapped = Tapped(student, ["block1"])
    calls: list[int] = []
    interruption = Interruption(lambda: calls.append(1), student)
    choose(student=student, teacher=None, tapped_student=True)
    assert calls == []
    assert tapped._maps == {}
    interruption.release()
    tapped.release()


def test_a_user_who_stops_does_not_wait_for_the_end_of_the_trial() -> None:
    checks = 0

    def check() -> None:
        nonlocal checks
        checks += 1
        if checks == 5:
            raise Stopped

    with pytest.raises(Stopped):
        choose(check=check)
    assert not timings._path().exists()


# What decides


def test_other_numbers_must_be_a_tenth_faster_and_folding_a_little() -> None:
    measured = {"student fp32": 6.0, "student bf16": 5.5, "teacher fp32": 10.0, "teacher fp32 folded": 9.7}
    assert settings(decided(measured, CPU)) == ("fp32", "fp32", True)
    measured |= {"student bf16": 5.4, "teacher fp32 folded": 9.9, "teacher bf16 folded": 8.9}
    assert settings(decided(measured, CPU)) == ("bf16", "bf16", True)
    measured |= {"student bf16": 7.7, "teacher bf16 folded": 13.3}
    assert settings(decided(measured, CPU)) == ("fp32", "fp32", False)


def settings(chosen: Numerics) -> tuple[str, str, bool]:
    return chosen.student, chosen.teacher, chosen.folded


def test_on_cuda_the_teacher_gets_the_layout_of_the_student() -> None:
    """As far as a CPU can tell: nothing here was run on a GPU."""
    measured = {
        "student fp32": 4.0,
        "student fp32 channels-last": 3.9,
        "student bf16": 3.0,
        "student bf16 channels-last": 2.0,
        "teacher fp32": 4.0,
        "teacher bf16 folded": 1.0,
        "teacher fp32 channels-last": 4.0,
        "teacher bf16 folded channels-last": 3.8,
    }
    chosen = decided(measured, CUDA)
    assert (*settings(chosen), chosen.channels_last) == ("bf16", "fp32", False, True)
    assert not decided({"student fp32": 4.0, "student bf16": 3.0}, CUDA).channels_last


def test_the_reason_tells_what_was_measured(clocked: dict[str, float]) -> None:
    assert choose().reason == (
        "The student computes in fp32 (measured, ms a picture: fp32 6, bf16 7.7). "
        "The teacher computes in fp32 folded (measured, ms a picture: fp32 9, fp32 folded 8.7)."
    )


def test_on_a_busy_computer_nothing_is_chosen_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    times = {"student fp32": [6.0, 9.0, 20.0], "student bf16": [2.0, 2.1]}
    monkeypatch.setattr(Trial, "measure", lambda self, seconds: times)
    chosen = choose(teacher=None)
    assert (chosen.student, chosen.measured) == ("fp32", {"student fp32": 6.0, "student bf16": 2.0})
    assert "busy" in chosen.reason
    assert not timings._path().exists()


def test_what_proved_hopeless_at_once_is_told_and_not_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    times = {"student fp32": [6.0, 6.1], "student bf16": [60.0], "teacher fp32": [9.0, 9.0], "teacher bf16": [2.0]}
    monkeypatch.setattr(Trial, "measure", lambda self, seconds: times)
    chosen = choose()
    assert settings(chosen) == ("fp32", "fp32", False)
    assert chosen.measured == {"student fp32": 6.0, "student bf16": 60.0, "teacher fp32": 9.0}, "one round is too few"


def test_where_there_is_no_time_to_measure_it_stays_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trial, "measure", lambda self, seconds: {"student fp32": [6.0], "student bf16": []})
    chosen = choose(teacher=None)
    assert (chosen.student, chosen.measured) == ("fp32", {})
    assert "no time" in chosen.reason


def test_what_the_recipe_asks_for_is_taken_unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trial, "measure", None)
    monkeypatch.setattr(Trial, "step_seconds", None)
    chosen = choose(Compute(precision="bf16", compile="off"), steps=SHORT)
    assert (*settings(chosen), chosen.reason) == ("bf16", "bf16", True, "The recipe asks for bf16.")
    assert not choose(Compute(precision="bf16", compile="off"), tapped_teacher=True).folded
    with pytest.raises(UserError, match="fp16"):
        choose(Compute(precision="fp16"))


def test_a_deterministic_training_is_plain_whatever_else_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trial, "step_seconds", None)
    chosen = choose(Compute(deterministic=True, precision="bf16", compile="on"))
    assert replace(chosen, reason="") == Numerics()
    assert "deterministic" in chosen.reason


# What is remembered


def test_a_training_that_is_repeated_decides_the_same(
    clocked: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    clocked["student bf16"] = 3.0
    first = choose()
    clocked["student bf16"] = 30.0
    again = choose()
    assert settings(again) == settings(first) == ("bf16", "fp32", True)
    assert again.measured == first.measured
    assert again.reason == f"{first.reason} Measured in an earlier run."
    assert choose(images=IMAGES[:8], labels=LABELS[:8]).student == "fp32", "another batch was not measured yet"


def test_several_teachers_are_not_taken_for_one(clocked: dict[str, float]) -> None:
    teacher = network(Ref(kind="resnet8"), seed=1)
    one, two = made_trial(teacher=teacher), made_trial(teacher=Joined([teacher, teacher], [1, 1], "mean"))
    assert one.key != two.key


@pytest.mark.parametrize("content", ["", "[]", '{"version": 1, "measured": [1]}', '{"version": 9}', '{"version": 1}'])
def test_a_damaged_file_is_none(clocked: dict[str, float], content: str) -> None:
    choose()
    timings._path().write_text(content)
    assert "earlier" not in choose().reason
    assert "earlier" in choose().reason


@pytest.mark.parametrize("entry", [{"student fp32": "fast"}, {"student fp32": -1.0}, 3, {"student fp32": float("nan")}])
def test_a_damaged_entry_is_none(clocked: dict[str, float], entry: object) -> None:
    choose()
    content = json.loads(timings._path().read_text())
    (key,) = content["measured"]
    content["measured"] = {key: entry}
    timings._path().write_text(json.dumps(content))
    assert "earlier" not in choose().reason


def test_what_is_kept_is_bounded_and_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timings, "MOST", 10)
    for number in range(13):
        timings.keep(str(number), {"student fp32": 1.0})
    assert timings.known("2") == {}
    assert timings.known("3") == {"student fp32": 1.0}
    assert len(json.loads(timings._path().read_text())["measured"]) == 10


def test_a_disk_that_refuses_costs_only_the_memory(clocked: dict[str, float], home: Path) -> None:
    home.mkdir()
    (home / "cache").write_text("a file where the folder should be")
    assert choose().student == "fp32"


def test_a_resumed_training_computes_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trial, "step_seconds", None)
    before = Numerics("bf16", "fp32", True, False, True, {"student bf16": 1.0}, "It was fast.")
    told = before.event("distilled/0", CPU, taught=True)
    assert choose(known=told) == before


def test_a_training_that_goes_on_elsewhere_chooses_anew(clocked: dict[str, float]) -> None:
    told = Numerics("fp16", "fp16", channels_last=False).event("distilled/0", CUDA, taught=True)
    assert choose(known=told).student == "fp32"


# Compiling


@pytest.fixture
def compiler(clocked: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A compiler that needs no time: whether each call of it was patient. The student is a tenth faster with it."""
    calls: list[bool] = []

    def fake(here: Trial, chosen: Numerics, *, patient: bool, timing: bool = True) -> Outcome:
        calls.append(patient)
        return Outcome(eager=6.0, compiled=5.4)

    monkeypatch.setattr(trial, "try_compiled", fake)
    monkeypatch.setattr(Trial, "step_seconds", lambda self, remembered: 0.1)
    return calls


def test_only_a_training_of_a_quarter_of_an_hour_is_compiled_for_unasked(compiler: list[bool]) -> None:
    assert not choose(Compute(), steps=8_900).compiled
    assert compiler == []
    chosen = choose(Compute(), steps=9_100)
    assert chosen.compiled
    assert chosen.reason.endswith("Compiled, the student takes 5.4 ms a picture instead of 6.")
    assert (chosen.measured[EAGER], chosen.measured[COMPILED]) == (6.0, 5.4)
    assert not choose(Compute(compile="off"), steps=9_100).compiled


def test_asked_for_it_compiles_also_the_shortest_training(compiler: list[bool]) -> None:
    chosen = choose(Compute(compile="on"), steps=1)
    assert (chosen.compiled, compiler) == (True, [True])


def test_a_student_that_is_listened_to_is_not_compiled(compiler: list[bool]) -> None:
    chosen = choose(Compute(compile="on"), tapped_student=True)
    assert not chosen.compiled
    assert chosen.reason.endswith("The student is not compiled: its layers are listened to.")
    assert not choose(Compute(compile="on"), student=network(Ref(kind="simkd_student"), seed=0)).compiled
    assert compiler == []


def test_what_gains_less_than_a_twentieth_is_not_compiled_and_not_tried_again(
    compiler: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def slow(here: Trial, chosen: Numerics, *, patient: bool, timing: bool = True) -> Outcome:
        calls.append(1)
        return Outcome(eager=6.0, compiled=5.8)

    monkeypatch.setattr(trial, "try_compiled", slow)
    chosen = choose(Compute())
    assert not chosen.compiled
    assert chosen.reason.endswith("Compiled, the student would take 5.8 ms a picture instead of 6.")
    assert not choose(Compute()).compiled
    assert calls == [1]
    assert choose(Compute(compile="on")).compiled, "nobody stops a user who wants it"


def test_without_a_compiler_the_training_goes_on_and_tells_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("No working C++ compiler found.")

    monkeypatch.setattr(torch, "compile", refuse)
    told: list[str] = []
    chosen = choose(Compute(compile="on"), steps=SHORT, tell=told.append)
    assert not chosen.compiled
    assert chosen.reason.endswith("Compiling the student failed: No working C++ compiler found.")
    assert told == ["Compiling the student"]
    again = choose(known=replace(chosen, compiled=True).event("distilled/0", CPU, taught=True))
    assert not again.compiled


def test_what_was_compiled_before_is_compiled_again_and_not_timed_again(compiler: list[bool]) -> None:
    before = replace(Numerics(), compiled=True, measured={"eager student": 9.0}, reason="It was faster.")
    told: list[str] = []
    assert choose(known=before.event("distilled/0", CPU, taught=True), tell=told.append) == before
    assert (compiler, told) == ([True], ["Compiling the student"])


def test_a_user_need_not_wait_for_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(network: torch.nn.Module, **_: object) -> torch.nn.Module:
        time.sleep(1.0)
        return network

    def stop() -> None:
        raise Stopped

    monkeypatch.setattr(torch, "compile", slow)
    here = made_trial(check=stop)
    began = time.perf_counter()
    with pytest.raises(Stopped):
        compiling.try_compiled(here, Numerics(), patient=True)
    assert time.perf_counter() - began < 0.9
    assert compiling._compiling is not None
    compiling.wait_for_compiler(lambda: None)
    assert not compiling._compiling.is_alive()


def test_a_compiler_that_takes_too_long_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(network: torch.nn.Module, **_: object) -> torch.nn.Module:
        time.sleep(0.5)
        return network

    monkeypatch.setattr(torch, "compile", slow)
    monkeypatch.setattr(compiling, "COMPILING_SECONDS", 0.1)
    assert compiling.try_compiled(made_trial(), Numerics(), patient=False).failure == "it took too long"
    compiling.wait_for_compiler(lambda: None)


@pytest.mark.slow
def test_a_student_is_really_compiled_and_timed() -> None:
    outcome = compiling.try_compiled(made_trial(), Numerics(), patient=True)
    assert (outcome.failure, outcome.eager > 0, outcome.compiled > 0) == ("", True, True)
