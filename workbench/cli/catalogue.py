"""What there is to choose from, and recipes to begin with: catalogue, schema, new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from workbench.cli.following import follow
from workbench.cli.options import json_option, runs_option
from workbench.cli.tellers import Teller, console
from workbench.errors import EngineFault
from workbench.recipes import Distil, Train, dump
from workbench.recipes import schema as recipe_schema
from workbench.recipes.requests import ReadCatalogue

SORTS = {
    "methods": "Methods",
    "architectures": "Networks",
    "datasets": "Data",
    "metrics": "Measures",
    "compressors": "Compressors",
    "exporters": "Export formats",
}


@click.command(short_help="List methods, networks, data and formats.")
@json_option("Print the whole catalogue as JSON, with the schema of every setting.")
@runs_option
def catalogue(as_json: bool, runs: Path) -> None:
    """List everything that a recipe can name."""
    found = read_catalogue(runs)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for sort, title in SORTS.items():
        if found.get(sort):
            console().print(_table(title, found[sort]))


@click.command(short_help="Print the JSON Schema of a recipe.")
def schema() -> None:
    """Print the JSON Schema of a recipe, for editors that complete and check."""
    click.echo(json.dumps(recipe_schema(), ensure_ascii=False, indent=2))


@click.command(short_help="Print a recipe to begin with.")
@click.option(
    "--task", type=click.Choice(["distil", "train"]), default="distil", show_default=True, help="What it does."
)
def new(task: str) -> None:
    """Print a recipe with every setting explained, e.g. "workbench new > mine.yaml"."""
    click.echo(dump(Distil() if task == "distil" else Train()), nl=False)


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


def _table(title: str, entries: list[dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, show_header=False, expand=True)
    table.add_column(no_wrap=True, style="bold", min_width=20)
    table.add_column(ratio=1)
    for entry in entries:
        table.add_row(entry["name"], f"{entry['title']}. {entry['summary']}")
    return table
