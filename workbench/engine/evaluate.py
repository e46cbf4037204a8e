"""The one look at the test pictures: how good each network is, what it costs, and whether the teacher helped."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.engine.cost import cost
from workbench.engine.latency import latency
from workbench.engine.measure import answers, measure
from workbench.engine.model import Classifier, load_model
from workbench.engine.trained import Trained, trained
from workbench.engine.training import Training
from workbench.engine.verdict import summarise, verdict
from workbench.errors import ExportError, RunError
from workbench.events import Noted
from workbench.recipes import Distil, Role, TeacherRun
from workbench.runs.results import CostResult, NetworkResult, Results, RoleSummary, Verdict


def evaluate(training: Training) -> Results:
    """Measure every trained network of a run on the test pictures.

    Args:
        training: The run, its data loaded.

    Raises:
        RunError: Nothing is trained yet.
        Stopped: The user does not want to wait for it.
    """
    networks = trained(training.run)
    if not networks:
        raise RunError(f"Run {training.run.id} has no trained network yet.", fix="Resume it first.")
    measured = [_measure(training, one) for one in networks] + _earlier_teacher(training)
    return Results(
        classes=training.split(networks[0].seed).classes,
        networks=tuple(measured),
        costs=tuple(_costs(training, networks)),
        summaries=tuple(_summaries(measured)),
        verdict=_verdict(measured),
        note=_note(training, networks),
    )


def _measure(training: Training, network: Trained) -> NetworkResult:
    taught = network.role != "teacher"
    teacher = training.teacher_of(network.seed) if taught and _has_teacher(training, network.seed) else None
    return _result(training, load_model(network.folder), network.role, network.seed, network.finished.epoch, teacher)


def _has_teacher(training: Training, seed: int) -> bool:
    recipe = training.recipe
    if not isinstance(recipe, Distil):
        return False
    return isinstance(recipe.teacher, TeacherRun) or f"teacher/{seed}" in _phases(training)


def _phases(training: Training) -> set[str]:
    return {one.finished.phase for one in trained(training.run)}


def _result(
    training: Training, model: Classifier, role: Role, seed: int, epoch: int, teacher: Classifier | None
) -> NetworkResult:
    test = training.split(seed).test
    device, check = training.place.device, training.check
    said = None
    if teacher is not None:
        said = answers(teacher.to(device), test, device=device, check=check).logits
    found = measure(answers(model.to(device), test, device=device, check=check, teacher_logits=said))
    ours = {name: value for name, value in found.items() if name in NetworkResult.model_fields}
    others = {name: value for name, value in found.items() if name not in ours}  # metrics of installed plug-ins
    who = {"role": role, "seed": seed, "epoch": epoch, "count": len(test.labels)}
    return NetworkResult.model_validate({**who, **ours, "others": others})


def _earlier_teacher(training: Training) -> list[NetworkResult]:
    """The teacher of an earlier run, measured once for each way the pictures are split."""
    recipe = training.recipe
    if not isinstance(recipe, Distil) or not isinstance(recipe.teacher, TeacherRun):
        return []
    seeds = recipe.seeds if recipe.data.split_seed is None else recipe.seeds[:1]
    results = []
    for seed in seeds:
        teacher = training.teacher_of(seed)
        assert teacher is not None
        results.append(_result(training, teacher, "teacher", seed, 0, None))
    return results


def _costs(training: Training, networks: Sequence[Trained]) -> list[CostResult]:
    """Of one network per role; all seeds of a role cost the same."""
    models = {one.role: load_model(one.folder) for one in networks}
    if "teacher" not in models and isinstance(training.recipe, Distil):
        earlier = training.teacher_of(training.recipe.seeds[0])
        assert earlier is not None
        models["teacher"] = earlier
    if "distilled" in models:
        models.pop("plain", None)  # the twin is the same network
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


def _note(training: Training, networks: Sequence[Trained]) -> str:
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
    return " ".join(notes)
