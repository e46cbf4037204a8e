"""What the package imports is what ``pyproject.toml`` asks for, no less and no more."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="Python 3.10 cannot tell which package an import belongs to"
)

PACKAGE = Path(__file__).resolve().parents[2] / "workbench"

NEVER_IMPORTED = {
    "onnxscript",  # torch's ONNX exporter imports it
}
COME_ALONG = {"pydantic_core": "pydantic", "shiboken6": "PySide6"}
"""Packages that are part of another by its own promise."""


def imported() -> set[str]:
    """Names of the other people's packages that our modules import, at their top or later."""
    names: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return {COME_ALONG.get(name, name) for name in names - sys.stdlib_module_names - {"workbench"}}


def normal(name: str) -> str:
    """As package indexes compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lines() -> list[str]:
    """The requirements without extras, with their comments."""
    text = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    (section,) = re.findall(r"^dependencies = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    return [line.strip() for line in section.splitlines()]


def declared() -> set[str]:
    return {normal(name) for line in lines() for name in re.findall(r'^"([A-Za-z0-9_.-]+)', line)}


def test_every_import_is_declared() -> None:
    homes = packages_distributions()
    missing = {name for name in imported() if not declared() & {normal(home) for home in homes.get(name, [])}}
    assert missing == set()


def test_every_requirement_is_imported() -> None:
    homes = packages_distributions()
    used = {normal(home) for name in imported() for home in homes.get(name, [])}
    assert declared() - used == NEVER_IMPORTED


def test_every_requirement_gives_its_reason() -> None:
    bare = [line for above, line in pairwise(["", *lines()]) if "#" not in line + above[:1]]
    assert bare == []
