"""Write the program that repeats a run without the workbench."""

from __future__ import annotations

import json
from pathlib import Path

import click

from workbench.cli.following import follow
from workbench.cli.options import runs_option
from workbench.cli.problems import FINISHED
from workbench.cli.report import say_failure
from workbench.cli.tellers import Teller
from workbench.errors import ExportError
from workbench.recipes.requests import ShowCode
from workbench.runs import write_atomically


@click.command(short_help="Write a program that repeats a run without the workbench.")
@click.argument("run_name", metavar="RUN")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to; left out = print it.")
@click.option("--json", "as_json", is_flag=True, help="Print the program and what it needs as one line of JSON.")
@runs_option
def code(run_name: str, out: Path | None, as_json: bool, runs: Path) -> int:
    """Write a commented Python program that repeats RUN, an id or a folder, and needs nothing of the workbench."""
    outcome = follow(ShowCode(run=run_name, runs=str(runs)), Teller())
    say_failure(outcome, runs)
    if outcome.exit_code != FINISHED:
        return outcome.exit_code
    answer = outcome.answers["code"]
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif out is None:
        click.echo(answer["text"], nl=False)
    if out is not None:
        _write(out.expanduser().absolute(), answer["text"])
        for line in (f"Written to {out}.", f"It needs: pip install {' '.join(answer['needs'])}", *answer["notes"]):
            click.echo(line, err=True)
    return FINISHED


def _write(file: Path, text: str) -> None:
    if file.is_dir():
        raise ExportError(f"{file} is a folder.", fix=f"Name a file in it, such as {file / 'train.py'}.")
    if not file.parent.is_dir():
        raise ExportError(f"There is no folder {file.parent}.", fix="Make it, or choose another.")
    write_atomically(file, text.encode())
