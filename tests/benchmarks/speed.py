"""How fast the workbench distils, side by side with the loop that a good engineer writes in plain PyTorch.

    python -m tests.benchmarks.speed [PART ...] [--archive ZIP] [--rounds N] [--threads N] [--minutes M] [--json FILE]

Parts: pairs, memory, start, scaling, app, peers; without any, pairs, start and app. See README.md in this folder.
ARCHIVE holds one folder of pictures per class, such as CIFAR-10 as JPEG files; without it the pictures are noise, which
the tables then say. Only ratios within one run are portable; nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.benchmarks.speed_setup import PAIRS, Options
from tests.benchmarks.speed_tables import Findings, load, machine

PARTS = {
    "pairs": "tests.benchmarks.speed_pairs:measure_pairs",
    "memory": "tests.benchmarks.speed_memory:measure_memory",
    "start": "tests.benchmarks.speed_start:measure_starts",
    "scaling": "tests.benchmarks.speed_scaling:measure_scaling",
    "app": "tests.benchmarks.speed_app:measure_app",
    "peers": "tests.benchmarks.speed_peers:measure_peers",
}
USUAL = ("pairs", "start", "app")


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; default: {', '.join(USUAL)}")
    parser.add_argument("--archive", type=Path, help="ZIP of folders of pictures, one per class")
    parser.add_argument("--rounds", type=int, default=3, help="how often what is compared takes turns (3)")
    parser.add_argument("--steps", type=int, default=50, help="steps of ours that are timed in each round (50)")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of every loop (2)")
    parser.add_argument("--minutes", type=float, default=0.5, help="the longest that one run of `memory` goes on (0.5)")
    parser.add_argument("--pair", type=int, action="append", choices=range(1, len(PAIRS) + 1), help="only this pair")
    parser.add_argument("--precision", choices=["auto", "fp32", "bf16"], default="auto", help="of our recipes")
    parser.add_argument("--compile", choices=["auto", "on", "off"], default="auto", help="of our recipes")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help="checkout of another library")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the raw numbers")
    given = parser.parse_args(arguments)
    for part in given.parts:
        if part not in PARTS:
            parser.error(f"there is no part '{part}'; choose from {', '.join(PARTS)}")
    if given.archive is not None and not given.archive.is_file():
        parser.error(f"there is no file '{given.archive}'")
    return given


def options_of(given: argparse.Namespace) -> Options:
    peers = dict(one.split("=", 1) for one in given.peer)
    return Options(
        archive=None if given.archive is None else given.archive.resolve(),
        rounds=given.rounds,
        threads=given.threads,
        minutes=given.minutes,
        steps=given.steps,
        pairs=tuple(PAIRS[number - 1] for number in sorted(given.pair)) if given.pair else PAIRS,
        compute={"precision": given.precision, "compile": given.compile},
        peers={name: Path(path).resolve() for name, path in peers.items()},
    )


def measure(module: str, name: str, options: Options) -> Any:
    """Do one part, in a process of its own: that of the window must not have torch in it, as users' has not."""
    return getattr(importlib.import_module(module), name)(options)


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    options = options_of(given)
    findings = Findings(machine(options.threads), given.json)
    findings.show_machine()
    for part in given.parts or USUAL:
        module, _, name = PARTS[part].partition(":")
        began = time.monotonic()
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
            findings.add(part, pool.submit(measure, module, name, options).result())
        print(f"({part} took {time.monotonic() - began:.0f} s)", flush=True)
    print(f"load after {load()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
