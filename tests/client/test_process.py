"""What only a worker process can show: deaths, hanging, leftovers, and what it may load."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests import fakes
from tests.client.test_hosts import FOREVER, TOY, Job
from workbench.client.process import ProcessHost
from workbench.events import JobStarted, Noted, StepsFinished
from workbench.recipes.requests import ReadCatalogue, Stop

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to kill with")


@pytest.fixture
def host() -> Iterator[ProcessHost]:
    made = ProcessHost(TOY, patience=0.3)
    yield made
    made.close()


def noted(job: Job) -> str:
    """The first note of a job, as soon as it is there."""
    event = job.events[job.wait_for(Noted)]
    assert isinstance(event, Noted)
    return event.text


def workers() -> list[psutil.Process]:
    """Our worker processes that have not ended; multiprocessing's resource tracker is not one."""
    return [
        child for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(child.cmdline())
    ]  # fmt: skip


@posix
def test_a_killed_worker_is_explained_in_plain_words(host: ProcessHost) -> None:
    end = Job(host, fakes.train_request("kill")).end()
    assert end.outcome == "failed"
    assert end.problem == "The training process was ended from outside (signal 9), often because memory ran out."
    assert end.fix == "Press Resume to go on from the last checkpoint."
    assert "the last words of the worker" in end.details
    assert Job(host, fakes.train_request()).end().outcome == "finished"


@posix
def test_a_worker_killed_while_idle_is_replaced(host: ProcessHost) -> None:
    host.warm()
    (idle,) = workers()
    idle.kill()
    idle.wait(10)
    assert Job(host, fakes.train_request()).end().outcome == "finished"


@posix
def test_ctrl_c_in_the_terminal_does_not_reach_the_worker(host: ProcessHost) -> None:
    job = Job(host, fakes.train_request(epochs=FOREVER))
    job.wait_for(StepsFinished)
    for worker in workers():
        worker.send_signal(signal.SIGINT)
    job.wait_for(StepsFinished, since=len(job.events))
    job.commands.put(Stop())
    assert job.end().outcome == "stopped"


def test_a_worker_that_leaves_is_reported_with_its_exit_code(host: ProcessHost) -> None:
    end = Job(host, fakes.train_request("exit")).end()
    assert (end.outcome, end.problem) == ("failed", "The training process ended unexpectedly (exit code 3).")


def test_a_worker_that_talks_nonsense_is_ended(host: ProcessHost) -> None:
    end = Job(host, fakes.train_request("babble")).end()
    assert end.outcome == "failed"
    assert "not an event" in end.problem
    assert workers() == []


def test_only_a_training_can_be_resumed(host: ProcessHost) -> None:
    job = Job(host, fakes.train_request("kill"))
    assert "Resume" in job.end().fix
    broken = ProcessHost("os:abort")
    question = Job(broken, ReadCatalogue(runs="runs"))
    assert "Resume" not in question.end().fix
    broken.close()


def test_a_worker_that_does_not_answer_stop_is_ended(host: ProcessHost) -> None:
    job = Job(host, fakes.train_request("hang"))
    pid = int(noted(job).rsplit(" ", 1)[1])
    job.commands.put(Stop())
    assert job.end().outcome == "stopped"
    assert not psutil.pid_exists(pid)


def test_a_worker_that_does_not_train_is_not_waited_for_long() -> None:
    host = ProcessHost(TOY, patience=1000)  # longer than a test may take
    job = Job(host, fakes.train_request("hang"))
    noted(job)
    job.commands.put(Stop())
    assert job.end().outcome == "stopped"
    host.close()


def test_what_a_worker_prints_stays_off_our_streams(host: ProcessHost, capfd: pytest.CaptureFixture[str]) -> None:
    end = Job(host, fakes.train_request("print")).end()
    assert end.outcome == "failed"
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_a_chatty_worker_is_heard_whole_and_in_batches(host: ProcessHost) -> None:
    job = Job(host, fakes.train_request("chatter"))
    job.end()
    firsts = [event.first for event in job.events if isinstance(event, StepsFinished)]
    assert firsts[: fakes.CHATTER] == list(range(1, fakes.CHATTER + 1))
    assert len(job.batches) <= 30 * (job.batches[-1] - job.batches[0]) + 6


def pid_of_a_job(host: ProcessHost) -> str:
    job = Job(host, fakes.train_request("pid"))
    job.end()
    return noted(job)


def test_the_process_is_kept_for_the_next_job(host: ProcessHost) -> None:
    assert pid_of_a_job(host) == pid_of_a_job(host)


def test_a_warm_process_does_the_first_job(host: ProcessHost) -> None:
    host.warm()
    host.warm()
    (warm,) = workers()
    assert pid_of_a_job(host) == str(warm.pid)


def test_at_most_one_process_stays_idle(host: ProcessHost) -> None:
    jobs = [Job(host, fakes.train_request(epochs=FOREVER)) for _ in range(2)]
    for job in jobs:
        job.wait_for(StepsFinished)
        job.commands.put(Stop())
    for job in jobs:
        job.end()
    assert len(workers()) == 1


def test_a_process_that_used_a_gpu_ends_with_its_job(host: ProcessHost) -> None:
    Job(host, fakes.train_request("cuda")).end()
    assert workers() == []


def test_closing_leaves_no_process_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    host = ProcessHost(TOY)
    host.warm()
    busy = [Job(host, fakes.train_request("hang")), Job(host, fakes.train_request(epochs=FOREVER))]
    for job in busy:
        job.wait_for(JobStarted)
    host.warm()
    assert len(workers()) == 3
    host.close()
    assert [job.end().outcome for job in busy] == ["failed", "failed"]
    assert workers() == []
    assert list(tmp_path.iterdir()) == []


def test_the_worker_loads_neither_qt_nor_the_tests_runner(host: ProcessHost) -> None:
    loaded = noted(job := Job(host, fakes.train_request("modules"))).split()
    job.end()
    assert "workbench.client.child" in loaded
    assert not {"PySide6", "workbench.gui", "workbench.client.process"} & set(loaded)


SCRIPT = """
import sys
from queue import SimpleQueue
from workbench.client.process import ProcessHost
from tests import fakes

print("imported as", __name__, flush=True)

def talk(events):
    for event in events:
        print(event.kind, getattr(event, "text", ""), flush=True)

if __name__ == "__main__":
    host = ProcessHost("tests.fakes:serve")
    host.run(fakes.train_request(sys.argv[1]), talk, SimpleQueue())
"""


@pytest.fixture
def script(tmp_path: Path) -> list[str]:
    """A program of its own that runs one job, and does not close its host."""
    file = tmp_path / "program.py"
    file.write_text(SCRIPT)
    return [sys.executable, str(file)]


def test_a_script_that_forgets_to_close_still_ends(script: list[str]) -> None:
    done = subprocess.run([*script, "pid"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stderr == ""
    assert "job_ended" in done.stdout
    worker = int(done.stdout.split("noted ")[1].split()[0])
    assert not psutil.pid_exists(worker)


@posix
def test_the_worker_dies_with_its_parent(script: list[str]) -> None:
    with subprocess.Popen([*script, "hang"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
                          stdout=subprocess.PIPE, text=True) as program:  # fmt: skip
        assert program.stdout is not None
        line = next(line for line in program.stdout if line.startswith("noted"))
        worker = psutil.Process(int(line.split()[-1]))
        program.kill()
        began = time.monotonic()
        psutil.wait_procs([worker], timeout=20)
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE
    assert time.monotonic() - began < 5  # usually a few milliseconds; the machine may be busy
