"""The one look at the test pictures: how good each network is, what it costs, and whether the teacher helped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from workbench.engine.assembly import method_of, needs_teacher, terms_of
from workbench.engine.cost import cost
from workbench.engine.latency import latency
from workbench.engine.measure import Answers, answers, measure
from workbench.engine.model import Classifier, load_model
from workbench.engine.sweep import choice, near_best, variants
from workbench.engine.teacher import find
from workbench.engine.trained import Trained, trained
from workbench.engine.training import Training, split_seed
from workbench.engine.verdict import summarise, verdict
from workbench.errors import ExportError, RunError
from workbench.events import Noted
from workbench.recipes import Distil, Role, TeacherRun
from workbench.runs.predictions import Outcomes, Predictions, SeedPredictions
from workbench.runs.results import CostResult, NetworkResult, Results, RoleSummary, Verdict


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that the one look at the test pictures tells."""

    results: Results
    predictions: Predictions


@dataclass(frozen=True, slots=True)
class _Asked:
    """A network and what it answered to the test pictures of its seed.

    Attributes:
        epoch: Whose weights it has; 0 for a teacher from an earlier run.
        counts: Whether it is part of the results: a teacher that several seeds share counts once.
    """

    role: Role
    seed: int
    epoch: int
    answers: Answers
    counts: bool = True


def evaluate(training: Training) -> Evaluation:
    """Measure every trained network of a run on the test pictures. Each network is asked once.

    Args:
        training: The run, its data loaded.

    Raises:
        RunError: Nothing is trained yet.
        Stopped: The user does not want to wait for it.
    """
    everyone = trained(training.run)
    networks = [one for one in everyone if one.is_main]
    if not networks:
        raise RunError(f"Run {training.run.id} has no trained network yet.", fix="Resume it first.")
    asked = _ask(training, networks)
    measured = [_measure(one) for one in asked if one.counts]
    costs = _costs(training, networks)
    first = training.split(networks[0].seed)
    beside = variants(training.recipe, everyone) if isinstance(training.recipe, Distil) else []
    results = Results(
        classes=first.classes,
        networks=tuple(measured),
        costs=tuple(costs),
        summaries=tuple(_summaries(measured)),
        verdict=_verdict(measured),
        variants=tuple(beside),
        choice=choice(beside, len(first.validation.labels)),
        near_best=near_best(beside, len(first.validation.labels)),
        note=" ".join([*_notes(training, networks), *_grown(costs)]),
    )
    return Evaluation(results, Predictions(classes=first.classes, seeds=tuple(_seeds(training, asked))))


def _ask(training: Training, networks: Sequence[Trained]) -> list[_Asked]:
    """The run's own networks in the order given, then its teachers from an earlier run."""
    teachers = {
        one.seed: _Asked("teacher", one.seed, one.finished.epoch, _answers(training, load_model(one.folder), one.seed))
        for one in networks
        if one.role == "teacher"
    }
    earlier = _earlier_teachers(training, networks)
    said = {seed: one.answers.logits for seed, one in {**teachers, **earlier}.items()}
    asked = []
    for one in networks:
        if one.role == "teacher":
            asked.append(teachers[one.seed])
            continue
        found = _answers(training, load_model(one.folder), one.seed, said.get(one.seed))
        asked.append(_Asked(one.role, one.seed, one.finished.epoch, found))
    return asked + list(earlier.values())


def _earlier_teachers(training: Training, networks: Sequence[Trained]) -> dict[int, _Asked]:
    """By seed, the teacher of an earlier run; the same network on the same pictures is asked once for all seeds."""
    recipe = training.recipe
    if not isinstance(recipe, Distil) or not isinstance(recipe.teacher, TeacherRun) or not needs_teacher(recipe):
        return {}
    known: dict[tuple[Path, int], Answers] = {}
    teachers = {}
    for seed in sorted({one.seed for one in networks}, key=recipe.seeds.index):
        which = find(training.store, recipe.teacher, seed).network.folder, split_seed(recipe, seed)
        counts = which not in known
        if counts:
            known[which] = training.answers_of_teacher(seed)
        teachers[seed] = _Asked("teacher", seed, 0, known[which], counts=counts)
    return teachers


def _answers(training: Training, model: Classifier, seed: int, teacher: Tensor | None = None) -> Answers:
    """What a network says to the test pictures of a seed; `teacher`: what its teacher says to them, (N, C)."""
    device = training.place.device
    test = training.split(seed).test
    return answers(model.to(device), test, device=device, check=training.check, teacher_logits=teacher)


def _measure(one: _Asked) -> NetworkResult:
    found = measure(one.answers)
    ours = {name: value for name, value in found.items() if name in NetworkResult.model_fields}
    others = {name: value for name, value in found.items() if name not in ours}  # metrics of installed plug-ins
    who = {"role": one.role, "seed": one.seed, "epoch": one.epoch, "count": len(one.answers.labels)}
    return NetworkResult.model_validate({**who, **ours, "others": others})


def _seeds(training: Training, asked: Sequence[_Asked]) -> Iterator[SeedPredictions]:
    """What was answered, seed by seed."""
    for seed in dict.fromkeys(one.seed for one in asked):
        test = training.split(seed).test
        networks = {f"{one.role}/{seed}": _outcomes(one.answers) for one in asked if one.seed == seed}
        yield SeedPredictions(
            seed=seed, ids=tuple(test.ids.tolist()), labels=tuple(test.labels.tolist()), networks=networks
        )


def _outcomes(given: Answers) -> Outcomes:
    sure = given.logits.double().softmax(dim=1).amax(dim=1).nan_to_num(0.0)
    return Outcomes(
        predicted=tuple(given.predicted.tolist()), confidence=tuple(round(value, 4) for value in sure.tolist())
    )


def _costs(training: Training, networks: Sequence[Trained]) -> list[CostResult]:
    """Of one network per role; all seeds of a role cost the same."""
    models = {one.role: load_model(one.folder) for one in networks}
    if "teacher" not in models and isinstance(training.recipe, Distil):
        earlier = training.teacher_of(training.recipe.seeds[0])
        models |= {} if earlier is None else {"teacher": earlier}
    twins = [models[role].card.architecture for role in ("plain", "distilled") if role in models]
    if len(twins) == 2 and twins[0] == twins[1]:
        models.pop("plain")  # the same network
    return [_cost(training, role, model) for role, model in models.items()]


def _cost(training: Training, role: Role, model: Classifier) -> CostResult:
    training.check()
    price = cost(model.net, model.card.shape)
    size = {"role": role, "parameters": price.parameters, "flops": price.flops, "bytes": price.bytes}
    try:
        speed = latency(model.cpu(), check=training.check)
    except ExportError as error:  # a network that ONNX cannot express is no reason to lose the other results
        training.reporter.add(Noted(level="warning", text=f"The {role} could not be timed. {error}"))
        return CostResult.model_validate(size)
    return CostResult(
        **size,
        latency_ms_median=speed.median_ms,
        latency_ms_p90=speed.p90_ms,
        latency_runs=speed.runs,
        machine=speed.machine,
    )


def _summaries(results: Sequence[NetworkResult]) -> list[RoleSummary]:
    roles: dict[Role, list[float]] = {}
    for result in results:
        roles.setdefault(result.role, []).append(result.accuracy)
    found = []
    for role, accuracies in roles.items():
        mean, spread = summarise(accuracies)
        found.append(RoleSummary(role=role, accuracy_mean=mean, accuracy_sd=spread, seeds=len(accuracies)))
    return found


def _verdict(results: Sequence[NetworkResult]) -> Verdict | None:
    by_role = {
        role: {result.seed: result.accuracy for result in results if result.role == role}
        for role in ("distilled", "plain")
    }
    seeds = sorted(by_role["distilled"].keys() & by_role["plain"].keys())
    if not seeds:
        return None
    return verdict([by_role["distilled"][seed] for seed in seeds], [by_role["plain"][seed] for seed in seeds])


def _grown(costs: Sequence[CostResult]) -> list[str]:
    """That the distilled student is not quite its twin's network, where the method leaves something in it."""
    weights = {cost.role: cost.parameters for cost in costs}
    if "plain" not in weights or "distilled" not in weights:
        return []
    more = weights["distilled"] - weights["plain"]
    if more > 0:
        return [
            f"The distilled student has {more:,} more weights than its twin: the method leaves parts of its own in it."
        ]
    return [
        f"The distilled student has {-more:,} fewer weights than its twin: the method leaves parts of its own in it."
    ]


def _notes(training: Training, networks: Sequence[Trained]) -> list[str]:
    """What must be told beside the numbers so that they are not misread."""
    notes = []
    first = training.split(networks[0].seed).train
    hidden = int((first.labels < 0).sum())
    if hidden and isinstance(training.recipe, Distil):
        notes.append(
            f"The teacher and the plain student learned from the same {len(first.labels) - hidden} labelled pictures; "
            f"the distilled student also saw {hidden} unlabelled pictures through the teacher's eyes."
        )
    cut = [one.finished.phase for one in networks if one.finished.reason == "stopped"]
    if cut:
        notes.append(f"Stopped before its planned end: {', '.join(cut)}. The comparison is then not at equal budget.")
    moved = dict.fromkeys(move.phase for move in training.run.adjustments() if not move.phase.startswith("plain"))
    if moved:
        notes.append(f"Dials were moved while these trained: {', '.join(moved)}.")
    return notes + (_advantages(training.recipe) if isinstance(training.recipe, Distil) else [])


def _advantages(recipe: Distil) -> list[str]:
    """What the distilled student is given beside the teacher's answers, and its twin is not."""
    notes = []
    if recipe.start == "teacher":
        notes.append("The distilled student began with weights of the teacher, its twin with random ones.")
    if max(method_of(term).views for _, _, term in terms_of(recipe)) > 1:
        notes.append("The method shows the distilled student two views of each picture in a step, its twin one.")
    if recipe.assistants:
        count = len(recipe.assistants)
        between = "One assistant was" if count == 1 else f"{count} assistants were"
        notes.append(f"{between} trained between teacher and student, each with the student's own budget.")
    return notes
