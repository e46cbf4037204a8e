"""What a training's steps tell of themselves, kept on the device until somebody reads it: reading waits for it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from workbench.engine.device import wait_for

REPORT_SECONDS = 0.1
"""Least time between two reports."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The steps since the last reading.

    Attributes:
        steps: How many.
        terms: Each weighted loss term, one value a step.
        images_per_second: Pace.
        right, labelled: Of their pictures with a label: how many were answered rightly, and how many there were.
        mixes: By number of the step, each term's share of the gradient.
    """

    steps: int
    terms: dict[str, list[float]]
    images_per_second: float
    right: int
    labelled: int
    mixes: dict[int, dict[str, float]]


class Meter:
    """Losses, right answers, gradients' shares and pace since the last reading.

    Attributes:
        rate: Learning rate of the last step.
    """

    def __init__(self) -> None:
        self.rate = 0.0
        self._names: Sequence[str] = ()
        self._losses: list[Tensor] = []
        self._hits: list[Tensor] = []
        self._labels: list[Tensor] = []
        self._pulls: dict[int, Tensor] = {}
        self._since = self._last = time.monotonic()
        self._seen = 0

    @property
    def due(self) -> bool:
        """Whether it is time for the next reading."""
        return time.monotonic() - self._since >= REPORT_SECONDS

    def weigh(self, step: int, terms: dict[str, Tensor], weights: Sequence[nn.Parameter]) -> None:
        """Measure how much each term pulls at the weights in this step, counted from 1. Changes nothing else.

        Call it before `backward`: it goes through the same graph, once for each term, and leaves it as it was.
        """
        self._pulls[step] = torch.stack([pull(term, weights) for term in terms.values()])

    def add(self, names: Sequence[str], losses: Tensor, logits: Tensor, labels: Tensor, rate: float) -> None:
        """A step is done.

        Args:
            names: Of its weighted loss terms. losses: (terms,), their values, without gradients.
            logits: (B, C), what the network answered. labels: (B,), -1 = hidden.
            rate: The learning rate that it used.
        """
        self._names, self.rate = names, rate
        self._losses.append(losses)
        self._hits.append(logits.detach().argmax(dim=1) == labels)  # no answer is -1
        self._labels.append(labels)
        self._seen += 1

    def short_steps(self, limit: float, device: torch.device) -> bool:
        """Whether the last step took less than `limit` seconds; not told of the first three. Waits for the device."""
        wait_for(device)
        before, self._last = self._last, time.monotonic()
        return self._seen > 3 and self._last - before < limit

    def skip_time(self) -> None:
        """Time up to now belongs to no step: validation, saving, a pause."""
        self._since = self._last = time.monotonic()

    def read(self) -> Reading | None:
        """What there is since the last call, and start anew; None where there is nothing. Waits for the device."""
        if not self._losses:
            return None
        table = torch.stack(self._losses).cpu().double().tolist()
        elapsed = max(time.monotonic() - self._since, 1e-9)
        labels = torch.cat(self._labels)
        reading = Reading(
            steps=len(table),
            terms={name: [row[index] for row in table] for index, name in enumerate(self._names)},
            images_per_second=len(labels) / elapsed,
            right=int(torch.cat(self._hits).sum()),
            labelled=int((labels >= 0).sum()),
            mixes={step: mix for step, pulls in self._pulls.items() if (mix := _shares(self._names, pulls.tolist()))},
        )
        self._losses, self._hits, self._labels, self._pulls = [], [], [], {}
        self._since = time.monotonic()
        return reading


def pull(term: Tensor, weights: Sequence[nn.Parameter]) -> Tensor:
    """Norm of the term's gradient with respect to all weights: a scalar, float32."""
    if not term.requires_grad:
        return torch.zeros((), device=term.device)
    gradients: Sequence[Tensor | None] = torch.autograd.grad(term, weights, retain_graph=True, allow_unused=True)
    norms = [torch.linalg.vector_norm(one, dtype=torch.float32) for one in gradients if one is not None]
    if not norms:
        return torch.zeros((), device=term.device)
    length: Tensor = torch.linalg.vector_norm(torch.stack(norms))
    return length


def _shares(names: Sequence[str], pulls: list[float]) -> dict[str, float]:
    """Each as a fraction of their sum; empty where nothing pulls, or so much that it is no number."""
    total = sum(pulls)
    return {name: pull / total for name, pull in zip(names, pulls, strict=True)} if 0 < total < float("inf") else {}
