"""What a picture costs as the task grows: more pictures, more classes, larger batches, larger networks.

Ours with a cold cache; the plain loop beside it. Nothing but what a row names changes from row to row.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.benchmarks import plain_loop
from tests.benchmarks.plain_loop import Setting
from tests.benchmarks.speed_pairs import plain_process
from tests.benchmarks.speed_setup import (
    PAIRS,
    Engine,
    Options,
    arrays,
    distillation,
    forget_answers,
    home,
    pack,
    source,
    train_teacher,
    weights_of,
)
from tests.benchmarks.speed_tables import median, number, say, span, table
from workbench.recipes import Ref

SHOWN = 3200
"""Pictures that are shown in a timed stretch, whatever the batch."""
WARM_STEPS, LEAST_STEPS = 4, 6


@dataclass(frozen=True)
class Task:
    """One row."""

    group: str
    name: str
    per_class: int = 400
    classes: int | None = None
    batch: int = 64
    teacher: str = "resnet20"
    student: str = "resnet8"


def tasks() -> Iterator[Task]:
    usual = Task("", "")
    for per_class in (100, 1000, 4900):
        yield replace(usual, group="pictures", name=f"{10 * per_class:,}", per_class=per_class)
    for classes in (10, 100, 1000):
        yield replace(usual, group="classes", name=f"{classes:,}", classes=classes, per_class=4000 // classes)
    for batch in (16, 64, 128, 512):
        yield replace(usual, group="batch", name=str(batch), batch=batch)
    for teacher, student in (("resnet20", "resnet8"), *((pair.teacher.kind, pair.student.kind) for pair in PAIRS[:2])):
        yield Task("networks", f"{teacher} > {student}", teacher=teacher, student=student)


def measure_scaling(options: Options) -> dict[str, Any]:
    """Measure and print; the raw numbers."""
    found: dict[str, dict[str, Any]] = {}
    with home() as folder, plain_process() as plain:
        engine = Engine()
        for task in tasks():
            found.setdefault(task.group, {})[task.name] = _measure(task, options, folder, engine, plain)
        engine.close()
    for group, numbers in found.items():
        rows = [
            [
                name,
                span(one["ours"], 3),
                span(one["plain"], 3),
                number(median(one["plain"]) / median(one["ours"])),
                number(median(one["prepared"]), 1),
            ]
            for name, one in numbers.items()
        ]
        head = [group, "ours, cold, ms a picture", "plain loop", "plain / ours", "s to the first step"]
        notes = [f"resnet20 > resnet8 at 32x32, batch 64, unless said; {options.pictures}; {options.rounds} rounds."]
        table(f"Cost of a picture by {group}", head, rows, notes)
    return found


def _measure(
    task: Task, options: Options, folder: Path, engine: Engine, plain: ProcessPoolExecutor
) -> dict[str, list[float]]:
    archive = pack(options, folder, per_class=task.per_class, classes=task.classes)
    data = source(archive, 32)
    teacher = train_teacher(engine, options, data, Ref(kind=task.teacher))
    recipe = distillation(options, data, teacher, Ref(kind=task.student), batch=task.batch)
    steps = max(LEAST_STEPS, SHOWN // task.batch)
    setting = Setting(
        pictures=arrays(archive, 32),
        teacher=weights_of(teacher),
        student=(task.student, {}),
        steps=max(LEAST_STEPS, steps // 3),
        warmup=WARM_STEPS,
        batch=task.batch,
        threads=options.threads,
    )
    found: dict[str, list[float]] = {"ours": [], "plain": [], "prepared": []}
    for _ in range(options.rounds):
        forget_answers()
        ran = engine.run(recipe, WARM_STEPS + steps)
        found["ours"].append(ran.milliseconds(WARM_STEPS, steps))
        found["prepared"].append(ran.moments["steps"])
        found["plain"].append(median(plain.submit(plain_loop.measure, setting).result().milliseconds))
    medians = f"ours {median(found['ours']):.3f}, plain {median(found['plain']):.3f}"
    say(f"{task.group} {task.name}: {medians} ms a picture")
    return found
