"""Try a student with several dials at once: sweep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from workbench.cli import sources, words
from workbench.cli.following import follow
from workbench.cli.options import json_option, runs_option, set_option
from workbench.cli.problems import FINISHED
from workbench.cli.report import report
from workbench.cli.tellers import teller
from workbench.errors import UserError
from workbench.recipes import (
    MOST_VARIANTS,
    Distil,
    Term,
    Variant,
    combinations,
    differences,
    dump,
    own_as_none,
    problems_of,
    validate,
    varied,
)
from workbench.recipes.requests import Run
from workbench.runs import Results, write_atomically


class Several(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions only
    """Values of one dial, separated by commas.

    Args:
        dial: A field of `Variant`.
    """

    name = "several"

    def __init__(self, dial: str) -> None:
        self.dial = dial

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float | Term | None, ...]:
        """Each value once, in the order given."""
        found = []
        for text in filter(None, (part.strip() for part in str(value).split(","))):
            data = {self.dial: {"kind": text} if self.dial == "method" else text}
            try:
                found.append(getattr(Variant.model_validate(data), self.dial))
            except ValidationError as error:
                self.fail(problems_of(error, Variant, data)[0].message, param, ctx)
        if not found:
            self.fail("Expected values separated by commas, e.g. 1,2,4.", param, ctx)
        return tuple(one for number, one in enumerate(found) if one not in found[:number])


def _dial(name: str, metavar: str, help: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return click.option(f"--{name}", type=Several(name.replace("-", "_")), metavar=metavar, help=help)


@click.command(short_help="Train a student with many dials at once, and compare.")
@click.argument("recipe")
@_dial("temperature", "1,2,…", "Temperatures to try.")
@_dial("alpha", "0.1,0.5,…", "Weights of the labels to try.")
@_dial("learning-rate", "0.01,…", "Learning rates to try.")
@_dial("method", "kd,dkd,…", "Methods to try, by name, with the settings of their papers.")
@click.option("--write", type=click.Path(path_type=Path), metavar="FILE", help="Write the recipe with the best dials.")
@set_option
@json_option()
@runs_option
def sweep(
    recipe: str,
    temperature: tuple[float, ...] | None,
    alpha: tuple[float, ...] | None,
    learning_rate: tuple[float, ...] | None,
    method: tuple[Term, ...] | None,
    write: Path | None,
    assignments: tuple[str, ...],
    as_json: bool,
    runs: Path,
) -> int:
    """Train the student of RECIPE once with every combination of the dials given, all at the same time.

    The student with the recipe's own dials is the first; the others, at most 64, are trained beside it from the same
    weights on the same pictures, and the teacher is asked once for all of them. Without a dial, the recipe's own
    variants are tried. They are compared on the validation pictures: the test pictures tell only how good the first is.
    """
    target = None if write is None else write.expanduser().absolute()
    if target is not None:
        sources.refuse_target(target, example="best.yaml")
    wanted = sources.find_distil(recipe, assignments, runs)
    dials = {"temperature": temperature, "alpha": alpha, "learning_rate": learning_rate, "method": method}
    tried = _with_variants(wanted, {name: values for name, values in dials.items() if values})
    outcome = follow(Run(runs=str(runs), recipe=tried), teller(as_json=as_json))
    code = report(outcome, runs, as_json=as_json, most=MOST_VARIANTS + 1)
    if code == FINISHED and target is not None and outcome.results is not None:
        _keep(target, tried, Results.model_validate(outcome.results))
    return code


def _with_variants(recipe: Distil, dials: dict[str, Sequence[Any]]) -> Distil:
    """The recipe with every combination of these dials as variants, but for that which is its own.

    Raises:
        UserError: There is nothing to try, or too much.
    """
    if not dials and not recipe.variants:
        raise UserError(
            "There is nothing to try: no dial was given, and the recipe has no variants.",
            fix="Say for example --temperature 1,2,4,8.",
        )
    given = {dial: own_as_none(recipe, dial, values) for dial, values in dials.items()}
    found = combinations(given) if dials else recipe.variants
    if not found:
        raise UserError("All of these are the recipe's own dials.", fix="Give others to compare them with.")
    if len(found) > MOST_VARIANTS:
        raise UserError(
            f"These make {len(found)} variants, and at most {MOST_VARIANTS} can be trained side by side.",
            fix="Give fewer values, or sweep one dial after the other.",
        )
    tried = validate({**recipe.model_dump(mode="json"), "variants": [one.model_dump(mode="json") for one in found]})
    assert isinstance(tried, Distil)
    return tried


def _keep(target: Path, tried: Distil, results: Results) -> None:
    """Write the recipe as its best student had it."""
    if not results.near_best:
        return
    best = results.near_best[0]
    chosen = varied(tried, tried.variants[best - 1]) if best else tried
    write_atomically(target, dump(chosen.model_copy(update={"variants": ()})).encode())
    how = words.dials(differences(tried, tried.variants[best - 1])) if best else "the recipe's own dials"
    click.echo(f"Written to {target}: {how}.", err=True)
