"""What is odd about the pictures of a recipe, before anybody trains on them, in plain words."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from workbench.engine.data import TEST, TRAIN, VALIDATION, Division, Pictures
from workbench.events import Progress

UNEQUAL = 3
"""Classes differ in size where the largest has more than so many times the pictures of another."""
FEW = 20
"""Fewer pictures of a class are few."""
FEW_TESTS = 50
"""Fewer test pictures tell an accuracy only roughly."""
COMPARED = 200_000
"""More pictures are not compared with each other."""
GROUPS = 200
"""So many groups of equal pictures are listed at most."""

_BLOCK = 256
_USED = (TRAIN, VALIDATION, TEST)


@dataclass(frozen=True, slots=True)
class Scan:
    """What only a look at every pixel tells.

    Attributes:
        equal: Positions of pictures that are the same, pixel for pixel: groups of at least two, in order.
        blank: Positions of pictures of one single shade.
    """

    equal: tuple[tuple[int, ...], ...] = ()
    blank: tuple[int, ...] = ()


_scanned: list[tuple[weakref.ref[Tensor], Scan]] = []
"""The images that were scanned last, so that paging through pictures looks at each of them once."""


def scan(images: Tensor, check: Callable[[], None], report: Callable[[Progress], None]) -> Scan:
    """Look at all pictures; at more than 200,000, not.

    Args:
        images: (N, C, H, W) uint8.
        check: Called at least every 256 pictures.
        report: Takes Progress events.
    """
    if len(images) > COMPARED:
        return Scan()
    if not _scanned or _scanned[0][0]() is not images:
        _scanned[:] = [(weakref.ref(images), _look_at_all(images, check, report))]
    return _scanned[0][1]


def _look_at_all(images: Tensor, check: Callable[[], None], report: Callable[[Progress], None]) -> Scan:
    seen: dict[bytes, list[int]] = {}
    blank: list[int] = []
    for start in range(0, len(images), _BLOCK):
        check()
        if start % (16 * _BLOCK) == 0:
            report(Progress(what="Comparing pictures", done=start, total=len(images), unit="pictures"))
        rows = images[start : start + _BLOCK].flatten(1).contiguous().numpy()
        blank += (start + np.flatnonzero(rows.min(axis=1) == rows.max(axis=1))).tolist()
        for position, row in enumerate(rows, start=start):
            seen.setdefault(blake2b(row, digest_size=16).digest(), []).append(position)
    return Scan(tuple(tuple(group) for group in seen.values() if len(group) > 1), tuple(blank))


def duplicates(found: Scan, division: Division) -> list[tuple[int, ...]]:
    """Groups of equal pictures that the recipe uses: those in several parts first, then those of several classes."""
    groups = [tuple(one for one in group if division.part[one] in _USED) for group in found.equal]
    used = [group for group in groups if len(group) > 1]
    return sorted(used, key=lambda group: (-len(_values(division.part, group)), -len(_values(division.labels, group))))


def warnings_of(pictures: Pictures, division: Division, found: Scan) -> list[str]:
    """Sentences about what is odd, the gravest first; empty if nothing."""
    counts = {part: _counts(division, part, len(pictures.classes)) for part in _USED}
    total = np.sum(list(counts.values()), axis=0)
    return [
        *_about_duplicates(pictures, division, duplicates(found, division)),
        *_about_missing(pictures, counts),
        *_about_sizes(pictures.classes, total),
        *_about_tests(int(counts[TEST].sum())),
        *_about_looks(pictures, division, found),
    ]


def _about_duplicates(pictures: Pictures, division: Division, groups: Sequence[tuple[int, ...]]) -> list[str]:
    if len(pictures.images) > COMPARED:
        return [f"With more than {COMPARED:,} pictures, none were compared: whether any is there twice is not known."]
    if not groups:
        return []
    parts = [_values(division.part, group) for group in groups]
    leaks = sum(TEST in found and len(found) > 1 for found in parts)
    unsure = sum(len(_values(division.labels, group)) > 1 for group in groups)
    said = [f"{_pictures(len(groups))} {_is(len(groups))} there more than once."]
    if leaks:
        said.append(
            f"Of {_pictures(leaks)} there is one copy to test with and another to train on or to choose by: "
            "the test will look better than it is."
        )
    if unsure:
        said.append(f"Copies of {_pictures(unsure)} carry different labels.")
    if len(groups) > GROUPS:
        said.append(f"Of {len(groups):,} groups of equal pictures the first {GROUPS} are listed.")
    return said


def _about_missing(pictures: Pictures, counts: dict[int, NDArray[np.int64]]) -> list[str]:
    uses = {VALIDATION: "to choose by", TEST: "to test with"}
    said = []
    for part, use in uses.items():
        missing = [f"'{name}'" for name, count in zip(pictures.classes, counts[part], strict=True) if count == 0]
        if missing and len(missing) < len(pictures.classes):
            said.append(f"There is no picture {use} of class {_some(missing)}.")
    return said


def _about_sizes(classes: Sequence[str], counts: NDArray[np.int64]) -> list[str]:
    largest = int(counts.argmax())
    order = [int(number) for number in np.argsort(counts, kind="stable")]
    unequal = [number for number in order if UNEQUAL * counts[number] < counts[largest]]
    few = [number for number in order if counts[number] < FEW]
    said = []
    if unequal:
        small = _some([f"'{classes[number]}' has {counts[number]:,}" for number in unequal])
        most = _pictures(int(counts[largest]))
        said.append(
            f"The classes differ much in size: '{classes[largest]}' has {most}, but {small}. "
            "A network learns to prefer the large ones."
        )
    if few:
        small = _some([f"'{classes[number]}' has {counts[number]:,}" for number in few])
        said.append(f"Some classes have fewer than {FEW} pictures, too few to learn much from: {small}.")
    return said


def _about_tests(count: int) -> list[str]:
    if not 0 < count < FEW_TESTS:
        return []
    worth = f"each is worth {100 / count:.1f} percentage points of the accuracy"
    return [f"There {_is(count)} only {_pictures(count)} to test with: {worth}."]


def _about_looks(pictures: Pictures, division: Division, found: Scan) -> list[str]:
    said = []
    blank = [f"'{pictures.name(one)}'" for one in found.blank if division.part[one] in _USED]
    if blank:
        said.append(
            f"{_pictures(len(blank))} {_is(len(blank))} of one single shade, with nothing on it: {_some(blank)}."
        )
    if pictures.remarks:
        said.append(f"Odd sizes: {_some(pictures.remarks, 3, '; ')}.")
    return said


def _counts(division: Division, part: int, classes: int) -> NDArray[np.int64]:
    return np.bincount(division.labels[division.part == part], minlength=classes)


def _values(of: NDArray[np.int64] | NDArray[np.uint8], group: Sequence[int]) -> set[int]:
    return {int(of[one]) for one in group}


def _some(names: Sequence[str], most: int = 5, separator: str = ", ") -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return separator.join(names[:most]) + more


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count:,} pictures"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
