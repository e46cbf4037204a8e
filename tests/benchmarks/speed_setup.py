"""What every speed benchmark needs: pictures, a home of its own, teachers, and the workbench's engine as users have it.

The engine is never imitated: it is asked by `ProcessHost`, as the window asks it, for a whole Distil recipe as long as
a published one, and is stopped by a Stop command when enough steps have been seen.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from PIL import Image

from tests.benchmarks.speed_tables import say
from workbench import places
from workbench.client.process import ProcessHost
from workbench.events import (
    DataReady,
    Event,
    JobEnded,
    JobStarted,
    MixMeasured,
    NumericsChosen,
    PhaseStarted,
    StepsFinished,
    TeacherAsked,
)
from workbench.recipes import Compute, Data, Distil, Ref, Schedule, Sgd, Step, TeacherRun, Train
from workbench.recipes.requests import AnyCommand, Run, Stop
from workbench.runs import RunStore

HELD = 2
"""Pictures of each class kept for validation, and as many for the test: nobody's accuracy is looked at here."""
EPOCHS = 240
"""As long as published trainings are, so that the engine decides as it would for one; no run gets that far."""
WORKER = "tests.benchmarks.speed_worker:serve"


@dataclass(frozen=True)
class Pair:
    """A teacher and a student, pictures of one size, and the ratios to the plain loop that were promised."""

    name: str
    teacher: Ref
    student: Ref
    size: int
    cold: float
    warm: float


PAIRS = (
    Pair("resnet32x4 > resnet8x4", Ref(kind="resnet32x4"), Ref(kind="resnet8x4"), 32, 2.2, 5.5),
    Pair("wrn_40_2 > wrn_16_2", Ref(kind="wrn_40_2"), Ref(kind="wrn_16_2"), 32, 2.2, 4.2),
    Pair(
        "resnet18 > mobilenet_v3_small",
        Ref(kind="resnet18", params={"stem": "large"}),
        Ref(kind="mobilenet_v3_small", params={"stem": "large"}),
        64,
        2.0,
        3.6,
    ),
)


@dataclass(frozen=True)
class Options:
    """What the command line asks for.

    Attributes:
        archive: ZIP of folders of pictures, one per class; None = noise.
        rounds: How often what is compared takes turns. minutes: the longest that one long run goes on.
        steps: Of ours that are timed in each round.
        compute: What the recipes say about the engine, beside the threads.
    """

    archive: Path | None
    rounds: int
    threads: int
    minutes: float
    steps: int = 50
    pairs: tuple[Pair, ...] = PAIRS
    compute: dict[str, Any] = field(default_factory=dict)
    peers: dict[str, Path] = field(default_factory=dict)

    @property
    def pictures(self) -> str:
        return "made-up noise" if self.archive is None else f"pictures of {self.archive.name}"


@contextmanager
def home() -> Iterator[Path]:
    """An empty home of the workbench, and room for pictures; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="workbench-speed-") as folder:
        before = os.environ.get("WORKBENCH_HOME")
        os.environ["WORKBENCH_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["WORKBENCH_HOME"]
            else:
                os.environ["WORKBENCH_HOME"] = before


# Pictures


def picture_files(archive: Path | None, most: int) -> Iterator[list[bytes]]:
    """At most so many JPEG files of each class of an archive, those for training where it says so; else noise."""
    if archive is None:
        pixels = np.random.default_rng(0)
        for _ in range(10):
            yield [_noise(pixels) for _ in range(min(most, 500))]
        return
    with zipfile.ZipFile(archive) as packed:
        names = [name for name in packed.namelist() if name.lower().endswith((".jpg", ".jpeg", ".png"))]
        training = [name for name in names if "train/" in name] or names
        folders: dict[str, list[str]] = {}
        for name in training:
            folders.setdefault(name.rpartition("/")[0], []).append(name)
        for folder in sorted(folders):
            yield [packed.read(name) for name in sorted(folders[folder])[:most]]


def _noise(pixels: np.random.Generator) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels.integers(0, 256, (32, 32, 3), dtype=np.uint8)).save(content, "JPEG", quality=90)
    return content.getvalue()


def pack(options: Options, folder: Path, *, per_class: int, classes: int | None = None) -> Path:
    """A ZIP with training, validation and test folders; what there is too little of is used again."""
    name = f"pictures-{classes or 'all'}-{per_class}.zip"
    target = folder / name
    if target.exists():
        return target
    need = per_class + 2 * HELD
    have = list(picture_files(options.archive, need if classes is None else max(need, 500)))
    if classes is not None and classes > len(have):
        every = [content for group in zip(*have, strict=False) for content in group]
        have = [[every[(number * need + i) % len(every)] for i in range(need)] for number in range(classes)]
    with zipfile.ZipFile(target, "w") as packed:
        for number, contents in enumerate(have[:classes]):
            for part, position, content in _parts(contents, per_class):
                packed.writestr(f"{part}/c{number:04}/{position:05}.jpg", content)
    return target


def _parts(contents: Sequence[bytes], per_class: int) -> Iterator[tuple[str, int, bytes]]:
    held, training = contents[: 2 * HELD], contents[2 * HELD :]
    for part, some in (("validation", held[:HELD]), ("test", held[HELD:])):
        yield from ((part, position, content) for position, content in enumerate(some))
    for position in range(per_class):
        yield "train", position, training[position % len(training)]


def arrays(archive: Path, size: int) -> Path:
    """The training pictures of what `pack` made as arrays, scaled as the engine scales them, for the plain loop."""
    target = archive.with_name(f"{archive.stem}-{size}.npz")
    if target.exists():
        return target
    pixels, labels = [], []
    with zipfile.ZipFile(archive) as packed:
        names = [name for name in packed.namelist() if name.startswith("train/")]
        classes = sorted({name.split("/")[1] for name in names})
        for name in names:
            picture = Image.open(io.BytesIO(packed.read(name))).convert("RGB")
            pixels.append(np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC)))
            labels.append(classes.index(name.split("/")[1]))
    np.savez(target, pixels=np.stack(pixels), labels=np.array(labels))
    return target


def source(archive: Path, size: int) -> Data:
    """The same pictures as a recipe has them."""
    return Data(source=Ref(kind="image_archive", params={"file": str(archive), "size": size, "colour": "colour"}))


# The engine


def compute(options: Options, **changes: Any) -> Compute:
    return Compute(**{"device": "cpu", "threads": options.threads, **options.compute, **changes})


def train_teacher(engine: Engine, options: Options, data: Data, model: Ref) -> Path:
    """A teacher that saw little: how well it answers changes nothing about how long it takes. Its run's folder."""
    few = data.model_copy(update={"labels_per_class": 1, "keep_unlabelled": False})
    recipe = Train(
        data=few,
        model=model,
        schedule=Schedule(epochs=1, batch_size=8, learning_rate=1e-3, keep="last"),
        compute=compute(options, precision="fp32", compile="off"),
    )
    ran = engine.run(recipe)
    say(f"teacher {model.kind} is there")
    if ran.outcome != "finished":
        raise SystemExit(f"the teacher {model.kind} was not trained: {ran.problem}")
    return Path(ran.folder)


def weights_of(run: Path) -> Path:
    """The folder of the weights of a trained teacher."""
    return RunStore(run.parent).open(run.name).model_folder("model/0")


def distillation(options: Options, data: Data, teacher: Path, student: Ref, batch: int = 64, **changes: Any) -> Distil:
    """The recipe of the published protocol: Hinton's KD, SGD, crops and mirrored pictures; no twin."""
    return Distil(
        data=data,
        teacher=TeacherRun(run=str(teacher), role="model"),
        student=student,
        temperature=4.0,
        alpha=0.1,
        twin=False,
        compute=compute(options, **changes),
        schedule=Schedule(
            epochs=EPOCHS,
            batch_size=batch,
            learning_rate=0.05,
            optimiser=Sgd(),
            decay=Step(),
            augment="crop_flip",
            keep="last",
        ),
    )


@dataclass
class Ran:
    """What was seen of a run.

    Attributes:
        pieces: Step that a report ends with, steps and seconds in it.
        moments: Seconds from the request to what happened first of each kind.
        asked, remembered: Answers wanted of the teacher and those known; None where nobody told.
        written: What a `speed_worker` left, such as the memory held.
    """

    batch: int = 0
    pieces: list[tuple[int, int, float]] = field(default_factory=list)
    mixes: list[int] = field(default_factory=list)
    moments: dict[str, float] = field(default_factory=dict)
    asked: int | None = None
    remembered: int | None = None
    kept_bytes: tuple[int, int] | None = None
    reason: str = ""
    numerics: dict[str, Any] | None = None
    outcome: str = ""
    problem: str = ""
    folder: str = ""

    def milliseconds(self, first: int, steps: int) -> float:
        """A picture, over so many steps after `first` warm ones; NaN where too few were done."""
        inside = [(count, seconds) for last, count, seconds in self.pieces if last - count >= first]
        done, spent = 0, 0.0
        for count, seconds in inside:
            done, spent = done + count, spent + seconds
            if done >= steps:
                break
        return 1000 * spent / (done * self.batch) if done else float("nan")

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def share(self) -> float | None:
        """Of the answers, those that were remembered."""
        return None if not self.asked or self.remembered is None else self.remembered / self.asked

    @property
    def how(self) -> str:
        """The numerics in a few words."""
        found = self.numerics
        if found is None:
            return "–"
        extra = [name for name in ("folded", "compiled", "channels_last") if found[name]]
        return " ".join([f"student {found['student']}", f"teacher {found['teacher'] or '–'}", *extra])


class Engine:
    """The workbench's engine in a process of its own, as the window has it.

    Args:
        entry: The worker's entry; `WORKER` measures itself on the way.
    """

    def __init__(self, entry: str | None = None) -> None:
        self._host = ProcessHost() if entry is None else ProcessHost(entry)
        self._runs = places.runs()

    def close(self) -> None:
        self._host.close()

    def run(self, recipe: Train | Distil, steps: int = 0, minutes: float = 60.0) -> Ran:
        """Do a recipe, and stop it when so many optimiser steps, or minutes since the first, are over (0 = never)."""
        commands: SimpleQueue[AnyCommand] = SimpleQueue()
        ran = Ran(batch=recipe.schedule.batch_size)
        began = time.monotonic()

        def watch(batch: Sequence[Event]) -> None:
            for event in batch:
                note(ran, event, time.monotonic() - began)
            done = ran.pieces[-1][0] if ran.pieces else 0
            trained = time.monotonic() - began - ran.moments.get("steps", float("inf"))
            if steps and (done >= steps or trained > 60 * minutes):
                commands.put(Stop())

        self._host.run(Run(recipe=recipe, runs=str(self._runs)), watch, commands)
        if ran.outcome == "failed":
            raise SystemExit(f"the run failed: {ran.problem}")
        return ran


def note(ran: Ran, event: Event, now: float) -> None:
    match event:
        case JobStarted():
            ran.folder = event.folder
        case DataReady():
            ran.moments["data"] = now
        case PhaseStarted():
            ran.moments.setdefault("phase", now)
        case StepsFinished(first=first, images_per_second=pace):
            count = len(next(iter(event.terms.values())))
            ran.moments.setdefault("steps", now)
            ran.pieces.append((first + count - 1, count, count * ran.batch / pace))
        case MixMeasured(step=step):
            ran.mixes.append(step)
        case NumericsChosen():
            ran.numerics = asdict(event)
        case TeacherAsked():
            ran.asked, ran.remembered, ran.reason = event.asked, event.remembered, event.reason
            ran.kept_bytes = event.memory_bytes, event.disk_bytes
        case JobEnded():
            ran.outcome, ran.problem = event.outcome, f"{event.problem} {event.details}".strip()
            ran.moments["end"] = now
        case _:
            pass


def forget_answers() -> None:
    """Empty the teachers' cache, as nobody had ever asked."""
    shutil.rmtree(places.cache() / "answers", ignore_errors=True)
