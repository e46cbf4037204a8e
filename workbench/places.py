"""Where the workbench keeps what it writes.

Every folder is the one that the operating system wants for its kind. With the environment variable ``WORKBENCH_HOME``
all of them lie in that one folder instead: for a memory stick, a shared disk, or a test.
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("distillation-workbench", appauthor=False, roaming=False)


def runs() -> Path:
    """All run folders, where no other folder is asked for."""
    return _folder("runs", _DIRS.user_data_path / "runs")


def cache() -> Path:
    """What can be made or downloaded again: data sets, teacher answers, the catalogue."""
    return _folder("cache", _DIRS.user_cache_path)


def config() -> Path:
    """Preferences, window geometry, the last recipe."""
    return _folder("config", _DIRS.user_config_path)


def logs() -> Path:
    """Log files."""
    return _folder("logs", _DIRS.user_log_path)


def _folder(name: str, usual: Path) -> Path:
    """The folder's path, absolute. Makes nothing."""
    home = os.environ.get("WORKBENCH_HOME")
    return Path(home).expanduser().absolute() / name if home else usual
