"""Who may import whom: read from the source, seen at run time, and both guards shown to bark.

The contracts are in ``pyproject.toml``. Reading the source finds imports that never run; running finds imports made by
name. A planted violation proves that neither guard sleeps.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TORCH = ("torch", "torchvision", "onnx", "onnxscript")
QT = ("PySide6", "shiboken6", "pyqtgraph")

BANNED = {
    "gui": (*TORCH, "workbench.engine", "workbench.cli"),
    "cli": (*TORCH, *QT, "workbench.engine", "workbench.gui"),
    "client": (*TORCH, *QT, "workbench.engine", "workbench.gui", "workbench.cli"),
    "engine": (*QT, "workbench.client", "workbench.gui", "workbench.cli"),
    "runs": (*TORCH, *QT, "workbench.engine", "workbench.client"),
    "recipes": (*TORCH, *QT, "workbench.engine", "workbench.runs", "workbench.events"),
    "events": (*TORCH, *QT, "workbench.engine", "workbench.runs"),
    "errors": (*TORCH, *QT, "workbench.engine", "workbench.recipes"),
    "limits": (*TORCH, *QT, "workbench.engine"),
    "places": (*TORCH, *QT, "workbench.engine", "workbench.recipes"),
    "resources": (*TORCH, *QT, "workbench.engine", "workbench.recipes"),
    "version": (*TORCH, *QT, "workbench.engine", "workbench.recipes"),
    "__main__": (*TORCH, *QT, "workbench.engine", "workbench.gui"),
}
"""Part of the workbench -> modules that none of its modules may bring along, however indirectly."""

IMPORT_ALL = """
import importlib, json, pkgutil, sys
part = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(getattr(part, "__path__", []), part.__name__ + "."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""


def environment(root: Path) -> dict[str, str]:
    """The workbench is the one in `root`, whatever is installed."""
    return os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}


def loaded_by(part: str, root: Path = ROOT) -> set[str]:
    """Every module that is loaded after all modules of a part were imported in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, f"workbench.{part}"],
        cwd=root,
        env=environment(root),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def brought_along(part: str, root: Path = ROOT) -> set[str]:
    """The banned modules among them."""
    return loaded_by(part, root).intersection(BANNED[part])


def lint_imports(root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """What `lint-imports` says of the workbench in `root`."""
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", lint], cwd=root, env=environment(root), capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout that a test may spoil."""
    shutil.copytree(ROOT / "workbench", tmp_path / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_part_is_guarded() -> None:
    parts = {path.stem for path in (ROOT / "workbench").iterdir() if (path / "__init__.py").exists() or path.is_file()}
    assert parts - {"__init__"} == set(BANNED)


def test_the_contracts_hold() -> None:
    done = lint_imports()
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("part", BANNED)
def test_no_module_brings_a_banned_one_along(part: str) -> None:
    assert not brought_along(part)


@pytest.mark.parametrize(
    ("part", "line", "banned"),
    [
        ("client", "import workbench.engine", "workbench.engine"),
        pytest.param("gui", "import torch", "torch", marks=pytest.mark.slow),
        pytest.param("engine", "import PySide6", "PySide6", marks=pytest.mark.slow),
    ],
)
def test_a_planted_import_turns_both_guards_red(copy: Path, part: str, line: str, banned: str) -> None:
    (copy / "workbench" / part / "planted.py").write_text(f"{line}\n", encoding="utf-8")

    done = lint_imports(copy)
    assert done.returncode == 1
    assert f"workbench.{part}.planted -> {banned}" in done.stdout
    assert banned in brought_along(part, copy)
