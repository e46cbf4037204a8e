"""Train and measure: run, check, resume, evaluate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from workbench.cli import sources, words
from workbench.cli.following import follow
from workbench.cli.options import json_option, runs_option, set_option
from workbench.cli.problems import FINISHED, WRONG
from workbench.cli.report import report, say_failure
from workbench.cli.tellers import Teller, console, teller
from workbench.errors import Problem, RecipeError
from workbench.recipes import AnyRecipe, Distil, Evaluate, Train
from workbench.recipes.requests import AnyRequest, Describe, Resume, Run
from workbench.runs import RunStore


@click.command(short_help="Do what a recipe says.")
@click.argument("recipe")
@set_option
@json_option()
@runs_option
def run(recipe: str, assignments: tuple[str, ...], as_json: bool, runs: Path) -> int:
    """Do what RECIPE says.

    RECIPE is a YAML file, "-" for the standard input, the name of a sample, or a run's id or folder: that run is then
    repeated, dials that were moved on the way included.

    Ctrl-C stops and keeps the best so far; a second one ends at once.
    """
    found = _checked(recipe, assignments, runs)
    return _do(Run(runs=str(runs), recipe=found), runs, as_json=as_json)


@click.command(short_help="Check a recipe without training.")
@click.argument("recipe")
@set_option
@json_option("Print the answer as one line of JSON.")
@runs_option
def check(recipe: str, assignments: tuple[str, ...], as_json: bool, runs: Path) -> int:
    """Check RECIPE, and say what it would do, without training.

    Exit code 2 when something is wrong with it.
    """
    checked = _checked(recipe, assignments, runs)
    if not isinstance(checked, Train | Distil):
        RunStore(runs).open(checked.run)
        click.echo("This recipe is fine.")
        return FINISHED
    outcome = follow(Describe(runs=str(runs), recipe=checked.model_dump(mode="json")), Teller())
    say_failure(outcome, runs)
    if "describe" not in outcome.answers:
        return outcome.exit_code
    answer = outcome.answers["describe"]
    if as_json:
        import json

        click.echo(json.dumps(answer, ensure_ascii=False))
    elif answer["problems"]:
        raise RecipeError([Problem(**problem) for problem in answer["problems"]], source=recipe)
    else:
        _show_description(answer, checked)
    return WRONG if answer["problems"] else FINISHED


@click.command(short_help="Go on with a run that did not finish.")
@click.argument("run_name", metavar="RUN")
@json_option()
@runs_option
def resume(run_name: str, as_json: bool, runs: Path) -> int:
    """Go on with RUN, an id or a folder, from its last checkpoint."""
    return _do(Resume(runs=str(runs), run=run_name), runs, as_json=as_json)


@click.command(short_help="Measure a run's networks on the test pictures.")
@click.argument("run_name", metavar="RUN")
@json_option()
@runs_option
def evaluate(run_name: str, as_json: bool, runs: Path) -> int:
    """Measure the networks of RUN, an id or a folder, on the test pictures."""
    return _do(Run(runs=str(runs), recipe=Evaluate(run=run_name)), runs, as_json=as_json)


def _checked(name: str, assignments: Sequence[str], runs: Path) -> AnyRecipe:
    """The recipe of that name.

    Raises:
        RecipeError: Everything that is wrong with its shape, and with the names in it, which only the engine knows.
    """
    try:
        return sources.find(name, assignments, runs)
    except RecipeError as error:
        if name == sources.STANDARD_INPUT:  # it can be read once only
            raise
        data = sources.raw(name, assignments, runs)
        answer = follow(Describe(runs=str(runs), recipe=data), Teller()).answers.get("describe", {"problems": []})
        told = {problem.path for problem in error.problems}
        more = [Problem(**problem) for problem in answer["problems"] if problem["path"] not in told]
        raise RecipeError([*error.problems, *more], source=name) from None


def _do(request: AnyRequest, runs: Path, *, as_json: bool) -> int:
    return report(follow(request, teller(as_json=as_json)), runs, as_json=as_json)


def _show_description(answer: dict[str, Any], recipe: Train | Distil) -> None:
    screen = console()
    data = answer["data"]
    if data is not None:
        screen.print(
            f"Data: {words.count(data['train'])} training pictures ({words.count(data['labelled'])} labelled), "
            f"{words.count(data['validation'])} for validation, {words.count(data['test'])} for the test; "
            f"{len(data['classes'])} classes.",
            soft_wrap=True,
        )
    for role, network in answer["networks"].items():
        screen.print(
            f"{role.capitalize()}: {network['title']}, {words.count(network['parameters'])} parameters, "
            f"{words.count(network['flops'])} operations a picture, {words.size(network['bytes'])}.",
            soft_wrap=True,
        )
    if isinstance(recipe, Distil) and recipe.variants:
        screen.print(
            f"{1 + len(recipe.variants)} students are trained side by side, each with dials of its own; the teacher is "
            "asked once for all of them.",
            soft_wrap=True,
        )
    screen.print(f"Computing on {words.device(answer['device'], answer['device_reason'])}.", soft_wrap=True)
    screen.print("This recipe is fine.")
