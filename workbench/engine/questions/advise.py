"""Advice on a pair of networks before a student is trained: what can run, what was published, what to mind."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from workbench.engine.assembly import student_ref
from workbench.engine.data import TRAIN, LoadContext, Pictures, at_hand, divide, split
from workbench.engine.examine import Examined, examine
from workbench.engine.gap import gap, sized
from workbench.engine.inherit import inherit
from workbench.engine.model import Classifier, untrained
from workbench.engine.objective import Pair
from workbench.engine.questions import Asking
from workbench.engine.registry import Entry, architectures, methods
from workbench.engine.taps import Offer, probe
from workbench.engine.teacher import EarlierTeacher, check, check_fit, find
from workbench.engine.training import split_seed
from workbench.errors import RecipeError, UserError
from workbench.places import cache
from workbench.recipes import Distil, Ref, TeacherRun, TeacherTraining, validate
from workbench.recipes.requests import Advise

DECIDES = ("task", "version", "data", "seeds", "teacher", "student", "assistants")
"""Fields of a recipe on which the advice depends most; what is wrong elsewhere does not matter."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """Who is to learn from whom, about what.

    Attributes:
        recipe: What the user wants.
        earlier, teacher: The trained teacher that it names; None where it names none.
        pictures: The whole source; without images where they are not on this computer.
        check: Call it often; may raise.
    """

    recipe: Distil
    earlier: EarlierTeacher | None
    teacher: Classifier | None
    pictures: Pictures
    check: Callable[[], None]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of a picture."""
        channels, height, width = self.pictures.images.shape[1:]
        return channels, height, width

    def blank(self, ref: Ref) -> Classifier:
        """A network that fits the pictures, with random weights.

        Raises:
            UserError: It cannot be built.
        """
        try:
            return untrained(ref, self.shape, self.pictures.classes)
        except (RuntimeError, ValueError) as error:  # of torch, for a network that does not fit such pictures
            raise UserError(
                f"'{ref.kind}' cannot take such pictures: {str(error).splitlines()[0]}", fix="Choose another network."
            ) from error


def answer(question: Advise, asking: Asking) -> dict[str, Any]:
    """As `Advise` says. What is wrong with the recipe is no failure: ``reason`` tells what is therefore not known."""
    told: dict[str, Any] = {
        "methods": {},
        "layers": {"student": [], "teacher": []},
        "presets": [],
        "teacher": None,
        "gap": None,
        "start": [],
    }
    reasons: list[str] = []
    with _noting(reasons):
        recipe = _recipe(question.recipe)
        named = recipe.teacher
        earlier = find(asking.store, named, recipe.seeds[0]) if isinstance(named, TeacherRun) else None
        teacher = None if earlier is None else earlier.load()
        told["presets"] = list(_presets(_teaching_ref(recipe, teacher).kind, recipe.student.kind))
        pictures, download = at_hand(recipe.data, LoadContext(cache(), asking.report, asking.check))
        scene = _Scene(recipe, earlier, teacher, pictures, asking.check)
        with _noting(reasons):
            _refuse_unknown(recipe)
            told["gap"] = _gap(scene)
            told |= _of_pair(scene)
        if earlier is not None:
            if download:
                reasons.append(f"The teacher cannot be examined: the pictures are not on this computer ({download}).")
            else:
                told["teacher"] = _examined(scene, asking)
    return {**told, "reason": " ".join(reasons)}


@contextmanager
def _noting(reasons: list[str]) -> Iterator[None]:
    """What the user can put right ends the block, not the answer."""
    try:
        yield
    except UserError as error:
        reasons.append(_text(error))


def _text(error: UserError) -> str:
    return " ".join(map(str, error.problems)) if isinstance(error, RecipeError) else str(error)


def _recipe(raw: dict[str, Any]) -> Distil:
    """The recipe or, where it is wrong, the part of it that matters most."""
    if raw.get("task") != "distil":
        raise UserError("This recipe trains one network, without a teacher.", fix="")
    try:
        recipe = validate(raw)
    except RecipeError:
        recipe = validate({key: raw[key] for key in DECIDES if key in raw})
    assert isinstance(recipe, Distil)
    return recipe


def _refuse_unknown(recipe: Distil) -> None:
    """Raises RecipeError where a network is not there, or its settings do not fit."""
    refs = [(f"assistants.{number}", ref) for number, ref in enumerate(recipe.assistants)]
    if isinstance(recipe.teacher, TeacherTraining):
        refs.insert(0, ("teacher.model", recipe.teacher.model))
    found = [
        problem
        for path, ref in [*refs, ("student", recipe.student)]
        for problem in architectures.problems(ref, path=path)
    ]
    if found:
        raise RecipeError(found)


def _teaching_ref(recipe: Distil, teacher: Classifier | None) -> Ref:
    """The network that the student learns from: the last assistant, else the teacher."""
    if recipe.assistants:
        return recipe.assistants[-1]
    return _teacher_ref(recipe, teacher)


def _teacher_ref(recipe: Distil, teacher: Classifier | None) -> Ref:
    if teacher is not None:
        return teacher.card.architecture
    assert isinstance(recipe.teacher, TeacherTraining), "a teacher of an earlier run has been loaded"
    return recipe.teacher.model


def _presets(teacher: str, student: str) -> Iterator[dict[str, Any]]:
    """Published settings for two architectures, or for any."""
    for entry in methods:
        for one in entry.facts.get("presets", ()):
            if one["teacher"] in ("", teacher) and one["student"] in ("", student):
                facts = {name: one[name] for name in ("settings", "source", "published")}
                yield {"method": entry.name, "title": entry.title, **facts}


# The pair


def _of_pair(scene: _Scene) -> dict[str, Any]:
    """What can run, what can be tapped, and what would be copied."""
    recipe = scene.recipe
    ref = _teaching_ref(recipe, scene.teacher)
    network = scene.teacher if scene.teacher is not None and not recipe.assistants else scene.blank(ref)
    teacher = probe(network)
    offers: dict[str, Offer] = {}

    def student(ref: Ref) -> Offer:
        key = ref.model_dump_json()
        if key not in offers:
            offers[key] = probe(scene.blank(ref))
        return offers[key]

    count = len(divide(scene.pictures, recipe.data, split_seed(recipe, recipe.seeds[0])).positions(TRAIN))
    plain = student(recipe.student)
    why: dict[str, str] = {}
    for entry in methods:
        scene.check()
        why[entry.name] = _why_not(entry, recipe.student, student, teacher, scene, count)
    trained = plain
    with suppress(UserError):  # methods that are unknown, or cannot run: told elsewhere
        trained = student(student_ref(recipe, recipe.student, teacher.ref))
    layers = {"student": _layers(trained), "teacher": _layers(teacher)}
    return {"methods": why, "layers": layers, "start": inherit(trained.network, network).sentences()}


def _why_not(
    entry: Entry[Any], ref: Ref, student: Callable[[Ref], Offer], teacher: Offer, scene: _Scene, count: int
) -> str:
    """Why a method, with its usual settings, cannot run on a pair; empty = it can."""
    params = entry.params()
    try:
        offer = student(entry.make.student_of(params, ref, teacher.ref))
        entry.make(params, Pair(offer, teacher, scene.shape, len(scene.pictures.classes), count))
    except UserError as error:
        return _text(error)
    except (RuntimeError, ValueError) as error:  # of torch, or of a plug-in that does not say it better
        return f"It cannot be made for this pair: {str(error).splitlines()[0]}"
    return ""


def _layers(offer: Offer) -> list[dict[str, Any]]:
    return [{"path": tap.path, "shape": list(tap.shape), "activation": tap.activation} for tap in offer.taps]


def _gap(scene: _Scene) -> dict[str, Any]:
    recipe, shape, classes = scene.recipe, scene.shape, len(scene.pictures.classes)
    refs = [_teacher_ref(recipe, scene.teacher), *recipe.assistants, recipe.student]
    return asdict(gap([sized(ref, shape, classes) for ref in refs], shape, classes))


# The trained teacher

_kept: dict[Hashable, tuple[Pictures, Examined]] = {}
"""The examination that was made last: advice is asked for at every change of a recipe, and a large teacher is slow."""


def _examined(scene: _Scene, asking: Asking) -> dict[str, Any]:
    """The facts of a trained teacher and what to mind."""
    earlier, teacher, recipe = scene.earlier, scene.teacher, scene.recipe
    assert earlier is not None
    assert teacher is not None
    weights = (earlier.network.folder / "weights.safetensors").stat()
    key = (earlier.network.folder, weights.st_mtime_ns, recipe.data.model_dump_json(), recipe.seeds[0])
    if key not in _kept or _kept[key][0] is not scene.pictures:
        found = _examine(earlier.run.id, teacher, scene)
        _kept.clear()
        _kept[key] = (scene.pictures, found)
    found = _kept[key][1]
    alone = recipe.model_copy(update={"co_teachers": ()})
    leaks = [f"{problem.message} {problem.suggestion}".strip() for problem in check(alone, asking.store)]
    return {
        "run": earlier.run.id,
        "title": architectures.get(teacher.card.architecture.kind).title,
        **asdict(found),
        "remarks": [*found.remarks, *leaks],
    }


def _examine(run: str, teacher: Classifier, scene: _Scene) -> Examined:
    recipe = scene.recipe
    divided = split(scene.pictures, recipe.data, split_seed(recipe, recipe.seeds[0]))
    try:
        check_fit(run, teacher.card, divided)
    except RecipeError as error:
        return Examined(remarks=tuple(f"{problem.message} {problem.suggestion}" for problem in error.problems))
    return examine(teacher, divided, scene.check)
