"""What is remembered between runs: told as it lies on the disk, forgotten where that is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tests.engine.conftest import Desk
from workbench import limits, places
from workbench.engine.teacher_cache import ANSWERS, CacheKey, TeacherCache
from workbench.events import Answered
from workbench.limits import GIGABYTE, Limits
from workbench.recipes.requests import Kept


def remember(teacher: str, rows: int) -> None:
    """Answers of a teacher, on the disk."""
    key = CacheKey(teacher=teacher, numerics="fp32", pictures="p", variation="none", signals="logits")
    about = {"run": "a-run", "teacher": teacher}
    root = places.cache() / ANSWERS
    with TeacherCache(root, key, slots=1000, width=10, memory=GIGABYTE, disk=GIGABYTE, about=about) as cache:
        cache.add(torch.arange(rows), torch.zeros(rows, 10, dtype=torch.float16))


def decoded(size: int) -> Path:
    """The folder of pictures that somebody decoded."""
    folder = places.cache() / "pictures" / "source-state"
    folder.mkdir(parents=True)
    (folder / "about").write_bytes(b"")
    (folder / "pixels").write_bytes(bytes(size))
    return folder


def ask(desk: Desk, *, clear: bool = False) -> dict[str, Any]:
    ended = desk.ask(Kept(runs=str(desk.root), clear=clear))
    assert ended.outcome == "finished", ended
    answered = desk.events[-2]
    assert isinstance(answered, Answered)
    return answered.answer


@pytest.fixture(autouse=True)
def _own_home(home: Path) -> None:
    """Nothing of anybody else's is looked at, or cleared."""


def test_nothing_is_kept_where_nobody_trained(desk: Desk) -> None:
    told = ask(desk)
    assert (told["answers"], told["pictures_bytes"], told["total_bytes"], told["freed_bytes"]) == ([], 0, 0, 0)


def test_each_teacher_is_told_with_what_it_takes(desk: Desk) -> None:
    remember("resnet20", 100)
    remember("small_cnn", 40)
    decoded(5000)
    told = ask(desk)
    assert {one["about"]["teacher"]: one["rows"] for one in told["answers"]} == {"resnet20": 100, "small_cnn": 40}
    assert told["pictures_bytes"] == 5000
    lies = sum(file.stat().st_size for file in places.cache().rglob("*") if file.is_file())
    assert told["total_bytes"] == lies


def test_the_limits_are_those_that_were_set(desk: Desk) -> None:
    limits.write(Limits(memory=3 * GIGABYTE, disk=0))
    assert ask(desk)["limits"] == {"memory": 3 * GIGABYTE, "disk": 0}


def test_clearing_frees_what_was_told(desk: Desk) -> None:
    remember("resnet20", 100)
    folder = decoded(5000)
    before = ask(desk)["total_bytes"]
    told = ask(desk, clear=True)
    assert told["freed_bytes"] == before > 5000
    assert (told["answers"], told["total_bytes"]) == ([], 0)
    assert not folder.exists()
