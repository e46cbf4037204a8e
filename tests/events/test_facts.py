"""Events become one line and the same event again."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.events.strategies import KINDS, of_kind
from workbench.events import DataReady, JobEnded, Noted, PhasePlan, StepsFinished, decode, encode


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_an_event_survives_the_way_to_a_file_and_back(kind: type[Any], data: st.DataObject) -> None:
    event = data.draw(of_kind(kind))
    line = encode(event)
    assert "\n" not in line
    assert "\r" not in line
    # repr, because NaN is not equal to itself, and it tells 1 from 1.0
    assert repr(decode(line)) == repr(event)
    assert repr(decode(line.encode())) == repr(event)


def test_every_kind_of_event_says_its_own_name() -> None:
    names = [kind.__dataclass_fields__["kind"].default for kind in KINDS]
    assert len(set(names)) == len(KINDS)


def test_a_loss_that_is_no_number_is_kept() -> None:
    event = StepsFinished(
        phase="plain/0",
        first=1,
        terms={"hard": (math.nan, math.inf, -math.inf)},
        learning_rate=0.1,
        temperature=1.0,
        alpha=1.0,
        images_per_second=1.0,
    )
    back = decode(encode(event))
    assert isinstance(back, StepsFinished)
    first, second, third = back.terms["hard"]
    assert math.isnan(first)
    assert (second, third) == (math.inf, -math.inf)


def test_lists_come_back_as_tuples_so_that_events_stay_comparable() -> None:
    plan = PhasePlan(phase="model/0", role="model", seed=0, epochs=1, steps=2)
    event = DataReady(
        classes=("a", "b"),
        shape=(1, 8, 8),
        train=3,
        labelled=2,
        validation=1,
        test=1,
        plans=(plan,),
        device="cpu",
        device_reason="no GPU",
        threads=1,
    )
    assert decode(encode(event)) == event
    assert hash(decode(encode(event))) == hash(event)


def test_a_traceback_with_line_breaks_is_one_line() -> None:
    event = JobEnded(job="j", outcome="failed", details='Traceback\n  File "x"\r\n\u2028')
    assert encode(event).splitlines()[0].count("Traceback") == 1
    assert decode(encode(event)) == event


@pytest.mark.parametrize(
    "line",
    [
        "",
        "not json",
        "[]",
        "3",
        "{}",
        '{"kind": "unheard_of"}',
        '{"kind": "noted", "level": "loud", "text": "x"}',
        '{"kind": "noted", "level": "info"}',
        b"\xff\xfe\x00",
        encode(Noted(level="info", text="x"))[:-3],
    ],
)
def test_a_line_that_is_no_event_is_refused(line: str | bytes) -> None:
    with pytest.raises(ValueError):
        decode(line)


def test_an_event_is_plain_json_for_other_programs() -> None:
    assert json.loads(encode(Noted(level="info", text="é"))) == {"level": "info", "text": "é", "kind": "noted"}
