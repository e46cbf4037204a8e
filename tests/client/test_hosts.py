"""What every host promises, whichever place it runs the worker in. The fake twin keeps the same promises."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from threading import Condition, Thread

import pytest

from tests import fakes
from workbench.client.host import Commands, Host
from workbench.client.process import ProcessHost
from workbench.client.thread import ThreadHost
from workbench.events import (
    Adjusted,
    DataReady,
    Event,
    JobEnded,
    JobStarted,
    Noted,
    Paused,
    PhaseFinished,
    Resumed,
    StepsFinished,
)
from workbench.recipes.requests import Adjust, AnyRequest, Discard, GoOn, Pause, ReadCatalogue, Stop

TOY = "tests.fakes:serve"
FOREVER = 100_000
"""Epochs that no test waits for."""


class Job:
    """A job that runs in a thread, as the window's jobs do, with what it has reported."""

    def __init__(self, host: Host, request: AnyRequest) -> None:
        self.request = request
        self.commands: Commands = SimpleQueue()
        self.events: list[Event] = []
        self.batches: list[float] = []
        self._changed = Condition()
        self._thread = Thread(target=host.run, args=(request, self._take, self.commands))
        self._thread.start()

    def _take(self, events: Sequence[Event]) -> None:
        with self._changed:
            self.events += events
            self.batches.append(time.monotonic())
            self._changed.notify_all()

    def wait_for(self, kind: type[Event], *, since: int = 0) -> int:
        """Position of the first event of that kind from `since` on."""

        def position() -> int | None:
            return next((i for i in range(since, len(self.events)) if isinstance(self.events[i], kind)), None)

        with self._changed:
            assert self._changed.wait_for(lambda: position() is not None, timeout=60), (
                f"no {kind} in {self.events[:20]}"
            )
            found = position()
        assert found is not None
        return found

    def end(self) -> JobEnded:
        """The end, once `run` has returned. Checks the frame that every job has."""
        self._thread.join(60)
        assert not self._thread.is_alive()
        assert isinstance(self.events[0], JobStarted)
        assert [isinstance(event, JobStarted | JobEnded) for event in self.events].count(True) == 2
        end = self.events[-1]
        assert isinstance(end, JobEnded)
        assert end.job == self.events[0].job == self.request.job
        return end


def fake() -> fakes.FakeHost:
    def script(request: AnyRequest) -> Sequence[Event]:
        recipe = getattr(request, "recipe", None)
        epochs = 8_000 if recipe is not None and recipe.schedule.epochs == FOREVER else 2
        return fakes.distillation(epochs=epochs)

    host = fakes.FakeHost(script)
    host.play_all()
    return host


HOSTS: dict[str, Callable[[], Host]] = {
    "thread": lambda: ThreadHost(TOY),
    "process": lambda: ProcessHost(TOY),
    "fake": fake,
}


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    made = HOSTS[request.param]()
    yield made
    made.close()


@pytest.fixture(params=["thread", "process"])
def real(request: pytest.FixtureRequest) -> Iterator[Host]:
    made = HOSTS[request.param]()
    yield made
    made.close()


def test_a_job_starts_first_and_ends_last_exactly_once(host: Host) -> None:
    assert Job(host, fakes.distil_request()).end().outcome == "finished"


def test_a_host_does_one_job_after_another(host: Host) -> None:
    for _ in range(3):
        assert Job(host, fakes.distil_request()).end().outcome == "finished"


def test_pause_rests_until_go_on(host: Host) -> None:
    job = Job(host, fakes.distil_request(epochs=FOREVER))
    job.wait_for(StepsFinished)
    job.commands.put(Pause())
    rested = job.wait_for(Paused)
    job.commands.put(GoOn())
    went_on = job.wait_for(Resumed)
    assert not any(isinstance(event, StepsFinished) for event in job.events[rested + 1 : went_on])
    job.wait_for(StepsFinished, since=went_on)
    job.commands.put(Stop())
    assert job.end().outcome == "stopped"


def test_a_paused_job_can_be_stopped(host: Host) -> None:
    job = Job(host, fakes.distil_request(epochs=FOREVER))
    job.wait_for(StepsFinished)
    job.commands.put(Pause())
    job.wait_for(Paused)
    job.commands.put(Stop())
    assert job.end().outcome == "stopped"


def test_stop_keeps_the_phase_that_was_stopped(host: Host) -> None:
    job = Job(host, fakes.distil_request(epochs=FOREVER))
    job.wait_for(StepsFinished)
    job.commands.put(Stop())
    assert job.end().outcome == "stopped"
    kept = job.events[-2]
    assert isinstance(kept, PhaseFinished)
    assert kept.reason == "stopped"


def test_discard_ends_as_discarded(host: Host) -> None:
    job = Job(host, fakes.distil_request(epochs=FOREVER))
    job.wait_for(StepsFinished)
    job.commands.put(Discard())
    assert job.end().outcome == "discarded"


def test_adjusted_dials_are_reported_and_used(host: Host) -> None:
    job = Job(host, fakes.distil_request(epochs=FOREVER))
    job.wait_for(StepsFinished)
    job.commands.put(Adjust(temperature=7.0))
    at = job.wait_for(Adjusted)
    used = job.events[job.wait_for(StepsFinished, since=at)]
    job.commands.put(Stop())
    job.end()
    adjusted = job.events[at]
    assert isinstance(adjusted, Adjusted)
    assert isinstance(used, StepsFinished)
    assert (adjusted.temperature, adjusted.alpha) == (used.temperature, used.alpha) == (7.0, 0.1)


def test_a_command_for_an_earlier_job_does_not_steer_the_next(host: Host) -> None:
    first = Job(host, fakes.distil_request())
    first.end()
    first.commands.put(Stop())
    assert Job(host, fakes.distil_request()).end().outcome == "finished"


def test_two_jobs_run_at_once(host: Host) -> None:
    one, two = (Job(host, fakes.distil_request(epochs=FOREVER)) for _ in range(2))
    for job in (one, two):
        job.wait_for(StepsFinished)
    one.commands.put(Stop())
    assert one.end().outcome == "stopped"
    two.wait_for(StepsFinished, since=len(two.events))
    two.commands.put(Discard())
    assert two.end().outcome == "discarded"


def test_closing_ends_a_running_job(host: Host) -> None:
    job = Job(host, fakes.distil_request(epochs=FOREVER))
    job.wait_for(StepsFinished)
    host.close()
    assert job.end().outcome in ("stopped", "failed")


def test_a_closed_host_does_nothing_and_says_so(host: Host) -> None:
    host.close()
    host.close()
    job = Job(host, fakes.distil_request())
    assert job.end().outcome == "stopped"
    assert len(job.events) == 2


def test_a_short_question_is_answered(real: Host) -> None:
    job = Job(real, ReadCatalogue(runs="runs"))
    assert job.end().outcome == "finished"
    assert [getattr(event, "answer", None) for event in job.events[1:-1]] == [fakes.CATALOGUE]


def test_batches_come_at_most_thirty_times_a_second(real: Host) -> None:
    job = Job(real, fakes.train_request(epochs=100))
    job.end()
    seconds = job.batches[-1] - job.batches[0]
    # The first and the last batch do not wait for their turn; a thread's batches are the worker's own.
    assert len(job.batches) <= 30 * seconds + 6


def test_an_exception_ends_the_job_as_failed_with_its_traceback(real: Host) -> None:
    end = Job(real, fakes.train_request("raise")).end()
    assert end.outcome == "failed"
    assert "the toy broke" in end.problem
    assert "ZeroDivisionError" in end.details
    assert "_mishap" in end.details
    assert Job(real, fakes.train_request()).end().outcome == "finished"


def test_a_users_mistake_is_shown_as_written(real: Host) -> None:
    end = Job(real, fakes.train_request("user error")).end()
    assert (end.outcome, end.problem, end.fix, end.details) == (
        "failed", "There is no data set called 'digit'.", "Did you mean 'digits'?", "",
    )  # fmt: skip


def test_a_worker_that_forgets_to_end_is_reported(real: Host) -> None:
    assert Job(real, fakes.train_request("forget")).end().outcome == "failed"


@pytest.mark.parametrize("make", [ThreadHost, ProcessHost])
def test_a_worker_that_cannot_be_imported_fails_the_job(make: Callable[[str], Host]) -> None:
    host = make("tests.nowhere:serve")
    try:
        end = Job(host, fakes.train_request()).end()
    finally:
        host.close()
    assert end.outcome == "failed"
    assert "tests.nowhere" in end.problem


def test_the_fake_plays_one_event_at_a_time() -> None:
    host = fakes.FakeHost()
    job = Job(host, fakes.distil_request())
    host.play(2)
    job.wait_for(DataReady)
    assert len(job.events) == 2
    host.play_all()
    assert job.end().outcome == "finished"
    assert len(job.events) == len(fakes.distillation())
    host.close()


def test_the_fake_dies_as_a_killed_process_does() -> None:
    host, real = fake(), ProcessHost(TOY)
    try:
        job = Job(host, fakes.distil_request(epochs=FOREVER))
        job.wait_for(StepsFinished)
        host.kill()
        ends = [job.end(), Job(real, fakes.distil_request("kill")).end()]
    finally:
        host.close()
        real.close()
    assert ends[0].problem == ends[1].problem
    assert ends[0].fix == ends[1].fix


def test_the_toy_notes_nothing_unasked(real: Host) -> None:
    job = Job(real, fakes.train_request())
    job.end()
    assert not any(isinstance(event, Noted) for event in job.events)
