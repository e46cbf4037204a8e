"""What was measured on this machine, kept so that the same training decides the same way the next time."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.errors import RunError
from workbench.places import cache
from workbench.runs.files import write_atomically

FILE = "numerics.json"
"""In the folder for what can be made again."""
MOST = 200
"""Trainings of which measurements are kept; the oldest go first."""
_VERSION = 1


def known(key: str) -> dict[str, float]:
    """What was measured of a training: milliseconds a picture by what was tried; empty where nothing was.

    Args:
        key: Says what the measurement depends on.
    """
    return _kept().get(key, {})


def keep(key: str, measured: Mapping[str, float]) -> None:
    """Remember what was measured, instead of what was known of the same training. A disk that refuses is no problem."""
    kept = _kept()
    kept.pop(key, None)  # so that it becomes the newest
    kept[key] = dict(measured)
    newest = dict(list(kept.items())[-MOST:])
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
        write_atomically(_path(), json.dumps({"version": _VERSION, "measured": newest}, indent=1).encode())
    except (RunError, OSError):  # then it is measured again the next time
        return


def _path() -> Path:
    return cache() / FILE


def _kept() -> dict[str, dict[str, float]]:
    """Oldest first. A damaged file is none."""
    try:
        content = json.loads(_path().read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict) or content.get("version") != _VERSION:
        return {}
    found = content.get("measured")
    entries = found.items() if isinstance(found, dict) else ()
    return {key: dict(entry) for key, entry in entries if _is_sound(entry)}


def _is_sound(entry: Any) -> bool:
    return isinstance(entry, dict) and all(
        isinstance(value, float) and math.isfinite(value) and value > 0 for value in entry.values()
    )
