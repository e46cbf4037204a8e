"""Write one page about a run, to hand in, to send, or to print."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli.following import follow
from workbench.cli.options import json_option, runs_option
from workbench.cli.problems import FINISHED
from workbench.cli.report import say_failure
from workbench.cli.tellers import console, teller
from workbench.recipes.requests import WriteReport


@click.command(short_help="Write one HTML page about a run.")
@click.argument("run_name", metavar="RUN")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to; left out = report.html in the run."
)
@json_option()
@runs_option
def report(run_name: str, out: Path | None, as_json: bool, runs: Path) -> int:
    """Write what RUN, an id or a folder, did and achieved as one HTML page that needs no other file and no network."""
    file = None if out is None else str(out.expanduser().absolute())
    outcome = follow(WriteReport(runs=str(runs), run=run_name, out=file), teller(as_json=as_json))
    say_failure(outcome, runs)
    if outcome.exit_code == FINISHED and not as_json:
        console().print(f"The report is in {outcome.answers['report']['file']}", soft_wrap=True, markup=False)
    return outcome.exit_code
