"""Takes the pictures in this folder: the real window, driving the real engine, in every state, theme and size.

``python tests/screens/take.py [FOLDER]``. Takes a minute or two; needs a display (``xvfb-run -a`` will do).
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))
HOME = tempfile.TemporaryDirectory(prefix="workbench-screens-")
os.environ["WORKBENCH_HOME"] = HOME.name

from PIL import Image, ImageQt  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent, QSize  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from workbench import places  # noqa: E402
from workbench.gui.app import application, build, host_for  # noqa: E402
from workbench.gui.models.run import Status  # noqa: E402
from workbench.gui.theme import Choice  # noqa: E402
from workbench.gui.views.window import MainWindow  # noqa: E402

SIZES = (QSize(1366, 728), QSize(1920, 1040))
"""Screens of 1366x768 and 1920x1080, less the system's bar."""
NAMES = ("1366x768", "1920x1080")
PATIENCE = 600.0


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    application()
    workbench = build(host_for, places.runs(), places.config())
    window = workbench.window
    window.show()
    space = window.space
    wait(lambda: space.catalogue.is_known and space.description.data is not None and not space.description.measuring)
    wait(lambda: window.stages.distil.charts.accuracy is not None)
    take(window, folder, "idle")

    window.space.wishes.start.emit()
    wait(lambda: len(space.run.phases_of("distilled")) > 1 and space.run.current is not None and training(window))
    window.stages.distil.dials.temperature.moved.emit(6.0)
    wait(lambda: any(phase.changes for phase in space.run.phases.values()) and training(window, epochs=12))
    take(window, folder, "running")
    wait(lambda: not space.run.is_live)
    require(window, Status.DONE)
    take(window, folder, "finished")

    window.space.wishes.start.emit()
    wait(lambda: space.run.current is not None and space.run.current.epoch >= 5)
    kill_workers()
    wait(lambda: not space.run.is_live)
    require(window, Status.FAILED)
    take(window, folder, "failed")
    window.close()


def training(window: MainWindow, epochs: int = 8) -> bool:
    """A distilled student has trained so many epochs."""
    current = window.space.run.current
    return current is not None and current.plan.role == "distilled" and current.epoch >= epochs


def require(window: MainWindow, status: Status) -> None:
    """The run ended so and not otherwise."""
    run = window.space.run
    if run.status is not status:
        raise SystemExit(f"the run ended otherwise: {run.end}")


def wait(reached: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")
        settle(0.02)


def settle(seconds: float) -> None:
    """Let the window live for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.002)


def take(window: MainWindow, folder: Path, state: str) -> None:
    """Four pictures of one state."""
    for choice in (Choice.LIGHT, Choice.DARK):
        window.space.theme.choose(choice)
        for size, name in zip(SIZES, NAMES, strict=True):
            window.resize(size)
            settle(0.3)
            save(ImageQt.fromqpixmap(window.grab()), folder / f"{state}-{choice.value}-{name}.png")


def save(picture: Image.Image, path: Path) -> None:
    """As small as PNG gets without losing what one can see: 256 colours of its own."""
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


def kill_workers() -> None:
    """As if the system had ended the engine."""
    for child in psutil.Process().children(recursive=True):
        if "resource_tracker" not in " ".join(child.cmdline()):
            os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


if __name__ == "__main__":
    main()
