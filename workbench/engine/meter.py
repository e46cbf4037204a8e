"""What a training's steps tell of themselves, kept on the device until somebody reads it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from workbench.engine.device import wait_for
from workbench.engine.moments import Clock, HostClock, Moment

REPORT_SECONDS = 0.1
"""Least time between two reports."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Some steps in a row, the next after those of the last reading.

    Attributes:
        steps: How many.
        terms: Each weighted loss term, one value a step.
        images_per_second: Pace.
        right, labelled: Of their pictures with a label: how many were answered rightly, and how many there were.
        mixes: By number of the step, each term's share of the gradient.
        rate: Learning rate of the last of them.
        later: Steps that were done after them and will be in later readings; always 0 where one waits for the device.
    """

    steps: int
    terms: dict[str, list[float]]
    images_per_second: float
    right: int
    labelled: int
    mixes: dict[int, dict[str, float]]
    rate: float = 0.0
    later: int = 0


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some steps whose numbers are on their way to the CPU; they are what they should be once `whole` is reached.

    Attributes:
        names: Of the terms. table: (steps, terms), their values.
        counts: Right answers, labelled pictures. images: all pictures.
        pulls: By number of the step, (terms,).
        rate: Of the last step.
        began: Where the time of these steps begins; it ends with `whole`.
    """

    names: Sequence[str]
    table: Tensor
    counts: Tensor
    images: int
    pulls: Mapping[int, Tensor]
    rate: float
    began: Moment
    whole: Moment


class Meter:
    """Losses, right answers, gradients' shares and pace since the last reading.

    Args:
        clock: Of the device that computes the steps. Without, reading waits for the device.

    Attributes:
        rate: Learning rate of the last step.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.rate = 0.0
        self._clock: Clock = clock or HostClock()
        self._names: Sequence[str] = ()
        self._losses: list[Tensor] = []
        self._hits: list[Tensor] = []
        self._labels: list[Tensor] = []
        self._pulls: dict[int, Tensor] = {}
        self._coming: _Batch | None = None
        self._steps: deque[tuple[int, Moment]] = deque()
        self._seen = 0
        self.skip_time()

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
        """A step is done. Never waits for the device.

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
        """Whether the newest step that is known to be done took less than `limit` seconds; not told of the first three.

        To be called after each step. Waits for the device, unless the meter has a clock that runs ahead: then the
        answer is about a step some way back.
        """
        if not self._clock.runs_ahead:
            wait_for(device)
        self._steps.append((self._seen, self._clock.moment()))
        short = False
        while len(self._steps) > 1 and self._steps[1][1].reached:
            _, begin = self._steps.popleft()
            number, end = self._steps[0]
            short = number > 3 and end.seconds_since(begin) < limit
        return short

    def skip_time(self) -> None:
        """Time up to now belongs to no step: validation, saving, a pause."""
        self._since = time.monotonic()
        self._began = self._clock.moment()
        self._steps.clear()
        self._steps.append((self._seen, self._began))

    def read(self, *, wait: bool = False) -> Reading | None:
        """What is known of the steps since the last call; None where that is nothing.

        With a clock that runs ahead it is known only about the time of the next call, and nothing waits for the device.

        Args:
            wait: Wait for the device and give all steps that are not yet read. Without such a clock that is always so.
        """
        batches = [self._coming] if self._coming is not None else []
        if wait or not batches:
            batches += self._send()
        self._coming = None
        if not wait and batches and not batches[0].whole.reached:
            (self._coming,) = batches
            return None
        if not batches:
            return None
        for batch in batches:
            batch.whole.wait()
        if not wait and self._clock.runs_ahead:
            self._coming = next(iter(self._send()), None)
        coming = 0 if self._coming is None else len(self._coming.table)
        return _reading(batches, later=len(self._losses) + coming)

    def _send(self) -> list[_Batch]:
        """Let the newest steps' numbers come to the CPU and start anew: one batch; none where there is no step."""
        if not self._losses:
            return []
        fetch, labels = self._clock.fetch, torch.cat(self._labels)
        counts = torch.stack([torch.cat(self._hits).sum(), (labels >= 0).sum()])
        table, counts = fetch(torch.stack(self._losses)), fetch(counts)
        pulls = {step: fetch(pulls) for step, pulls in self._pulls.items()}
        began, self._began = self._began, self._clock.moment()
        batch = _Batch(self._names, table, counts, len(labels), pulls, self.rate, began, self._began)
        self._losses, self._hits, self._labels, self._pulls = [], [], [], {}
        self._since = time.monotonic()
        return [batch]


def _reading(batches: Sequence[_Batch], *, later: int) -> Reading:
    """Of at least one batch, all whole."""
    names = batches[-1].names
    rows = [row for batch in batches for row in batch.table.double().tolist()]
    right, labelled = torch.stack([batch.counts for batch in batches]).sum(dim=0).tolist()
    seconds = sum(batch.whole.seconds_since(batch.began) for batch in batches)
    pulls = {step: pulls.tolist() for batch in batches for step, pulls in batch.pulls.items()}
    return Reading(
        steps=len(rows),
        terms={name: [row[index] for row in rows] for index, name in enumerate(names)},
        images_per_second=sum(batch.images for batch in batches) / max(seconds, 1e-9),
        right=right,
        labelled=labelled,
        mixes={step: mix for step, one in pulls.items() if (mix := _shares(names, one))},
        rate=batches[-1].rate,
        later=later,
    )


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
