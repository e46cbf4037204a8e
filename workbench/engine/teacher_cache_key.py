"""What a teacher's remembered answers belong to: the network, its arithmetic, the pictures and how they are shown."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

from workbench.engine.model import Classifier
from workbench.engine.registry import architectures

_CHUNK = 8 << 20
"""Bytes that are hashed in one go."""


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Answers are shared by runs that agree in every field, and by no others.

    Attributes:
        teacher: `fingerprint` of the network.
        numerics: Precision, folding and whatever else changes the last bits of an answer.
        pictures: `fingerprint_pictures` of the source.
        variation: How pictures are shown, and which numbering of the views is meant.
        signals: What a row holds: logits, embeddings, in which order and how wide.
    """

    teacher: str
    numerics: str
    pictures: str
    variation: str
    signals: str

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that name the key; fit for a folder's name."""
        return hashlib.blake2b(json.dumps(asdict(self), sort_keys=True).encode(), digest_size=16).hexdigest()


def fingerprint(network: nn.Module) -> str:
    """32 hexadecimal digits that change with any weight, buffer, layer or normalisation of a network.

    Args:
        network: A `Classifier`, several that are joined, or any other module. Its device does not matter.
    """
    from workbench.engine.teaching import Joined  # teaching itself may come to import the cache

    told = hashlib.blake2b(digest_size=16)
    for name, module in network.named_modules(remove_duplicate=False):  # who is asked twice counts twice
        kind = type(module)
        parts = [name, f"{kind.__module__}.{kind.__qualname__}"]
        if isinstance(module, Classifier):
            ref = module.card.architecture
            parts += [ref.kind, architectures.settings(ref).model_dump_json(), repr(module.card.shape)]
        if isinstance(module, Joined):
            parts += [module.how, repr(module.weights if module.how == "weighted" else ())]
        told.update(json.dumps(parts).encode())
        for kept, tensor in (*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)):
            told.update(json.dumps([kept, str(tensor.dtype), list(tensor.shape)]).encode())
            told.update(_bytes(tensor))
    return told.hexdigest()


def fingerprint_pictures(images: Tensor) -> str:
    """32 hexadecimal digits that change with any pixel, or with the shape.

    Reads a piece at a time, so that pictures mapped from a file need not fit into memory.

    Args:
        images: (N, ...) of any fixed-size type, on any device.
    """
    each = images[:1].numel() * images.element_size()
    step = max(1, _CHUNK // max(1, each))
    starts = range(0, len(images), step)
    told = hashlib.blake2b(json.dumps([str(images.dtype), list(images.shape), step]).encode(), digest_size=16)
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:  # SHA-256: most CPUs have it built in
        for part in pool.map(lambda start: hashlib.sha256(_bytes(images[start : start + step])).digest(), starts):
            told.update(part)
    return told.hexdigest()


def _bytes(tensor: Tensor) -> memoryview:
    """The bytes of a tensor as they lie in memory, row by row; copied only where they lie otherwise or elsewhere."""
    flat = tensor.detach().cpu().contiguous().reshape(-1)
    raw: memoryview = flat.view(torch.uint8).numpy().data
    return raw
