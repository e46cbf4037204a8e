"""How long one picture takes on this machine, now."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from workbench.engine.exporters.onnx import onnx_bytes, open_session, run
from workbench.engine.model import Classifier

LEAST_RUNS = 50
MOST_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Time from one picture's pixels to its class probabilities, preprocessing included.

    Attributes:
        median_ms, p90_ms: Milliseconds; nine of ten runs take at most `p90_ms`.
        runs: How many were timed.
        machine: Processor and threads, e.g. ``AMD EPYC 9R14, 1 thread``.
    """

    median_ms: float
    p90_ms: float
    runs: int
    machine: str


def latency(
    model: Classifier, *, runs: int = 200, warmups: int = 20, check: Callable[[], None] = lambda: None
) -> Latency:
    """Measure the exported network in ONNX Runtime: one picture at a time, one thread.

    Takes about a second for the export and at most two to measure, but never fewer than 50 runs (or `runs`).

    Args:
        model: In eval mode, on the CPU; not changed.
        runs: How many to time, at least 1.
        warmups: Runs before that, not timed.
        check: Called between runs; what it raises ends the measurement.

    Raises:
        ExportError: The network cannot be written as ONNX.
    """
    session = open_session(onnx_bytes(model))
    # What the pixels are changes nothing: no layer's work depends on them.
    picture = np.random.default_rng(0).integers(0, 256, (1, *model.card.shape), dtype=np.uint8)

    def answer() -> None:
        run(session, picture)

    return timed(answer, threads=1, runs=runs, warmups=warmups, check=check)


def timed(
    answer: Callable[[], object], *, threads: int, runs: int, warmups: int, check: Callable[[], None] = lambda: None
) -> Latency:
    """Measure whatever answers about one picture; at most two seconds, but never fewer than 50 runs (or `runs`).

    Args:
        answer: Answers once.
        threads: How many it uses; only told, not set.
        runs: How many to time, at least 1.
        warmups: Runs before that, not timed.
        check: Called between runs; what it raises ends the measurement.
    """
    stop_at = time.perf_counter() + MOST_SECONDS
    for _ in range(warmups):
        check()
        answer()
        if time.perf_counter() > stop_at:
            break
    times: list[float] = []
    stop_at = time.perf_counter() + MOST_SECONDS
    while len(times) < runs and (len(times) < LEAST_RUNS or time.perf_counter() < stop_at):
        check()
        before = time.perf_counter_ns()
        answer()
        times.append((time.perf_counter_ns() - before) / 1e6)
    return Latency(
        median_ms=statistics.median(times),
        p90_ms=sorted(times)[-(-9 * len(times) // 10) - 1],
        runs=len(times),
        machine=f"{processor()}, {threads} {'thread' if threads == 1 else 'threads'}",
    )


@cache
def processor() -> str:
    """Name of this machine's processor, as its maker writes it where the system tells."""
    name = " ".join(_processor().split())
    return name or platform.processor() or platform.machine() or "unknown processor"


def _processor() -> str:
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"HARDWARE\DESCRIPTION\System\CentralProcessor\0") as key:
            return str(winreg.QueryValueEx(key, "ProcessorNameString")[0])
    try:
        if sys.platform == "darwin":
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return next((line.partition(":")[2] for line in lines if line.startswith("model name")), "")
