"""What methods that look at the label have in common: pictures whose label is hidden do not count."""

from __future__ import annotations

import torch
from torch import Tensor


def mean_labelled(rows: Tensor, labels: Tensor, trust: Tensor | None = None) -> Tensor:
    """Mean over the pictures whose label is known, as the labels' own loss is: so their ratio is that of the weights.

    Args:
        rows: A loss for each picture, (B,), finite also where the label is hidden.
        labels: (B,) int64; -1 = hidden.
        trust: (B,), how far the teacher's answer to each picture is believed; None = fully. Pictures that are not
            believed do not make the others louder.

    Returns:
        Scalar; 0 where no label of the batch is known.
    """
    known = labels >= 0
    counted = rows * known if trust is None else rows * known * trust
    return counted.sum() / known.sum().clamp(min=1)


def label_mask(labels: Tensor, classes: int) -> Tensor:
    """Where the label is: (B, C) bool, one True for each picture; none where the label is hidden."""
    return labels[:, None] == torch.arange(classes, device=labels.device)


def at_label(values: Tensor, labels: Tensor) -> Tensor:
    """Of values (B, C) those of the label, (B,); of class 0 where the label is hidden."""
    return values.gather(1, labels.clamp(min=0)[:, None]).squeeze(1)
