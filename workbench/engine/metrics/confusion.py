"""Which classes the network takes for which."""

from __future__ import annotations

from collections.abc import Callable

from workbench.engine.measure import Answers
from workbench.engine.registry import metrics
from workbench.recipes import Frozen


class Params(Frozen):
    """Nothing to set."""


@metrics.register("confusion", Params, title="Confusion matrix")
def confusion(_params: Params) -> Callable[[Answers], list[list[int]]]:
    """Number of pictures by true class (row) and answered class (column), in the order of the classes."""

    def measure(answers: Answers) -> list[list[int]]:
        # Imported here: it takes over a second, which every start of a worker would pay.
        from sklearn.metrics import confusion_matrix

        table = confusion_matrix(answers.labels.numpy(), answers.predicted.numpy(), labels=range(len(answers.classes)))
        return [[int(count) for count in row] for row in table]

    return measure
