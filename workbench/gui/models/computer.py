"""How busy this computer is, read now and then."""

from __future__ import annotations

from contextlib import suppress

import psutil
from PySide6.QtCore import QObject, QTimer, Signal

from workbench.gui.models.gpu import GpuWatch

MILLISECONDS = 2000


class ComputerModel(QObject):
    """CPU and memory, of the whole computer and of the workbench with its workers.

    Attributes:
        cpu: Share of all cores that is busy, 0 to 1; None before the first look.
        graphics: Looks at the GPU.
        used, total: Bytes of memory. own: Bytes that the workbench and its workers hold.

    Signals:
        changed: There are new numbers.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cpu: float | None = None
        self.graphics = GpuWatch()
        self.used = self.total = self.own = 0
        self._me = psutil.Process()
        self._timer = QTimer(self, interval=MILLISECONDS)
        self._timer.timeout.connect(self.look)

    @property
    def gpu(self) -> float | None:
        """Share of the GPU that is busy, 0 to 1; None without one that can be asked."""
        return self.graphics.load

    def switch_on(self) -> None:
        """Look every two seconds from now on."""
        psutil.cpu_percent()  # the first reading only begins the measurement
        self.graphics.start()
        self._timer.start()

    def switch_off(self) -> None:
        """Look no more."""
        self._timer.stop()
        self.graphics.stop()

    def look(self) -> None:
        """Read the numbers now; takes about a millisecond."""
        memory = psutil.virtual_memory()
        self.cpu = psutil.cpu_percent() / 100
        self.used, self.total = memory.total - memory.available, memory.total
        self.own = _resident(self._me)
        with suppress(psutil.Error):
            self.own += sum(_resident(child) for child in self._me.children())
        self.changed.emit()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
