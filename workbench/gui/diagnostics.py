"""What helps to understand a problem, without anything private."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from workbench.gui.models.workspace import Workspace
from workbench.version import code_version

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "pydantic", "torch", "torchvision", "onnx", "onnxruntime")


def diagnostics(space: Workspace) -> str:
    """Versions, the recipe, and what went wrong, as text. Names no folder of the user."""
    lines = [
        f"Distillation Workbench {code_version()}",
        f"Python {platform.python_version()} on {platform.system()} {platform.release()} {platform.machine()}",
        f"Qt {qVersion()} ({QGuiApplication.platformName()}), training in a {space.preferences.place.value}",
        ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
        f"Device: {space.description.device or 'unknown'}",
        f"Run: {space.run.status.value}",
        f"Recipe: {space.recipe.draft}",
        *(f"Problem: {problem}" for problem in space.recipe.problems),
        *("\n".join(filter(None, (n.headline, n.text, n.details))) for n in space.notices.notices.values()),
    ]
    return without_folders("\n".join(lines))


def without_folders(text: str) -> str:
    """The text with home folder and program folder left out."""
    for folder, mark in (
        (Path(sys.prefix), "<python>"),
        (Path(__file__).parents[2], "<program>"),
        (Path.home(), "<home>"),
    ):
        if len(str(folder)) > 1:
            text = text.replace(str(folder), mark)
    return text


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
