"""Earlier runs: list them, look at one, put one in the bin or remove it for good."""

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


@click.group(invoke_without_command=True, short_help="List, show, bin or remove runs.")
@click.option("--json", "as_json", is_flag=True, help="Print one run a line as JSON.")
@runs_option
@click.pass_context
def runs(context: click.Context, as_json: bool, runs: Path) -> None:
    """List earlier runs, newest first; or show, bin or remove one."""
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


@runs.command(short_help="Remove runs for good.")
@click.argument("run_names", metavar="RUN...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@runs_option
def rm(run_names: tuple[str, ...], yes: bool, runs: Path) -> None:
    """Remove each RUN, an id or a folder, with everything in it, for good. To be able to restore it, use 'runs bin'."""
    store = RunStore(runs)
    folders = [store.open(name) for name in run_names]
    for folder in folders:
        if yes or click.confirm(f"Remove {folder.path} and everything in it for good?", err=True):
            store.remove(folder.id if folder.path.parent == runs else str(folder.path))
            click.echo(f"Removed {folder.id}.", err=True)


@runs.command("bin", short_help="Put runs in the bin, or list what is there.")
@click.argument("run_names", metavar="[RUN]...", nargs=-1)
@runs_option
def bin_(run_names: tuple[str, ...], runs: Path) -> None:
    """Put each RUN in the bin, from where 'runs restore' brings it back; without a RUN, list what is in the bin."""
    store = RunStore(runs)
    for name in run_names:
        run = store.open(name).id
        store.bin(name)
        click.echo(f"Put {run} in the bin.", err=True)
    if not run_names:
        for summary in store.binned():
            click.echo(summary.id)


@runs.command(short_help="Bring runs back from the bin.")
@click.argument("run_names", metavar="RUN...", nargs=-1, required=True)
@runs_option
def restore(run_names: tuple[str, ...], runs: Path) -> None:
    """Bring each RUN, a whole id, back from the bin."""
    for name in run_names:
        RunStore(runs).restore(name)
        click.echo(f"Restored {name}.", err=True)


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
