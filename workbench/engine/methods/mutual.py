"""Deep mutual learning: two students, no teacher; each learns from the labels and from the other.

Ying Zhang, Tao Xiang, Timothy M. Hospedales, Huchuan Lu, "Deep Mutual Learning", CVPR 2018,
https://arxiv.org/abs/1706.00384, section 3. Each network's loss is CE(labels) + KL(the other || itself), at
temperature 1.

Where we differ: the paper updates the two networks in turn, the second one after seeing the first one's new answers;
here both take a step at once, with the same optimiser. The peer sees the same pictures and is discarded at the end; its
share of the loss does not change the student, but the method's weight scales it: ``CE + 1 * mutual`` is the paper's
loss for both.
"""

from __future__ import annotations

from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor

from workbench.engine.methods.labels import label_loss
from workbench.engine.model import Classifier
from workbench.engine.objective import Lesson, Objective, Pair, Signal, Unsuited, precise
from workbench.engine.presets import preset
from workbench.engine.registry import architectures, methods
from workbench.engine.soft import soft_rows
from workbench.recipes import Frozen, Ref

_BESIDE_LABELS = {"kind": "mutual", "weight": 1.0}


class Params(Frozen):
    """Settings of deep mutual learning."""

    peer: str = Field(
        "",
        max_length=100,
        description="Architecture of the second student, by its name in the catalogue; empty = the student's own.",
    )


@methods.register(
    "mutual",
    Params,
    title="Deep mutual learning (no teacher)",
    paper="https://arxiv.org/abs/1706.00384",
    symbol="KL(peer || student) + CE(y, peer) + KL(student || peer)",
    presets=[
        preset(
            ("", "resnet20"),
            {"method": {"kind": "labels"}, "also": [_BESIDE_LABELS | {"params": params}]},
            top1,
            "Knowledge-Distillation-Zoo: its README, by a protocol of its own",
        )
        for params, top1 in (({}, 70.39), ({"peer": "resnet110"}, 70.29))
    ],
)
class MutualLearning(Objective[Params]):
    """Learn together with a second student: each fits the other's answers too."""

    needs_teacher: ClassVar[bool] = False
    uses_temperature: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("logits", "labels", "images")
    cacheable: ClassVar[bool] = False
    accuracy: Tensor

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        card = pair.student.network.card
        self.peer = Classifier(card.model_copy(update={"architecture": _peer_of(params, card.architecture)}))
        self.register_buffer("accuracy", torch.zeros(()))

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        assert lesson.images is not None, "the loop hands the pictures to every method that needs them"
        student, peer = precise(lesson.student.logits), precise(self.peer(lesson.images))
        known = lesson.labels >= 0
        right = (peer.detach().argmax(dim=1) == lesson.labels) & known
        self.accuracy = (right.sum() / known.sum().clamp(min=1)).to(self.accuracy.dtype)
        back = soft_rows(peer, student.detach(), temperature=1.0).mean()
        return {
            "teacher": soft_rows(student, peer.detach(), temperature=1.0).mean(),
            "peer": label_loss(peer, lesson.labels) + back,
        }

    def readings(self) -> dict[str, Tensor]:
        return {"peer accuracy": self.accuracy}


def _peer_of(params: Params, student: Ref) -> Ref:
    """The second student's architecture.

    Raises:
        Unsuited: There is none of that name.
    """
    if not params.peer:
        return student
    peer = Ref(kind=params.peer)
    problems = architectures.problems(peer)
    if problems:
        raise Unsuited(
            f"The second student cannot be made. {problems[0].message}",
            fix=problems[0].suggestion or "Choose another architecture, or leave it empty.",
        )
    return peer
