"""The stream of batches."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.data import Stream, batch_ids

sizes = st.integers(1, 50)
seeds = st.integers(0, 2**31 - 1)


@given(count=sizes, batch=sizes, seed=seeds, passes=st.integers(1, 4))
@settings(deadline=None, max_examples=60)
def test_each_pass_visits_every_picture_once(count: int, batch: int, seed: int, passes: int) -> None:
    steps = -(-passes * count // batch)
    seen = torch.cat([batch_ids(count, batch, seed, step) for step in range(steps)])
    for number in range(passes):
        assert sorted(seen[number * count : (number + 1) * count].tolist()) == list(range(count))


@given(count=sizes, batch=sizes, seed=seeds, step=st.integers(0, 100_000))
@settings(deadline=None, max_examples=60)
def test_every_batch_is_full(count: int, batch: int, seed: int, step: int) -> None:
    assert batch_ids(count, batch, seed, step).shape == (batch,)


@given(count=sizes, batch=sizes, seed=seeds, start=st.integers(0, 1000))
@settings(deadline=None, max_examples=30)
def test_a_stream_can_be_entered_at_any_step(count: int, batch: int, seed: int, start: int) -> None:
    stream = Stream(count, batch, seed)
    for step in range(start, start + 5):
        assert stream.batch(step).equal(batch_ids(count, batch, seed, step))


def test_passes_differ_and_so_do_seeds() -> None:
    one, again = batch_ids(50, 50, 0, 0), batch_ids(50, 50, 0, 1)
    assert not one.equal(again)
    assert not one.equal(batch_ids(50, 50, 1, 0))


def test_a_seed_means_the_same_batches_for_ever() -> None:
    assert batch_ids(7, 4, 5, 1).tolist() == FOR_EVER_BATCH


FOR_EVER_BATCH = [0, 1, 3, 1]
