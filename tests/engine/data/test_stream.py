"""The stream of batches, and the random changes to them."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from workbench.engine.data import Stream, _moves, augment, batch_ids
from workbench.engine.variation import Augment

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


def test_a_seed_means_the_same_moves_for_ever() -> None:
    assert [move.tolist() for move in _moves(3, 4, flips=True, seed=5, step=1)] == FOR_EVER_MOVES


FOR_EVER_BATCH = [0, 1, 3, 1]
FOR_EVER_MOVES = [[2, 3, -1], [1, -3, -1], [False, True, True]]


def moved(picture: Tensor, down: int, right: int, flip: bool) -> Tensor:
    """One picture, moved pixel by pixel and then mirrored; what comes in from outside is 0. Independent of the code."""
    channels, height, width = picture.shape
    result = torch.zeros_like(picture)
    for channel in range(channels):
        for y in range(height):
            for x in range(width):
                to_y, to_x = y + down, x + right
                if 0 <= to_y < height and 0 <= to_x < width:
                    result[channel, to_y, width - 1 - to_x if flip else to_x] = picture[channel, y, x]
    return result


@pytest.mark.parametrize(("how", "margin", "flips"), [("shift", 1, False), ("crop_flip", 4, True)])
@given(channels=st.sampled_from([1, 3]), height=st.integers(1, 7), width=st.integers(1, 7), seed=seeds, step=seeds)
@settings(deadline=None, max_examples=25)
def test_pictures_are_moved_and_mirrored_and_nothing_else(
    how: Augment, margin: int, flips: bool, channels: int, height: int, width: int, seed: int, step: int
) -> None:
    images = torch.randint(1, 256, (4, channels, height, width), dtype=torch.uint8)
    before = images.clone()
    got = augment(images, how, seed=seed, step=step)
    assert got.dtype == torch.uint8
    moves = zip(*_moves(4, margin, flips=flips, seed=seed, step=step), strict=True)
    for picture, result, (down, right, flip) in zip(images, got, moves, strict=True):
        assert result.equal(moved(picture, int(down), int(right), bool(flip)))
    assert images.equal(before)


@pytest.mark.parametrize(("margin", "flips"), [(1, False), (4, True)])
def test_all_moves_are_about_equally_frequent(margin: int, flips: bool) -> None:
    down, right, flip = _moves(20_000, margin, flips=flips, seed=0, step=0)
    for move in (down, right):
        assert int(move.min()) == -margin
        counts = torch.bincount(move + margin)
        assert len(counts) == 2 * margin + 1
        expected = 20_000 / len(counts)
        assert (counts - expected).abs().max() < 5 * expected**0.5
    assert flip.float().mean() == pytest.approx(0.5 if flips else 0, abs=0.02)
    assert abs(float(torch.corrcoef(torch.stack([down, right]).float())[0, 1])) < 0.03


def test_the_same_seed_and_step_give_the_same_changes() -> None:
    images = torch.randint(0, 256, (32, 3, 8, 8), dtype=torch.uint8)
    one = augment(images, "crop_flip", seed=1, step=2)
    assert one.equal(augment(images, "crop_flip", seed=1, step=2))
    assert not one.equal(augment(images, "crop_flip", seed=1, step=3))
    assert not one.equal(augment(images, "crop_flip", seed=2, step=2))


def test_without_augmentation_pictures_stay() -> None:
    images = torch.randint(0, 256, (4, 1, 8, 8), dtype=torch.uint8)
    assert augment(images, "none", seed=0, step=0).equal(images)


def test_a_gpu_makes_the_same_changes(gpu: str) -> None:
    images = torch.randint(0, 256, (16, 3, 8, 8), dtype=torch.uint8)
    there = augment(images.to(gpu), "crop_flip", seed=1, step=2)
    assert there.device.type == "cuda"
    assert there.cpu().equal(augment(images, "crop_flip", seed=1, step=2))
