"""Random numbers of torch, frozen and given back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor


def states() -> dict[str, Tensor]:
    """As torch's generators stand, by kind of device."""
    found = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        found["cuda"] = torch.cuda.get_rng_state()
    if torch.backends.mps.is_available():
        found["mps"] = torch.mps.get_rng_state()
    return found


def restore(found: Mapping[str, Tensor]) -> None:
    """Put the generators where they stood; a device that is no longer there is left out."""
    torch.set_rng_state(found["cpu"])
    if "cuda" in found and torch.cuda.is_available():
        torch.cuda.set_rng_state(found["cuda"])
    if "mps" in found and torch.backends.mps.is_available():
        torch.mps.set_rng_state(found["mps"])


@contextmanager
def kept() -> Iterator[None]:
    """What is drawn inside was not drawn afterwards."""
    before = states()
    try:
        yield
    finally:
        restore(before)
