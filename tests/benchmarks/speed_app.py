"""Training in the application against ``workbench run`` in a terminal, alternately: the window draws all the while.

The cache is warm, so steps are as short and events as many as they can be: the hardest case for the window. Needs a
display (``xvfb-run -a`` will do; without one the offscreen platform is used). Wanted: a ratio of at least 0.95.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.speed_setup import (
    Engine,
    Options,
    Pair,
    distillation,
    home,
    pack,
    source,
    train_teacher,
)
from tests.benchmarks.speed_tables import median, number, say, span, table
from tests.benchmarks.window import Watch, environment
from workbench import places
from workbench.events import PhaseFinished, decode
from workbench.recipes import Distil, dump

PER_CLASS = 400
EPOCHS = 2
WANTED = 0.95


def measure_app(options: Options) -> dict[str, Any]:
    """Measure and print; the raw numbers."""
    found: dict[str, Any] = {}
    with home() as folder:
        os.environ.update({name: value for name, value in environment(folder).items() if name.startswith("QT_")})
        engine = Engine()
        recipes = {pair.name: _recipe(options, pair, folder, engine) for pair in options.pairs}
        for recipe in recipes.values():
            engine.run(recipe)  # the teacher's answers are known afterwards
        engine.close()
        window = Window()
        for name, recipe in recipes.items():
            rows = []
            for turn in range(options.rounds):
                if turn % 2 == 0:  # neither is always the first
                    alone = in_terminal(recipe, folder)
                    drawn = window.run(recipe)
                else:
                    drawn = window.run(recipe)
                    alone = in_terminal(recipe, folder)
                rows.append((alone, drawn))
                say(f"{name}: terminal {alone:,.0f}, window {drawn:,.0f} pictures/s")
            found[name] = {"terminal": [row[0] for row in rows], "window": [row[1] for row in rows]}
        late = window.close()
    _show(options, found, late)
    return {**found, "late_p99_ms": late[int(len(late) * 0.99)] if late else None}


def _recipe(options: Options, pair: Pair, folder: Path, engine: Engine) -> Distil:
    data = source(pack(options, folder, per_class=PER_CLASS), pair.size)
    teacher = train_teacher(engine, options, data, pair.teacher)
    recipe = distillation(options, data, teacher, pair.student)
    return recipe.model_copy(update={"schedule": recipe.schedule.model_copy(update={"epochs": EPOCHS})})


def pace(finished: PhaseFinished, recipe: Distil) -> float:
    """Pictures a second over the student's whole training, validation included."""
    return finished.step * recipe.schedule.batch_size / finished.seconds


def in_terminal(recipe: Distil, folder: Path) -> float:
    file = folder / "recipe.yaml"
    file.write_text(dump(recipe), encoding="utf-8")
    command = [sys.executable, "-m", "workbench", "run", str(file), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    events = [decode(line) for line in done.stdout.splitlines()]
    return pace(next(event for event in events if isinstance(event, PhaseFinished)), recipe)


class Window:
    """The application's window, shown, on the stage where training is watched."""

    def __init__(self) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        from workbench.client.process import ProcessHost
        from workbench.gui.app import application, build
        from workbench.gui.garbage import GarbageCollector

        application()
        self.workbench = build(ProcessHost(), places.runs(), places.config())
        self.window = self.workbench.window
        space = self.window.space
        self.garbage = GarbageCollector(lambda: space.run.is_live, self.window)  # as the application does
        self.watch = Watch()
        self.window.show()
        self.window.space.stages.go_to("distil")
        settle = QEventLoop()
        QTimer.singleShot(3000, settle.quit)  # first paints, catalogue and charts are not what is measured
        settle.exec()

    def run(self, recipe: Distil) -> float:
        from PySide6.QtCore import QEventLoop

        space = self.window.space
        space.recipe.load(recipe)
        loop = QEventLoop()

        def look() -> None:
            if not space.run.is_live:
                loop.quit()

        space.wishes.start.emit()
        space.run.changed.connect(look)
        self.watch.start()
        loop.exec()
        self.watch.stop()
        space.run.changed.disconnect(look)
        if space.run.end is None or space.run.end.outcome != "finished":
            raise SystemExit(f"the run did not finish: {space.run.end}")
        finished = next(phase.finished for phase in space.run.phases.values() if phase.finished is not None)
        return pace(finished, recipe)

    def close(self) -> list[float]:
        """How late each beat of the GUI thread was while networks trained, ms, sorted."""
        self.window.close()
        return sorted(self.watch.late)


def _show(options: Options, found: dict[str, Any], late: list[float]) -> None:
    rows = []
    for name, numbers in found.items():
        ratios = [drawn / alone for alone, drawn in zip(numbers["terminal"], numbers["window"], strict=True)]
        rows.append(
            [name, span(numbers["terminal"], 0), span(numbers["window"], 0), number(median(ratios), 3), f"≥ {WANTED}"]
        )
    head = ["pair", "terminal, pictures/s", "window", "window / terminal", "wanted"]
    notes = [f"Warm cache, whole trainings of {EPOCHS} epochs, validation included; {options.rounds} rounds."]
    if late:
        shares = ", ".join(f"p{share} {late[int(len(late) * share / 100)]:.1f}" for share in (50, 95, 99))
        notes.append(f"Events of the window were late by, ms: {shares}, worst {late[-1]:.1f} ({len(late):,} beats).")
    table("In the application and in a terminal", head, rows, notes)
