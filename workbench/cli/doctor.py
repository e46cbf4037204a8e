"""Look at this computer: can everything start, and if not, what is to be done."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
import psutil

from workbench import __version__, limits, places
from workbench.cli import words
from workbench.cli.following import follow
from workbench.cli.options import runs_option
from workbench.cli.problems import FAILED, FINISHED
from workbench.cli.tellers import Teller
from workbench.recipes import Train
from workbench.recipes.requests import Describe

PACKAGES = (
    "PySide6-Essentials", "pyqtgraph", "torch", "torchvision", "scikit-learn", "numpy", "Pillow",
    "onnx", "onnxscript", "onnxruntime", "safetensors", "pydantic",
)  # fmt: skip
LEAST_DISK = 1_000_000_000
"""Bytes that runs, checkpoints and downloads should find free."""
LEAST_MEMORY = 1_000_000_000
"""Bytes that torch and a small training need."""
QT_TEST = "from PySide6.QtWidgets import QApplication; print(QApplication([]).platformName())"
LIBRARIES = (
    "libglib2.0-0 libgl1 libegl1 libfontconfig1 libdbus-1-3 libxkbcommon0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 "
    "libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
)
"""What Qt needs of Debian and Ubuntu."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found.

    Attributes:
        text: In plain words.
        fix: What to do about it; empty = all is well.
    """

    text: str
    fix: str = ""


@click.command(short_help="Check that this computer is ready.")
@runs_option
def doctor(runs: Path) -> int:
    """Check that this computer is ready, and say what to do where it is not. Exit code 1 when something is missing."""
    ill = 0
    for look in _looks(runs):
        found = look()
        ill += bool(found.fix)
        click.echo(f"{'problem' if found.fix else 'ok     '}  {found.text}")
        if found.fix:
            click.echo(f"         {found.fix}")
    click.echo("All is well." if not ill else f"{ill} {'problem' if ill == 1 else 'problems'}.")
    return FAILED if ill else FINISHED


def _looks(runs: Path) -> Iterator[Callable[[], Finding]]:
    yield _python
    yield _packages
    yield _window
    yield lambda: _engine(runs)
    yield _memory
    yield lambda: _disk(runs)
    yield _limits
    for what, folder in (
        ("Runs", runs), ("Downloads", places.cache()), ("Preferences", places.config()), ("Logs", places.logs()),
    ):  # fmt: skip
        yield lambda what=what, folder=folder: writable(what, folder)  # type: ignore[misc]  # mypy cannot type defaults


def _python() -> Finding:
    text = f"Workbench {__version__}, Python {platform.python_version()}, {platform.platform()}"
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        return Finding(text, "Install Python 3.10 to 3.13 and install the workbench there.")
    return Finding(text)


def _packages() -> Finding:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding(
            f"Missing: {', '.join(missing)}", "Install the workbench again: pip install distillation-workbench"
        )
    return Finding(", ".join(found))


def _window() -> Finding:
    """Start Qt in a process of its own, as a missing library ends the process that wants it."""
    if importlib.util.find_spec("PySide6") is None:
        return Finding("PySide6 is not installed, so no window can open.", "Run: pip install PySide6-Essentials")
    environment = dict(os.environ)
    screen = bool(
        environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY") or not sys.platform.startswith("linux")
    )
    if not screen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        done = subprocess.run(
            [sys.executable, "-c", QT_TEST], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(f"Qt could not be tried: {error}", "Try again when the computer is less busy.")
    if done.returncode == 0:
        there = "" if screen else "; there is no screen here, so the window cannot open, but every command works"
        return Finding(f"Qt starts ({done.stdout.strip()}){there}")
    said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    advice = f"On Debian or Ubuntu run: sudo apt install {LIBRARIES}" if sys.platform.startswith("linux") else ""
    return Finding(f"Qt does not start: {said[-1]}", advice or "Install PySide6-Essentials again.")


def _engine(runs: Path) -> Finding:
    """Have the worker describe the simplest training: that imports torch, finds the device and reads the digits."""
    cores = os.cpu_count() or 1
    recipe = Train().model_dump(mode="json")
    outcome = follow(Describe(runs=str(runs), recipe=recipe), Teller())
    answer, ended = outcome.answers.get("describe"), outcome.ended
    if answer is None or answer["problems"]:
        assert ended is not None
        why = answer["problems"][0]["message"] if answer else f"{ended.problem}\n{ended.details}".strip()
        return Finding(f"Training cannot start: {why}", "Install the workbench again, or report this text.")
    return Finding(f"Training runs on {words.device(answer['device'], answer['device_reason'])}; {cores} CPU cores")


def _memory() -> Finding:
    free = psutil.virtual_memory().available
    text = f"{words.size(free)} of memory free"
    return Finding(text, "Close other programs before training.") if free < LEAST_MEMORY else Finding(text)


def _disk(runs: Path) -> Finding:
    there = next(folder for folder in (runs, *runs.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    text = f"{words.size(free)} free on the disk of {runs}"
    return (
        Finding(text, "Free some space, or choose another folder with --runs.") if free < LEAST_DISK else Finding(text)
    )


def _limits() -> Finding:
    may = limits.read()
    memory, disk = words.size(may.memory), words.size(may.disk)
    return Finding(f"A run may use {memory} of memory, the teachers' answers {disk} of disk ('workbench cache limit')")


def writable(what: str, folder: Path) -> Finding:
    """Whether files can be made in a folder, which is made when it is not there.

    Args:
        what: What the folder holds, in a word.
        folder: Its path.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        fix = "Allow writing there, or set WORKBENCH_HOME to a folder of yours."
        return Finding(f"{what}: {folder} cannot be written ({error.strerror})", fix)
    return Finding(f"{what}: {folder}")
