"""Small distillations by a teacher that earlier runs trained, and who counts how often that teacher is really run."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.modules.module import register_module_forward_pre_hook

from tests.engine.conftest import TINY, Desk, distil_recipe
from workbench.engine.control import Control
from workbench.engine.model import Classifier, load_model
from workbench.engine.reporter import Reporter
from workbench.engine.teacher_cache import ANSWERS, Kept, overview
from workbench.engine.training import Training
from workbench.events import Noted, PhasePlan, TeacherAsked
from workbench.places import cache
from workbench.recipes import Data, Distil, Ref, Schedule, TeacherRun, Train
from workbench.recipes.requests import AnyCommand
from workbench.runs import RunFolder, RunStore

FEW = Data(labels_per_class=20, keep_unlabelled=False)
"""200 digits to train on, 201 to choose by."""
BATCH = 32
SHORT = Schedule(epochs=3, batch_size=BATCH, learning_rate=0.01)
STUDENT = "distilled/0"
ASIDE = 3 * BATCH
"""So many pictures at most is a teacher shown before a training, to find out about it and about what was kept."""


def train_teacher(folder: Path, network: Ref = TINY, seed: int = 0) -> str:
    """Train a teacher on these digits, without measuring it; its folder."""
    schedule = Schedule(epochs=2, batch_size=BATCH, learning_rate=0.01)
    run = RunStore(folder).create(Train(model=network, schedule=schedule, data=FEW, seeds=(seed,)), environment={})
    commands: SimpleQueue[AnyCommand] = SimpleQueue()
    with run.writer() as writer:
        reporter = Reporter(lambda batch: None)
        reporter.writer = writer
        Training(run, RunStore(folder), reporter, Control(commands)).go()
        reporter.flush()
        writer.finish("finished")
    said = run.recipe.model_dump(mode="json", exclude_defaults=True)  # short: it is read again and again
    (run.path / "recipe.yaml").write_text(json.dumps({"task": "train", **said}), encoding="utf-8")
    return str(run.path)


def taught(teacher: str, **changes: Any) -> Distil:
    """A distillation of a second or less."""
    schedule = SHORT.model_copy(update=changes.pop("schedule", {})).model_dump()
    method = changes.pop("method", {"kind": "kd"})
    wanted = {"teacher": TeacherRun(run=teacher).model_dump(), "data": FEW.model_dump(), "twin": False}
    return distil_recipe(**{**wanted, "schedule": schedule, "method": method, **changes})


def curves(run: RunFolder, phase: str = STUDENT) -> dict[str, list[float]]:
    """Every step's value of every loss term."""
    return {name: list(values) for name, values in run.curves().phases[phase].terms.items()}


def weights(run: RunFolder, phase: str = STUDENT) -> dict[str, torch.Tensor]:
    """What was learned."""
    return load_model(run.model_folder(phase)).state_dict()


def assert_same_bits(one: RunFolder, other: RunFolder, phase: str = STUDENT, theirs: str = STUDENT) -> None:
    """The same losses at each step and the same weights."""
    assert curves(one, phase) == curves(other, theirs)
    ours, others = weights(one, phase), weights(other, theirs)
    assert ours.keys() == others.keys()
    assert all(torch.equal(ours[name], others[name]) for name in ours)


def largest_difference(one: RunFolder, other: RunFolder, steps: int) -> float:
    """Between the losses of the first steps, relative to their sum at each step."""
    mine, theirs = (torch.tensor(list(curves(run).values()), dtype=torch.float64)[:, :steps] for run in (one, other))
    return ((mine - theirs).abs().sum(dim=0) / theirs.abs().sum(dim=0)).max().item()


def told(desk: Desk) -> TeacherAsked:
    """What was said last about the teacher's answers."""
    return desk.of(TeacherAsked)[-1]


def warnings(desk: Desk) -> list[str]:
    return [event.text for event in desk.of(Noted) if event.level == "warning"]


def kept_for_training() -> list[Kept]:
    """What is kept of each teacher, without its answers to the test pictures, which the results need."""
    return [one for one in overview(cache() / ANSWERS) if not one.about["signals"].startswith("exact")]


def files_for_training() -> set[Path]:
    """The files in which that is."""
    return {path for one in kept_for_training() for path in (cache() / ANSWERS / one.digest).rglob("*.seg")}


class Ears:
    """Hears which networks are run that do not learn, while some phase of a run is prepared and trained.

    Attributes:
        shown: By phase, how many pictures at each call.
    """

    def __init__(self) -> None:
        self.shown: dict[str, list[int]] = defaultdict(list)
        self._phase = ""

    def pictures(self, phase: str = STUDENT) -> int:
        return sum(self.shown[phase])

    def batches(self, phase: str = STUDENT) -> list[int]:
        """How many pictures at each call with a whole batch."""
        return [count for count in self.shown[phase] if count >= BATCH]

    def hear(self, module: nn.Module, inputs: tuple[Any, ...]) -> None:
        learns = any(weight.requires_grad for weight in module.parameters())
        if self._phase and isinstance(module, Classifier) and not learns:
            self.shown[self._phase].append(len(inputs[0]))

    @contextmanager
    def listening(self) -> Iterator[None]:
        train, ears = Training._train, self

        def heard(self: Training, plans: Sequence[PhasePlan]) -> None:
            ears._phase = plans[0].phase
            try:
                train(self, plans)
            finally:
                ears._phase = ""

        handle = register_module_forward_pre_hook(self.hear)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Training, "_train", heard)
            try:
                yield
            finally:
                handle.remove()
