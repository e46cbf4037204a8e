"""The command ``workbench``: opens the application, or does one thing in the terminal.

Exit codes: 0 finished, 1 something went wrong on the way, 2 a recipe or an argument is wrong, 130 stopped.
Starts quickly: what a command needs is imported when it is called.
"""

from __future__ import annotations

import importlib
import multiprocessing
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import cast

import click

from workbench import __version__
from workbench.cli.problems import FAILED, STOPPED, WRONG, save_details, silence
from workbench.errors import UserError

FILES = (".yaml", ".yml", ".json", ".kdproj", ".zip", ".csv", ".tsv")
"""Endings of what the window opens: recipes, projects, pictures."""
APPLICATION = "workbench.gui.app"
"""Named by a string, as faces do not import each other; its ``main(argv) -> int`` shows the window."""

COMMANDS = {
    "demo": "workbench.cli.demo:demo",
    "run": "workbench.cli.training:run",
    "check": "workbench.cli.training:check",
    "sweep": "workbench.cli.sweep:sweep",
    "advise": "workbench.cli.advise:advise",
    "balance": "workbench.cli.advise:balance",
    "resume": "workbench.cli.training:resume",
    "evaluate": "workbench.cli.training:evaluate",
    "export": "workbench.cli.export:export",
    "code": "workbench.cli.code:code",
    "report": "workbench.cli.reporting:report",
    "runs": "workbench.cli.runs:runs",
    "cache": "workbench.cli.cache:cache",
    "new": "workbench.cli.catalogue:new",
    "catalogue": "workbench.cli.catalogue:catalogue",
    "schema": "workbench.cli.catalogue:schema",
    "doctor": "workbench.cli.doctor:doctor",
}


class _Lazy(click.Group):
    """Commands that are imported when they are called, or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast("click.Command", getattr(importlib.import_module(module), name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Choose one of: {', '.join(COMMANDS)}."
            raise click.UsageError(f"There is no command '{args[0]}'. {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="workbench")
@click.pass_context
def cli(context: click.Context) -> int | None:
    """Distil a large neural network into a small one.

    Without a command, the application opens; with a recipe, a project or a folder instead of one, it opens that.
    """
    if context.invoked_subcommand is None:
        return open_application([])
    return None


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say, those of the process unless given, and return the exit code."""
    multiprocessing.freeze_support()  # lets a frozen application start its worker process
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if _is_for_the_window(arguments):
            return open_application(arguments)
        code = cli.main(arguments, prog_name="workbench", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        return _say_usage(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    except BrokenPipeError:
        silence()
        return FAILED
    except UserError as error:
        click.echo(str(error), err=True)
        return WRONG
    except Exception as error:  # noqa: BLE001  the last place that can say something
        where = save_details(error)
        click.echo(f"Something went wrong inside the workbench ({type(error).__name__}: {error}). {where}", err=True)
        return FAILED


def _is_for_the_window(arguments: Sequence[str]) -> bool:
    """Nothing was said, or one file or folder, as a file manager does."""
    if len(arguments) != 1:
        return not arguments
    (first,) = arguments
    if first in COMMANDS or first.startswith("-"):
        return False
    path = Path(first)
    if path.suffix.lower() in FILES and not path.exists():
        raise UserError(f"{path} is not there.", fix="Check the name and the folder.")
    return path.exists()


def open_application(argv: list[str]) -> int:
    """Show the window until it is closed."""
    try:
        application = importlib.import_module(APPLICATION)
    except ImportError as error:
        click.echo(f"The window cannot open: {error}. 'workbench doctor' says what to do.", err=True)
        return FAILED
    return cast("int", application.main(argv))


def _say_usage(error: click.ClickException) -> int:
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        name = error.param.get_error_hint(error.ctx) if error.param and error.ctx else "an argument"
        click.echo(f"{name}: {error.message}", err=True)
    else:
        error.show()
    return WRONG
