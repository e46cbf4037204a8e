"""Runs to compare, written by the real store: twelve test pictures of three classes, answered as a test says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from tests import fakes
from workbench.gui.comparing import carry_out
from workbench.gui.models.workspace import Workspace
from workbench.recipes import Distil
from workbench.runs import RunStore, Verdict
from workbench.runs import predictions as kept

CLASSES = ("ant", "bee", "cat")
IDS = tuple(range(100, 112))
LABELS = tuple(number % 3 for number in range(12))
COST = {"teacher": 40_000, "plain": 700, "distilled": 700}

Wrong = Mapping[str, Collection[int]]
"""Positions among `IDS` that a role gets wrong."""
WRONG: Wrong = {"teacher": {0}, "plain": {0, 1, 2, 5}, "distilled": {0, 7}}


def write_run(
    folder: Path,
    name: str,
    wrong: Wrong = WRONG,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    verdict: Verdict | None = None,
    predictions: bool = True,
    first_id: int = 100,
    events: bool = False,
    more: Mapping[str, Any] | None = None,
    **settings: Any,
) -> str:
    """A finished distillation; returns its id.

    Args:
        wrong: Which pictures each role gets wrong with the first seed; with every further one, one more at the end.
        first_id: Position of the first test picture in the data source.
        more: Of the results.
        settings: Of the recipe.
    """
    run = RunStore(folder).create(Distil(name=name, seeds=tuple(seeds), **settings), environment={})
    said = [_seed(seed, _for_seed(wrong, number), first_id) for number, seed in enumerate(seeds)]
    with run.writer() as writer:
        if events:
            writer.append(fakes.distillation())
        writer.write_json("results.json", {**_results(said, verdict), **(more or {})})
        writer.finish("finished")
    if predictions:
        kept.save(kept.Predictions(classes=CLASSES, seeds=tuple(said)), run.path / kept.FILE)
    return run.id


def read_list(space: Workspace) -> None:
    """As the session does at the start."""
    space.runs.take(tuple(RunStore(space.runs_folder).summaries()))


def read_all(space: Workspace) -> None:
    """Read what is to be compared, as the window does in a thread."""
    read_list(space)
    settle(space)


def settle(space: Workspace) -> None:
    """Carry out whatever the comparison wants to have read."""
    while (task := space.compare.task) is not None:
        space.compare.start_reading()
        space.compare.take(carry_out(space.runs_folder, task))


def _for_seed(wrong: Wrong, number: int) -> dict[str, set[int]]:
    return {role: {*places, *range(12 - number, 12)} for role, places in wrong.items()}


def _seed(seed: int, wrong: Wrong, first: int) -> kept.SeedPredictions:
    networks = {}
    for role, places in wrong.items():
        predicted = tuple((label + 1) % 3 if place in places else label for place, label in enumerate(LABELS))
        confidence = tuple(round(0.5 + place / 100, 4) for place in range(12))
        networks[f"{role}/{seed}"] = kept.Outcomes(predicted=predicted, confidence=confidence)
    ids = tuple(range(first, first + 12))
    return kept.SeedPredictions(seed=seed, ids=ids, labels=LABELS, networks=networks)


def _results(said: Sequence[kept.SeedPredictions], verdict: Verdict | None) -> dict[str, Any]:
    networks = [_network(one, phase) for one in said for phase in one.networks]
    roles = list(dict.fromkeys(network["role"] for network in networks))
    scores = {role: [one["accuracy"] for one in networks if one["role"] == role] for role in roles}
    summaries = [
        {
            "role": role,
            "accuracy_mean": fmean(values),
            "accuracy_sd": stdev(values) if len(values) > 1 else None,
            "seeds": len(values),
        }
        for role, values in scores.items()
    ]
    costs = [
        {"role": role, "parameters": COST[role], "flops": 50 * COST[role], "bytes": 4 * COST[role],
         "latency_ms_median": COST[role] / 1e5, "machine": "a made-up computer"}
        for role in ("teacher", "distilled")
    ]  # fmt: skip
    return {
        "version": 1, "classes": list(CLASSES), "networks": networks, "costs": costs, "summaries": summaries,
        "verdict": verdict.model_dump(mode="json") if verdict else None, "note": "Made up.",
    }  # fmt: skip


def _network(said: kept.SeedPredictions, phase: str) -> dict[str, Any]:
    predicted = said.networks[phase].predicted
    confusion = [[0] * 3 for _ in CLASSES]
    for label, answer in zip(said.labels, predicted, strict=True):
        confusion[label][answer] += 1
    right = sum(confusion[each][each] for each in range(3))
    return {
        "role": phase.split("/")[0], "seed": said.seed, "epoch": 3, "accuracy": right / 12, "top_k": {"1": right / 12},
        "per_class": [{"name": name, "precision": 0, "recall": 0, "f1": 0, "count": 4} for name in CLASSES],
        "confusion": confusion, "ece": 0.1, "agreement": None if phase.startswith("teacher") else 0.9,
        "reliability": [
            {"low": 0.4, "high": 0.6, "count": 10, "accuracy": 0.8, "confidence": 0.55},
            {"low": 0.6, "high": 0.8, "count": 2, "accuracy": 0.5 * said.seed, "confidence": 0.7},
        ] if said.seed < 3 else [],
        "loss": 0.4, "count": 12,
    }  # fmt: skip
