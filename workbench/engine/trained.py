"""The networks that a run has trained, as they lie in its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from workbench.engine.model import Classifier, save_model
from workbench.errors import RunError
from workbench.events import PhaseFinished, decode, encode, parts_of
from workbench.recipes import Role
from workbench.runs import RunFolder
from workbench.runs.files import write_atomically


@dataclass(frozen=True, slots=True)
class Trained:
    """One network of a run.

    Attributes:
        finished: How its training ended.
        folder: Where its weights lie.
    """

    finished: PhaseFinished
    folder: Path

    @property
    def role(self) -> Role:
        """Its part in the run."""
        role: Role = self.finished.phase.split("/")[0]  # type: ignore[assignment]  # phases are named role/seed
        return role

    @property
    def seed(self) -> int:
        """The seed that it was trained with."""
        return int(self.finished.phase.split("/")[1])

    @property
    def number(self) -> int:
        """Of an assistant, a further teacher or a variant, from 1; 0 = none of them."""
        return parts_of(self.finished.phase)[2]

    @property
    def is_main(self) -> bool:
        """Whether it is the only or first one of its role with that seed; no assistant, co-teacher or variant."""
        return self.finished.phase.count("/") == 1

    @property
    def valid_accuracy(self) -> float:
        """On the validation pictures, 0 to 1; 0 where never measured."""
        return self.finished.valid_accuracy or 0.0


def keep(run: RunFolder, model: Classifier, finished: PhaseFinished) -> None:
    """Write a trained network into its run's folder; the last file written makes it count.

    Raises:
        RunError: The disk is full or the folder not writable.
    """
    folder = run.model_folder(finished.phase)
    save_model(model, folder)
    write_atomically(folder / "phase.json", encode(finished).encode())


def trained(run: RunFolder) -> list[Trained]:
    """The networks that a run has so far, by phase name; damaged entries are left out."""
    found = []
    for path in sorted((run.path / "models").glob("*/phase.json")):
        try:
            finished = decode(path.read_bytes())
        except (OSError, ValueError, json.JSONDecodeError):
            continue
        if isinstance(finished, PhaseFinished):
            found.append(Trained(finished, path.parent))
    return found


def choose(run: RunFolder, role: Role | None, seed: int | None) -> Trained:
    """The network that is meant, or the likeliest: the student before the twin, the best on validation first.

    Raises:
        RunError: The run has no such network.
    """
    networks = trained(run)
    order: tuple[Role, ...] = (role,) if role is not None else ("distilled", "model", "plain", "teacher")
    for wanted in order:
        fitting = [one for one in networks if one.role == wanted and one.is_main and seed in (None, one.seed)]
        if fitting:
            return max(fitting, key=lambda one: one.valid_accuracy)
    what = " ".join(part for part in (role or "", "network", "" if seed is None else f"with seed {seed}") if part)
    have = ", ".join(one.finished.phase for one in networks) or "none yet"
    raise RunError(f"Run {run.id} has no trained {what} (it has: {have}).", fix="Choose another, or resume the run.")
