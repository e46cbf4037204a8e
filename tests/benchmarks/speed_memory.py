"""The most memory that a run holds, for few and for many pictures, with little and with much allowed.

Each run has a process of its own and goes on for at most ``--minutes``; the longer, the more answers are kept. What
counts is anonymous memory: nobody but the process can give it back. Mapped files are the system's to drop.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.benchmarks import plain_loop
from tests.benchmarks.plain_loop import Setting
from tests.benchmarks.speed_pairs import plain_process
from tests.benchmarks.speed_setup import (
    PAIRS,
    WORKER,
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
from tests.benchmarks.speed_tables import megabytes, say, table
from workbench import limits
from workbench.limits import GIGABYTE, LEAST_MEMORY, Limits

FEW, MANY = 100, 4900
"""Training pictures of each class."""
ALLOWED = {"little": Limits(LEAST_MEMORY, GIGABYTE), "much": Limits(4 * GIGABYTE, 10 * GIGABYTE)}
STEPS = 100_000


def measure_memory(options: Options) -> dict[str, Any]:
    """Measure and print; the raw numbers."""
    found: dict[str, Any] = {}
    pair = options.pairs[-1] if options.pairs != PAIRS else PAIRS[2]  # 64x64: the most memory for pictures
    with home() as folder:
        for many, per_class in (("few", FEW), ("many", MANY)):
            archive = pack(options, folder, per_class=per_class)
            data = source(archive, pair.size)
            teaching = Engine()
            teacher = train_teacher(teaching, options, data, pair.teacher)
            teaching.close()
            for allowed, bounds in ALLOWED.items():
                limits.write(bounds)
                forget_answers()
                engine = Engine(WORKER)
                ran = engine.run(distillation(options, data, teacher, pair.student), STEPS, options.minutes)
                engine.close()
                say(f"{many} pictures, {allowed} allowed: done")
                found[f"{many} pictures, {allowed} allowed"] = {
                    "pictures": 10 * per_class,
                    "allowed": bounds.memory,
                    "memory": _seen()["memory"],
                    "kept": ran.kept_bytes,
                    "reason": ran.reason,
                    "images": 64 * (ran.pieces[-1][0] if ran.pieces else 0),
                }
            setting = Setting(
                pictures=arrays(archive, pair.size),
                teacher=weights_of(teacher),
                student=(pair.student.kind, dict(pair.student.params)),
                steps=STEPS,
                threads=options.threads,
                minutes=options.minutes,
            )
            with plain_process() as plain:
                timed = plain.submit(plain_loop.measure, setting).result()
            found[f"{many} pictures, plain loop"] = {
                "pictures": 10 * per_class,
                "memory": timed.memory,
                "images": 64 * len(timed.milliseconds),
            }
    _show(pair.name, pair.size, options, found)
    return found


def _seen() -> dict[str, Any]:
    from tests.benchmarks.speed_worker import written

    seen: dict[str, Any] = json.loads(Path(written()).read_text(encoding="utf-8"))
    return seen


def _show(pair: str, size: int, options: Options, found: dict[str, Any]) -> None:
    rows = []
    for name, numbers in found.items():
        kept = numbers.get("kept") or (None, None)
        rows.append(
            [
                name,
                megabytes(3 * size * size * numbers["pictures"]),
                megabytes(numbers.get("allowed")),
                megabytes(numbers["memory"].get("anonymous")),
                megabytes(numbers["memory"].get("mapped files")),
                megabytes(kept[0]),
                megabytes(kept[1]),
                f"{numbers['images']:,}",
            ]
        )
    head = ["run", "pictures", "allowed", "most held", "mapped", "answers, memory", "answers, disk", "pictures shown"]
    notes = [f"MB. {pair}, {options.pictures}; at most {options.minutes:g} minutes a run."]
    notes += [f"{name}: {numbers['reason']}" for name, numbers in found.items() if numbers.get("reason")]
    table("The most memory that a run holds", head, rows, notes)
