"""What is remembered between runs: look at it, clear it, say how much of this computer it may take."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from workbench import limits
from workbench.cli import words
from workbench.cli.following import follow
from workbench.cli.options import json_option, runs_option
from workbench.cli.problems import FINISHED
from workbench.cli.report import say_failure
from workbench.cli.tellers import Teller, console
from workbench.recipes.requests import Kept

UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
AS_JSON = "Print it as one line of JSON."


def _size(_: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Bytes of an amount such as ``4GB``, ``500 MB`` or ``0``."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]B)|0", value.strip().upper())
    if found is None:
        raise click.BadParameter(f"'{value}' is no amount. Write it with its unit, such as 4GB or 500MB.")
    size = round(float(found[1]) * UNITS[found[2]]) if found[2] else 0
    if param.name == "memory" and size < limits.LEAST_MEMORY:
        raise click.BadParameter(f"'{value}' is too little. Give it {words.size(limits.LEAST_MEMORY)} at least.")
    return size


@click.group(invoke_without_command=True, short_help="Show, clear or limit what is remembered between runs.")
@json_option(AS_JSON)
@runs_option
@click.pass_context
def cache(context: click.Context, as_json: bool, runs: Path) -> int | None:
    """Show what is remembered of each teacher, so that later runs need not ask it again; or clear or limit it."""
    if context.invoked_subcommand is None:
        return _show(Kept(runs=str(runs)), runs, as_json=as_json)
    return None


@cache.command(short_help="Forget all of it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option(AS_JSON)
@runs_option
def clear(yes: bool, as_json: bool, runs: Path) -> int:
    """Remove the answers of every teacher, and decoded pictures, from the disk. Runs and their networks stay.

    A run that goes meanwhile is not disturbed; it only computes what it no longer finds.
    """
    if not yes:
        click.confirm("Forget what every teacher has said? Later runs have to ask again.", err=True, abort=True)
    return _show(Kept(runs=str(runs), clear=True), runs, as_json=as_json)


@cache.command(short_help="Say how much memory and disk may be used.")
@click.option("--memory", metavar="SIZE", callback=_size, help="For pictures and answers in one run, e.g. 4GB.")
@click.option(
    "--disk",
    metavar="SIZE",
    callback=_size,
    help="For the answers of all teachers, and as much for decoded pictures, e.g. 10GB; 0 = nothing is kept.",
)
@json_option(AS_JSON)
def limit(memory: int | None, disk: int | None, as_json: bool) -> int:
    """Set how much memory and disk may be used, by runs that start from now on, or show it where nothing is set."""
    now = limits.read()
    wanted = limits.Limits(now.memory if memory is None else memory, now.disk if disk is None else disk)
    if (memory, disk) != (None, None):
        limits.write(wanted)
    if as_json:
        click.echo(json.dumps(asdict(wanted)))
    else:
        click.echo(_of_limits(asdict(wanted)))
    return FINISHED


def _show(question: Kept, runs: Path, *, as_json: bool) -> int:
    outcome = follow(question, Teller())
    say_failure(outcome, runs)
    if outcome.exit_code != FINISHED:
        return outcome.exit_code
    answer = outcome.answers["kept"]
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return FINISHED
    if question.clear:
        click.echo(f"Freed {words.size(answer['freed_bytes'])}.")
    if answer["answers"]:
        console().print(_table(answer))
    else:
        click.echo("No answers of any teacher are kept.")
    if answer["pictures_bytes"]:
        click.echo(f"Decoded pictures take {words.size(answer['pictures_bytes'])}.")
    click.echo(f"In all {words.size(answer['total_bytes'])}. {_of_limits(answer['limits'])}")
    return FINISHED


def _table(answer: Mapping[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("Teacher", "Of run"):
        table.add_column(name, no_wrap=True)
    for name in ("Size", "Answers", "Last used"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in answer["answers"]:
        about, used = one["about"], time.strftime("%Y-%m-%d %H:%M", time.localtime(one["used"]))
        who = about.get("teacher") or one["digest"][:12]
        table.add_row(who, about.get("run", ""), words.size(one["bytes"]), words.count(one["rows"]), used)
    return table


def _of_limits(told: Mapping[str, int]) -> str:
    disk = f"{words.size(told['disk'])} of disk" if told["disk"] else "no disk"
    memory = f"Limits: {words.size(told['memory'])} of memory for a run"
    return f"{memory}, {disk} for the answers of all teachers, and as much for decoded pictures."
