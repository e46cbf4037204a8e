"""A teacher that is asked about each view of a picture once, in this run and in later ones.

In evaluation mode a network is a pure function of what it is shown. A view is a picture of the source with one of the
few variations that a schedule can make, so its number is the key; see `workbench.engine.teacher_cache` for where
answers are kept. Several guards keep a wrong answer from being used: the key names the weights, how they are computed
with, the pixels and the variation; every file has a checksum; and some of what was read is asked again at the start.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from workbench.engine.data import Part
from workbench.engine.device import sent
from workbench.engine.interrupt import Interruption
from workbench.engine.measure import BATCH_SIZE
from workbench.engine.objective import Signals
from workbench.engine.rounding import halves, rounded
from workbench.engine.shown import Shown
from workbench.engine.taps import Tapped
from workbench.engine.teacher_cache import TeacherCache
from workbench.engine.variation import Augment, neutral_code, shown, view_count

CHECKED = 16
"""So many kept answers are asked again when a training starts."""
DISAGREE = "The answers that were kept of this teacher are not what it says now. They were thrown away."


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each signal lies in a row of numbers in half precision.

    Logits and embedding are rounded to them; maps are not, each of their numbers takes the room of two. Maps come back
    as they lay in memory, as that decides in which order sums are taken, and so their last digit.

    Attributes:
        logits, embedding: How many numbers; 0 = there is no embedding.
        maps: Shape by path, without the batch, as they lie in memory.
        last: Paths of maps whose channels of a pixel lie side by side: their shape is (H, W, C).
        exact: The logits are not rounded either.
    """

    logits: int
    embedding: int = 0
    maps: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    last: frozenset[str] = frozenset()
    exact: bool = False

    @classmethod
    def of(cls, said: Signals) -> Layout:
        """That of what a network said."""
        embedding = 0 if said.embedding is None else said.embedding.shape[1]
        last = {path for path, one in said.maps.items() if one.dim() == 4 and not one.is_contiguous()}
        maps = {path: tuple((_beside(one) if path in last else one).shape[1:]) for path, one in said.maps.items()}
        return cls(said.logits.shape[1], embedding, maps, frozenset(last))

    @property
    def width(self) -> int:
        """Half-precision numbers in a row."""
        return sum(self._sizes)

    @property
    def _sizes(self) -> list[int]:
        """Of logits, embedding and each map."""
        maps = [2 * math.prod(shape) for shape in self.maps.values()]
        return [self.logits * (1 + self.exact), self.embedding, *maps]

    @property
    def name(self) -> str:
        """As part of a key."""
        maps = [f"{path}{list(shape)}" for path, shape in self.maps.items()]
        return " ".join([f"{'exact ' * self.exact}logits {self.logits}", f"embedding {self.embedding}", *maps])

    def rows(self, said: Signals) -> Tensor:
        """(B, width) float16, on the device of the signals."""
        columns = [said.logits.float().contiguous().view(torch.float16) if self.exact else halves(said.logits)]
        if said.embedding is not None:
            columns.append(halves(said.embedding))
        for path in self.maps:
            one = _beside(said.maps[path]) if path in self.last else said.maps[path]
            columns.append(one.float().flatten(1).contiguous().view(torch.float16))
        return columns[0] if len(columns) == 1 else torch.cat(columns, dim=1)

    def signals(self, rows: Tensor, head: nn.Linear | None) -> Signals:
        """What rows (B, width) say; the reverse of `rows`, up to its rounding."""
        logits, embedding, *maps = rows.split(self._sizes, dim=1)
        logits = logits.contiguous().view(torch.float32) if self.exact else logits.float()
        found = {}
        for (path, shape), row in zip(self.maps.items(), maps, strict=True):
            one = row.contiguous().view(torch.float32).view(len(rows), *shape)
            found[path] = one.permute(0, 3, 1, 2) if path in self.last else one
        return Signals(logits, embedding.float() if self.embedding else None, found, head)


class Remembering:
    """A teacher's raw signals, computed only where they are not known.

    Args:
        tapped: The teacher, in eval mode.
        cache: Where answers are kept. layout: of its rows.
        ids: Position in the source of each training picture. how: these are varied.
        tolerance: Largest difference, as a fraction of the largest number of an answer, that is due to rounding.

    Attributes:
        asked: Answers wanted so far. remembered: of them, those that were known.
    """

    def __init__(
        self, tapped: Tapped, cache: TeacherCache, layout: Layout, ids: Tensor, how: Augment, *, tolerance: float
    ) -> None:
        self.tapped, self.cache, self.layout = tapped, cache, layout
        self._ids, self._how, self._views, self._tolerance = ids.cpu(), how, view_count(how), tolerance
        self.asked = self.remembered = 0
        self._coming: list[_Coming] = []

    def __call__(self, batch: Shown) -> Signals:
        """What the teacher says to the pictures of a step. No gradients."""
        slots = self._ids[batch.rows] * self._views + batch.codes

        def images(where: Tensor | None) -> Tensor:
            return batch.images if where is None else batch.images[where.to(batch.images.device)]

        return self._ask(slots, batch.images.device, images)

    def unaltered(self, part: Part, check: Callable[[], None]) -> Tensor:
        """(N, C) float32 on the CPU: logits for pictures as they are, such as those for validation.

        Args:
            part: Pictures of the same source, on the teacher's device.
            check: Called at every layer; may raise.
        """
        parts = []
        neutral = neutral_code(self._how)
        interruption = Interruption(check, self.tapped.network)
        try:
            for rows in torch.arange(len(part)).split(BATCH_SIZE):

                def images(where: Tensor | None, rows: Tensor = rows) -> Tensor:
                    return part.take(rows if where is None else rows[where])

                slots = part.ids[rows] * self._views + neutral
                parts.append(self._ask(slots, part.labels.device, images).logits.cpu())
        finally:
            interruption.release()
        return torch.cat(parts)

    def verify(self, pictures: Tensor, device: torch.device, seed: int) -> None:
        """Ask again about some of what came from the disk; where it differs, everything kept is thrown away.

        Args:
            pictures: (N, C, H, W) uint8, the whole source.
            device: The teacher's. seed: of the choice.
        """
        slots, rows = self.cache.sample(CHECKED, seed)
        if not len(slots):
            return
        images = shown(pictures[slots // self._views].to(device), self._how, slots % self._views)
        with torch.no_grad():
            said = self.tapped(images)
            now = said if self.layout.exact else rounded(said)
        then = self.layout.signals(rows.to(device), None)
        pairs = [(now.logits, then.logits), *((now.maps[path], then.maps[path]) for path in self.layout.maps)]
        if now.embedding is not None and then.embedding is not None:
            pairs.append((now.embedding, then.embedding))
        if not all(_alike(one, other, self._tolerance) for one, other in pairs):
            self.cache.reject(DISAGREE)

    def flush(self) -> None:
        """Let what is new be written."""
        self._take_in(wait=True)
        self.cache.flush()

    def close(self) -> None:
        """Write what is new and wait for it."""
        self._take_in(wait=True)
        self.cache.close()

    def _ask(self, slots: Tensor, device: torch.device, images: Callable[[Tensor | None], Tensor]) -> Signals:
        """What is said about some views, by their slots; `images` gives all the pictures, or those at some places."""
        self._take_in(wait=False)
        known = self.cache.known(slots)
        count = int(known.sum())
        self.asked, self.remembered = self.asked + len(slots), self.remembered + count
        if count == len(slots):
            return self.layout.signals(sent(self.cache.read(slots), device), self.tapped.head)
        missing = (~known).nonzero().squeeze(1)
        with torch.no_grad():
            fresh = self.layout.rows(self.tapped(images(None if count == 0 else missing)))
        self._keep(slots[missing], fresh)
        if count == 0:
            return self.layout.signals(fresh, self.tapped.head)
        rows = fresh.new_empty(len(slots), self.layout.width)
        rows[missing.to(device)] = fresh
        rows[known.to(device)] = sent(self.cache.read(slots[known]), device)
        return self.layout.signals(rows, self.tapped.head)

    def _keep(self, slots: Tensor, fresh: Tensor) -> None:
        """Remember answers. Those on a GPU are taken in when they have come over, so that nobody waits for it."""
        if fresh.device.type == "cpu":
            self.cache.add(slots, fresh)
        else:
            self._coming.append(_Coming(slots, fresh))

    def _take_in(self, *, wait: bool) -> None:
        while self._coming and (wait or self._coming[0].is_here):
            one = self._coming.pop(0)
            self.cache.add(one.slots, one.rows(wait=wait))


class _Coming:
    """Answers on their way from a GPU. (Not measured on one.)"""

    def __init__(self, slots: Tensor, fresh: Tensor) -> None:
        self.slots = slots
        self._event: torch.cuda.Event | None = None
        if fresh.device.type == "cuda":
            self._rows = torch.empty(fresh.shape, dtype=fresh.dtype, pin_memory=True)
            self._rows.copy_(fresh, non_blocking=True)
            self._event = torch.cuda.Event()
            self._event.record()
        else:
            self._rows = fresh.cpu()

    @property
    def is_here(self) -> bool:
        return self._event is None or self._event.query()

    def rows(self, *, wait: bool) -> Tensor:
        if wait and self._event is not None:
            self._event.synchronize()
        return self._rows


def _beside(maps: Tensor) -> Tensor:
    """(B, H, W, C) of maps (B, C, H, W)."""
    return maps.permute(0, 2, 3, 1)


def _alike(one: Tensor, other: Tensor, tolerance: float) -> bool:
    largest = torch.maximum(one.abs().amax(), other.abs().amax())
    return bool(((one - other).abs() <= tolerance * largest).all())
