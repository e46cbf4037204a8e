"""Which code this is, down to the byte: caches made by other code must not be believed."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from workbench import __version__


@cache
def code_version() -> str:
    """The release and a hash over our files' names, sizes and times, and installed plug-ins. Takes milliseconds."""
    digest = hashlib.sha256()
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        found = path.stat()
        digest.update(f"{path.relative_to(root)} {found.st_size} {found.st_mtime_ns}\n".encode())
    for plugin in sorted(entry_points(group="workbench.plugins"), key=lambda point: point.name):
        digest.update(f"{plugin.name}={plugin.value} {plugin.dist.version if plugin.dist else ''}\n".encode())
    return f"{__version__}+{digest.hexdigest()[:12]}"
