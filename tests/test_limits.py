"""How much memory and disk may be used: one file, whoever writes it."""

from __future__ import annotations

import json
from pathlib import Path

import psutil
import pytest

from workbench import limits, places
from workbench.errors import RunError
from workbench.limits import GIGABYTE, LEAST_MEMORY, Limits


def test_what_is_written_is_read_in_the_usual_place(home: Path) -> None:
    wanted = Limits(memory=3 * GIGABYTE, disk=0)
    limits.write(wanted)
    assert limits.read() == wanted
    assert (places.config() / limits.FILE).is_file()


def test_nothing_set_is_a_quarter_of_the_memory_and_ten_gigabytes(tmp_path: Path) -> None:
    found = limits.read(tmp_path)
    assert found.memory == min(8 * GIGABYTE, psutil.virtual_memory().total // 4)
    assert found.disk == 10 * GIGABYTE


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"memory": "much", "disk": 1}', '{"memory": null, "disk": 1}', "\x00"]
)
def test_a_damaged_file_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / limits.FILE).write_text(text, encoding="utf-8")
    assert limits.read(tmp_path) == limits.usual()


def test_what_somebody_wrote_by_hand_is_never_less_than_works(tmp_path: Path) -> None:
    (tmp_path / limits.FILE).write_text(json.dumps({"memory": 5, "disk": -3}), encoding="utf-8")
    assert limits.read(tmp_path) == Limits(memory=LEAST_MEMORY, disk=0)


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="WORKBENCH_HOME"):
        limits.write(limits.usual(), tmp_path / "file" / "config")
