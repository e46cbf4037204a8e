"""Write a trained network to a file that other programs can run."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click

from workbench.cli.catalogue import read_catalogue
from workbench.cli.following import Outcome, follow
from workbench.cli.options import json_option, runs_option
from workbench.cli.problems import FINISHED
from workbench.cli.report import say_failure
from workbench.cli.tellers import console, teller
from workbench.cli.words import percent
from workbench.errors import ExportError
from workbench.recipes import Export, Ref, Role
from workbench.recipes.requests import Run


@click.command(short_help="Write a run's network to a file, and check the file.")
@click.argument("run_name", metavar="RUN")
@click.option(
    "--format", "kind", default="onnx", show_default=True, help="File format; 'workbench catalogue' lists them."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="Where to; left out = inside the run.")
@click.option(
    "--role",
    type=click.Choice(["distilled", "plain", "teacher", "model"]),
    help="Which network; left out = the student.",
)
@click.option("--seed", type=int, help="Which seed; left out = the best on the validation pictures.")
@json_option()
@runs_option
def export(
    run_name: str, kind: str, out: Path | None, role: Role | None, seed: int | None, as_json: bool, runs: Path
) -> int:
    """Write a network of RUN, an id or a folder, to files that other programs can run, and check them against it."""
    known = [exporter["name"] for exporter in read_catalogue(runs)["exporters"]]
    if kind not in known:
        near = get_close_matches(kind, known, n=1, cutoff=0.5)
        hint = f"Did you mean '{near[0]}'?" if near else f"Choose one of: {', '.join(known)}."
        raise ExportError(f"There is no format called '{kind}'.", fix=hint)
    folder = None if out is None else str(out.expanduser().absolute())
    recipe = Export(run=run_name, format=Ref(kind=kind), role=role, seed=seed, out=folder)
    return finish(follow(Run(runs=str(runs), recipe=recipe), teller(as_json=as_json)), runs, as_json=as_json)


def finish(outcome: Outcome, runs: Path, *, as_json: bool) -> int:
    """Say where the files are and how well they agree with the network, and return the exit code."""
    say_failure(outcome, runs)
    if outcome.exit_code == FINISHED and not as_json:
        _show(outcome)
    return outcome.exit_code


def _show(outcome: Outcome) -> None:
    answer = outcome.answers["export"]
    screen = console()
    screen.print(f"Exported to {answer['folder']}", soft_wrap=True, markup=False)
    manifest = answer.get("manifest")
    if manifest:
        difference = manifest["max_difference"]
        alike = f"answers differ by at most {difference:.1e}" if difference else "answers are the same"
        screen.print(
            f"Checked on {manifest['compared']:,} test pictures: {alike}; "
            f"accuracy {percent(manifest['accuracy_file'])} from the file, "
            f"{percent(manifest['accuracy_network'])} from the network.",
            soft_wrap=True,
        )
