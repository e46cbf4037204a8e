"""Class attention transfer: the student looks where the teacher looks, class by class.

Ziyao Guo, Haonan Yan, Hui Li, Xiaodong Lin, "Class Attention Transfer Based Knowledge Distillation", CVPR 2023,
https://arxiv.org/abs/2304.12777, section 3. A class's activation map is what the last linear layer says at each place
of the last feature maps; its mean is the class's logit. Maps are averaged down to a few places and compared by their
mean square difference. Where we differ: the networks keep average pooling before the linear layer, which gives the
same logits as the paper's 1x1 convolution before average pooling; and maps are averaged before the linear layer, not
after it, which gives the same numbers with less work.
"""

from __future__ import annotations

from typing import ClassVar

import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.features import heard_pairs, pooled_map
from workbench.engine.objective import Lesson, Objective, Pair, Signal
from workbench.engine.presets import R32X4_R8X4, R56_R20, VGG13_MV2, WRN40_WRN16, beside_labels
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of class attention transfer."""

    size: int = Field(
        2, ge=1, le=64, description="Places across and down to which each class's map is averaged before comparing."
    )
    normalise: bool = Field(
        False,
        description="Compare maps scaled to length 1, for each class: where a class is seen counts, how strongly does "
        "not. For pairs of networks of different kinds.",
    )


@methods.register(
    "cat_kd",
    Params,
    title="Class attention (CAT-KD)",
    paper="https://arxiv.org/abs/2304.12777",
    symbol="mean (pool(CAM_student) - pool(CAM_teacher))^2",
    presets=beside_labels(
        "cat_kd",
        {R32X4_R8X4: 76.91, R56_R20: None, WRN40_WRN16: None, VGG13_MV2: None},
        "settings: CAT-KD's configuration files",
        weight={R32X4_R8X4: 15.0, R56_R20: 0.7, WRN40_WRN16: 12.0, VGG13_MV2: 15.0},
        params={R32X4_R8X4: {}, R56_R20: {}, WRN40_WRN16: {}, VGG13_MV2: {"normalise": True}},
    ),
)
class ClassAttention(Objective[Params]):
    """Fit where in the picture the teacher sees evidence for each class."""

    uses_temperature: ClassVar[bool] = False
    needs: ClassVar[tuple[Signal, ...]] = ("embedding", "maps")

    def __init__(self, params: Params, pair: Pair) -> None:
        super().__init__(params, pair)
        self.student_taps = (pooled_map(pair.student, "student").path,)
        self.teacher_taps = (pooled_map(pair.guide, "teacher").path,)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        [(student, teacher)] = heard_pairs(lesson.student, lesson.teacher, self.student_taps, self.teacher_taps)
        assert lesson.teacher is not None, "the loop runs the teacher for every method that needs one"
        ours = class_maps(student, lesson.student.head, self.params.size)
        theirs = class_maps(teacher, lesson.teacher.head, self.params.size).detach()
        if self.params.normalise:
            ours, theirs = F.normalize(ours.flatten(2), dim=2), F.normalize(theirs.flatten(2), dim=2)
        return {"teacher": F.mse_loss(ours, theirs)}


def class_maps(features: Tensor, head: nn.Linear | None, size: int) -> Tensor:
    """What the last linear layer says at each place, averaged down: (B, C, size, size), C classes.

    Args:
        features: The last maps (B, D, H, W).
        head: D in, C out.
        size: Places across and down.
    """
    assert head is not None, "the loop listens to the head for every method that needs the embedding"
    places = F.adaptive_avg_pool2d(features, size)
    bias: Tensor | None = head.bias  # torch's own types do not know that it may be missing
    return F.conv2d(places, head.weight.to(places.dtype)[:, :, None, None], None if bias is None else bias.to(places))
