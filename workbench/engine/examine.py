"""What is to be known of a trained teacher before a student learns from it, measured on the validation pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch

from workbench.engine.data import Part, Split
from workbench.engine.measure import Answers, answers, share
from workbench.engine.metrics.ece import Params, ece
from workbench.engine.model import Card, Classifier
from workbench.engine.teaching import fitted_temperature

MOST = 2000
"""So many pictures are asked about at most."""
NEAR = 0.05
"""So much of the way from guessing to perfect still counts as guessing."""
BETTER = 0.25
"""Classes look exchanged where another order of them would raise the accuracy by so much..."""
EACH = 10
"""...and there are so many pictures of a class, on average: with few, some order always fits better by chance."""
OTHER_PICTURES = 0.1
"""Difference of mean or deviation, of values 0 to 1, from which pictures look as if they were others."""
DISHONEST = 0.02
"""Calibration error that a temperature takes away, from which it is worth telling."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a teacher is worth.

    Attributes:
        accuracy: 0 to 1. count: pictures it was asked about; 0, and no numbers, where it could not be asked.
        ece: Calibration error, 0 to 1. ece_after: with its logits divided by `temperature`.
        temperature: What fits best on the same pictures.
        remarks: What to mind, sentences.
    """

    accuracy: float | None = None
    count: int = 0
    ece: float | None = None
    temperature: float | None = None
    ece_after: float | None = None
    remarks: tuple[str, ...] = ()


def examine(teacher: Classifier, divided: Split, check: Callable[[], None]) -> Examined:
    """Ask a teacher about validation pictures, at most `MOST` of them, evenly spaced. It fits the data.

    Args:
        teacher: On the CPU.
        divided: The pictures.
        check: Called often; may raise.
    """
    said = answers(teacher, _few(divided.validation, MOST), device="cpu", check=check)
    if not said.logits.isfinite().all():
        return Examined(count=len(said.labels), remarks=("Its answers are not numbers: its training ran away.",))
    temperature = fitted_temperature(said.logits, said.labels)
    measure = ece(Params())
    found = Examined(
        accuracy=share(said.predicted == said.labels),
        count=len(said.labels),
        ece=measure(said),
        temperature=temperature,
        ece_after=measure(replace(said, logits=said.logits / temperature)),
    )
    remarks = (_on_answers(said), _on_pictures(teacher.card, divided), _on_honesty(found))
    return replace(found, remarks=tuple(remark for group in remarks for remark in group))


def _few(part: Part, most: int) -> Part:
    count = len(part.labels)
    if count <= most:
        return part
    rows = torch.linspace(0, count - 1, most, dtype=torch.float64).round().long()
    return part.some(rows)


def _on_answers(said: Answers) -> Iterator[str]:
    """Whether it knows the classes at all, and in the data's order."""
    accuracy = share(said.predicted == said.labels)
    shares = torch.bincount(said.labels, minlength=len(said.classes)).double() / len(said.labels)
    guessing = float(shares.max())
    best = _best_order(said)
    if best - accuracy > BETTER and len(said.labels) >= EACH * len(said.classes):
        yield (
            f"Its answers look as if its classes were in another order: in the one that fits best, {best:.1%} would be "
            f"right instead of {accuracy:.1%}. Check the order of its class names."
        )
    elif accuracy <= guessing + max(NEAR * (1 - guessing), 3 * math.sqrt(guessing * (1 - guessing) / len(said.labels))):
        commonest = said.classes[int(shares.argmax())]
        yield (
            f"It is right about {accuracy:.1%} of the pictures, hardly better than always answering '{commonest}' "
            f"({guessing:.1%}): there is little to learn from it."
        )


def _best_order(said: Answers) -> float:
    """Accuracy if each answer meant the class that fits best, no two the same."""
    from scipy.optimize import linear_sum_assignment  # half a second to import

    classes = len(said.classes)
    confusion = torch.bincount(said.labels * classes + said.predicted, minlength=classes**2).view(classes, classes)
    rows, columns = linear_sum_assignment(confusion.numpy(), maximize=True)
    return int(confusion[rows, columns].sum()) / len(said.labels)


def _on_pictures(card: Card, divided: Split) -> Iterator[str]:
    """Whether it was trained on pictures as bright and as rich in contrast."""
    pairs = [*zip(card.mean, divided.mean, strict=True), *zip(card.std, divided.std, strict=True)]
    if max(abs(theirs - ours) for theirs, ours in pairs) > OTHER_PICTURES:
        yield (
            f"It expects pictures with mean {_row(card.mean)} and deviation {_row(card.std)}, these have "
            f"{_row(divided.mean)} and {_row(divided.std)}: it was trained on others, or normalises them differently."
        )


def _on_honesty(found: Examined) -> Iterator[str]:
    """Whether it is as sure as it is right."""
    if found.ece is None or found.ece_after is None or found.temperature is None:
        return
    if found.ece - found.ece_after < DISHONEST:
        return
    how = "surer" if found.temperature > 1 else "less sure"
    yield (
        f"It is {how} than it is right: its calibration error is {found.ece:.1%}, and {found.ece_after:.1%} with its "
        f"logits divided by {found.temperature:.2g}, which trust.calibrate does."
    )


def _row(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)
