"""What is said when a job is over: the honest table, the verdict, where things are, or what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from rich.table import Table

from workbench.cli import variants, words
from workbench.cli.following import Outcome, hint
from workbench.cli.problems import save_details
from workbench.cli.tellers import console
from workbench.recipes import Role
from workbench.runs.results import CostResult, Results

TRAININGS = ("train", "distil", "resume")
VARIANTS = 5
"""Of a student, the best that are shown where nobody asked for them."""


def report(outcome: Outcome, runs: Path, *, as_json: bool, most: int = VARIANTS) -> int:
    """Say how a training, an evaluation or a resume ended, and return the exit code.

    Args:
        outcome: How it ended.
        runs: The folder of all runs.
        as_json: Events were printed as JSON, so the standard output is left alone.
        most: Variants to show.
    """
    assert outcome.ended is not None
    if outcome.ended.outcome == "finished" and not as_json:
        if outcome.results is not None:
            show_results(outcome.results, most)
        console().print(f"The run is in {outcome.folder}", soft_wrap=True, markup=False)
    if outcome.ended.outcome == "stopped" and outcome.run:
        click.echo(f"Stopped. The best so far is in {outcome.folder}", err=True)
        _say_resume(outcome, runs)
    say_failure(outcome, runs)
    return outcome.exit_code


def say_failure(outcome: Outcome, runs: Path) -> None:
    """Say on the standard error what went wrong, if something did, and where the details are."""
    ended = outcome.ended
    assert ended is not None
    if ended.outcome != "failed":
        return
    click.echo(f"{ended.problem} {ended.fix}".strip(), err=True)
    if ended.details:
        click.echo(save_details(ended.details), err=True)
    if outcome.run:
        click.echo(f"What was saved is in {outcome.folder}", err=True)
        if outcome.verb in TRAININGS:
            _say_resume(outcome, runs)


def _say_resume(outcome: Outcome, runs: Path) -> None:
    click.echo(f"Go on with: workbench resume {hint(outcome, runs)}", err=True)


def show_results(data: dict[str, Any], most: int = VARIANTS) -> None:
    """The honest table: every role's accuracy with its spread, what it costs, and the verdict in words.

    Then, on the validation pictures, at most so many of a student's variants.
    """
    try:
        results = Results.model_validate(data)
    except ValidationError as error:
        click.echo(f"The results cannot be shown: they are from another version ({error.error_count()} problems).")
        return
    costs: dict[Role, CostResult | None] = {cost.role: cost for cost in results.costs}
    costs.setdefault("plain", costs.get("distilled"))  # twins: the same network, measured once
    table = Table(title="Measured on the test pictures, which no training saw", title_justify="left")
    table.add_column("")
    for name in ("Accuracy", "Seeds", "Parameters", "Size", "Latency"):
        table.add_column(name, justify="right", no_wrap=True)
    for summary in sorted(results.summaries, key=lambda summary: list(words.ROLES).index(summary.role)):
        cost = costs.get(summary.role)
        table.add_row(
            words.ROLES.get(summary.role, summary.role),
            words.spread(summary.accuracy_mean, summary.accuracy_sd),
            str(summary.seeds),
            words.count(cost.parameters if cost else None),
            words.size(cost.bytes if cost else None),
            words.milliseconds(cost.latency_ms_median if cost else None),
        )
    screen = console()
    screen.print(table)
    for machine in dict.fromkeys(cost.machine for cost in results.costs if cost.machine):
        screen.print(f"Latency: one picture, on {machine}.", soft_wrap=True, markup=False)
    for text in (results.verdict.text if results.verdict else "", results.note):
        if text:
            screen.print(text, soft_wrap=True, markup=False)
    variants.show(results, most)
