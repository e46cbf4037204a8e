"""What a recipe would do, told before it is done."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import ValidationError

from workbench.engine.assembly import hears_layers, needs_teacher, unsuited_on_the_way
from workbench.engine.cost import cost
from workbench.engine.data import LoadContext, outline
from workbench.engine.device import choose
from workbench.engine.model import Classifier, untrained
from workbench.engine.questions import Asking
from workbench.engine.registry import architectures, datasets, methods
from workbench.engine.teacher import find
from workbench.engine.training import problems
from workbench.errors import Problem, RecipeError, UserError
from workbench.places import cache
from workbench.recipes import Distil, Ref, TeacherRun, Train, TrainingRecipe, validate
from workbench.recipes.requests import Describe
from workbench.runs import RunStore


def answer(question: Describe, asking: Asking) -> dict[str, Any]:
    """What a recipe, right or wrong, would do; what cannot be told is None, and why is a problem."""
    raw, store = question.recipe, asking.store
    described: dict[str, Any] = {"problems": [], "data": None, "networks": {}, "device": "", "device_reason": ""}
    found: list[Problem] = []
    try:
        recipe = validate(raw)
        if not isinstance(recipe, Train | Distil):
            raise RecipeError([Problem("task", f"A recipe with task '{recipe.task}' has nothing to describe.")])
        found += problems(recipe, store)
        place = choose(recipe.compute)
        described |= {"device": str(place.device), "device_reason": place.reason}
        if not any(problem.path.startswith("data.source") for problem in found):
            described["data"] = outline(recipe.data, LoadContext(cache(), asking.report, asking.check))
    except RecipeError as error:
        found += error.problems
        told = {problem.path for problem in found}
        found += [problem for problem in _unknown_names(raw) if problem.path not in told]
    except UserError as error:
        found.append(Problem("data.source", error.problem, error.fix))
    else:
        if described["data"] is not None:
            described["networks"] = _networks(recipe, store, described["data"], found)
            if isinstance(recipe, Distil) and not found and hears_layers(recipe):
                found += _unsuited(recipe, store, described["data"])
    described["problems"] = [asdict(problem) for problem in found]
    return described


def _unknown_names(raw: dict[str, Any]) -> list[Problem]:
    """Problems of the names in a recipe whose shape is wrong too: all of them are to be told at once."""
    found = []
    places = {
        "data.source": datasets,
        "model": architectures,
        "teacher.model": architectures,
        "student": architectures,
        "method": methods,
    }
    variants = raw.get("variants")
    if isinstance(variants, list):
        places |= {f"variants.{number}.method": methods for number in range(len(variants))}
    for path, registry in places.items():
        node: Any = raw
        for part in path.split("."):
            node = _part(node, part)
        try:
            found += registry.problems(Ref.model_validate(node), path=path)
        except ValidationError:
            continue  # missing, or told already
    return found


def _part(node: Any, key: str) -> Any:
    """What is called so in a group, or has that place in a list that is long enough."""
    if isinstance(node, list):
        return node[int(key)]
    return node.get(key) if isinstance(node, dict) else None


def _networks(
    recipe: TrainingRecipe, store: RunStore, data: dict[str, Any], found: list[Problem]
) -> dict[str, dict[str, Any]]:
    """Name and cost of each network that can be built; why another cannot goes into `found`."""
    wanted: dict[str, tuple[str, Ref]] = {}
    if isinstance(recipe, Train):
        wanted["model"] = ("model", recipe.model)
    else:
        wanted["student"] = ("student", recipe.student)
        if not isinstance(recipe.teacher, TeacherRun):
            wanted["teacher"] = ("teacher.model", recipe.teacher.model)
        elif not any(problem.path == "teacher.run" for problem in found):
            network = find(store, recipe.teacher, recipe.seeds[0]).load().card
            wanted["teacher"] = ("teacher.run", network.architecture)
    networks = {}
    for role, (path, ref) in wanted.items():
        if any(problem.path.startswith(path) for problem in found):
            continue
        try:
            networks[role] = _network(ref, data["shape"], len(data["classes"]))
        except UserError as error:
            found.append(Problem(path, error.problem, error.fix))
    return networks


def _unsuited(recipe: Distil, store: RunStore, data: dict[str, Any]) -> list[Problem]:
    """Methods that cannot listen to these networks."""

    def make(ref: Ref) -> Classifier:
        return untrained(ref, data["shape"], data["classes"])

    teacher = None
    if needs_teacher(recipe):
        named = recipe.teacher
        teacher = find(store, named, recipe.seeds[0]).load() if isinstance(named, TeacherRun) else make(named.model)
    return unsuited_on_the_way(recipe, teacher, make, count=1)


def _network(ref: Ref, shape: tuple[int, int, int], classes: int) -> dict[str, Any]:
    entry = architectures.get(ref.kind)
    model = entry.make(architectures.settings(ref), shape=shape, classes=classes)
    return {"title": entry.title, **asdict(cost(model, shape))}
