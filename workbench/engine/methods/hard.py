"""The teacher's decision as a label: the student learns which class the teacher takes for the likeliest.

Hugo Touvron, Matthieu Cord, Matthijs Douze, Francisco Massa, Alexandre Sablayrolles, Hervé Jégou, "Training
data-efficient image transformers & distillation through attention", ICML 2021, https://arxiv.org/abs/2012.12877,
section 4, "Hard-label distillation", equation 3: half of it the labels, half the teacher's decision.

Where we differ: DeiT answers the teacher with a second head of its own, on a distillation token; here one head answers
both, so that any network can be the student. There is no label smoothing, which the paper has as an option.
"""

from __future__ import annotations

from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor

from workbench.engine.objective import Lesson, Objective, mean_believed, precise
from workbench.engine.presets import preset
from workbench.engine.registry import methods
from workbench.recipes import Frozen


class Params(Frozen):
    """Nothing to set."""


@methods.register(
    "hard",
    Params,
    title="Teacher's decision",
    paper="https://arxiv.org/abs/2012.12877",
    symbol="CE(ARGMAX teacher, student)",
    presets=[preset(("", ""), {"method": {"kind": "hard"}, "alpha": 0.5}, None, "the paper (DeiT): half and half")],
)
class TeachersDecision(Objective[Params]):
    """Fit the class that the teacher takes for the likeliest, as if it were the label."""

    uses_temperature: ClassVar[bool] = False

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        assert lesson.teacher is not None, "the loop runs the teacher for every method that needs one"
        decision = lesson.teacher.logits.argmax(dim=1)
        rows = F.cross_entropy(precise(lesson.student.logits), decision, reduction="none")
        return {"teacher": mean_believed(rows, lesson.trust)}
