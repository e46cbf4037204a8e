"""Every method against the same student without a teacher, on real photographs and three pairs of networks.

    python -m tests.benchmarks.methods ARCHIVE [--out FOLDER] [--jobs 2] [--only METHOD ...] [--pairs NAME ...]

ARCHIVE is a ZIP of CIFAR-10 as JPEG files, ``train/CLASS/NNNN.jpg`` and ``test/CLASS/NNNN.jpg``. Trains each teacher
and each plain student once for each seed, then one student for each method, pair and seed, and prints a Markdown table.
What is there already in FOLDER is not trained again, so the command can be ended and called anew.

The budget is small: it shows that every method trains on real pictures and what it does at once, not what it can do in
240 epochs. Settings are the published ones for resnet32x4 -> resnet8x4 where the catalogue has them, else the method's
defaults with alpha 0.5; layers are the workbench's choice. Nothing was tuned on these pictures, the last epoch counts,
and the test pictures are looked at once, at the end of each training. Epochs within a method (warm-up) shrink in
proportion to the budget.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import textwrap
import time
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from statistics import fmean
from typing import Any

from workbench.engine.control import Control
from workbench.engine.environment import environment
from workbench.engine.measure import answers, measure
from workbench.engine.model import load_model
from workbench.engine.presets import R32X4_R8X4
from workbench.engine.registry import methods
from workbench.engine.reporter import Reporter
from workbench.engine.trained import trained
from workbench.engine.training import Training
from workbench.engine.verdict import summarise, verdict
from workbench.errors import UserError
from workbench.recipes import Compute, Data, Distil, Ref, Schedule, Sgd, Step, TeacherRun, Term, Train
from workbench.recipes.requests import AnyCommand
from workbench.runs import RunStore

SEEDS = (0, 1, 2)
TRAIN_PER_CLASS, TEST_PER_CLASS, PIXELS = 200, 200, 16
EPOCHS, TEACHER_EPOCHS, PUBLISHED_EPOCHS = 6, 14, 240
SMALL = Ref(kind="small_cnn", params={"channels": [16, 32, 64], "hidden": None})
WIDE = Ref(kind="small_cnn", params={"channels": [48, 96, 192], "hidden": 128})
PAIRS: dict[str, tuple[Ref, Ref]] = {
    "resnet20 > resnet8": (Ref(kind="resnet20"), Ref(kind="resnet8")),
    "resnet20 > small_cnn": (Ref(kind="resnet20"), SMALL),
    "wide small_cnn > small_cnn": (WIDE, SMALL),
}
"""One family with maps of the same width; two kinds of network; and a network three times as wide as the other."""
PLAIN, TEACHER = "plain", "teacher"


@dataclass(frozen=True)
class Place:
    """Where everything lies: the pictures, the runs, and one JSON file for each result."""

    folder: Path

    @property
    def pictures(self) -> Path:
        return self.folder / "pictures"

    @property
    def store(self) -> RunStore:
        return RunStore(self.folder / "runs")

    def result(self, pair: str, name: str) -> Path:
        who = pair.split(" > ")[0] if name == TEACHER else pair.replace(" > ", "--")
        return self.folder / "results" / f"{who.replace(' ', '_')}--{name}.json"


def schedule(epochs: int) -> Schedule:
    """The standard protocol, shortened."""
    return Schedule(
        epochs=epochs,
        batch_size=64,
        learning_rate=0.05,
        optimiser=Sgd(),
        decay=Step(),
        augment="crop_flip",
        keep="last",
        clip_norm=5.0,
    )


def unpack(archive: Path, place: Place) -> None:
    """The first pictures of each class."""
    if place.pictures.exists():
        return
    with zipfile.ZipFile(archive) as packed:
        for part, most in (("train", TRAIN_PER_CLASS), ("test", TEST_PER_CLASS)):
            names = sorted(name for name in packed.namelist() if name.startswith(f"{part}/") and name.endswith(".jpg"))
            seen: dict[str, int] = {}
            for name in names:
                label = name.split("/")[1]
                seen[label] = seen.get(label, 0) + 1
                if seen[label] <= most:
                    packed.extract(name, place.pictures)


def data(place: Place) -> Data:
    source = Ref(kind="image_folder", params={"folder": str(place.pictures), "size": PIXELS})
    return Data(source=source, validation=0.02)


def settings(name: str) -> dict[str, Any]:
    """Fields of the recipe that train by a method: as published where the catalogue says so."""
    entry = methods.get(name)
    fitting = [one for one in entry.facts.get("presets", ()) if (one["teacher"], one["student"]) == R32X4_R8X4]
    usual = {"method": {"kind": name}, "alpha": 0.5, "temperature": 4.0}
    chosen: dict[str, Any] = deepcopy(fitting[0]["settings"]) if fitting else usual
    chosen.pop("schedule", None)
    for term in [chosen["method"], *list(chosen.get("also", []))]:
        own = {key: value for key, value in term.get("params", {}).items() if not key.endswith("_layers")}
        term["params"] = {**own, **_shortened(term["kind"])}
    return chosen


def _shortened(kind: str) -> dict[str, int]:
    """Epochs within a method, as the same share of the training."""
    fields = methods.get(kind).params.model_fields
    wanted = [field for field in fields if field.endswith("_epochs")]
    return {field: max(1, round(fields[field].default * EPOCHS / PUBLISHED_EPOCHS)) for field in wanted}


def students(place: Place, pair: str, name: str) -> dict[str, Any]:
    """Train the students of one method, or the plain ones, and look at the test pictures."""
    student = PAIRS[pair][1]
    common: dict[str, Any] = {"data": data(place), "seeds": SEEDS, "compute": Compute(threads=1)}
    if name == PLAIN:
        recipe: Train | Distil = Train(model=student, schedule=schedule(EPOCHS), **common)
    else:
        run = json.loads(place.result(pair, TEACHER).read_text())["run"]
        chosen = settings(name)
        terms = {"method": Term(**chosen.pop("method")), "also": tuple(Term(**one) for one in chosen.pop("also", ()))}
        recipe = Distil(
            teacher=TeacherRun(run=run),
            student=student,
            schedule=schedule(EPOCHS),
            twin=False,
            **terms,
            **common,
            **chosen,
        )
    return do(place, recipe)


def teachers(place: Place, pair: str) -> dict[str, Any]:
    recipe = Train(
        model=PAIRS[pair][0],
        schedule=schedule(TEACHER_EPOCHS),
        data=data(place),
        seeds=SEEDS,
        compute=Compute(threads=1),
    )
    return do(place, recipe)


def do(place: Place, recipe: Train | Distil) -> dict[str, Any]:
    """Train, and measure each seed's network on the test pictures, once."""
    run = place.store.create(recipe, environment=environment())
    commands: SimpleQueue[AnyCommand] = SimpleQueue()
    began = time.monotonic()
    with run.writer() as writer:
        reporter = Reporter(lambda batch: None)
        reporter.writer = writer
        training = Training(run, place.store, reporter, Control(commands))
        training.go()
        reporter.flush()
        writer.finish("finished")
    seconds = time.monotonic() - began
    wanted = "model" if isinstance(recipe, Train) else "distilled"
    networks = [one for one in trained(run) if one.role == wanted and one.is_main]
    accuracies = []
    for one in sorted(networks, key=lambda one: recipe.seeds.index(one.seed)):
        said = answers(load_model(one.folder), training.split(one.seed).test, device="cpu", check=lambda: None)
        accuracies.append(measure(said)["accuracy"])
    return {"run": str(run.path), "accuracies": accuracies, "seconds": round(seconds, 1)}


def work(task: tuple[Path, str, str]) -> None:
    """One job of one process: nothing where its result is there already."""
    folder, pair, name = task
    place = Place(folder)
    file = place.result(pair, name)
    if file.exists():
        return
    try:
        found = teachers(place, pair) if name == TEACHER else students(place, pair, name)
    except UserError as error:
        found = {"problem": error.problem}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found))
    print(
        pair, name, found.get("accuracies") or found["problem"], found.get("seconds", ""), file=sys.stderr, flush=True
    )


def table(place: Place, names: Sequence[str], pairs: Sequence[str]) -> Iterator[str]:
    """Markdown: mean ± standard deviation over the seeds, and the difference to the plain twin, paired by seed."""
    known = environment()
    versions = ", ".join(f"{name} {known[name]}" for name in ("python", "torch", "numpy") if name in known)
    yield "# Every method on three pairs\n"
    yield "`python -m tests.benchmarks.methods ARCHIVE > tests/benchmarks/methods.md` makes this table.\n"
    yield from textwrap.wrap(
        f"Test accuracy in percent, mean ± standard deviation of seeds {', '.join(map(str, SEEDS))}; in brackets the "
        f"difference to the plain student (same weights to begin with, same steps, no teacher), * = a paired t-test at "
        f"5 % calls it real. With {len(names)} methods on {len(pairs)} pairs some five in a hundred stars are "
        f"chance. Where the teacher is no better than the plain student within the budget, there is little to gain. "
        f"CIFAR-10 at {PIXELS} x {PIXELS} pixels, the first {TRAIN_PER_CLASS} training and {TEST_PER_CLASS} test "
        f"pictures of each class; {EPOCHS} epochs for students, {TEACHER_EPOCHS} for teachers. {versions}, CPU.",
        120,
    )
    yield ""
    yield "| method | " + " | ".join(pairs) + " |"
    yield "|---|" + "---|" * len(pairs)
    for name in (TEACHER, PLAIN, *sorted(names)):
        yield f"| {name} | " + " | ".join(cell(place, pair, name) for pair in pairs) + " |"


def cell(place: Place, pair: str, name: str) -> str:
    file = place.result(pair, name)
    if not file.exists():
        return "–"
    found = json.loads(file.read_text())
    if "problem" in found:
        return "not for this pair"
    mean, spread = summarise(found["accuracies"])
    text = f"{100 * mean:.1f} ± {100 * (spread or 0):.1f}"
    if name in (TEACHER, PLAIN) or not place.result(pair, PLAIN).exists():
        return text
    plain = json.loads(place.result(pair, PLAIN).read_text())["accuracies"]
    difference = 100 * (fmean(found["accuracies"]) - fmean(plain))
    kind = verdict(found["accuracies"], plain).kind
    return f"{text} ({difference:+.1f}{'' if kind == 'no_difference' else ' *'})"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--out", type=Path, default=Path("methods-benchmark"))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=None, help="methods; default: all")
    parser.add_argument("--pairs", nargs="*", default=list(PAIRS), choices=list(PAIRS))
    given = parser.parse_args(arguments)
    place = Place(given.out.resolve())
    unpack(given.archive, place)
    names = given.only or [name for name in methods.names() if name != "labels"]
    first = [(place.folder, pair, PLAIN) for pair in given.pairs]
    shared = {pair.split(" > ")[0]: (place.folder, pair, TEACHER) for pair in given.pairs}
    rest = [(place.folder, pair, name) for name in names for pair in given.pairs]
    with multiprocessing.get_context("spawn").Pool(given.jobs) as pool:
        for tasks in ([*shared.values(), *first], rest):  # methods need their teachers
            list(pool.imap_unordered(work, tasks, chunksize=1))
    print("\n".join(table(place, names, given.pairs)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
