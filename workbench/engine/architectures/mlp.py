"""Fully connected network: the simplest student.

David E. Rumelhart, Geoffrey E. Hinton, Ronald J. Williams, "Learning representations by back-propagating errors",
Nature 323, 1986, https://doi.org/10.1038/323533a0. ReLU instead of the logistic function, as is usual today.
"""

from __future__ import annotations

from collections import OrderedDict
from math import prod
from typing import Annotated

from pydantic import Field
from torch import nn

from workbench.engine.registry import architectures
from workbench.recipes import Frozen

Width = Annotated[int, Field(ge=1, le=4096)]


class Params(Frozen):
    """Settings of a fully connected network."""

    hidden: tuple[Width, ...] = Field(
        (16,), max_length=8, description="Units in each hidden layer, first to last; none = a linear classifier."
    )
    dropout: float = Field(
        0.0,
        ge=0,
        le=0.9,
        description="Fraction of hidden units that are silenced at random while training.",
        json_schema_extra={"step": 0.05},
    )


@architectures.register(
    "mlp",
    Params,
    title="Fully connected",
    paper="Rumelhart, Hinton, Williams: Learning representations by back-propagating errors, 1986, "
    "https://doi.org/10.1038/323533a0",
)
def mlp(params: Params, *, shape: tuple[int, int, int], classes: int) -> nn.Module:
    """Fully connected layers with ReLU between them; sees pixels, not shapes."""
    layers: OrderedDict[str, nn.Module] = OrderedDict(flatten=nn.Flatten())
    width = prod(shape)
    for number, units in enumerate(params.hidden, start=1):
        layers[f"hidden{number}"] = nn.Linear(width, units)
        layers[f"relu{number}"] = nn.ReLU()
        layers[f"dropout{number}"] = nn.Dropout(params.dropout)
        width = units
    layers["classifier"] = nn.Linear(width, classes)
    return nn.Sequential(layers)
