"""Earlier runs: list them, look at one, remove one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click
from rich.table import Table

from workbench.cli import words
from workbench.cli.options import json_option, runs_option
from workbench.cli.report import show_results
from workbench.cli.tellers import console
from workbench.runs import RunStore


@click.group(invoke_without_command=True, short_help="List, show or remove runs.")
@click.option("--json", "as_json", is_flag=True, help="Print one run a line as JSON.")
@runs_option
@click.pass_context
def runs(context: click.Context, as_json: bool, runs: Path) -> None:
    """List earlier runs, newest first; or show or remove one."""
    if context.invoked_subcommand is None:
        _list(runs, as_json=as_json)


@runs.command("list", short_help="List all runs, newest first.")
@json_option("Print one run a line as JSON.")
@runs_option
def list_(as_json: bool, runs: Path) -> None:
    """List all runs, newest first."""
    _list(runs, as_json=as_json)


@runs.command(short_help="Show what a run did and achieved.")
@click.argument("run_name", metavar="RUN")
@json_option("Print the run and its results as one line of JSON.")
@runs_option
def show(run_name: str, as_json: bool, runs: Path) -> None:
    """Show what RUN, an id or a folder, did and achieved."""
    run = RunStore(runs).open(run_name)
    summary, results = run.summary(), run.results()
    if as_json:
        click.echo(
            json.dumps({**summary.model_dump(), "folder": str(run.path), "results": results}, ensure_ascii=False)
        )
        return
    screen = console()
    screen.print(f"{summary.title}: {summary.state}", soft_wrap=True, markup=False)
    if summary.problem:
        screen.print(summary.problem, soft_wrap=True, markup=False)
    screen.print(f"Begun {_when(summary.created)}, trained for {words.duration(summary.seconds)}.", soft_wrap=True)
    if results is not None:
        show_results(results)
    screen.print(f"The run is in {run.path}", soft_wrap=True, markup=False)


@runs.command(short_help="Remove runs.")
@click.argument("run_names", metavar="RUN...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@runs_option
def rm(run_names: tuple[str, ...], yes: bool, runs: Path) -> None:
    """Remove each RUN, an id or a folder, with everything in it."""
    store = RunStore(runs)
    folders = [store.open(name) for name in run_names]
    for folder in folders:
        if yes or click.confirm(f"Remove {folder.path} and everything in it?", err=True):
            store.remove(folder.id if folder.path.parent == runs else str(folder.path))
            click.echo(f"Removed {folder.id}.", err=True)


def _list(runs: Path, *, as_json: bool) -> None:
    summaries = RunStore(runs).summaries()
    if as_json:
        for summary in summaries:
            click.echo(summary.model_dump_json())
        return
    if not summaries:
        click.echo(f"There are no runs in {runs} yet. 'workbench demo' makes one.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("Run", "What", "State"):
        table.add_column(name, no_wrap=name != "What")
    table.add_column("Accuracy", justify="right", no_wrap=True)
    table.add_column("Time", justify="right", no_wrap=True)
    for summary in summaries:
        accuracy = words.spread(summary.accuracy, summary.accuracy_sd)
        table.add_row(summary.id, summary.title, summary.state, accuracy, words.duration(summary.seconds))
    console().print(table)


def _when(created: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(created))
