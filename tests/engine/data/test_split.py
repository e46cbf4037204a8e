"""The split: who is trained on, who chooses, who judges."""

from __future__ import annotations

from itertools import chain

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.engine.data import Part, Pictures, Split, split
from workbench.errors import DataError
from workbench.recipes import Data


def pictures_of(counts: list[int], parts: list[int] | None = None, *, seed: int = 0) -> Pictures:
    """So many pictures of each class, shuffled, each telling its number in its pixels."""
    labels = torch.arange(len(counts)).repeat_interleave(torch.tensor(counts))
    labels = labels[torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))]
    images = torch.arange(len(labels)).remainder(256).to(torch.uint8).view(-1, 1, 1, 1).expand(-1, 1, 2, 2)
    return Pictures(
        images=images.contiguous(),
        labels=labels,
        classes=tuple(f"class {number}" for number in range(len(counts))),
        parts=None if parts is None else torch.tensor(parts, dtype=torch.uint8),
    )


def ids(part: Part) -> list[int]:
    return [int(number) for number in part.ids]


def parts_of(divided: Split) -> list[list[int]]:
    return [ids(divided.train), ids(divided.validation), ids(divided.test)]


def per_class(part: Part, classes: int) -> list[int]:
    return [int((part.labels == number).sum()) for number in range(classes)]


fractions = st.floats(0.01, 0.49)
counts = st.lists(st.integers(3, 40), min_size=2, max_size=6)


@given(counts, fractions, fractions, st.integers(0, 2**31 - 1))
@settings(deadline=None, max_examples=60)
def test_every_picture_is_in_exactly_one_part(sizes: list[int], validation: float, test: float, seed: int) -> None:
    divided = split(pictures_of(sizes), Data(validation=validation, test=test, split_seed=seed), 0)
    assert sorted(chain(*parts_of(divided))) == list(range(sum(sizes)))


@given(counts, fractions, fractions, st.integers(0, 2**31 - 1))
@settings(deadline=None, max_examples=60)
def test_each_class_is_divided_in_proportion_within_one_picture(
    sizes: list[int], validation: float, test: float, seed: int
) -> None:
    divided = split(pictures_of(sizes), Data(validation=validation, test=test, split_seed=seed), 0)
    for size, tested, validated in zip(
        sizes, per_class(divided.test, len(sizes)), per_class(divided.validation, len(sizes)), strict=True
    ):
        assert abs(tested - size * test) <= 1
        assert abs(validated - (size - tested) * validation) <= 1


@given(counts, fractions, fractions)
@settings(deadline=None, max_examples=40)
def test_every_class_is_in_every_part(sizes: list[int], validation: float, test: float) -> None:
    divided = split(pictures_of(sizes), Data(validation=validation, test=test), 0)
    for part in (divided.train, divided.validation, divided.test):
        assert min(per_class(part, len(sizes))) >= 1


@given(counts, st.integers(0, 2**31 - 1))
@settings(deadline=None, max_examples=30)
def test_the_same_seed_gives_the_same_split(sizes: list[int], seed: int) -> None:
    data = Data(split_seed=seed, labels_per_class=1)
    one, other = split(pictures_of(sizes), data, 1), split(pictures_of(sizes), data, 2)
    assert parts_of(one) == parts_of(other)
    assert one.train.labels.equal(other.train.labels)


def test_another_seed_gives_another_split() -> None:
    pictures = pictures_of([20, 20])
    assert parts_of(split(pictures, Data(split_seed=1), 0)) != parts_of(split(pictures, Data(split_seed=2), 0))


def test_without_a_seed_of_its_own_the_split_follows_the_run() -> None:
    pictures, free = pictures_of([20, 20]), Data(split_seed=None)
    assert parts_of(split(pictures, free, 7)) == parts_of(split(pictures, Data(split_seed=7), 0))
    assert parts_of(split(pictures, free, 7)) != parts_of(split(pictures, free, 8))


def test_a_seed_means_the_same_split_for_ever() -> None:
    divided = split(pictures_of([6, 5]), Data(split_seed=3), 0)
    assert parts_of(divided) == FOR_EVER


FOR_EVER = [[0, 1, 2, 4, 8, 9], [5, 7], [3, 6, 10]]


def test_pictures_and_labels_follow_their_ids() -> None:
    pictures = pictures_of([9, 12, 5])
    divided = split(pictures, Data(), 0)
    for part in (divided.train, divided.validation, divided.test):
        assert part.images.equal(pictures.images[part.ids])
        assert part.labels.equal(pictures.labels[part.ids])


def test_parts_that_the_source_has_stay() -> None:
    divided = split(pictures_of([6, 6], [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]), Data(), 0)
    assert parts_of(divided) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def test_validation_is_cut_from_the_training_pictures_of_a_source_without() -> None:
    divided = split(pictures_of([10, 10], [0] * 14 + [2] * 6), Data(validation=0.25), 0)
    assert ids(divided.test) == list(range(14, 20))
    assert sorted(ids(divided.train) + ids(divided.validation)) == list(range(14))
    assert len(ids(divided.validation)) in (3, 4)


def test_test_is_cut_from_the_training_pictures_of_a_source_without() -> None:
    divided = split(pictures_of([10, 10], [0] * 14 + [1] * 6), Data(test=0.25), 0)
    assert ids(divided.validation) == list(range(14, 20))
    assert sorted(ids(divided.train) + ids(divided.test)) == list(range(14))


@pytest.mark.parametrize("keep", [True, False])
def test_only_so_many_labels_of_each_class_are_kept(keep: bool) -> None:
    pictures = pictures_of([20, 30, 15])
    whole = split(pictures, Data(), 0)
    few = split(pictures, Data(labels_per_class=4, keep_unlabelled=keep), 0)
    assert per_class(few.train, 3) == [4, 4, 4]
    known = few.train.labels >= 0
    assert few.train.labels[known].equal(pictures.labels[few.train.ids[known]])
    assert bool(known.all()) is not keep
    assert (ids(few.train) == ids(whole.train)) is keep
    assert set(ids(few.train)) <= set(ids(whole.train))
    assert (ids(few.validation), ids(few.test)) == (ids(whole.validation), ids(whole.test))


def test_more_labels_include_the_fewer() -> None:
    pictures = pictures_of([20, 20])
    kept = [
        set(ids(split(pictures, Data(labels_per_class=number, keep_unlabelled=False), 0).train)) for number in (2, 5)
    ]
    assert kept[0] < kept[1]


def test_hiding_labels_leaves_the_source_alone() -> None:
    pictures = pictures_of([20, 20])
    before = pictures.labels.clone()
    split(pictures, Data(labels_per_class=1), 0)
    assert pictures.labels.equal(before)


def test_a_class_with_too_few_pictures_is_named_with_what_it_needs() -> None:
    with pytest.raises(DataError, match=r"class 'class 1' \(2\), 'class 2' \(1\).*at least 3"):
        split(pictures_of([9, 2, 1]), Data(), 0)


def test_a_source_with_its_own_parts_needs_fewer_pictures() -> None:
    pictures = Pictures(
        images=torch.zeros(6, 1, 1, 1, dtype=torch.uint8),
        labels=torch.tensor([0, 1, 0, 1, 0, 1]),
        classes=("a", "b"),
        parts=torch.tensor([0, 0, 1, 1, 2, 2], dtype=torch.uint8),
    )
    assert parts_of(split(pictures, Data(), 0)) == [[0, 1], [2, 3], [4, 5]]


def test_a_class_that_is_only_tested_is_an_error() -> None:
    pictures = Pictures(
        images=torch.zeros(5, 1, 1, 1, dtype=torch.uint8),
        labels=torch.tensor([0, 0, 0, 1, 0]),
        classes=("a", "b"),
        parts=torch.tensor([0, 0, 0, 2, 2], dtype=torch.uint8),
    )
    with pytest.raises(DataError, match=r"'b' \(0\).*at least 2, one for training and one for validation"):
        split(pictures, Data(), 0)


def test_more_labels_than_the_smallest_class_has_are_refused_with_the_number() -> None:
    with pytest.raises(DataError, match=r"Class 'class 1' has 7 training pictures, fewer than the 8 labels"):
        split(pictures_of([20, 10]), Data(labels_per_class=8), 0)
    split(pictures_of([20, 10]), Data(labels_per_class=7), 0)


@given(st.integers(0, 2**31 - 1))
@settings(deadline=None, max_examples=10)
def test_mean_and_std_are_those_of_the_training_pictures(seed: int) -> None:
    images = torch.randint(0, 256, (30, 3, 4, 5), dtype=torch.uint8, generator=torch.Generator().manual_seed(seed))
    divided = split(Pictures(images, torch.arange(30) % 2, ("a", "b")), Data(), 0)
    scaled = divided.train.images.double() / 255
    assert divided.mean == pytest.approx(scaled.mean((0, 2, 3)).tolist())
    assert divided.std == pytest.approx(scaled.std((0, 2, 3), correction=0).tolist())


def test_pictures_of_one_shade_have_a_std_that_can_be_divided_by() -> None:
    images = torch.full((12, 1, 2, 2), 100, dtype=torch.uint8)
    assert split(Pictures(images, torch.arange(12) % 2, ("a", "b")), Data(), 0).std == (1e-3,)
