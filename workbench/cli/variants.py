"""How a student and its variants did on the validation pictures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, stdev

from rich.table import Table

from workbench.cli import words
from workbench.cli.tellers import console
from workbench.recipes import DIALS
from workbench.runs.results import Results, VariantResult


def show(results: Results, most: int) -> None:
    """The best of them, the recipe's own student in any case, and whether the best is really better."""
    by_number = results.variants_by_number
    if not by_number:
        return
    own = by_number.get(0, [])
    moved = [dial for dial in DIALS if len({getattr(one, dial) for one in results.variants}) > 1]
    ranked = sorted(by_number, key=lambda number: -_mean(by_number[number]))
    shown = [number for place, number in enumerate(ranked) if place < most or number == 0]
    table = Table(title="The student and its variants, on the validation pictures", title_justify="left")
    table.add_column("Dials")
    for heading in ("Accuracy", "Difference"):
        table.add_column(heading, justify="right", no_wrap=True)
    for number in shown:
        mine = by_number[number]
        said = words.dials({dial: getattr(mine[0], dial) for dial in moved}) or "as the student's own"
        accuracies = _accuracies(mine)
        spread = stdev(accuracies) if len(accuracies) > 1 else None
        mark = "≈ " if number in results.near_best[1:] else ""
        accuracy = words.spread(fmean(accuracies) if accuracies else None, spread)
        table.add_row(said, f"{mark}{accuracy}", _difference(number, mine, own))
    screen = console()
    screen.print(table)
    if len(ranked) > len(shown):
        screen.print(f"And {len(ranked) - len(shown)} more, below these.", soft_wrap=True, markup=False)
    if len(results.near_best) > 1:
        screen.print("≈ cannot be told from the best.", markup=False)
    screen.print(
        "Chosen on the validation pictures; the test pictures were not looked at for these.",
        soft_wrap=True,
        markup=False,
    )
    if results.choice is not None:
        screen.print(results.choice.text, soft_wrap=True, markup=False)


def _accuracies(mine: Sequence[VariantResult]) -> list[float]:
    return [one.valid_accuracy for one in mine if one.valid_accuracy is not None]


def _mean(mine: Sequence[VariantResult]) -> float:
    """-1, below all, where nothing was measured."""
    accuracies = _accuracies(mine)
    return fmean(accuracies) if accuracies else -1.0


def _difference(number: int, mine: Sequence[VariantResult], own: Sequence[VariantResult]) -> str:
    """To the recipe's own student, in points."""
    if number == 0:
        return "own dials"
    if not _accuracies(mine) or not _accuracies(own):
        return "–"
    return f"{round(100 * (_mean(mine) - _mean(own)), 1) + 0.0:+.1f}"  # adding 0 turns -0.0 into 0.0
