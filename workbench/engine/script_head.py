"""What stands at the top of a program that repeats a run: what it does, how it is used, and what to expect of it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from workbench.engine.assembly import terms_of
from workbench.engine.registry import architectures, methods
from workbench.engine.script_run import Told
from workbench.engine.script_text import WIDTH
from workbench.recipes import Train


def head(told: Told, needs: Sequence[str], notes: Sequence[str], *, has_files: bool) -> str:
    """The first line and the docstring of the program.

    Args:
        told: The run.
        needs: Packages, as they are installed. notes: What its reader should know, sentences.
        has_files: Whether it reads pictures from files.
    """
    run = told.run
    paragraphs = [
        f"{run.summary().title}: {_story(told)}",
        _WRITTEN.format(run=run.id),
        _USAGE.format(needs=" ".join(needs)) + (_USAGE_OF_FILES if has_files else ""),
        _EXACTNESS.format(versions=_versions(told)),
        *notes,
    ]
    text = "\n\n".join(one if one.startswith(" ") else textwrap.fill(one, WIDTH) for one in paragraphs)
    quoted = f"{text}\n\n{_expected(told)}".replace("\\", "\\\\").replace('"""', "'''")
    return f'#!/usr/bin/env python3\n"""{quoted}\n"""'


def _story(told: Told) -> str:
    recipe, title = told.recipe, architectures.get
    if isinstance(recipe, Train):
        return f"a network ({title(recipe.model.kind).title}) learns from labels."
    titles = dict.fromkeys(_lowered(methods.get(term.kind).title) for _, _, term in terms_of(recipe))
    *before, last = titles
    how = f"{', '.join(before)} and {last}" if before else last
    whom = " from a teacher" if told.guided else ""
    twin = " The same student without a teacher, as often and as long, is the comparison." if recipe.twin else ""
    return f"a student ({title(recipe.student.kind).title}) learns{whom} by {how}.{twin}"


def _versions(told: Told) -> str:
    known = told.run.environment
    wanted = ("torch", "torchvision", "numpy", "scikit-learn")
    versions = [f"{name} {known[name]}" for name in ("python", *wanted) if name in known]
    costs = told.results.costs if told.results else ()
    machines = [cost.machine.rpartition(", ")[0] for cost in costs if cost.machine]
    machine = machines[0] if machines else str(known.get("system", "an unknown machine"))
    threads = f"{told.ready.threads} thread" + "s" * (told.ready.threads > 1)
    return f"{', '.join(versions)}, on {machine}, device {told.ready.device}, {threads}"


def _expected(told: Told) -> str:
    results = told.results
    if results is None:
        return "The run has not been measured on its test pictures yet."
    rows = []
    for one in results.summaries:
        spread = f" ± {100 * one.accuracy_sd:.2f}" if one.accuracy_sd is not None else ""
        rows.append(f"    {one.role:<10} {100 * one.accuracy_mean:.2f}{spread} %")
    return "\n".join(["Test accuracy in the run:\n", *rows])


def _lowered(title: str) -> str:
    """A title as it stands within a sentence."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


_WRITTEN = (
    "Written by Distillation Workbench from the run {run}, and able to repeat it without the workbench: what follows "
    "is the workbench's own source, less what this run has no use for."
)
_USAGE = """    pip install {needs}
    python train.py            # trains, and compares with what the run measured
    python train.py --check    # the same, and exits with 1 where an accuracy differs"""
_USAGE_OF_FILES = """
    python train.py --data FOLDER    # where the pictures are, if not where DATA_FOLDER says"""
_EXACTNESS = (
    "The run was made with {versions}. There, every accuracy is the same again, picture by picture. Another processor "
    "or another version may round a sum differently, and training makes much of little: a few pictures then come out "
    "otherwise."
)
