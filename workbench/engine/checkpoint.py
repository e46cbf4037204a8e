"""A training frozen in one file, so that it can go on as if nothing had happened.

One safetensors file holds weights, the best weights so far, the optimiser's state, random states and the position;
nothing is pickled. It is written whole or not at all, and the one before it is kept: a damaged newest file costs time,
never the run.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn

from workbench.errors import RunError
from workbench.runs.files import write_atomically


@dataclass(slots=True)
class Position:
    """How far a training has come. Plain JSON but for `best_weights`.

    Attributes:
        step: Optimiser steps done.
        temperature, alpha, learning_rate, weights: The dials. by_hand: those that were moved.
        epoch_sums: Sum of each loss term over the steps of the current epoch.
        epoch_right: Of the labelled pictures shown in the current epoch, how many were answered rightly; None where
            that was not counted from its start (a checkpoint of an older version).
        epoch_labelled: How many these pictures are.
        best_epoch: Counted from 1; 0 = no epoch has ended yet.
        best_accuracy, best_loss: On the validation pictures, of that epoch.
        last_accuracy: Of the newest epoch; None before the first has ended.
        seconds: Training time so far, pauses left out.
    """

    temperature: float
    alpha: float
    learning_rate: float
    step: int = 0
    epoch_sums: dict[str, float] = field(default_factory=dict)
    epoch_right: int | None = 0
    epoch_labelled: int = 0
    best_epoch: int = 0
    best_accuracy: float = -1.0
    best_loss: float = float("inf")
    last_accuracy: float | None = None
    seconds: float = 0.0
    best_weights: dict[str, Tensor] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    by_hand: list[str] = field(default_factory=list)


class Checkpoints:
    """The checkpoints of one training.

    Args:
        folder: Where; made when first needed.
        every_seconds: Least time between two that are not asked for. Grows when saving is slow, so that it takes at
            most about 2 % of the time.
    """

    def __init__(self, folder: Path, *, every_seconds: float = 10.0) -> None:
        self._newest, self._previous = folder / "newest.safetensors", folder / "previous.safetensors"
        self._every = every_seconds
        self._due = time.monotonic() + every_seconds

    @property
    def due(self) -> bool:
        """Whether it is time for the next one."""
        return time.monotonic() >= self._due

    def save(
        self, position: Position, model: nn.Module, objective: nn.Module, optimiser: torch.optim.Optimizer
    ) -> None:
        """Write the training as it stands between two steps. Waits for the device and the disk.

        Raises:
            RunError: The disk is full or the folder not writable.
        """
        began = time.monotonic()
        tensors = {
            **_prefixed("model", model.state_dict()),
            **_prefixed("objective", objective.state_dict()),
            **_prefixed("best", position.best_weights),
            **_prefixed("random", _random_states()),
        }
        groups = _pack_optimiser(optimiser, tensors)
        state = {name: value for name, value in _plain(position).items() if name != "best_weights"}
        content = save(tensors, metadata={"position": json.dumps(state), "optimiser": json.dumps(groups)})
        self._newest.parent.mkdir(parents=True, exist_ok=True)
        if self._newest.exists():
            self._newest.replace(self._previous)
        write_atomically(self._newest, content)
        self._due = time.monotonic() + max(self._every, 50 * (time.monotonic() - began))

    def load(self, model: nn.Module, objective: nn.Module, optimiser: torch.optim.Optimizer) -> Position | None:
        """Put the newest readable checkpoint into the given parts; None where there is none to go on from.

        Random states are restored too: call it last before training.

        Raises:
            RunError: Checkpoints exist and none can be read.
        """
        problems = []
        for path in (self._newest, self._previous):
            if not path.exists():
                continue
            try:
                return _restore(path, model, objective, optimiser)
            except (SafetensorError, OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
                problems.append(f"{path.name}: {str(error).splitlines()[0]}")
        if problems:
            raise RunError(
                f"No checkpoint in {self._newest.parent} can be read ({'; '.join(problems)}).",
                fix=f"Delete the folder {self._newest.parent.name} and resume: this training then starts again.",
            )
        return None

    def clear(self) -> None:
        """Remove them: the training is over."""
        for path in (self._newest, self._previous):
            path.unlink(missing_ok=True)


def _plain(position: Position) -> dict[str, Any]:
    weights, position.best_weights = position.best_weights, {}  # asdict would copy every tensor
    try:
        return asdict(position)
    finally:
        position.best_weights = weights


def _prefixed(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    # clone: safetensors refuses tensors that share memory, and state dicts of tied weights do
    return {f"{prefix}/{name}": value.detach().cpu().clone().contiguous() for name, value in tensors.items()}


def _random_states() -> dict[str, Tensor]:
    states = {"cpu": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["cuda"] = torch.cuda.get_rng_state()
    if torch.backends.mps.is_available():
        states["mps"] = torch.mps.get_rng_state()
    return states


def _pack_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> dict[str, Any]:
    """Move the optimiser's tensors into `tensors`; what is left is plain JSON."""
    packed = optimiser.state_dict()
    numbers: dict[str, dict[str, Any]] = {}
    for index, state in packed["state"].items():
        for name, value in state.items():
            if isinstance(value, Tensor):
                tensors[f"optimiser/{index}/{name}"] = value.detach().cpu().clone().contiguous()
            else:
                numbers.setdefault(str(index), {})[name] = value
    return {"numbers": numbers, "groups": packed["param_groups"]}


def _restore(path: Path, model: nn.Module, objective: nn.Module, optimiser: torch.optim.Optimizer) -> Position:
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  (safe_open is no mapping)
    state_of_older = {"epoch_right": None}
    position = Position(
        **{**state_of_older, **json.loads(metadata["position"])}, best_weights=dict(_under("best", tensors))
    )
    packed = json.loads(metadata["optimiser"])
    state: dict[int, dict[str, Any]] = {int(index): dict(values) for index, values in packed["numbers"].items()}
    for name, value in _under("optimiser", tensors):
        index, key = name.split("/", 1)
        state.setdefault(int(index), {})[key] = value
    model.load_state_dict(dict(_under("model", tensors)))
    objective.load_state_dict(dict(_under("objective", tensors)))
    optimiser.load_state_dict({"state": state, "param_groups": packed["groups"]})
    _restore_random_states(dict(_under("random", tensors)))
    return position


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    for name, value in tensors.items():
        if name.startswith(f"{prefix}/"):
            yield name.removeprefix(f"{prefix}/"), value


def _restore_random_states(states: Mapping[str, Tensor]) -> None:
    torch.set_rng_state(states["cpu"])
    if "cuda" in states and torch.cuda.is_available():
        torch.cuda.set_rng_state(states["cuda"])
    if "mps" in states and torch.backends.mps.is_available():
        torch.mps.set_rng_state(states["mps"])
