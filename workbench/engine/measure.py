"""What a network answers to a set of pictures, and how good the answers are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as F
from pydantic import JsonValue
from torch import Tensor, nn

from workbench.engine.data import Part
from workbench.engine.interrupt import Interruption
from workbench.engine.model import Card, Classifier
from workbench.engine.registry import metrics
from workbench.errors import EngineFault

BATCH_SIZE = 256


class Known(Protocol):
    """A network, or several that answer as one, that knows what its answers mean."""

    @property
    def card(self) -> Card: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """A network's answers to labelled pictures.

    Attributes:
        logits: (N, C) float32, on the CPU, N at least 1.
        labels: (N,) int64, on the CPU, 0 to C - 1: the truth.
        classes: C names.
        teacher_logits: (N, C), the teacher's answers to the same pictures; None without a teacher.

    Raises:
        EngineFault: The sizes disagree, there is no picture, or a label is hidden.
    """

    logits: Tensor
    labels: Tensor
    classes: tuple[str, ...]
    teacher_logits: Tensor | None = None

    def __post_init__(self) -> None:
        expected = (len(self.labels), len(self.classes))
        for logits in (self.logits, self.teacher_logits):
            if logits is not None and tuple(logits.shape) != expected:
                raise EngineFault(f"logits {tuple(logits.shape)} do not go with pictures and classes {expected}")
        if not len(self.labels):
            raise EngineFault("there is no picture to measure on")
        if int(self.labels.min()) < 0 or int(self.labels.max()) >= len(self.classes):
            raise EngineFault("measuring needs a label for every picture")

    @property
    def predicted(self) -> Tensor:
        """(N,) int64: the class with the largest logit."""
        return self.logits.argmax(dim=1)


def answers(
    model: Known,
    part: Part,
    *,
    device: torch.device | str,
    check: Callable[[], None],
    batch_size: int = BATCH_SIZE,
    teacher_logits: Tensor | None = None,
) -> Answers:
    """What `model` answers to every picture of `part`, in order.

    Runs in eval mode and restores the mode; waits for the device.

    Args:
        model: On `device`.
        part: Labelled pictures, on any device.
        device: Where to compute.
        check: Called at every layer, so that a large network on a slow machine can be stopped; may raise.
        batch_size: Pictures at once.
        teacher_logits: (N, C), the teacher's answers to the same pictures, if they are to be compared.
    """
    assert isinstance(model, nn.Module)
    logits = _logits(model, part, device=device, check=check, batch_size=batch_size)
    teacher = None if teacher_logits is None else teacher_logits.float().cpu()
    return Answers(logits, part.labels.cpu(), model.card.classes, teacher)


def quick(
    model: Classifier,
    part: Part,
    *,
    device: torch.device | str,
    check: Callable[[], None],
    batch_size: int = BATCH_SIZE,
    teacher_logits: Tensor | None = None,
) -> tuple[float, float, float | None]:
    """What an epoch's validation needs; arguments and side effects as for `answers`.

    Returns:
        Accuracy (0 to 1), mean cross-entropy (nats), and the fraction of pictures on which student and teacher agree;
        None without a teacher.
    """
    logits = _logits(model, part, device=device, check=check, batch_size=batch_size)
    labels, predicted = part.labels.cpu(), logits.argmax(dim=1)
    accuracy = share(predicted == labels)
    loss = F.cross_entropy(logits, labels).item()
    agreement = None if teacher_logits is None else share(predicted == teacher_logits.cpu().argmax(dim=1))
    return accuracy, loss, agreement


def measure(given: Answers) -> dict[str, JsonValue]:
    """Every registered metric of `given`, with its default settings, by name."""
    return {entry.name: entry.make(entry.params())(given) for entry in metrics}


def share(hits: Tensor) -> float:
    """Fraction of True in a boolean tensor, exact to double precision."""
    return int(hits.sum()) / hits.numel()


@contextmanager
def evaluating(*models: nn.Module) -> Iterator[None]:
    """Eval mode inside; afterwards every layer is in the mode in which it was."""
    modes = [(layer, layer.training) for model in models for layer in model.modules()]
    try:
        for model in models:
            model.eval()
        yield
    finally:
        for layer, training in modes:
            layer.training = training


def _logits(
    model: nn.Module, part: Part, *, device: torch.device | str, check: Callable[[], None], batch_size: int
) -> Tensor:
    """(N, C) float32 on the CPU."""
    parts: list[Tensor] = []
    interruption = Interruption(check, model)
    try:
        with evaluating(model), torch.inference_mode():
            for batch in part.batches(batch_size):
                parts.append(model(batch.to(device)).float())
            return torch.cat(parts).cpu()
    finally:
        interruption.release()
