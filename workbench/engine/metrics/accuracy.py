"""How often the network is right."""

from __future__ import annotations

from collections.abc import Callable

from workbench.engine.measure import Answers, share
from workbench.engine.registry import metrics
from workbench.recipes import Frozen


class Params(Frozen):
    """Nothing to set."""


@metrics.register("accuracy", Params, title="Accuracy")
def accuracy(_params: Params) -> Callable[[Answers], float]:
    """Fraction of pictures whose most probable class is the right one, 0 to 1."""
    return lambda answers: share(answers.predicted == answers.labels)
