"""A teacher that is remembered teaches what one teaches that is asked at each step."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.engine.asked import (
    ASIDE,
    BATCH,
    STUDENT,
    Ears,
    assert_same_bits,
    curves,
    kept_for_training,
    largest_difference,
    taught,
    told,
    train_teacher,
    warnings,
    weights,
)
from tests.engine.conftest import TINY, Desk, losses
from workbench.engine.checkpoint import Checkpoints, Position
from workbench.engine.objective import Signals
from workbench.engine.remembering import Layout
from workbench.engine.rounding import halves, rounded
from workbench.engine.teacher_cache import ANSWERS
from workbench.events import CheckpointSaved, Event, TeacherAsked
from workbench.limits import Limits, write
from workbench.places import cache
from workbench.recipes import Ref, TeacherRun, dump, loads
from workbench.recipes.requests import AnyCommand, Resume, Stop

slow = pytest.mark.slow
RESNET = Ref(kind="resnet8")
VALIDATION, TRAINING = 201, 224
"""Pictures to choose by; pictures shown in an epoch, 24 of them twice so that the last batch is full."""
WITH_MAPS = ("fitnets", "at")
"""Methods for which the pictures for validation are asked about each time."""
ASKED = [
    ("kd", "none"),
    ("mlkd", "crop_flip"),
    *(
        pytest.param(method, how, marks=slow)
        for method in ("kd", "rkd", "pkt", "fitnets", "at", "mlkd", "srd")
        for how in ("none", "shift", "crop_flip")
        if (method, how) not in {("kd", "none"), ("mlkd", "crop_flip")}
    ),
]
"""Answers alone; maps; embeddings; two views; and how pictures are varied."""


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> str:
    return train_teacher(tmp_path_factory.mktemp("teacher"))


@pytest.fixture(scope="module")
def resnet(tmp_path_factory: pytest.TempPathFactory) -> str:
    return train_teacher(tmp_path_factory.mktemp("resnet"), RESNET)


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()
    with ears.listening():
        yield ears


def forget() -> None:
    shutil.rmtree(cache() / ANSWERS, ignore_errors=True)


def test_numbers_are_rounded_to_the_nearest_half_and_never_to_infinity() -> None:
    numbers = torch.tensor([[1 + 2**-12, 3e38, -70000.0, 2**-30]])
    assert halves(numbers).tolist() == [[1.0, 65504.0, -65504.0, 0.0]]
    said = rounded(Signals(numbers, None, {"a": numbers}, None))
    assert said.logits.dtype == torch.float32
    assert torch.equal(said.maps["a"], numbers)


@pytest.mark.parametrize("memory", [torch.contiguous_format, torch.channels_last])
def test_a_row_says_what_was_said_and_maps_lie_as_they_lay(memory: torch.memory_format) -> None:
    torch.manual_seed(0)
    maps = {"one": torch.randn(5, 3, 4, 6).to(memory_format=memory), "two": torch.randn(5, 7)}
    said = Signals(torch.randn(5, 10), torch.randn(5, 8), maps, nn.Linear(8, 10))
    layout = Layout.of(said)
    rows = layout.rows(said)
    assert tuple(rows.shape) == (5, layout.width) == (5, 10 + 8 + 2 * (3 * 4 * 6 + 7))
    again, expected = layout.signals(rows, said.head), rounded(said)
    assert torch.equal(again.logits, expected.logits)
    assert again.embedding is not None
    assert expected.embedding is not None
    assert torch.equal(again.embedding, expected.embedding)
    for path, one in maps.items():
        assert torch.equal(again.maps[path], one)
        assert again.maps[path].stride() == one.stride()


@pytest.mark.parametrize(("method", "how"), ASKED)
def test_cold_warm_and_partly_filled_give_the_same_bits(
    desk: Desk, home: Path, teacher: str, ears: Ears, method: str, how: str
) -> None:
    recipe = taught(teacher, method={"kind": method}, schedule={"augment": how})
    cold = desk.trained(recipe)
    first, asked = ears.pictures(), told(desk)
    assert asked.asked > asked.remembered
    assert 0 <= first - (asked.asked - asked.remembered) <= ASIDE + VALIDATION * (method in WITH_MAPS)
    ears.shown.clear()
    warm = desk.trained(recipe)
    assert told(desk).remembered == told(desk).asked == asked.asked
    assert ears.pictures() <= ASIDE + VALIDATION * (method in WITH_MAPS)
    assert_same_bits(warm, cold)
    forget()
    desk.trained(
        taught(teacher, method={"kind": method}, schedule={"augment": how, "batch_size": 20, "epochs": 1}, seeds=[3])
    )
    partly = desk.trained(recipe)
    assert asked.remembered <= told(desk).remembered <= asked.asked
    assert_same_bits(partly, cold)
    assert not warnings(desk)


@slow
@pytest.mark.parametrize(("method", "how"), [("kd", "crop_flip"), ("fitnets", "shift"), ("rkd", "none")])
def test_deep_teachers_agree_within_rounding_whatever_their_batches_were(
    desk: Desk, home: Path, resnet: str, method: str, how: str
) -> None:
    """Here the last digits of an answer may depend on the size of the batch that it was given in."""
    recipe = taught(resnet, method={"kind": method}, schedule={"augment": how})
    cold = desk.trained(recipe)
    warm = desk.trained(recipe)
    assert_same_bits(warm, cold)
    forget()
    desk.trained(taught(resnet, method={"kind": method}, schedule={"augment": how, "batch_size": 13}, seeds=[3]))
    partly = desk.trained(recipe)
    assert largest_difference(partly, cold, 21) < 1e-4


def test_in_the_first_epoch_nothing_is_known_and_afterwards_everything(desk: Desk, home: Path, teacher: str) -> None:
    """A last batch that is filled up with pictures of the next epoch knows nothing of them either."""
    desk.trained(taught(teacher, schedule={"epochs": 1}))
    first = told(desk)
    assert first.asked == VALIDATION + TRAINING
    assert first.remembered <= TRAINING - 200
    forget()
    desk.trained(taught(teacher, schedule={"epochs": 2}))
    both = told(desk)
    assert both.asked == VALIDATION + 2 * TRAINING
    assert both.remembered == first.remembered + TRAINING


def test_what_is_told_last_says_what_was_kept(desk: Desk, home: Path, teacher: str) -> None:
    desk.trained(taught(teacher))
    asked = told(desk)
    assert (asked.phase, asked.step, asked.reason) == (STUDENT, 3 * TRAINING // BATCH, "")
    rows = VALIDATION + 200
    assert asked.memory_bytes >= 20 * rows
    assert asked.disk_bytes >= 24 * rows
    (kept,) = kept_for_training()
    assert asked.disk_bytes == kept.bytes


@pytest.mark.parametrize("method", [pytest.param("kd", marks=slow), "rkd"])
def test_half_precision_changes_the_first_losses_by_less_than_a_thousandth(
    desk: Desk, home: Path, teacher: str, method: str
) -> None:
    recipe = taught(teacher, method={"kind": method}, schedule={"epochs": 1})
    kept = desk.trained(recipe)
    forget()
    exact = desk.trained(recipe.model_copy(update={"compute": recipe.compute.model_copy(update={"cache": False})}))
    assert not (cache() / ANSWERS).exists()
    assert len(desk.of(TeacherAsked)) == 1
    assert 0 < largest_difference(kept, exact, 7) < 1e-3


def test_maps_are_not_rounded(desk: Desk, home: Path, teacher: str) -> None:
    recipe = taught(teacher, method={"kind": "fitnets"}, schedule={"epochs": 1})
    kept = desk.trained(recipe)
    assert told(desk).disk_bytes > 0
    exact = desk.trained(recipe.model_copy(update={"compute": recipe.compute.model_copy(update={"cache": False})}))
    assert_same_bits(kept, exact)


def test_deterministic_keeps_nothing_and_rounds_nothing(desk: Desk, home: Path, teacher: str) -> None:
    recipe = taught(teacher, schedule={"epochs": 1})
    try:
        exact = desk.trained(recipe.model_copy(update={"compute": recipe.compute.model_copy(update={"cache": False})}))
        same = desk.trained(
            recipe.model_copy(update={"compute": recipe.compute.model_copy(update={"deterministic": True})})
        )
    finally:
        torch.use_deterministic_algorithms(False)
    assert not desk.of(TeacherAsked)
    assert not (cache() / ANSWERS).exists()
    assert largest_difference(same, exact, 7) < 1e-6


def test_a_teacher_that_learns_is_not_remembered(desk: Desk, home: Path, teacher: str) -> None:
    desk.trained(taught(teacher, method={"kind": "mutual"}, schedule={"epochs": 1}))
    assert not desk.of(TeacherAsked)
    assert not (cache() / ANSWERS).exists()


def other(teacher: str, weight: float = 2.0) -> dict[str, Any]:
    return {"teacher": TeacherRun(run=teacher).model_dump(), "weight": weight}


@slow
def test_several_teachers_trust_and_assistants_agree_too(desk: Desk, home: Path, teacher: str, ears: Ears) -> None:
    second = train_teacher(desk.root.parent / "second", seed=1)
    trust = {"calibrate": True, "threshold": 0.3, "weigh": True, "correct": "mix", "noise": 0.1}
    for changes in (
        {"co_teachers": [other(second)], "trust": {"join": "weighted"}},
        {"co_teachers": [other(second)], "trust": {"join": "confidence"}, "method": {"kind": "fitnets"}},
        {"trust": trust},
        {"assistants": [TINY.model_dump()]},
    ):
        recipe = taught(teacher, **changes)
        cold = desk.trained(recipe)
        assert told(desk).asked > told(desk).remembered
        warm = desk.trained(recipe)
        assert told(desk).asked == told(desk).remembered
        assert_same_bits(warm, cold)
        if "assistants" in changes:
            assert curves(warm, "assistant/0/1") == curves(cold, "assistant/0/1")


@slow
def test_another_way_of_joining_teachers_shares_no_answers(desk: Desk, home: Path, teacher: str) -> None:
    for join in ("mean", "confidence"):
        desk.trained(taught(teacher, co_teachers=[other(teacher)], trust={"join": join}, schedule={"epochs": 1}))
        assert told(desk).remembered <= TRAINING - 200


@slow
def test_another_temperature_weight_or_student_shares_all_answers(desk: Desk, home: Path, teacher: str) -> None:
    desk.trained(taught(teacher))
    mlp = Ref(kind="mlp").model_dump()
    desk.trained(taught(teacher, temperature=1.0, alpha=0.9, student=mlp, method={"kind": "dkd"}))
    assert told(desk).asked == told(desk).remembered


# ------------------------------------------------------------------------------------ where answers cannot be kept


@slow
def test_a_place_that_cannot_be_written_changes_no_bit_and_is_told_once(desk: Desk, home: Path, teacher: str) -> None:
    kept = desk.trained(taught(teacher))
    forget()
    (cache() / ANSWERS).write_bytes(b"not a folder")
    run = desk.trained(taught(teacher))
    (sentence,) = warnings(desk)
    assert sentence.startswith("New answers of the teacher are remembered in memory only. ")
    assert told(desk).reason == sentence
    assert told(desk).remembered >= 2 * TRAINING
    assert_same_bits(run, kept)


def test_a_full_disk_changes_no_bit_and_is_told_once(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = desk.trained(taught(teacher))
    forget()
    monkeypatch.setattr("workbench.engine.teacher_cache_files.free_bytes", lambda folder: 1000)
    run = desk.trained(taught(teacher))
    (sentence,) = warnings(desk)
    assert "of the disk are free" in sentence
    assert not list((cache() / ANSWERS).rglob("*.seg"))
    assert_same_bits(run, kept)


def test_without_disk_and_without_memory_the_teacher_is_asked_at_each_step(
    desk: Desk, home: Path, teacher: str, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = desk.trained(taught(teacher))
    ears.shown.clear()
    monkeypatch.setattr("workbench.limits.read", lambda: Limits(memory=120_000, disk=0))  # the digits take 115 kB
    run = desk.trained(taught(teacher))
    assert any("not remembered" in sentence for sentence in warnings(desk))
    assert told(desk).remembered == 0
    assert ears.pictures() >= VALIDATION + 3 * TRAINING
    assert_same_bits(run, kept)


def test_a_stop_and_another_session_come_to_the_same_bits(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(teacher, method={"kind": "rkd"}, schedule={"augment": "shift"})
    whole = desk.trained(recipe)
    forget()
    with monkeypatch.context() as patch:
        patch.setattr("workbench.engine.checkpoint.Checkpoints.due", True)  # after every step

        def presses_stop(event: Event) -> list[AnyCommand]:
            return [Stop()] if isinstance(event, CheckpointSaved) and event.step >= 9 else []

        assert desk.do(recipe, presses_stop).outcome == "stopped"
    cut = desk.newest()
    assert desk.ask(Resume(run=cut.id, runs=str(desk.root))).outcome == "finished"
    assert told(desk).remembered > 0
    assert_same_bits(cut, whole)


def test_losses_are_in_the_folder_before_the_checkpoint_that_they_led_to(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a process that is killed right after it leaves a gap in the curves: the next session begins behind it."""
    found: list[tuple[int, int]] = []
    save = Checkpoints.save

    def looks(self: Checkpoints, position: Position, *given: Any, **named: Any) -> bool:
        (folder,) = (path for path in desk.root.iterdir() if path.is_dir())
        found.append((position.step, len(losses(desk.store.open(folder.name), STUDENT, "teacher"))))
        return save(self, position, *given, **named)

    monkeypatch.setattr("workbench.engine.reporter.BATCH_SECONDS", 10**9)
    monkeypatch.setattr(Checkpoints, "save", looks)
    monkeypatch.setattr(Checkpoints, "due", True)
    desk.trained(taught(teacher, schedule={"epochs": 1}))
    assert len(found) == TRAINING // BATCH
    assert all(there == step for step, there in found)


KILLED = """
import os, signal, sys
from pathlib import Path
from queue import SimpleQueue
import torch
from workbench.engine.checkpoint import Checkpoints
from workbench.engine.learner import Learner
from workbench.engine.worker import serve
from workbench.recipes import load
from workbench.recipes.requests import Run

torch.set_num_threads(1)
recipe, runs, last = sys.argv[1:]
step = Learner.step

def killed(self, *given):
    step(self, *given)
    if self.at.step == int(last):
        os.kill(os.getpid(), signal.SIGKILL)

Checkpoints.due = property(lambda self: not self._is_writing())
Learner.step = killed
serve(Run(recipe=load(recipe), runs=runs), lambda batch: None, SimpleQueue())
"""


@slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("last", [3, 11, 19])
@pytest.mark.parametrize("method", ["kd", "fitnets"])
def test_a_killed_process_and_another_session_come_to_the_same_bits(
    desk: Desk, home: Path, teacher: str, method: str, last: int
) -> None:
    recipe = taught(teacher, method={"kind": method}, schedule={"augment": "shift"})
    whole = desk.trained(recipe)
    forget()
    file = home / "recipe.yaml"
    file.write_text(dump(recipe), encoding="utf-8")
    assert loads(file.read_text(encoding="utf-8")) == recipe
    given = [sys.executable, "-c", KILLED, str(file), str(desk.root / "cut"), str(last)]
    killed = subprocess.run(given, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, check=False)
    assert killed.returncode == -signal.SIGKILL
    other = Desk(desk.root / "cut")
    (cut,) = other.store.root.glob("*/")
    assert other.ask(Resume(run=cut.name, runs=str(other.root))).outcome == "finished"
    assert told(other).step > 0
    resumed = other.store.open(cut.name)
    assert curves(resumed) == curves(whole)
    ours, theirs = weights(resumed), weights(whole)
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


@slow
def test_the_limits_file_is_obeyed(desk: Desk, home: Path, teacher: str) -> None:
    write(Limits(memory=10**8, disk=0))
    desk.trained(taught(teacher))
    desk.trained(taught(teacher))
    assert told(desk).disk_bytes == 0
    assert told(desk).remembered < told(desk).asked
