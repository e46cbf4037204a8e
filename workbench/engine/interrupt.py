"""Stopping in the middle of a step: one step of a large network on a CPU can take longer than a user will wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle


class Interruption:
    """Calls `check` at every layer, forwards and backwards, until released.

    A hook costs microseconds, which tiny networks would feel: the loop releases it once steps have proved short.
    What a step leaves half done when `check` raises (gradients, BatchNorm statistics) must not be saved.

    Args:
        check: Raises when the job is to end.
        networks: All that run inside a step.
    """

    def __init__(self, check: Callable[[], None], *networks: nn.Module | None) -> None:
        self._check = check
        self._handles: list[RemovableHandle] = []
        for network in networks:
            for layer in network.modules() if network is not None else ():
                if not any(True for _ in layer.children()):
                    self._handles.append(layer.register_forward_hook(self._forward))

    @property
    def active(self) -> bool:
        """Whether it has not been released."""
        return bool(self._handles)

    def release(self) -> None:
        """Take the hooks away. May be called twice."""
        for handle in self._handles:
            handle.remove()
        self._handles.clear()

    def _forward(self, layer: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
        self._check()
        if isinstance(output, Tensor) and output.requires_grad:
            output.register_hook(self._backward)

    def _backward(self, gradient: Tensor) -> None:
        self._check()
