"""A few of the test pictures: where the student errs most surely, and where the teacher made the difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.engine.report import words
from workbench.engine.report.material import Material
from workbench.errors import UserError
from workbench.recipes import Role
from workbench.runs import predictions as kept
from workbench.runs.predictions import Predictions

MOST = 12
"""Pictures of one kind: a glance, not a data set."""
MOST_CHARACTERS = 1_000_000
"""Of all pictures together, as they are written into the page."""

Show = Callable[[Sequence[int]], dict[str, Any]]
"""What `ShowPictures` answers about some positions of the run's data source."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture.

    Attributes:
        png: Base64. name: What the source calls it.
        truth: Its class. answers: What the networks said, in words.
    """

    png: str
    name: str
    truth: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures of one kind. `total`: how many there are, of which `pictures` shows some."""

    title: str
    what: str
    total: int
    pictures: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Gallery:
    """What is shown.

    Attributes:
        seed: Whose test pictures they are; None without any. why_not: Why there are none, in words.
    """

    groups: tuple[Group, ...] = ()
    seed: int | None = None
    why_not: str = ""


def gallery(material: Material, show: Show) -> Gallery:
    """The pictures of a run's first seed, or why there are none."""
    path = material.run.path / kept.FILE
    if not path.is_file():
        return Gallery(why_not="What the networks answered to each single picture was not kept with this run.")
    try:
        found = kept.load(path)
        return _gallery(found, show)
    except UserError as error:  # pictures that have gone are no reason to lose the rest of the report
        return Gallery(why_not=f"The pictures cannot be shown. {error}")


def _gallery(found: Predictions, show: Show) -> Gallery:
    if not found.seeds:
        return Gallery(why_not="No network was asked about single pictures.")
    seed = found.seeds[0].seed
    chosen = _chosen(found, seed)
    wanted = dict.fromkeys(position for _, _, _, positions in chosen for position in positions[:MOST])
    if not wanted:
        return Gallery(seed=seed, why_not="There is no such picture: every one was answered rightly.")
    seen = show(tuple(wanted))
    left = MOST_CHARACTERS
    groups = []
    for title, what, role, positions in chosen:
        pictures = []
        for position in positions[:MOST]:
            png = seen["pictures"].get(str(position), "")
            left -= len(png)
            if png and left > 0:
                pictures.append(_shown(found, seed, position, role, png, seen["names"].get(str(position), "")))
        groups.append(Group(title, what, len(positions), tuple(pictures)))
    return Gallery(tuple(groups), seed)


_Chosen = tuple[str, str, Role, Sequence[int]]


def _chosen(found: Predictions, seed: int) -> list[_Chosen]:
    """Title, explanation, whose confidence is told, and positions, of every kind that this run has."""
    roles = found.roles(seed)
    main = next((role for role in ("distilled", "model", "plain", "teacher") if role in roles), None)
    if main is None:
        return []
    network = words.role(main).lower()
    chosen: list[_Chosen] = [
        (
            "Surest mistakes",
            f"Pictures that the {network} got wrong, the ones it was surest of first.",
            main,
            found.mistakes(seed, main),
        )
    ]
    if "distilled" in roles and "plain" in roles:
        by_confidence = _by_confidence(found, seed)
        chosen += [
            (
                "Rescued",
                "Wrong without the teacher, right with it; the ones the distilled student is surest of first.",
                "distilled",
                sorted(found.rescued(seed), key=by_confidence),
            ),
            (
                "Lost",
                "Right without the teacher, wrong with it; the ones the distilled student is surest of first.",
                "distilled",
                sorted(found.lost(seed), key=by_confidence),
            ),
        ]
    return chosen


def _by_confidence(found: Predictions, seed: int) -> Callable[[int], tuple[float, int]]:
    known = next(one for one in found.seeds if one.seed == seed)
    sure = dict(zip(known.ids, known.networks[f"distilled/{seed}"].confidence, strict=True))
    return lambda position: (-sure[position], position)


def _shown(found: Predictions, seed: int, position: int, main: Role, png: str, name: str) -> Shown:
    label, answers = found.picture(seed, position)
    order = [main, *(role for role in answers if role != main)]
    said = tuple(
        f"{words.role(role).split()[0]}: {found.classes[answers[role][0]]} ({100 * answers[role][1]:.0f}\u00a0%)"
        for role in order
    )
    return Shown(png, name or f"picture {position}", found.classes[label], said)
