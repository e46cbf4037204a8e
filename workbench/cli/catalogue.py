"""What there is to choose from, and recipes to begin with: catalogue, schema, new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from workbench.cli import words
from workbench.cli.following import follow
from workbench.cli.options import json_option, runs_option
from workbench.cli.problems import FINISHED
from workbench.cli.report import say_failure
from workbench.cli.tellers import Teller, console
from workbench.errors import EngineFault, Problem, RecipeError
from workbench.recipes import Distil, Train, dump, validate
from workbench.recipes import schema as recipe_schema
from workbench.recipes.requests import Published, ReadCatalogue

SORTS = {
    "methods": "Methods",
    "architectures": "Networks",
    "datasets": "Data",
    "metrics": "Measures",
    "compressors": "Compressors",
    "exporters": "Export formats",
}


@click.command(short_help="List methods, networks, data and formats.")
@click.argument("name", required=False)
@json_option("Print the whole catalogue as JSON, with the schema of every setting.")
@runs_option
def catalogue(name: str | None, as_json: bool, runs: Path) -> None:
    """List everything that a recipe can name; with NAME, all that is known of one method, setting by setting."""
    found = read_catalogue(runs)
    if name is not None:
        found = {sort: [item for item in found[sort] if item["name"] == name] for sort in SORTS if sort in found}
        if not any(found.values()):
            raise RecipeError([Problem("name", f"The catalogue has nothing called '{name}'.", "Leave it out for all.")])
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for sort, title in SORTS.items():
        entries = [item for item in found.get(sort, ()) if name is not None or not item["facts"].get("hidden")]
        if not entries:
            continue
        console().print(_methods(entries) if sort == "methods" else _table(title, entries))
        if name is not None:
            _tell(entries[0])


@click.command(short_help="Print the JSON Schema of a recipe.")
def schema() -> None:
    """Print the JSON Schema of a recipe, for editors that complete and check."""
    click.echo(json.dumps(recipe_schema(), ensure_ascii=False, indent=2))


@click.command(short_help="Print a recipe to begin with.")
@click.option(
    "--task", type=click.Choice(["distil", "train"]), default="distil", show_default=True, help="What it does."
)
@click.option(
    "--published",
    nargs=3,
    metavar="METHOD TEACHER STUDENT",
    help="The standard protocol on CIFAR-100 with published settings, e.g. dkd resnet32x4 resnet8x4.",
)
@runs_option
def new(task: str, published: tuple[str, str, str] | None, runs: Path) -> int:
    """Print a recipe with every setting explained, e.g. "workbench new > mine.yaml"."""
    if published is None:
        click.echo(dump(Distil() if task == "distil" else Train()), nl=False)
        return FINISHED
    method, teacher, student = published
    outcome = follow(Published(runs=str(runs), method=method, teacher=teacher, student=student), Teller())
    say_failure(outcome, runs)
    if "published" in outcome.answers:
        found = outcome.answers["published"]["recipes"][0]
        top = "" if found["published"] is None else f" Top-1 accuracy there: {found['published']:g} %."
        click.echo(f"# Settings: {found['source']}.{top}")
        click.echo(dump(validate(found["recipe"])), nl=False)
    return outcome.exit_code


def read_catalogue(runs: Path) -> dict[str, Any]:
    """Everything registered, as the worker describes it.

    Raises:
        EngineFault: The worker could not tell.
    """
    outcome = follow(ReadCatalogue(runs=str(runs)), Teller())
    if "catalogue" in outcome.answers:
        return outcome.answers["catalogue"]
    ended = outcome.ended
    assert ended is not None
    raise EngineFault(f"The catalogue could not be read: {ended.outcome}. {ended.problem}\n{ended.details}")


def _methods(entries: list[dict[str, Any]]) -> Table:
    """What each method is, listens to and adds."""
    title = (
        "Methods. adds: weights for resnet32x4 > resnet8x4, * = they stay in the exported student; cached: whether the "
        "teacher's side can be; presets: published settings. workbench catalogue NAME tells more."
    )
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, expand=True)
    table.add_column("name", no_wrap=True, style="bold")
    table.add_column("method", ratio=2)
    table.add_column("needs", ratio=1)
    for heading in ("cached", "adds", "presets"):
        table.add_column(heading, no_wrap=True, justify="right" if heading == "adds" else "left")
    table.add_column("paper", no_wrap=True, max_width=10)
    for entry in entries:
        facts = entry["facts"]
        table.add_row(
            entry["name"],
            entry["title"],
            ", ".join(facts["needs"]) + (", no teacher" if not facts["needs_teacher"] else ""),
            ("yes" if facts["cacheable"] else "no") if facts["needs_teacher"] else "-",
            _added(facts),
            str(len(facts.get("presets", ())) or "-"),
            facts.get("paper", "-").removeprefix("https://arxiv.org/abs/").removeprefix("https://"),
        )
    return table


def _added(facts: dict[str, Any]) -> str:
    if facts["adds"]["reason"]:
        return "not there"
    number = facts["adds"]["parameters"]
    return f"{words.count(number)}{'*' if facts['exported'] else ''}" if number else "-"


def _tell(entry: dict[str, Any]) -> None:
    """Everything about one entry: its facts, presets and settings."""
    facts, screen = entry["facts"], console()
    screen.print(entry["summary"], soft_wrap=True, markup=False)
    for name, value in facts.items():
        if name != "presets" and value not in ("", None):
            screen.print(f"{name}: {value}", soft_wrap=True, markup=False, highlight=False)
    for one in facts.get("presets", ()):
        pair = f"{one['teacher'] or 'any'} > {one['student'] or 'any'}"
        top = "" if one["published"] is None else f" ({one['published']:g} %)"
        told = json.dumps(one["settings"], ensure_ascii=False)
        screen.print(f"preset {pair}{top}, {one['source']}: {told}", soft_wrap=True, markup=False, highlight=False)
    for name, field in entry["schema"].get("properties", {}).items():
        default = json.dumps(field.get("default"), ensure_ascii=False)
        screen.print(
            f"{name} = {default}: {field.get('description', '')}", soft_wrap=True, markup=False, highlight=False
        )


def _table(title: str, entries: list[dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(no_wrap=True, style="bold", min_width=20)
    table.add_column(ratio=1)
    for entry in entries:
        table.add_row(entry["name"], f"{entry['title']}. {entry['summary']}")
    return table
