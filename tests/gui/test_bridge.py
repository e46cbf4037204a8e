from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from pytestqt.qtbot import QtBot

from tests import fakes
from workbench.errors import RunError
from workbench.events import Event, JobEnded, StepsFinished
from workbench.gui.bridge import JobThread, ReadThread, RunThread
from workbench.recipes.requests import Describe


class Flood:
    """A host that reports a thousand batches as fast as it can."""

    def run(self, request: Any, emit: Any, commands: Any) -> None:
        for number in range(1000):
            emit([fakes.steps(first=1 + number, count=1)])
            time.sleep(0.0005)
        emit([fakes.job_ended(request.job)])

    def close(self) -> None: ...


class Broken:
    """A host that raises instead of telling."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def run(self, request: Any, emit: Any, commands: Any) -> None:
        raise self.error

    def close(self) -> None: ...


def collect(thread: RunThread, qtbot: QtBot) -> list[list[Event]]:
    batches: list[list[Event]] = []
    thread.eventsArrived.connect(batches.append)
    with qtbot.waitSignal(thread.finished, timeout=20_000):
        thread.start()
    qtbot.waitUntil(lambda: bool(batches) and isinstance(batches[-1][-1], JobEnded))
    thread.wait()
    return batches


def test_a_flood_arrives_whole_in_order_and_in_few_batches(qtbot: QtBot) -> None:
    began = time.monotonic()
    batches = collect(RunThread(Flood(), fakes.train_request()), qtbot)
    seconds = time.monotonic() - began
    steps = [event.first for batch in batches for event in batch if isinstance(event, StepsFinished)]
    assert steps == list(range(1, 1001))
    assert len(batches) <= 30 * seconds + 2


def test_events_arrive_in_the_thread_of_the_window(qtbot: QtBot) -> None:
    seen: list[int] = []
    host = fakes.FakeHost()
    host.play_all()
    thread = RunThread(host, fakes.distil_request())
    thread.eventsArrived.connect(lambda _events: seen.append(threading.get_ident()))
    collect(thread, qtbot)
    assert set(seen) == {threading.get_ident()}


def test_earlier_sessions_come_first_and_without_their_end(qtbot: QtBot) -> None:
    def history() -> Sequence[Event]:
        return [fakes.job_started("old"), fakes.job_ended("old", "failed")]

    host = fakes.FakeHost()
    host.play_all()
    events = [
        event for batch in collect(RunThread(host, fakes.distil_request(), history=history), qtbot) for event in batch
    ]
    assert getattr(events[0], "job", "") == "old"
    assert [type(event) for event in events].count(JobEnded) == 1


def test_a_host_that_raises_ends_the_job_with_its_words(qtbot: QtBot) -> None:
    batches = collect(
        RunThread(Broken(RunError("The disk is full.", fix="Free some space.")), fakes.train_request()), qtbot
    )
    end = batches[-1][-1]
    assert isinstance(end, JobEnded)
    assert (end.outcome, end.problem, end.fix) == ("failed", "The disk is full.", "Free some space.")


def test_a_short_job_answers_or_says_why_not(qtbot: QtBot) -> None:
    request, expected = Describe(runs="runs", recipe={}), []
    for host, signal in ((Broken(ValueError("x")), "refused"), (_Answering(), "answered")):
        thread = JobThread(host, request)
        with qtbot.waitSignal(getattr(thread, signal)) as got:
            thread.start()
        assert thread.wait(5000)
        assert got.args
        expected.append(got.args[0])
    assert expected[1] == fakes.DESCRIPTION


class _Answering(fakes.FakeHost):
    def run(self, request: Any, emit: Any, commands: Any) -> None:
        fakes.serve(request, emit, commands)


def test_reading_away_from_the_window_hands_over_the_result(qtbot: QtBot) -> None:
    thread = ReadThread(lambda: threading.get_ident())
    with qtbot.waitSignal(thread.done) as got:
        thread.start()
    assert thread.wait(5000)
    assert got.args != [threading.get_ident()]
