"""Where the files that come with the workbench are: icons, sample recipes, templates."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """A file or folder of the resources, by its name inside them, e.g. ``recipes/demo.yaml``.

    Raises:
        FileNotFoundError: There is none of that name.
    """
    found = root() / name
    if not found.exists():
        raise FileNotFoundError(f"The workbench has no resource called '{name}' in {root()}.")
    return found


@cache
def root() -> Path:
    """The folder of the resources: inside an installed package, beside the package in a checkout.

    Raises:
        FileNotFoundError: Neither is there, so the installation is incomplete.
    """
    for folder in (_HERE / "_resources", _HERE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"The workbench's resources are missing beside {_HERE}; install it again.")
