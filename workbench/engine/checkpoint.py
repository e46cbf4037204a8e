"""A training frozen in one file, so that it can go on as if nothing had happened.

One safetensors file holds weights, the best weights so far, the optimiser's state, random states and the position;
nothing is pickled. It is written whole or not at all, and the one before it is kept: a damaged newest file costs time,
never the run.

The training is held up only while its state is copied. A thread of its own writes the copy, tensor by tensor, and lets
the training run meanwhile. There is at most one copy, whose memory is used again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_until_done
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from workbench.engine import chance
from workbench.engine.moments import Clock, Moment, clock_of
from workbench.engine.tensor_file import write_tensors
from workbench.errors import RunError
from workbench.runs.files import plain_words

Extra: TypeAlias = Mapping[str, "Tensor | float"]
"""What else a training needs to go on, such as the state of a gradient scaler: tensors and plain numbers by name."""

REST_AFTER_COPY = 50
"""Times as long as copying took, the training is left alone afterwards: it is held up for at most 2 % of the time."""
REST_AFTER_WRITE = 10
"""Times as long as writing took, the disk is left alone afterwards."""


@dataclass(slots=True)
class Position:
    """How far a training has come. Plain JSON but for `best_weights`, which are never written to once they are made.

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


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """A training as it stood between two steps.

    Attributes:
        step: After which one.
        tensors: By name, on the CPU; they are what they should be once `whole` is reached.
        metadata: The rest, as texts.
    """

    step: int
    tensors: Mapping[str, Tensor]
    metadata: Mapping[str, str]
    whole: Moment


class Checkpoints:
    """The checkpoints of one training. All but the writing happens in the caller's thread.

    Args:
        folder: Where; made when first needed.
        every_seconds: Least time between two that are not asked for. Grows when copying or writing is slow.
        clock: Of the device whose tensors are saved; found from the network if left out.

    Attributes:
        written: Step of the newest checkpoint that this object brought to the disk; None before the first. It changes
            while the training goes on, never before the file is safe.
        extra: What the loaded checkpoint held besides; empty before `load`.
    """

    def __init__(self, folder: Path, *, every_seconds: float = 10.0, clock: Clock | None = None) -> None:
        self._newest, self._previous = folder / "newest.safetensors", folder / "previous.safetensors"
        self._every, self._clock = every_seconds, clock
        self._due = time.monotonic() + every_seconds
        self._copies: dict[str, Tensor] = {}
        self._writing: Future[float] | None = None
        self.written: int | None = None
        self.extra: dict[str, Tensor | float] = {}

    @property
    def due(self) -> bool:
        """Whether it is time for the next one, and the one before is written.

        Raises:
            RunError: The one before could not be written. Told once.
        """
        return not self._is_writing() and time.monotonic() >= self._due

    def save(
        self,
        position: Position,
        model: nn.Module,
        objective: nn.Module,
        optimiser: torch.optim.Optimizer,
        *,
        wait: bool = False,
        extra: Extra = MappingProxyType({}),
    ) -> bool:
        """Copy the training as it stands between two steps, and let the copy be written.

        On a CUDA device nothing waits for the device; elsewhere copying does.

        Args:
            position: How far it has come.
            model, objective, optimiser: Their states are copied; they may go on as soon as this returns.
            wait: Return when it is safe on the disk, after the one that may still be being written. Without, nothing is
                done while that is so.
            extra: What else is to be found in `Checkpoints.extra` after loading.

        Returns:
            Whether it was taken.

        Raises:
            RunError: This one or the one before could not be written: the disk is full or the folder not writable.
        """
        if self._is_writing():
            if not wait:
                return False
            self.wait()
        began = time.monotonic()
        with plain_words(self._newest):  # here, lest the thread makes a folder again that somebody has removed
            self._newest.parent.mkdir(parents=True, exist_ok=True)
        snapshot = self._snapshot(position, model, objective, optimiser, extra)
        self._due = time.monotonic() + max(self._every, REST_AFTER_COPY * (time.monotonic() - began))
        self._writing = self._write_in_thread(snapshot)
        if wait:
            self.wait()
        return True

    def wait(self) -> None:
        """Return when nothing is being written.

        Raises:
            RunError: What was could not be. Told once.
        """
        if self._writing is not None:
            self._collect(self._writing)

    def load(self, model: nn.Module, objective: nn.Module, optimiser: torch.optim.Optimizer) -> Position | None:
        """Put the newest readable checkpoint into the given parts; None where there is none to go on from.

        Random states are restored too: call it last before training.

        Raises:
            RunError: Checkpoints exist and none can be read.
        """
        if self._writing is not None:
            wait_until_done([self._writing])
        problems = []
        for path in (self._newest, self._previous):
            if not path.exists():
                continue
            try:
                position, self.extra = _restore(path, model, objective, optimiser)
            except (SafetensorError, OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
                problems.append(f"{path.name}: {str(error).splitlines()[0]}")
            else:
                return position
        if problems:
            raise RunError(
                f"No checkpoint in {self._newest.parent} can be read ({'; '.join(problems)}).",
                fix=f"Delete the folder {self._newest.parent.name} and resume: this training then starts again.",
            )
        return None

    def clear(self) -> None:
        """Remove them: the training is over. Waits for the one that is being written."""
        self.close()
        for path in (self._newest, self._previous):
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """Wait for the one that is being written, whatever becomes of it, and free its memory. May be called twice.

        Afterwards nobody writes to the folder. For a training that ends, however it ends; may be used again.
        """
        if self._writing is not None:
            wait_until_done([self._writing])
            self._writing = None
        self._copies = {}

    def _is_writing(self) -> bool:
        if self._writing is None:
            return False
        if self._writing.done():
            self._collect(self._writing)
            return False
        return True

    def _collect(self, writing: Future[float]) -> None:
        """Learn how the writing went; waits for its end."""
        self._writing = None  # first: what it raises is raised once
        seconds = writing.result()
        self._due = max(self._due, time.monotonic() + REST_AFTER_WRITE * seconds)

    def _snapshot(
        self,
        position: Position,
        model: nn.Module,
        objective: nn.Module,
        optimiser: torch.optim.Optimizer,
        extra: Extra,
    ) -> _Snapshot:
        tensors = {name: value for name, value in extra.items() if isinstance(value, Tensor)}
        moving = {
            **_prefixed("model", model.state_dict()),
            **_prefixed("objective", objective.state_dict()),
            **_prefixed("random", chance.states()),
            **_prefixed("extra", tensors),
        }
        groups = _pack_optimiser(optimiser, moving)
        state = {one.name: getattr(position, one.name) for one in fields(position) if one.name != "best_weights"}
        best = _prefixed("best", position.best_weights)
        resting = {name: value for name, value in best.items() if value.device.type == "cpu"}  # written as they are
        moving.update({name: value for name, value in best.items() if name not in resting})
        clock = self._clock = self._clock or clock_of(_device_of(model))
        self._copies = {name: clock.fetch(value, self._copies.get(name)) for name, value in moving.items()}
        return _Snapshot(
            step=position.step,
            tensors={**self._copies, **resting},
            metadata={
                "position": json.dumps(state),
                "optimiser": json.dumps(groups),
                "extra": json.dumps({name: value for name, value in extra.items() if name not in tensors}),
            },
            whole=clock.moment(),
        )

    def _write_in_thread(self, snapshot: _Snapshot) -> Future[float]:
        """Begin to write; the answer is how many seconds it took. The process does not end before it is done."""
        executor = ThreadPoolExecutor(1, thread_name_prefix="checkpoint")
        try:
            return executor.submit(self._write, snapshot)
        finally:
            executor.shutdown(wait=False)  # its thread ends with its work

    def _write(self, snapshot: _Snapshot) -> float:
        snapshot.whole.wait()
        began = time.monotonic()
        write_tensors(self._newest, snapshot.tensors, snapshot.metadata, keep_old=self._previous)
        self.written = snapshot.step
        return time.monotonic() - began


def _device_of(model: nn.Module) -> torch.device:
    return next((weight.device for weight in model.parameters()), torch.device("cpu"))


def _prefixed(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {f"{prefix}/{name}": value for name, value in tensors.items()}


def _pack_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> dict[str, Any]:
    """Add the optimiser's tensors to `tensors`; what is left is plain JSON."""
    packed = optimiser.state_dict()
    numbers: dict[str, dict[str, Any]] = {}
    for index, state in packed["state"].items():
        for name, value in state.items():
            if isinstance(value, Tensor):
                tensors[f"optimiser/{index}/{name}"] = value
            else:
                numbers.setdefault(str(index), {})[name] = value
    return {"numbers": numbers, "groups": packed["param_groups"]}


def _restore(
    path: Path, model: nn.Module, objective: nn.Module, optimiser: torch.optim.Optimizer
) -> tuple[Position, dict[str, Tensor | float]]:
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        # clone: what safetensors gives is a window into the file, which would keep Windows from replacing it
        tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118  (it is no mapping)
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
    _lay_out(optimiser)
    chance.restore(dict(_under("random", tensors)))
    return position, {**json.loads(metadata.get("extra", "{}")), **dict(_under("extra", tensors))}


def _lay_out(optimiser: torch.optim.Optimizer) -> None:
    """Give the optimiser's tensors the strides of their weights.

    Files know no strides, and torch's fused kernels go through weight and momentum as they lie in memory: with weights
    in channels-last they would take each other's elements, and say nothing.
    """
    for weight, state in optimiser.state.items():
        for name, value in state.items():
            if isinstance(value, Tensor) and value.shape == weight.shape and value.stride() != weight.stride():
                state[name] = torch.empty_like(weight, dtype=value.dtype, device=value.device).copy_(value)


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    for name, value in tensors.items():
        if name.startswith(f"{prefix}/"):
            yield name.removeprefix(f"{prefix}/"), value
