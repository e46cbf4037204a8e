"""What is remembered between runs, in the terminal: with the real engine, on answers that a real cache wrote."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests import fakes
from tests.cli.conftest import Workbench
from workbench import limits, places
from workbench.cli.tellers import JsonLines, Lines
from workbench.events import Event, NumericsChosen, TeacherAsked, decode
from workbench.limits import GIGABYTE, Limits

ROWS = 300


@pytest.fixture
def real(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """The command with the real worker."""
    monkeypatch.delenv("WORKBENCH_WORKER")
    return workbench


@pytest.fixture
def filled(home: Path) -> Path:
    """The folder of a cache that knows two teachers."""
    import torch

    from workbench.engine.teacher_cache import ANSWERS, CacheKey, TeacherCache

    root = places.cache() / ANSWERS
    for name in ("resnet20", "small_cnn"):
        key = CacheKey(teacher=name, numerics="fp32", pictures="digits", variation="none", signals="logits")
        about = {"run": f"run-of-{name}", "teacher": name}
        with TeacherCache(root, key, slots=1000, width=10, memory=GIGABYTE, disk=GIGABYTE, about=about) as cache:
            cache.add(torch.arange(ROWS), torch.randn(ROWS, 10).half())
    return root


def test_what_is_kept_is_listed_by_teacher(real: Workbench, filled: Path) -> None:
    said = real("cache")
    assert (said.code, said.err) == (0, "")
    rows = [line.split() for line in said.out.splitlines() if line.startswith(("resnet20", "small_cnn"))]
    assert sorted(row[0] for row in rows) == ["resnet20", "small_cnn"]
    for row in rows:
        assert row[1] == f"run-of-{row[0]}"
        assert str(ROWS) in row
    assert re.search(r"In all [\d.]+ kB\. Limits: .* of memory for a run, 10 GB of disk", said.out)


def test_programs_get_sizes_in_bytes(real: Workbench, filled: Path) -> None:
    told = json.loads(real("cache", "--json").out)
    on_disk = sum(file.stat().st_size for file in filled.rglob("*") if file.is_file())
    assert told["total_bytes"] - told["pictures_bytes"] == sum(one["bytes"] for one in told["answers"]) == on_disk > 0
    assert [one["rows"] for one in told["answers"]] == [ROWS, ROWS]
    assert told["limits"] == {"memory": limits.read().memory, "disk": limits.read().disk}


def test_it_is_cleared_once_confirmed(real: Workbench, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    assert real("cache", "clear").code == 130
    before = json.loads(real("cache", "--json").out)["total_bytes"]
    assert before > 0
    cleared = json.loads(real("cache", "clear", "--yes", "--json").out)
    assert (cleared["total_bytes"], cleared["answers"]) == (0, [])
    assert cleared["freed_bytes"] == before
    assert "No answers of any teacher are kept." in real("cache").out


def test_nothing_is_kept_at_first(real: Workbench) -> None:
    said = real("cache")
    assert said.code == 0
    assert "No answers of any teacher are kept." in said.out


# Limits


def test_a_limit_that_is_not_named_stays(workbench: Workbench) -> None:
    assert workbench("cache", "limit", "--memory", "4.5 GB").code == 0
    said = workbench("cache", "limit", "--disk", "500mb")
    what = "500 MB of disk for the answers of all teachers, and as much for decoded pictures."
    assert said.out == f"Limits: 4.5 GB of memory for a run, {what}\n"
    assert limits.read() == Limits(memory=4_500_000_000, disk=500_000_000)


def test_no_disk_is_allowed_and_told(workbench: Workbench) -> None:
    assert "no disk for the answers" in workbench("cache", "limit", "--disk", "0").out
    assert json.loads(workbench("cache", "limit", "--json").out)["disk"] == 0


def test_asking_for_the_limits_sets_none(workbench: Workbench) -> None:
    assert workbench("cache", "limit").code == 0
    assert not (places.config() / limits.FILE).exists()


@pytest.mark.parametrize(
    ("option", "size", "expected"),
    [
        ("--memory", "4", "unit"),
        ("--memory", "much", "unit"),
        ("--disk", "-1GB", "unit"),
        ("--memory", "4MB", "too little"),
        ("--memory", "0", "too little"),
    ],
)
def test_a_wrong_size_is_explained_and_ends_with_2(workbench: Workbench, option: str, size: str, expected: str) -> None:
    said = workbench("cache", "limit", f"{option}={size}")
    assert said.code == 2
    assert option in said.err
    assert size in said.err
    assert expected in said.err
    assert limits.read() == limits.usual()


def test_the_doctor_tells_the_limits(workbench: Workbench) -> None:
    workbench("cache", "limit", "--memory", "3GB", "--disk", "7GB")
    assert "A run may use 3 GB of memory, the teachers' answers 7 GB of disk" in workbench("doctor").out


# What a run tells

PLAN = fakes.plan("distilled/0")


def numerics(**changes: Any) -> NumericsChosen:
    facts: dict[str, Any] = {
        "student": "fp32",
        "teacher": "fp32",
        "folded": True,
        "compiled": False,
        "channels_last": True,
    }
    return NumericsChosen(phase="distilled/0", device="cpu", **{**facts, **changes})


def asked(known: int, why: str = "") -> TeacherAsked:
    return TeacherAsked(
        phase="distilled/0", step=5, asked=1435, remembered=known, memory_bytes=31_000_000, disk_bytes=0, reason=why
    )


def told(*events: Event) -> None:
    Lines().tell([fakes.data_ready([PLAN]), fakes.phase_started(PLAN), *events])


def test_the_plain_way_to_compute_is_not_worth_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    told(numerics(reason="The training is short."))
    assert "computes" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"student": "bf16", "teacher": "bf16", "reason": "The recipe asks for bf16."},
         "Distilled student: computes in bf16. The recipe asks for bf16."),
        ({"teacher": "bf16", "compiled": True}, "Distilled student: computes in fp32, compiled, its teacher in bf16."),
        ({"measured": {"student bf16": 0.53}, "reason": "The computer is busy."},
         "Distilled student: computes in fp32. The computer is busy. Measured, for one picture: student bf16 0.53 ms."),
        ({"measured": {"student fp32": 0.41}, "reason": "It is quickest (fp32 0.41)."},
         "Distilled student: computes in fp32. It is quickest (fp32 0.41)."),
    ],
)  # fmt: skip
def test_another_way_is_told_with_its_reason(
    capsys: pytest.CaptureFixture[str], changes: dict[str, Any], said: str
) -> None:
    told(numerics(**changes))
    assert said in capsys.readouterr().out.splitlines()


def test_what_was_remembered_is_told_once_when_the_training_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    told(asked(3), asked(1234, "The memory is full."), fakes.phase_finished(PLAN))
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "remembered" in line]
    assert line == (
        "Distilled student: 85 % of the teacher's answers were remembered (1,234 of 1,435); kept: 31 MB in memory. "
        "The memory is full."
    )


def test_programs_get_every_count(capsys: pytest.CaptureFixture[str]) -> None:
    events: list[Event] = [numerics(), asked(3), asked(4)]
    JsonLines().tell(events)
    assert [decode(line) for line in capsys.readouterr().out.splitlines()] == events
