"""Where a run keeps what its teachers say, and what it may use for that."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from workbench.engine.data import Part
from workbench.engine.device import Place
from workbench.engine.measure import Answers
from workbench.engine.model import Card, Classifier
from workbench.engine.numerics import Precision
from workbench.engine.picture_files import memory_of
from workbench.engine.remembering import Layout, Remembering
from workbench.engine.taps import Tapped
from workbench.engine.teacher_cache import ANSWERS, CacheKey, TeacherCache, fingerprint, fingerprint_pictures
from workbench.engine.teaching import Teaching
from workbench.engine.variation import Augment, view_count
from workbench.limits import Limits
from workbench.places import cache

TOLERANCE: Mapping[Precision, float] = {"fp32": 0.004, "fp16": 0.01, "bf16": 0.05}
"""How much two computations of an answer may differ: by rounding to half precision, and by the size of the batch."""


class Keeping:
    """What a run keeps of its teachers' answers.

    Args:
        run: Its id. place: Where it computes.
        limits: Of memory and disk.
        tell: Takes a sentence that the user should read.
    """

    def __init__(self, run: str, place: Place, limits: Limits, tell: Callable[[str], None]) -> None:
        self._run, self._place, self._limits, self._tell = run, place, limits, tell
        self._pictures: tuple[Tensor, str] | None = None

    def memory(
        self, teaching: Teaching, whole: nn.Module, part: Part, how: Augment, precision: Precision
    ) -> Remembering | None:
        """What remembers the answers of those who teach; None where they would not fit.

        Args:
            whole: Who is asked, as it was trained. precision: what it computes with now.
            part: The training pictures, on the device. how: these are varied.
        """
        with torch.no_grad():
            layout = Layout.of(teaching.tapped(part.take(torch.zeros(1, dtype=torch.int64))))
        if layout.maps and len(part) * view_count(how) * 2 * layout.width > self._memory_left(part.pictures):
            return None  # maps are kept where all of them fit only: to read them from a disk is no faster
        store = self._store(whole, teaching.card, layout, part.pictures, how, precision, self._tell)
        memory = Remembering(teaching.tapped, store, layout, part.ids, how, tolerance=TOLERANCE[precision])
        memory.verify(part.pictures, self._place.device, seed=0)
        return memory

    def answers(self, network: Classifier, part: Part, check: Callable[[], None]) -> Answers:
        """What a network says to labelled pictures, not rounded: asked once, in whichever run.

        Args:
            network: On the device, in eval mode. part: there too.
            check: Called at every layer; may raise.
        """
        layout = Layout(len(network.card.classes), exact=True)
        nobody: Callable[[str], None] = lambda _sentence: None  # noqa: E731  (what is wrong was told while training)
        store = self._store(network, network.card, layout, part.pictures, "none", "fp32", nobody)
        memory = Remembering(Tapped(network), store, layout, part.ids, "none", tolerance=TOLERANCE["fp32"])
        try:
            memory.verify(part.pictures, self._place.device, seed=0)
            return Answers(memory.unaltered(part, check), part.labels.cpu(), network.card.classes)
        finally:
            memory.close()

    def _store(
        self,
        whole: nn.Module,
        card: Card,
        layout: Layout,
        pictures: Tensor,
        how: Augment,
        precision: Precision,
        tell: Callable[[str], None],
    ) -> TeacherCache:
        key = CacheKey(
            teacher=fingerprint(whole),
            numerics=f"{precision} on {self._place.device.type}",
            pictures=self._fingerprint(pictures),
            variation=f"{how} 1",
            signals=layout.name,
        )
        return TeacherCache(
            cache() / ANSWERS,
            key,
            slots=len(pictures) * view_count(how),
            width=layout.width,
            memory=max(0, self._memory_left(pictures)),
            disk=self._limits.disk,
            about={"run": self._run, "teacher": card.architecture.kind, "signals": layout.name},
            tell=tell,
        )

    def _memory_left(self, pictures: Tensor) -> int:
        return self._limits.memory - memory_of(pictures)

    def _fingerprint(self, pictures: Tensor) -> str:
        """Of a whole source, taken once."""
        if self._pictures is None or self._pictures[0] is not pictures:
            self._pictures = pictures, fingerprint_pictures(pictures)
        return self._pictures[1]
