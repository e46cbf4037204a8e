"""Where a recipe comes from: a file, the standard input, a sample, or a run that is to be repeated."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from workbench import resources
from workbench.errors import ExportError, Problem, RecipeError, UserError
from workbench.recipes import AnyRecipe, Distil, loads
from workbench.recipes.files import override, read, validate
from workbench.runs import RunStore

STANDARD_INPUT = "-"


def find(name: str, assignments: Sequence[str], runs: Path) -> AnyRecipe:
    """The recipe of that name, changed as wanted and checked.

    Args:
        name: A YAML file, ``-``, a sample's name, or a run's id or folder.
        assignments: Each ``path=value``.
        runs: The folder of all runs.

    Raises:
        RecipeError: The recipe or an assignment is wrong.
        UserError: There is nothing of that name.
    """
    return validate(raw(name, assignments, runs), source="standard input" if name == STANDARD_INPUT else name)


def find_distil(name: str, assignments: Sequence[str], runs: Path) -> Distil:
    """The recipe of that name, which is to have a teacher and a student.

    Raises:
        RecipeError: It is wrong, or does something else.
        UserError: There is nothing of that name.
    """
    found = find(name, assignments, runs)
    if not isinstance(found, Distil):
        problem = Problem(
            "task", f"A recipe with task '{found.task}' has no teacher and no method.", "Choose task: distil."
        )
        raise RecipeError([problem], source=name)
    return found


def refuse_target(file: Path, *, example: str) -> None:
    """Say at once where a recipe could not be written.

    Raises:
        ExportError: There is no such folder, or it is one.
    """
    if not file.parent.is_dir():
        raise ExportError(f"There is no folder {file.parent}.", fix="Make it, or choose another.")
    if file.is_dir():
        raise ExportError(f"{file} is a folder.", fix=f"Name a file in it, such as {file / example}.")


def raw(name: str, assignments: Sequence[str], runs: Path) -> dict[str, Any]:
    """The same, not yet checked, as a `Describe` takes it."""
    data = _data(name, runs)
    return override(data, assignments) if assignments else data


def samples() -> list[str]:
    """Names of the recipes that come with the workbench."""
    return sorted(path.stem for path in resources.path("recipes").glob("*.yaml"))


def _data(name: str, runs: Path) -> dict[str, Any]:
    path = Path(name).expanduser()
    if name == STANDARD_INPUT:
        # Only what was written, so that an override of a kind does not meet the other kind's defaults.
        return loads(sys.stdin.read(), source="standard input").model_dump(mode="json", exclude_unset=True)
    if path.is_file() or path.suffix.lower() in (".yaml", ".yml"):
        return read(path)
    if name in samples():
        return read(resources.path(f"recipes/{name}.yaml"))
    if path.is_dir() or _is_run(name, runs):
        return RunStore(runs).open(name).repeat().model_dump(mode="json", exclude_unset=True)
    raise _nothing(name, runs)


def _is_run(name: str, runs: Path) -> bool:
    """Whether some run's id begins so."""
    return any(run.id.startswith(name) for run in RunStore(runs).summaries())


def _nothing(name: str, runs: Path) -> UserError:
    known = samples() + [run.id for run in RunStore(runs).summaries()]
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else f"Give a YAML file, a run, or a sample: {', '.join(samples())}."
    return UserError(f"There is no recipe file, sample or run called '{name}'.", fix=hint)
