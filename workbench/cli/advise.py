"""Advice before training: advise, balance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from workbench.cli import sources, words
from workbench.cli.following import follow
from workbench.cli.options import json_option, runs_option, set_option
from workbench.cli.problems import FAILED, FINISHED, WRONG
from workbench.cli.report import say_failure
from workbench.cli.tellers import Teller, console
from workbench.recipes import Distil, dump, override
from workbench.recipes.files import validate
from workbench.recipes.requests import Advise, Balance
from workbench.runs import write_atomically


@click.command(short_help="Say what to mind before a student is trained.")
@click.argument("recipe")
@set_option
@json_option("Print the answer as one line of JSON.")
@runs_option
def advise(recipe: str, assignments: tuple[str, ...], as_json: bool, runs: Path) -> int:
    """Say what to mind about RECIPE before it is run: teacher, sizes, methods that cannot run, published settings.

    Trains and downloads nothing. Exit code 2 when nothing can be said.
    """
    wanted = sources.find_distil(recipe, assignments, runs)
    outcome = follow(Advise(runs=str(runs), recipe=wanted.model_dump(mode="json")), Teller())
    say_failure(outcome, runs)
    if "advise" not in outcome.answers:
        return outcome.exit_code
    answer = outcome.answers["advise"]
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _show_advice(answer)
    if answer["reason"]:
        click.echo(answer["reason"], err=True)
    return FINISHED if answer["methods"] else WRONG


@click.command(short_help="Propose weights with which all methods pull equally hard.")
@click.argument("recipe")
@click.option("--batches", type=click.IntRange(1, 64), default=4, show_default=True, help="How many to measure on.")
@click.option("--write", type=click.Path(path_type=Path), metavar="FILE", help="Write the recipe with these weights.")
@set_option
@json_option("Print the answer as one line of JSON.")
@runs_option
def balance(
    recipe: str, batches: int, write: Path | None, assignments: tuple[str, ...], as_json: bool, runs: Path
) -> int:
    """Measure how hard each method of RECIPE pulls at the student, and propose weights with which all pull equally.

    Needs a trained teacher: one that the recipe names, or the same network of an earlier run. Trains nothing. Exit
    code 1 when it cannot be measured.
    """
    wanted = sources.find_distil(recipe, assignments, runs)
    question = Balance(runs=str(runs), recipe=wanted.model_dump(mode="json"), batches=batches)
    outcome = follow(question, Teller())
    say_failure(outcome, runs)
    if "balance" not in outcome.answers:
        return outcome.exit_code
    answer = outcome.answers["balance"]
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    if answer["reason"]:
        click.echo(answer["reason"], err=True)
        return FAILED
    if not as_json:
        _show_balance(answer)
    if write is not None:
        _write(write.expanduser().absolute(), wanted, answer["terms"])
        click.echo(f"Written to {write}.", err=True)
    return FINISHED


# What is said


def _show_advice(answer: Mapping[str, Any]) -> None:
    if answer["teacher"] is not None:
        _show_teacher(answer["teacher"])
    if answer["gap"] is not None:
        _say(f"Sizes: {answer['gap']['text']}")
    if answer["start"]:
        _say(f"With start: teacher: {' '.join(answer['start'])}")
    if answer["methods"]:
        _show_methods(answer["methods"])
    if answer["presets"]:
        _say("Published settings (--json tells them), with their top-1 accuracy on CIFAR-100:")
        console().print(_presets(answer["presets"]))


def _show_teacher(teacher: Mapping[str, Any]) -> None:
    """Who it is, how good and how honest; then what to mind, line by line."""
    who = f"Teacher: {teacher['title']} of run {teacher['run']}"
    if teacher["accuracy"] is None:
        _say(f"{who}.")
    else:
        accuracy, before, after = (words.percent(teacher[name]) for name in ("accuracy", "ece", "ece_after"))
        _say(
            f"{who}, right about {accuracy} of {words.count(teacher['count'])} validation pictures; calibration error "
            f"{before}, {after} with its logits divided by {teacher['temperature']:.3g}."
        )
    for remark in teacher["remarks"]:
        _say(f"  Mind: {remark}")


def _show_methods(methods: Mapping[str, str]) -> None:
    barred = {name: why for name, why in methods.items() if why}
    if not barred:
        _say(f"All {len(methods)} methods can run on this pair.")
        return
    _say(f"{len(methods) - len(barred)} of {len(methods)} methods can run on this pair. These cannot:")
    table = _grid()
    for name, why in barred.items():
        table.add_row(name, why)
    console().print(table)


def _presets(presets: Sequence[Mapping[str, Any]]) -> Table:
    """Published settings by the accuracy that came with them; the settings themselves would fill pages."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Method", "Accuracy", "Source"):
        table.add_column(heading, no_wrap=heading != "Source", justify="right" if heading == "Accuracy" else "left")
    for one in presets:
        table.add_row(one["method"], "–" if one["published"] is None else f"{one['published']:g} %", one["source"])
    return table


def _show_balance(answer: Mapping[str, Any]) -> None:
    _say(f"Norm of the student's gradient at weight 1, mean of {answer['batches']} batches:")
    table = Table()
    table.add_column("")
    for heading in ("Pull", "Weight", "Proposed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in answer["terms"]:
        table.add_row(row["name"], _number(row["pull"]), _number(row["weight"]), _number(row["proposed"]))
    console().print(table)
    if answer["teacher"]:
        _say(answer["teacher"])
    for row in answer["terms"]:
        if row["reason"]:
            _say(f"{row['name']}: {row['reason']}")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _say(text: str) -> None:
    console().print(text, soft_wrap=True, markup=False)


def _grid() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, expand=True)
    table.add_column(no_wrap=True, style="bold", min_width=20)
    table.add_column(ratio=1)
    return table


def _write(file: Path, recipe: Distil, terms: Sequence[Mapping[str, Any]]) -> None:
    """The recipe with the proposed weights, as a file.

    Raises:
        ExportError: It cannot be written there.
    """
    sources.refuse_target(file, example="balanced.yaml")
    changes = [f"{row['path']}={row['proposed']}" for row in terms if row["path"] and row["proposed"] is not None]
    balanced = validate(override(recipe.model_dump(mode="json"), changes))
    write_atomically(file, dump(balanced).encode())
