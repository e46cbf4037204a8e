"""What every network of a run says about one picture, and where it looks.

Measured on digits, three networks, one thread: a drawing takes 39 ms when its run is asked first and 15 ms from then
on, 18 ms with maps; a sample takes a second once, to read the data.
"""

from __future__ import annotations

import base64
import binascii
import statistics
import time
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from workbench.engine.data import Pictures, divide
from workbench.engine.decoder import read_bytes
from workbench.engine.drawing import ink_of, read_drawing
from workbench.engine.gradcam import gradcam
from workbench.engine.model import Classifier, load_model
from workbench.engine.png import png
from workbench.engine.questions import Asking
from workbench.engine.questions.pictures import check_position, pictures_of
from workbench.engine.registry import architectures, datasets
from workbench.engine.teacher import find
from workbench.engine.trained import trained
from workbench.engine.training import split_seed
from workbench.errors import DataError, RunError, UserError
from workbench.recipes import Distil, Role, TeacherRun
from workbench.recipes.requests import Predict
from workbench.runs import RunFolder

RUNS = 5
"""So many passes are timed, after one that is not."""
ORDER: tuple[Role, ...] = ("teacher", "distilled", "plain", "model")


@dataclass(frozen=True, slots=True)
class _Network:
    """A network in its part; frozen, in eval mode, on the CPU."""

    role: Role
    seed: int
    title: str
    model: Classifier


_kept: dict[Hashable, list[_Network]] = {}
"""The networks that were asked last, so that the next question about the same run and seed need not load them."""


def answer(question: Predict, asking: Asking) -> dict[str, Any]:
    """As `Predict` says, and ``notes``: sentences on networks that should be there and are not.

    A picture is brought to the networks' size as the pictures of an image folder are or, for a data source of ink such
    as digits, as `workbench.engine.drawing` says. ``milliseconds`` is the median wall time of five passes of this one
    picture through the network as PyTorch runs it on the CPU, after one pass that is not timed.

    Raises:
        RunError: No such run, or it has no network of that seed.
        DataError: The picture cannot be used.
    """
    if (question.picture is None) == (question.sample is None):
        raise UserError(
            "A prediction needs either a picture or the position of a sample, and not both.",
            fix="Give 'picture' or 'sample'.",
        )
    run = asking.store.open(question.run)
    seed, notes = _seed(run, question.seed), list[str]()
    networks = _networks(run, seed, asking, notes)
    pixels, label = _picture(question, run, seed, networks[0].model, asking)
    return {
        "classes": list(networks[0].model.card.classes),
        "label": label,
        "seen": png(pixels),
        "networks": [_ask(one, pixels[None], asking, explain=question.explain) for one in networks],
        "notes": notes,
    }


def _seed(run: RunFolder, wanted: int | None) -> int:
    """The seed that is meant, or the recipe's first that has a network."""
    networks = [one for one in trained(run) if one.is_main]
    have = {one.seed for one in networks if one.role != "teacher"} or {one.seed for one in networks}
    if wanted is None and have:
        return next((seed for seed in run.recipe.seeds if seed in have), min(have))
    if wanted is None or wanted not in have:
        which = "" if wanted is None else f" with seed {wanted}"
        seeds = ", ".join(map(str, sorted(have))) or "none"
        raise RunError(
            f"Run {run.id} has no trained network{which} (seeds: {seeds}).",
            fix="Choose another seed, or resume the run until it has one.",
        )
    return wanted


def _networks(run: RunFolder, seed: int, asking: Asking, notes: list[str]) -> list[_Network]:
    """The networks of one seed, the teacher first; why a teacher is missing goes into `notes`."""
    folders: list[tuple[Role, int, Path]] = [
        (one.role, seed, one.folder) for one in trained(run) if one.seed == seed and one.is_main
    ]
    if isinstance(run.recipe, Distil) and isinstance(run.recipe.teacher, TeacherRun):
        try:
            network = find(asking.store, run.recipe.teacher, seed).network
            folders.append(("teacher", network.seed, network.folder))
        except RunError as error:
            notes.append(f"The teacher is not asked: {error.problem}")
    folders.sort(key=lambda one: ORDER.index(one[0]))
    key = tuple((role, folder, _changed(folder)) for role, _, folder in folders)
    if key not in _kept:
        loaded = []
        for role, own, folder in folders:
            asking.check()
            model = load_model(folder).requires_grad_(False)
            loaded.append(_Network(role, own, architectures.get(model.card.architecture.kind).title, model))
        _kept.clear()
        _kept[key] = loaded
    return _kept[key]


def _changed(folder: Path) -> int:
    """When the weights were written, in nanoseconds; 0 where they are missing, which loading them will tell."""
    try:
        return (folder / "weights.safetensors").stat().st_mtime_ns
    except OSError:
        return 0


def _picture(
    question: Predict, run: RunFolder, seed: int, model: Classifier, asking: Asking
) -> tuple[Tensor, str | None]:
    """The picture (C, H, W) as the networks get it, and its class where that is known."""
    if question.sample is not None:
        pictures = pictures_of(run, asking)
        check_position(run, pictures, question.sample)
        return pictures.images[question.sample], _label(pictures, run, seed, question.sample)
    try:
        content = base64.b64decode(question.picture or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise DataError("The picture cannot be used: it is not base64.", fix="Choose another picture.") from error
    channels, height, width = model.card.shape
    ink = ink_of(datasets.get(run.recipe.data.source.kind).facts)
    if ink is not None and channels == 1:
        return torch.from_numpy(read_drawing(content, ink, height=height, width=width).copy()), None
    if height != width or channels not in (1, 3):
        raise DataError(
            f"Pictures of {channels} x {height} x {width} (channels x height x width) cannot be made from a file.",
            fix="Choose a sample of the data instead.",
        )
    return torch.from_numpy(read_bytes(content, channels=channels, size=height).copy()), None


def _label(pictures: Pictures, run: RunFolder, seed: int, position: int) -> str:
    """Its class, as corrected by the recipe."""
    labels = divide(pictures, run.recipe.data, split_seed(run.recipe, seed)).labels
    return pictures.classes[int(labels[position])]


def _ask(one: _Network, picture: Tensor, asking: Asking, *, explain: bool) -> dict[str, Any]:
    asking.check()
    logits, milliseconds = _timed(one.model, picture)
    seen = gradcam(one.model, picture) if explain else None
    return {
        "role": one.role,
        "seed": one.seed,
        "title": one.title,
        "probabilities": logits.double().softmax(dim=0).nan_to_num(0.0).tolist(),
        "milliseconds": milliseconds,
        "map": None if seen is None else [[round(value, 4) for value in row] for row in seen.tolist()],
    }


def _timed(model: Classifier, picture: Tensor) -> tuple[Tensor, float]:
    """Logits (classes,) of one picture, and the milliseconds that they take."""
    times = []
    with torch.inference_mode():
        logits = model(picture)[0]
        for _ in range(RUNS):
            began = time.perf_counter_ns()
            model(picture)
            times.append((time.perf_counter_ns() - began) / 1e6)
    return logits, statistics.median(times)
