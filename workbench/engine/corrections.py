"""What the user has put right about single pictures: another label, or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from workbench.errors import Problem, RecipeError
from workbench.recipes import Correction
from workbench.recipes.problems import nearest, shown

if TYPE_CHECKING:
    from workbench.engine.data import Pictures

_PATH = "data.corrections"
_TOLD = 10
"""So many unknown class names are told at most: a renamed class makes one of every correction."""


def corrected(pictures: Pictures, corrections: Sequence[Correction]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The labels as the user wants them.

    Returns:
        (N,) label of each picture, and (N,) whether it is left out.

    Raises:
        RecipeError: Pictures or classes that the source does not have, and pictures that are corrected twice.
    """
    labels = pictures.labels.numpy().copy()
    left_out = np.zeros(len(labels), dtype=np.bool_)
    if not corrections:
        return labels, left_out
    positions = _positions(pictures, corrections)
    numbers = {name: number for number, name in enumerate(pictures.classes)}
    found = _unknown_pictures(corrections, positions) + _twice(corrections) + _unknown_classes(corrections, numbers)
    if found:
        raise RecipeError(found)
    for correction in corrections:
        position = positions[correction.picture]
        if correction.label is None:
            left_out[position] = True
        else:
            labels[position] = numbers[correction.label]
    return labels, left_out


def _positions(pictures: Pictures, corrections: Sequence[Correction]) -> dict[str, int]:
    """Where the corrected pictures are; those that the source does not have are missing."""
    wanted = {correction.picture for correction in corrections}
    if pictures.names is not None:
        return {name: position for position, name in enumerate(pictures.names) if name in wanted}
    count = len(pictures.labels)
    numbers = {name: int(name) for name in wanted if name.isdecimal() and name.isascii() and len(name) < 19}
    return {name: number for name, number in numbers.items() if number < count and str(number) == name}


def _unknown_pictures(corrections: Sequence[Correction], positions: dict[str, int]) -> list[Problem]:
    """One problem for all: where pictures were moved, each of them is unknown."""
    unknown = [correction.picture for correction in corrections if correction.picture not in positions]
    if not unknown:
        return []
    names = ", ".join(shown(name) for name in unknown[:3]) + (f" and {len(unknown) - 3} more" if unknown[3:] else "")
    what = "a picture that is" if len(unknown) == 1 else f"{len(unknown)} pictures that are"
    return [
        Problem(
            _PATH,
            f"The recipe corrects {what} not in the data, or cannot be read: {names}.",
            "Put the pictures back, or take these corrections out of the recipe.",
        )
    ]


def _twice(corrections: Sequence[Correction]) -> list[Problem]:
    counts = Counter(correction.picture for correction in corrections)
    often = [name for name, count in counts.items() if count > 1]
    return [
        Problem(_PATH, f"The picture {shown(name)} is corrected {counts[name]} times.", "Keep one of the corrections.")
        for name in often[:_TOLD]
    ]


def _unknown_classes(corrections: Sequence[Correction], numbers: dict[str, int]) -> list[Problem]:
    classes = list(numbers)
    unknown = [
        (place, correction.label)
        for place, correction in enumerate(corrections)
        if correction.label is not None and correction.label not in numbers
    ]
    known = ", ".join(f"'{name}'" for name in classes[:20]) + (" and others" if classes[20:] else "")
    return [
        Problem(
            f"{_PATH}.{place}.label",
            f"There is no class called {shown(label)}: corrections choose among the classes that the data have.",
            f"Did you mean '{near}'?" if (near := nearest(label, classes)) else f"Choose one of: {known}.",
        )
        for place, label in unknown[:_TOLD]
    ]
