"""The dials of one training: as the recipe lets them run, until somebody moves one by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Protocol

from typing_extensions import assert_never

from workbench.engine.objective import Dials
from workbench.recipes import CosineRamp, Hold, LinearRamp, Ramp, StepRamp

LEAST_TEMPERATURE = 0.05
"""A ramp does not lead below it: at 0 there is nothing to divide by."""
WEIGHT = "weights."
"""What the names of dials that are weights begin with."""


class Move(Protocol):
    """Some dials' new values; None = unchanged, as are weights that are not named."""

    @property
    def temperature(self) -> float | None: ...
    @property
    def alpha(self) -> float | None: ...
    @property
    def learning_rate(self) -> float | None: ...
    @property
    def weights(self) -> Mapping[str, float]: ...


class Steering:
    """Dials that follow their ramps; one that was moved by hand stays where it was put.

    Args:
        dials: As the recipe sets them; changed in place.
        ramps: By name of the dial: ``temperature``, ``alpha`` or ``weights.NAME``.

    Attributes:
        by_hand: Names of the dials that were moved.
    """

    def __init__(self, dials: Dials, ramps: Mapping[str, Ramp] | None = None) -> None:
        self.dials = dials
        self.by_hand: set[str] = set()
        self._ramps = {  # needs: ramped
            name: (ramp, self._value(name)) for name, ramp in (ramps or {}).items() if not isinstance(ramp, Hold)
        }

    def turn(self, progress: float) -> None:  # needs: ramped
        """Let the dials follow their ramps.

        Args:
            progress: Fraction of the training that is done, 0 to 1.
        """
        for name, (ramp, first) in self._ramps.items():
            if name not in self.by_hand:
                self._set(name, ramped(ramp, first, progress))

    def move(self, move: Move) -> tuple[str, ...]:
        """Put dials where somebody wants them; the answer is which."""
        wanted = {"temperature": move.temperature, "alpha": move.alpha, "learning_rate": move.learning_rate}
        wanted |= {f"{WEIGHT}{name}": value for name, value in move.weights.items() if name in self.dials.weights}
        found = {name: value for name, value in wanted.items() if value is not None}
        self.put(found)
        return tuple(found)

    def put(self, values: Mapping[str, float]) -> None:
        """Put dials, by name, where somebody wants them."""
        for name, value in values.items():
            self._set(name, value)
        self.by_hand.update(values)

    def restore(self, dials: Dials, by_hand: Iterable[str]) -> None:
        """Be as a checkpoint says."""
        ours = self.dials
        ours.temperature, ours.alpha, ours.learning_rate = dials.temperature, dials.alpha, dials.learning_rate
        ours.weights |= {name: value for name, value in dials.weights.items() if name in ours.weights}
        self.by_hand = set(by_hand)

    def _value(self, name: str) -> float:
        if name.startswith(WEIGHT):
            return self.dials.weights[name.removeprefix(WEIGHT)]
        return float(getattr(self.dials, name))

    def _set(self, name: str, value: float) -> None:
        if name.startswith(WEIGHT):
            self.dials.weights[name.removeprefix(WEIGHT)] = value
        elif name == "temperature":
            self.dials.temperature = max(LEAST_TEMPERATURE, value)
        elif name == "alpha":
            self.dials.alpha = min(1.0, value)
        else:
            self.dials.learning_rate = value


def ramped(ramp: Ramp, first: float, progress: float) -> float:
    """The value that a ramp gives.

    Args:
        ramp: How it changes.
        first: The value at the beginning.
        progress: Fraction of the training that is done, 0 to 1.
    """
    match ramp:
        case Hold():
            return first
        case LinearRamp():
            return first + (ramp.to - first) * _way(ramp, progress)
        case CosineRamp():
            return first + (ramp.to - first) * (1 - math.cos(math.pi * _way(ramp, progress))) / 2
        case StepRamp(milestones=milestones, factor=factor):
            return first * factor ** sum(progress >= point for point in milestones)
        case _:
            assert_never(ramp)


def _way(ramp: LinearRamp | CosineRamp, progress: float) -> float:
    """How much of the way from the first value to the last is done, 0 to 1."""
    return min(1.0, max(0.0, (progress - ramp.start) / (ramp.end - ramp.start)))
