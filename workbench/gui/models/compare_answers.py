"""Two networks on the same test pictures, picture by picture: which pictures to look at, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.errors import RunError
from workbench.recipes import Role
from workbench.runs import Predictions, SeedPredictions

Group = Literal["rescued", "lost", "both_wrong", "unlike_teacher", "mistakes_right", "mistakes_left"]
GROUPS: tuple[Group, ...] = ("rescued", "lost", "both_wrong", "unlike_teacher", "mistakes_right", "mistakes_left")

Rows = tuple[int, ...]
"""Numbers of pictures within an `Answers`."""


@dataclass(frozen=True, slots=True)
class Side:
    """The networks of one role in one run, all seeds of it."""

    run: str
    role: Role


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: `right` against `left`, which is what it should be better than."""

    left: Side
    right: Side

    @property
    def is_single(self) -> bool:
        """There is nothing to compare with: one network is looked at."""
        return self.left == self.right

    @property
    def is_twins(self) -> bool:
        """A distilled student against its plain twin."""
        return self.is_within and (self.left.role, self.right.role) == ("plain", "distilled")

    @property
    def is_within(self) -> bool:
        """Both are of one run."""
        return self.left.run == self.right.run

    @property
    def runs(self) -> tuple[str, ...]:
        """The runs, each once."""
        return tuple(dict.fromkeys((self.left.run, self.right.run)))


@dataclass(frozen=True, slots=True)
class Said:
    """One side's answers, one for each picture. `confidence`: 0 to 1."""

    predicted: tuple[int, ...]
    confidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the networks of a pair, and others worth hearing, answered to each test picture of some seeds.

    Attributes:
        seeds, ids, labels: One for each picture: whose test picture it is, its position in the data source, its class.
        said: Answers by side: teacher first, then left and right and what else there is in the run.
        groups: Pictures by why they are worth a look; the surest answers first.
        cells: Pictures by side, true class and answer.
    """

    seeds: tuple[int, ...]
    ids: tuple[int, ...]
    labels: tuple[int, ...]
    said: Mapping[Side, Said]
    groups: Mapping[Group, Rows]
    cells: Mapping[Side, Mapping[tuple[int, int], Rows]]


def join(pair: Pair, seeds: Sequence[int], predictions: Mapping[str, Predictions]) -> Answers:
    """Put the answers of two runs' networks side by side. Takes about a tenth of a second for 50,000 pictures.

    Args:
        pair: Of which networks.
        seeds: Of which seeds; all must be in each run.
        predictions: Of each run of the pair.

    Raises:
        RunError: The runs were tested on different pictures, or their classes differ.
    """
    found = [predictions[run] for run in pair.runs]
    if any(one.classes != found[0].classes for one in found):
        raise RunError("The two runs have different classes.", fix="Compare runs on the same pictures.")
    parts = [{run: _of(predictions[run], seed) for run in pair.runs} for seed in seeds]
    for part in parts:
        _check(list(part.values()))
    sides = [side for side in _sides(pair) if all(_name(side, part) in part[side.run].networks for part in parts)]
    said = {side: _said(side, parts) for side in sides}
    first = [part[pair.left.run] for part in parts]
    labels = tuple(label for one in first for label in one.labels)
    return Answers(
        seeds=tuple(one.seed for one in first for _ in one.ids),
        ids=tuple(number for one in first for number in one.ids),
        labels=labels,
        said=said,
        groups=_groups(pair, labels, said),
        cells={side: _cells(labels, said[side].predicted) for side in dict.fromkeys((pair.left, pair.right))},
    )


def _of(predictions: Predictions, seed: int) -> SeedPredictions:
    for one in predictions.seeds:
        if one.seed == seed:
            return one
    raise RunError(f"What was answered with seed {seed} was not kept.", fix="Evaluate the run again.")


def _check(parts: Sequence[SeedPredictions]) -> None:
    if any((one.ids, one.labels) != (parts[0].ids, parts[0].labels) for one in parts):
        raise RunError(
            "The two runs were tested on different pictures, so single pictures cannot be compared.",
            fix="Compare runs with the same data, the same split and the same seeds.",
        )


def _sides(pair: Pair) -> list[Side]:
    """Everyone whose answer is told under a picture."""
    roles: tuple[Role, ...] = ("teacher", "plain", "distilled")
    rest = [Side(pair.right.run, role) for role in roles] if pair.is_within else [Side(pair.right.run, "teacher")]
    return list(dict.fromkeys((*rest, pair.left, pair.right)))


def _name(side: Side, part: Mapping[str, SeedPredictions]) -> str:
    return f"{side.role}/{part[side.run].seed}"


def _said(side: Side, parts: Sequence[Mapping[str, SeedPredictions]]) -> Said:
    answers = [part[side.run].networks[_name(side, part)] for part in parts]
    return Said(
        tuple(number for one in answers for number in one.predicted),
        tuple(share for one in answers for share in one.confidence),
    )


def _groups(pair: Pair, labels: Sequence[int], said: Mapping[Side, Said]) -> dict[Group, Rows]:
    left, right = said[pair.left].predicted, said[pair.right].predicted
    teacher = Side(pair.right.run, "teacher")
    rows = range(len(labels))
    wrong = [row for row in rows if right[row] != labels[row]]
    found: dict[Group, Iterable[int]] = {"mistakes_right": wrong}
    if not pair.is_single:
        found["mistakes_left"] = [row for row in rows if left[row] != labels[row]]
        found["rescued"] = [row for row in found["mistakes_left"] if right[row] == labels[row]]
        found["lost"] = [row for row in wrong if left[row] == labels[row]]
        found["both_wrong"] = [row for row in wrong if left[row] != labels[row]]
    if teacher in said and teacher != pair.right:
        taught = said[teacher].predicted
        found["unlike_teacher"] = [row for row in rows if right[row] != taught[row]]
    whose = {"mistakes_left": pair.left}
    return {group: _surest(found[group], said[whose.get(group, pair.right)]) for group in GROUPS if group in found}


def _cells(labels: Sequence[int], predicted: Sequence[int]) -> dict[tuple[int, int], Rows]:
    cells: dict[tuple[int, int], list[int]] = {}
    for row, cell in enumerate(zip(labels, predicted, strict=True)):
        cells.setdefault(cell, []).append(row)
    return {cell: tuple(rows) for cell, rows in cells.items()}


def _surest(rows: Iterable[int], said: Said) -> Rows:
    return tuple(sorted(rows, key=lambda row: (-said.confidence[row], row)))
