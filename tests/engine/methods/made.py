"""Real pairs of networks for tests of methods, and what they say to a batch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import torch
from torch import Tensor

from workbench.engine.loss import Loss, LossPart
from workbench.engine.model import Card, Classifier
from workbench.engine.objective import Dials, Lesson, Objective, Pair, Signals
from workbench.engine.registry import methods
from workbench.engine.taps import Tapped, probe
from workbench.recipes import Frozen, Ref

CLASSES = tuple("abcde")
SHAPE = (3, 16, 16)
COUNT = 40
"""Training pictures that the pair is told of."""
DIALS = Dials(temperature=4.0, alpha=0.5, learning_rate=0.1)

SAME = (Ref(kind="resnet8"), Ref(kind="resnet14"))
"""Student and teacher with maps of the same number of channels."""
DIFFERENT = (
    Ref(kind="small_cnn", params={"channels": [4, 6], "hidden": None}),
    Ref(kind="small_cnn", params={"channels": [8, 12, 16], "hidden": 24}),
)
"""Student and teacher that agree in nothing but the classes."""


def network(
    ref: Ref, *, seed: int, shape: tuple[int, int, int] = SHAPE, classes: Iterable[str] = CLASSES
) -> Classifier:
    """A network with random weights, decided by the seed, in eval mode."""
    channels = shape[0]
    card = Card(architecture=ref, shape=shape, classes=tuple(classes), mean=(0.5,) * channels, std=(0.25,) * channels)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return Classifier(card).eval()


def pair(student: Ref = SAME[0], teacher: Ref = SAME[1]) -> Pair:
    """A pair of networks. Shared between tests: do not train them."""
    return _pair(student.model_dump_json(), teacher.model_dump_json())


@cache
def _pair(student: str, teacher: str) -> Pair:
    refs = [Ref.model_validate_json(one) for one in (student, teacher)]
    offers = [probe(network(ref, seed=seed)) for seed, ref in enumerate(refs)]
    return Pair(student=offers[0], teacher=offers[1], shape=SHAPE, classes=len(CLASSES), count=COUNT)


@cache
def logit_pair(classes: int = 5) -> Pair:
    """A pair for methods that look at logits only; nothing can be tapped."""
    offers = [probe(network(Ref(kind="mlp"), seed=seed, classes=tuple(map(str, range(classes))))) for seed in (0, 1)]
    return Pair(student=offers[0], teacher=offers[1], shape=SHAPE, classes=classes, count=COUNT)


def suited(method: type[Objective[Frozen]], params: Frozen, between: Pair | None = None) -> Pair:
    """A pair as that method wants it: some train another network in the student's place."""
    both = between or pair()
    ref = method.student_of(params, both.student.ref, both.guide.ref)
    return both if ref == both.student.ref else pair(ref, both.guide.ref)


def make(name: str, between: Pair | None = None, **settings: Any) -> Objective[Frozen]:
    """The method of that name, for a pair, with random weights that are always the same."""
    entry = methods.get(name)
    params = entry.params(**settings)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made: Objective[Frozen] = entry.make(params, suited(entry.make, params, between))
    return made


def batch(size: int = 6, *, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Pictures (size, C, H, W) uint8 and labels (size,)."""
    generator = torch.Generator().manual_seed(seed)
    images = torch.randint(0, 256, (size, *SHAPE), generator=generator, dtype=torch.uint8)
    return images, torch.arange(size) % len(CLASSES)


def heard(method: Objective[Any], between: Pair | None = None, *, size: int = 6, seed: int = 0) -> Lesson:
    """What both networks of a pair say to a batch, as the loop would hand it to the method.

    With gradients on the student's side: of its logits, embedding and maps, and through them of its weights.
    """
    both = suited(type(method), method.params, between)
    images, labels = batch(size, seed=seed)
    images, labels = images.repeat(method.views, 1, 1, 1), labels.repeat(method.views)
    wants = "embedding" in method.needs
    student = Tapped(both.student.network, method.student_taps, head=both.student.head if wants else "")
    teacher = Tapped(both.guide.network, method.teacher_taps, head=both.guide.head if wants else "")
    try:
        with torch.no_grad():
            taught = teacher(images)
        answer = student(images)
    finally:
        student.release()
        teacher.release()
    ids = torch.arange(size).repeat(method.views)
    return Lesson(answer, taught, labels, DIALS, ids=ids, images=images)


def of_logits(student: Tensor, teacher: Tensor, labels: Tensor | None = None, **changes: Any) -> Lesson:
    """A lesson in which nothing but logits (B, C) is heard.

    `changes`: fields of the lesson, or the dials ``temperature`` and ``alpha``.
    """
    dials = replace(DIALS, **{name: changes.pop(name) for name in ("temperature", "alpha") if name in changes})
    known = torch.arange(len(student)) % student.shape[1] if labels is None else labels
    return Lesson(Signals(student), Signals(teacher), known, dials, **changes)


def total(terms: dict[str, Tensor]) -> Tensor:
    """The sum of all terms, float64."""
    return torch.stack([term.double() for term in terms.values()]).sum()


def loss_of(method: Objective[Frozen], name: str = "method") -> Loss:
    """The whole loss with one method."""
    return Loss([LossPart(name, method)])
