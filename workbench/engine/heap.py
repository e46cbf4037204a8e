"""What the C library does with memory that is free: keep it for the next step, or give it back to the system.

A step frees all its activations, and the next one wants as much. GNU's C library gives large pieces back each time, and
the system clears each page anew: measured, up to a third of the time of a step with large batches. Others (macOS,
Windows, musl) are left as they are.
"""

from __future__ import annotations

import ctypes
import platform
from functools import cache
from typing import Any

LARGEST = 2**30
"""Bytes: what is larger is given back when it is freed, as ever. Activations are smaller, large data sets are not."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h
_MOST = 2**31 - 1


def hold() -> None:
    """From now on, memory that this process frees stays with it, until `give_back`."""
    library = _gnu()
    if library is not None:
        library.mallopt(_MMAP_THRESHOLD, LARGEST)
        library.mallopt(_TRIM_THRESHOLD, _MOST)


def give_back() -> None:
    """Let the system have what is free now."""
    library = _gnu()
    if library is not None:
        library.malloc_trim(0)


@cache
def _gnu() -> Any:
    """GNU's C library, where this process uses it."""
    return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None
