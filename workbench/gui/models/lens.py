"""The soft-label lens: what the teacher says to real pictures, softened by the temperature that is set."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log2
from typing import Any

from workbench.gui.models.asker import Asker
from workbench.recipes.requests import AnyQuestion, Look

SHOWN = 60
"""Pictures that are asked for."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One picture and the teacher's answer.

    Attributes:
        label: Index of its true class. png: The picture. logits: One for each class.
    """

    name: str
    label: int
    png: bytes
    logits: tuple[float, ...]


class LensModel(Asker):
    """Holds the teacher's logits for some validation pictures; softening them costs next to nothing.

    Attributes:
        classes: Names. pictures: What was looked at. index: Which of them is shown.
        teacher: Facts about the teacher that was asked; None where there is none.
        reason: Why there is none, in words.
    """

    def __init__(self, runs_folder: str) -> None:
        super().__init__(runs_folder)
        self.classes: tuple[str, ...] = ()
        self.pictures: tuple[Looked, ...] = ()
        self.index = 0
        self.teacher: dict[str, Any] | None = None
        self.reason = ""
        self._key: object = None

    @property
    def picture(self) -> Looked | None:
        """The picture that is shown."""
        return self.pictures[self.index] if self.pictures else None

    def look(self, draft: dict[str, Any], run: str) -> None:
        """Ask, unless the same was asked before: other dials change nothing of what the teacher says.

        Args:
            draft: The recipe that is being edited.
            run: The run on screen, if its teacher is trained; else empty.
        """
        key = (draft.get("data"), draft.get("teacher"), run)
        if key != self._key:
            self._key = key
            self.ask(Look(runs=self.runs_folder, recipe=draft, run=run, count=SHOWN))

    def step(self, by: int) -> None:
        """Show another picture, round and round."""
        if self.pictures:
            self.index = (self.index + by) % len(self.pictures)
            self.changed.emit()

    def show_like(self, true: int, said: int) -> None:
        """Show the picture of class `true` that the teacher finds most like class `said`."""
        of_class = [number for number, each in enumerate(self.pictures) if each.label == true]
        if of_class:
            self.index = max(of_class, key=lambda number: soften(self.pictures[number].logits, 4.0)[said])
            self.changed.emit()

    def likeness(self, temperature: float) -> list[list[float]]:
        """Mean probability (columns) that the teacher gives to the pictures of each true class (rows)."""
        count = len(self.classes)
        sums, seen = [[0.0] * count for _ in range(count)], [0] * count
        for each in self.pictures:
            seen[each.label] += 1
            for column, share in enumerate(soften(each.logits, temperature)):
                sums[each.label][column] += share
        return [[value / max(1, number) for value in row] for row, number in zip(sums, seen, strict=True)]

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take the teacher's answers in; the same picture stays on show where it can."""
        shown = self.picture.name if self.picture else ""
        self.classes = tuple(answer["classes"])
        self.teacher, self.reason = answer["teacher"], answer.get("reason", "")
        self.pictures = tuple(
            Looked(each["name"], _index(each["label"], self.classes), b64decode(each["png"]), tuple(each["logits"]))
            for each in answer["pictures"]
        )
        names = [each.name for each in self.pictures]
        self.index = names.index(shown) if shown in names else self._most_telling()

    def _most_telling(self) -> int:
        """A picture that the teacher gets right, yet finds a good deal like something else."""
        right = [number for number, each in enumerate(self.pictures) if _winner(each.logits) == each.label]
        if not right:
            return 0
        return max(right, key=lambda number: sorted(soften(self.pictures[number].logits, 4.0))[-2])


def soften(logits: Sequence[float], temperature: float) -> list[float]:
    """Softmax of logits divided by the temperature (above 0): probabilities that add up to 1."""
    top = max(logits)
    weights = [exp((logit - top) / temperature) for logit in logits]
    total = sum(weights)
    return [weight / total for weight in weights]


def entropy(probabilities: Sequence[float]) -> float:
    """In bits: 0 = certain, log2 of the number of classes = no idea."""
    return -sum(share * log2(share) for share in probabilities if share > 0)


def _winner(logits: Sequence[float]) -> int:
    return max(range(len(logits)), key=logits.__getitem__)


def _index(label: Any, classes: Sequence[str]) -> int:
    return label if isinstance(label, int) else classes.index(label)
