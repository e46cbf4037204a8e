"""How hard each term of the loss pulls at the student's first batches, and the weights that would make them equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.gui.models.asker import Asker
from workbench.gui.models.recipe import RecipeModel
from workbench.recipes.requests import AnyQuestion, Balance


@dataclass(frozen=True, slots=True)
class Pull:
    """One term.

    Attributes:
        name: ``labels``, else what the weight is called. path: Of the weight in the recipe; empty where it has none.
        pull: Norm of its gradient at weight 1; None where that is not a number.
        weight: As it is. proposed: With which it would pull as hard as the others; None where there is none.
        reason: Why there is none.
    """

    name: str
    path: str
    pull: float | None
    weight: float
    proposed: float | None
    reason: str = ""


class BalanceModel(Asker):
    """Asks when the user wants it; an edit of the recipe makes the answer void.

    Attributes:
        terms: What was measured; empty = nothing is known.
        batches: Over how many batches. teacher: Who was asked, in words.
        reason: Why it could not be measured; empty = it was.
    """

    def __init__(self, runs_folder: str, recipe: RecipeModel) -> None:
        super().__init__(runs_folder)
        self._recipe = recipe
        self.terms: tuple[Pull, ...] = ()
        self.batches = 0
        self.teacher = self.reason = ""
        recipe.edited.connect(self.forget)

    @property
    def changes(self) -> dict[str, float]:
        """Paths of weights and what they are proposed to be, in four digits, where that is something else."""
        return {
            term.path: float(f"{term.proposed:.4g}")
            for term in self.terms
            if term.path and term.proposed is not None and term.proposed != term.weight
        }

    def measure(self) -> None:
        """Ask about the recipe as it is."""
        self.forget()
        self.ask(Balance(runs=self.runs_folder, recipe=self._recipe.draft))

    def forget(self) -> None:
        """Know nothing any more, and want to know nothing."""
        known = bool(self.terms or self.reason or self.failure)
        self.terms, self.batches, self.reason, self.failure = (), 0, "", None
        self.withdraw()
        if known:
            self.changed.emit()

    def keep(self, question: AnyQuestion, answer: dict[str, Any]) -> None:
        """Take the measurement in."""
        self.terms = tuple(
            Pull(told["name"], told["path"], told["pull"], told["weight"], told["proposed"], told.get("reason") or "")
            for told in answer.get("terms") or ()
        )
        self.batches, self.reason = int(answer.get("batches") or 0), answer.get("reason") or ""
        self.teacher = answer.get("teacher") or ""
