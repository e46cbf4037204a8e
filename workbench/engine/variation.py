"""Views: the ways in which a picture may be shown to the networks, counted, drawn by chance, and made.

A view has a number, so that what a teacher says to a picture in that view can be remembered. Which view a picture is
shown in depends on the seed, the pass over the pictures and the picture alone, never on the batch that it comes in.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from workbench.engine.seeded import random_numbers

Augment = Literal["none", "shift", "crop_flip"]

_VIEWS = {"none": 1, "shift": 9, "crop_flip": 162}
_MARGIN = {"shift": 1, "crop_flip": 4}
"""Pixels by which a picture may be moved, up and down and to either side."""
_VARY = 4
"""What random numbers are for; `workbench.engine.data` has the other purposes."""


def view_count(how: Augment) -> int:
    """How many views a picture has."""
    return _VIEWS[how]


def neutral_code(how: Augment) -> int:
    """The view in which a picture is as it is."""
    margin = _MARGIN.get(how, 0)
    middle = 2 * margin * (margin + 1)
    return 2 * middle if how == "crop_flip" else middle


class Variation:
    """Which view each picture is shown in.

    The tables of the passes asked for last are kept, a byte for each picture.

    Args:
        how: What may be changed. count: Number of pictures that are passed over.
        seed: Decides all chance, on the CPU, so that every device gets the same.
    """

    def __init__(self, how: Augment, count: int, seed: int) -> None:
        self._how, self._count, self._seed = how, count, seed
        self._tables: dict[tuple[int, int], Tensor] = {}

    def codes(self, positions: Tensor, passes: Tensor, view: int = 0) -> Tensor:
        """The views of some pictures.

        Args:
            positions, passes: (B,) int64 on the CPU; which pictures, and in which pass over all of them each.
            view: Which of several views that are shown in the same step; they are chosen independently.

        Returns:
            (B,) int64 on the CPU, 0 to `view_count` - 1.
        """
        if view_count(self._how) == 1 or len(positions) == 0:
            return torch.zeros_like(positions)
        wanted = passes.unique().tolist()
        self._tables = {key: table for key, table in self._tables.items() if key[0] in wanted}
        tables = [self._table(number, view) for number in wanted]
        found = tables[0][positions]
        for number, table in zip(wanted[1:], tables[1:], strict=True):
            found = torch.where(passes == number, table[positions], found)
        return found.long()

    def _table(self, number: int, view: int) -> Tensor:
        """(count,) uint8 views of a pass."""
        if (number, view) not in self._tables:
            drawn = random_numbers(self._count, self._seed, _VARY, number, view) % np.uint64(view_count(self._how))
            self._tables[number, view] = torch.from_numpy(drawn.astype(np.uint8))
        return self._tables[number, view]


def shown(images: Tensor, how: Augment, codes: Tensor) -> Tensor:
    """Pictures in their views; what comes in from outside is 0.

    ``shift`` moves by -1, 0 or 1 pixel in y and in x: the view is (down + 1) * 3 + right + 1. ``crop_flip`` moves by up
    to 4 and mirrors after that: the view is ((down + 4) * 9 + right + 4) * 2 + mirrored.

    Args:
        images: (B, C, H, W) uint8, on any device; not changed.
        codes: (B,) int64 on the CPU; see `view_count`.

    Returns:
        (B, C, H, W) uint8, on the device of the pictures.
    """
    if how == "none" or len(images) == 0:
        return images
    margin, moves = _MARGIN[how], codes // 2 if how == "crop_flip" else codes
    mirrored = codes % 2 == 1 if how == "crop_flip" else torch.zeros_like(codes, dtype=torch.bool)
    across = 2 * margin + 1
    top, left = 2 * margin - moves // across, 2 * margin - moves % across
    count, channels, height, width = images.shape
    padded = functional.pad(images, (margin,) * 4).contiguous()
    line = padded.shape[3]
    plane = line * padded.shape[2]
    begins = (torch.arange(count) * channels * plane + top * line + left)[:, None, None]
    begins = begins + torch.arange(channels)[:, None] * plane + torch.arange(height) * line
    if images.device.type == "cpu":
        return _by_lines(padded, begins, mirrored.nonzero().flatten(), width)
    begins, mirrored = begins.to(images.device), mirrored.to(images.device)
    columns = torch.arange(width, device=images.device)
    columns = torch.where(mirrored[:, None], columns.flip(0), columns)
    return padded.flatten()[begins[..., None] + columns[:, None, None, :]]


def _by_lines(padded: Tensor, begins: Tensor, mirrored: Tensor, width: int) -> Tensor:
    """Whole lines are copied, which a CPU does several times faster than pixel by pixel.

    Args:
        padded: What to copy from, contiguous. begins: (B, C, H), where in it each line begins.
        mirrored: Which pictures to mirror then. width: Of a line.
    """
    lines = padded.flatten().unfold(0, width, 1)
    moved = lines.index_select(0, begins.flatten()).view(*begins.shape, width)
    return moved.index_copy_(0, mirrored, moved.index_select(0, mirrored).flip(3))
