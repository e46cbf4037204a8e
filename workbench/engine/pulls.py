"""How hard each part of a recipe's loss pulls at the student's weights in its first steps, none of which is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from workbench.engine.assembly import dials_of, make_loss, pair_of, student_ref, teaching_of
from workbench.engine.data import Split
from workbench.engine.device import Place, placed
from workbench.engine.inherit import inherit
from workbench.engine.interrupt import Interruption
from workbench.engine.loss import Loss
from workbench.engine.meter import pull
from workbench.engine.methods.labels import label_loss
from workbench.engine.model import Card, Classifier
from workbench.engine.objective import Lesson
from workbench.engine.shown import Drawing
from workbench.engine.taps import Tapped
from workbench.engine.training import shape_of
from workbench.recipes import Distil

LABELS = "labels"
"""Name of the labels' share beside a method that shares the loss with them."""


def pulls(
    recipe: Distil,
    divided: Split,
    guides: Sequence[Classifier],
    place: Place,
    *,
    batches: int,
    check: Callable[[], None],
) -> dict[str, float]:
    """Mean norm of each part's gradient with respect to the student's weights, at weight 1, by the part's name.

    The student is the one that the run would begin with: first seed, same weights, same batches, training mode. It is
    thrown away, and torch's random numbers go on as if nothing had happened. Methods are told that the training is half
    done, so that one that begins gently is measured in full.

    Args:
        recipe: The student's architecture and loss.
        divided: The pictures, as the first seed divides them.
        guides: Its trained teachers, the first to be tapped; none where no method needs one. Moved to the place.
        place: Where to compute.
        batches: How many, at least 1.
        check: Called at every layer; may raise.

    Raises:
        RecipeError: Methods that cannot run on the pair.
    """
    with torch.random.fork_rng():
        first = _FirstSteps(recipe, divided, guides, place, check)
        interruption = Interruption(check, first.model, None if first.teaching is None else first.teaching.network)
        try:
            sums: dict[str, float] = {}
            for step in range(batches):
                for name, term in first.parts(step):
                    sums[name] = sums.get(name, 0.0) + pull(term, first.weights).item()
        finally:
            interruption.release()
            first.student.release()
    return {name: total / batches for name, total in sums.items()}


class _FirstSteps:
    """A training that is about to begin.

    Attributes:
        model, weights: The student and what of it is trained.
        student: The same, with what the loss wants to hear.
        teaching: Who teaches; None where nobody does.
    """

    def __init__(
        self,
        recipe: Distil,
        divided: Split,
        guides: Sequence[Classifier],
        place: Place,
        check: Callable[[], None],
    ) -> None:
        self.recipe, self.device = recipe, place.device
        self.seed = recipe.seeds[0]
        guides = [placed(guide, place.device).eval() for guide in guides]
        guide = guides[0] if guides else None
        torch.manual_seed(self.seed)
        ref = student_ref(recipe, recipe.student, None if guide is None else guide.card.architecture)
        part = divided.train
        card = Card(architecture=ref, shape=shape_of(part), classes=divided.classes, mean=divided.mean, std=divided.std)
        self.model = placed(Classifier(card), place.device)
        if guide is not None and recipe.start == "teacher":
            inherit(self.model, guide)
        pair = pair_of(self.model, guide, len(part.labels))
        self.loss = make_loss(recipe, pair).to(place.device).train()
        for method in self.loss.methods:
            method.begin(self.model, guide)
        self.weights = [weight for weight in self.model.train().parameters() if weight.requires_grad]
        paths = [path for method in self.loss.methods for path in method.student_taps]
        self.student = Tapped(self.model, paths, head=pair.student.head if self.loss.needs_embedding else "")
        self.teaching = (
            teaching_of(recipe, [self.loss], pair.guide, guides, divided.validation, seed=self.seed, check=check)
            if guides
            else None
        )
        batch, how = min(recipe.schedule.batch_size, len(part)), recipe.schedule.augment
        self.drawing = Drawing(part.on(place.device), batch, how, seed=self.seed, views=self.loss.views)
        self.progress = _when_all_speak(self.loss)  # what methods are told, not what is done

    def parts(self, step: int) -> Iterator[tuple[str, Tensor]]:
        """Each part of the loss of a step, by name, at weight 1."""
        lesson, loss = self._lesson(step), self.loss
        if loss.uses_alpha:
            yield LABELS, label_loss(lesson.student.logits, lesson.labels)
        for name, method, temperature in zip(loss.names, loss.methods, loss.temperatures, strict=True):
            dials = lesson.dials if temperature is None else replace(lesson.dials, temperature=temperature)
            yield name, torch.stack([*method(replace(lesson, dials=dials)).values()]).sum()

    def _lesson(self, step: int) -> Lesson:
        shown = self.drawing(step)
        taught, trust = (None, None) if self.teaching is None else self.teaching(shown)
        return Lesson(
            student=self.student(shown.images),
            teacher=taught,
            labels=shown.labels,
            dials=dials_of(self.recipe),
            trust=trust,
            ids=shown.rows.to(self.device),
            images=shown.images,
            epoch=self.progress * self.recipe.schedule.epochs,
            progress=self.progress,
        )


def _when_all_speak(loss: Loss) -> float:
    """How much of the training is done when warm-ups are over and no method makes the others wait: half, or more."""
    later = (0.5 + number / 100 for number in range(50))
    return next((point for point in later if not any(method.alone(point) for method in loss.methods)), 0.5)
