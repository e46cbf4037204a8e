"""A recipe's loss put together for its networks, and why it cannot be where that is so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from workbench.engine.data import Part
from workbench.engine.loss import Loss, LossPart, names_of
from workbench.engine.measure import answers
from workbench.engine.model import Classifier
from workbench.engine.objective import Dials, Objective, Pair, Unsuited
from workbench.engine.registry import methods
from workbench.engine.steering import WEIGHT
from workbench.engine.taps import Offer, Tapped, probe
from workbench.engine.teaching import Joined, Teaching, Trusting, fitted_temperature
from workbench.errors import Problem, RecipeError
from workbench.recipes import Distil, Frozen, Ramp, Ref, Term, methods_of_variants, varied


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
    return recipe.start == "teacher" or any(method.needs_teacher for method in _methods_of(recipe))


def hears_layers(recipe: Distil) -> bool:
    """Whether some method listens to more than answers, so that it may not suit a pair."""
    needs = {signal for method in _methods_of(recipe) for signal in method.needs}
    return bool(needs & {"embedding", "maps"})


def _methods_of(recipe: Distil) -> list[type[Objective[Frozen]]]:
    """Those of the student and of its variants."""
    terms = [term for _, _, term in terms_of(recipe)]
    return [method_of(term) for term in (*terms, *(term for _, term in methods_of_variants(recipe)))]


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


def variants_that_differ(recipe: Distil) -> list[Problem]:
    """Variants that cannot be trained beside the student, such as those that are shown other pictures."""
    views = _views(recipe)
    found = []
    for number, _ in methods_of_variants(recipe):
        other = varied(recipe, recipe.variants[number])
        path = f"variants.{number}.method"
        found += [_of_variant(problem, number) for problem in misfits(other) if problem not in misfits(recipe)]
        if _views(other) != views:
            found.append(
                Problem(
                    f"{path}.kind",
                    "This method is shown another number of views of each picture than the student's own.",
                    "Choose another method for the variant, or train it in a run of its own.",
                )
            )
    return found


def each_student(recipe: Distil) -> Iterator[tuple[Distil, int | None]]:
    """The recipe, and as a recipe of its own the first variant of each other method with its place."""
    yield recipe, None
    for number, _ in methods_of_variants(recipe):
        yield varied(recipe, recipe.variants[number]), number


def _of_variant(problem: Problem, number: int) -> Problem:
    """What is wrong with a variant's recipe, said of the variant."""
    own = problem.path == "method" or problem.path.startswith("method.")
    return replace(problem, path=f"variants.{number}.{problem.path if own else 'method'}")


def _views(recipe: Distil) -> int:
    return max(method_of(term).views for _, _, term in terms_of(recipe))


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


def unsuited_on_the_way(
    recipe: Distil, teacher: Classifier | None, make: Callable[[Ref], Classifier], count: int
) -> list[Problem]:
    """The methods that cannot run on some pair between the teacher, the assistants and the student: of the first such.

    Args:
        teacher: None where no method needs one.
        make: Builds a network for the recipe's pictures. count: training pictures.

    Returns:
        Those of the recipe's own student; where there are none, those of its variants.
    """
    for one, number in each_student(recipe):
        found = _unsuited_on_the_way(one, teacher, make, count)
        if found:
            return found if number is None else [_of_variant(problem, number) for problem in found]
    return []


def _unsuited_on_the_way(
    recipe: Distil, teacher: Classifier | None, make: Callable[[Ref], Classifier], count: int
) -> list[Problem]:
    guide = teacher
    for learner in (*recipe.assistants, recipe.student):  # each learns from the one before
        network = make(student_ref(recipe, learner, None if guide is None else guide.card.architecture))
        found = unsuited(recipe, pair_of(network, guide, count))
        if found:
            return found
        guide = None if guide is None else network
    return []


def teaching_of(
    recipe: Distil,
    losses: Sequence[Loss],
    guide: Offer,
    guides: Sequence[Classifier],
    validation: Part,
    *,
    seed: int,
    check: Callable[[], None],
) -> Teaching:
    """Those who teach a recipe's student: joined and, where it wants that, calibrated on the validation pictures.

    Args:
        losses: Of those who are taught together.
        guide: What the first of the guides offers.
        guides: At least one, frozen, in eval mode, on the device of the pictures; the first can be tapped.
        validation: Labelled pictures, on that device.
        seed: Of the noise. check: called often; may raise.
    """
    weights = [1.0, *(other.weight for other in recipe.co_teachers)]
    network = guides[0] if len(guides) == 1 else Joined(guides, weights, recipe.trust.join).eval()
    temperature = 1.0
    if recipe.trust.calibrate:
        said = answers(network, validation, device=validation.labels.device, check=check)
        temperature = fitted_temperature(said.logits, said.labels)
    paths = [path for loss in losses for method in loss.methods for path in method.teacher_taps]
    head = guide.head if any(loss.needs_embedding for loss in losses) else ""
    trusting = Trusting(recipe.trust, temperature=temperature, seed=seed)
    return Teaching(Tapped(network, paths, head=head, of=guides[0]), trusting, rounds=rounds_answers(recipe))


def rounds_answers(recipe: Distil) -> bool:
    """Whether the teacher's answers go through half precision: wherever they may be kept, whether they are or not."""
    return recipe.compute.cache and not recipe.compute.deterministic


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


def formula_of(recipe: Distil) -> str:
    """The loss as a formula: the labels, the method and further ones, with the weights of the recipe as numbers.

    ``alpha`` stands as it is, as it can be moved. Learned weights are ``exp(-s_0)``, ``exp(-s_1)`` and so on. What
    letters mean follows after semicolons.
    """
    weights, summands, meanings = dials_of(recipe).weights, [], dict[str, None]()
    shared = method_of(recipe.method).uses_alpha
    for number, (_, name, term) in enumerate(terms_of(recipe)):
        formula, meaning = _split(methods.get(term.kind).facts.get("symbol") or f"loss({term.kind})")
        shares = ["(1 - alpha)"] * (shared and number == 0) + [f"{weights[name]:g}"] * (weights[name] != 1)
        summands.append(" * ".join([*shares, f"[{formula}]" if shares and _is_sum(formula) else formula]))
        own = "" if term.temperature is None else f"T = {term.temperature:g} in {name}"
        meanings |= dict.fromkeys(one for one in (meaning, own) if one)
    if shared:
        summands.insert(0, "alpha * CE(y, p)")
    if recipe.balance == "learned":
        summands = [f"exp(-s_{number}) * {one} + s_{number} / 2" for number, one in enumerate(summands)]
    return "; ".join([" + ".join(summands), *meanings])


def _split(symbol: str) -> tuple[str, str]:
    """A method's formula, and what its letters mean: what follows a comma outside all brackets."""
    outside = _outside(symbol)
    end = outside.index(", ") if ", " in outside else len(symbol)
    return symbol[:end], symbol[end + 2 :]


def _is_sum(formula: str) -> bool:
    return formula.startswith("-") or any(sign in _outside(formula) for sign in (" + ", " - "))


def _outside(text: str) -> str:
    """The text with what stands in brackets made blank."""
    depth, found = 0, ""
    for letter in text:
        depth += letter in "(["
        found += " " if depth else letter
        depth -= letter in ")]"
    return found
