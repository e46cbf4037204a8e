"""How the speed benchmarks tell what they found: the machine, tables, and a file of raw numbers."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any


def load() -> float | None:
    """How many processes have wanted a core over the last minute; None where the system does not tell."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def machine(threads: int) -> dict[str, Any]:
    """What the numbers depend on."""
    import psutil
    import torch

    from workbench.engine.latency import processor

    with_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": processor(),
        "cores": with_cores,
        "threads": threads,
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "torch": torch.__version__,
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "load_before": load(),
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


@dataclass
class Findings:
    """All raw numbers, written to a file after every part so that a broken run loses little."""

    machine: dict[str, Any]
    file: Path | None = None
    parts: dict[str, Any] = field(default_factory=dict)

    def add(self, part: str, numbers: Any) -> None:
        self.parts[part] = numbers
        if self.file is not None:
            text = json.dumps({"machine": self.machine, **self.parts}, indent=1, default=str)
            self.file.write_text(text, encoding="utf-8")

    def show_machine(self) -> None:
        here = self.machine
        print(
            f"{here['processor']}, {here['cores']} cores ({here['instructions']}), {here['memory_gb']} GB, "
            f"torch {here['torch']}, {here['threads']} threads, load before {here['load_before']}, {here['time']}"
        )


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()) -> None:
    """Print a Markdown table, columns aligned."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *others = [cell.ljust(width) if not n else cell.rjust(width) for n, (cell, width) in pairs(cells)]
        return "| " + " | ".join([first, *others]) + " |"

    def pairs(cells: Sequence[str]) -> list[tuple[int, tuple[str, int]]]:
        return list(enumerate(zip(cells, widths, strict=True)))

    print(f"\n### {title}\n")
    print(line(head))
    print(
        "|" + "|".join(("-" * (width + 1) + ":") if n else ("-" * (width + 2)) for n, width in enumerate(widths)) + "|"
    )
    for row in rows:
        print(line(row))
    for note in notes:
        print(f"\n{note}")
    print(flush=True)


_BEGAN = time.monotonic()


def say(text: str) -> None:
    """How far the measuring is, beside the tables."""
    print(f"[{time.monotonic() - _BEGAN:6.1f} s] {text}", file=sys.stderr, flush=True)


def median(values: Sequence[float]) -> float:
    """NaN where there is none."""
    return statistics.median(values) if values else float("nan")


def number(value: float | None, places: int = 2) -> str:
    """A dash for what was not measured."""
    return "–" if value is None or value != value else f"{value:,.{places}f}"


def span(values: Sequence[float], places: int = 2) -> str:
    """Median and, in brackets, least to most."""
    if not values:
        return "–"
    return f"{median(values):,.{places}f} ({min(values):,.{places}f}–{max(values):,.{places}f})"


def megabytes(size: float | None) -> str:
    return "–" if size is None else f"{size / 1e6:,.0f}"


def words(numbers: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in numbers.items())
