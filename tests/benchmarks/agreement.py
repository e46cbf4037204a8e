"""The same student by every way of computing it: whether what is faster is as good.

    python -m tests.benchmarks.agreement ARCHIVE [--out FOLDER] [--minutes M] [--seeds 0 1 2 …] > agreement.md

ARCHIVE is a ZIP of CIFAR-10 as JPEG files, ``train/CLASS/NNNN.jpg`` and ``test/CLASS/NNNN.jpg``. One teacher for each
seed is trained first; then a student with each seed and in each way: by a plain PyTorch loop, by the workbench with
nothing sped up, and by the workbench with each of its ways to be faster. A Markdown table is printed. What is there
already in FOLDER is not trained again, so the command can be ended and called anew; after M minutes nothing more is
begun.

Every way has the same budget and the same schedule. The plain loop begins with the same weights and draws its own
batches and crops; all others see the same pictures in the same order. Where a way was asked for but the run says that
it did not compute so, the table says "not applied".
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from tests.benchmarks.methods import (
    EPOCHS,
    PAIRS,
    PIXELS,
    TEACHER_EPOCHS,
    TEST_PER_CLASS,
    TRAIN_PER_CLASS,
    Place,
    data,
    schedule,
    teachers,
    unpack,
)
from tests.benchmarks.plain_loop import distil, photographs
from workbench.engine.control import Control
from workbench.engine.environment import environment
from workbench.engine.measure import Answers, answers, measure
from workbench.engine.model import load_model, untrained
from workbench.engine.reporter import Reporter
from workbench.engine.teacher import find
from workbench.engine.training import Training
from workbench.engine.verdict import summarise, verdict
from workbench.errors import UserError
from workbench.events import Event, NumericsChosen, TeacherAsked
from workbench.recipes import Compute, Constant, Distil, Schedule, TeacherRun, Variant
from workbench.recipes.requests import AnyCommand

PAIR = "resnet20 > resnet8"
TEMPERATURE, ALPHA, RATE = 4.0, 0.1, 0.05
OFF = Compute(threads=1, precision="fp32", compile="off", cache=False)
KEPT = OFF.model_copy(update={"cache": True})
PLAIN, BASE, COLD = "plain PyTorch", "nothing sped up", "answers kept, none known before"
LOOKED_AT = (1, 20)
"""Steps whose losses are compared: the first shows the rounding, the later one how a training magnifies it."""


@dataclass(frozen=True)
class Way:
    """A way of computing a student.

    Attributes:
        name: For the table.
        compute: What the recipe asks for.
        variant: The student is the second of two that train side by side.
        home: Of what is remembered; ways with the same name share it, in the order of the table.
        applied: Whether the run says that it computed so.
    """

    name: str
    compute: Compute = OFF
    variant: bool = False
    home: str = ""
    applied: Callable[[Sequence[NumericsChosen], Sequence[TeacherAsked]], bool] = field(default=lambda _n, _a: True)


def _fp32(chosen: Sequence[NumericsChosen], _asked: Sequence[TeacherAsked]) -> bool:
    return all((one.student, one.compiled) == ("fp32", False) for one in chosen)


def _remembers_all(_chosen: Sequence[NumericsChosen], asked: Sequence[TeacherAsked]) -> bool:
    last = {one.phase: one for one in asked}
    return bool(last) and all(one.remembered == one.asked for one in last.values())


WAYS = (
    Way(BASE, applied=_fp32),
    Way(COLD, KEPT, home="kept", applied=lambda _n, asked: bool(asked)),
    Way("answers kept, all known before", KEPT, home="kept", applied=_remembers_all),
    Way("beside another student", KEPT, variant=True, home="beside"),
    Way(
        "compiled",
        OFF.model_copy(update={"compile": "on"}),
        applied=lambda chosen, _a: all(one.compiled for one in chosen),
    ),
    Way(
        "bf16",
        OFF.model_copy(update={"precision": "bf16"}),
        applied=lambda chosen, _a: all(one.student == "bf16" for one in chosen),
    ),
)


def recipe(place: Place, teacher: str, way: Way, seeds: Sequence[int]) -> Distil:
    """The student's: as `tests.benchmarks.plain_loop` trains, for it cannot do more."""
    plain = schedule(EPOCHS).model_copy(update={"decay": Constant(), "learning_rate": RATE, "clip_norm": None})
    return Distil(
        data=data(place),
        seeds=tuple(seeds),
        teacher=TeacherRun(run=teacher),
        student=PAIRS[PAIR][1],
        # the first of two is taught otherwise; the second is the one that is measured
        temperature=1.0 if way.variant else TEMPERATURE,
        variants=(Variant(temperature=TEMPERATURE),) if way.variant else (),
        alpha=ALPHA,
        schedule=Schedule.model_validate(plain.model_dump()),
        compute=way.compute,
        twin=False,
    )


def ours(place: Place, teacher: str, way: Way, seeds: Sequence[int]) -> dict[str, Any]:
    """Train in a way of ours and look at the test pictures, once."""
    os.environ["WORKBENCH_HOME"] = str(place.folder / "homes" / (way.home or way.name.replace(" ", "-")))
    told: list[Event] = []
    run = place.store.create(recipe(place, teacher, way, seeds), environment=environment())
    commands: SimpleQueue[AnyCommand] = SimpleQueue()
    began = time.monotonic()
    with run.writer() as writer:
        reporter = Reporter(told.extend)
        reporter.writer = writer
        training = Training(run, place.store, reporter, Control(commands))
        training.go()
        reporter.flush()
        writer.finish("finished")
    seconds = time.monotonic() - began
    phases = [f"distilled/{seed}/1" if way.variant else f"distilled/{seed}" for seed in seeds]
    accuracies = []
    for seed, phase in zip(seeds, phases, strict=True):
        network = load_model(run.model_folder(phase))
        said = answers(network, training.split(seed).test, device="cpu", check=lambda: None)
        accuracies.append(measure(said)["accuracy"])
    curves = run.curves().phases
    chosen = [one for one in told if isinstance(one, NumericsChosen) and one.phase.startswith("distilled")]
    asked = [one for one in told if isinstance(one, TeacherAsked) and one.phase.startswith("distilled")]
    return {
        "accuracies": accuracies,
        "seconds": round(seconds, 1),
        "losses": [[list(values) for values in curves[phase].terms.values()] for phase in phases],
        "applied": way.applied(chosen, asked),
    }


def plain(place: Place, teacher: str, seeds: Sequence[int]) -> dict[str, Any]:
    """The same student by a plain loop, on the same pictures."""
    from workbench.engine.training import load_splits

    torch.set_num_threads(1)
    wanted = recipe(place, teacher, WAYS[0], seeds)
    splits = load_splits(wanted, lambda _: None, lambda: None)
    accuracies, began = [], time.monotonic()
    for seed in seeds:
        part = splits[0]
        pixels = part.train.images.permute(0, 2, 3, 1).contiguous().numpy()
        pictures = photographs(pixels, part.train.labels.tolist())
        torch.manual_seed(seed)
        student = untrained(wanted.student, part.train.shape, part.classes).net
        batches = DataLoader(pictures, batch_size=wanted.schedule.batch_size, shuffle=True, drop_last=True)
        steps = wanted.schedule.epochs * -(-len(pictures) // wanted.schedule.batch_size)
        passes = chain.from_iterable(iter(batches) for _ in range(2 * wanted.schedule.epochs))
        guide = find(place.store, TeacherRun(run=teacher), seed).load().net.eval()
        for _ in distil(
            guide, student, islice(passes, steps), temperature=TEMPERATURE, alpha=ALPHA, learning_rate=RATE
        ):
            pass
        accuracies.append(_accuracy(student, part.test.images, part.test.labels, pixels, part.classes))
    return {
        "accuracies": accuracies,
        "seconds": round(time.monotonic() - began, 1),
        "losses": [],
        "applied": True,
    }


def _accuracy(
    student: torch.nn.Module, images: Tensor, labels: Tensor, pixels: np.ndarray[Any, Any], classes: tuple[str, ...]
) -> Any:
    """On pictures that are normalised as the plain loop's were."""
    share = pixels[:2000].astype(np.float64) / 255
    mean, std = (torch.tensor(value).float().view(3, 1, 1) for value in (share.mean((0, 1, 2)), share.std((0, 1, 2))))
    student.eval()
    with torch.no_grad():
        logits = torch.cat([student((part.float() / 255 - mean) / std) for part in images.split(256)])
    return measure(Answers(logits, labels, classes))["accuracy"]


def file_of(place: Place, name: str) -> Path:
    return place.folder / "agreement" / f"{name.replace(' ', '-').replace(',', '')}.json"


def known(place: Place, name: str) -> dict[str, Any] | None:
    file = file_of(place, name)
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def keep(place: Place, name: str, found: dict[str, Any]) -> None:
    file_of(place, name).parent.mkdir(parents=True, exist_ok=True)
    file_of(place, name).write_text(json.dumps(found), encoding="utf-8")
    print(name, found.get("accuracies"), found.get("seconds"), file=sys.stderr, flush=True)


def do(place: Place, seeds: Sequence[int], minutes: float) -> None:
    """Everything that is not there yet, as long as there is time."""
    end = time.monotonic() + 60 * minutes
    if known(place, "teacher") is None:
        keep(place, "teacher", teachers(place, PAIR))
    teacher = str((known(place, "teacher") or {})["run"])
    todo: list[tuple[str, Callable[[], dict[str, Any]]]] = [(PLAIN, lambda: plain(place, teacher, seeds))]
    todo += [(way.name, lambda way=way: ours(place, teacher, way, seeds)) for way in WAYS]  # type: ignore[misc]
    for name, work in todo:
        if known(place, name) is not None:
            continue
        if time.monotonic() > end:
            print(f"no time for: {name}", file=sys.stderr)
            continue
        try:
            keep(place, name, work())
        except UserError as error:
            keep(place, name, {"problem": error.problem})


def table(place: Place, seeds: Sequence[int]) -> Iterator[str]:
    """Markdown."""
    here = environment()
    versions = ", ".join(f"{name} {here[name]}" for name in ("python", "torch", "numpy") if name in here)
    yield "# What is faster, and whether it is as good\n"
    yield "`python -m tests.benchmarks.agreement ARCHIVE > tests/benchmarks/agreement.md` makes this table.\n"
    teacher, student = PAIR.split(" > ")
    yield from textwrap.wrap(
        f"Test accuracy in percent of {student} taught by {teacher}, mean ± standard deviation of seeds "
        f"{', '.join(map(str, seeds))}, and its difference to '{BASE}', paired by seed, with the 95 % interval and the "
        f"p-value of a paired t-test (with few seeds it sees large differences only). The last column is the largest "
        f"relative difference of the loss to '{BASE}' with any seed, in steps {' and '.join(map(str, LOOKED_AT))}: a "
        f"training magnifies whatever differs, so the first shows the rounding. CIFAR-10 at {PIXELS} x {PIXELS} "
        f"pixels, the first {TRAIN_PER_CLASS} training and {TEST_PER_CLASS} test pictures of each class; "
        f"{EPOCHS} epochs for students, {TEACHER_EPOCHS} for teachers; SGD with momentum at a constant rate of {RATE}, "
        f"batches of 64, crops and mirroring, temperature {TEMPERATURE:g}, weight of the labels {ALPHA:g}; the last "
        f"weights count. The plain loop draws batches and crops of its own, which is what its difference shows. "
        f"{versions}, CPU.",
        120,
    )
    yield ""
    yield "| way | accuracy | difference | losses |"
    yield "|---|---|---|---|"
    base = known(place, BASE)
    for name in (PLAIN, *(way.name for way in WAYS)):
        yield f"| {name} | " + " | ".join(cells(known(place, name), base if name != BASE else None)) + " |"
    cold, same = known(place, COLD), [way.name for way in WAYS if way.name != COLD]
    if cold is not None:
        same = [name for name in same if (known(place, name) or {}).get("losses") == cold["losses"]]
        yield f"\nThe same bits as '{COLD}' in every step of every seed: {', '.join(same) or 'none'}."


def cells(found: dict[str, Any] | None, base: dict[str, Any] | None) -> tuple[str, str, str]:
    if found is None:
        return "–", "–", "–"
    if "problem" in found:
        return "not here", str(found["problem"]), "–"
    if not found["applied"]:
        return "not applied", "–", "–"
    mean, spread = summarise(found["accuracies"])
    accuracy = f"{100 * mean:.2f} ± {100 * (spread or 0):.2f}"
    if base is None or "accuracies" not in base:
        return accuracy, "–", "–"
    told = verdict(found["accuracies"], base["accuracies"])
    difference = f"{100 * told.difference:+.2f}"
    if told.low is not None and told.high is not None:
        difference += f" ({100 * told.low:+.2f} to {100 * told.high:+.2f}, p = {told.p_value:.2f})"
    elif all(one == other for one, other in zip(found["accuracies"], base["accuracies"], strict=True)):
        difference += " (the same with each seed)"
    return accuracy, difference, apart(found["losses"], base["losses"])


def apart(losses: list[Any], base: list[Any]) -> str:
    """The largest difference between losses, relative to their sum, at the steps that are looked at."""
    if not losses:
        return "–"
    if losses == base:
        return "the same bits"
    mine, theirs = (torch.tensor(one, dtype=torch.float64) for one in (losses, base))
    largest = ((mine - theirs).abs().sum(dim=1) / theirs.abs().sum(dim=1)).amax(dim=0)
    return ", ".join(f"{largest[step - 1].item():.0e}" for step in LOOKED_AT)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--out", type=Path, default=Path("agreement-benchmark"))
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(10)), help="0 to 9: a quarter of an hour")
    given = parser.parse_args(arguments)
    place = Place(given.out.resolve())
    unpack(given.archive, place)
    os.environ["WORKBENCH_HOME"] = str(place.folder / "homes" / "teacher")
    do(place, given.seeds, given.minutes)
    print("\n".join(table(place, given.seeds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
