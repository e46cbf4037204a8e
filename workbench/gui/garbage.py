"""Python's garbage is collected on the GUI thread only.

Left alone, Python collects cycles of objects in whatever thread happens to allocate next. When that is a run's
background thread and the cycle holds a widget, Qt deletes the widget there, and the process crashes: seldom, at random,
and seen.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

YOUNG_MILLISECONDS = 1000
"""Between collections of what came and went: about a millisecond each."""
ALL_MILLISECONDS = 30_000
"""Between collections of everything: some tens of milliseconds each, so only while nothing trains."""


class GarbageCollector(QObject):
    """Takes collection over from Python, for as long as it lives.

    Args:
        is_busy: Whether a pause of some tens of milliseconds would be felt now.
        parent: Owner; lives in the GUI thread.
    """

    def __init__(self, is_busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        gc.disable()
        gc.freeze()  # what is there now stays: it need not be looked through again and again
        self._young = QTimer(self, interval=YOUNG_MILLISECONDS)
        self._young.timeout.connect(self._on_young)
        self._all = QTimer(self, interval=ALL_MILLISECONDS)
        self._all.timeout.connect(self._on_all)
        self._young.start()
        self._all.start()
        self.destroyed.connect(gc.enable)

    def _on_young(self) -> None:
        gc.collect(1)

    def _on_all(self) -> None:
        if not self._is_busy():
            gc.collect()
