"""The two networks of a comparison in numbers, over one seed or all of them. Made in a thread: it can take a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from PySide6.QtCore import QCoreApplication

from workbench.errors import RunError, UserError
from workbench.gui.models.compare_answers import Answers, Pair, Side, join
from workbench.gui.models.compare_evidence import judge
from workbench.recipes import Role
from workbench.runs import ClassScore, NetworkResult, Predictions, Results, Verdict
from workbench.runs.results import ConfidenceBin

Matrix = tuple[tuple[int, ...], ...]
MOST_CONFUSED = 500
"""Pairs of classes that are listed."""


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("compare", text)


@dataclass(frozen=True, slots=True)
class Network:
    """One side in numbers.

    Attributes:
        accuracies: Test accuracy by seed, of all seeds that both sides have.
        confusion: Pictures of a true class (row) taken for a class (column), over the seeds that are looked at.
        scores: By class, from that matrix. reliability: pooled over those seeds.
        ece, agreement: Means over them; None = not measured.
    """

    accuracies: Mapping[int, float]
    confusion: Matrix
    scores: tuple[ClassScore, ...]
    reliability: tuple[ConfidenceBin, ...]
    ece: float | None
    agreement: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All about a pair.

    Attributes:
        seed: The one that is looked at; None = all of `seeds`.
        networks: The pair and, within one run, its other networks; the teacher first.
        verdict: On `right` against `left`; None where `why` says why none can be given, or there is but one network.
        answers: Picture by picture; None where `answers_problem` says why not.
        change: Right confusion matrix minus left one. confused: Mistakes, the most frequent first, as true class,
            answer, pictures of the left network and of the right one.
    """

    pair: Pair
    seed: int | None
    classes: tuple[str, ...]
    seeds: tuple[int, ...]
    networks: Mapping[Side, Network]
    verdict: Verdict | None = None
    why: str = ""
    answers: Answers | None = None
    answers_problem: str = ""
    change: Matrix = ()
    confused: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def left(self) -> Network:
        """What is compared with."""
        return self.networks[self.pair.left]

    @property
    def right(self) -> Network:
        """What should be better."""
        return self.networks[self.pair.right]


@dataclass(frozen=True, slots=True)
class Material:
    """What was read of one run.

    Attributes:
        results, recipe: None where `problem` says why. recipe: As ``model_dump(mode="json")``.
        predictions: None where `predictions_problem` says why, or where nobody read them (`has_predictions`).
    """

    run: str
    results: Results | None = None
    recipe: Mapping[str, Any] | None = None
    problem: str = ""
    predictions: Predictions | None = None
    predictions_problem: str = ""

    @property
    def has_predictions(self) -> bool:
        """Somebody has tried to read them."""
        return self.predictions is not None or bool(self.predictions_problem)


def compare(pair: Pair, seed: int | None, materials: Mapping[str, Material]) -> Comparison:
    """Lay two networks side by side.

    Args:
        pair: Which.
        seed: To look at; None, or one that is not there = all that both have.
        materials: Of the runs of the pair.

    Raises:
        UserError: The two have nothing in common, or one of them was not measured.
    """
    left, right = (_results(materials[side.run]) for side in (pair.left, pair.right))
    if left.classes != right.classes:
        raise RunError(
            tr("The two runs tell different classes apart, so they cannot be compared."),
            fix=tr("Choose runs on the same pictures."),
        )
    seeds = _seeds(pair, left, right)
    looked = (seed,) if seed in seeds else seeds
    found = {side: _network(_results(materials[side.run]), side.role, seeds, looked) for side in _sides(pair, right)}
    verdict, why = _verdict(pair, found, seeds, materials)
    answers, problem = _answers(pair, looked, materials)
    before, after = found[pair.left].confusion, found[pair.right].confusion
    return Comparison(
        pair=pair,
        seed=seed if seed in seeds else None,
        classes=right.classes,
        seeds=seeds,
        networks=found,
        verdict=verdict,
        why=why,
        answers=answers,
        answers_problem=problem,
        change=_less(after, before),
        confused=_confused(before, after),
    )


def _results(material: Material) -> Results:
    if material.results is None:
        raise RunError(material.problem, fix="")
    return material.results


def _seeds(pair: Pair, left: Results, right: Results) -> tuple[int, ...]:
    here = {one.seed for one in left.networks if one.role == pair.left.role}
    seeds = tuple(one.seed for one in right.networks if one.role == pair.right.role and one.seed in here)
    if not seeds:
        raise RunError(
            tr("The two have no seed in common, so nothing can be compared one to one."),
            fix=tr("Choose runs with the same seeds."),
        )
    return seeds


def _sides(pair: Pair, right: Results) -> list[Side]:
    """The pair, and the other networks of the run where it is one run's."""
    roles: tuple[Role, ...] = ("teacher", "plain", "distilled", "model") if pair.is_within else ()
    there = {one.role for one in right.networks}
    return list(
        dict.fromkeys((*(Side(pair.right.run, role) for role in roles if role in there), pair.left, pair.right))
    )


def _network(results: Results, role: Role, seeds: Sequence[int], looked_at: Sequence[int]) -> Network:
    mine = [one for one in results.networks if one.role == role and one.seed in seeds]
    looked = [one for one in mine if one.seed in looked_at]
    confusion = _added([one.confusion for one in looked])
    alike = [one.agreement for one in looked if one.agreement is not None]
    return Network(
        accuracies={one.seed: one.accuracy for one in mine},
        confusion=confusion,
        scores=_scores(results.classes, confusion),
        reliability=_pooled(looked),
        ece=fmean(one.ece for one in looked) if looked else None,
        agreement=fmean(alike) if alike else None,
    )


def _added(matrices: Sequence[Matrix]) -> Matrix:
    return tuple(tuple(map(sum, zip(*rows, strict=True))) for rows in zip(*matrices, strict=True))


def _less(one: Matrix, other: Matrix) -> Matrix:
    return tuple(tuple(new - old for new, old in zip(*rows, strict=True)) for rows in zip(one, other, strict=True))


def _confused(before: Matrix, after: Matrix) -> tuple[tuple[int, int, int, int], ...]:
    found = [
        (true, said, old, new)
        for true, rows in enumerate(zip(before, after, strict=True))
        for said, (old, new) in enumerate(zip(*rows, strict=True))
        if true != said and (old or new)
    ]
    return tuple(sorted(found, key=lambda each: (-max(each[2:]), each))[:MOST_CONFUSED])


def _scores(classes: Sequence[str], confusion: Matrix) -> tuple[ClassScore, ...]:
    taken = [sum(column) for column in zip(*confusion, strict=True)]
    scores = []
    for number, (name, row) in enumerate(zip(classes, confusion, strict=False)):
        hits, count = row[number], sum(row)
        recall, precision = hits / count if count else 0.0, hits / taken[number] if taken[number] else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        scores.append(ClassScore(name=name, precision=precision, recall=recall, f1=f1, count=count))
    return tuple(scores)


def _pooled(networks: Sequence[NetworkResult]) -> tuple[ConfidenceBin, ...]:
    """The bins of several seeds as one: every picture counts the same."""
    places: dict[tuple[float, float], list[ConfidenceBin]] = {}
    for one in networks:
        for part in one.reliability:
            places.setdefault((round(part.low, 6), round(part.high, 6)), []).append(part)
    return tuple(_bin(low, high, parts) for (low, high), parts in sorted(places.items()))


def _bin(low: float, high: float, parts: Sequence[ConfidenceBin]) -> ConfidenceBin:
    count = sum(part.count for part in parts)
    accuracy = sum(part.accuracy * part.count for part in parts) / count
    confidence = sum(part.confidence * part.count for part in parts) / count
    return ConfidenceBin(
        low=low, high=min(1.0, high), count=count, accuracy=min(1.0, accuracy), confidence=min(1.0, confidence)
    )


def _verdict(
    pair: Pair, networks: Mapping[Side, Network], seeds: Sequence[int], materials: Mapping[str, Material]
) -> tuple[Verdict | None, str]:
    """A verdict, or why there is none."""
    if pair.is_single:
        return None, ""
    kept = materials[pair.right.run].results
    if pair.is_twins and kept is not None and kept.verdict is not None:
        return kept.verdict, ""
    if not pair.is_within and not _same_pictures(pair, seeds, materials):
        return None, tr("The two runs were tested on different pictures, so their difference proves nothing.")
    left, right = (networks[side].accuracies for side in (pair.left, pair.right))
    return judge([left[seed] for seed in seeds], [right[seed] for seed in seeds]), ""


def _same_pictures(pair: Pair, seeds: Sequence[int], materials: Mapping[str, Material]) -> bool:
    """The test pictures of both runs are the same: by what was kept, else because their data settings are the same."""
    one, other = (materials[side.run] for side in (pair.left, pair.right))
    if not one.recipe or not other.recipe or one.recipe["data"]["source"] != other.recipe["data"]["source"]:
        return False
    if one.predictions is None or other.predictions is None:
        return bool(one.recipe["data"] == other.recipe["data"])
    tests = [
        {each.seed: (each.ids, each.labels) for each in run.predictions.seeds}
        for run in (one, other)
        if run.predictions
    ]
    return all(tests[0].get(seed) == tests[1].get(seed) for seed in seeds)


def _answers(pair: Pair, seeds: Sequence[int], materials: Mapping[str, Material]) -> tuple[Answers | None, str]:
    for run in pair.runs:
        if materials[run].predictions is None:
            return None, materials[run].predictions_problem
    if not pair.is_within and not _same_pictures(pair, seeds, materials):
        return None, tr("The two runs were tested on different pictures, so single pictures cannot be compared.")
    try:
        known = {run: material.predictions for run, material in materials.items() if material.predictions is not None}
        return join(pair, seeds, known), ""
    except UserError as error:
        return None, f"{error.problem} {error.fix}".strip()
