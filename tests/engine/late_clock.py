"""A device that is late: what it is asked for comes when the test says so, and is rubbish until then."""

from __future__ import annotations

import threading

import torch
from torch import Tensor

RUBBISH = 77


class LateMoment:
    """Reached when its clock has caught up."""

    def __init__(self, clock: LateClock) -> None:
        self._clock, self._event, self._at = clock, threading.Event(), 0.0

    @property
    def reached(self) -> bool:
        return self._event.is_set()

    def wait(self) -> None:
        if self._clock.patient:
            assert self._event.wait(20)
        else:
            self._clock.catch_up()

    def seconds_since(self, earlier: LateMoment) -> float:
        assert self.reached
        assert earlier.reached
        return self._at - earlier._at

    def come(self, now: float) -> None:
        if not self.reached:
            self._at = now
            self._event.set()


class LateClock:
    """The clock of that device.

    Args:
        patient: Who waits for it waits for the test to let it catch up; otherwise it catches up because of that.

    Attributes:
        now: Its time in seconds.
        fetched: What was copied, in order. reused: how many copies went over earlier ones.
    """

    runs_ahead = True

    def __init__(self, *, patient: bool = False) -> None:
        self.patient, self.now = patient, 0.0
        self.fetched: list[Tensor] = []
        self.reused = 0
        self._moments: list[LateMoment] = []
        self._under_way: list[tuple[Tensor, Tensor]] = []

    def moment(self) -> LateMoment:
        moment = LateMoment(self)
        self._moments.append(moment)
        return moment

    def fetch(self, tensor: Tensor, into: Tensor | None = None) -> Tensor:
        self.fetched.append(tensor)
        self.reused += into is not None
        copy = torch.empty_like(tensor, requires_grad=False) if into is None else into
        copy.fill_(RUBBISH)
        self._under_way.append((copy, tensor.detach().clone()))
        return copy

    def catch_up(self, moments: int | None = None) -> None:
        """Do everything asked for, or only as far as the next moments; copies are all done in any case."""
        for copy, content in self._under_way:
            copy.copy_(content)
        self._under_way.clear()
        for moment in self._moments[:moments]:
            moment.come(self.now)
        del self._moments[:moments]
