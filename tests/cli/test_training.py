"""run, check, resume and evaluate: what is printed, and how they end."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import fakes
from tests.cli.conftest import ROOT, Workbench
from workbench.cli.tellers import Lines
from workbench.events import JobEnded, JobStarted, decode
from workbench.recipes import Distil, Train
from workbench.runs import RunStore

posix = pytest.mark.skipif(os.name == "nt", reason="signals and terminals of this kind are POSIX's")
Write = Callable[[str], str]
Command = tuple[list[str], dict[str, str]]
FOREVER = "task: train\nschedule: {epochs: 100000}\n"


def test_a_finished_run_ends_with_the_honest_table(workbench: Workbench, recipe: Write) -> None:
    said = workbench("run", recipe("task: distil\nseeds: [0, 1, 2]\nschedule: {epochs: 2}\n"))
    assert said.code == 0
    assert said.err == ""
    rows = [line.split("│")[1:-1] for line in said.out.splitlines() if line.startswith("│")]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert cells == [
        ["Teacher", "94.2 ± 0.4 %", "3", "40,522", "162 kB", "0.02 ms"],
        ["Student alone", "88.6 ± 0.4 %", "3", "670", "2.68 kB", "0.02 ms"],
        ["Distilled student", "93.8 ± 0.4 %", "3", "670", "2.68 kB", "0.02 ms"],
    ]
    assert "Distillation helped" in said.out
    assert "through the teacher's eyes" in said.out
    assert "The run is in " in said.out


def test_one_seed_has_no_spread(workbench: Workbench, recipe: Write) -> None:
    said = workbench("run", recipe("task: distil\n"))
    assert "93.4 %" in said.out
    assert "±" not in said.out


def test_a_pipe_gets_lines_with_accuracy_pace_and_time_left(workbench: Workbench, recipe: Write) -> None:
    said = workbench("run", recipe("task: train\nschedule: {epochs: 3}\n"))
    (line,) = [line for line in said.out.splitlines() if "epoch 3/3" in line]
    assert line.startswith("Network: epoch 3/3 · loss ")
    assert "accuracy 90.0 % (best) · 5,000 images/s · 2 s left" in line


def test_the_line_of_a_student_s_epoch_tells_how_much_each_term_pulls(capsys: pytest.CaptureFixture[str]) -> None:
    Lines().tell(fakes.distillation(epochs=3))
    lines = [line for line in capsys.readouterr().out.splitlines() if " epoch 3/3 " in line]
    mixes = {line.split(":")[0]: " mix " in line for line in lines}
    assert mixes == {"Teacher": False, "Student alone": False, "Distilled student": True}
    assert " · mix labels 46 % teacher 54 % · 5,000 images/s" in lines[-1]


def test_json_prints_the_events_and_nothing_else(workbench: Workbench, recipe: Write) -> None:
    said = workbench("run", "--json", recipe("task: distil\n"))
    events = [decode(line) for line in said.out.splitlines()]
    assert isinstance(events[0], JobStarted)
    assert isinstance(events[-1], JobEnded)
    assert (said.code, said.err) == (0, "")


def steps_of(out: str) -> int:
    """Planned steps of a run that was told as JSON."""
    ready = next(event for event in map(json.loads, out.splitlines()) if event["kind"] == "data_ready")
    return int(ready["plans"][0]["steps"])


def test_set_overrides_the_recipe(workbench: Workbench, recipe: Write) -> None:
    path = recipe("task: train\nschedule: {epochs: 9}\n")
    said = workbench("run", path, "--json", "--set", "schedule.epochs=1", "--set", "name=short")
    assert steps_of(said.out) == fakes.STEPS


@pytest.mark.parametrize(
    ("setting", "code"),
    [("precision=bf16", 0), ("compile=off", 0), ("cache=false", 0), ("precision=bf17", 2), ("cache=perhaps", 2)],
)
def test_how_to_compute_can_be_set(workbench: Workbench, recipe: Write, setting: str, code: int) -> None:
    said = workbench("check", recipe("task: distil\n"), "--set", f"compute.{setting}")
    assert said.code == code
    assert ("compute." in said.err) == (code == 2)


def test_a_recipe_can_come_from_the_standard_input(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("task: train\nschedule: {epochs: 1}\n"))
    said = workbench("run", "-", "--json", "--set", "schedule.optimiser.kind=sgd")
    assert (said.code, steps_of(said.out)) == (0, fakes.STEPS)


def test_a_sample_can_be_run_by_its_name(workbench: Workbench) -> None:
    said = workbench("run", "ten-labels", "--json", "--set", "schedule.epochs=1", "--set", "seeds=[0]")
    assert (said.code, steps_of(said.out)) == (0, fakes.STEPS)


def test_a_run_can_be_repeated_by_its_id_or_folder(workbench: Workbench, tmp_path: Path) -> None:
    made = RunStore(tmp_path / "runs").create(Train.model_validate({"schedule": {"epochs": 4}}), environment={})
    for name in (made.id, made.id[:12], str(made.path)):
        said = workbench("run", name, "--json", "--runs", str(tmp_path / "runs"))
        assert (said.code, steps_of(said.out)) == (0, 4 * fakes.STEPS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("task: train\nschedule: {epochs: 0}\n", "schedule.epochs"), ("task: train\nnmae: x\n", "nmae"), ("[", "YAML")],
)
@pytest.mark.parametrize("verb", ["run", "check"])
def test_a_wrong_recipe_is_explained_and_ends_with_2(
    workbench: Workbench, recipe: Write, verb: str, text: str, expected: str
) -> None:
    said = workbench(verb, recipe(text))
    assert said.code == 2
    assert said.out == ""
    assert "recipe.yaml" in said.err
    assert expected in said.err or "line 1" in said.err.lower()


@pytest.mark.parametrize(
    ("name", "expected"), [("ten-label", "Did you mean 'ten-labels'?"), ("no.yaml", "no such file")]
)
def test_a_recipe_that_is_not_there_ends_with_2(workbench: Workbench, name: str, expected: str) -> None:
    said = workbench("run", name)
    assert said.code == 2
    assert expected in said.err


def test_an_override_that_cannot_be_made_ends_with_2(workbench: Workbench, recipe: Write) -> None:
    said = workbench("run", recipe("task: train\n"), "--set", "schedule.epoch=3")
    assert said.code == 2
    assert "schedule.epoch" in said.err


def test_a_users_mistake_is_shown_as_written(workbench: Workbench, recipe: Write) -> None:
    said = workbench("run", recipe("task: train\nname: user error\n"))
    assert said.code == 1
    assert "There is no data set called 'digit'. Did you mean 'digits'?\n" in said.err
    assert "Details" not in said.err


def test_a_fault_keeps_its_details_in_a_file(workbench: Workbench, recipe: Write, home: Path) -> None:
    said = workbench("run", recipe("task: train\nname: raise\n"))
    assert said.code == 1
    assert "the toy broke" in said.err
    assert "Traceback" not in said.err
    (kept,) = (home / "logs").iterdir()
    assert str(kept) in said.err
    assert "_mishap" in kept.read_text()


def test_resume_and_evaluate_ask_for_their_run(workbench: Workbench) -> None:
    for verb in ("resume", "evaluate"):
        said = workbench(verb, "a-run", "--json")
        assert said.code == 0
        assert json.loads(said.out.splitlines()[0])["verb"] == verb


def test_check_describes_without_training(workbench: Workbench, recipe: Write) -> None:
    said = workbench("check", recipe("task: distil\n"))
    assert said.code == 0
    assert "Teacher: Small CNN, 40,522 parameters" in said.out
    assert "This recipe is fine." in said.out


def test_check_finds_what_only_the_worker_knows(
    workbench: Workbench, recipe: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem: dict[str, Any] = {
        "path": "method.kind", "message": "There is no method called 'kdd'.", "suggestion": "Did you mean 'kd'?",
    }  # fmt: skip
    monkeypatch.setitem(fakes.DESCRIPTION, "problems", [problem])
    path = recipe("task: distil\nmethod: {kind: kdd}\n")
    said = workbench("check", path)
    assert said.code == 2
    assert "method.kind: There is no method called 'kdd'. Did you mean 'kd'?" in said.err
    assert json.loads(workbench("check", path, "--json").out)["problems"] == [problem]


def test_check_of_an_export_looks_for_its_run(workbench: Workbench, recipe: Write, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    made = RunStore(runs).create(Distil(), environment={})
    assert workbench("check", recipe(f"task: export\nrun: {made.id}\n"), "--runs", str(runs)).code == 0
    assert workbench("check", recipe("task: export\nrun: nowhere\n"), "--runs", str(runs)).code == 2


# In a process of its own: signals and streams


def wait_for(program: subprocess.Popen[str], text: str) -> None:
    """Read what a program prints until that text comes."""
    assert program.stdout is not None
    assert any(text in line for line in program.stdout), f"{text!r} was not printed"


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_cleanly(command: Command, recipe: Write, number: signal.Signals) -> None:
    arguments, environment = command
    with subprocess.Popen([*arguments, "run", "--json", recipe(FOREVER)], cwd=ROOT, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:  # fmt: skip
        wait_for(program, "steps_finished")
        program.send_signal(number)
        out, err = program.communicate(timeout=30)
    events = [decode(line) for line in out.splitlines()]
    assert program.returncode == 130
    assert isinstance(events[-1], JobEnded)
    assert events[-1].outcome == "stopped"
    assert "Stopping, keeping the best so far. Press Ctrl-C again to end at once." in err
    assert "workbench resume a-run" in err


@posix
def test_a_second_ctrl_c_ends_at_once(command: Command, recipe: Write) -> None:
    arguments, environment = command
    path = recipe("task: train\nname: hang\n")
    with subprocess.Popen([*arguments, "run", "--json", path], cwd=ROOT, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:  # fmt: skip
        wait_for(program, "hanging")
        program.send_signal(signal.SIGINT)
        assert program.stderr is not None
        assert any("Press Ctrl-C again" in line for line in program.stderr)
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 130


@posix
@pytest.mark.parametrize(("options", "begun"), [(["--json"], "steps_finished"), ([], "/100000 ")])
def test_a_reader_that_leaves_stops_the_run(command: Command, recipe: Write, options: list[str], begun: str) -> None:
    arguments, environment = command
    with subprocess.Popen([*arguments, "run", *options, recipe(FOREVER)], cwd=ROOT, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:  # fmt: skip
        wait_for(program, begun)
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        err = program.stderr.read()
        assert program.wait(30) == 130
    assert "Traceback" not in err
    assert "BrokenPipe" not in err


@posix
@pytest.mark.parametrize("verb", ["schema", "catalogue"])
def test_a_reader_that_has_seen_enough_gets_no_complaint(command: Command, verb: str) -> None:
    arguments, environment = command
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        [*arguments, verb], cwd=ROOT, env=environment, stdout=writes, stderr=subprocess.PIPE, check=False
    )
    os.close(writes)
    assert (done.returncode, done.stderr) == (1, b"")


@posix
def test_a_terminal_gets_a_bar_with_pace_and_time_left(command: Command, recipe: Write) -> None:
    import pty

    arguments, environment = command
    ours, theirs = pty.openpty()
    path = recipe("task: distil\nschedule: {epochs: 60}\n")
    with subprocess.Popen([*arguments, "run", path], cwd=ROOT, env={**environment, "COLUMNS": "120"},
                          stdout=theirs, stderr=subprocess.PIPE) as program:  # fmt: skip
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # Linux's way of saying that the other side was closed
            pass
        os.close(ours)
        assert program.wait(30) == 0
    text = shown.decode()
    assert "5,000 images/s" in text
    assert "2 s left" in text
    assert "epoch 60/60" in text
    assert "━" in text
    assert "Distilled student │" in text
