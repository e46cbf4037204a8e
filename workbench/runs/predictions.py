"""What each network answered to each test picture: the content of ``predictions.json``, beside ``results.json``.

It comes out of the same look at the test pictures as the results do. Ten thousand test pictures, three networks and
five seeds take about 2 MB, 0.15 s to read and up to 10 ms a question: not on the thread that draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator
from typing_extensions import Self

from workbench.errors import RunError
from workbench.recipes.models import Frozen, Role
from workbench.runs.files import write_atomically
from workbench.runs.results import Fraction

FILE = "predictions.json"

Index = Annotated[int, Field(ge=0)]
Ids = tuple[int, ...]
"""Positions in the run's data source."""


class Outcomes(Frozen):
    """One network's answers, in the order of its seed's test pictures.

    Attributes:
        predicted: Number of the likeliest class. confidence: its probability, 0 to 1, rounded to 4 decimals; 0 where
            the network's answer was not a number.
    """

    predicted: tuple[Index, ...]
    confidence: tuple[Fraction, ...]


class SeedPredictions(Frozen):
    """The networks of one seed on that seed's test pictures.

    Attributes:
        ids: Position of each test picture in the run's data source. labels: its true class.
        networks: By phase name, ``role/seed``; a teacher from an earlier run is there as ``teacher/seed`` too.
    """

    seed: int
    ids: tuple[Index, ...]
    labels: tuple[Index, ...]
    networks: dict[str, Outcomes]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        lengths = {len(self.ids), len(self.labels)}
        lengths |= {len(part) for one in self.networks.values() for part in (one.predicted, one.confidence)}
        if len(lengths) > 1:
            raise ValueError("there must be one label and one answer of each network for each picture")
        return self


class Predictions(Frozen):
    """Everything that a run's networks answered to the test pictures.

    Roles are named as in recipes. Pictures are told by their positions in the run's data source, in rising order
    unless said otherwise. Every question about a network raises RunError where the run has no such network.

    Attributes:
        classes: Names, in the order of their numbers.
    """

    version: Literal[1] = 1
    classes: tuple[str, ...]
    seeds: tuple[SeedPredictions, ...]

    @model_validator(mode="after")
    def _has_no_other_classes(self) -> Self:
        for seed in self.seeds:
            numbers = (seed.labels, *(one.predicted for one in seed.networks.values()))
            if any(max(some, default=0) >= len(self.classes) for some in numbers):
                raise ValueError(f"there are {len(self.classes)} classes, and an answer names another")
        return self

    def roles(self, seed: int) -> tuple[Role, ...]:
        """Whose answers there are, in the order of the file."""
        return tuple(phase.split("/")[0] for phase in self._seed(seed).networks)  # type: ignore[misc]  # role/seed

    def confusion(self, seed: int, role: Role) -> tuple[tuple[int, ...], ...]:
        """Number of pictures of each true class (row) taken for each class (column)."""
        table = [[0] * len(self.classes) for _ in self.classes]
        for label, predicted in zip(self._seed(seed).labels, self._of(seed, role).predicted, strict=True):
            table[label][predicted] += 1
        return tuple(tuple(row) for row in table)

    def cell(self, seed: int, role: Role, true: int, predicted: int) -> Ids:
        """The pictures of class `true` that the network took for `predicted`."""
        return self._where(seed, lambda label, said: label == true and said[role] == predicted, role)

    def rescued(self, seed: int) -> Ids:
        """The pictures that the plain student gets wrong and the distilled one right."""
        return self._where(seed, lambda label, said: said["plain"] != label == said["distilled"], "plain", "distilled")

    def lost(self, seed: int) -> Ids:
        """The pictures that the plain student gets right and the distilled one wrong."""
        return self._where(seed, lambda label, said: said["plain"] == label != said["distilled"], "plain", "distilled")

    def agree_with_teacher(self, seed: int, role: Role) -> Ids:
        """The pictures on which the network answers as its teacher does, be it right or wrong."""
        return self._where(seed, lambda _, said: said[role] == said["teacher"], role, "teacher")

    def mistakes(self, seed: int, role: Role, *, by_confidence: bool = True) -> Ids:
        """The pictures that the network gets wrong; the ones it was surest of first, or in rising order."""
        wrong = self._where(seed, lambda label, said: said[role] != label, role)
        if not by_confidence:
            return wrong
        sure = dict(zip(self._seed(seed).ids, self._of(seed, role).confidence, strict=True))
        return tuple(sorted(wrong, key=lambda position: -sure[position]))

    def picture(self, seed: int, position: int) -> tuple[int, dict[Role, tuple[int, float]]]:
        """The true class of one test picture, and each network's answer with its confidence.

        Raises:
            RunError: It is not among the test pictures of that seed.
        """
        known = self._seed(seed)
        try:
            row = known.ids.index(position)
        except ValueError as error:
            raise RunError(
                f"Picture {position} is not among the test pictures of seed {seed}.", fix="Choose a test picture."
            ) from error
        networks = zip(self.roles(seed), known.networks.values(), strict=True)
        return known.labels[row], {role: (one.predicted[row], one.confidence[row]) for role, one in networks}

    def _seed(self, seed: int) -> SeedPredictions:
        for one in self.seeds:
            if one.seed == seed:
                return one
        have = ", ".join(str(one.seed) for one in self.seeds) or "none"
        raise RunError(f"No network was measured with seed {seed} (there are: {have}).", fix="Choose another seed.")

    def _of(self, seed: int, role: Role) -> Outcomes:
        networks = self._seed(seed).networks
        if f"{role}/{seed}" not in networks:
            have = ", ".join(networks) or "none"
            raise RunError(
                f"No {role} network was measured with seed {seed} (there are: {have}).", fix="Choose another network."
            )
        return networks[f"{role}/{seed}"]

    def _where(self, seed: int, wanted: Callable[[int, Mapping[Role, int]], bool], *roles: Role) -> Ids:
        """The pictures whose label and answers of `roles`, by role, are as wanted."""
        known = self._seed(seed)
        answers = zip(*(self._of(seed, role).predicted for role in roles), strict=True)
        return tuple(
            position
            for position, label, said in zip(known.ids, known.labels, answers, strict=True)
            if wanted(label, dict(zip(roles, said, strict=True)))
        )


def save(predictions: Predictions, path: Path) -> None:
    """Write predictions as JSON, whole or not at all.

    Raises:
        RunError: The file cannot be written.
    """
    write_atomically(path, predictions.model_dump_json().encode())


def load(path: Path) -> Predictions:
    """The predictions that `save` wrote.

    Args:
        path: The file, ``predictions.json`` in a run's folder.

    Raises:
        RunError: No such file (the run was not measured yet, or by an older workbench), or it is damaged.
    """
    try:
        return Predictions.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise RunError(
            f"{path} is not there: what the networks answered to each test picture was not kept.",
            fix="Evaluate the run again.",
        ) from error
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}.", fix="Allow reading it.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(item) for item in first["loc"])
        raise RunError(
            f"{path} is damaged or from another version: {where}: {first['msg']}.", fix="Evaluate the run again."
        ) from error
