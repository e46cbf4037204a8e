"""Curriculum temperature: the temperature is learned, and learns to make the task harder.

Zheng Li, Xiang Li, Lingfeng Yang, Borui Zhao, Renjie Song, Lei Luo, Jun Li, Jian Yang, "Curriculum Temperature for
Knowledge Distillation", AAAI 2023, https://arxiv.org/abs/2211.16231, section 3. The one temperature for all
pictures: ``T = t_start + t_end * sigmoid(theta)``. The student lowers the loss and theta raises it, through a gradient
that is multiplied by lambda, from 0 to -1 along half a cosine over the first epochs: easy first.

theta begins at 1, as in the released code, a temperature of 15.6 with the published bounds. It is trained by the
student's optimiser, at its rate and with its weight decay, as there. Where we differ: lambda changes at every step, not
once an epoch. In published logs the temperature falls to its floor within a few epochs: watch it.
"""

from __future__ import annotations

import math
from typing import ClassVar

import torch
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.objective import Lesson, Objective, Pair, mean_believed
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, preset
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits, soft_rows


class Params(Softened):
    """Settings of curriculum temperature."""

    t_start: float = Field(
        1.0, gt=0, le=1000, description="Lowest temperature that can be learned.", json_schema_extra={"step": 0.5}
    )
    t_end: float = Field(
        20.0,
        gt=0,
        le=1000,
        description="How far above the lowest temperature the learned one can rise.",
        json_schema_extra={"step": 1},
    )
    decay_epochs: float = Field(
        10.0,
        ge=0,
        le=100_000,
        description="Epochs over which the temperature comes to work fully against the student; 0 = from the start.",
        json_schema_extra={"step": 1},
    )


@methods.register(
    "ctkd",
    Params,
    title="Curriculum temperature (CTKD)",
    paper="https://arxiv.org/abs/2211.16231",
    symbol="T^2 * KL(teacher_T || student_T), with T learned against the student",
    presets=[
        preset(
            pair, {"method": {"kind": "ctkd"}, "alpha": 0.1}, top1, "its and logit standardisation's README, best epoch"
        )
        for pair, top1 in {R32X4_R8X4: 73.39, R56_R20: 71.19, WRN40_WRN16: 75.45, VGG13_MV2: 68.50}.items()
    ]
    + [
        preset(
            pair,
            {
                "method": {"kind": "ctkd", "params": {"standardise": True, "t_start": 2.0}, "weight": 10.0},
                "alpha": 0.1,
            },
            top1,
            "logit standardisation: its README, best epoch",
        )
        for pair, top1 in {R32X4_R8X4: 76.67, R56_R20: 71.34, WRN40_WRN16: 76.08, VGG13_MV2: 68.98}.items()
    ],
)
class CurriculumTemperature(Objective[Params]):
    """Fit the teacher's softened class probabilities at a temperature that learns to make this hard."""

    uses_temperature: ClassVar[bool] = False

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        self.theta = nn.Parameter(torch.ones(()))

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = compared_logits(lesson, self.params)
        factor = opposition(lesson.epoch, self.params.decay_epochs)
        temperature = self._temperature(with_gradient_times(factor, self.theta))
        return {"teacher": mean_believed(soft_rows(student, teacher, temperature=temperature), lesson.trust)}

    def readings(self) -> dict[str, Tensor]:
        return {"temperature": self._temperature(self.theta.detach())}

    def _temperature(self, theta: Tensor) -> Tensor:
        return self.params.t_start + self.params.t_end * torch.sigmoid(theta)


def opposition(epoch: float, decay_epochs: float) -> float:
    """The paper's lambda: 0 at the start, -1 from `decay_epochs` on, along half a cosine between."""
    done = 1.0 if epoch >= decay_epochs else epoch / decay_epochs
    return (math.cos(math.pi * done) - 1) / 2


def with_gradient_times(factor: float, value: Tensor) -> Tensor:
    """The same numbers; what flows back to `value` is multiplied by `factor`."""
    return value.detach() + factor * (value - value.detach())
