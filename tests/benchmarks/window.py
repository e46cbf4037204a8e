"""Measures the window: how soon it is there, how late it is while a network trains, and what it costs the training.

``python tests/benchmarks/window.py [start] [run]``; without arguments both. Needs a display (``xvfb-run -a`` will do;
without one the offscreen platform is used). Prints tables; numbers depend on what else the computer does, so what is
compared is measured alternately.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
STARTS = 10
ROUNDS = 5
BEAT_MILLISECONDS = 5

# What the command `workbench` does, but it leaves as soon as the window has been painted.
START = """
import logging, sys, time
class Leave(logging.Handler):
    def emit(self, record):
        if record.getMessage() == "the window is on screen":
            print(time.time(), "torch" in sys.modules, flush=True)
            import os
            os._exit(0)
logging.getLogger("workbench.gui.app").setLevel(logging.INFO)
logging.getLogger("workbench.gui.app").addHandler(Leave())
from workbench.cli.main import main
sys.exit(main([]))
"""


def environment(home: Path) -> dict[str, str]:
    """A home of its own, and a display."""
    found = {**os.environ, "WORKBENCH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    if sys.platform == "linux" and not (found.get("DISPLAY") or found.get("WAYLAND_DISPLAY")):
        found["QT_QPA_PLATFORM"] = "offscreen"
    return found


def measure_starts() -> None:
    """From the start of the process to the first paint, as a user has it: not the very first start, cache in place."""
    with tempfile.TemporaryDirectory(prefix="workbench-start-") as folder:
        seconds, torch = [], False
        for _ in range(STARTS + 1):
            began = time.time()
            done = subprocess.run(
                [sys.executable, "-c", START], env=environment(Path(folder)), capture_output=True, text=True, check=True
            )
            at, with_torch = done.stdout.split()
            seconds.append(float(at) - began)
            torch = torch or with_torch == "True"
    kept = sorted(seconds[1:])
    print("\nFrom process start to first paint, seconds")
    print(f"  first       {seconds[0]:.3f}")
    print(f"  median      {statistics.median(kept):.3f}   ({STARTS} starts)")
    print(f"  fastest     {kept[0]:.3f}\n  slowest     {kept[-1]:.3f}")
    print(f"  torch imported before the first paint: {'YES' if torch else 'no'}")


def recipe(epochs: int = 250) -> Any:
    """A student that trains for some seconds from the same teacher; no twin."""
    from workbench.gui.app import sample

    edited = sample()
    assert edited.teacher.kind == "train"
    return edited.model_copy(
        update={"seeds": (0,), "twin": False, "schedule": edited.schedule.model_copy(update={"epochs": epochs})}
    )


def run_in_terminal(folder: Path) -> float:
    """Images a second of the student's training by ``workbench run``, from its first step to its last."""
    from workbench.events import decode
    from workbench.recipes import dump

    path = folder / "recipe.yaml"
    path.write_text(dump(recipe()), encoding="utf-8")
    command = [sys.executable, "-m", "workbench", "run", str(path), "--json"]
    done = subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=True)
    return pace([decode(line) for line in done.stdout.splitlines()])


def pace(events: Iterable[Any]) -> float:
    """Images a second over a student's whole training, validation included."""
    from workbench.events import PhaseFinished

    ended = next(event for event in events if isinstance(event, PhaseFinished) and event.phase.startswith("distilled"))
    images: float = ended.step * recipe().schedule.batch_size
    return images / float(ended.seconds)


class Watch:
    """A heartbeat in the GUI thread: how late is each beat?"""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=BEAT_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, 1000 * (now - self._last) - BEAT_MILLISECONDS))
        self._last = now


def run_in_window(window: Any, watch: Watch) -> float:
    """The same by the window, which draws it."""
    from PySide6.QtCore import QEventLoop

    space = window.space
    space.recipe.load(recipe())
    loop = QEventLoop()

    def look() -> None:
        if not space.run.is_live:
            loop.quit()

    window.space.wishes.start.emit()
    space.run.changed.connect(look)
    watch.start()
    loop.exec()
    watch.stop()
    space.run.changed.disconnect(look)
    if space.run.end is None or space.run.end.outcome != "finished":
        raise SystemExit(f"the run did not finish: {space.run.end}")
    return pace(phase.finished for phase in space.run.phases.values())


def measure_runs() -> None:
    """Delay of GUI events while a network trains, and the training's pace with and without a window, alternately."""
    with tempfile.TemporaryDirectory(prefix="workbench-run-") as folder:
        os.environ.update(environment(Path(folder)))
        sys.path.insert(0, str(ROOT))
        from PySide6.QtCore import QEventLoop, QTimer

        from workbench import places
        from workbench.client.process import ProcessHost
        from workbench.gui.app import application, build
        from workbench.gui.garbage import GarbageCollector

        application()
        host = ProcessHost()
        workbench = build(host, places.runs(), places.config())
        window = workbench.window
        GarbageCollector(lambda: window.space.run.is_live, window)  # as the application does
        window.show()
        window.space.stages.go_to("distil")
        settle = QEventLoop()
        ready = QTimer(interval=50)

        def look() -> None:
            if window.space.description.data and window.stages.distil.charts.accuracy is not None:
                settle.quit()

        ready.timeout.connect(look)
        ready.start()
        settle.exec()
        ready.stop()
        watch = Watch()
        rows = []
        for _ in range(ROUNDS):
            rows.append((run_in_terminal(Path(folder)), run_in_window(window, watch)))
        window.close()
        torch = "torch" in sys.modules
    late = sorted(watch.late)
    print(f"\nDelay of GUI events while a run goes, ms ({len(late)} beats, one every {BEAT_MILLISECONDS} ms)")
    for share in (50, 90, 95, 99, 99.9):
        print(f"  p{share:<5} {late[min(len(late) - 1, int(len(late) * share / 100))]:7.2f}")
    print(f"  worst  {late[-1]:7.2f}")
    print("\nPace of the student over its whole training, images/s, alternately")
    print("    command line   with window   ratio")
    for alone, drawn in rows:
        print(f"  {alone:14,.0f} {drawn:13,.0f} {drawn / alone:7.3f}")
    ratio = statistics.median(drawn / alone for alone, drawn in rows)
    print(f"  median ratio {ratio:.3f}")
    print(f"  torch in the window's process after whole runs: {'YES' if torch else 'no'}")
    print(json.dumps({"p99_ms": late[int(len(late) * 0.99)], "pace_ratio": ratio, "torch": torch}))


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["start", "run"]
    if "start" in wanted:
        measure_starts()
    if "run" in wanted:
        measure_runs()
