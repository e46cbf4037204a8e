"""The first click, in the terminal: a real distillation in under a minute, and the student as a file."""

from __future__ import annotations

from pathlib import Path

import click

from workbench import resources
from workbench.cli import export
from workbench.cli.following import follow
from workbench.cli.options import json_option, runs_option, set_option
from workbench.cli.problems import FINISHED
from workbench.cli.report import report
from workbench.cli.tellers import teller
from workbench.recipes import Export
from workbench.recipes.files import override, read, validate
from workbench.recipes.requests import Run

SAMPLE = "recipes/ten-labels.yaml"


@click.command(short_help="See a small student learn from a teacher.")
@set_option
@json_option()
@runs_option
def demo(assignments: tuple[str, ...], as_json: bool, runs: Path) -> int:
    """See a small student learn from a teacher that was shown ten labels a digit.

    Trains the teacher, the student alone and the distilled student, measures all of them on pictures that none has
    seen, and exports the distilled student.
    """
    source = resources.path(SAMPLE)
    recipe = validate(override(read(source), assignments), source=source.name)
    trained = follow(Run(runs=str(runs), recipe=recipe), teller(as_json=as_json))
    code = report(trained, runs, as_json=as_json)
    if code != FINISHED:
        return code
    request = Run(runs=str(runs), recipe=Export(run=trained.run, role="distilled"))
    return export.finish(follow(request, teller(as_json=as_json)), runs, as_json=as_json)
