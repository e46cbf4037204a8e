"""Pictures in memory, split by a seed, and the endless stream of batches drawn from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from workbench.events import Progress


@dataclass(frozen=True, slots=True)
class LoadContext:
    """What a data source may use while it loads.

    Attributes:
        cache: Folder for downloads, shared by all runs.
        report: Takes Progress events.
        check: Call it at least every 0.2 s; raises when the user wants to stop.
    """

    cache: Path
    report: Callable[[Progress], None]
    check: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Pictures:
    """A whole data source.

    Attributes:
        images: (N, C, H, W) uint8. labels: (N,) int64, 0 to classes - 1.
        classes: Names, in the order of the labels.
        parts: (N,) uint8, 0 train, 1 validation, 2 test, as the source itself divides them; None = it does not.
        skipped: Files that could not be used, ``path: reason``.
    """

    images: Tensor
    labels: Tensor
    classes: tuple[str, ...]
    parts: Tensor | None = None
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the pictures.

    Attributes:
        images: (N, C, H, W) uint8. labels: (N,) int64, -1 = hidden. ids: (N,) int64, position in the source.
    """

    images: Tensor
    labels: Tensor
    ids: Tensor


@dataclass(frozen=True, slots=True)
class Split:
    """The pictures as a run uses them.

    Attributes:
        train: Labelled and, if kept, unlabelled. validation chooses. test is touched once.
        mean, std: Per channel over the training pictures, of values scaled to 0-1; std is never below 1e-3.
    """

    train: Part
    validation: Part
    test: Part
    classes: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    skipped: tuple[str, ...]
