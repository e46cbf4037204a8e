"""What a reliability diagram shows: how often the network is right when it says that it is so sure.

Chuan Guo, Geoff Pleiss, Yu Sun, Kilian Q. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017,
https://arxiv.org/abs/1706.04599, section 2: bins of equal width, open below and closed above.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from pydantic import Field, JsonValue

from workbench.engine.measure import Answers
from workbench.engine.registry import metrics
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of the reliability diagram."""

    bins: int = Field(15, ge=2, le=100, description="Groups of equal width into which the confidence 0-1 is cut.")


@dataclass(frozen=True, slots=True)
class Bin:
    """The pictures on which the network was about equally sure.

    Attributes:
        low, high: Limits of the confidence, 0 to 1; it is above low, and at most high.
        count: Pictures.
        accuracy: Fraction of them answered rightly; NaN without pictures.
        confidence: Their mean confidence: the probability of the most probable class; NaN without pictures.
    """

    low: float
    high: float
    count: int
    accuracy: float
    confidence: float


@metrics.register(
    "reliability",
    Params,
    title="Reliability diagram",
    paper="Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, 2017, "
    "https://arxiv.org/abs/1706.04599",
)
def reliability(params: Params) -> Callable[[Answers], list[dict[str, JsonValue]]]:
    """Count, accuracy and mean confidence of the pictures on which the network was about equally sure, by bin.

    Bins without pictures are left out.
    """

    def measure(answers: Answers) -> list[dict[str, JsonValue]]:
        return [
            {
                "low": group.low,
                "high": group.high,
                "count": group.count,
                "accuracy": group.accuracy,
                "confidence": group.confidence,
            }
            for group in bins(answers, params.bins)
            if group.count
        ]

    return measure


def bins(answers: Answers, count: int) -> list[Bin]:
    """The pictures in `count` bins by confidence. A picture whose logits are not numbers is in none."""
    edges = torch.linspace(0, 1, count + 1, dtype=torch.float64)
    confidence = answers.logits.double().softmax(dim=1).amax(dim=1)
    usable = confidence.isfinite()
    confidence = confidence[usable]
    right = (answers.predicted == answers.labels)[usable].double()
    where = torch.bucketize(confidence, edges[1:-1])
    sizes = torch.bincount(where, minlength=count)
    hits = torch.bincount(where, weights=right, minlength=count)
    trust = torch.bincount(where, weights=confidence, minlength=count)
    return [
        Bin(low, high, size, hit / size if size else math.nan, sure / size if size else math.nan)
        for low, high, size, hit, sure in zip(
            edges[:-1].tolist(), edges[1:].tolist(), sizes.tolist(), hits.tolist(), trust.tolist(), strict=True
        )
    ]
