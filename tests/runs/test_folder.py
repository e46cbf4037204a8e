"""A run folder keeps everything up to the last flush, whoever dies, and has one writer at a time."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.runs.samples import PHASE, adjusted, epoch, finished, results, started, steps, whole_run
from workbench.errors import RunError
from workbench.events import Noted, StepsFinished
from workbench.recipes import Adjustment, Distil, Evaluate, Ref, TeacherRun, Train, dump, loads
from workbench.runs import RunFolder, RunStore
from workbench.runs.log import EventAppender


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunStore(tmp_path / "runs").create(Distil(seeds=(0, 1)), environment={"torch": "2.9"})


@pytest.fixture
def other_process(run: RunFolder) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts a process that holds the run's writer and then does what it is told; returns once it has written."""
    children: list[subprocess.Popen[str]] = []

    def start(body: str) -> subprocess.Popen[str]:
        script = (
            "import sys\n"
            "from pathlib import Path\n"
            "from tests.runs.samples import *\n"
            "from workbench.runs import RunFolder\n"
            "with RunFolder(Path(sys.argv[1])).writer() as writer:\n"
            "    writer.append([started(), steps(1, 5)])\n"
            f"    {body}\n"
        )
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        child = subprocess.Popen(
            [sys.executable, "-c", script, str(run.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        children.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate()


def state(run: RunFolder) -> str:
    """What became of the run, asked anew each time."""
    return run.state


WAIT = "print('ready', flush=True); sys.stdin.read()"
WRITE_WITHOUT_END = (
    "\n    for n in range(6, 10**9):"
    "\n        writer.append([steps(n, 1)] * 1)"
    "\n        writer.write_json('numbers.json', list(range(2000)))"
    "\n        if n == 20: print('ready', flush=True)"
)


def test_a_run_goes_from_running_to_finished(run: RunFolder) -> None:
    with run.writer() as writer:
        assert state(run) == "running"
        writer.append(whole_run())
        writer.finish("finished")
    assert state(run) == "finished"
    assert list(run.events()) == whole_run()


@pytest.mark.parametrize("ending", ["stopped", "failed"])
def test_how_a_run_ended_is_kept(run: RunFolder, ending: Any) -> None:
    with run.writer() as writer:
        writer.finish(ending, "The loss was not a number.")
    assert (run.state, run.summary().problem) == (ending, "The loss was not a number.")


def test_a_writer_that_leaves_without_a_word_leaves_an_interrupted_run(run: RunFolder) -> None:
    with pytest.raises(TypeError), run.writer() as writer:
        writer.append(None)  # type: ignore[arg-type]
    assert state(run) == "interrupted"


def test_recipe_and_environment_are_kept(run: RunFolder) -> None:
    again = RunFolder(run.path)
    assert again.recipe == Distil(seeds=(0, 1))
    assert again.environment == {"torch": "2.9"}
    assert again.id == run.path.name


def test_a_second_writer_is_refused_and_told_who_writes(run: RunFolder) -> None:
    with run.writer() as writer:
        with pytest.raises(RunError) as caught, RunFolder(run.path).writer():
            pytest.fail("two writers at once")
        writer.append([started()])
    assert f"is being trained by another window or terminal (process {os.getpid()})" in caught.value.problem
    assert caught.value.fix == "Wait until it has ended, or stop it there."
    with run.writer():
        assert state(run) == "running"


def test_another_process_is_seen_running_and_keeps_its_lock(
    run: RunFolder, other_process: Callable[[str], subprocess.Popen[str]]
) -> None:
    child = other_process(WAIT)
    assert state(run) == "running"
    # on Windows the interpreter of a virtual environment is a launcher: its child does the work
    family = {child.pid, *(member.pid for member in psutil.Process(child.pid).children(recursive=True))}
    with pytest.raises(RunError) as caught, run.writer():
        pytest.fail("two writers at once")
    assert any(f"(process {pid})" in caught.value.problem for pid in family)


def test_a_killed_process_leaves_an_interrupted_run_that_can_go_on(
    run: RunFolder, other_process: Callable[[str], subprocess.Popen[str]]
) -> None:
    child = other_process(WAIT)
    child.kill()
    child.wait()
    assert state(run) == "interrupted"
    assert list(run.events()) == [started(), steps(1, 5)]
    with run.writer() as writer:
        assert state(run) == "running"
        writer.append([started(step=5), steps(6, 25), finished()])
        writer.finish("finished")
    assert list(run.curves().phases[PHASE].steps) == list(range(1, 31))


def test_a_process_killed_in_mid_write_loses_nothing_that_was_flushed(
    run: RunFolder, other_process: Callable[[str], subprocess.Popen[str]]
) -> None:
    child = other_process(WRITE_WITHOUT_END)
    child.kill()
    child.wait()
    with run.writer() as writer:
        writer.append([Noted(level="info", text="again")])
    events = run.events()
    reported = [event for event in events if isinstance(event, StepsFinished)]
    assert events.skipped == 0
    assert [event.first for event in reported][:16] == [1, *range(6, 21)]
    assert json.loads((run.path / "numbers.json").read_text()) == list(range(2000))
    assert list(run.path.glob(".*.part")) == []


def test_the_next_writer_clears_away_half_written_files(run: RunFolder) -> None:
    (run.path / "models").mkdir()
    left = run.path / "models" / ".weights.safetensors.123-456.part"
    left.write_bytes(b"half")
    with run.writer():
        assert not left.exists()


def test_a_last_line_that_was_cut_off_is_forgotten(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.append([started(), steps(1, 3)])
    path = run.path / "events.jsonl"
    path.write_bytes(path.read_bytes()[:-7])
    events = run.events()
    assert list(events) == [started()]
    assert events.skipped == 0
    with run.writer() as writer:
        writer.append([steps(1, 4)])
    assert list(run.events()) == [started(), steps(1, 4)]


def test_a_long_cut_off_line_is_forgotten_too(run: RunFolder) -> None:
    path = run.path / "events.jsonl"
    path.write_bytes(b"x" * 200_000)
    with run.writer() as writer:
        writer.append([started()])
    assert list(run.events()) == [started()]


def test_damaged_lines_are_left_out_and_counted(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.append(whole_run())
    path = run.path / "events.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1:1] = [b"\xff\xfe\x00\n", b'{"kind": "from_the_future"}\n', b"[" * 100_000 + b"\n"]
    path.write_bytes(b"".join(lines))
    events = run.events()
    assert list(events) == whole_run()
    assert events.skipped == 3
    assert run.curves().skipped == 3


def test_events_can_be_read_while_they_are_written(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.append([started()])
        reader = run.events()
        assert next(reader) == started()
        writer.append([steps(1, 1)])
        assert list(reader) == [steps(1, 1)]


def test_a_file_name_that_is_no_unicode_does_not_break_the_event_file(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.append([Noted(level="warning", text="caf\udce9.png cannot be read")])
    assert list(run.events()) == [Noted(level="warning", text="caf?.png cannot be read")]


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is a disk that is always full, on Linux")
def test_a_full_disk_is_called_so_while_events_are_written() -> None:
    log = EventAppender(Path("/dev/full"))
    with pytest.raises(RunError, match=r"The disk is full: .* Free some space, then press Resume\."):
        log.append([started()])
    log.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of a file")
def test_a_batch_that_does_not_fit_is_taken_back_whole(tmp_path: Path) -> None:
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from tests.runs.samples import started, steps\n"
        "from workbench.errors import RunError\n"
        "from workbench.runs.log import EventAppender\n"
        "log = EventAppender(Path(sys.argv[1]))\n"
        "log.append([started()])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    log.append([steps(1, 500)])\n"
        "except RunError as error:\n"
        "    print(error.problem)\n"
        "log.append([steps(1, 2)])\n"
    )
    path = tmp_path / "events.jsonl"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, env=environment, check=True
    )
    assert f"{path} cannot be written: {os.strerror(errno.EFBIG)}." in done.stdout
    assert path.read_bytes().count(b"\n") == 2
    assert path.read_bytes().endswith(b"\n")


def test_what_is_measured_goes_into_the_summary(run: RunFolder) -> None:
    assert run.results() is None
    with run.writer() as writer:
        writer.append([started(), finished(seconds=2.5), started(phase="plain/0"), finished("plain/0", seconds=1.5)])
        writer.write_json("results.json", results())
        writer.finish("finished")
    kept = run.summary()
    assert (kept.accuracy, kept.accuracy_sd, kept.plain_accuracy, kept.teacher_accuracy) == (0.75, 0.02, 0.7, 0.9)
    assert (kept.parameters, kept.bytes, kept.seconds) == (1234, 5120, 4.0)
    assert (kept.verdict, kept.verdict_text) == ("better", "The teacher helped.")
    assert run.results() == results()


def test_a_phase_that_was_resumed_counts_its_time_once(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.append([started(), finished(seconds=2.0), started(step=30), finished(seconds=5.0)])
        writer.finish("finished")
    assert run.summary().seconds == 5.0


def test_measuring_a_finished_run_again_leaves_it_finished(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.finish("finished")
    with run.writer(trains=False) as writer:
        assert state(run) == "finished"
        writer.write_json("results.json", results())
    assert (run.state, run.summary().accuracy) == ("finished", 0.75)


def test_adjustments_are_those_that_happened_also_after_the_checkpoint(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.append([started(), adjusted(12, 2.0), adjusted(5, 3.0), adjusted(12, 8.0), adjusted(7, 1.0, "plain/0")])
    assert [(moved.phase, moved.step, moved.temperature) for moved in run.adjustments()] == [
        (PHASE, 5, 3.0), (PHASE, 12, 8.0), ("plain/0", 7, 1.0),
    ]  # fmt: skip
    with run.writer() as writer:
        writer.append([started(step=6), adjusted(12, 8.0)])
    assert [moved.step for moved in run.adjustments()] == [5, 12, 7]


def test_repeating_a_run_is_a_recipe_with_the_dials_that_were_moved(tmp_path: Path) -> None:
    planned = (Adjustment(phase=PHASE, step=4, alpha=0.5), Adjustment(phase=PHASE, step=20, alpha=0.9))
    run = RunStore(tmp_path).create(Distil(adjustments=planned), environment={})
    with run.writer() as writer:
        writer.append([started(), adjusted(4, 4.0), adjusted(9, 2.0)])
    again = run.repeat()
    assert [(moved.step, moved.temperature, moved.alpha) for moved in again.adjustments] == [
        (4, 4.0, 0.1), (9, 2.0, 0.1), (20, None, 0.9),
    ]  # fmt: skip
    assert loads(dump(again)) == again
    assert again.model_copy(update={"adjustments": planned}) == run.recipe


def test_each_phase_has_folders_of_its_own(run: RunFolder) -> None:
    assert run.model_folder("distilled/0") == run.path / "models" / "distilled-0"
    assert run.checkpoint_folder("plain/12") == run.path / "checkpoints" / "plain-12"


@pytest.mark.parametrize("phase", ["../../x/0", "plain/../0", "plain", "/0", "a/b", "plain/0\n"])
def test_a_phase_cannot_lead_out_of_the_folder(run: RunFolder, phase: str) -> None:
    with pytest.raises(ValueError, match="is not role/seed"):
        run.model_folder(phase)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("run.json", b"", r"Its file run\.json cannot be read"),
        ("run.json", b'{"state": "unheard of"}', r"Its file run\.json cannot be read"),
        ("run.json", None, r"Its file run\.json is missing"),
        ("recipe.yaml", None, r"Its file recipe\.yaml is missing"),
    ],
)
def test_a_damaged_run_says_what_is_damaged_and_takes_no_writer(
    run: RunFolder, name: str, content: bytes | None, said: str
) -> None:
    (run.path / name).unlink() if content is None else (run.path / name).write_bytes(content)
    assert state(run) == "damaged"
    with pytest.raises(RunError, match=said), run.writer():
        pytest.fail("wrote to a damaged run")
    assert not run.is_in_use()


@pytest.mark.parametrize("content", ["task: [", "task: train\nschedule: {epochs: 0}\n", dump(Evaluate(run="x"))])
def test_a_damaged_recipe_is_a_damaged_run(run: RunFolder, content: str) -> None:
    (run.path / "recipe.yaml").write_text(content)
    with pytest.raises(RunError, match="is damaged"):
        _ = RunFolder(run.path).recipe


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_damaged_results_are_a_damaged_run(run: RunFolder, content: bytes) -> None:
    (run.path / "results.json").write_bytes(content)
    with pytest.raises(RunError, match=r"Its file results\.json"):
        run.results()


def test_a_summary_says_what_a_run_does(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    distil = store.create(Distil(student=Ref(kind="mlp"), teacher=TeacherRun(run="41")), environment={}).summary()
    train = store.create(Train(model=Ref(kind="resnet8"), name="My teacher"), environment={}).summary()
    assert (distil.task, distil.title, distil.method, distil.seeds) == ("distil", "41 to mlp on digits", "kd", 1)
    assert (train.task, train.title, train.model, train.teacher) == ("train", "My teacher", "resnet8", "")


def test_epochs_stay_in_their_phase(run: RunFolder) -> None:
    with run.writer() as writer:
        writer.append([started(), started(phase="plain/0"), epoch(1, 10), epoch(1, 10, "plain/0"), epoch(2, 20)])
    assert {name: len(phase.epochs) for name, phase in run.curves().phases.items()} == {PHASE: 2, "plain/0": 1}
