"""The soft-label lens: what a teacher says to real pictures, before any training of the student."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from workbench import resources
from workbench.engine.data import LoadContext, Part, Pictures, Split, at_hand, split
from workbench.engine.measure import answers
from workbench.engine.model import Card, Classifier, load_model
from workbench.engine.png import png
from workbench.engine.questions import Asking
from workbench.engine.registry import architectures
from workbench.engine.teacher import EarlierTeacher, check_fit, find
from workbench.engine.trained import trained
from workbench.engine.training import split_seed
from workbench.errors import RecipeError, RunError, UserError
from workbench.places import cache
from workbench.recipes import Data, Distil, Ref, Role, TeacherRun, TeacherTraining, validate
from workbench.recipes.requests import Look
from workbench.runs import RunFolder
from workbench.runs.predictions import Ids

SHIPPED = "teachers/ten-labels"
"""The resource that holds the sample's teacher."""
MOST_LOOKED_AT = 200
"""So many of the newest earlier runs are looked at for a teacher like the recipe's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who speaks.

    Attributes:
        run: Id of the run that trained it; empty for the one that is shipped.
        accuracy: On test pictures, 0 to 1; None where it was not measured.
        why: Which teacher this is, and why this one.
        learned_from: Positions of pictures that are not shown because it has learned from them, where the recipe's
            own split does not see to that.
    """

    title: str
    run: str
    role: Role
    seed: int
    accuracy: float | None
    why: str
    folder: Path
    learned_from: Ids = ()


class NoTeacher(Exception):
    """Nobody can speak; the message is the reason, for people."""


def answer(question: Look, asking: Asking) -> dict[str, Any]:
    """As `Look` says. No teacher, or a recipe with problems, is no failure: ``reason`` tells. Downloads nothing."""
    answered: dict[str, Any] = {"teacher": None, "reason": "", "classes": [], "pictures": []}
    try:
        recipe = _recipe(question.recipe)
        pictures, download = at_hand(recipe.data, LoadContext(cache(), asking.report, asking.check))
        answered["classes"] = list(pictures.classes)
        if download:
            raise NoTeacher(f"The pictures are not on this computer yet. Starting a run downloads them: {download}.")
        divided = split(pictures, recipe.data, split_seed(recipe, recipe.seeds[0]))
        teacher, model = closest(recipe, divided, asking, run=question.run)
        part = _spread(divided, teacher.learned_from, question.count)
        logits = answers(model, part, device="cpu", check=asking.check).logits
    except RecipeError as error:
        return {**answered, "reason": " ".join(map(str, error.problems))}
    except (NoTeacher, UserError) as error:
        return {**answered, "reason": str(error)}
    told = asdict(teacher)
    answered["teacher"] = {name: told[name] for name in ("title", "run", "role", "seed", "accuracy", "why")}
    answered["pictures"] = list(_shown(pictures, part, logits))
    return answered


def _recipe(raw: dict[str, Any]) -> Distil:
    """The part of a recipe that decides who speaks about what; what is wrong elsewhere does not matter."""
    if raw.get("task") != "distil":
        raise NoTeacher("This recipe trains one network, without a teacher.")
    recipe = validate({key: raw[key] for key in ("task", "version", "data", "teacher", "seeds") if key in raw})
    assert isinstance(recipe, Distil)
    return recipe


# Who speaks


def closest(recipe: Distil, divided: Split, asking: Asking, *, run: str = "") -> tuple[Speaker, Classifier]:
    """The closest teacher there is, as `Look` says.

    Raises:
        NoTeacher: There is none.
        UserError: The recipe names one that cannot speak.
    """
    mine = _of_run(run, recipe, asking) if run else None
    if mine is not None and (model := _fitting(mine, divided)) is not None:
        return mine, model
    if isinstance(recipe.teacher, TeacherRun):  # named by the user: if it cannot speak, nobody else speaks for it
        earlier = find(asking.store, recipe.teacher, recipe.seeds[0])
        model = earlier.load()
        check_fit(earlier.run.id, model.card, divided)
        return _of_earlier(earlier, f"The teacher that the recipe names, from run {_name(earlier.run)}."), model
    for one in chain(_similar(recipe, recipe.teacher, asking), _shipped(recipe, recipe.teacher)):
        if (model := _fitting(one, divided)) is not None:
            return one, model
    raise NoTeacher("There is no teacher yet that knows these pictures. Start the run: its teacher is trained first.")


def _fitting(teacher: Speaker, divided: Split) -> Classifier | None:
    """The network, if it answers what the data ask."""
    try:
        model = load_model(teacher.folder).requires_grad_(False)
        check_fit(teacher.run, model.card, divided)
    except (RunError, RecipeError):
        return None
    return model


def _of_run(name: str, recipe: Distil, asking: Asking) -> Speaker | None:
    """The teacher of a run on the recipe's own split, trained in it or before it."""
    try:
        run = asking.store.open(name)
        theirs = run.recipe
    except RunError:
        return None
    if not isinstance(theirs, Distil) or not _same_split(theirs.data, theirs.seeds[0], recipe):
        return None
    if isinstance(theirs.teacher, TeacherRun):
        try:
            earlier = find(asking.store, theirs.teacher, recipe.seeds[0])
        except RunError:
            return None
        return _of_earlier(earlier, f"The teacher of this run, from run {_name(earlier.run)}.")
    seeds = [one.seed for one in trained(run) if one.role == "teacher"]
    fitting = [seed for seed in seeds if _same_split(theirs.data, seed, recipe)]
    if not fitting:
        return None
    return _in_run(run, "teacher", fitting[0], "The teacher of this run.")


def _of_earlier(earlier: EarlierTeacher, why: str) -> Speaker:
    return _in_run(earlier.run, earlier.network.role, earlier.network.seed, why)


def _in_run(run: RunFolder, role: Role, seed: int, why: str) -> Speaker:
    folder = run.model_folder(f"{role}/{seed}")
    return Speaker(
        title=_title(folder),
        run=run.id,
        role=role,
        seed=seed,
        accuracy=_accuracy(run, role, seed),
        why=why,
        folder=folder,
    )


def _similar(recipe: Distil, wanted: TeacherTraining, asking: Asking) -> Iterator[Speaker]:
    """The same network on the same split in earlier runs: those with as many labels first, then the newest."""
    others: list[Speaker] = []
    like = _settings(wanted.model)
    for run, role in _candidates(recipe, wanted, asking):
        asking.check()
        for one in trained(run):
            if one.role != role or not one.is_main or _settings_of(one.folder) != like:
                continue
            if not _shares_split(run, one.seed, recipe):
                continue
            labels = run.recipe.data.labels_per_class
            if labels == recipe.data.labels_per_class:
                yield _in_run(run, role, one.seed, f"The same network, trained on the same data in run {_name(run)}.")
            else:
                count = "all labels" if labels is None else f"{labels} labels per class"
                why = f"The same network, trained on the same pictures but with {count} in run {_name(run)}."
                others.append(_in_run(run, role, one.seed, why))
    yield from others


def _candidates(recipe: Distil, wanted: TeacherTraining, asking: Asking) -> Iterator[tuple[RunFolder, Role]]:
    """Runs whose summary says that they may have such a network, and in which role; newest first."""
    known = [run for run in asking.store.summaries() if run.data == recipe.data.source.kind]
    like: list[tuple[str, Role]] = []
    for run in known:
        if run.task == "train" and run.model == wanted.model.kind:
            like.append((run.id, "model"))
        elif run.task == "distil" and run.teacher == wanted.model.kind:
            like.append((run.id, "teacher"))
    for name, role in like[:MOST_LOOKED_AT]:
        yield asking.store.open(name), role


def _shares_split(run: RunFolder, seed: int, recipe: Distil) -> bool:
    """`_same_split` of a run, which reads its recipe; False for a damaged one."""
    try:
        return _same_split(run.recipe.data, seed, recipe)
    except RunError:
        return False


def _same_split(data: Data, seed: int, recipe: Distil) -> bool:
    """Whether a network trained with a seed saw none of the recipe's validation and test pictures."""
    ours = recipe.data
    theirs_seed = seed if data.split_seed is None else data.split_seed
    return theirs_seed == split_seed(recipe, recipe.seeds[0]) and (
        (data.source, data.validation, data.test, data.corrections)
        == (ours.source, ours.validation, ours.test, ours.corrections)
    )


def _shipped(recipe: Distil, wanted: TeacherTraining) -> Iterator[Speaker]:
    """The teacher that comes with the sample, for its data only."""
    folder = resources.path(SHIPPED)
    about = json.loads((folder / "teacher.json").read_text(encoding="utf-8"))
    if recipe.data.source.kind != about["data"]:
        return
    same = _settings_of(folder) == _settings(wanted.model)
    network = "the same network" if same else f"another network ({_title(folder)})"
    labels = len(about["learned_from"])
    yield Speaker(
        title=_title(folder),
        run="",
        role="teacher",
        seed=about["seed"],
        accuracy=about["accuracy"],
        why=f"The teacher that comes with the sample: {network}, trained on {labels} labels.",
        folder=folder,
        learned_from=tuple(about["learned_from"]),
    )


def _settings(ref: Ref) -> tuple[str, str]:
    """Equal for networks that are built alike, whether a setting is written down or left at its default."""
    return ref.kind, architectures.settings(ref).model_dump_json()


def _settings_of(folder: Path) -> tuple[str, str] | None:
    """The same of a network on disk; None where that cannot be told."""
    try:
        return _settings(_card(folder).architecture)
    except (OSError, ValueError, RecipeError):
        return None


def _title(folder: Path) -> str:
    """For people; the recipe's name of a network whose plug-in is gone, and empty where it is damaged."""
    try:
        kind = _card(folder).architecture.kind
    except (OSError, ValueError):
        return ""
    return architectures.get(kind).title if kind in architectures.names() else kind


def _card(folder: Path) -> Card:
    return Card.model_validate_json((folder / "model.json").read_bytes())


def _name(run: RunFolder) -> str:
    name = run.summary().name
    return f"'{name}' ({run.id})" if name else run.id


def _accuracy(run: RunFolder, role: Role, seed: int) -> float | None:
    """On the test pictures, where the run was measured."""
    try:
        results = run.results() or {}
    except RunError:
        return None
    for one in results.get("networks", []):
        if (one.get("role"), one.get("seed")) == (role, seed):
            return float(one["accuracy"])
    return None


# What it is asked


def _spread(divided: Split, without: Ids, count: int) -> Part:
    """So many validation pictures, as evenly from the classes as can be; within a class in the order of the source."""
    part, left_out = divided.validation, set(without)
    rows: list[list[int]] = [[] for _ in divided.classes]
    for row, (label, position) in enumerate(zip(part.labels.tolist(), part.ids.tolist(), strict=True)):
        if position not in left_out:
            rows[label].append(row)
    turns = chain.from_iterable(zip_longest(*rows))
    chosen = list(islice((row for row in turns if row is not None), count))
    return part.some(torch.tensor(chosen, dtype=torch.int64))


def _shown(pictures: Pictures, part: Part, logits: Tensor) -> Iterator[dict[str, Any]]:
    images = part.take(torch.arange(len(part)))
    for image, label, position, said in zip(images, part.labels, part.ids, logits, strict=True):
        yield {
            "name": pictures.name(int(position)),
            "label": pictures.classes[int(label)],
            "png": png(image),
            "logits": [round(value, 4) for value in said.tolist()],
        }
