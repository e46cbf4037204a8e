"""Decoupled soft targets: how sure the teacher is of the label, and what it thinks of the other classes, weighed apart.

Borui Zhao, Quan Cui, Renjie Song, Yiyu Qiu, Jiajun Liang, "Decoupled Knowledge Distillation", CVPR 2022,
https://arxiv.org/abs/2203.08679, section 3. KL(teacher || student) is the KL between the two-way distributions (label,
not label) plus 1 - p_teacher(label) times the KL between the other classes among themselves. That factor silences what
a sure teacher knows about the other classes; here a constant takes its place.

The paper's alpha is `target` here and its beta is `non_target`; the recipe's alpha is something else. Published runs
have the labels at weight 1 beside it.

Where we differ: the label is left out of the other classes exactly, where the authors' program subtracts 1000 from its
logit. Their warm-up goes up once per epoch and begins at 1 / 20; ours goes up with every step, from 0. Pictures whose
label is hidden are left out (weight 0), as in the labels' own loss: without a label there is nothing to decouple.

With logit standardisation its authors multiply both weights by 9 and leave the labels at 1 (their README, and their
answers to issues 8 and 13 of their repository). README and file names say temperature 2; the program there, as we read
it, leaves that of DKD at 4 and sets non_target to 81 for every pair, so which of the two gave the published numbers
cannot be told. The presets follow the README.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor

from workbench.engine.labelled import at_label, label_mask, mean_labelled
from workbench.engine.objective import Lesson, Objective, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits

NON_TARGET = {R32X4_R8X4: 8.0, R56_R20: 2.0, WRN40_WRN16: 6.0, VGG13_MV2: 6.0}
"""The paper's beta for each pair of networks."""


class Params(Softened):
    """Settings of decoupled soft targets."""

    target: float = Field(
        1.0,
        ge=0,
        le=1000,
        description="Weight of how sure the teacher is of the label (alpha in the paper).",
        json_schema_extra={"step": 0.5},
    )
    non_target: float = Field(
        8.0,
        ge=0,
        le=1000,
        description="Weight of what the teacher thinks of the other classes (beta in the paper). The surer the "
        "teacher, the higher.",
        json_schema_extra={"step": 0.5},
    )
    warmup_epochs: int = Field(
        20, ge=0, le=100_000, description="Epochs in which both weights rise from 0; 0 = full weight at once."
    )


@methods.register(
    "dkd",
    Params,
    title="Decoupled soft targets (DKD)",
    paper="https://arxiv.org/abs/2203.08679",
    symbol="min(epoch / warmup, 1) * T^2 * (target * KL(label or not) + non_target * KL(among other classes))",
    presets=[
        *beside_labels(
            "dkd",
            {R32X4_R8X4: 76.32, R56_R20: 71.97, WRN40_WRN16: 76.24, VGG13_MV2: 69.71},
            "READMEs of mdistiller and logit standardisation, best epoch",
            weight=1.0,
            params={pair: {"non_target": beta} for pair, beta in NON_TARGET.items()},
            temperature=4.0,
        ),
        *beside_labels(
            "dkd",
            {R32X4_R8X4: 77.01, R56_R20: 72.32, WRN40_WRN16: 76.39, VGG13_MV2: 69.98},
            "logit standardisation: its README, best epoch",
            weight=9.0,
            params={pair: {"standardise": True, "non_target": beta} for pair, beta in NON_TARGET.items()},
            temperature=2.0,
        ),
    ],
)
class DecoupledSoftTargets(Objective[Params]):
    """Fit the teacher's sureness of the label and its view of the other classes, each with a weight of its own."""

    needs: ClassVar[tuple[Signal, ...]] = ("logits", "labels")

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        settings, labels = self.params, lesson.labels
        student, teacher = compared_logits(lesson, settings)
        target, non_target = decoupled_rows(student, teacher, labels, temperature=lesson.dials.temperature)
        warm = min(lesson.epoch / settings.warmup_epochs, 1.0) if settings.warmup_epochs else 1.0
        return {
            "target": warm * settings.target * mean_labelled(target, labels, lesson.trust),
            "non_target": warm * settings.non_target * mean_labelled(non_target, labels, lesson.trust),
        }


def decoupled_rows(student: Tensor, teacher: Tensor, labels: Tensor, *, temperature: float) -> tuple[Tensor, Tensor]:
    """The two parts of KL(teacher || student) at a temperature, for each picture.

    Args:
        student, teacher: Logits (B, C), C at least 2.
        labels: (B,) int64; where one is hidden (-1) the parts are finite and mean nothing.
        temperature: Divides the logits, above 0.

    Returns:
        KL between (label, not label) and KL among the other classes, each (B,), in nats, times temperature squared.
    """
    ours, theirs = student / temperature, teacher / temperature
    target, non_target = (
        F.kl_div(part(ours, labels), part(theirs, labels), reduction="none", log_target=True).sum(dim=1)
        for part in (log_label_or_not, log_among_others)
    )
    return target * temperature**2, non_target * temperature**2


def log_label_or_not(logits: Tensor, labels: Tensor) -> Tensor:
    """Log-probabilities of the label and of all other classes together, (B, 2)."""
    others = logits.masked_fill(label_mask(labels, logits.shape[1]), -torch.inf).logsumexp(dim=1)
    return F.log_softmax(torch.stack((at_label(logits, labels), others), dim=1), dim=1)


def log_among_others(logits: Tensor, labels: Tensor) -> Tensor:
    """Log-probabilities (B, C) of the classes that are not the label, among themselves; 0 at the label."""
    mask = label_mask(labels, logits.shape[1])
    return F.log_softmax(logits.masked_fill(mask, -torch.inf), dim=1).masked_fill(mask, 0.0)
