"""A teacher's answers: what was said to a slot is what is read back, from memory, from files, in any order."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from workbench.engine import teacher_cache_shelf as shelf
from workbench.engine.model import Classifier, untrained
from workbench.engine.teacher_cache import CacheKey, TeacherCache, fingerprint, fingerprint_pictures, overview
from workbench.engine.teaching import Joined
from workbench.recipes import Ref

KEY = CacheKey(teacher="a", numerics="fp32", pictures="b", variation="shift", signals="logits")
SLOTS, WIDTH = 3000, 3
PLENTY = 10**7
TINY = 4 * SLOTS + 292 * (2 * WIDTH + 4)
"""Memory for the index and the fewest rows."""
STEPS = st.lists(st.lists(st.integers(0, SLOTS - 1), max_size=80), max_size=20)


def answers(slots: Tensor) -> Tensor:
    """What the teacher says to each slot: three numbers that no other slot has."""
    return torch.stack([slots % 2000, slots // 2000, -(slots % 977)], dim=1).half()


def numbers(*slots: int) -> Tensor:
    return torch.tensor(slots, dtype=torch.int64)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "answers"


def opened(root: Path, key: CacheKey = KEY, **changes: Any) -> TeacherCache:
    asked: Mapping[str, Any] = {"slots": SLOTS, "width": WIDTH, "memory": PLENTY, "disk": PLENTY, **changes}
    return TeacherCache(root, key, **asked)


def fill(cache: TeacherCache, slots: Tensor) -> None:
    """As a training does it: a batch at a time, only what is not known."""
    for batch in slots.split(64):
        unknown = batch[~cache.known(batch)]
        cache.add(unknown, answers(unknown))


def fill_slowly(cache: TeacherCache, slots: Tensor) -> None:
    """The same, waiting for the disk until each batch is known."""
    for batch in slots.split(20):
        for _ in range(4):
            fill(cache, batch)
            if cache.known(batch).all():
                break
            settled(cache)


def settled(cache: TeacherCache) -> None:
    """Everything that can be written is."""
    while cache._job is not None:
        cache._settle()


def assert_right(cache: TeacherCache, known: set[int] | None = None) -> int:
    """Each row that is known is the teacher's; and exactly these are known."""
    every = torch.arange(SLOTS)
    there = every[cache.known(every)]
    assert torch.equal(cache.read(there), answers(there))
    assert cache.usage.rows == len(there)
    if known is not None:
        assert set(there.tolist()) == known
    return len(there)


@given(steps=STEPS)
@settings(max_examples=60, deadline=None)
def test_what_was_added_in_any_order_is_read_back(steps: list[list[int]]) -> None:
    with opened(Path("nowhere"), disk=0) as cache:
        for step in steps:
            cache.add(numbers(*step), answers(numbers(*step)))
        assert_right(cache, {slot for step in steps for slot in step})


@given(first=STEPS, second=STEPS, memory=st.sampled_from([PLENTY, TINY]))
@settings(max_examples=25, deadline=None)
def test_later_runs_know_what_earlier_ones_added(first: list[list[int]], second: list[list[int]], memory: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wanted: set[int] = set()
        for steps in (first, second, []):
            with opened(Path(folder), memory=memory) as cache:
                assert_right(cache, wanted)
                for step in steps:
                    fill_slowly(cache, numbers(*step))
                    cache.flush()
                settled(cache)
                wanted = wanted.union(*steps)
                assert_right(cache, wanted)


def test_the_first_answer_to_a_slot_stays(root: Path) -> None:
    one, other, third = (torch.full((1, WIDTH), value).half() for value in (1, 2, 3))
    with opened(root) as cache:
        cache.add(numbers(5, 5), torch.cat([one, other]))
        cache.add(numbers(5), third)
        assert torch.equal(cache.read(numbers(5, 5)), torch.cat([one, one]))


def test_every_bit_of_an_answer_is_kept(root: Path) -> None:
    odd = torch.tensor([[float("inf"), float("-inf"), float("nan")], [-0.0, 6e-8, 65504.0]]).half()
    with opened(root) as cache:
        cache.add(numbers(0, SLOTS - 1), odd)
    with opened(root) as cache:
        assert torch.equal(cache.read(numbers(0, SLOTS - 1)).view(torch.int16), odd.view(torch.int16))


def test_what_was_read_does_not_change_what_is_remembered(root: Path) -> None:
    with opened(root) as cache:
        fill(cache, numbers(7))
        cache.read(numbers(7)).zero_()
        assert_right(cache, {7})


@pytest.mark.parametrize("field", [field.name for field in fields(CacheKey)])
def test_keys_that_differ_in_one_field_share_nothing(root: Path, field: str) -> None:
    with opened(root) as cache:
        fill(cache, torch.arange(100))
    with opened(root, replace(KEY, **{field: "other"})) as cache:
        assert_right(cache, set())
    with opened(root) as cache:
        assert_right(cache, set(range(100)))


def test_fields_do_not_run_into_each_other() -> None:
    assert replace(KEY, teacher="ab", numerics="c").digest != replace(KEY, teacher="a", numerics="bc").digest


def test_what_does_not_fit_into_memory_is_read_from_files(root: Path) -> None:
    with opened(root, memory=TINY) as cache:
        fill_slowly(cache, torch.randperm(SLOTS, generator=torch.Generator().manual_seed(0)))
        settled(cache)
        assert cache.usage.memory_bytes <= TINY
        assert cache.usage.reason == ""
        assert_right(cache, set(range(SLOTS)))
    with opened(root, memory=TINY) as cache:
        assert cache.usage.memory_bytes <= TINY
        assert_right(cache, set(range(SLOTS)))


def test_adding_never_waits_for_the_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    gate, save = threading.Event(), shelf.Shelf.save

    def slow(self: shelf.Shelf, slots: Any, rows: Any) -> Path:
        assert gate.wait(20)
        return save(self, slots, rows)

    monkeypatch.setattr(shelf.Shelf, "save", slow)
    with opened(root, memory=TINY) as cache:
        fill(cache, torch.arange(200))
        cache.flush()
        fill(cache, torch.arange(200, SLOTS))  # far more than the memory holds
        cache.flush()
        assert_right(cache)
        gate.set()
    with opened(root) as cache:
        assert assert_right(cache) >= 256


def test_answers_are_written_without_being_asked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.engine import teacher_cache

    monkeypatch.setattr(teacher_cache, "LEAST_WRITTEN", 500)
    with opened(root) as cache:
        fill(cache, torch.arange(400))
        assert cache._job is None
        fill(cache, torch.arange(400, 600))
        settled(cache)
        assert overview(root)[0].rows >= 500


def test_a_run_that_flushes_often_leaves_few_segments(root: Path) -> None:
    with opened(root) as cache:
        for start in range(0, SLOTS, 30):
            fill(cache, torch.arange(start, start + 30))
            settled(cache)
            cache.flush()
    assert len(list(root.rglob("*.seg"))) <= 9
    with opened(root) as cache:
        assert_right(cache, set(range(SLOTS)))


def test_usage_counts_rows_memory_and_disk(root: Path) -> None:
    with opened(root) as cache:
        empty = cache.usage
        fill(cache, torch.arange(1000))
        cache.flush()
        settled(cache)
        usage = cache.usage
    assert (empty.rows, empty.memory_bytes, usage.rows) == (0, 4 * SLOTS, 1000)
    assert usage.memory_bytes == 4 * SLOTS + 1000 * (2 * WIDTH + 4)
    assert usage.disk_bytes == sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    assert usage.disk_bytes > 1000 * (2 * WIDTH + 4)


def test_a_sample_is_what_earlier_runs_wrote_and_nothing_else(root: Path) -> None:
    with opened(root) as cache:
        fill(cache, torch.arange(500))
    for memory in (PLENTY, TINY):
        with opened(root, memory=memory) as cache:
            fill(cache, torch.arange(500, 510))
            slots, rows = cache.sample(100, seed=3)
            assert len(set(slots.tolist())) == 100
            assert torch.equal(rows, answers(slots))
            assert torch.equal(cache.sample(100, seed=3)[0], slots)
            assert not torch.equal(cache.sample(100, seed=4)[0], slots)
            everything, _ = cache.sample(10**6, seed=0)
            assert sorted(everything.tolist()) == list(range(500))
            cache.reject("")  # so that the ten are not kept
            fill_slowly(cache, torch.arange(500))


def test_there_is_no_sample_of_what_this_run_added(root: Path) -> None:
    with opened(root) as cache:
        fill(cache, torch.arange(500))
        cache.flush()
        settled(cache)
        cache.flush()
        settled(cache)
        slots, rows = cache.sample(10, seed=0)
        assert (len(slots), tuple(rows.shape)) == (0, (0, WIDTH))


def test_rejected_answers_are_gone_for_good(root: Path) -> None:
    with opened(root) as cache:
        fill(cache, torch.arange(500))
    said: list[str] = []
    with opened(root, tell=said.append) as cache:
        fill(cache, torch.arange(500, 600))
        cache.flush()
        cache.reject("It says something else today.")
        assert said == ["It says something else today."]
        assert_right(cache, set())
        assert not list(root.rglob("*.seg"))
        fill(cache, torch.arange(40, 50))
        with opened(root) as other:  # it may have read the wrong ones before
            fill(other, torch.arange(60, 70))
        for _ in range(3):
            cache.flush()
            settled(cache)
        assert_right(cache, set(range(40, 50)))
    with opened(root) as cache:
        assert_right(cache, {*range(40, 50), *range(60, 70)})


def test_a_closed_cache_knows_nothing_and_takes_nothing(root: Path) -> None:
    cache = opened(root)
    fill(cache, torch.arange(10))
    cache.close()
    cache.close()
    cache.add(numbers(11), answers(numbers(11)))
    cache.flush()
    assert not cache.known(torch.arange(SLOTS)).any()


@pytest.fixture
def tiny() -> Classifier:
    return untrained(Ref(kind="small_cnn", params={"channels": [4]}), (1, 8, 8), ("a", "b"))


def test_a_network_and_its_copy_have_one_fingerprint(tiny: Classifier) -> None:
    copy = untrained(tiny.card.architecture, tiny.card.shape, tiny.card.classes)
    assert fingerprint(copy) != fingerprint(tiny)
    copy.load_state_dict(tiny.state_dict())
    assert fingerprint(copy) == fingerprint(tiny)


def test_every_tensor_of_a_network_counts(tiny: Classifier) -> None:
    before = fingerprint(tiny)
    tensors = [*tiny.parameters(), *tiny.buffers()]
    assert any(tensor is tiny.mean for tensor in tensors)
    for tensor in tensors:
        kept = tensor.detach().clone()
        with torch.no_grad():
            tensor.view(-1)[-1] += 1
            assert fingerprint(tiny) != before
            tensor.copy_(kept)
    assert fingerprint(tiny) == before


def test_precision_and_structure_count(tiny: Classifier) -> None:
    other = untrained(Ref(kind="small_cnn", params={"channels": [4], "hidden": 6}), (1, 8, 8), ("a", "b"))
    assert len({fingerprint(tiny), fingerprint(other), fingerprint(tiny.double())}) == 3


def test_how_teachers_are_joined_counts(tiny: Classifier) -> None:
    other = untrained(tiny.card.architecture, tiny.card.shape, tiny.card.classes)
    ways = [
        Joined([tiny, other], (1, 1), "mean"),
        Joined([other, tiny], (1, 1), "mean"),
        Joined([tiny, other], (1, 1), "confidence"),
        Joined([tiny, other], (1, 1), "weighted"),
        Joined([tiny, other], (1, 2), "weighted"),
        Joined([tiny], (1,), "mean"),
    ]
    assert len({fingerprint(way) for way in ways}) == len(ways)
    assert fingerprint(Joined([tiny, other], (3, 4), "mean")) == fingerprint(ways[0])


def test_every_pixel_and_the_shape_count(monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.engine import teacher_cache_key

    monkeypatch.setattr(teacher_cache_key, "_CHUNK", 1000)
    images = torch.randint(0, 256, (50, 1, 8, 8), dtype=torch.uint8)
    seen = {
        fingerprint_pictures(images),
        fingerprint_pictures(images.view(50, 1, 4, 16)),
        fingerprint_pictures(images[:49]),
    }
    for place in (0, 1599, 3199):
        changed = images.clone()
        changed.view(-1)[place] ^= 1
        seen.add(fingerprint_pictures(changed))
    assert len(seen) == 6
    turned = images.permute(0, 1, 3, 2).contiguous().permute(0, 1, 3, 2)
    assert fingerprint_pictures(turned) == fingerprint_pictures(images)


MEMORY = """
import sys, torch
from pathlib import Path
from workbench.engine.teacher_cache import CacheKey, TeacherCache

def private():
    return 1024 * int(next(line for line in open("/proc/self/status") if line.startswith("RssAnon")).split()[1])

slots, limit = 250_000, 10_000_000
key = CacheKey("a", "b", "c", "d", "e")
rows = torch.ones(1000, 50).half()
for opening in range(2):
    before = most = private()
    cache = TeacherCache(Path(sys.argv[1]), key, slots=slots, width=50, memory=limit, disk=10**9)
    for start in range(0, slots, 1000):
        part = torch.arange(start, start + 1000)
        while not cache.known(part).all():
            cache.add(part, rows)
            cache._settle()
        most = max(most, private())
    print(cache.usage.rows, most - before)
    cache.close()
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_memory_limit_is_kept_with_more_answers_than_that(root: Path) -> None:
    done = subprocess.run([sys.executable, "-c", MEMORY, str(root)], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        rows, used = map(int, line.split())
        assert rows == 250_000  # 26 MB of answers and 1 MB of index
        assert used < 10_000_000 + 4_000_000  # what Python itself needs meanwhile
