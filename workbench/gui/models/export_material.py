"""What the disk knows about a run that is to be handed over: its networks, results, recipe, and earlier exports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.events import PhaseFinished, decode, parts_of
from workbench.recipes import Role, dump
from workbench.runs import Results, RunFolder, results

ROLES: tuple[Role, ...] = ("distilled", "model", "plain", "teacher")
"""In the order in which somebody may want them."""
MANIFEST = "manifest.json"
TEXTS = (".py", ".txt")
INSTALL = re.compile(r"^\s*(pip install [\w .\-]+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Network:
    """A trained network.

    Attributes:
        valid_accuracy: On the validation pictures, a fraction; None where never measured.
    """

    role: Role
    seed: int
    valid_accuracy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An export, and how well its file agrees with the network.

    Attributes:
        kind, role, seed: Format, and whose file it is.
        file: Name of the network's file. bytes: its size.
        max_difference: Largest difference of an output, over all pictures. limit: what it had to stay within.
        compared: Test pictures. same_answers: how many are answered alike; None in exports of older workbenches.
        latency_ms: Median over `latency_runs` runs on `machine`, one picture each; None = not measured.
        versions: Of the packages that wrote and read the file, by name.
        script: Name of the program beside the file; empty = none. sample: its text.
        install: The line that installs what the program needs; empty = it does not say.
        created: ISO 8601, UTC.
    """

    folder: str
    kind: str
    role: str
    seed: int
    file: str
    bytes: int
    max_difference: float
    limit: float
    compared: int
    same_answers: int | None
    accuracy_network: float
    accuracy_file: float
    latency_ms: float | None
    latency_runs: int
    machine: str
    versions: dict[str, str]
    script: str
    sample: str
    install: str
    created: str

    @property
    def holds(self) -> bool:
        """The file says the same as the network, all answers included."""
        same = self.compared if self.same_answers is None else self.same_answers
        alike = self.same_answers is not None or self.accuracy_file == self.accuracy_network
        return self.max_difference <= self.limit and same == self.compared and alike


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to hand over of a run.

    Attributes:
        recipe: The text of the recipe that repeats it, dials moved on the way included.
        results: None before it was measured.
        proofs: Exports inside the run folder.
        problem: Why the run cannot be read; empty = it can.
    """

    run: str
    networks: tuple[Network, ...] = ()
    results: Results | None = None
    recipe: str = ""
    proofs: tuple[Proof, ...] = ()
    problem: str = ""


def read(folder: Path) -> Material:
    """Everything about the run in `folder`; what cannot be read is left out. Reads files: not for the GUI thread."""
    try:
        recipe = dump(RunFolder(folder).repeat())
    except UserError as error:
        return Material(folder.name, problem=f"{error.problem} {error.fix}".strip())
    measured = None
    with suppress(UserError):
        measured = results.load(folder / results.FILE)
    return Material(folder.name, tuple(_networks(folder)), measured, recipe, tuple(_proofs(folder)))


def proof_of(folder: Path, manifest: Mapping[str, Any]) -> Proof:
    """What a manifest proves, and the program beside it. Reads a file: not for the GUI thread.

    Raises:
        KeyError: It is no manifest.
    """
    files: dict[str, int] = {name: facts["bytes"] for name, facts in manifest["files"].items()}
    file = max((name for name in files if not name.endswith(TEXTS)), key=lambda name: files[name], default="")
    script = next((name for name in files if name.endswith(".py")), "")
    sample = _text(folder / script) if script else ""
    needs = INSTALL.search(sample)
    origin = manifest["provenance"]
    return Proof(
        folder=str(folder),
        kind=manifest["format"]["kind"],
        role=str(origin.get("role", "")),
        seed=int(origin.get("seed", 0)),
        file=file,
        bytes=files.get(file, 0),
        max_difference=manifest["max_difference"],
        limit=manifest["limit"],
        compared=manifest["compared"],
        same_answers=manifest.get("same_answers"),
        accuracy_network=manifest["accuracy_network"],
        accuracy_file=manifest["accuracy_file"],
        latency_ms=manifest.get("latency_ms"),
        latency_runs=manifest.get("latency_runs", 0),
        machine=manifest.get("machine", ""),
        versions={name: text for name, text in manifest["versions"].items() if name not in ("workbench", "python")},
        script=script,
        sample=sample,
        install=needs.group(1) if needs else "",
        created=manifest.get("created", ""),
    )


def _networks(folder: Path) -> Iterator[Network]:
    for path in sorted((folder / "models").glob("*/phase.json")):
        with suppress(OSError, ValueError):
            finished = decode(path.read_bytes())
            if isinstance(finished, PhaseFinished):
                role, seed, number = parts_of(finished.phase)
                if not number and role in ROLES:  # further teachers and assistants only help to train another
                    yield Network(role, seed, finished.valid_accuracy)


def _proofs(folder: Path) -> Iterator[Proof]:
    for path in sorted((folder / "exports").glob(f"*/{MANIFEST}")):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # whatever somebody made of it
            yield proof_of(path.parent, json.loads(path.read_bytes()))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
