"""Measures the charts: how late the window is while long curves grow, and how long a drawing of a million points takes.

``python tests/benchmarks/charts.py [grow] [draw]``; without arguments both. Needs a display (``xvfb-run -a`` will do;
without one the offscreen platform is used). Numbers depend on what else the computer does: see the load it prints.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

CURVES, POINTS, MILLION = 10, 100_000, 1_000_000
SECONDS, HERTZ, GROWTH = 15.0, 30, 100
"""How long the curves grow, how often they are told so, and by how many points each."""
BEAT_MILLISECONDS = 5
SIZES = ((640, 520), (1000, 700))


class Bench:
    """A window with the charts of a run that has ten loss terms."""

    def __init__(self, folder: Path, points: int) -> None:
        from workbench.events import DataReady, JobStarted, PhasePlan, PhaseStarted
        from workbench.gui.app import application
        from workbench.gui.garbage import GarbageCollector
        from workbench.gui.models.preferences import Preferences
        from workbench.gui.models.workspace import Workspace
        from workbench.gui.views.chart_area import ChartArea
        from workbench.recipes import Distil

        self.app = application()
        self.space = Workspace.make(folder / "runs", Preferences(folder / "config"), folder / "cache", Distil())
        self.plan = PhasePlan(phase="distilled/0", role="distilled", seed=0, epochs=100, steps=2 * points)
        ready = DataReady(
            classes=("0", "1"), shape=(1, 8, 8), train=2, labelled=2, validation=2, test=2, plans=(self.plan,),
            device="cpu", device_reason="", threads=1,
        )  # fmt: skip
        begun = PhaseStarted(
            plan=self.plan, step=0, parameters=1, temperature=4.0, alpha=0.1, learning_rate=0.01, teacher_accuracy=0.9
        )
        self.space.run.apply([JobStarted(job="bench", verb="distil", run="bench"), ready, begun])
        self.rng = np.random.default_rng(0)
        self.step = 0
        self.area = ChartArea(self.space)
        GarbageCollector(lambda: self.space.run.is_live, self.area)  # as the application does
        self.area.load()
        self.add(points)
        self.area.show()
        self.settle()

    def add(self, points: int) -> None:
        """As a batch of events does."""
        from workbench.events import StepsFinished

        fall = np.exp(-np.arange(self.step, self.step + points) / POINTS)
        values = {f"term {n}": tuple((n + fall * self.rng.lognormal(0, 0.3, points)).tolist()) for n in range(CURVES)}
        event = StepsFinished(
            phase="distilled/0", first=self.step + 1, terms=values, learning_rate=0.01, temperature=4.0, alpha=0.1,
            images_per_second=1000.0, seconds_left=1.0, seconds=(self.step + points) / 1000,
        )  # fmt: skip
        self.space.run.apply([event])
        self.step += points

    def settle(self) -> None:
        """Until every point was taken in and drawn."""
        loss = self.area.loss
        assert loss is not None
        while not loss.tracks or not all(track.is_complete for track in loss.tracks.values()):
            self.app.processEvents()
        loss.refresh()
        self.app.processEvents()

    def run(self, seconds: float, every: Callable[[], None], hertz: float) -> list[float]:
        """How late each beat of the GUI thread was, in milliseconds, sorted, while `every` is called."""
        from PySide6.QtCore import QEventLoop, Qt, QTimer

        late: list[float] = []
        last = time.perf_counter()

        def beat() -> None:
            nonlocal last
            now = time.perf_counter()
            late.append(max(0.0, 1000 * (now - last) - BEAT_MILLISECONDS))
            last = now

        loop = QEventLoop()
        precise = Qt.TimerType.PreciseTimer
        beats = QTimer(interval=BEAT_MILLISECONDS, timerType=precise)
        work = QTimer(interval=round(1000 / hertz), timerType=precise)
        beats.timeout.connect(beat)
        work.timeout.connect(every)
        beats.start()
        work.start()
        QTimer.singleShot(round(1000 * seconds), loop.quit)
        loop.exec()
        beats.stop()
        work.stop()
        return sorted(late)


def shares(late: list[float]) -> dict[str, float]:
    """The delays that so many of them do not exceed."""
    found = {f"p{share}": late[min(len(late) - 1, int(len(late) * share / 100))] for share in (50, 95, 99)}
    return {**found, "worst": late[-1]}


def measure_growth(folder: Path) -> dict[str, Any]:
    """Ten curves of 100,000 points grow thirty times a second, in the view with both charts, by its size."""
    bench = Bench(folder, POINTS)
    found = {}
    print(
        f"\nDelay of GUI events while {CURVES} curves of {POINTS:,} points grow at {HERTZ} Hz for {SECONDS:.0f} s, ms"
    )
    drawings = [0]
    assert bench.area.loss is not None
    bench.area.loss._timer.timeout.connect(lambda: drawings.append(drawings.pop() + 1))
    for width, height in SIZES:
        drawings[0] = 0
        bench.area.resize(width, height)
        bench.settle()
        late = bench.run(SECONDS, lambda: bench.add(GROWTH), HERTZ)
        found[f"{width}x{height}"] = shares(late)
        told = "  ".join(f"{name} {value:6.2f}" for name, value in shares(late).items())
        print(f"  {width:4}x{height:<4} {told}   ({len(late)} beats, {drawings[0]} drawings of the loss)")
    idle = bench.run(3.0, lambda: None, HERTZ)
    print("  at rest   " + "  ".join(f"{name} {value:6.2f}" for name, value in shares(idle).items()))
    bench.area.close()
    return found


def measure_drawing(folder: Path) -> dict[str, Any]:
    """A million points a curve: refresh and paint, whole and zoomed in, and the delay while it is dragged along."""
    bench = Bench(folder, MILLION)
    bench.area.resize(1000, 700)
    bench.area.show_view("loss")
    loss = bench.area.loss
    assert loss is not None
    bench.settle()
    found: dict[str, Any] = {}
    print(f"\n{CURVES} curves of {MILLION:,} points, 1000x700: one refresh and painting, ms (median of 20)")
    for name, low, high in (("whole", 0, MILLION), ("a tenth", 400_000, 500_000), ("1,000 steps", 500_000, 501_000)):
        loss.zoom(1.0)
        loss.box.setXRange(low, high, padding=0)
        times = []
        for _ in range(20):
            began = time.perf_counter()
            loss.refresh()
            loss.plot.viewport().repaint()
            times.append(1000 * (time.perf_counter() - began))
        found[name] = float(np.median(times))
        print(f"  {name:12} {found[name]:7.2f}")
    for name, width in (("dragging the whole", MILLION), ("dragging 1,000 steps", 1000)):
        loss.box.setXRange(200_000, 200_000 + width, padding=0)
        drag = lambda: loss.box.translateBy(x=width / 200)  # noqa: E731, B023  # called within this turn only
        late = bench.run(4.0, drag, 60)
        found[name] = shares(late)
        told = "  ".join(f"{share} {value:6.2f}" for share, value in shares(late).items())
        print(f"  {name}: delay of GUI events, ms   {told}")
    began = time.perf_counter()
    bench.area.choice.smooth(0.98)
    worst = max(bench.run(0.5, lambda: None, 60))
    bench.settle()
    print(f"  smoothed anew in {time.perf_counter() - began:.2f} s, GUI at most {worst:.0f} ms late meanwhile")
    bench.area.close()
    return found


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["grow", "draw"]
    if hasattr(os, "getloadavg"):
        print(f"Load of this computer before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    results = {}
    with tempfile.TemporaryDirectory(prefix="workbench-charts-") as kept:
        if "grow" in wanted:
            results["grow"] = measure_growth(Path(kept))
        if "draw" in wanted:
            results["draw"] = measure_drawing(Path(kept))
    print(json.dumps(results))
