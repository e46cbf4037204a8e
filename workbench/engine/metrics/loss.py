"""How surprised the network is by the truth."""

from __future__ import annotations

from collections.abc import Callable

import torch.nn.functional as F

from workbench.engine.measure import Answers
from workbench.engine.registry import metrics
from workbench.recipes import Frozen


class Params(Frozen):
    """Nothing to set."""


@metrics.register("loss", Params, title="Loss")
def loss(_params: Params) -> Callable[[Answers], float]:
    """Mean cross-entropy with the right class, in nats per picture; 0 is best."""
    return lambda answers: F.cross_entropy(answers.logits.double(), answers.labels).item()
