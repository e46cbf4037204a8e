"""Hints: a layer in the middle of the student predicts one in the middle of the teacher.

Adriana Romero, Nicolas Ballas, Samira Ebrahimi Kahou, Antoine Chassang, Carlo Gatta, Yoshua Bengio, "FitNets: Hints for
Thin Deep Nets", ICLR 2015, https://arxiv.org/abs/1412.6550, section 2.2, equation 3.

Where we differ from the paper: one stage, the hint and the labels together, as in the code behind the published numbers
(Tian et al., "Contrastive Representation Distillation", ICLR 2020); there, too, the regressor has batch normalisation
and a ReLU, the mean square takes the place of half the sum of squares, and its weight is 100. From that code: the
regressor also enlarges small maps by any factor, and the middle layer is found among the maps that both have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from torch import Tensor, nn

from workbench.engine.features import Layers, TapPair, batch_norm, heard_pairs, maps_of, paths_of
from workbench.engine.objective import Lesson, Objective, Pair, Signal, Unsuited
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods


class Params(Layers):
    """Settings of hints: which layers."""


@methods.register(
    "fitnets",
    Params,
    title="Hints (FitNets)",
    paper="https://arxiv.org/abs/1412.6550",
    symbol="mean((regressor(F_s) - F_t)^2)",
    presets=beside_labels(
        "fitnets",
        {R32X4_R8X4: 73.50, R56_R20: 69.21, WRN40_WRN16: 73.58, VGG13_MV2: 64.14},
        "RepDistiller, last epoch",
        weight=100.0,
    ),
)
class Hints(Objective[Params]):
    """Predict a middle layer of the teacher from a middle layer of the student."""

    uses_temperature: ClassVar[bool] = False
    weight: ClassVar[float] = 100.0
    needs: ClassVar[tuple[Signal, ...]] = ("maps",)

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        pairs = maps_of(pair, params)
        if not params.student_layers:
            pairs = [pairs[(len(pairs) - 1) // 2]]
        self.student_taps, self.teacher_taps = paths_of(pairs)
        self.regressors = nn.ModuleList(hint_regressor(both) for both in pairs)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        heard = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        loss = lesson.student.logits.new_zeros(())
        for regressor, (student, teacher) in zip(self.regressors, heard, strict=True):
            loss = loss + (regressor(student) - teacher).square().mean()
        return {"teacher": loss}


def hint_regressor(pair: TapPair) -> nn.Module:
    """Learned, from the student's map to the teacher's: convolution, batch normalisation, ReLU.

    Raises:
        Unsuited: One map is wider, the other higher.
    """
    mine, theirs = pair
    convolution = hint_convolution(mine.shape, theirs.shape)
    if convolution is None:
        raise Unsuited(
            f"The student's layer '{mine.path}' gives maps of {mine.shape[1]} by {mine.shape[2]} pixels and the "
            f"teacher's layer '{theirs.path}' of {theirs.shape[1]} by {theirs.shape[2]}.",
            fix="Choose layers of which one gives the larger maps in both directions.",
        )
    return nn.Sequential(convolution, batch_norm(theirs.shape[0], theirs.shape[1:]), nn.ReLU())


def hint_convolution(student: Sequence[int], teacher: Sequence[int]) -> nn.Module | None:
    """The convolution between two shapes (C, H, W), without padding beyond what halving and doubling need.

    None where one is wider and the other higher.
    """
    channels, height, width = student
    wanted, rows, columns = teacher
    if (height, width) == (2 * rows, 2 * columns):
        return nn.Conv2d(channels, wanted, 3, stride=2, padding=1)
    if (2 * height, 2 * width) == (rows, columns):
        return nn.ConvTranspose2d(channels, wanted, 4, stride=2, padding=1)
    if height >= rows and width >= columns:
        return nn.Conv2d(channels, wanted, (1 + height - rows, 1 + width - columns))
    if height <= rows and width <= columns:
        return nn.ConvTranspose2d(channels, wanted, (1 + rows - height, 1 + columns - width))
    return None
