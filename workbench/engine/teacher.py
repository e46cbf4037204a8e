"""The teacher of a distillation: trained in the same run, or found in an earlier one and checked against the data."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.engine.data import Split
from workbench.engine.model import Card, Classifier, load_model
from workbench.engine.trained import Trained, trained
from workbench.errors import Problem, RecipeError, RunError
from workbench.recipes import Distil, TeacherRun, Train
from workbench.runs import RunFolder, RunStore

_OTHER = "Choose the data that it was trained on, or another teacher."


@dataclass(frozen=True, slots=True)
class EarlierTeacher:
    """A network of an earlier run, by where it lies.

    Attributes:
        run: That run. network: Which of its networks.
    """

    run: RunFolder
    network: Trained

    def load(self) -> Classifier:
        """The network, frozen.

        Raises:
            RunError: Its files are missing or damaged.
        """
        return load_model(self.network.folder).requires_grad_(False)


def find(store: RunStore, wanted: TeacherRun, seed: int) -> EarlierTeacher:
    """The network that a recipe names as teacher.

    Args:
        store: Where runs are.
        wanted: What the recipe says.
        seed: The student's; taken where the recipe names none and the run has it.

    Raises:
        RunError: No such run, or it has no such network.
    """
    run = store.open(wanted.run)
    role = wanted.role or ("model" if isinstance(run.recipe, Train) else "distilled")
    networks = [network for network in trained(run) if network.role == role and network.is_main]
    if wanted.seed is not None:
        networks = [network for network in networks if network.seed == wanted.seed]
    if not networks:
        seeds = "" if wanted.seed is None else f" with seed {wanted.seed}"
        raise RunError(
            f"Run {run.id} has no trained network in the role '{role}'{seeds}.",
            fix="Choose another run, role or seed, or resume that run until it has one.",
        )
    same = [network for network in networks if network.seed == seed]
    return EarlierTeacher(run, (same or [max(networks, key=lambda network: network.valid_accuracy)])[0])


def check(recipe: Distil, store: RunStore) -> list[Problem]:
    """Everything that keeps the recipe's teachers from teaching, as far as can be known without the pictures."""
    paths = ["teacher", *(f"co_teachers.{number}.teacher" for number in range(len(recipe.co_teachers)))]
    teachers = [recipe.teacher, *(other.teacher for other in recipe.co_teachers)]
    return [
        problem
        for path, teacher in zip(paths, teachers, strict=True)
        if isinstance(teacher, TeacherRun)
        for problem in _check(path, teacher, recipe, store)
    ]


def _check(path: str, teacher: TeacherRun, recipe: Distil, store: RunStore) -> list[Problem]:
    found = []
    for seed in recipe.seeds:
        try:
            found.append(find(store, teacher, seed))
        except RunError as error:
            return [Problem(f"{path}.run", error.problem, error.fix)]
    return [problem for earlier in found for problem in _leak(recipe, earlier)][:1]


def _leak(recipe: Distil, teacher: EarlierTeacher) -> list[Problem]:
    """A teacher that was trained on pictures this run would test on makes every number of the run too good."""
    theirs, ours = teacher.run.recipe.data, recipe.data
    if theirs.source != ours.source:
        return []
    then = theirs.split_seed if theirs.split_seed is not None else teacher.network.seed
    seeds = {ours.split_seed} if ours.split_seed is not None else set(recipe.seeds)
    if seeds == {then} and (theirs.test, theirs.validation) == (ours.test, ours.validation):
        return []
    return [
        Problem(
            "data.split_seed",
            f"The teacher (run {teacher.run.id}) has seen pictures that this run would test on: their splits differ.",
            f"Set data.split_seed to {then}, data.test to {theirs.test} and data.validation to {theirs.validation}.",
        )
    ]


def check_fit(run: str, card: Card, split: Split) -> None:
    """Refuse a teacher that answers another question than the data ask.

    Args:
        run: Its run, for the message.
        card: What the teacher is and expects.
        split: The pictures.

    Raises:
        RecipeError: Classes, their order or the pictures' size differ.
    """
    problems = []
    if card.classes != split.classes:
        same = sorted(card.classes) == sorted(split.classes)
        what = (
            "knows the same classes in another order"
            if same
            else (
                f"knows {len(card.classes)} classes ({_some(card.classes)}), "
                f"the data have {len(split.classes)} ({_some(split.classes)})"
            )
        )
        problems.append(Problem("teacher.run", f"The teacher (run {run}) {what}.", _OTHER))
    ours = split.train.shape
    if card.shape != ours:
        sizes = [" x ".join(map(str, shape)) for shape in (card.shape, ours)]
        problems.append(
            Problem(
                "teacher.run",
                f"The teacher (run {run}) was trained on pictures of {sizes[0]}, the data have {sizes[1]} "
                "(channels x height x width).",
                _OTHER,
            )
        )
    if problems:
        raise RecipeError(problems)


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
