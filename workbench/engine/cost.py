"""What a network costs, known before it is trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from safetensors.torch import save
from torch import Tensor, nn
from torch.func import functional_call
from torch.utils.flop_counter import FlopCounterMode

from workbench.engine.measure import evaluating


@dataclass(frozen=True, slots=True)
class Cost:
    """What it takes to keep and to use a network.

    Attributes:
        parameters: Number of weights, trainable or not.
        flops: Floating-point operations for one picture: 2 for each multiply-add of convolutions and matrix products.
        bytes: Size of its safetensors file.
    """

    parameters: int
    flops: int
    bytes: int


def cost(model: nn.Module, shape: tuple[int, int, int]) -> Cost:
    """What `model` costs for pictures of `shape`. Computes nothing and leaves no trace in the model.

    Args:
        model: On any device, `meta` included.
        shape: Channels, height, width.
    """
    state = model.state_dict()
    return Cost(
        parameters=sum(weight.numel() for weight in model.parameters()),
        flops=_flops(model, shape),
        bytes=_file_size(state),
    )


def _flops(model: nn.Module, shape: tuple[int, int, int]) -> int:
    # Weights and buffers are lent as shapes without content, so that nothing is computed and nothing can be changed.
    tensors = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    shapes = {name: tensor.detach().to("meta") for name, tensor in tensors.items()}
    picture = torch.empty(1, *shape, device="meta")
    with evaluating(model), torch.no_grad(), FlopCounterMode(display=False) as counter:
        functional_call(model, shapes, (picture,))
    return int(counter.get_total_flops())


def _file_size(state: Mapping[str, Tensor]) -> int:
    # The size depends on names, types and shapes only, so that weights without content (device `meta`) are weighed too.
    return len(save({name: torch.empty_like(value, device="cpu") for name, value in state.items()}))
