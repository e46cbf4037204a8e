"""The views of pictures: how many there are, which is drawn, and what a picture looks like in it."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps
from torch import Tensor

from workbench.engine.data import Stream
from workbench.engine.variation import Augment, Variation, neutral_code, shown, view_count

HOWS: tuple[Augment, ...] = get_args(Augment)
seeds = st.integers(0, 2**31 - 1)


def picture_in(picture: Tensor, how: Augment, code: int) -> Tensor:
    """One picture in a view, by Pillow: a border added, cut out again, mirrored."""
    margin = {"none": 0, "shift": 1, "crop_flip": 4}[how]
    mirrored = how == "crop_flip" and code % 2 == 1
    down, right = divmod(code // 2 if how == "crop_flip" else code, 2 * margin + 1)
    planes = []
    for plane in picture.numpy():
        height, width = plane.shape
        bordered = ImageOps.expand(Image.fromarray(plane), border=margin, fill=0)
        top, left = 2 * margin - down, 2 * margin - right
        cut = bordered.crop((left, top, left + width, top + height))
        planes.append(np.asarray(ImageOps.mirror(cut) if mirrored else cut))
    return torch.from_numpy(np.stack(planes))


def test_a_picture_has_so_many_views() -> None:
    assert [view_count(how) for how in HOWS] == [1, 9, 162]


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 7, 5), (2, 1, 3)])
def test_every_view_is_cut_out_of_a_bordered_picture_and_mirrored(how: Augment, shape: tuple[int, int, int]) -> None:
    codes = torch.arange(view_count(how))
    images = torch.randint(1, 256, (len(codes), *shape), dtype=torch.uint8)
    before = images.clone()
    got = shown(images, how, codes)
    assert got.dtype == torch.uint8
    for picture, code, result in zip(images, codes.tolist(), got, strict=True):
        assert result.equal(picture_in(picture, how, code))
    assert images.equal(before)


@pytest.mark.parametrize("how", HOWS)
def test_the_views_of_a_picture_all_look_different(how: Augment) -> None:
    picture = torch.randint(1, 256, (1, 1, 9, 9), dtype=torch.uint8)
    codes = torch.arange(view_count(how))
    assert len(shown(picture.expand(len(codes), -1, -1, -1), how, codes).unique(dim=0)) == len(codes)


@pytest.mark.parametrize("how", HOWS)
def test_in_the_neutral_view_pictures_are_as_they_are(how: Augment) -> None:
    images = torch.randint(0, 256, (5, 3, 6, 6), dtype=torch.uint8)
    assert 0 <= neutral_code(how) < view_count(how)
    assert shown(images, how, torch.full((5,), neutral_code(how))).equal(images)


@pytest.mark.parametrize("how", HOWS)
def test_no_pictures_are_no_pictures(how: Augment) -> None:
    none, nobody = torch.empty((0, 3, 6, 6), dtype=torch.uint8), torch.empty(0, dtype=torch.int64)
    codes = Variation(how, 9, 0).codes(nobody, nobody)
    assert codes.shape == (0,)
    assert shown(none, how, codes).shape == none.shape


def test_channels_that_lie_side_by_side_are_shown_alike() -> None:
    images = torch.randint(0, 256, (8, 3, 6, 6), dtype=torch.uint8)
    codes = torch.randint(0, 162, (8,))
    beside = images.contiguous(memory_format=torch.channels_last)
    assert shown(beside, "crop_flip", codes).equal(shown(images, "crop_flip", codes))


@given(data=st.data(), count=st.integers(1, 60), seed=seeds, how=st.sampled_from(HOWS), view=st.integers(0, 2))
@settings(deadline=None, max_examples=60)
def test_a_view_is_decided_by_seed_pass_picture_and_view_alone(
    data: st.DataObject, count: int, seed: int, how: Augment, view: int
) -> None:
    asked = st.tuples(st.integers(0, count - 1), st.integers(0, 5))
    batch = data.draw(st.lists(asked, min_size=1, max_size=20))
    positions, passes = torch.tensor(batch).unbind(1)
    together = Variation(how, count, seed).codes(positions, passes, view)
    assert together.dtype == torch.int64
    kept = Variation(how, count, seed)  # asked for one after the other, in another order
    alone = [int(kept.codes(torch.tensor([one]), torch.tensor([number]), view)) for one, number in reversed(batch)]
    assert together.tolist() == alone[::-1]


def test_seeds_passes_and_views_differ() -> None:
    def codes(seed: int, number: int, view: int) -> list[int]:
        return Variation("crop_flip", 50, seed).codes(torch.arange(50), torch.full((50,), number), view).tolist()

    assert len({tuple(codes(*key)) for key in np.ndindex(2, 3, 2)}) == 12


@pytest.mark.parametrize("how", HOWS)
def test_all_views_are_drawn_equally_often(how: Augment) -> None:
    views, count = view_count(how), 20_000
    drawn = Variation(how, count, 3).codes(torch.arange(count), torch.zeros(count, dtype=torch.int64))
    counts = torch.bincount(drawn)
    assert len(counts) == views
    expected = count / views
    surprise = float(((counts - expected) ** 2 / expected).sum())  # chi squared, about `views - 1`
    assert surprise < views - 1 + 5 * (2 * views) ** 0.5
    assert views == 1 or abs(float(torch.corrcoef(torch.stack([drawn[1:], drawn[:-1]]).float())[0, 1])) < 0.03


def test_a_seed_means_the_same_views_for_ever() -> None:
    positions, passes = torch.tensor([0, 1, 2, 0]), torch.tensor([0, 0, 0, 1])
    told = {how: Variation(how, 3, 5).codes(positions, passes, 1).tolist() for how in HOWS}
    assert told == FOR_EVER


FOR_EVER = {"none": [0, 0, 0, 0], "shift": [0, 0, 7, 1], "crop_flip": [45, 63, 133, 37]}


@given(count=st.integers(1, 50), batch=st.integers(1, 50), seed=seeds, step=st.integers(0, 1000))
@settings(deadline=None, max_examples=60)
def test_a_stream_tells_the_pass_of_each_picture(count: int, batch: int, seed: int, step: int) -> None:
    stream = Stream(count, batch, seed)
    seen = [pair for earlier in range(step % 20 + 1) for pair in _told(stream, earlier)]
    for number in range(len(seen) // count):
        assert sorted(seen[number * count : (number + 1) * count]) == [(number, one) for one in range(count)]
    assert stream.passes(step).tolist() == [(step * batch + place) // count for place in range(batch)]


def _told(stream: Stream, step: int) -> list[tuple[int, int]]:
    return list(zip(stream.passes(step).tolist(), stream.batch(step).tolist(), strict=True))


@pytest.mark.parametrize("how", HOWS)
def test_a_gpu_shows_the_same(gpu: str, how: Augment) -> None:
    codes = torch.arange(view_count(how))
    images = torch.randint(0, 256, (len(codes), 3, 8, 9), dtype=torch.uint8)
    there = shown(images.to(gpu), how, codes)
    assert there.device.type == "cuda"
    assert there.cpu().equal(shown(images, how, codes))
