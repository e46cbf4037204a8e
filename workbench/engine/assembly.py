"""A recipe's loss put together for its networks, and why it cannot be where that is so."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.engine.loss import Loss, LossPart, names_of
from workbench.engine.model import Classifier
from workbench.engine.objective import Dials, Objective, Pair, Unsuited
from workbench.engine.registry import methods
from workbench.engine.steering import WEIGHT
from workbench.engine.taps import probe
from workbench.errors import Problem, RecipeError
from workbench.recipes import Distil, Frozen, Ramp, Ref, Term


def terms_of(recipe: Distil) -> list[tuple[str, str, Term]]:
    """Path in the recipe, name of the weight, and the term itself: of the method, then of further ones."""
    terms = [recipe.method, *recipe.also]
    paths = ["method", *(f"also.{number}" for number in range(len(recipe.also)))]
    return list(zip(paths, names_of([term.kind for term in terms]), terms, strict=True))


def method_of(term: Ref) -> type[Objective[Frozen]]:
    """The class of a term's method."""
    made: type[Objective[Frozen]] = methods.get(term.kind).make
    return made


def needs_teacher(recipe: Distil) -> bool:
    """Whether a teacher has to be there."""
    return recipe.start == "teacher" or any(method_of(term).needs_teacher for _, _, term in terms_of(recipe))


def misfits(recipe: Distil) -> list[Problem]:
    """Terms that cannot be combined as the recipe wants, as far as can be known without the networks."""
    found = []
    first, *further = terms_of(recipe)
    for path, _, term in further:
        if not method_of(term).uses_alpha:
            title = methods.get(term.kind).title
            found.append(
                Problem(
                    f"{path}.kind",
                    f"'{title}' is a whole loss by itself and cannot be one of several.",
                    "Choose it as the method, or another here.",
                )
            )
    if not further and first[2].kind == "labels":
        found.append(
            Problem(
                "method.kind",
                "The method 'labels' does not listen to the teacher, and there is no further method.",
                "Choose 'kd', add a further method, or take a recipe with task: train.",
            )
        )
    return found


def student_ref(recipe: Distil, student: Ref, teacher: Ref | None) -> Ref:
    """The network that is trained: the recipe's, or what a method makes of it."""
    for _, _, term in terms_of(recipe):
        student = method_of(term).student_of(methods.settings(term), student, teacher)
    return student


def pair_of(student: Classifier, teacher: Classifier | None, count: int) -> Pair:
    """Two networks, probed. They stay as they are.

    Args:
        student, teacher: On any device.
        count: Training pictures.
    """
    card = student.card
    guide = None if teacher is None else probe(teacher)
    return Pair(probe(student), guide, shape=card.shape, classes=len(card.classes), count=count)


def make_loss(recipe: Distil, pair: Pair) -> Loss:
    """The recipe's loss, its own weights drawn from torch's global generator.

    Raises:
        RecipeError: Methods that cannot run on the pair, all at once.
    """
    parts, found = [], []
    for path, name, term in terms_of(recipe):
        made = _made(term, pair)
        if isinstance(made, Unsuited):
            found.append(Problem(path, f"{methods.get(term.kind).title}: {made.problem}", made.fix))
        else:
            parts.append(LossPart(name, made, term.temperature))
    if found:
        raise RecipeError(found)
    return Loss(parts, learned=recipe.balance == "learned")


def unsuited(recipe: Distil, pair: Pair) -> list[Problem]:
    """The recipe's methods that cannot run on the pair; empty when all can."""
    try:
        make_loss(recipe, pair)
    except RecipeError as error:
        return list(error.problems)
    return []


def dials_of(recipe: Distil) -> Dials:
    """All dials of a recipe's student as they stand at the beginning."""
    weights = {
        name: method_of(term).weight if term.weight is None else term.weight for _, name, term in terms_of(recipe)
    }
    return Dials(recipe.temperature, recipe.alpha, recipe.schedule.learning_rate, weights)


def ramps_of(recipe: Distil) -> dict[str, Ramp]:
    """How the dials of a recipe's student run, by name; see `workbench.engine.steering`."""
    return {"temperature": recipe.temperature_ramp, "alpha": recipe.alpha_ramp} | dict(_weight_ramps(recipe))


def _weight_ramps(recipe: Distil) -> Iterator[tuple[str, Ramp]]:
    for _, name, term in terms_of(recipe):
        yield f"{WEIGHT}{name}", term.ramp


def _made(term: Term, pair: Pair) -> Objective[Frozen] | Unsuited:
    try:
        return method_of(term)(methods.settings(term), pair)
    except Unsuited as reason:
        return reason
