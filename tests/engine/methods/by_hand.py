"""Definitions summed in plain Python over lists, for tests of methods that compare logits."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

Row = Sequence[float]


def softmax(row: Row, t: float = 1.0) -> list[float]:
    """Probabilities at a temperature."""
    powers = [math.exp(value / t) for value in row]
    return [power / sum(powers) for power in powers]


def kl(p: Row, q: Row) -> float:
    """KL(p || q) of probabilities, in nats."""
    return sum(a * (math.log(a) - math.log(b)) for a, b in zip(p, q, strict=True))


def cross_entropy(row: Row, label: int) -> float:
    """Of logits with a label."""
    return -math.log(softmax(row)[label])


def without(row: Row, index: int) -> list[float]:
    """All but one."""
    return [value for number, value in enumerate(row) if number != index]


def centred(row: Row) -> list[float]:
    """Less its mean."""
    mean = sum(row) / len(row)
    return [value - mean for value in row]


def standard(row: Row) -> list[float]:
    """Less its mean, divided by the deviation of the sample."""
    gaps = centred(row)
    deviation = math.sqrt(sum(gap * gap for gap in gaps) / (len(row) - 1))
    return [gap / deviation for gap in gaps]


def square(student: Row, teacher: Row) -> float:
    """Sum of the squared differences."""
    return sum((a - b) ** 2 for a, b in zip(student, teacher, strict=True))


def rows(seed: int, size: int = 4, classes: int = 5, *, scale: float = 2.0) -> tuple[Tensor, Tensor, Tensor]:
    """Random logits of student and teacher (size, classes), float64, and labels (size,)."""
    generator = torch.Generator().manual_seed(seed)
    student, teacher = (torch.randn(size, classes, generator=generator, dtype=torch.float64) * scale for _ in range(2))
    return student, teacher, torch.randint(0, classes, (size,), generator=generator)
