"""The least time that the arithmetic of a pair can take on this machine: FLOPs over the attainable rate."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from tests.benchmarks.speed_setup import Pair
from workbench.engine.model import untrained

COLD, WARM = "cold cache", "warm cache"
SECONDS = 1.5
SHAPES = ((64, 64, 32), (64, 128, 16), (64, 256, 8), (64, 256, 16))
"""Batch, channels, pixels on a side, of 3x3 convolutions: the largest that the pairs have, and larger."""


def attainable(threads: int) -> dict[str, float]:
    """FLOP/s of the best large convolution, forward, by number format; in a process of its own."""
    command = [sys.executable, "-c", f"from tests.benchmarks.speed_floor import tell; tell({threads})"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return {name: float(rate) for name, _, rate in (line.partition(" ") for line in said)}


def tell(threads: int) -> None:
    """Print the rates."""
    torch.set_num_threads(threads)
    for name, kind in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        print(name, max(_rate(shape, kind) for shape in SHAPES))


@torch.no_grad()
def _rate(shape: tuple[int, int, int], kind: torch.dtype) -> float:
    batch, channels, side = shape
    layer = nn.Conv2d(channels, channels, 3, padding=1, bias=False).to(kind).to(memory_format=torch.channels_last)
    images = torch.randn(batch, channels, side, side).to(kind).to(memory_format=torch.channels_last)
    work = 2 * batch * side * side * channels * channels * 9
    best = float("inf")
    until = time.perf_counter() + SECONDS / len(SHAPES)
    while best == float("inf") or time.perf_counter() < until:
        before = time.perf_counter()
        layer(images)
        best = min(best, time.perf_counter() - before)
    return float(work / best)


@dataclass(frozen=True)
class Floor:
    """FLOPs for one picture, and the rate, FLOP/s, at which they could be done."""

    teacher_flops: float
    student_flops: float
    backward_flops: float
    rate: float

    @property
    def milliseconds(self) -> dict[str, float]:
        """A picture, with a teacher that is asked and with one that is remembered."""
        student = self.student_flops + self.backward_flops
        return {COLD: 1000 * (self.teacher_flops + student) / self.rate, WARM: 1000 * student / self.rate}


def floor(pair: Pair, rates: dict[str, float]) -> Floor:
    """Count what the networks of a pair do for one picture."""
    shape, names = (3, pair.size, pair.size), [str(number) for number in range(10)]
    pictures = torch.zeros(2, *shape, dtype=torch.uint8)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        untrained(pair.teacher, shape, names)(pictures)
    teacher = counter.get_total_flops() / 2
    student = untrained(pair.student, shape, names)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        student(pictures)
    forward = counter.get_total_flops() / 2
    # Twice as much backwards: the counter itself takes a depthwise convolution for a full one there.
    return Floor(teacher, forward, 2 * forward, max(rates.values()))
