"""Parts of a source: what each holds, and that none has a copy of the pictures."""

from __future__ import annotations

import gc

import pytest
import torch
from torch import Tensor

from workbench.engine import resident
from workbench.engine.data import Part, Pictures, split
from workbench.recipes import Data


def pictures(count: int = 40) -> Pictures:
    images = torch.randint(0, 256, (count, 3, 5, 4), dtype=torch.uint8)
    return Pictures(images, labels=torch.arange(count) % 2, classes=("a", "b"))


@pytest.fixture
def parts() -> list[Part]:
    source = pictures()
    divided = [split(source, Data(split_seed=None), seed) for seed in range(3)]
    return [part for one in divided for part in (one.train, one.validation, one.test)]


def test_all_parts_of_all_seeds_share_the_pictures_of_the_source(parts: list[Part]) -> None:
    assert len({part.pictures.data_ptr() for part in parts}) == 1


def test_what_is_taken_is_what_the_source_has_there(parts: list[Part]) -> None:
    for part in parts:
        positions = torch.tensor([2, 0, 2, len(part) - 1])
        taken = part.take(positions)
        assert taken.equal(part.pictures[part.ids[positions]])
        assert taken.data_ptr() != part.pictures.data_ptr()


def test_what_is_taken_may_be_written_to(parts: list[Part]) -> None:
    before = parts[0].pictures.clone()
    parts[0].take(torch.arange(3)).zero_()
    assert parts[0].pictures.equal(before)


def test_batches_are_all_pictures_in_order(parts: list[Part]) -> None:
    part = parts[0]
    batches = list(part.batches(7))
    assert [len(batch) for batch in batches[:-1]] == [7] * (len(batches) - 1)
    assert torch.cat(batches).equal(part.pictures[part.ids])


@pytest.mark.parametrize("by_position", [True, False])
def test_some_of_a_part_have_its_pictures_labels_and_ids(parts: list[Part], by_position: bool) -> None:
    part = parts[0]
    wanted = part.labels == 1
    fewer = part.some(wanted.nonzero().flatten() if by_position else wanted)
    assert len(fewer) == int(wanted.sum())
    assert fewer.pictures is part.pictures
    assert fewer.ids.equal(part.ids[wanted])
    assert fewer.labels.unique().tolist() == [1]
    assert fewer.take(torch.arange(len(fewer))).equal(part.pictures[fewer.ids])
    assert fewer.some(torch.tensor([1])).ids.tolist() == [int(fewer.ids[1])]


def test_a_part_knows_the_shape_of_a_picture_and_how_many_it_has(parts: list[Part]) -> None:
    assert parts[0].shape == (3, 5, 4)
    assert sum(len(part) for part in parts[:3]) == 40


def test_on_the_cpu_nothing_is_moved(parts: list[Part]) -> None:
    there = parts[0].on("cpu")
    assert there.pictures is parts[0].pictures
    assert there.there is None


# Moved to another device; "meta" is one that every computer has


def test_parts_of_a_source_are_moved_together(parts: list[Part]) -> None:
    there = [part.on("meta") for part in parts]
    assert len({id(part.there) for part in there}) == 1
    assert {part.device.type for part in there} == {"meta"}
    assert {part.ids.device.type for part in there} == {"cpu"}


def test_what_was_moved_is_given_back_when_nobody_uses_it(parts: list[Part]) -> None:
    there = parts[0].on("meta")
    assert there.there is not None
    del there
    gc.collect()
    other = pictures()
    assert resident.moved(other.images, torch.device("meta")) is not None
    assert len(resident._moved) <= 1


def test_another_source_is_moved_for_itself(parts: list[Part]) -> None:
    other = split(pictures(), Data(), 0).train.on("meta")
    assert parts[0].on("meta").there is not other.there


def test_pictures_too_many_for_a_device_are_handed_to_it_batch_by_batch(
    parts: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resident, "_fits", lambda size, device: False)
    there = parts[0].on("meta")
    assert there.there is None
    assert there.take(torch.tensor([1, 0])).device.type == "meta"


def test_a_gpu_takes_the_same(gpu: str, parts: list[Part], monkeypatch: pytest.MonkeyPatch) -> None:
    def same(there: Part, here: Part) -> None:
        positions: Tensor = torch.tensor([2, 0, 1])
        for asked in (positions, positions.to(gpu)):
            taken = there.take(asked)
            assert taken.device.type == "cuda"
            assert taken.cpu().equal(here.take(positions))
        assert there.labels.cpu().equal(here.labels)

    for part in parts:
        same(part.on(gpu), part)
        same(part.on(gpu).some(torch.tensor([3, 1, 2])), part.some(torch.tensor([3, 1, 2])))
    monkeypatch.setattr(resident, "_fits", lambda size, device: False)
    resident._moved.clear()
    same(parts[0].on(gpu), parts[0])
