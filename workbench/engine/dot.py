"""An optimiser in which the teacher's gradients last longer than those of the labels.

Borui Zhao, Quan Cui, Renjie Song, Jiajun Liang, "DOT: A Distillation-Oriented Trainer", ICCV 2023,
https://arxiv.org/abs/2307.08436. Two momentum buffers: that of the labels forgets faster, so that the teacher's terms
lead. Where we differ: weight decay goes with the labels' gradient; and in a training without a teacher the optimiser is
ordinary descent with the momentum between the two, so that the plain twin is not handicapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn


class DistillationOriented(torch.optim.Optimizer):
    """Descent with two momenta.

    Args:
        weights: What is trained.
        rate: Learning rate.
        momentum: Between the two. spread: Half of their difference.
        weight_decay: Pulls the weights towards zero.
    """

    def __init__(
        self, weights: Iterable[nn.Parameter], rate: float, *, momentum: float, spread: float, weight_decay: float
    ) -> None:
        super().__init__(weights, {"lr": rate, "momentum": momentum, "spread": spread, "weight_decay": weight_decay})
        self._taught: Sequence[Tensor | None] = ()

    def teach(self, loss: Tensor) -> None:
        """Take the gradient of the teacher's terms; that of the labels is left to come by `backward`.

        Args:
            loss: Sum of the teacher's terms, a scalar; its graph is kept.
        """
        weights = [weight for group in self.param_groups for weight in group["params"]]
        self._taught = torch.autograd.grad(loss, weights, retain_graph=True, allow_unused=True)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # nobody asks it to compute the loss again
        """One step along both momenta; what `teach` took is then used up."""
        taught = iter(self._taught)
        for group in self.param_groups:
            spread = group["spread"] if self._taught else 0.0
            for weight in group["params"]:
                self._move(weight, next(taught, None), group, spread)
        self._taught = ()

    def _move(self, weight: nn.Parameter, taught: Tensor | None, group: dict[str, float], spread: float) -> None:
        state = self.state[weight]
        if not state:
            state["labels"], state["teacher"] = torch.zeros_like(weight), torch.zeros_like(weight)
        ours = torch.zeros_like(weight) if weight.grad is None else weight.grad
        state["labels"].mul_(group["momentum"] - spread).add_(ours).add_(weight, alpha=group["weight_decay"])
        state["teacher"].mul_(group["momentum"] + spread)
        if taught is not None:
            state["teacher"].add_(taught)
        weight.add_(state["labels"] + state["teacher"], alpha=-group["lr"])
