"""How long a stop takes to be answered, in the middle of training, for every architecture that is offered.

    python -m tests.benchmarks.stop [ARCHITECTURE ...]

Trains each on 600 colour pictures of 32x32 with batches of 64, presses Stop at three different moments after the first
layers have run, and prints the longest time from the press to the end of the job, best weights on disk.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue

import numpy as np
from PIL import Image

from workbench.client.process import ProcessHost
from workbench.engine.registry import architectures
from workbench.events import Event, JobEnded, PhaseStarted
from workbench.recipes import Data, Ref, Schedule, Train
from workbench.recipes.requests import AnyCommand, Run, Stop

MOMENTS = (0.3, 1.1, 2.3)
"""Seconds after the training has begun: in the first steps of large networks, later in small ones."""


def make_pictures(folder: Path) -> Path:
    """600 coloured pictures in three classes; what they show does not matter for how long a step takes."""
    pixels = np.random.default_rng(0)
    for name in ("a", "b", "c"):
        (folder / name).mkdir(parents=True)
        for number in range(200):
            Image.fromarray(pixels.integers(0, 256, (32, 32, 3), dtype=np.uint8)).save(folder / name / f"{number}.png")
    return folder


def stop_after(host: ProcessHost, recipe: Train, runs: Path, moment: float) -> float:
    """Seconds from the press of Stop to the end of the job."""
    commands: SimpleQueue[AnyCommand] = SimpleQueue()
    pressed: list[float] = []
    ended: list[JobEnded] = []

    def press() -> None:
        pressed.append(time.monotonic())
        commands.put(Stop())

    def watch(batch: Sequence[Event]) -> None:
        for event in batch:
            if isinstance(event, PhaseStarted):
                threading.Timer(moment, press).start()
            if isinstance(event, JobEnded):
                ended.append(event)

    host.run(Run(recipe=recipe, runs=str(runs)), watch, commands)
    finished = time.monotonic()
    if ended[0].outcome != "stopped" or "did not answer" in ended[0].details:
        raise SystemExit(f"{recipe.model.kind}: {ended[0]}")
    return finished - pressed[0]


def main(names: Sequence[str]) -> None:
    host = ProcessHost()
    with tempfile.TemporaryDirectory() as folder:
        source = Ref(kind="image_folder", params={"folder": str(make_pictures(Path(folder, "pictures"))), "size": 32})
        print(f"{'architecture':22} {'slowest answer to Stop':>24}")
        for name in names or architectures.names():
            recipe = Train(
                data=Data(source=source),
                model=Ref(kind=name),
                schedule=Schedule(epochs=100_000, batch_size=64, learning_rate=1e-4),
            )
            slowest = max(stop_after(host, recipe, Path(folder, "runs"), moment) for moment in MOMENTS)
            print(f"{name:22} {slowest:22.2f} s", flush=True)
    host.close()


if __name__ == "__main__":
    main(sys.argv[1:])
