"""Teachers' answers on the disk: damaged files, dying processes, full disks, and limits."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from workbench.engine import teacher_cache_files as files
from workbench.engine.teacher_cache import CacheKey, TeacherCache, clear, evict, overview
from workbench.engine.teacher_cache_files import Damaged, Layout, open_segment, pack
from workbench.limits import RESERVE

KEY = CacheKey(teacher="a", numerics="fp32", pictures="b", variation="shift", signals="logits")
SLOTS, WIDTH = 3000, 3
PLENTY = 10**7
LAYOUT = Layout("0123456789abcdef" * 2, SLOTS, WIDTH)


def answers(slots: Tensor) -> Tensor:
    return torch.stack([slots % 2000, slots // 2000, -(slots % 977)], dim=1).half()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "answers"


def opened(root: Path, key: CacheKey = KEY, **changes: Any) -> TeacherCache:
    asked: dict[str, Any] = {"slots": SLOTS, "width": WIDTH, "memory": PLENTY, "disk": PLENTY, **changes}
    return TeacherCache(root, key, **asked)


def add(cache: TeacherCache, first: int, last: int) -> None:
    cache.add(torch.arange(first, last), answers(torch.arange(first, last)))


def flushed(cache: TeacherCache) -> None:
    cache.flush()
    while cache._job is not None:
        cache._settle()


def known(cache: TeacherCache) -> int:
    """How many rows are known; each is the teacher's."""
    every = torch.arange(SLOTS)
    there = every[cache.known(every)]
    assert torch.equal(cache.read(there), answers(there))
    return len(there)


def kept(root: Path, first: int, last: int, key: CacheKey = KEY, **changes: Any) -> Path:
    """An earlier run's only new segment."""
    before = set(root.rglob("*.seg"))
    with opened(root, key, **changes) as cache:
        add(cache, first, last)
    (path,) = set(root.rglob("*.seg")) - before
    return path


def segment(count: int = 50, layout: Layout = LAYOUT) -> bytes:
    slots = torch.arange(count)
    return bytes(pack(layout, slots.numpy(), answers(slots)[:, : layout.width].numpy()))


@given(
    slots=st.lists(st.integers(0, 10**10 - 1), min_size=1, max_size=50, unique=True),
    width=st.integers(1, 40),
    large=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=50, deadline=None)
def test_a_segment_says_what_was_written(slots: list[int], width: int, large: bool, seed: int) -> None:
    layout = replace(LAYOUT, width=width, slots=10**10 if large else 2**31 - 1)
    places = np.array(slots) % layout.slots
    rows = np.random.default_rng(seed).integers(0, 2**16, (len(slots), width), dtype=np.uint16).view(np.float16)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "one.seg")
        path.write_bytes(pack(layout, places, rows))
        found = open_segment(path, layout)
        assert found.slots.tolist() == places.tolist()
        assert np.array_equal(found.rows.view(np.uint16), rows.view(np.uint16))
        del found  # Windows deletes no file that is mapped


def test_no_bit_of_a_segment_can_change_unnoticed(tmp_path: Path) -> None:
    path, content = tmp_path / "one.seg", segment(5)
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        with pytest.raises(Damaged):
            open_segment(path, LAYOUT)


def test_a_segment_of_another_length_is_refused(tmp_path: Path) -> None:
    path, content = tmp_path / "one.seg", segment(5)
    for wrong in (*(content[:length] for length in range(len(content))), content + b"\0"):
        path.write_bytes(wrong)
        with pytest.raises(Damaged):
            open_segment(path, LAYOUT)


@pytest.mark.parametrize("change", [{"digest": "f" * 32}, {"width": 2}, {"slots": SLOTS + 1}])
def test_a_segment_of_another_key_or_shape_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "one.seg"
    path.write_bytes(segment(layout=replace(LAYOUT, **change)))
    with pytest.raises(Damaged):
        open_segment(path, LAYOUT)


def test_a_segment_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one.seg"
    with monkeypatch.context() as later:
        later.setattr(files, "VERSION", 2)
        path.write_bytes(segment())
    with pytest.raises(Damaged):
        open_segment(path, LAYOUT)


def test_a_slot_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.seg"
    path.write_bytes(pack(LAYOUT, np.array([3, SLOTS]), np.zeros((2, WIDTH), np.float16)))
    with pytest.raises(Damaged):
        open_segment(path, LAYOUT)


def test_damaged_segments_are_removed_and_the_others_used(root: Path) -> None:
    paths = [kept(root, first, first + 100 - first // 10) for first in range(0, 500, 100)]
    content = paths[0].read_bytes()
    paths[0].write_bytes(content[:-1])
    paths[1].write_bytes(b"")
    paths[2].write_bytes(content[:100] + bytes([content[100] ^ 4]) + content[101:])
    (root / opened_digest(root) / "0000-foreign.seg").write_bytes(segment())
    (paths[4].parent / ".0000-dead.seg.1-2.part").write_bytes(content)
    with opened(root) as cache:
        assert known(cache) == 70 + 60
        assert not list(root.rglob(".*.part"))
    assert set(root.rglob("*.seg")) == set(paths[3:])


def opened_digest(root: Path) -> str:
    (only,) = overview(root)
    return only.digest


def test_processes_that_fill_a_key_at_once_learn_from_each_other(root: Path) -> None:
    with opened(root) as one, opened(root) as other:
        add(one, 0, 600)
        add(other, 500, 1000)
        for _ in range(2):
            flushed(one)
            flushed(other)
        one.flush()
        assert (known(one), known(other)) == (1000, 1000)
        assert len(one.sample(10**6, 0)[0]) == 400
    with opened(root) as cache:
        assert known(cache) == 1000


def test_segments_of_others_are_taken_in_while_ones_own_wait(root: Path) -> None:
    with opened(root) as one, opened(root) as other:
        for first in range(0, 800, 200):
            add(one, first, first + 100)
            one.flush()
            add(one, first + 100, first + 150)
            add(other, first + 50, first + 200)
            flushed(other)
        flushed(one)
        flushed(one)
        assert known(one) == 800
    with opened(root) as cache:
        assert known(cache) == 800


def test_segments_are_merged_only_where_nobody_else_reads_them(root: Path) -> None:
    with opened(root) as cache:
        with opened(root):
            for first in (0, 100):
                add(cache, first, first + 100)
                flushed(cache)
            assert len(list(root.rglob("*.seg"))) == 2
        add(cache, 200, 300)
        flushed(cache)
        assert len(list(root.rglob("*.seg"))) == 1
    with opened(root) as cache:
        assert known(cache) == 300


CROWD = """
import os, random, resource, signal, sys, time, torch
from pathlib import Path
from workbench.engine import teacher_cache
from workbench.engine.teacher_cache import CacheKey, TeacherCache

teacher_cache.LEAST_WRITTEN = 100
torch.set_num_threads(1)
folder = Path(sys.argv[1])
key = CacheKey("a", "fp32", "b", "shift", "logits")

def answers(slots):
    return torch.stack([slots % 2000, slots // 2000, -(slots % 977)], dim=1).half()

def fill(root, seed, memory=10**7, tell=print):
    generator = torch.Generator().manual_seed(seed)
    with TeacherCache(root, key, slots=3000, width=3, memory=memory, disk=10**7, tell=tell) as cache:
        for step in range(300):
            slots = torch.randint(3000, (20,), generator=generator)
            there = cache.known(slots)
            assert torch.equal(cache.read(slots[there]), answers(slots[there]))
            cache.add(slots[~there], answers(slots[~there]))
            if step % 20 == 0:
                cache.flush()
        return cache._memory.known_rows

def child(*args):
    pid = os.fork()
    if pid == 0:
        try:
            fill(*args)
        except BaseException as error:
            print("WRONG", repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    return pid

for round in range(14):
    children = [child(folder / "killed", round * 2 + n, (10**7, 14920)[round % 2]) for n in range(2)]
    time.sleep(random.Random(round).uniform(0, 0.12))
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
resource.setrlimit(resource.RLIMIT_FSIZE, (2500, 2500))
said = []
print(fill(folder / "limited", 1, tell=said.append))
print(*said, sep="\\n")
"""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Where processes were killed, and where one could not write large files; and what it said."""
    if sys.platform == "win32":
        pytest.skip("nothing forks here")
    folder = tmp_path_factory.mktemp("crowd")
    command = [sys.executable, "-c", CROWD, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout.splitlines()


@pytest.mark.slow
def test_whatever_is_left_of_processes_killed_at_any_moment_is_right(crowd: tuple[Path, list[str]]) -> None:
    root = crowd[0] / "killed"
    (folder,) = root.iterdir()
    assert list(folder.glob("*.seg"))
    with opened(root) as cache:
        assert known(cache) > 100
        assert len(list(folder.glob("*.open"))) == 1
        assert not list(folder.glob(".*.part"))


@pytest.mark.slow
def test_where_files_cannot_grow_the_memory_still_remembers(crowd: tuple[Path, list[str]]) -> None:
    folder, (count, *said) = crowd
    assert int(count) > 2000
    (sentence,) = said
    assert sentence.startswith("New answers of the teacher are remembered in memory only. ")
    assert "cannot be written: File too large." in sentence
    assert not list((folder / "limited").rglob(".*.part"))


def test_a_full_disk_is_told_once_and_tried_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    with opened(root, tell=said.append) as cache:
        with monkeypatch.context() as full:
            full.setattr(os, "fsync", lambda handle: raises(errno.ENOSPC))
            for first in range(0, 300, 100):
                add(cache, first, first + 100)
                flushed(cache)
        assert len(said) == 1
        assert said[0].startswith("New answers of the teacher are remembered in memory only. The disk is full: ")
        assert cache.usage.reason == said[0]
        assert known(cache) == 300
        flushed(cache)
        assert cache.usage.reason == ""
        with monkeypatch.context() as full:
            full.setattr(os, "fsync", lambda handle: raises(errno.EROFS))
            add(cache, 300, 400)
            flushed(cache)
        assert "cannot be written" in cache.usage.reason
        assert len(said) == 1
    with opened(root) as cache:
        assert known(cache) == 400


def raises(number: int) -> None:
    raise OSError(number, os.strerror(number))


def test_some_of_the_disk_stays_free(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "free_bytes", lambda folder: RESERVE + 1000)
    said: list[str] = []
    with opened(root, tell=said.append) as cache:
        add(cache, 0, 50)
        flushed(cache)
        assert said == []
        add(cache, 50, 500)
        flushed(cache)
        assert known(cache) == 500
    problem = "Only 200 MB of the disk are free: they are left to checkpoints."
    assert said == [f"New answers of the teacher are remembered in memory only. {problem}"]


def test_a_folder_that_cannot_be_made_leaves_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    said: list[str] = []
    with opened(tmp_path / "file" / "answers", tell=said.append) as cache:
        add(cache, 0, 500)
        flushed(cache)
        assert known(cache) == 500
    (sentence,) = said
    assert "cannot be written because its folder is not there." in sentence


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_what_a_folder_that_cannot_be_written_holds_is_used(root: Path) -> None:
    path = kept(root, 0, 100)
    path.parent.chmod(0o500)
    try:
        with opened(root) as cache:
            add(cache, 100, 200)
            flushed(cache)
            assert known(cache) == 200
            assert "cannot be written" in cache.usage.reason
    finally:
        path.parent.chmod(0o700)


def test_with_neither_disk_nor_memory_left_nothing_is_added(root: Path) -> None:
    said: list[str] = []
    memory = 4 * SLOTS + 292 * LAYOUT.row_bytes
    with opened(root, disk=0, memory=memory, tell=said.append) as cache:
        for first in range(0, SLOTS, 50):
            add(cache, first, first + 50)
        assert 256 <= known(cache) <= 292
        assert said == ["No further answers of the teacher are remembered: the 15 kB of memory are full."]
        assert cache.usage.reason == said[0]
    assert not root.exists()


def test_without_memory_for_the_index_nothing_is_remembered(root: Path) -> None:
    said: list[str] = []
    with opened(root, memory=4 * SLOTS, tell=said.append) as cache:
        add(cache, 0, 50)
        cache.flush()
        assert known(cache) == 0
        assert len(cache.sample(5, 0)[0]) == 0
        assert said == ["The teacher's answers are not remembered: this takes 15 kB of memory, and 12 kB are allowed."]
        assert cache.usage.reason == said[0]
    assert not root.exists()


def others(root: Path, count: int) -> list[str]:
    """Keys of earlier runs, the least recently used first."""
    digests = []
    for number in range(count):
        path = kept(root, 0, 1000, replace(KEY, teacher=str(number)))
        os.utime(path.parent / "used", (number, number))
        digests.append(path.parent.name)
    return digests


def test_the_least_recently_used_keys_make_room(root: Path) -> None:
    digests = others(root, 3)
    assert [one.digest for one in overview(root)] == digests[::-1]
    opened(root, replace(KEY, teacher="0")).close()  # used just now
    limit = 4 * overview(root)[0].bytes - 1000
    with opened(root, disk=limit) as cache:
        add(cache, 0, 1000)
    assert {one.digest for one in overview(root)} == {digests[0], digests[2], KEY.digest}
    assert sum(one.bytes for one in overview(root)) <= limit


def test_a_key_that_is_open_elsewhere_is_not_evicted(root: Path) -> None:
    digests = others(root, 3)
    with opened(root, replace(KEY, teacher="0")) as reader:
        os.utime(root / digests[0] / "used", (0, 0))
        left = evict(root, 0)
        assert [one.digest for one in overview(root)] == [digests[0]]
        assert left == overview(root)[0].bytes
        assert known(reader) == 1000
    assert evict(root, 0) == 0
    assert overview(root) == []


def test_a_key_that_fills_the_limit_alone_is_written_no_further(root: Path) -> None:
    said: list[str] = []
    with opened(root, disk=12_000, tell=said.append) as cache:
        add(cache, 0, 1000)
        flushed(cache)
        assert cache.usage.reason == ""
        add(cache, 1000, 2000)
        flushed(cache)
        assert known(cache) == 2000
        assert said == [
            "New answers of the teacher are remembered in memory only. The limit of 12 kB on the disk is reached."
        ]
        assert cache.usage.disk_bytes <= 12_000


@pytest.mark.parametrize("memory", [PLENTY, 4 * SLOTS + 292 * LAYOUT.row_bytes])
def test_a_reader_survives_that_everything_is_cleared(root: Path, memory: int) -> None:
    kept(root, 0, 1000)
    with opened(root, memory=memory) as cache:
        freed = clear(root)
        assert freed > 1000 * LAYOUT.row_bytes
        assert known(cache) == 1000 or sys.platform == "win32"
        add(cache, 1000, 1100)
    assert [one.rows for one in overview(root)] == [100] or sys.platform == "win32"
    with opened(root) as cache:
        assert known(cache) == 100 or sys.platform == "win32"


def test_clearing_some_keys_leaves_the_others_and_what_is_not_ours(root: Path) -> None:
    digests = others(root, 2)
    (root / "notes").mkdir()
    (root / "notes" / "mine.txt").write_text("mine", encoding="utf-8")
    size = overview(root)[0].bytes
    assert clear(root, digests[:1]) == size
    assert [one.digest for one in overview(root)] == digests[1:]
    assert clear(root) == size
    assert clear(root) == 0
    assert (root / "notes" / "mine.txt").exists()
    assert clear(root / "missing") == 0


def test_the_overview_tells_people_what_is_kept(root: Path) -> None:
    before = time.time()
    kept(root, 0, 100, about={"run": "Ä 1", "architecture": "resnet"})
    (only,) = overview(root)
    assert dict(only.about) == {"run": "Ä 1", "architecture": "resnet"}
    assert (only.digest, only.rows) == (KEY.digest, 100)
    assert only.bytes == sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    assert before - 2 <= only.used <= time.time() + 2
    about = root / only.digest / "about.json"
    assert json.loads(about.read_text(encoding="utf-8"))["key"]["variation"] == "shift"
    about.write_text("{", encoding="utf-8")
    assert overview(root)[0].about == {}
    kept(root, 100, 150, about={"run": "2"})
    assert (dict(overview(root)[0].about), overview(root)[0].rows) == ({"run": "2"}, 150)
