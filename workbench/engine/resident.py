"""Where the pictures of a source lie: once in memory or on the disk, and once on each device that wants them."""

from __future__ import annotations

import weakref

import torch
from torch import Tensor

SHARE = 2
"""One part in so many of a device's free memory may be filled with pictures: networks need room too."""

_moved: list[tuple[weakref.ref[Tensor], weakref.ref[Tensor]]] = []
"""What was moved, and to where."""


def moved(pictures: Tensor, device: torch.device) -> Tensor | None:
    """Pictures on another device, moved there once for everybody as long as anybody uses them; None = they do not fit.

    Args:
        pictures: On the CPU.
        device: With its number, where it has one.
    """
    _moved[:] = [(source, there) for source, there in _moved if source() is not None and there() is not None]
    for source, there in _moved:
        found = there()
        if source() is pictures and found is not None and found.device == device:
            return found
    if not _fits(pictures.nbytes, device):
        return None
    new = pictures.to(device)
    _moved.append((weakref.ref(pictures), weakref.ref(new)))
    return new


def _fits(size: int, device: torch.device) -> bool:
    """Whether so many bytes of pictures leave enough memory on a device; those that do not tell are trusted."""
    return device.type != "cuda" or SHARE * size <= torch.cuda.mem_get_info(device)[0]
