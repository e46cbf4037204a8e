"""The three pairs: the plain loop and the workbench with a cold, a warm and no cache, in alternation.

Ours is a real run of a real recipe; its pace is what its events tell, over 50 steps after four warm ones (so one
measurement of how much each term pulls, which the engine does every 50 steps, is in it), validation left out. The plain
loop has no validation at all. Then where our time goes, and how far from the floor that is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.benchmarks import plain_loop
from tests.benchmarks.plain_loop import Setting
from tests.benchmarks.speed_floor import Floor, attainable, floor
from tests.benchmarks.speed_setup import (
    WORKER,
    Engine,
    Options,
    Pair,
    Ran,
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

WARM_STEPS, PLAIN_STEPS, PARTS_STEPS = 4, 16, 20
PER_CLASS = 400
"""Training pictures of each of the ten classes: enough that no picture comes twice in the steps that are timed."""
PLAIN, COLD, WARM, OFF = "plain loop", "cold cache", "warm cache", "cache off"


@contextmanager
def plain_process() -> Iterator[ProcessPoolExecutor]:
    """A process of its own for the plain loop, kept between rounds as the engine's is."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        yield pool


class Bench:
    """One pair, its pictures and its teacher."""

    def __init__(self, options: Options, pair: Pair, folder: Path, engine: Engine, plain: ProcessPoolExecutor) -> None:
        self.options, self.pair, self.engine, self.plain = options, pair, engine, plain
        archive = pack(options, folder, per_class=PER_CLASS)
        self.data = source(archive, pair.size)
        self.teacher = train_teacher(engine, options, self.data, pair.teacher)
        self.setting = Setting(
            pictures=arrays(archive, pair.size),
            teacher=weights_of(self.teacher),
            student=(pair.student.kind, dict(pair.student.params)),
            steps=min(PLAIN_STEPS, options.steps),
            warmup=WARM_STEPS,
            threads=options.threads,
        )

    def choose_workers(self) -> dict[str, float]:
        """Try the DataLoader without and with two processes, and keep the faster."""
        tried = {workers: median(self.run_plain(replace(self.setting, workers=workers, steps=6))) for workers in (0, 2)}
        say(f"DataLoader workers: {', '.join(f'{workers}: {value:.2f} ms' for workers, value in tried.items())}")
        self.setting = replace(self.setting, workers=min(tried, key=lambda workers: tried[workers]))
        return {str(workers): value for workers, value in tried.items()}

    def run_plain(self, setting: Setting | None = None) -> list[float]:
        """Milliseconds a picture, step by step."""
        return self.plain.submit(plain_loop.measure, setting or self.setting).result().milliseconds

    def run_ours(self, kind: str, engine: Engine | None = None, steps: int | None = None) -> Ran:
        if kind == COLD:
            forget_answers()
        recipe = distillation(self.options, self.data, self.teacher, self.pair.student, cache=kind != OFF)
        return (engine or self.engine).run(recipe, steps=WARM_STEPS + (steps or self.options.steps))


def measure_pairs(options: Options) -> dict[str, Any]:
    """Measure and print; the raw numbers."""
    found = {}
    rates = attainable(options.threads)
    say(f"attainable: {', '.join(f'{name} {rate / 1e9:.0f} GFLOP/s' for name, rate in rates.items())}")
    with home() as folder, plain_process() as plain:
        engine = Engine()
        for pair in options.pairs:
            bench = Bench(options, pair, folder, engine, plain)
            found[pair.name] = _measure(bench, options.rounds)
            _show_parts(pair, found[pair.name], floor(pair, rates), rates)
        engine.close()
    _show(options, found)
    return found


def _measure(bench: Bench, rounds: int) -> dict[str, Any]:
    workers = bench.choose_workers()
    times: dict[str, list[float]] = {PLAIN: [], "as published": [], COLD: [], WARM: [], OFF: []}
    runs: dict[str, list[Ran]] = {COLD: [], WARM: [], OFF: []}
    for turn in range(rounds):
        times[PLAIN].append(median(bench.run_plain()))
        for kind in (COLD, WARM, OFF):  # warm needs the answers of the cold run before it
            ran = bench.run_ours(kind)
            say(f"{bench.pair.name}, {kind}: {ran.milliseconds(WARM_STEPS, bench.options.steps):.2f} ms a picture")
            runs[kind].append(ran)
            times[kind].append(ran.milliseconds(WARM_STEPS, bench.options.steps))
        if turn == 0:
            times["as published"].append(median(bench.run_plain(replace(bench.setting, as_published=True))))
        say(f"{bench.pair.name}, round {turn + 1}: {_line(times)}")
    return {
        "milliseconds": times,
        "workers_tried": workers,
        "workers": bench.setting.workers,
        "runs": {kind: [ran.plain() for ran in some] for kind, some in runs.items()},
        "shares": {kind: [ran.share for ran in some] for kind, some in runs.items()},
        "how": {kind: some[-1].how for kind, some in runs.items()},
        "reason": next((ran.numerics["reason"] for ran in runs[COLD] if ran.numerics), ""),
        "before_first_step": {kind: [_before(ran) for ran in some] for kind, some in runs.items()},
        "parts": _parts(bench),
    }


def _line(times: dict[str, list[float]]) -> str:
    return ", ".join(f"{kind} {some[-1]:.2f} ms" for kind, some in times.items() if some)


def _before(ran: Ran) -> float:
    """Seconds from the pictures being there to the first report of a step: choosing numerics, mostly."""
    return ran.moments["steps"] - ran.moments["data"]


def _parts(bench: Bench) -> dict[str, Any]:
    """Where the time goes, by a watched worker: cold and warm."""
    from tests.benchmarks.speed_worker import written

    watched = Engine(WORKER)
    found = {}
    for kind in (COLD, WARM):
        bench.run_ours(kind, watched, min(PARTS_STEPS, bench.options.steps))
        found[kind] = json.loads(written().read_text(encoding="utf-8"))
    watched.close()
    return found


def _show(options: Options, found: dict[str, Any]) -> None:
    rows = []
    for pair in options.pairs:
        numbers = found[pair.name]
        times, wanted = numbers["milliseconds"], {COLD: pair.cold, WARM: pair.warm}
        for kind, some in times.items():
            ratios = [plain / ours for plain, ours in zip(times[PLAIN], some, strict=False)]
            rows.append(
                [
                    f"{pair.name}: {kind}",
                    span(some),
                    span(ratios),
                    f"≥ {wanted[kind]}" if kind in wanted else "",
                    _percent(numbers["shares"].get(kind, [None])[-1]),
                    number(median(numbers["before_first_step"].get(kind, [])), 1),
                    numbers["how"].get(kind, f"fp32, {numbers['workers']} workers"),
                ]
            )
    head = ["pair", "ms a picture", "plain / this", "wanted", "remembered", "s before 1st step", "numerics"]
    notes = [
        (
            f"Median (least–most) of {options.rounds} rounds in alternation; batch 64, {options.threads} threads, "
            f"{options.pictures}; ours over {options.steps} steps after {WARM_STEPS}, the plain loop over "
            f"{min(PLAIN_STEPS, options.steps)}."
        ),
        *(f"{name}: {numbers['reason']}" for name, numbers in found.items() if numbers["reason"]),
    ]
    table("Three pairs, against the plain loop", head, rows, notes)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _show_parts(pair: Pair, numbers: dict[str, Any], least: Floor, rates: dict[str, float]) -> None:
    from tests.benchmarks.speed_worker import BACKWARD, LABELS, STUDENT, TEACHER

    parts = numbers["parts"]
    rows = []
    missing: list[str] = []
    head = ["ms a picture", COLD, WARM, "floor", "MFLOP", "GFLOP/s (cold)"]
    spent = {kind: _per_picture(parts[kind]) for kind in (COLD, WARM)}
    flops = {TEACHER: least.teacher_flops, STUDENT: least.student_flops, BACKWARD: least.backward_flops}
    for label in (*LABELS, "between steps"):
        work = flops.get(label)
        time = spent[COLD].get(label, 0.0)
        rate = number(work / time / 1e6, 0) if work and time else ""
        rows.append(
            [
                label,
                *(number(spent[kind].get(label, 0.0), 3) for kind in (COLD, WARM)),
                number(1000 * work / least.rate, 2) if work else "",
                number(work / 1e6, 0) if work else "",
                rate,
            ]
        )
    totals = [number(sum(spent[kind].values()), 2) for kind in (COLD, WARM)]
    work = sum(flops.values())
    rows.append(["all", *totals, number(1000 * work / least.rate, 2), number(work / 1e6, 0), ""])
    for kind in (COLD, WARM):
        missing += [name for name in parts[kind]["missing"] if name not in missing]
    possible = {kind: median(numbers["milliseconds"][PLAIN]) / ms for kind, ms in least.milliseconds.items()}
    notes = [
        "Attainable here: " + ", ".join(f"{name} {rate / 1e9:,.0f} GFLOP/s" for name, rate in rates.items()) + ".",
        (
            f"At the attainable rate, with nothing else to do, the ratio to the plain loop would be "
            f"{possible[COLD]:.1f} cold and {possible[WARM]:.1f} warm."
        ),
    ]
    if missing:
        notes.append("Not in this engine, so their time is in other rows: " + ", ".join(missing) + ".")
    table(f"Where the time goes: {pair.name}", head, rows, notes)


def _per_picture(part: dict[str, Any]) -> dict[str, float]:
    """Milliseconds by label."""
    steps = part["steps"]
    if steps <= 0:
        return {}
    scale = 1000 / (64 * steps)
    found = {label: scale * seconds for label, seconds in part["spent"].items()}
    found["between steps"] = scale * part["seconds"] - sum(found.values())
    return found
