"""Contrastive representation distillation: a picture's two embeddings belong together, and with no other picture's.

Yonglong Tian, Dilip Krishnan, Phillip Isola, "Contrastive Representation Distillation", ICLR 2020,
https://arxiv.org/abs/1910.10699, section 3.2 and the released code. Each network's embedding goes through a linear
layer to a point on a sphere. A memory keeps such a point of each training picture for each network. A student's point
is told apart: its teacher's point in the memory from those of K other pictures, by noise-contrastive estimation; and
the same the other way round. With n pictures, s = <a, b> / tau and Z a constant that is estimated from the first batch,
``P(together) = exp(s) / Z / (exp(s) / Z + K / n)``.

Where we differ from the released code: the K others are drawn with replacement, on the device, for each picture; labels
are learned as pictures come by, and until then an unseen picture, whose point is still random, counts as one of another
class; no small number is added to denominators, as the probabilities are computed from their logarithms. As there, the
others are of other classes; a picture without a label is told apart from all others.

A forward pass in training mode moves the memory: it is meant to be made once for each step.
"""

from __future__ import annotations

import math
from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import embeddings_of, heard_embeddings
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of contrastive representation distillation."""

    dimensions: int = Field(128, ge=2, le=4096, description="Numbers in which both embeddings are compared.")
    negatives: int = Field(
        16384,
        ge=1,
        le=1_000_000,
        description="Other pictures that each picture is told apart from; at most as many as there are.",
    )
    tau: float = Field(
        0.07,
        ge=0.01,
        le=10,
        description="Temperature of the comparison: the lower, the more the most similar pictures count.",
        json_schema_extra={"step": 0.01},
    )
    momentum: float = Field(
        0.5, ge=0, lt=1, description="Share of the old that is kept when a picture's memory is renewed."
    )


@methods.register(
    "crd",
    Params,
    title="Contrastive representations (CRD)",
    paper="https://arxiv.org/abs/1910.10699",
    symbol="-log P(together | same picture) - sum_K log (1 - P(together | another class))",
    presets=beside_labels(
        "crd",
        {R32X4_R8X4: 75.51, R56_R20: 71.16, WRN40_WRN16: 75.48, VGG13_MV2: 69.73},
        "RepDistiller, last epoch",
        weight=0.8,
    ),
)
class ContrastiveRepresentations(Objective[Params]):
    """Tell by the embeddings which of the teacher's answers belongs to the student's picture."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 0.8
    needs: ClassVar[tuple[Signal, ...]] = ("embedding", "ids", "labels")
    student_memory: Tensor
    teacher_memory: Tensor
    known_labels: Tensor
    log_constants: Tensor
    begun: Tensor

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        ours, theirs = embeddings_of(pair)
        self.student_points = nn.Linear(ours.shape[0], params.dimensions)
        self.teacher_points = nn.Linear(theirs.shape[0], params.dimensions)
        self.negatives = max(1, min(params.negatives, pair.count - 1))
        self.register_buffer("student_memory", random_points(pair.count, params.dimensions))
        self.register_buffer("teacher_memory", random_points(pair.count, params.dimensions))
        self.register_buffer("known_labels", torch.full((pair.count,), -1))
        self.register_buffer("log_constants", torch.zeros(2))
        self.register_buffer("begun", torch.zeros((), dtype=torch.bool))

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        assert lesson.ids is not None, "the loop gives the positions of the pictures"
        student, teacher = heard_embeddings(lesson.student, lesson.teacher)
        ours = F.normalize(self.student_points(student))
        theirs = F.normalize(self.teacher_points(teacher))
        if self.training:
            self.known_labels.index_copy_(0, lesson.ids, lesson.labels)
        others = other_pictures(self.known_labels, lesson.ids, self.negatives)
        chosen = torch.cat([lesson.ids[:, None], others], dim=1)
        logits = torch.stack(
            [
                similarities(ours, self.teacher_memory, chosen) / self.params.tau,
                similarities(theirs, self.student_memory, chosen) / self.params.tau,
            ]
        )
        odds = logits - self._constants(logits.detach())[:, None, None]
        if self.training:
            self._remember(lesson.ids, ours.detach(), theirs.detach())
        return {"teacher": contrast(odds, len(self.known_labels)).sum()}

    def _constants(self, logits: Tensor) -> Tensor:
        """Logarithms of Z of both directions: (2,); estimated where this is the first batch."""
        count, shown = len(self.known_labels), logits[0].numel()
        estimated = logits.flatten(1).logsumexp(dim=1) + math.log(count / shown)
        constants = torch.where(self.begun, self.log_constants, estimated)
        if self.training:
            self.log_constants.copy_(constants)
            self.begun.fill_(True)
        return constants

    def _remember(self, ids: Tensor, ours: Tensor, theirs: Tensor) -> None:
        """Move what is remembered of these pictures towards what was just said of them."""
        keep = self.params.momentum
        for memory, points in ((self.student_memory, ours), (self.teacher_memory, theirs)):
            moved = keep * memory[ids] + (1 - keep) * points
            memory.index_copy_(0, ids, F.normalize(moved))


def random_points(count: int, dimensions: int) -> Tensor:
    """What the memory begins with, as in the released code: (count, dimensions), uniform, of length about 1."""
    return (torch.rand(count, dimensions) * 2 - 1) / math.sqrt(dimensions / 3)


def other_pictures(labels: Tensor, ids: Tensor, negatives: int) -> Tensor:
    """Pictures of other classes, drawn with replacement, each as likely as another.

    Args:
        labels: (n,) of all pictures, -1 = unknown: of another class than any.
        ids: (B,) pictures to draw for. For one without a label, or where all are of its class, any other will do.
        negatives: How many for each.

    Returns:
        (B, negatives), positions among all pictures.
    """
    ordered, order = labels.sort(stable=True)
    place = torch.empty_like(order).index_copy_(0, order, torch.arange(len(order), device=order.device))
    own = labels[ids]
    first, end = torch.searchsorted(ordered, own), torch.searchsorted(ordered, own, right=True)
    only_itself = (own < 0) | (end - first == len(labels))
    first = torch.where(only_itself, place[ids], first)
    left_out = torch.where(only_itself, 1, end - first)  # so many, beginning at `first`: what is drawn jumps over them
    there = (len(labels) - left_out).clamp(min=1)[:, None]
    drawn = (torch.rand(len(ids), negatives, device=labels.device) * there).long()
    drawn = torch.minimum(drawn, there - 1)  # a product may have been rounded up
    jumped = drawn + left_out[:, None] * (drawn >= first[:, None])
    return order[jumped % len(labels)]  # the rest of the division matters for a single picture, which has no others


def similarities(points: Tensor, memory: Tensor, chosen: Tensor) -> Tensor:
    """Inner products of each point with what is remembered of some pictures.

    Args:
        points: (B, D). memory: (n, D); changed afterwards, so that gradients need a copy.
        chosen: (B, K), positions in the memory.

    Returns:
        (B, K).
    """
    # With all of them first: n * D numbers are read instead of B * K * D.
    return (points @ memory.clone().T).gather(1, chosen)


def contrast(odds: Tensor, count: int) -> Tensor:
    """Noise-contrastive estimation: -log P of the first and -log (1 - P) of all others, summed; mean over pictures.

    Args:
        odds: (..., B, 1 + K), logarithms of similarities divided by their constant.
        count: Pictures that the others were drawn from.

    Returns:
        (...), in nats.
    """
    odds = odds - math.log((odds.shape[-1] - 1) / count)
    return (F.softplus(-odds[..., 0]) + F.softplus(odds[..., 1:]).sum(dim=-1)).mean(dim=-1)
