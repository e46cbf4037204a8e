"""How often the right class is among the network's first few guesses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from workbench.engine.measure import Answers, share
from workbench.engine.registry import metrics
from workbench.recipes import Frozen


class Params(Frozen):
    """Settings of top-k accuracy."""

    guesses: tuple[Annotated[int, Field(ge=2, le=1000)], ...] = Field(
        (3, 5), min_length=1, max_length=8, description="How many guesses are allowed; one number for each."
    )


@metrics.register("top_k", Params, title="Top-k accuracy")
def top_k(params: Params) -> Callable[[Answers], dict[str, float]]:
    """Fraction of pictures whose right class is among the k most probable, by k; only k below the number of classes."""

    def measure(answers: Answers) -> dict[str, float]:
        meaningful = [k for k in params.guesses if k < len(answers.classes)]
        return {str(k): _among_first(answers, k) for k in meaningful}

    return measure


def _among_first(answers: Answers, k: int) -> float:
    guesses = answers.logits.topk(k, dim=1).indices
    return share((guesses == answers.labels.unsqueeze(1)).any(dim=1))
