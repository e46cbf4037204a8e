"""The most memory that this process has held, by kind, looked at twenty times a second."""

from __future__ import annotations

import threading
from pathlib import Path

import psutil

SECONDS = 0.05
_STATUS = Path("/proc/self/status")
KINDS = {"RssAnon": "anonymous", "RssFile": "mapped files"}
"""As Linux names them and as tables do: what nobody but the process can give back, and what the system can."""


def held() -> dict[str, int]:
    """Bytes in memory now, by kind; all of it as anonymous where the system does not tell kinds apart."""
    try:
        lines = _STATUS.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {"anonymous": int(psutil.Process().memory_info().rss)}
    found = (line.partition(":") for line in lines)
    return {KINDS[name]: 1024 * int(value.split()[0]) for name, _, value in found if name in KINDS}


class MemoryWatch:
    """Looks from its making to `stop`."""

    def __init__(self) -> None:
        self._most = held()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="memory", daemon=True)
        self._thread.start()

    def stop(self) -> dict[str, int]:
        """End it. Bytes by kind, each at its own worst moment."""
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(SECONDS):
            for kind, size in held().items():
                self._most[kind] = max(self._most.get(kind, 0), size)
