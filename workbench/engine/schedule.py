"""How a recipe's schedule becomes an optimiser and a learning rate at each step."""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn
from typing_extensions import assert_never

from workbench.engine.dot import DistillationOriented
from workbench.recipes import AdamW, Constant, Cosine, Dot, Schedule, Sgd, Step


def make_optimiser(schedule: Schedule, weights: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """The recipe's optimiser; its learning rate is set anew before each step."""
    weights, rate = list(weights), schedule.learning_rate
    fused = all(weight.device.type in ("cpu", "cuda") for weight in weights)  # one kernel instead of ten a weight
    match schedule.optimiser:
        case Sgd(momentum=momentum, nesterov=nesterov, weight_decay=decay):
            optimiser = torch.optim.SGD(
                weights, lr=rate, momentum=momentum, nesterov=nesterov, weight_decay=decay, fused=fused
            )
            if momentum:  # nothing yet; the fused kernel cannot begin with some weights later than with others
                optimiser.state.update({weight: {"momentum_buffer": torch.zeros_like(weight)} for weight in weights})
            return optimiser
        case Dot(momentum=momentum, spread=spread, weight_decay=decay):
            return DistillationOriented(weights, rate, momentum=momentum, spread=spread, weight_decay=decay)
        case AdamW(beta1=beta1, beta2=beta2, weight_decay=decay):
            return torch.optim.AdamW(weights, lr=rate, betas=(beta1, beta2), weight_decay=decay, fused=fused)
        case _:
            assert_never(schedule.optimiser)


def rate_factor(schedule: Schedule, step: int, steps: int) -> float:
    """What the learning rate is multiplied by at a step.

    Args:
        schedule: Warm-up and decay.
        step: Counted from 0.
        steps: Planned steps of the whole training.

    Returns:
        Above 0 to 1 while warming up (linear, ends at 1), then 1 falling as the decay says.
    """
    warmup = round(schedule.warmup * steps)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    match schedule.decay:
        case Constant():
            return 1.0
        case Cosine(final=final):
            progress = (step - warmup) / max(1, steps - warmup)
            return final + (1 - final) * (1 + math.cos(math.pi * progress)) / 2
        case Step(milestones=milestones, factor=factor):
            return factor ** sum(step >= round(point * steps) for point in milestones)
        case _:
            assert_never(schedule.decay)
