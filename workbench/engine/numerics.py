"""Which numbers a training computes with, and what is done so that it computes fast.

The weights, the optimiser and every loss stay in float32 whatever is chosen; what is reduced is what the layers say to
one another. How the choice is made is in `workbench.engine.trial`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

import torch
from torch import Tensor, nn

from workbench.errors import UserError
from workbench.events import NumericsChosen

logger = logging.getLogger(__name__)

Precision = Literal["fp32", "bf16", "fp16"]
TYPES: Mapping[Precision, torch.dtype] = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True, slots=True)
class Numerics:
    """How a training computes.

    Attributes:
        student, teacher: What their layers compute with.
        folded: Whether the teacher's normalisations are folded into its convolutions; only where none of its layers is
            tapped.
        compiled: Whether the student is compiled; only where none of its layers is tapped.
        channels_last: Whether the channels of a pixel lie side by side.
        measured: Milliseconds a picture by what was tried, e.g. ``student bf16``; empty where nothing was measured.
        reason: Why so, in plain words.
    """

    student: Precision = "fp32"
    teacher: Precision = "fp32"
    folded: bool = False
    compiled: bool = False
    channels_last: bool = True
    measured: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""

    def autocast(self, device: torch.device) -> AbstractContextManager[object]:
        """In which the student is asked. Losses are computed outside of it, in float32.

        Logits are float32 all the same; the embedding and feature maps come in the student's precision, and methods
        make them precise.
        """
        return casting(self.student, device)

    def scaler(self, device: torch.device) -> torch.amp.GradScaler | None:
        """What keeps small gradients from vanishing in fp16; None where nothing has to.

        Who trains with it calls ``scaler.scale(loss).backward()``, then ``scaler.unscale_(optimiser)`` before gradients
        are clipped or read, ``scaler.step(optimiser)``, which leaves out a step whose gradients are infinite, and
        ``scaler.update()``. Its ``state_dict()`` belongs into the checkpoint.
        """
        if self.student != "fp16":
            return None
        return torch.amp.GradScaler(device.type)

    def event(self, phase: str, device: torch.device, *, taught: bool) -> NumericsChosen:
        """The same, to be told.

        Args:
            phase: The training.
            device: Where it computes.
            taught: Whether a teacher is asked.
        """
        return NumericsChosen(
            phase=phase,
            device=str(device),
            student=self.student,
            teacher=self.teacher if taught else "",
            folded=self.folded,
            compiled=self.compiled,
            channels_last=self.channels_last,
            measured=dict(self.measured),
            reason=self.reason,
        )

    @classmethod
    def from_event(cls, told: NumericsChosen) -> Numerics:
        """What an earlier session of a training chose; fp32 for a precision that this version does not know."""
        return cls(
            student=_precision(told.student),
            teacher=_precision(told.teacher),
            folded=told.folded,
            compiled=told.compiled,
            channels_last=told.channels_last,
            measured=dict(told.measured),
            reason=told.reason,
        )


PLAIN = Numerics()
"""On a CPU. Elsewhere: `plain`."""


def plain(device: torch.device, reason: str = "") -> Numerics:
    """Everything as torch does it unasked, but for the memory layout on CPUs; see `workbench.engine.device.placed`."""
    return Numerics(channels_last=device.type == "cpu", reason=reason)


def casting(precision: Precision, device: torch.device) -> AbstractContextManager[object]:
    """Layers that gain from it compute in this precision inside."""
    if precision == "fp32":
        return nullcontext()
    return torch.autocast(device.type, TYPES[precision])


def refuse_unsupported(precision: Precision, device: torch.device) -> None:
    """Say what a device cannot compute with, before anything is trained.

    Raises:
        UserError: fp16 anywhere but on a CUDA GPU, or bf16 on one that has none.
    """
    if precision == "fp16" and device.type != "cuda":
        raise UserError(
            f"The recipe asks for fp16, which needs a CUDA GPU, and the training computes on '{device.type}'.",
            fix="Set compute.precision to 'auto' or 'bf16'.",
        )
    if precision == "bf16" and device.type == "cuda" and not has_bf16():
        raise UserError(
            "The recipe asks for bf16, which this GPU does not compute with.",
            fix="Set compute.precision to 'auto' or 'fp16'.",
        )


def has_bf16() -> bool:
    """Whether the CUDA GPU computes with bf16 by itself, not by way of float32."""
    return bool(torch.cuda.is_bf16_supported(including_emulation=False))


class Compiled:
    """A network, compiled when first called; the network itself stays as it is: names, weights, checkpoints.

    What was compiled for a copy of the network is used again at once. Hooks that are put on the network later are not
    called, and those that are there when it is compiled slow it down: nothing of it may be tapped or interrupted. Call
    the network itself where hooks are wanted, as validation does.

    Args:
        network: What is called.
        device: Where it computes. On CUDA its work is replayed as one graph, which makes launching it cheap.

    Attributes:
        failure: Why it cannot be compiled, in which case the network is called as it is; empty as long as it can.
    """

    def __init__(self, network: nn.Module, device: torch.device) -> None:
        self._network, self._graphs = network, device.type == "cuda"
        self._run: Callable[[Tensor], Tensor] | None = None
        self.failure = ""

    def __call__(self, images: Tensor) -> Tensor:
        """What the network says."""
        if self._run is None:
            return self._first(images)
        if self._graphs:
            torch.compiler.cudagraph_mark_step_begin()
            return self._run(images).clone()  # the next call overwrites what a graph gives
        return self._run(images)

    def _first(self, images: Tensor) -> Tensor:
        # The loop takes gradients of single terms before it goes backwards: buffers are needed twice. No public name.
        torch._functorch.config.donated_buffer = False
        try:
            run = torch.compile(self._network, mode="reduce-overhead" if self._graphs else None)
            said: Tensor = run(images).clone()
        except Exception as error:
            logger.warning("the student could not be compiled", exc_info=True)
            self.failure = first_line(error)
            run, self._graphs = self._network, False
            said = run(images)
        self._run = run
        return said


def first_line(error: Exception) -> str:
    """What went wrong, short and without a full stop."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200].rstrip(".")


def _precision(text: str) -> Precision:
    return cast(Precision, text) if text in get_args(Precision) else "fp32"
