"""Moments in a device's work.

What is asked of a GPU is done later. Copies from it are whole, and times on it known, once it has come to a moment that
was marked afterwards; who looks before has the choice of waiting for it or of coming back.
"""

from __future__ import annotations

import time
from typing import Any, Protocol

import torch
from torch import Tensor


class Moment(Protocol):
    """A point in the work that was given to a device."""

    @property
    def reached(self) -> bool:
        """Whether the device has come so far. Never waits."""

    def wait(self) -> None:
        """Return when it has. From any thread."""

    def seconds_since(self, earlier: Any) -> float:
        """Time between two moments of one clock, both reached."""


class Clock(Protocol):
    """Marks moments and fetches what a device has.

    Attributes:
        runs_ahead: Whether this process can give the device more work while it still does what it was given before.
    """

    runs_ahead: bool

    def moment(self) -> Moment:
        """The end of everything that the device was asked to do so far."""

    def fetch(self, tensor: Tensor, into: Tensor | None = None) -> Tensor:
        """A copy on the CPU with the same strides, whole once a moment marked afterwards is reached.

        Args:
            tensor: On the device or on the CPU; may be changed as soon as this returns.
            into: A copy made before, to be written over if it fits: memory that was used before is faster.
        """


class HostMoment:
    """A moment that was reached when it was made."""

    reached = True

    def __init__(self) -> None:
        self._at = time.monotonic()

    def wait(self) -> None:
        """Return at once."""

    def seconds_since(self, earlier: HostMoment) -> float:
        """Wall time."""
        return self._at - earlier._at


class HostClock:
    """For the CPU, and for devices from which copies are made while one waits."""

    runs_ahead = False

    def moment(self) -> HostMoment:
        """Now."""
        return HostMoment()

    def fetch(self, tensor: Tensor, into: Tensor | None = None) -> Tensor:
        """A copy; waits for the device."""
        return _room(tensor, into, pinned=False).copy_(tensor.detach())


class CudaMoment:
    """An event in a stream."""

    def __init__(self, stream: torch.cuda.Stream) -> None:
        self._event = torch.cuda.Event(enable_timing=True)
        self._event.record(stream)

    @property
    def reached(self) -> bool:
        """Whether the stream has passed it."""
        return bool(self._event.query())

    def wait(self) -> None:
        """Block until the stream has passed it."""
        self._event.synchronize()

    def seconds_since(self, earlier: CudaMoment) -> float:
        """Time as the device measured it, idle time included."""
        return float(earlier._event.elapsed_time(self._event)) / 1000


class CudaClock:
    """For a CUDA device: moments in its current stream, copies into page-locked memory.

    Not measured on a GPU: where it was written there was none. Its tests run where there is one.
    """

    runs_ahead = True

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def moment(self) -> CudaMoment:
        """The end of what is in the stream."""
        return CudaMoment(torch.cuda.current_stream(self._device))

    def fetch(self, tensor: Tensor, into: Tensor | None = None) -> Tensor:
        """A copy that the stream makes when it comes to it."""
        return _room(tensor, into, pinned=True).copy_(tensor.detach(), non_blocking=True)


def clock_of(device: torch.device) -> Clock:
    """The clock for work on a device."""
    return CudaClock(device) if device.type == "cuda" else HostClock()


def _room(tensor: Tensor, old: Tensor | None, *, pinned: bool) -> Tensor:
    """Memory on the CPU for a copy; the old one where it has the same layout."""
    if old is not None and (old.shape, old.dtype, old.stride()) == (tensor.shape, tensor.dtype, tensor.stride()):
        return old
    return torch.empty_like(tensor, device="cpu", pin_memory=pinned, requires_grad=False)
