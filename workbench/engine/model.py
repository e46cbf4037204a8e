"""A network with all it needs to be used on raw pictures, in memory and on disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from pydantic import Field, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from workbench.engine.registry import architectures
from workbench.errors import RunError
from workbench.recipes import Frozen, Ref
from workbench.runs.files import write_atomically


class Card(Frozen):
    """What a network is and what it expects; ``model.json`` beside its weights.

    Attributes:
        mean, std: Per channel, of pixel values scaled to 0-1; part of the network, so that a teacher and a student
            never get each other's normalisation.
    """

    version: int = Field(1, ge=1, le=1)
    architecture: Ref
    shape: tuple[int, int, int]
    classes: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]


class Classifier(nn.Module):
    """Raw pictures in, logits out: scaling and normalisation are inside."""

    mean: Tensor
    std: Tensor

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        entry = architectures.get(card.architecture.kind)
        params = architectures.settings(card.architecture)
        self.net: nn.Module = entry.make(params, shape=card.shape, classes=len(card.classes))
        self.register_buffer("mean", torch.tensor(card.mean).view(1, -1, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(card.std).view(1, -1, 1, 1), persistent=False)

    def forward(self, images: Tensor) -> Tensor:
        """Logits (B, classes), float32, of uint8 pictures (B, C, H, W)."""
        scaled = images.to(self.mean.dtype) / 255
        logits: Tensor = self.net((scaled - self.mean) / self.std)
        return logits.float()

    @property
    def parameters_count(self) -> int:
        """Number of weights."""
        return sum(weight.numel() for weight in self.parameters())


def untrained(ref: Ref, shape: tuple[int, int, int], classes: Sequence[str]) -> Classifier:
    """A network with random weights, to be measured or listened to; its normalisation is a guess.

    Args:
        ref: The architecture.
        shape: Channels, height, width of a picture.
        classes: Names.
    """
    channels = shape[0]
    card = Card(architecture=ref, shape=shape, classes=tuple(classes), mean=(0.5,) * channels, std=(0.25,) * channels)
    return Classifier(card)


def save_model(model: Classifier, folder: Path, state: dict[str, Tensor] | None = None) -> None:
    """Write ``model.json`` and ``weights.safetensors`` into `folder` (made if missing), each whole or not at all.

    Args:
        model: Whose card is written.
        folder: Where.
        state: Weights to write instead of the model's own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: value.detach().cpu().contiguous() for name, value in (state or model.state_dict()).items()}
    write_atomically(folder / "weights.safetensors", save(tensors))
    write_atomically(folder / "model.json", model.card.model_dump_json(indent=2).encode())


def load_model(folder: Path) -> Classifier:
    """The network that `save_model` wrote, in eval mode on the CPU. Nothing in the folder is executed or unpickled.

    Raises:
        RunError: A file is missing, damaged or does not fit.
    """
    try:
        card = Card.model_validate(json.loads((folder / "model.json").read_text(encoding="utf-8")))
        model = Classifier(card)
        model.load_state_dict(load_file(folder / "weights.safetensors"))
    except FileNotFoundError as error:
        raise RunError(
            f"The network in {folder} is missing its file {Path(str(error.filename)).name}.",
            fix="Resume or repeat the run that trained it.",
        ) from error
    except (SafetensorError, ValidationError, ValueError, RuntimeError, OSError) as error:
        raise RunError(
            f"The network in {folder} is damaged: {str(error).splitlines()[0]}",
            fix="Resume or repeat the run that trained it.",
        ) from error
    return model.eval()
