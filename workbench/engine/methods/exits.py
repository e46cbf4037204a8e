"""Self-distillation: early exits of the student learn from its own last answer.

Linfeng Zhang, Jiebo Song, Anni Gao, Jingwei Chen, Chenglong Bao, Kaisheng Ma, "Be Your Own Teacher: Improve the
Performance of Convolutional Neural Networks via Self Distillation", ICCV 2019, https://arxiv.org/abs/1905.08094,
section 3. Each exit i has the loss ``(1 - a) * CE(labels) + a * T^2 * KL(last || i) + hints * |F_i - F|^2``,
summed over the exits; the labels teach the last answer as in every recipe. alpha is the weight of the last answer's
labels, and 1 - alpha that of all the exits' losses: ``CE + 1 * exits`` is the paper's whole loss.

Where we differ: the last answer and the last features are not changed by what the exits make of them (detached). The
paper leads a shallow map to the deepest one's size by convolutions with stride; here each exit has a bottleneck of
1x1, 3x3 and 1x1 convolutions, with the map averaged down before the 3x3. The squared differences of features are
averaged over all numbers, so that their weight means the same for every network. The defaults of ``imitation`` (a) and
``hints`` (lambda in the paper) are ours. The exits are discarded after training.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import common_size, shrunk
from workbench.engine.methods.labels import label_loss
from workbench.engine.objective import Lesson, Objective, Pair, Signal, Unsuited, precise
from workbench.engine.registry import methods
from workbench.engine.soft import soft_rows
from workbench.engine.taps import Offer, Tap
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of self-distillation."""

    imitation: float = Field(
        0.3,
        ge=0,
        le=1,
        description="What the exits learn from: 0 = the labels only, 1 = the network's last answer only.",
        json_schema_extra={"step": 0.1},
    )
    hints: float = Field(
        0.0,
        ge=0,
        le=1000,
        description="Weight of the difference between each exit's features and the deepest ones; 0 = not compared.",
        json_schema_extra={"step": 0.01},
    )
    student_layers: tuple[str, ...] = Field(
        (),
        description="Layers of the student that get an exit; empty = the end of every stage but the deepest.",
        json_schema_extra={"layers": "student"},
    )


@methods.register(
    "exits",
    Params,
    title="Self-distillation through early exits (no teacher)",
    paper="https://arxiv.org/abs/1905.08094",
    symbol="sum over exits of [(1 - a) * CE(y, exit) + a * T^2 * KL(last_T || exit_T) + hints * |F_exit - F_last|^2]",
)
class EarlyExits(Objective[Params]):
    """Let early exits of the student learn from the labels and from its own last answer."""

    needs_teacher: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("logits", "maps", "labels")
    agreement: Tensor

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        exits, deepest = _exits_of(pair.student, params.student_layers)
        self.places = tuple(tap.path for tap in exits)
        self.deepest = deepest.path
        self.student_taps = (*self.places, self.deepest) if params.hints else self.places
        self.branches = nn.ModuleList(ExitBranch(tap, deepest, pair.classes) for tap in exits)
        self.register_buffer("agreement", torch.zeros(()))

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        params, maps = self.params, lesson.student.maps
        last = precise(lesson.student.logits).detach()
        heard = [branch(precise(maps[path])) for branch, path in zip(self.branches, self.places, strict=True)]
        answers = [precise(logits) for _, logits in heard]
        same = torch.stack([logits.detach().argmax(dim=1) == last.argmax(dim=1) for logits in answers])
        self.agreement = same.to(self.agreement.dtype).mean()
        labelled = torch.stack([label_loss(logits, lesson.labels) for logits in answers]).sum()
        temperature = lesson.dials.temperature
        taught = torch.stack([soft_rows(logits, last, temperature=temperature).mean() for logits in answers]).sum()
        terms = {"exits": (1 - params.imitation) * labelled, "teacher": params.imitation * taught}
        if params.hints:
            target = precise(maps[self.deepest]).detach()
            far = torch.stack([_difference(precise(features), target) for features, _ in heard]).sum()
            terms["hints"] = params.hints * far
        return terms

    def readings(self) -> dict[str, Tensor]:
        return {"exit agreement": self.agreement}


class ExitBranch(nn.Module):
    """What leads from a map of the network to an answer: maps in, features and logits out.

    Args:
        tap: Where it begins.
        deepest: Whose channels the features have, and whose height and width where these are smaller.
        classes: How many.
    """

    def __init__(self, tap: Tap, deepest: Tap, classes: int) -> None:
        super().__init__()
        width = deepest.shape[0]
        middle = max(1, width // 4)
        self.size = common_size(tap.shape, deepest.shape)
        self.narrow = nn.Sequential(nn.Conv2d(tap.shape[0], middle, 1, bias=False), nn.BatchNorm2d(middle), nn.ReLU())
        self.widen = nn.Sequential(
            nn.Conv2d(middle, middle, 3, padding=1, bias=False),
            nn.BatchNorm2d(middle),
            nn.ReLU(),
            nn.Conv2d(middle, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
        )
        self.head = nn.Linear(width, classes)

    def forward(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Features (B, width, H', W') and logits (B, classes) of maps (B, C, H, W)."""
        features: Tensor = self.widen(shrunk(self.narrow(maps), self.size))
        return features, self.head(features.mean(dim=(2, 3)))


def _exits_of(student: Offer, layers: tuple[str, ...]) -> tuple[list[Tap], Tap]:
    """Where the exits begin, and the deepest map.

    Raises:
        Unsuited: The network has too few stages, or a chosen layer gives no map.
    """
    stages = student.stages()
    if len(stages) < 2:
        raise Unsuited(
            f"The student has {len(stages)} sizes of feature maps, and exits before the deepest need at least 2.",
            fix="Choose a convolutional network that makes its maps smaller in steps.",
        )
    exits = [student.tap(path) for path in layers] or list(stages[:-1])
    for tap in exits:
        if not tap.is_map or max(tap.shape[1:]) == 1:
            raise Unsuited(
                f"The layer '{tap.path}' gives numbers of shape {tap.shape}, and an exit needs height and width.",
                fix="Choose a layer that comes before the map is pooled.",
            )
    return exits, stages[-1]


def _difference(features: Tensor, target: Tensor) -> Tensor:
    """Mean squared difference of two maps, at the smaller height and width of both."""
    size = common_size(features.shape[1:], target.shape[1:])
    return F.mse_loss(shrunk(features, size), shrunk(target, size))
