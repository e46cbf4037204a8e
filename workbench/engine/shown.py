"""What is shown at each step: which pictures, in which variation."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.engine.data import Part, Stream
from workbench.engine.variation import Augment, Variation, shown


@dataclass(frozen=True, slots=True)
class Shown:
    """The pictures of a step, as every network sees them: with several views, all once, then all once more.

    Attributes:
        step: Counted from 0.
        images: (views * B, C, H, W) uint8. labels: (views * B,), -1 = hidden. Both on the device.
        rows: (views * B,) int64, positions among the training pictures. codes: (views * B,) int64, how each is varied.
            Both on the CPU, so that nobody waits for the device to know them.
        views: How many of each picture.
    """

    step: int
    images: Tensor
    labels: Tensor
    rows: Tensor
    codes: Tensor
    views: int = 1


class Drawing:
    """Draws the pictures of any step: a function of the step and of what is given here alone.

    Args:
        part: To draw from, on the device that trains.
        batch: Pictures in a step, before views. seed: of the order and of every variation.
        how: They are varied. views: of each picture in a step.
    """

    def __init__(self, part: Part, batch: int, how: Augment, *, seed: int, views: int = 1) -> None:
        self.part, self.how, self.views = part, how, views
        self._stream = Stream(len(part), batch, seed)
        self._variation = Variation(how, len(part), seed)

    def __call__(self, step: int) -> Shown:
        """The pictures of a step, counted from 0."""
        rows, passes = self._stream.batch(step), self._stream.passes(step)
        images, labels = self.part.take(rows), self.part.labels[rows.to(self.part.labels.device)]
        codes = [self._variation.codes(rows, passes, view) for view in range(self.views)]
        views = [shown(images, self.how, code) for code in codes]
        if self.views == 1:
            return Shown(step, views[0], labels, rows, codes[0])
        many = self.views
        return Shown(step, torch.cat(views), labels.repeat(many), rows.repeat(many), torch.cat(codes), many)
