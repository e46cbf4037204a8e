"""From the start of a process to the first step of a training: cold, and as users have it from the second time on.

``workbench run RECIPE --json`` in a process of its own, with an archive of pictures. Cold: nothing is cached. Second:
what the first start kept is there. The plain loop decodes the same archive, for comparison. Then what a worker costs.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.benchmarks.speed_setup import (
    Engine,
    Options,
    Pair,
    Ran,
    distillation,
    forget_answers,
    home,
    note,
    pack,
    source,
    train_teacher,
    weights_of,
)
from tests.benchmarks.speed_tables import median, number, say, span, table
from workbench import places
from workbench.client.process import ProcessHost
from workbench.events import decode
from workbench.recipes import Distil, dump
from workbench.recipes.requests import AnyCommand, Published

PER_CLASS = 4900
"""Training pictures of each class: all that CIFAR-10 has."""
MOMENTS = ("started", "data", "phase", "steps")
PLAIN = """
import sys, time, io, zipfile, json
import numpy as np
from pathlib import Path
from PIL import Image
archive, size, teacher, kind, params, threads = sys.argv[1:]
size, pixels, labels = int(size), [], []
packed = zipfile.ZipFile(archive)
names = [name for name in packed.namelist() if name.startswith("train/")]
classes = {name: n for n, name in enumerate(sorted({name.split("/")[1] for name in names}))}
for name in names:
    picture = Image.open(io.BytesIO(packed.read(name))).convert("RGB")
    pixels.append(np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC)))
    labels.append(classes[name.split("/")[1]])
print("data", flush=True)
import torch
from torch.utils.data import DataLoader
from tests.benchmarks.plain_loop import Setting, distil, networks, photographs
torch.set_num_threads(int(threads))
setting = Setting(Path("."), Path(teacher), (kind, json.loads(params)), 1)
loader = DataLoader(photographs(np.stack(pixels), labels), batch_size=64, shuffle=True)
for step in distil(*networks(setting, len(classes)), loader):
    print("steps", flush=True)
    break
"""


def measure_starts(options: Options) -> dict[str, Any]:
    """Measure and print; the raw numbers."""
    pair = options.pairs[-1]
    found: dict[str, list[dict[str, float]]] = {}
    with home() as folder:
        archive = pack(options, folder, per_class=PER_CLASS)
        data = source(archive, pair.size)
        engine = Engine()
        teacher = train_teacher(engine, options, data, pair.teacher)
        engine.close()
        recipe = distillation(options, data, teacher, pair.student)
        prepared: dict[str, Callable[[], None]] = {
            "cold: nothing is cached": _forget_all,
            "second: pictures and answers are there": lambda: None,
            "answers thrown away, pictures there": forget_answers,
        }
        for _ in range(options.rounds):
            for name, prepare in prepared.items():
                prepare()
                found.setdefault(name, []).append(start(recipe, folder))
                say(f"{name}: {found[name][-1]['steps']:.1f} s")
            found.setdefault("plain loop", []).append(_start_plain(archive, pair, weights_of(teacher), options))
        workers = _workers(options.rounds)
    rows = [
        [name, *(_cell(some, moment) for moment in ("data", "phase", "steps"))] for name, some in found.items() if some
    ]
    head = ["seconds since the process began", "pictures are there", "training begins", "first step reported"]
    notes = [f"{pair.name}, {10 * PER_CLASS:,} {options.pictures} at {pair.size}x{pair.size}; {options.rounds} rounds."]
    table("From process to first step", head, rows, notes)
    rows = [[name, span(some, 3)] for name, some in workers.items()]
    table("What a worker costs", ["seconds to the answer of a short question", ""], rows)
    return {"starts": found, "workers": workers}


def _cell(some: list[dict[str, float]], moment: str) -> str:
    return number(median([one[moment] for one in some if moment in one]), 2)


def _forget_all() -> None:
    shutil.rmtree(places.cache(), ignore_errors=True)


def start(recipe: Distil, folder: Path) -> dict[str, float]:
    """Seconds from the start of ``workbench run`` to what happened first of each kind; it is stopped as by Ctrl-C."""
    file = folder / "recipe.yaml"
    file.write_text(dump(recipe), encoding="utf-8")
    ran = Ran(batch=recipe.schedule.batch_size)
    began = time.monotonic()
    command = [sys.executable, "-m", "workbench", "run", str(file), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        for line in process.stdout:
            note(ran, decode(line), time.monotonic() - began)
            if "steps" in ran.moments and "asked to stop" not in ran.moments:
                ran.moments["asked to stop"] = time.monotonic() - began
                process.send_signal(signal.SIGINT)
    if "steps" not in ran.moments:
        raise SystemExit(f"the run did not begin: {ran.problem}")
    return ran.moments


def _start_plain(archive: Path, pair: Pair, teacher: Path, options: Options) -> dict[str, float]:
    command = [sys.executable, "-c", PLAIN, str(archive), str(pair.size), str(teacher), pair.student.kind]
    command += [pair.student.model_dump_json(include={"params"})[len('{"params":') : -1], str(options.threads)]
    began, moments = time.monotonic(), {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            moments[line.strip()] = time.monotonic() - began
    return moments


def _workers(rounds: int) -> dict[str, list[float]]:
    """Seconds until a new process answers a short question, and until one that is there does."""
    found: dict[str, list[float]] = {"a new process": [], "the same process again": []}
    question = Published(runs=str(places.runs()), method="kd", teacher="resnet32x4", student="resnet8x4")
    for _ in range(rounds):
        host = ProcessHost()
        for times in found.values():
            began = time.monotonic()
            commands: SimpleQueue[AnyCommand] = SimpleQueue()
            host.run(question, lambda _: None, commands)
            times.append(time.monotonic() - began)
        host.close()
    return found
