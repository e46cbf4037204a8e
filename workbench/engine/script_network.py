"""What a network is in a program of its own: there the function that makes it stands where a recipe names it.

Nothing here runs inside the workbench; see `workbench.engine.script_parts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from workbench.engine.data import Split

Maker = Callable[..., nn.Module]

NETWORKS: dict[str, Maker] = {}
"""Written for each run: by name in the catalogue, networks that a method asks for by that name."""


@dataclass(frozen=True)
class Card:
    """What a network is and what it expects.

    Attributes:
        architecture: Makes it.
        mean, std: Per channel, of pixel values scaled to 0-1.
    """

    architecture: Maker
    shape: tuple[int, int, int]
    classes: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def model_copy(self, *, update: dict[str, Any]) -> Card:
        """The same with some changes."""
        return replace(self, **update)


class Classifier(nn.Module):
    """Raw pictures in, logits out: scaling and normalisation are inside."""

    mean: Tensor
    std: Tensor

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        self.net = card.architecture(shape=card.shape, classes=len(card.classes))
        self.register_buffer("mean", torch.tensor(card.mean).view(1, -1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(card.std).view(1, -1, 1, 1), persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (B, classes), float32, of uint8 pictures (B, C, H, W)."""
        scaled = images.float() / 255
        logits: Tensor = self.net((scaled - self.mean) / self.std)
        return logits.float()


def card_of(make: Maker, parts: Split) -> Any:
    """The card of a network for these pictures."""
    shape = parts.train.images.shape
    return Card(make, (shape[1], shape[2], shape[3]), parts.classes, parts.mean, parts.std)


def Ref(*, kind: str) -> Maker:
    """What makes the network of that name."""
    return NETWORKS[kind]
