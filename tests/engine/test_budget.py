"""A run keeps to the memory that it is allowed, and to what is left of the disk, and comes out the same."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.engine.asked import SHORT, assert_same_bits, taught, told, train_teacher, warnings
from tests.engine.conftest import TINY, Desk
from workbench.events import TeacherAsked
from workbench.limits import LEAST_MEMORY, Limits
from workbench.places import cache
from workbench.recipes import Compute, Data, Distil, Ref, Schedule, TeacherTraining, Term, dump

DIGITS_BYTES = 1797 * 64
WIDTH = 10 + 64
"""Of an answer with the embedding of the small teacher."""


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> str:
    return train_teacher(tmp_path_factory.mktemp("teacher"))


def allow(monkeypatch: pytest.MonkeyPatch, memory: int, disk: int = 10**9) -> None:
    monkeypatch.setattr("workbench.limits.read", lambda: Limits(memory=memory, disk=disk))


def test_answers_beyond_the_memory_are_read_from_the_disk_and_no_bit_changes(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(teacher, method={"kind": "rkd"}, schedule={"augment": "shift", "epochs": 6})
    plenty = desk.trained(recipe)
    needed, known = told(desk).memory_bytes, told(desk).asked - told(desk).remembered
    index = 4 * 1797 * 9
    beside = index + 300 * (2 * WIDTH + 4)
    assert needed > beside + 100_000
    for _ in range(2):  # full of what the first run wrote; then with its own
        allow(monkeypatch, DIGITS_BYTES + beside)
        before = len(desk.events)
        small = desk.trained(recipe)
        sizes = [event.memory_bytes for event in desk.events[before:] if isinstance(event, TeacherAsked)]
        assert max(sizes) <= beside
        assert told(desk).remembered == told(desk).asked
        assert told(desk).disk_bytes > known * 2 * WIDTH
        assert_same_bits(small, plenty)
    assert not warnings(desk)


@pytest.mark.slow
def test_with_little_memory_and_an_empty_disk_no_bit_changes_either(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(teacher, method={"kind": "rkd"}, schedule={"augment": "shift", "epochs": 4})
    plenty = desk.trained(recipe)
    monkeypatch.setenv("WORKBENCH_HOME", str(home.parent / "another"))
    beside = 4 * 1797 * 9 + 300 * (2 * WIDTH + 4)
    allow(monkeypatch, DIGITS_BYTES + beside)
    small = desk.trained(recipe)
    assert 0 < told(desk).memory_bytes <= beside
    assert_same_bits(small, plenty)


def test_maps_that_do_not_fit_are_not_kept_and_answers_are_rounded_all_the_same(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(teacher, method={"kind": "kd"}, also=[Term(kind="fitnets").model_dump()])
    plenty = desk.trained(recipe)
    (asked,) = {event.phase: event for event in desk.of(TeacherAsked)}.values()
    assert asked.remembered > 0
    allow(monkeypatch, DIGITS_BYTES + 100_000)
    before = len(desk.events)
    small = desk.trained(recipe)
    assert not any(isinstance(event, TeacherAsked) for event in desk.events[before:])
    assert_same_bits(small, plenty)


@pytest.mark.slow
def test_a_disk_that_is_full_keeps_what_fits_into_memory(
    desk: Desk, home: Path, teacher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = taught(teacher, method={"kind": "rkd"}, schedule={"augment": "shift", "epochs": 4})
    plenty = desk.trained(recipe)
    monkeypatch.setenv("WORKBENCH_HOME", str(home.parent / "another"))
    monkeypatch.setattr("workbench.engine.teacher_cache_files.free_bytes", lambda folder: 1000)
    allow(monkeypatch, DIGITS_BYTES + 4 * 1797 * 9 + 300 * (2 * WIDTH + 4))
    before = len(warnings(desk))
    full = desk.trained(recipe)
    said = warnings(desk)[before:]
    assert sum("of the disk are free" in sentence for sentence in said) == 1
    assert len(said) == len(set(said)) <= 2  # and once that the memory is full as well
    assert not list(cache().rglob("*.seg"))
    assert_same_bits(full, plenty)


# ------------------------------------------------------------------------------------------------- the process itself

PICTURES, PIXELS = 24_000, 44
LOUD = Ref(kind="small_cnn", params={"channels": [8], "hidden": None})
"""A teacher with an embedding of 3,872 numbers: 8 kB for each picture."""
DATA_BYTES = PICTURES * 3 * PIXELS**2
SLACK = 40_000_000
"""Bytes that a run may hold beyond what it is allowed: what is being written, and what the allocator does not return.
Measured: 10 MB less than is allowed, as nobody waits until all answers that would fit are there again."""

RUN = """
import json, sys
from queue import SimpleQueue
import torch
from tests.benchmarks.speed_memory_watch import MemoryWatch
from workbench.engine.reporter import Reporter
from workbench.engine.control import Control
from workbench.engine.training import Training
from workbench.events import TeacherAsked
from workbench.limits import Limits, write
from workbench.recipes import load
from workbench.runs import RunStore
from pathlib import Path

torch.set_num_threads(1)
recipe, runs, memory = sys.argv[1:]
write(Limits(memory=int(memory), disk=10**9))
store = RunStore(Path(runs))
run = store.create(load(recipe), environment={})
watch, asked = MemoryWatch(), []
with run.writer() as writer:
    reporter = Reporter(lambda batch: asked.extend(one for one in batch if isinstance(one, TeacherAsked)))
    reporter.writer = writer
    Training(run, store, reporter, Control(SimpleQueue())).go()
    reporter.flush()
    writer.finish("finished")
terms = {name: list(values) for name, values in run.curves().phases["distilled/0"].terms.items()}
last = asked[-1]
print(json.dumps({"most": watch.stop()["anonymous"], "terms": terms, "remembered": last.remembered,
                  "asked": last.asked, "memory": last.memory_bytes, "disk": last.disk_bytes}))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of random blocks, in two classes."""
    from PIL import Image

    path = tmp_path_factory.mktemp("pictures") / "pictures.zip"
    random = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for number in range(PICTURES):
            small = Image.fromarray(random.integers(0, 256, (4, 4, 3), dtype=np.uint8))
            content = io.BytesIO()
            small.resize((PIXELS, PIXELS), Image.Resampling.NEAREST).save(content, "PNG", compress_level=1)
            packed.writestr(f"{'ab'[number % 2]}/{number:05}.png", content.getvalue())
    return path


def ran(recipe: Path, folder: Path, memory: int) -> dict[str, Any]:
    """What a process of its own says about a run."""
    home = {"WORKBENCH_HOME": str(folder / "home"), "PYTHONPATH": str(Path(__file__).parents[2])}
    given = [sys.executable, "-c", RUN, str(recipe), str(folder / "runs"), str(memory)]
    done = subprocess.run(given, env={**os.environ, **home}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what memory belongs to the process alone")
def test_a_process_with_more_pictures_and_answers_than_it_may_hold_keeps_to_it(archive: Path, tmp_path: Path) -> None:
    assert DATA_BYTES > LEAST_MEMORY
    quick = Schedule(epochs=1, batch_size=64, learning_rate=0.01)
    source = Ref(kind="image_archive", params={"file": str(archive), "size": PIXELS})
    recipe = Distil(
        data=Data(source=source, labels_per_class=100),
        teacher=TeacherTraining(model=LOUD, schedule=quick),
        student=TINY,
        method=Term(kind="pkt"),
        schedule=SHORT.model_copy(update={"epochs": 2, "batch_size": 128}),
        compute=Compute(threads=1, precision="fp32", compile="off"),
        twin=False,
    )
    file = tmp_path / "recipe.yaml"
    file.write_text(dump(recipe), encoding="utf-8")
    much = ran(file, tmp_path / "much", 4 * 10**9)
    little = ran(file, tmp_path / "little", LEAST_MEMORY)
    print(f"much {much['most']:,} little {little['most']:,} data {DATA_BYTES:,}")
    print({name: (much[name], little[name]) for name in ("asked", "remembered", "memory", "disk")})
    saved = DATA_BYTES + much["memory"] - LEAST_MEMORY
    assert little["most"] <= much["most"] - saved + SLACK
    assert little["memory"] <= LEAST_MEMORY
    assert little["terms"] == much["terms"]
    assert 0.8 * much["remembered"] < little["remembered"] <= much["remembered"]  # nobody waits for the disk
