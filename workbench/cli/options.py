"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from workbench import places

_Command = Callable[..., Any]


def _runs(context: click.Context, _: click.Parameter, value: Path | None) -> Path:
    """The folder given here, else before the subcommand, else the usual one; absolute."""
    given, outer = value, context.parent
    while given is None and outer is not None:
        given, outer = outer.params.get("runs"), outer.parent
    return Path(os.path.abspath(Path(given).expanduser())) if given else places.runs()


def runs_option(command: _Command) -> _Command:
    """``--runs FOLDER``, as an absolute path."""
    return click.option(
        "--runs", type=click.Path(path_type=Path), metavar="FOLDER", callback=_runs,
        help="Folder that holds all runs; left out = your own.",
    )(command)  # fmt: skip


def json_option(
    help: str = "Print every event as one line of JSON, and nothing else.",
) -> Callable[[_Command], _Command]:
    """``--json``, as the argument `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help=help)


def set_option(command: _Command) -> _Command:
    """``--set PATH=VALUE``, as often as wanted, as the argument `assignments`."""
    return click.option(
        "--set", "assignments", multiple=True, metavar="PATH=VALUE",
        help="Override a setting of the recipe, e.g. schedule.epochs=3; can be repeated.",
    )(command)  # fmt: skip
