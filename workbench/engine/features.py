"""What methods that compare features have in common: which layers, maps brought to one size, adapters, safe lengths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import torch
import torch.nn.functional as F
from pydantic import Field
from torch import Tensor, nn

from workbench.engine.objective import Pair, Signals, Unsuited, precise
from workbench.engine.taps import INPUT, Offer, Tap, chosen
from workbench.recipes import Frozen

TapPair: TypeAlias = tuple[Tap, Tap]
"""A layer of the student and the layer of the teacher that it is compared with."""


class Layers(Frozen):
    """Settings of every method whose layers a user can choose."""

    student_layers: tuple[str, ...] = Field(
        (),
        description="Layers of the student that are compared; empty = the workbench's choice.",
        json_schema_extra={"layers": "student"},
    )
    teacher_layers: tuple[str, ...] = Field(
        (),
        description="Layers of the teacher, one for each of the student's and in the same order; empty = the "
        "workbench's choice.",
        json_schema_extra={"layers": "teacher"},
    )


def layers_of(pair: Pair, layers: Layers) -> list[TapPair]:
    """The layers that a user names; where none is named, the maps of both networks that belong together.

    Raises:
        Unsuited: A layer is not there, they do not pair up, or a network has no maps.
    """
    return chosen(pair.student, pair.guide, layers.student_layers, layers.teacher_layers)


def maps_of(pair: Pair, layers: Layers) -> list[TapPair]:
    """As `layers_of`, for methods that need height and width.

    Raises:
        Unsuited: As there; or a chosen layer gives a vector.
    """
    pairs = layers_of(pair, layers)
    for tap in (tap for both in pairs for tap in both):
        if not tap.is_map:
            raise Unsuited(
                f"The layer '{tap.path}' gives a vector of {tap.shape[0]} numbers, and this method compares maps.",
                fix="Choose a layer that comes before the map is flattened.",
            )
    return pairs


def deepest_of(pair: Pair, layers: Layers) -> list[TapPair]:
    """As `layers_of`, but where none is named: the last map of each network; without maps, what goes into the heads.

    Raises:
        Unsuited: As there; or there is neither.
    """
    if layers.student_layers or layers.teacher_layers:
        return layers_of(pair, layers)
    mine, theirs = pair.student.stages(), pair.guide.stages()
    return [(mine[-1], theirs[-1])] if mine and theirs else [embeddings_of(pair)]


def embeddings_of(pair: Pair) -> TapPair:
    """What goes into the last linear layer of each network, as taps.

    Raises:
        Unsuited: A network has none.
    """
    return embedding_tap(pair.student, "student"), embedding_tap(pair.guide, "teacher")


def embedding_tap(offer: Offer, who: str) -> Tap:
    """What goes into the last linear layer, as a tap.

    Raises:
        Unsuited: There is no such layer.
    """
    if not offer.head or not offer.width:
        raise Unsuited(
            f"The {who} does not answer through a linear layer, so it has no embedding.",
            fix="Choose a network that ends in a linear layer, or another method.",
        )
    return Tap(f"{offer.head}{INPUT}", (offer.width,))


def pooled_map(offer: Offer, who: str) -> Tap:
    """The map whose mean over height and width goes into the last linear layer.

    Raises:
        Unsuited: There is none.
    """
    if offer.pooled is None:
        raise Unsuited(
            f"The {who} ({offer.ref.kind}) does not answer from the mean of its last feature maps.",
            fix="Choose a network that ends in average pooling and one linear layer, such as a ResNet.",
        )
    return offer.pooled


def paths_of(pairs: Sequence[TapPair]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The student's and the teacher's paths: what an objective sets as its taps."""
    return tuple(mine.path for mine, _ in pairs), tuple(theirs.path for _, theirs in pairs)


def heard_pairs(
    student: Signals, teacher: Signals | None, student_taps: Sequence[str], teacher_taps: Sequence[str]
) -> list[tuple[Tensor, Tensor]]:
    """What tapped layers said, in pairs, float32 or better. No gradient flows into the teacher's."""
    assert teacher is not None, "the loop runs the teacher for every method that needs one"
    return [
        features_of(student.maps[mine], teacher.maps[theirs])
        for mine, theirs in zip(student_taps, teacher_taps, strict=True)
    ]


def heard_embeddings(student: Signals, teacher: Signals | None) -> tuple[Tensor, Tensor]:
    """Both embeddings (B, D), float32 or better. No gradient flows into the teacher's."""
    assert teacher is not None, "the loop runs the teacher for every method that needs one"
    assert student.embedding is not None, "the loop listens to the head for every method that needs it"
    assert teacher.embedding is not None, "the loop listens to the head for every method that needs it"
    return features_of(student.embedding, teacher.embedding)


def features_of(student: Tensor, teacher: Tensor) -> tuple[Tensor, Tensor]:
    """Both in one precision, float32 or better; the teacher's without gradient."""
    student = precise(student)
    return student, teacher.detach().to(student.dtype)


def brought_together(student: Tensor, teacher: Tensor) -> tuple[Tensor, Tensor]:
    """Two maps at the smaller height and width of both, averaged; where one is a vector, the other's mean.

    Args:
        student, teacher: (B, C, H, W) or (B, D), each its own.
    """
    if student.ndim == 4 and teacher.ndim == 4:
        size = common_size(student.shape[1:], teacher.shape[1:])
        return shrunk(student, size), shrunk(teacher, size)
    return as_vectors(student), as_vectors(teacher)


def common_size(student: Sequence[int], teacher: Sequence[int]) -> tuple[int, int]:
    """The smaller height and width of two shapes (C, H, W)."""
    return min(student[1], teacher[1]), min(student[2], teacher[2])


def shrunk(maps: Tensor, size: tuple[int, int]) -> Tensor:
    """Maps (B, C, H, W) averaged down to `size`, at most (H, W); as they are where they have it."""
    height, width = maps.shape[2:]
    if (height, width) == size:
        return maps
    if height % size[0] == 0 and width % size[1] == 0:  # the same numbers, and repeatable on a GPU
        return F.avg_pool2d(maps, (height // size[0], width // size[1]))
    return F.adaptive_avg_pool2d(maps, size)


def as_vectors(features: Tensor) -> Tensor:
    """(B, D): vectors as they are, maps (B, D, H, W) by their mean over height and width."""
    return features.mean(dim=(2, 3)) if features.ndim == 4 else features


def adapter(student: Tap, teacher: Tap, *, always: bool = False) -> nn.Module:
    """Learned, from the student's channels to the teacher's, for features that were `brought_together`.

    A 1x1 convolution with batch normalisation for maps, a linear layer for vectors; nothing where the channels agree,
    unless `always`.
    """
    mine, theirs = student.shape[0], teacher.shape[0]
    if mine == theirs and not always:
        return nn.Identity()
    if not (student.is_map and teacher.is_map):
        return nn.Linear(mine, theirs)
    return nn.Sequential(nn.Conv2d(mine, theirs, 1), batch_norm(theirs, common_size(student.shape, teacher.shape)))


def batch_norm(channels: int, size: Sequence[int]) -> nn.Module:
    """Batch normalisation of maps; nothing for maps of one pixel, which a batch of one picture could not normalise."""
    return nn.BatchNorm2d(channels) if max(size) > 1 else nn.Identity()


def unit(features: Tensor, dim: int = 1) -> Tensor:
    """Scaled to Euclidean length 1 along `dim`; what is all zeros stays so and gets no gradient."""
    squares = features.square().sum(dim=dim, keepdim=True)
    there = squares > 0
    return features * torch.where(there, squares, torch.ones_like(squares)).rsqrt() * there
