"""A teacher's answers in half precision, as they are kept: a run does not depend on what was known before it."""

from __future__ import annotations

from dataclasses import replace

from torch import Tensor

from workbench.engine.objective import Signals

LARGEST = 65504.0
"""The largest number in half precision."""


def halves(numbers: Tensor) -> Tensor:
    """In half precision, the nearest there is: relative error at most 2**-11, and no infinity."""
    return numbers.float().clamp(-LARGEST, LARGEST).half()


def rounded(said: Signals) -> Signals:
    """Logits and embedding as they would be kept; maps are kept as they are."""
    embedding = None if said.embedding is None else halves(said.embedding).float()
    maps = {path: one.float() for path, one in said.maps.items()}
    return replace(said, logits=halves(said.logits).float(), embedding=embedding, maps=maps)
