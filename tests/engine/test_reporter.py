"""Where a job's facts go, and how long it is said to take."""

from __future__ import annotations

import pytest

from workbench.engine.reporter import Reporter
from workbench.events import DataReady, Event, Noted, PhasePlan, Progress
from workbench.recipes import Role


def plan(role: Role, seed: int, steps: int) -> PhasePlan:
    return PhasePlan(phase=f"{role}/{seed}", role=role, seed=seed, epochs=1, steps=steps)


def ready(*plans: PhasePlan) -> DataReady:
    return DataReady(
        classes=("a", "b"),
        shape=(1, 8, 8),
        train=1,
        labelled=1,
        validation=1,
        test=1,
        plans=plans,
        device="cpu",
        device_reason="",
        threads=1,
    )


def test_the_time_left_uses_each_role_s_own_pace_and_guesses_the_others() -> None:
    reporter = Reporter(lambda batch: None)
    reporter.add(ready(*(plan(role, seed, 100) for seed in (0, 1) for role in ("teacher", "distilled", "plain"))))
    # 50 steps of this teacher are left, and 500 of networks that have not run: as slow as the teacher, for all we know
    assert reporter.seconds_left("teacher/0", 50, 0.1) == pytest.approx(5 + 50)
    # the student takes 0.02 s a step: its twin no longer, the second teacher 0.1 s
    assert reporter.seconds_left("distilled/0", 100, 0.02) == pytest.approx(2 + 10 + 2 + 2)
    assert reporter.seconds_left("plain/0", 100, 0.01) == pytest.approx(10 + 2 + 1)
    assert reporter.seconds_left("plain/1", 100, 0.01) == pytest.approx(0)


def test_variants_train_at_the_same_time_as_their_student() -> None:
    beside = [PhasePlan(phase=f"distilled/0/{n}", role="distilled", seed=0, epochs=1, steps=100) for n in (1, 2, 3)]
    reporter = Reporter(lambda batch: None)
    reporter.add(ready(plan("teacher", 0, 100), plan("distilled", 0, 100), *beside, plan("plain", 0, 100)))
    # for all we know, each of the four students is as slow as the teacher, and they take turns; their twin is alone
    assert reporter.seconds_left("teacher/0", 100, 0.1) == pytest.approx(40 + 10)
    # half of all four is done, at 0.08 s for a step of each of them
    assert reporter.seconds_left("distilled/0", 50, 0.08) == pytest.approx(4 + 2)
    assert reporter.seconds_left("distilled/0/2", 50, 0.08) == pytest.approx(4 + 2)
    assert reporter.seconds_left("plain/0", 100, 0.02) == pytest.approx(0)


def test_nothing_is_promised_before_a_pace_is_known() -> None:
    reporter = Reporter(lambda batch: None)
    reporter.add(ready(plan("model", 0, 10)))
    assert reporter.seconds_left("model/0", 0, 0.0) is None
    assert reporter.seconds_left("nobody/0", 0, 1.0) is None


def test_events_wait_for_a_batch_but_are_never_lost_and_keep_their_order() -> None:
    batches: list[list[Event]] = []
    reporter = Reporter(lambda batch: batches.append(list(batch)))
    notes = [Noted(level="info", text=str(number)) for number in range(100)]
    for note in notes:
        reporter.add(note)
    reporter.flush()
    assert len(batches) < 50
    assert all(batches)
    assert [event for batch in batches for event in batch] == notes


def test_progress_is_shown_but_not_kept() -> None:
    class Writer:
        kept: list[Event] = []

        def append(self, events: list[Event]) -> None:
            self.kept.extend(events)

    shown: list[Event] = []
    reporter = Reporter(shown.extend)
    reporter.writer = Writer()  # type: ignore[assignment]  # a writer that only appends is all it needs
    reporter.add(Progress(what="Reading pictures", done=1, total=2))
    reporter.add(Noted(level="info", text="here"))
    reporter.flush()
    assert [event.kind for event in shown] == ["progress", "noted"]
    assert [event.kind for event in Writer.kept] == ["noted"]
