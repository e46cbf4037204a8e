"""Factor transfer: the teacher's last map in other words, which are easier for the student to learn.

Jangho Kim, SeongUk Park, Nojun Kwak, "Paraphrasing Complex Network: Network Compression via Factor Transfer", NeurIPS
2018, https://arxiv.org/abs/1802.04977, section 3. A paraphraser, an autoencoder of convolutions, learns to
say the teacher's last map in fewer channels (factors) without seeing a label. It is frozen then, and a translator makes
the student's map into factors, which are to be the same at length 1.

Where we differ: the paraphraser is trained in the first epochs of the same run, with its optimiser, while the student
waits; its error is divided by the published weight of 200, which is meant for the factors. That weight is from Yonglong
Tian, Dilip Krishnan, Phillip Isola, "Contrastive Representation Distillation", ICLR 2020,
https://arxiv.org/abs/1910.10699.
"""

from __future__ import annotations

from typing import ClassVar

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import (
    Layers,
    batch_norm,
    brought_together,
    common_size,
    deepest_of,
    heard_pairs,
    paths_of,
    unit,
)
from workbench.engine.objective import Lesson, Objective, Pair, Signal, Unsuited, precise
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods

SLOPE = 0.1
"""Of the leaky ReLUs below zero."""


class Params(Layers):
    """Settings of factor transfer."""

    prepare: float = Field(
        0.125,
        gt=0,
        lt=1,
        description="Fraction of the training, at its beginning, in which the teacher's map is put into other words. "
        "The student waits.",
    )
    paraphrase_rate: float = Field(
        0.5,
        gt=0,
        le=4,
        description="Channels of the paraphrase for each channel of the teacher's map.",
        json_schema_extra={"step": 0.25},
    )


@methods.register(
    "ft",
    Params,
    title="Factor transfer",
    paper="https://arxiv.org/abs/1802.04977",
    symbol="mean |f_t / |f_t| - f_s / |f_s||",
    presets=beside_labels(
        "ft",
        {R32X4_R8X4: 72.86, R56_R20: 69.84, WRN40_WRN16: 73.25, VGG13_MV2: 61.78},
        "RepDistiller, last epoch",
        weight=200.0,
        params={
            R32X4_R8X4: {},
            R56_R20: {},
            WRN40_WRN16: {"student_layers": ["stage3"], "teacher_layers": ["stage3"]},
            VGG13_MV2: {"student_layers": ["stage4"], "teacher_layers": ["stage5"]},
        },
    ),
)
class FactorTransfer(Objective[Params]):
    """Put the teacher's last map into fewer channels first, then have the student say the same in its own way."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 200.0
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        pairs = deepest_of(pair, params)
        mine, theirs = pairs[-1]
        if len(pairs) > 1:
            raise Unsuited(
                f"This method compares one layer of each network, and {len(pairs)} are named.",
                fix="Choose one layer of each, or none for the workbench's choice.",
            )
        if not (mine.is_map and theirs.is_map):
            vector = theirs if mine.is_map else mine
            raise Unsuited(
                f"The layer '{vector.path}' gives a vector of {vector.shape[0]} numbers, and this method compares "
                "maps.",
                fix="Choose a convolutional network, or a layer that comes before the map is flattened.",
            )
        self.student_taps, self.teacher_taps = paths_of(pairs)
        channels = theirs.shape[0]
        factors = max(1, round(channels * params.paraphrase_rate))
        size = common_size(mine.shape, theirs.shape)
        self.paraphraser = Paraphraser(channels, factors, size=size)
        self.translator = factoriser(mine.shape[0], factors, size=size)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        heard = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        student, teacher = brought_together(*heard[0])
        nothing = torch.zeros((), device=student.device)
        preparing = self.alone(lesson.progress)
        # Frozen means without graph: a gradient of zero would leave momentum and weight decay at work.
        self.paraphraser.train(self.training and preparing)
        if preparing:
            repeated = precise(self.paraphraser(teacher))
            # The published weight is the distance's; the paraphraser learns with weight 1 then.
            return {"reconstruction": F.mse_loss(repeated, teacher) / self.weight, "teacher": nothing}
        with torch.no_grad():
            wanted = precise(self.paraphraser.encoder(teacher))
        return {"reconstruction": nothing, "teacher": factor_distance(precise(self.translator(student)), wanted)}

    def alone(self, progress: float) -> bool:
        """While the paraphraser is trained."""
        return progress < self.params.prepare


class Paraphraser(nn.Module):
    """Says a map with `channels` channels in `factors` channels, and back.

    Three convolutions there and three transposed ones back, all 3x3, each with batch normalisation and a leaky ReLU.

    Args:
        size: Height and width of the maps.
    """

    def __init__(self, channels: int, factors: int, *, size: tuple[int, int]) -> None:
        super().__init__()
        self.encoder = factoriser(channels, factors, size=size)
        self.decoder = nn.Sequential(
            *_factor_layer(nn.ConvTranspose2d, factors, factors, size),
            *_factor_layer(nn.ConvTranspose2d, factors, channels, size),
            *_factor_layer(nn.ConvTranspose2d, channels, channels, size),
        )

    def forward(self, maps: Tensor) -> Tensor:
        """(B, C, H, W) -> the same, as far as the factors tell it."""
        repeated: Tensor = self.decoder(self.encoder(maps))
        return repeated


def factoriser(channels: int, factors: int, *, size: tuple[int, int]) -> nn.Sequential:
    """Maps (B, channels, H, W) to factors (B, factors, H, W): the paraphraser's first half, and the translator."""
    return nn.Sequential(
        *_factor_layer(nn.Conv2d, channels, channels, size),
        *_factor_layer(nn.Conv2d, channels, factors, size),
        *_factor_layer(nn.Conv2d, factors, factors, size),
    )


def factor_distance(student: Tensor, teacher: Tensor) -> Tensor:
    """Mean absolute difference of factors that are scaled to Euclidean length 1 for each picture.

    Args:
        student, teacher: (B, C, H, W).
    """
    return (unit(student.flatten(1)) - unit(teacher.flatten(1))).abs().mean()


def _factor_layer(
    convolution: type[nn.Conv2d] | type[nn.ConvTranspose2d], before: int, after: int, size: tuple[int, int]
) -> tuple[nn.Module, nn.Module, nn.Module]:
    layer = convolution(before, after, kernel_size=3, padding=1, bias=False)
    return layer, batch_norm(after, size), nn.LeakyReLU(SLOPE)
