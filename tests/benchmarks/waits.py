"""How long a training is held up by what is not training: checkpoints, and the measuring of its own steps.

    python tests/benchmarks/waits.py [--saves N] [--threads N]

Checkpoints: students are trained on noise and saved every few steps, by turns in two ways, in one run. `before` copies,
serialises, writes and flushes in the training's thread, as the workbench did at first; `now` is `Checkpoints.save`.
Shown are the milliseconds for which `save` holds the training up, and those of the steps after it, while `now` writes.

Measuring: what `Meter.add` and `Meter.read` take of the steps of the smallest student there is.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor, nn

from workbench.engine.checkpoint import Checkpoints, Position
from workbench.engine.device import default_threads, placed
from workbench.engine.meter import Meter
from workbench.engine.model import Card, Classifier
from workbench.engine.schedule import make_optimiser
from workbench.recipes import AdamW, Ref, Schedule, Sgd
from workbench.runs.files import write_atomically

STEPS_BETWEEN = 4
"""Training steps after each save."""
OPTIMISERS = {"SGD": Sgd(), "AdamW": AdamW()}
STUDENTS = {name: Ref(kind=name) for name in ("resnet8x4", "resnet18")}


class Student:
    """A network that learns noise.

    Args:
        architecture: Which one. shape: (C, H, W) of its pictures. batch: how many at a step.
        schedule: For its optimiser.
    """

    def __init__(self, architecture: Ref, shape: tuple[int, int, int], batch: int, schedule: Schedule) -> None:
        torch.manual_seed(0)
        channels, classes = shape[0], tuple("abcdefghij")
        mean = std = (0.5,) * channels
        card = Card(architecture=architecture, shape=shape, classes=classes, mean=mean, std=std)
        self.model = placed(Classifier(card), torch.device("cpu")).train()
        self.optimiser = make_optimiser(schedule, self.model.parameters())
        self.images = torch.randint(0, 256, (batch, *shape), dtype=torch.uint8)
        self.labels = torch.randint(0, len(classes), (batch,))

    def step(self) -> tuple[Tensor, Tensor]:
        """One step; the loss and the logits."""
        logits = self.model(self.images)
        loss = nn.functional.cross_entropy(logits, self.labels)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        return loss, logits

    def position(self, step: int) -> Position:
        """As it would be saved, with best weights."""
        best = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        return Position(4.0, 0.5, 0.1, step=step, best_weights=best)


def save_before(folder: Path, position: Position, student: Student) -> None:
    """As the workbench saved before: everything in the training's thread."""
    tensors = {f"model/{name}": copied(value) for name, value in student.model.state_dict().items()}
    tensors |= {f"best/{name}": copied(value) for name, value in position.best_weights.items()}
    packed = student.optimiser.state_dict()
    for index, state in packed["state"].items():
        tensors |= {f"optimiser/{index}/{name}": copied(value) for name, value in state.items()}
    state = asdict(replace(position, best_weights={}))
    texts = {"position": json.dumps(state), "optimiser": json.dumps(packed["param_groups"])}
    content = save(tensors, metadata=texts)
    newest = folder / "newest.safetensors"
    if newest.exists():
        newest.replace(folder / "previous.safetensors")
    write_atomically(newest, content)


def copied(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu().clone().contiguous()


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def compare_saving(name: str, architecture: Ref, optimiser: str, saves: int, folder: Path) -> None:
    """Two rows of the table: both ways by turns, in the same training."""
    student = Student(architecture, (3, 32, 32), 16, Schedule(optimiser=OPTIMISERS[optimiser]))
    checkpoints = Checkpoints(folder / "now")
    (folder / "before").mkdir()
    usual = [milliseconds(student.step) for _ in range(3 * STEPS_BETWEEN)][STEPS_BETWEEN:]
    held: dict[str, list[float]] = {"before": [], "now": []}
    after: dict[str, list[float]] = {"before": [], "now": []}
    for number in range(saves):
        position = student.position(number)
        for way in ("before", "now"):

            def save_it(way: str = way, position: Position = position) -> None:
                if way == "before":
                    save_before(folder / "before", position, student)
                else:
                    checkpoints.save(position, student.model, nn.Identity(), student.optimiser)

            held[way].append(milliseconds(save_it))
            after[way] += [milliseconds(student.step) for _ in range(STEPS_BETWEEN)]
            checkpoints.wait()
    size = (folder / "now" / "newest.safetensors").stat().st_size / 1e6
    for way in ("before", "now"):
        first = f"{name:10} {optimiser:6} {size:6.1f} {way:7}"
        print(f"{first} {spread(held[way])}   {spread(after[way])}   {statistics.median(usual):8.1f}", flush=True)


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):8.1f} {max(values):8.1f}"


def share_of_measuring(steps: int) -> None:
    """What the meter takes of the time of tiny steps."""
    student = Student(Ref(kind="mlp"), (1, 8, 8), 64, Schedule())
    meter, spent, reads = Meter(), [0.0, 0.0], 0
    for _ in range(50):
        student.step()
    began = time.perf_counter()
    for _ in range(steps):
        loss, logits = student.step()
        before = time.perf_counter()
        meter.add(("labels",), loss.detach().reshape(1), logits, student.labels, 0.1)
        added = time.perf_counter()
        spent[0] += added - before
        if meter.due:
            meter.read()
            reads += 1
        spent[1] += time.perf_counter() - added
    whole = time.perf_counter() - began
    print(f"\nmlp on digits: {1e6 * whole / steps:.0f} us a step, {reads} readings in {steps} steps")
    for what, seconds in zip(("Meter.add", "Meter.due and read"), spent, strict=True):
        print(f"{what:20} {1e6 * seconds / steps:8.1f} us a step {seconds / whole:8.1%} of the time")


def main() -> None:
    parser = argparse.ArgumentParser(description="How long a training is held up by what is not training.")
    parser.add_argument("--saves", type=int, default=20, help="checkpoints of each kind")
    parser.add_argument("--threads", type=int, default=default_threads())
    parser.add_argument("--steps", type=int, default=5000, help="of the tiny student")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    print(f"torch {torch.__version__}, {asked.threads} thread(s), CPU\n")
    print(f"{'':33} {'save holds up, ms':^17}   {'steps after it, ms':^17}   {'usual step':>8}")
    print(f"{'student':10} {'':6} {'MB':>6} {'':7} {'p50':>8} {'max':>8}   {'p50':>8} {'max':>8}   {'p50':>8}")
    for name, architecture in STUDENTS.items():
        for optimiser in OPTIMISERS:
            with tempfile.TemporaryDirectory() as folder:
                compare_saving(name, architecture, optimiser, asked.saves, Path(folder))
    share_of_measuring(asked.steps)


if __name__ == "__main__":
    main()
