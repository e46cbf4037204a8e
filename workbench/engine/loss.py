"""What a student is trained on: labels, the method and any further methods, each with its weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from workbench.engine.methods.labels import label_loss
from workbench.engine.objective import Lesson, Objective
from workbench.recipes import Frozen

ONLY = "teacher"
"""Name of a method's term where it has one only."""
BALANCE = "balance"
"""Name of the term that keeps learned weights from growing without end."""


@dataclass(frozen=True, slots=True)
class LossPart:
    """One method of a recipe.

    Attributes:
        name: What its weight is called: its kind; a number follows where a recipe has the same kind twice.
        objective: The method.
        temperature: Its own; None = that of the dial.
    """

    name: str
    objective: Objective[Frozen]
    temperature: float | None = None


class Loss(nn.Module):
    """``alpha * CE(labels) + (1 - alpha) * w * method + sum of w_k * further method_k``.

    A method that does not use alpha is the whole loss. With learned weights each summand L becomes
    ``exp(-s) * L + s / 2`` with an s of its own, learned: Alex Kendall, Yarin Gal, Roberto Cipolla, "Multi-Task
    Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics", CVPR 2018,
    https://arxiv.org/abs/1705.07115.

    Args:
        parts: The method, then further ones; weights come with the dials of each lesson.
        learned: Learn a weight for each summand on top of those given.
    """

    def __init__(self, parts: Sequence[LossPart], *, learned: bool = False) -> None:
        super().__init__()
        self.names = tuple(part.name for part in parts)
        self.objectives = nn.ModuleList(part.objective for part in parts)
        self.temperatures = tuple(part.temperature for part in parts)
        self.uses_alpha = parts[0].objective.uses_alpha
        count = len(parts) + self.uses_alpha
        self.log_variances = nn.Parameter(torch.zeros(count)) if learned else None

    @property
    def methods(self) -> list[Objective[Frozen]]:
        """The method, then further ones."""
        return list(self.objectives)  # type: ignore[arg-type]  # a ModuleList does not know what it holds

    @property
    def needs_teacher(self) -> bool:
        """Whether a teacher must run at each step."""
        return any(method.needs_teacher for method in self.methods)

    @property
    def needs_embedding(self) -> bool:
        """Whether some method asks for the embeddings."""
        return any("embedding" in method.needs for method in self.methods)

    @property
    def views(self) -> int:
        """How many views of each picture a batch holds."""
        return max(method.views for method in self.methods)

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        """Weighted terms by name, scalars; their sum is the loss."""
        groups = self._groups(lesson)
        waiting = [method.alone(lesson.progress) for method in self.methods]  # needs: waiting
        if any(waiting):  # needs: waiting
            first = waiting.index(True) + self.uses_alpha
            # Without a graph: a gradient of zero would leave momentum and weight decay at work.
            groups = [
                group if number == first else {name: 0 * term.detach() for name, term in group.items()}
                for number, group in enumerate(groups)
            ]
        if self.log_variances is None:
            return {name: term for group in groups for name, term in group.items()}
        scales = torch.exp(-self.log_variances)
        terms = {name: scales[number] * term for number, group in enumerate(groups) for name, term in group.items()}
        return {**terms, BALANCE: self.log_variances.sum() / 2}

    def readings(self) -> dict[str, Tensor]:
        """What the methods tell of themselves, and the learned weights; scalars by name."""
        found = {
            name if number == 0 else f"{self.names[number]}.{name}": value.detach()
            for number, method in enumerate(self.methods)
            for name, value in method.readings().items()
        }
        if self.log_variances is not None:
            names = ("labels",) * self.uses_alpha + self.names
            learned = torch.exp(-self.log_variances.detach())
            found |= {f"weight of {name}": value for name, value in zip(names, learned, strict=True)}
        return found

    def _groups(self, lesson: Lesson) -> list[dict[str, Tensor]]:
        """The weighted terms of the labels, where alpha gives them any weight, and of each method."""
        dials = lesson.dials
        groups = [{"labels": dials.alpha * label_loss(lesson.student.logits, lesson.labels)}] if self.uses_alpha else []
        for number, (name, method) in enumerate(zip(self.names, self.methods, strict=True)):
            temperature = self.temperatures[number]
            own = lesson if temperature is None else replace(lesson, dials=replace(dials, temperature=temperature))
            weight = dials.weights.get(name, method.weight)
            weight *= 1 - dials.alpha if number == 0 and self.uses_alpha else 1
            groups.append({self._called(number, term): weight * value for term, value in method(own).items()})
        return groups

    def _called(self, number: int, term: str) -> str:
        if number == 0 and (term == ONLY or not self.uses_alpha):
            return term
        return self.names[number] if term == ONLY else f"{self.names[number]}.{term}"


def names_of(kinds: Sequence[str]) -> list[str]:
    """What the weights of a recipe's methods are called: their kinds, numbered from 2 where one comes again."""
    return [
        kind if kinds[:number].count(kind) == 0 else f"{kind}_{kinds[:number].count(kind) + 1}"
        for number, kind in enumerate(kinds)
    ]
