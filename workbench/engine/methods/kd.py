"""Soft targets: the student fits the teacher's softened answers, beside the labels.

Geoffrey Hinton, Oriol Vinyals, Jeff Dean, "Distilling the Knowledge in a Neural Network", 2015,
https://arxiv.org/abs/1503.02531, section 2. The paper asks for "a considerably lower weight" on the labels; here the
weights are alpha for the labels and 1 - alpha for the teacher, as everywhere in the workbench. Other programs give
alpha the opposite meaning.
"""

from __future__ import annotations

from torch import Tensor

from workbench.engine.objective import Lesson, Objective, mean_believed, precise
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, preset
from workbench.engine.registry import methods
from workbench.engine.soft import Softened, compared_logits, soft_rows


class Params(Softened):
    """Settings of soft targets, beyond temperature and alpha, which every recipe has."""


@methods.register(
    "kd",
    Params,
    title="Soft targets",
    paper="https://arxiv.org/abs/1503.02531",
    symbol="T^2 * KL(teacher_T || student_T)",
    presets=[
        preset(pair, {"method": {"kind": "kd"}, "alpha": 0.1, "temperature": 4.0}, top1, "RepDistiller, last epoch")
        for pair, top1 in {R32X4_R8X4: 73.33, R56_R20: 70.66, WRN40_WRN16: 74.92, VGG13_MV2: 67.37}.items()
    ]
    + [
        preset(
            pair,
            {
                "method": {"kind": "kd", "params": {"standardise": True}, "weight": 10.0},
                "alpha": 0.1,
                "temperature": temperature,
            },
            top1,
            "logit standardisation: its README, best epoch",
        )
        for pair, temperature, top1 in (
            (R32X4_R8X4, 2.0, 76.62),
            (R56_R20, 2.0, 71.43),
            (WRN40_WRN16, 2.0, 76.11),
            (VGG13_MV2, 3.0, 68.61),
        )
    ]
    + [
        preset(
            R32X4_R8X4,
            {
                "method": {"kind": "kd"},
                "alpha": 0.1,
                "temperature": 4.0,
                "schedule": {"optimiser": {"kind": "dot", "momentum": 0.9, "spread": 0.075, "weight_decay": 5e-4}},
            },
            75.12,
            "with DOT: mdistiller's README, best epoch",
        )
    ],
)
class SoftTargets(Objective[Params]):
    """Fit the teacher's softened class probabilities."""

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        student, teacher = compared_logits(lesson, self.params)
        rows = soft_rows(student, teacher, temperature=lesson.dials.temperature)
        return {"teacher": mean_believed(rows, lesson.trust)}


def soft_target_loss(student: Tensor, teacher: Tensor, *, temperature: float) -> Tensor:
    """KL(teacher || student) between class distributions softened by `temperature`.

    Args:
        student: Logits (B, C), any float dtype.
        teacher: Logits (B, C), same C. No gradient flows into them.
        temperature: Divides both sets of logits, above 0.

    Returns:
        Scalar, in nats per picture, times temperature squared. Computed in float32 or better.
    """
    ours = precise(student)
    return soft_rows(ours, teacher.detach().to(ours.dtype), temperature=temperature).mean()
