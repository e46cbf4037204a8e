"""How well the network does on each class."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import JsonValue

from workbench.engine.measure import Answers
from workbench.engine.registry import metrics
from workbench.recipes import Frozen


class Params(Frozen):
    """Nothing to set."""


@metrics.register("per_class", Params, title="Precision, recall and F1")
def per_class(_params: Params) -> Callable[[Answers], list[dict[str, JsonValue]]]:
    """Precision, recall and F1 of each class, 0 to 1, and its number of pictures, in the order of the classes.

    0 / 0 counts as 0: the precision of a class that was never answered, the recall of one without pictures.
    """

    def measure(answers: Answers) -> list[dict[str, JsonValue]]:
        # Imported here: it takes over a second, which every start of a worker would pay.
        from sklearn.metrics import precision_recall_fscore_support

        columns = precision_recall_fscore_support(
            answers.labels.numpy(),
            answers.predicted.numpy(),
            labels=range(len(answers.classes)),
            zero_division=0,
        )
        return [
            {
                "name": name,
                "precision": float(precision),
                "recall": float(recall),
                "f1": float(f1),
                "count": int(count),
            }
            for name, precision, recall, f1, count in zip(answers.classes, *columns, strict=True)
        ]

    return measure
