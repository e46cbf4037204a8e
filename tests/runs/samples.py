"""Events and results of small made-up runs."""

from __future__ import annotations

from typing import Any

from workbench.events import Adjusted, EpochFinished, Event, PhaseFinished, PhasePlan, PhaseStarted, StepsFinished
from workbench.recipes import Role

PHASE = "distilled/0"


def started(step: int = 0, phase: str = PHASE) -> PhaseStarted:
    role: Role = "distilled" if phase.startswith("distilled") else "plain"
    plan = PhasePlan(phase=phase, role=role, seed=0, epochs=3, steps=30)
    return PhaseStarted(plan=plan, step=step, parameters=10, temperature=4.0, alpha=0.1, learning_rate=0.01)


def steps(first: int, count: int, phase: str = PHASE) -> StepsFinished:
    """A report of steps whose losses follow from their numbers."""
    numbers = range(first, first + count)
    return StepsFinished(
        phase=phase,
        first=first,
        terms={"hard": tuple(1 / number for number in numbers), "soft": tuple(2 / number for number in numbers)},
        learning_rate=0.01,
        temperature=4.0,
        alpha=0.1,
        images_per_second=100.0,
    )


def epoch(number: int, step: int, phase: str = PHASE) -> EpochFinished:
    return EpochFinished(
        phase=phase,
        epoch=number,
        step=step,
        train={"hard": 0.5},
        valid_accuracy=0.5,
        valid_loss=1.0,
        agreement=None,
        learning_rate=0.01,
        best=True,
        seconds=1.0,
    )


def adjusted(step: int, temperature: float, phase: str = PHASE) -> Adjusted:
    return Adjusted(phase=phase, step=step, temperature=temperature, alpha=0.1, learning_rate=0.01)


def finished(phase: str = PHASE, seconds: float = 2.5) -> PhaseFinished:
    return PhaseFinished(phase=phase, epoch=3, step=30, valid_accuracy=0.9, reason="done", seconds=seconds)


def whole_run() -> list[Event]:
    return [started(), steps(1, 10), epoch(1, 10), steps(11, 20), epoch(2, 20), epoch(3, 30), finished()]


def results() -> dict[str, Any]:
    """What ``results.json`` holds after a distillation with two seeds."""
    return {
        "version": 1,
        "split": "test",
        "classes": ["a", "b"],
        "networks": [
            {
                "role": "distilled",
                "seed": 0,
                "epoch": 3,
                "accuracy": 0.75,
                "top_k": {"1": 0.75},
                "per_class": [{"name": "a", "precision": 1.0, "recall": 0.5, "f1": 0.66, "count": 2}],
                "confusion": [[1, 1], [0, 2]],
                "ece": 0.1,
                "agreement": 0.9,
                "loss": 0.4,
                "count": 4,
            }
        ],
        "costs": [
            {
                "role": "distilled",
                "parameters": 1234,
                "flops": 5678,
                "bytes": 5120,
                "latency_ms_median": 0.2,
                "latency_ms_p90": 0.3,
                "latency_runs": 100,
                "machine": "a laptop",
            }
        ],
        "summaries": [
            {"role": "distilled", "accuracy_mean": 0.75, "accuracy_sd": 0.02, "seeds": 2},
            {"role": "plain", "accuracy_mean": 0.7, "accuracy_sd": 0.01, "seeds": 2},
            {"role": "teacher", "accuracy_mean": 0.9, "accuracy_sd": 0.0, "seeds": 2},
        ],
        "verdict": {
            "kind": "better",
            "difference": 0.05,
            "low": 0.01,
            "high": 0.09,
            "p_value": 0.03,
            "test": "paired t-test",
            "seeds": 2,
            "text": "The teacher helped.",
        },
        "note": "",
    }
