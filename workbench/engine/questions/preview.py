"""The pictures of a recipe, as the source has them and as training would show them, and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice, zip_longest
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from workbench.engine.data import (
    LEFT_OUT,
    SKIPPED_SHOWN,
    TEST,
    TRAIN,
    UNUSED,
    VALIDATION,
    Division,
    LoadContext,
    Pictures,
    at_hand,
    batch_ids,
    divide,
)
from workbench.engine.oddities import GROUPS, Scan, duplicates, scan, warnings_of
from workbench.engine.png import png
from workbench.engine.questions import Asking
from workbench.engine.variation import Augment, Variation, shown
from workbench.errors import Problem, RecipeError, UserError
from workbench.places import cache
from workbench.recipes import Train, validate
from workbench.recipes.requests import Preview

PARTS = {TRAIN: "train", VALIDATION: "validation", TEST: "test", LEFT_OUT: "left_out", UNUSED: "unused"}
SIDE = 128
"""Pixels of the longer side of a picture that is shown, at most."""
VARIATIONS = 3
"""So many augmented versions of each training picture are shown."""


def answer(question: Preview, asking: Asking) -> dict[str, Any]:
    """The pictures and what is odd about them.

    They come class by class. Within a class they are in an order that looks random and never changes, so that a few of
    them are a fair sample; pictures that a correction leaves out are among them, so that they can be taken in again.

    Raises:
        RecipeError: The part of the recipe that is about pictures is wrong. What is wrong elsewhere does not matter.
        DataError: The pictures cannot be had or used.
    """
    recipe = _of_pictures(question.recipe)
    pictures, download = at_hand(recipe.data, LoadContext(cache(), asking.report, asking.check))
    division, warnings = _division(pictures, recipe)
    if download:
        warnings.append(f"The pictures are not on this computer yet. Starting a run downloads them: {download}.")
    found = scan(pictures.images, asking.check, asking.report)
    if not download:
        warnings += warnings_of(pictures, division, found)
    chosen = [] if download else _chosen(pictures, division, question)
    return {
        "classes": list(pictures.classes),
        "shape": list(pictures.images.shape[1:]),
        "counts": _counts(division, len(pictures.classes)),
        "pictures": _shown(pictures, division, chosen, recipe.schedule.augment, asking),
        "warnings": warnings,
        "skipped": _files(pictures.skipped),
        "remarks": _files(pictures.remarks),
        "duplicates": _duplicates(pictures, division, found),
    }


def _of_pictures(raw: Mapping[str, Any]) -> Train:
    """The part of a recipe that decides what is shown, as a recipe of its own."""
    if raw.get("task") not in ("train", "distil"):
        raise RecipeError([Problem("task", f"A recipe with task '{raw.get('task')}' has no pictures of its own.")])
    kept: dict[str, Any] = {key: raw[key] for key in ("version", "data", "seeds") if key in raw}
    schedule = raw.get("schedule")
    if isinstance(schedule, Mapping) and "augment" in schedule:
        kept["schedule"] = {"augment": schedule["augment"]}
    recipe = validate({"task": "train", **kept})
    assert isinstance(recipe, Train)
    return recipe


def _division(pictures: Pictures, recipe: Train) -> tuple[Division, list[str]]:
    """Where the pictures belong. Where that cannot be said: as the source divides them, and why as a warning."""
    try:
        return divide(pictures, recipe.data, recipe.seeds[0]), []
    except RecipeError as error:
        said = [f"{problem.message} {problem.suggestion}".strip() for problem in error.problems]
    except UserError as error:
        said = [str(error)]
    labels = pictures.labels.numpy()
    part = np.zeros(len(labels), dtype=np.uint8) if pictures.parts is None else pictures.parts.numpy()
    return Division(part, labels, np.zeros(len(labels), dtype=np.bool_)), said


def _counts(division: Division, classes: int) -> dict[str, list[int]]:
    chosen = {name: division.part == part for part, name in PARTS.items() if part in (TRAIN, VALIDATION, TEST)}
    chosen["labelled"] = chosen["train"] & ~division.hidden
    return {name: np.bincount(division.labels[mask], minlength=classes).tolist() for name, mask in chosen.items()}


def _chosen(pictures: Pictures, division: Division, question: Preview) -> list[int]:
    """As many positions as are asked for, one of each class in turn, after the offset in each; class by class."""
    order = batch_ids(len(pictures.labels), len(pictures.labels), seed=0, step=0).numpy()
    labels, count, offset = division.labels[order], question.count, question.offset
    wanted = [number for number, name in enumerate(pictures.classes) if question.label in (None, name)]
    groups = [order[labels == number][offset : offset + count] for number in wanted]
    in_turn: Iterable[Any] = chain.from_iterable(zip_longest(*groups))
    taken = [int(one) for one in islice((one for one in in_turn if one is not None), count)]
    return sorted(taken, key=lambda one: int(division.labels[one]))


def _shown(
    pictures: Pictures, division: Division, chosen: Sequence[int], how: Augment, asking: Asking
) -> list[dict[str, Any]]:
    positions = torch.tensor(chosen, dtype=torch.int64)
    images = pictures.images[positions]
    varied = _varied(images, positions, how, len(pictures.labels))
    told = []
    for number, position in enumerate(chosen):
        asking.check()
        trained = division.part[position] == TRAIN  # only these are ever varied
        told.append(
            {
                "name": pictures.name(position),
                "label": pictures.classes[division.labels[position]],
                "source_label": pictures.classes[int(pictures.labels[position])],
                "part": PARTS[int(division.part[position])],
                "png": _png(images[number]),
                "augmented": [_png(images[number]) for images in varied] if trained else [],
            }
        )
    return told


def _varied(images: Tensor, positions: Tensor, how: Augment, count: int) -> list[Tensor]:
    """The pictures as a few passes over the whole source might show them."""
    if how == "none":
        return []
    chance = Variation(how, count, seed=0)
    return [
        shown(images, how, chance.codes(positions, torch.full_like(positions, number))) for number in range(VARIATIONS)
    ]


def _png(image: Tensor) -> str:
    """A picture, made smaller where it is larger than needed."""
    height, width = image.shape[1:]
    scale = SIDE / max(height, width)
    if scale >= 1:
        return png(image)
    size = max(1, round(height * scale)), max(1, round(width * scale))
    smaller = functional.interpolate(image[None], size=size, mode="bilinear", antialias=True)
    return png(smaller[0])


def _files(notes: Sequence[str]) -> list[dict[str, str]]:
    """Notes ``path: reason``, apart."""
    apart = (note.partition(": ") for note in notes[:SKIPPED_SHOWN])
    return [{"file": file, "reason": reason} for file, _, reason in apart]


def _duplicates(pictures: Pictures, division: Division, found: Scan) -> list[dict[str, list[str]]]:
    return [
        {
            "names": [pictures.name(one) for one in group],
            "parts": [PARTS[int(division.part[one])] for one in group],
        }
        for group in duplicates(found, division)[:GROUPS]
    ]
