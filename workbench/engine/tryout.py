"""Copies of a student and its teacher, computing in different ways on one real batch, against the clock."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.engine.device import Place, placed, wait_for
from workbench.engine.frozen import bare_copy, frozen, kinds_of
from workbench.engine.latency import processor
from workbench.engine.model import Classifier
from workbench.engine.numerics import Numerics, Precision, casting, has_bf16, plain
from workbench.engine.schedule import make_optimiser
from workbench.engine.teaching import Joined
from workbench.recipes import Schedule

logger = logging.getLogger(__name__)

BUDGET_SECONDS = 4.0
"""For all that is measured, where the computer is not busy."""
MOST_SECONDS, MOST_SHARE = 12.0, 0.005
"""Where it is: so many, but not more than this fraction of the training."""
ROUNDS, LEAST_ROUNDS = 7, 2
"""The best of them counts: whatever else the computer does only makes them slower."""
HOPELESS = 2.0
"""Times the plain way in the first round: not tried again."""
FOLDED, LAYOUT = " folded", " channels-last"
_FIRST_PICTURES = 8
_REFUSALS = (RuntimeError, TypeError, ValueError, AssertionError)


@dataclass(slots=True)
class Trial:
    """Networks and a batch to try them on. They stay as they are.

    Attributes:
        place: Where to compute.
        student, teacher, images, labels, schedule, tapped_teacher, check: As for `choose_numerics`.
        student_seconds, teacher_seconds: What a plain step takes, once `step_seconds` was called.
    """

    place: Place
    student: Classifier
    teacher: Classifier | Joined | None
    images: Tensor
    labels: Tensor
    schedule: Schedule
    tapped_teacher: bool
    check: Callable[[], None]
    student_seconds: float = 0.0
    teacher_seconds: float = 0.0

    @property
    def key(self) -> str:
        """What measurements depend on."""
        device = self.place.device
        machine = torch.cuda.get_device_name(device) if device.type == "cuda" else processor()
        networks = [self.student.card.architecture.model_dump_json(), kinds_of(self.teacher)]
        optimiser = self.schedule.optimiser.model_dump_json()
        shape, tapped = list(self.images.shape), self.tapped_teacher
        return json.dumps(
            [device.type, machine, self.place.threads, torch.__version__, networks, shape, optimiser, tapped]
        )

    def step_seconds(self, remembered: float) -> float:
        """What a plain step takes, by the second of two; of a slow one, by a few pictures."""
        device = self.place.device
        learn, ask = self.learner("fp32", plain(device).channels_last), self._plain_asker()
        share = 1.0
        for count in (_FIRST_PICTURES, len(self.images)):
            images, labels = self.images[:count], self.labels[:count]
            self.student_seconds = self._seconds(partial(learn, images, labels))
            self.teacher_seconds = self._seconds(partial(ask, images)) if ask else 0.0
            share = len(images) / len(self.images)
            if self.student_seconds + self.teacher_seconds > share * BUDGET_SECONDS:
                break  # the whole batch would take too long
        self.student_seconds, self.teacher_seconds = self.student_seconds / share, self.teacher_seconds / share
        return self.student_seconds + (1 - remembered) * self.teacher_seconds

    def measure(self, seconds: float) -> Mapping[str, Sequence[float]]:
        """Milliseconds a picture in each round by what was tried, the plainest first.

        What the device refuses is left out, and what there was no time for.

        Args:
            seconds: That the training is expected to take.
        """
        began = time.perf_counter()
        enough, ends = began + BUDGET_SECONDS, began + max(BUDGET_SECONDS, min(MOST_SECONDS, MOST_SHARE * seconds))
        ways = dict(self._ways(ends - BUDGET_SECONDS / 2))
        images, labels = self._few(len(ways))
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(ROUNDS + 1):
            if number > LEAST_ROUNDS and time.perf_counter() > enough:
                break
            for name, way in list(ways.items()):
                if time.perf_counter() > ends:
                    return times
                try:
                    taken = self._seconds(partial(way, images, labels))
                except _REFUSALS:
                    logger.info("%s cannot be tried", name, exc_info=True)
                    del ways[name], times[name]
                    continue
                if number:  # the first only warms up
                    times[name].append(taken / len(images) * 1000)
            if number == 1:
                ways = {name: way for name, way in ways.items() if not is_hopeless(name, times)}
        return times

    def _ways(self, ends: float) -> Iterator[tuple[str, Callable[[Tensor, Tensor], object]]]:
        """What can be tried, by name, the plainest first."""
        for layout, precision in _combinations(self.place.device):
            yield f"student {_way(precision, layout)}", self.learner(precision, layout != "")
        for layout, precision in _combinations(self.place.device):
            for folded in (False, True):
                needless = precision != "fp32" and not folded and not self.tapped_teacher
                if needless or (folded and self.tapped_teacher) or time.perf_counter() > ends:
                    continue
                ask = self._asker(precision, layout != "", folded=folded)
                if ask is not None:
                    yield f"teacher {_way(precision, layout, folded=folded)}", ask

    def _few(self, ways: int) -> tuple[Tensor, Tensor]:
        """As many pictures of the batch as can be shown four times within half of the budget."""
        batch = len(self.images)
        whole = 4 * ways * max(self.student_seconds, self.teacher_seconds)
        fits = int(batch * BUDGET_SECONDS / 2 / whole) if whole else batch
        count = max(_FIRST_PICTURES, fits)
        return self.images[:count], self.labels[:count]

    def _seconds(self, work: Callable[[], object]) -> float:
        self.check()
        return timed(work, self.place.device)

    def learner(self, precision: Precision, channels_last: bool) -> Learner:
        """A copy of the student that can make steps."""
        model = placed(bare_copy(self.student), self.place.device, channels_last=channels_last)
        return Learner(model, self.schedule, precision, self.place.device)

    def _plain_asker(self) -> Callable[[Tensor], object] | None:
        teacher = self.teacher
        if teacher is None:
            return None

        def ask(images: Tensor) -> object:
            with torch.no_grad():
                return teacher(images)

        return ask

    def _asker(
        self, precision: Precision, channels_last: bool, *, folded: bool
    ) -> Callable[[Tensor, Tensor], object] | None:
        if self.teacher is None:
            return None
        self.check()
        wanted = Numerics(teacher=precision, folded=folded, channels_last=channels_last)
        network = frozen(self.teacher, wanted, self.place.device, tapped=self.tapped_teacher)
        return lambda images, _labels: network(images)


class Learner:
    """A copy of the student that makes real steps of length nothing."""

    def __init__(self, model: Classifier, schedule: Schedule, precision: Precision, device: torch.device) -> None:
        self.model, self.run = model.train(), model
        self.precision, self.device = precision, device
        self.weights = [weight for weight in model.parameters() if weight.requires_grad]
        self.optimiser = make_optimiser(schedule, self.weights)
        for group in self.optimiser.param_groups:
            group["lr"] = 0.0  # a rate that is too high would lead to numbers that are slow to compute with

    def __call__(self, images: Tensor, labels: Tensor, run: Callable[[Tensor], Tensor] | None = None) -> None:
        self.optimiser.zero_grad(set_to_none=True)
        self.loss(images, labels, run).backward()
        self.optimiser.step()

    def loss(self, images: Tensor, labels: Tensor, run: Callable[[Tensor], Tensor] | None = None) -> Tensor:
        with casting(self.precision, self.device):
            logits = (run or self.model)(images)
        return F.cross_entropy(logits.float(), labels.clamp(min=0))


def _combinations(device: torch.device) -> list[tuple[str, Precision]]:
    """Memory layout and precision, the plainest first."""
    reduced: Precision = "fp16" if device.type == "cuda" and not has_bf16() else "bf16"
    layouts = ["", LAYOUT] if device.type == "cuda" else [""]
    return [(layout, precision) for precision in ("fp32", reduced) for layout in layouts]


def _way(precision: Precision, layout: str, *, folded: bool = False) -> str:
    return f"{precision}{FOLDED if folded else ''}{layout}"


def is_hopeless(name: str, times: Mapping[str, Sequence[float]]) -> bool:
    """Whether the first round was enough to see that a way is slow."""
    plainest = times.get(f"{name.split()[0]} fp32")
    return bool(plainest and times.get(name) and times[name][0] > HOPELESS * plainest[0])


def timed(work: Callable[[], object], device: torch.device) -> float:
    """Seconds that some work takes on a device, until it is done."""
    wait_for(device)
    began = time.perf_counter()
    work()
    wait_for(device)
    return time.perf_counter() - began
