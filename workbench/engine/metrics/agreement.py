"""How often student and teacher say the same.

Samuel Stanton, Pavel Izmailov, Polina Kirichenko, Alexander A. Alemi, Andrew Gordon Wilson, "Does Knowledge
Distillation Really Work?", NeurIPS 2021, https://arxiv.org/abs/2106.05945 (there: average top-1 agreement).
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.engine.measure import Answers, share
from workbench.engine.registry import metrics
from workbench.recipes import Frozen


class Params(Frozen):
    """Nothing to set."""


@metrics.register(
    "agreement",
    Params,
    title="Agreement with the teacher",
    paper="Stanton et al.: Does Knowledge Distillation Really Work?, 2021, https://arxiv.org/abs/2106.05945",
)
def agreement(_params: Params) -> Callable[[Answers], float | None]:
    """Fraction of pictures on which student and teacher choose the same class, right or wrong; None without one."""

    def measure(answers: Answers) -> float | None:
        if answers.teacher_logits is None:
            return None
        return share(answers.predicted == answers.teacher_logits.argmax(dim=1))

    return measure
