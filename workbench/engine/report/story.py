"""What a report says in sentences: what was compared, what came of it, how it ended, how to do it again."""

from __future__ import annotations

from typing import Any

from workbench.engine.registry import Registry, architectures, datasets, discover, methods
from workbench.engine.report import words
from workbench.engine.report.material import Material
from workbench.errors import RecipeError
from workbench.events import NumericsChosen
from workbench.recipes import (
    CosineRamp,
    Distil,
    LinearRamp,
    Ramp,
    Ref,
    Schedule,
    StepRamp,
    Teacher,
    TeacherRun,
    TrainingRecipe,
)

Facts = list[tuple[str, str]]
"""Name and value, in the order in which they are told."""

_STATES = {
    "running": "This run is still going on. The report shows what there was when it was written.",
    "stopped": (
        "This run was stopped before its planned end. What was trained up to then is kept; networks whose turn had not "
        "come are missing."
    ),
    "interrupted": (
        "This run was cut off: the process that trained it died. What was saved up to then is shown, and the run can "
        "be resumed from its last checkpoint."
    ),
    "failed": "This run ended with a problem. What was saved up to then is shown.",
}
_TESTS = {
    "paired t-test": (
        "The paired t-test compares the two students seed by seed, as both start from the same weights and see the "
        "same pictures. p is how often chance alone would give a mean difference as large or larger; below 0.05 counts "
        "as a real difference."
    ),
    "sign test": (
        "Every seed gave the same difference, which leaves a t-test nothing to work with. The sign test asks how often "
        "chance alone would give every seed the same sign; p below 0.05 counts as a real difference."
    ),
}


def state(material: Material) -> list[str]:
    """How the run ended, where that matters to who reads its numbers; empty for one that simply finished."""
    found = [_STATES[material.summary.state]] if material.summary.state in _STATES else []
    if found and material.summary.problem:
        found.append(material.summary.problem)
    if found and material.results is None:
        found.append("Nothing was measured on the test pictures, so this report has no verdict and no test accuracy.")
    if found and material.results is not None:
        found.append("The results below are of the networks that were measured.")
    if material.skipped:
        lines = words.plural(material.skipped, "damaged line")
        found.append(f"The record of the run has {lines}, left out here: the curves may have gaps.")
    return found


def headline(material: Material) -> tuple[str, str]:
    """The kind of verdict, for its colour, and the verdict in plain words."""
    results = material.results
    if results is None:
        return "none", "Not measured: there are no results to judge."
    if results.verdict is not None:
        return results.verdict.kind, results.verdict.text
    if isinstance(material.recipe, Distil):
        return (
            "none",
            "No plain student was measured beside the distilled one: whether the teacher helped is not known.",
        )
    best = next((one for one in results.summaries if one.role == "model"), None)
    if best is None:
        return "none", "Trained and measured."
    accuracy = words.spread(best.accuracy_mean, best.accuracy_sd)
    seeds = f", mean over {words.plural(best.seeds, 'seed')}" if best.seeds > 1 else ""
    return "none", f"The network answers {accuracy} of the test pictures rightly{seeds}."


def evidence(material: Material) -> Facts:
    """The numbers behind the verdict; empty without one."""
    verdict = material.results.verdict if material.results else None
    if verdict is None:
        return []
    facts = [("Distilled minus plain", f"{words.points(verdict.difference)} points of test accuracy")]
    if verdict.low is not None and verdict.high is not None:
        facts.append(("95 % interval", f"{words.points(verdict.low)} to {words.points(verdict.high)} points"))
    if verdict.test:
        facts.append(("Test", f"{verdict.test}, {words.chance(verdict.p_value)}"))
    return [*facts, ("Seeds", str(verdict.seeds))]


def explained(material: Material) -> str:
    """What the statistical test means; empty without one."""
    verdict = material.results.verdict if material.results else None
    return _TESTS.get(verdict.test, "") if verdict else ""


def compared(material: Material) -> Facts:
    """What was trained with what, as the recipe says, and on which pictures, as the run found them."""
    recipe, data = material.recipe, material.data
    facts = [("Data", _title(datasets, recipe.data.source))]
    if data is not None:
        facts += [
            ("Classes", words.count(len(data.classes))),
            ("Training pictures", f"{words.count(data.train)}, of them {words.count(data.labelled)} with their label"),
            ("Validation pictures", words.count(data.validation)),
            ("Test pictures", f"{words.count(data.test)}, used for nothing but the results"),
        ]
    if isinstance(recipe, Distil):
        facts += _distillation(recipe)
    else:
        facts += [("Network", _title(architectures, recipe.model)), ("Training", _schedule(recipe.schedule))]
    facts.append(("Seeds", words.several(str(seed) for seed in recipe.seeds)))
    if recipe.data.corrections:
        facts.append(("Corrected labels", words.count(len(recipe.data.corrections))))
    return facts


def _distillation(recipe: Distil) -> Facts:
    schedule = _schedule(recipe.schedule)
    facts = [
        ("Teacher", _teacher(recipe.teacher)),
        *((words.role("teacher", number), text) for number, text in enumerate(_others(recipe), start=1)),
        *(
            (words.role("assistant", number), f"{_title(architectures, ref)}, {schedule}")
            for number, ref in enumerate(recipe.assistants, start=1)
        ),
        ("Student", f"{_title(architectures, recipe.student)}, {schedule}"),
        *_methods(recipe),
        ("Temperature", f"{recipe.temperature:g}{_ramp(recipe.temperature_ramp)}"),
        ("Alpha", f"{recipe.alpha:g}{_ramp(recipe.alpha_ramp)} (weight of the labels; the teacher gets the rest)"),
        *_trust(recipe),
    ]
    if recipe.start == "teacher":
        facts.append(("First weights", "copied from the teacher where layers match"))
    if recipe.twin:
        twin = "the same student from the same first weights, with as many steps and no teacher"
        facts.append(("Plain student", twin))
    return facts


def _teacher(teacher: Teacher) -> str:
    if isinstance(teacher, TeacherRun):
        return f"trained in the earlier run {teacher.run}"
    return f"{_title(architectures, teacher.model)}, {_schedule(teacher.schedule)}"


def _others(recipe: Distil) -> list[str]:
    """The teachers beside the first, with what they count where that matters."""
    weighed = recipe.trust.join == "weighted"
    return [f"{_teacher(one.teacher)}{f', weight {one.weight:g}' if weighed else ''}" for one in recipe.co_teachers]


def _methods(recipe: Distil) -> Facts:
    """The method and further ones, each with its weight and paper."""
    facts: Facts = []
    for number, term in enumerate((recipe.method, *recipe.also)):
        weight = "" if term.weight is None else f", weight {term.weight:g}"
        own = "" if term.temperature is None else f", temperature {term.temperature:g}"
        text = f"{_title(methods, term)}{weight}{_ramp(term.ramp)}{own}"
        facts += [("Method" if number == 0 else "Further method", text), *_paper(term)]
    if recipe.balance == "learned":
        facts.append(("Balance", "weights of the terms are learned from their uncertainty"))
    return facts


def _ramp(ramp: Ramp) -> str:
    match ramp:
        case LinearRamp() | CosineRamp():
            way = "a straight line" if isinstance(ramp, LinearRamp) else "half a cosine"
            return f", to {ramp.to:g} along {way} from {ramp.start:.0%} to {ramp.end:.0%} of the training"
        case StepRamp():
            points = words.several(f"{point:.0%}" for point in ramp.milestones)
            return f", times {ramp.factor:g} after {points} of the training"
        case _:
            return ""


def _trust(recipe: Distil) -> Facts:
    """How far the teacher is believed, where not simply believed."""
    trust = recipe.trust
    told = [
        *(["calibrated on the validation pictures"] if trust.calibrate else []),
        *([f"listened to from a probability of {trust.threshold:g} on"] if trust.threshold else []),
        *(["weighed by its probability"] if trust.weigh else []),
        *([f"corrected by the label ({trust.correct})"] if trust.correct != "none" else []),
        *([f"with noise of deviation {trust.noise:g} in its logits"] if trust.noise else []),
    ]
    return [("Teacher's answers", words.several(told))] if told else []


def _paper(method: Ref) -> Facts:
    try:
        paper = methods.get(method.kind).facts.get("paper")
    except RecipeError:
        return []
    return [("Paper", str(paper))] if paper else []


def moves(material: Material) -> list[tuple[str, int, str]]:
    """Dials that were moved: which training, at which step, and how they stood from then on."""
    return [
        (
            words.phase(name),
            change.step,
            f"temperature {change.temperature:g}, alpha {change.alpha:g}, learning rate {change.learning_rate:.3g}",
        )
        for name, phase in material.curves.phases.items()
        for change in phase.adjusted
    ]


def machines(material: Material) -> list[str]:
    """Where latency was measured, one picture at a time."""
    costs = material.results.costs if material.results else ()
    return list(dict.fromkeys(cost.machine for cost in costs if cost.machine))


def environment(material: Material) -> Facts:
    """Versions and machine, as they were kept with the run."""
    facts = [("Run", material.run.id), ("Begun", words.date(material.summary.created))]
    if material.summary.seconds is not None:
        facts.append(("Training time", words.duration(material.summary.seconds)))
    if material.data is not None:
        reason = f" ({material.data.device_reason.rstrip('.')})" if material.data.device_reason else ""
        facts.append(
            ("Computed on", f"{material.data.device}{reason}, {words.plural(material.data.threads, 'thread')}")
        )
    facts += workings(material)
    facts += [("Latency measured on", machine) for machine in machines(material)]
    names = {"workbench": "Workbench and code revision", "python": "Python", "system": "System"}
    return facts + [(names.get(name, name), str(value)) for name, value in material.environment.items()]


def workings(material: Material) -> Facts:
    """How the trainings computed, and what was remembered of their teachers; each way once."""
    ways = dict.fromkeys(_way(chosen) for chosen in material.numerics.values())
    facts = [("Computed in", way) for way in ways]
    wanted = sum(told.asked for told in material.asked.values())
    if wanted:
        known = sum(told.remembered for told in material.asked.values())
        share = f"{100 * known // wanted} % remembered ({known:,} of {wanted:,})"
        facts.append(("Teacher's answers", f"{share}, the others computed"))
    return facts


def _way(chosen: NumericsChosen) -> str:
    teacher = f", the teacher in {chosen.teacher}" if chosen.teacher not in ("", chosen.student) else ""
    return f"{chosen.student}{', compiled' if chosen.compiled else ''}{teacher}"


def needs(recipe: TrainingRecipe) -> str:
    """What a repetition needs beyond the recipe; empty where that is all."""
    if isinstance(recipe, Distil) and isinstance(recipe.teacher, TeacherRun):
        return f"The teacher comes from the run {recipe.teacher.run}, which has to be among your runs."
    return ""


def _schedule(schedule: Schedule) -> str:
    return (
        f"{words.plural(schedule.epochs, 'epoch')}, {words.plural(schedule.batch_size, 'picture')} a step, "
        f"learning rate {schedule.learning_rate:g}"
    )


def _title(registry: Registry[Any], ref: Ref) -> str:
    """A thing's own title and settings; its bare name where it is not installed here."""
    discover()
    try:
        title = registry.get(ref.kind).title
    except RecipeError:
        title = ref.kind
    settings = ", ".join(f"{name} {_plain(value)}" for name, value in ref.params.items() if value is not None)
    return f"{title} ({settings})" if settings else title


def _plain(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return "–".join(_plain(item) for item in value)
        case _:
            return str(value)
