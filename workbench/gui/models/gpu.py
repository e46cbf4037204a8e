"""How busy the NVIDIA GPUs are, read in a thread of its own: asking the driver may take longer than a frame."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Any

SECONDS = 2.0
logger = logging.getLogger(__name__)


class GpuWatch:
    """Looks every two seconds between `start` and `stop`. Without a driver it ends by itself, silently.

    Attributes:
        load: Of the busiest GPU, 0 to 1; None while unknown.
    """

    def __init__(self) -> None:
        self.load: float | None = None
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to look. Returns at once."""
        if self._thread is None:
            self._stop.clear()
            self._thread = Thread(target=self._watch, name="gpu", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Look no more; a look that is under way ends by itself."""
        self._stop.set()
        self._thread, self.load = None, None

    def _watch(self) -> None:
        stop = self._stop
        driver = opened()
        if driver is None:
            return
        try:
            while not stop.is_set():
                load = busiest(driver)
                self.load = None if stop.is_set() else load
                stop.wait(SECONDS)
        except driver.NVMLError as error:  # the driver was unloaded, or the GPU has fallen off the bus
            logger.info("the GPU cannot be watched any more: %s", error)
            self.load = None
        finally:
            driver.nvmlShutdown()


def opened() -> Any:
    """NVIDIA's library, ready to be asked; None where there is no driver, no GPU, or no package."""
    try:
        import pynvml
    except ImportError:
        return None
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        logger.debug("no GPU to watch: %s", error)
        return None
    return pynvml


def busiest(driver: Any) -> float | None:
    """Share of the last moments in which the busiest GPU computed, 0 to 1; None without a GPU."""
    loads = []
    for number in range(driver.nvmlDeviceGetCount()):
        handle = driver.nvmlDeviceGetHandleByIndex(number)
        loads.append(driver.nvmlDeviceGetUtilizationRates(handle).gpu / 100)
    return max(loads, default=None)
