"""How a student and its variants did on the validation pictures, and whether the best of them is really better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import fmean

from workbench.engine.trained import Trained
from workbench.engine.verdict import ADVISED_SEEDS, FEWEST_SEEDS, LEVEL, SAME, verdict
from workbench.recipes import Distil, differences, varied
from workbench.runs.results import VariantResult, Verdict


def variants(recipe: Distil, networks: Sequence[Trained]) -> list[VariantResult]:
    """Every student of the run that has variants, seed by seed; empty where it has none."""
    recipes = [recipe, *(varied(recipe, variant) for variant in recipe.variants)]
    names = [recipe.method.kind, *(str(_method(recipe, number)) for number in range(len(recipe.variants)))]
    found = []
    for one in networks if recipe.variants else ():
        if one.role != "distilled" or one.number >= len(recipes):
            continue
        own = recipes[one.number]
        found.append(
            VariantResult(
                seed=one.seed,
                number=one.number,
                temperature=own.temperature,
                alpha=own.alpha,
                learning_rate=own.schedule.learning_rate,
                method=names[one.number],
                epoch=one.finished.epoch,
                valid_accuracy=one.finished.valid_accuracy,
            )
        )
    return sorted(found, key=lambda one: (recipe.seeds.index(one.seed), one.number))


def _method(recipe: Distil, number: int) -> float | str:
    return differences(recipe, recipe.variants[number]).get("method", recipe.method.kind)


def choice(found: Sequence[VariantResult], pictures: int) -> Verdict | None:
    """Whether the best variant is better than the student itself; said no louder than the numbers allow.

    The best of many is partly the luckiest: the p-value is that of the test times the number of variants (Bonferroni),
    and the interval is as much wider.

    Args:
        found: As `variants` gives them. pictures: for validation, of one seed.

    Returns:
        Of kind ``better`` or ``no_difference``, or ``one_seed`` where there are too few seeds. None without variants
        that can be compared with the student.
    """
    by_number = _by_number(found)
    own = by_number.pop(0, {})
    others = {number: seeds for number, seeds in by_number.items() if seeds.keys() == own.keys()}
    if not own or not others:
        return None
    best = max(others, key=lambda number: fmean(others[number].values()))
    seeds = sorted(own)
    return _judged([others[best][seed] for seed in seeds], [own[seed] for seed in seeds], len(others), pictures)


def near_best(found: Sequence[VariantResult], pictures: int) -> tuple[int, ...]:
    """Those that cannot be told from the best: by a paired t-test each, with few seeds by the number of pictures.

    Args:
        found: As `variants` gives them. pictures: for validation, of one seed.

    Returns:
        Their numbers, the best of all first, in a tie the student itself; empty where nothing was measured.
    """
    means = {number: fmean(seeds.values()) for number, seeds in _by_number(found).items()}
    ranked = sorted(means, key=lambda number: (-means[number], number))
    return tuple(number for number in ranked if _is_near(number, ranked[0], _by_number(found), pictures))


def _is_near(number: int, best: int, by_number: Mapping[int, Mapping[int, float]], pictures: int) -> bool:
    seeds = sorted(by_number[best].keys() & by_number[number].keys())
    if not seeds:
        return False
    highest, own = [by_number[best][seed] for seed in seeds], [by_number[number][seed] for seed in seeds]
    difference = fmean(highest) - fmean(own)
    if len(seeds) < FEWEST_SEEDS:
        return difference <= max(SAME, _noise(fmean(own), pictures * len(seeds)))
    return verdict(highest, own).kind == "no_difference"


def _by_number(found: Sequence[VariantResult]) -> dict[int, dict[int, float]]:
    """Accuracies by number and seed, as far as any were measured."""
    measured: dict[int, dict[int, float]] = {}
    for one in found:
        if one.valid_accuracy is not None:
            measured.setdefault(one.number, {})[one.seed] = one.valid_accuracy
    return measured


def _judged(best: Sequence[float], own: Sequence[float], tried: int, pictures: int) -> Verdict:
    difference = fmean(best) - fmean(own)
    if difference <= SAME:
        return Verdict(
            kind="no_difference",
            difference=difference,
            seeds=len(own),
            text="None of the variants was better than the student's own dials.",
        )
    if len(own) < FEWEST_SEEDS:
        return Verdict(kind="one_seed", difference=difference, seeds=len(own), text=_too_few(own, difference, pictures))
    found = verdict(best, own, level=LEVEL / tried)
    p_value = min(1.0, (found.p_value or 0.0) * tried)
    kind = "better" if p_value < LEVEL else "no_difference"
    return found.model_copy(update={"kind": kind, "p_value": p_value, "text": _text(found, kind, p_value, tried)})


def _too_few(own: Sequence[float], difference: float, pictures: int) -> str:
    seeds, noise = len(own), _noise(fmean(own), pictures * len(own))
    count = "one seed" if seeds == 1 else f"{seeds} seeds"
    size = f"is within what chance gives ({_points(noise)})" if difference < noise else "can be chance"
    return (
        f"The best variant is {_points(difference)} above the student's own dials. With {count} that {size}, and the "
        f"best of several is partly the luckiest: use at least {FEWEST_SEEDS} seeds, better {ADVISED_SEEDS}."
    )


def _noise(accuracy: float, pictures: int) -> float:
    """Two standard errors of a difference between two accuracies on so many pictures."""
    return 2 * sqrt(2 * accuracy * (1 - accuracy) / max(1, pictures))


def _text(found: Verdict, kind: str, p_value: float, tried: int) -> str:
    chance = f"p = {p_value:.3f}" if p_value >= 0.0005 else "p < 0.001"
    among = f", corrected for {tried} variants" if tried > 1 else ""
    evidence = f"{found.test} over {found.seeds} seeds, {chance}{among}"
    if kind == "better":
        return f"The best variant is really better: {_points(found.difference)} ({evidence})."
    return (
        f"The best variant is {_points(found.difference)} above the student's own dials, which is within noise "
        f"({evidence})."
    )


def _points(difference: float) -> str:
    return f"{100 * difference:.1f} points"
