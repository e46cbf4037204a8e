"""How much memory and disk the workbench may use on this computer: one file for the window and the terminal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from workbench.errors import RunError
from workbench.places import config
from workbench.runs.files import write_atomically

FILE = "limits.json"
"""In the settings folder."""
GIGABYTE = 10**9
RESERVE = 200_000_000
"""Bytes of the disk that are left free by what can be made again: checkpoints matter more."""
LEAST_MEMORY = GIGABYTE // 10
"""Less than this is not offered: a small data set alone needs it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be used, in bytes.

    Attributes:
        memory: For pictures and the teacher's answers together, in one run; what is more is read from the disk.
        disk: For the answers of all teachers together, and as much for decoded pictures; what was not used longest
            goes first.
    """

    memory: int
    disk: int


def usual() -> Limits:
    """A quarter of the computer's memory, at most 8 GB, and 10 GB of disk."""
    return Limits(memory=min(8 * GIGABYTE, psutil.virtual_memory().total // 4), disk=10 * GIGABYTE)


def read(folder: Path | None = None) -> Limits:
    """What the user has set, else the usual. A damaged file counts as none.

    Args:
        folder: Where settings are; None = the usual place.
    """
    try:
        found = json.loads(((folder or config()) / FILE).read_text(encoding="utf-8"))
        return Limits(memory=max(LEAST_MEMORY, int(found["memory"])), disk=max(0, int(found["disk"])))
    except (OSError, ValueError, KeyError, TypeError):
        return usual()


def write(limits: Limits, folder: Path | None = None) -> None:
    """Set them, for every run that starts from now on.

    Raises:
        RunError: The settings folder cannot be written.
    """
    place = folder or config()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(
            f"The settings folder {place} cannot be made ({error.strerror}).",
            fix="Allow writing there, or set WORKBENCH_HOME to a folder of yours.",
        ) from error
    write_atomically(place / FILE, json.dumps(asdict(limits)).encode())
