"""Chance that a key decides, the same on every computer, with every version and in every process.

It all comes from the raw stream of numpy's Philox generator, which numpy promises never to change.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def random_numbers(count: int, *key: int) -> NDArray[np.uint64]:
    """So many random 64-bit numbers, decided by the key."""
    numbers: NDArray[np.uint64] = np.random.Philox(np.random.SeedSequence(key)).random_raw(count)
    return numbers


def shuffled(count: int, *key: int) -> NDArray[np.int64]:
    """The numbers 0 to count - 1 in an order that the key decides."""
    return np.argsort(random_numbers(count, *key), kind="stable")
