"""Distillation as a good engineer writes it in plain PyTorch: what every speed of the workbench is divided by.

Pictures in memory, changed one by one by torchvision's transforms in a DataLoader; the teacher asked under `no_grad` in
evaluation mode; Hinton's loss; SGD with momentum; fp32. The loss is looked at every fifty steps only. With
``as_published`` a step is what the public loops of RepDistiller and mdistiller do: the loss and two accuracies are read
after each.

Not a part of the workbench: it shares the networks with it and nothing else. `measure` times it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

LOOK_EVERY = 50
"""Steps between two looks at the loss."""


class Photographs(Dataset[tuple[Tensor, int]]):
    """Pictures in memory, as torchvision's own CIFAR-10 hands them out."""

    def __init__(
        self, pixels: NDArray[np.uint8], labels: list[int], transform: Callable[[Image.Image], Tensor]
    ) -> None:
        self.pixels, self.labels, self.transform = pixels, labels, transform

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.transform(Image.fromarray(self.pixels[index])), self.labels[index]


def photographs(pixels: NDArray[np.uint8], labels: list[int]) -> Photographs:
    """Pictures (N, H, W, 3) with the usual changes: pad by 4, crop, mirror half of them, normalise."""
    share = pixels[:2000].astype(np.float64) / 255
    mean, std = share.mean(axis=(0, 1, 2)), share.std(axis=(0, 1, 2))
    change = transforms.Compose(
        [
            transforms.RandomCrop(pixels.shape[1], padding=4),
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize(mean.tolist(), std.tolist()),
        ]
    )
    return Photographs(pixels, labels, change)


def distil(
    teacher: nn.Module,
    student: nn.Module,
    batches: Iterable[tuple[Tensor, Tensor]],
    *,
    temperature: float = 4.0,
    alpha: float = 0.1,
    learning_rate: float = 0.05,
    as_published: bool = False,
) -> Iterator[int]:
    """Train the student on the batches; yields the number of each step when it is done."""
    teacher.eval()
    student.train()
    optimiser = torch.optim.SGD(student.parameters(), lr=learning_rate, momentum=0.9, weight_decay=5e-4)
    losses, hits = Average(), (Average(), Average())
    for step, (images, labels) in enumerate(batches):
        with torch.no_grad():
            target = teacher(images)
        logits = student(images)
        hard = F.cross_entropy(logits, labels)
        soft = F.kl_div(
            F.log_softmax(logits / temperature, dim=1), F.softmax(target / temperature, dim=1), reduction="batchmean"
        )
        loss = alpha * hard + (1 - alpha) * temperature**2 * soft
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if as_published:
            losses.add(loss.item(), len(labels))
            for meter, share in zip(hits, top(logits, labels), strict=True):
                meter.add(share, len(labels))
        elif step % LOOK_EVERY == 0:
            losses.add(loss.item(), len(labels))
        yield step


class Average:
    """A mean that grows."""

    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    def add(self, value: float, count: int) -> None:
        self.total, self.count = self.total + value * count, self.count + count


def top(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """Fractions of a batch that the likeliest class, and the five likeliest, are right about."""
    best = logits.topk(min(5, logits.shape[1]), dim=1).indices == labels[:, None]
    return best[:, :1].any(dim=1).float().mean().item(), best.any(dim=1).float().mean().item()


@dataclass(frozen=True)
class Setting:
    """What is to be timed; plain, so that it can be sent to a process of its own.

    Attributes:
        pictures: ``.npz`` with ``pixels`` (N, H, W, 3) and ``labels`` (N,).
        teacher: Folder of the teacher's weights. student: architecture and its settings.
        warmup: Steps before the clock starts. steps: as many are timed.
        workers: Of the DataLoader. minutes: ends the timing early, after at least three steps.
    """

    pictures: Path
    teacher: Path
    student: tuple[str, dict[str, Any]]
    steps: int
    warmup: int = 4
    batch: int = 64
    workers: int = 0
    threads: int = 2
    as_published: bool = False
    minutes: float = 10.0


@dataclass(frozen=True)
class Timed:
    """Milliseconds a picture in each timed step, how long until the first step was done, and the most memory held."""

    milliseconds: list[float]
    first_step_seconds: float
    memory: dict[str, int]


def networks(setting: Setting, classes: int) -> tuple[nn.Module, nn.Module]:
    """The workbench's networks without what it wraps around them; the student's weights are those that it draws."""
    from workbench.engine.model import load_model, untrained
    from workbench.recipes import Ref

    teacher = load_model(setting.teacher)
    kind, params = setting.student
    torch.manual_seed(0)
    student = untrained(Ref(kind=kind, params=params), teacher.card.shape, [str(number) for number in range(classes)])
    return teacher.requires_grad_(False).net, student.net


def measure(setting: Setting) -> Timed:
    """Time the loop, in this process. The memory is the most that was held beside files, from the start."""
    from tests.benchmarks.speed_memory_watch import MemoryWatch

    watch = MemoryWatch()
    began = time.perf_counter()
    torch.set_num_threads(setting.threads)
    with np.load(setting.pictures) as found:
        pixels, labels = found["pixels"], found["labels"].tolist()
    teacher, student = networks(setting, max(labels) + 1)
    loader = DataLoader(
        photographs(pixels, labels),
        batch_size=setting.batch,
        shuffle=True,
        num_workers=setting.workers,
        drop_last=True,
        persistent_workers=setting.workers > 0,
    )
    passes = chain.from_iterable(iter(loader) for _ in range(10_000))
    moments: list[float] = []
    for step in distil(teacher, student, passes, as_published=setting.as_published):
        moments.append(time.perf_counter())
        timed = step + 1 - setting.warmup
        if timed >= setting.steps or (timed >= 3 and moments[-1] - moments[0] > 60 * setting.minutes):
            break
    kept = moments[setting.warmup - 1 :]
    steps = [1000 * (after - before) / setting.batch for before, after in pairwise(kept)]
    return Timed(steps, moments[0] - began, watch.stop())
