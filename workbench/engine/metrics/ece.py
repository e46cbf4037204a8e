"""How far the network's confidence is from its accuracy.

Chuan Guo, Geoff Pleiss, Yu Sun, Kilian Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017,
https://arxiv.org/abs/1706.04599, section 2.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from pydantic import Field

from workbench.engine.measure import Answers
from workbench.engine.metrics.reliability import bins
from workbench.engine.registry import metrics
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of the calibration error."""

    bins: int = Field(15, ge=2, le=100, description="Groups of equal width into which the confidence 0-1 is cut.")


@metrics.register(
    "ece",
    Params,
    title="Calibration error",
    paper="Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, 2017, "
    "https://arxiv.org/abs/1706.04599",
)
def ece(params: Params) -> Callable[[Answers], float]:
    """Expected calibration error: mean gap between confidence and accuracy, 0 to 1; 0 is best.

    NaN where the network's answers are not numbers.
    """

    def measure(answers: Answers) -> float:
        groups = [group for group in bins(answers, params.bins) if group.count]
        if not groups:
            return math.nan
        gaps = (group.count * abs(group.accuracy - group.confidence) for group in groups)
        return math.fsum(gaps) / len(answers.labels)

    return measure
