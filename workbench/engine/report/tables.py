"""The tables of a report: what is in their cells, as text to show and as the number that it comes from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workbench.engine.report import words
from workbench.engine.report.material import Material
from workbench.engine.verdict import summarise
from workbench.recipes import Role
from workbench.runs import NetworkResult

MOST_IN_A_MATRIX = 20
"""With more classes than this a matrix is wallpaper: the most confused pairs are told instead."""
PAIRS = 20
GAINS = 10
"""With many classes, so many of the largest gains and of the largest losses."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number in a table.

    Attributes:
        text: As it is read. value: The number itself, as exactly as it is known; empty where there is none.
        shade: How strongly the cell is tinted, -1 to 1; 0 = not at all.
        hint: What more there is to say.
    """

    text: str
    value: str = ""
    shade: float = 0.0
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, and its numbers."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Pictures of true class (row) answered as a class (column), all seeds together."""

    title: str
    rows: tuple[Row, ...]


def roles(material: Material) -> list[Row]:
    """Quality and cost of every network: the columns of the main table."""
    if material.results is None:
        return []
    costs = {cost.role: cost for cost in material.results.costs}
    if "distilled" in costs:  # the twin is the same network, so it is measured once
        costs.setdefault("plain", costs["distilled"])
    found = []
    for summary in sorted(material.results.summaries, key=lambda one: list(words.ROLES).index(one.role)):
        networks, cost = material.networks(summary.role), costs.get(summary.role)
        cells = [
            Cell(words.spread(summary.accuracy_mean, summary.accuracy_sd), repr(summary.accuracy_mean)),
            _mean([one.agreement for one in networks if one.agreement is not None], words.spread),
            _mean([one.ece for one in networks], words.spread),
            _known(cost.parameters if cost else None, words.count),
            _known(cost.flops if cost else None, words.operations),
            _known(cost.bytes if cost else None, words.size),
            _known(cost.latency_ms_median if cost else None, words.milliseconds),
            _known(cost.latency_ms_p90 if cost else None, words.milliseconds),
        ]
        found.append(Row(words.role(summary.role), tuple(cells)))
    return found


def seeds(material: Material) -> tuple[list[str], list[Row]]:
    """Test accuracy of every network with every seed; last, where there is a twin, what the teacher brought.

    Returns:
        The names of the columns, and a row for each seed. Empty where nothing was measured.
    """
    present = [role for role in words.ROLES if material.networks(role)]
    by_seed: dict[int, dict[str, float]] = {}
    for role in present:
        for one in material.networks(role):
            by_seed.setdefault(one.seed, {})[role] = one.accuracy
    twins = "distilled" in present and "plain" in present
    rows = []
    for seed, accuracy in sorted(by_seed.items()):
        cells = [_known(accuracy.get(role), words.percent) for role in present]
        if twins:
            both = "distilled" in accuracy and "plain" in accuracy
            difference = accuracy["distilled"] - accuracy["plain"] if both else None
            cells.append(_known(difference, words.points))
        rows.append(Row(str(seed), tuple(cells)))
    return [words.role(role) for role in present] + ["Difference, points"] * twins, rows


def variants(material: Material) -> list[Row]:
    """The student and its variants on the validation pictures, the best first: their dials, and how good they are."""
    if material.results is None:
        return []
    near = material.results.near_best
    found = []
    for number, mine in material.results.variants_by_number.items():
        first, accuracies = mine[0], [one.valid_accuracy for one in mine if one.valid_accuracy is not None]
        mean = _mean(accuracies, words.spread)
        cells = (
            Cell(f"{first.temperature:g}", repr(first.temperature)),
            Cell(f"{first.alpha:g}", repr(first.alpha)),
            Cell(f"{first.learning_rate:g}", repr(first.learning_rate)),
            Cell(first.method),
            replace(mean, text=f"≈ {mean.text}") if number in near[1:] else mean,
        )
        found.append(Row(f"Variant {number}" if number else words.role("distilled"), cells))
    return sorted(found, key=lambda row: -float(row.cells[-1].value or -1))


def matrices(material: Material) -> list[Matrix]:
    """What was taken for what, by each network, and last where the students differ. None of too many classes."""
    if material.results is None or len(material.results.classes) > MOST_IN_A_MATRIX:
        return []
    classes = material.results.classes
    found = []
    for role in words.ROLES:
        networks = material.networks(role)
        if networks:
            found.append(Matrix(words.role(role), _matrix(classes, _added(networks))))
    distilled, plain = twins(material)
    if distilled:
        difference = _subtracted(_added(distilled), _added(plain))
        found.append(Matrix("Distilled minus plain", _differences(classes, difference)))
    return found


def pairs(material: Material) -> tuple[list[str], list[Row]]:
    """With many classes: which are taken for which most often, of all pictures of the true class.

    Returns:
        The names of the columns, and the rows; those that the student confuses most come first.
    """
    if material.results is None or len(material.results.classes) <= MOST_IN_A_MATRIX:
        return [], []
    classes = material.results.classes
    order: tuple[Role, ...] = ("distilled", "model", "plain", "teacher")
    present = [role for role in order if material.networks(role)]
    if not present:
        return [], []
    tables = {role: _added(material.networks(role)) for role in present}
    first = tables[present[0]]
    wrong = [
        (first[true][said], true, said)
        for true in range(len(classes))
        for said in range(len(classes))
        if true != said and first[true][said]
    ]
    rows = []
    for _, true, said in sorted(wrong, key=lambda one: (-one[0], one[1], one[2]))[:PAIRS]:
        cells = []
        for role in present:
            number, of = tables[role][true][said], sum(tables[role][true])
            cells.append(Cell(f"{words.count(number)} of {words.count(of)}", str(number), number / of if of else 0.0))
        rows.append(Row(f"{classes[true]} taken for {classes[said]}", tuple(cells)))
    return [words.role(role) for role in present], rows


def gains(material: Material) -> tuple[list[Row], int]:
    """How many of each class the plain and the distilled student recognise, and the difference over the seeds.

    Returns:
        A row for each class, the largest gain first, and how many in the middle were left out. None without a twin.
    """
    distilled, plain = twins(material)
    if not distilled or material.results is None:
        return [], 0
    found = []
    for number, name in enumerate(material.results.classes):
        taught = [one.per_class[number].recall for one in distilled]
        alone = [one.per_class[number].recall for one in plain]
        mean, deviation = summarise([one - other for one, other in zip(taught, alone, strict=True)])
        text = words.points(mean) + (f" ± {100 * deviation:.1f}" if deviation is not None else "")
        pictures = sum(one.per_class[number].count for one in distilled)
        cells = (
            Cell(words.count(pictures), str(pictures)),
            _mean(alone, words.spread),
            _mean(taught, words.spread),
            Cell(text, repr(mean), _bounded(4 * mean)),
        )
        found.append((mean, Row(name, cells)))
    rows = [row for _, row in sorted(found, key=lambda one: -one[0])]
    if len(rows) <= MOST_IN_A_MATRIX:
        return rows, 0
    return rows[:GAINS] + rows[-GAINS:], len(rows) - 2 * GAINS


def classes(material: Material) -> list[Row]:
    """How well a network without a twin does on each class: precision, recall, F1. None where there is a twin."""
    if material.results is None or twins(material)[0]:
        return []
    networks = material.networks("model") or material.networks("distilled")
    found = []
    for number, name in enumerate(material.results.classes) if networks else ():
        scores = [one.per_class[number] for one in networks]
        pictures = sum(score.count for score in scores)
        cells = (
            Cell(words.count(pictures), str(pictures)),
            _mean([score.precision for score in scores], words.spread),
            _mean([score.recall for score in scores], words.spread),
            _mean([score.f1 for score in scores], words.spread),
        )
        found.append(Row(name, cells))
    return found


def twins(material: Material) -> tuple[list[NetworkResult], list[NetworkResult]]:
    """The distilled and the plain students of those seeds that have both, in the same order."""
    distilled = {one.seed: one for one in material.networks("distilled")}
    plain = {one.seed: one for one in material.networks("plain")}
    both = sorted(distilled.keys() & plain.keys())
    return [distilled[seed] for seed in both], [plain[seed] for seed in both]


def _mean(values: Sequence[float], shown: Callable[[float | None, float | None], str]) -> Cell:
    if not values or any(math.isnan(value) for value in values):
        return Cell(words.NONE)
    mean, deviation = summarise(values)
    return Cell(shown(mean, deviation), repr(mean))


def _known(value: float | None, shown: Callable[[float | None], str]) -> Cell:
    return Cell(words.NONE) if value is None or math.isnan(value) else Cell(shown(value), repr(value))


Counts = list[list[int]]


def _added(networks: Sequence[NetworkResult]) -> Counts:
    """Confusions of all seeds together."""
    tables = zip(*(one.confusion for one in networks), strict=True)
    return [[sum(cells) for cells in zip(*rows, strict=True)] for rows in tables]


def _subtracted(one: Counts, other: Counts) -> Counts:
    return [[a - b for a, b in zip(row, others, strict=True)] for row, others in zip(one, other, strict=True)]


def _matrix(classes: Sequence[str], counts: Counts) -> tuple[Row, ...]:
    rows = []
    for number, (name, row) in enumerate(zip(classes, counts, strict=True)):
        total = sum(row)
        cells = tuple(
            Cell(
                words.count(count),
                str(count),
                math.sqrt(count / total) if total else 0.0,  # the root lets rare mistakes be seen
                f"{name}: {'right' if column == number else f'taken for {classes[column]}'}, {count} of {total}",
            )
            for column, count in enumerate(row)
        )
        rows.append(Row(name, cells))
    return tuple(rows)


def _differences(classes: Sequence[str], counts: Counts) -> tuple[Row, ...]:
    """Tinted for better or worse: more on the diagonal is better, more beside it is worse."""
    largest = max((abs(count) for row in counts for count in row), default=0) or 1
    rows = []
    for number, (name, row) in enumerate(zip(classes, counts, strict=True)):
        cells = []
        for column, count in enumerate(row):
            good = count if column == number else -count
            shade = math.copysign(math.sqrt(abs(good) / largest), good) if count else 0.0
            cells.append(Cell(words.signed(count), str(count), shade, f"{name}, answered {classes[column]}"))
        rows.append(Row(name, tuple(cells)))
    return tuple(rows)


def _bounded(shade: float) -> float:
    return max(-1.0, min(1.0, shade))
