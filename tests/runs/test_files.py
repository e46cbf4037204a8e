"""A file is whole or absent, and a full disk is called a full disk."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import RunError
from workbench.runs.files import as_run_error, remove_parts, write_atomically


def fail_with(number: int) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_the_file_holds_what_was_written_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_says_what_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a.bin"
    write_atomically(path, b"old")
    if call == "fsync":
        monkeypatch.setattr(os, "fsync", fail_with(errno.ENOSPC))
    else:
        monkeypatch.setattr(Path, "replace", fail_with(errno.ENOSPC))
    with pytest.raises(RunError) as caught:
        write_atomically(path, b"new" * 1000)
    assert f"The disk is full: {path} needs 3,000 bytes and " in caught.value.problem
    assert caught.value.problem.endswith("bytes are free.")
    assert caught.value.fix == "Free some space, then press Resume."
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_read_only_folder_asks_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", fail_with(errno.EROFS))
    with pytest.raises(RunError, match=r"cannot be written: Read-only file system\. Allow writing"):
        write_atomically(tmp_path / "a.bin", b"x")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="rights bind neither Windows nor root like this"
)
def test_a_folder_without_write_permission_asks_for_another(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RunError, match="cannot be written: Permission denied"):
            write_atomically(tmp_path / "a.bin", b"x")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="its folder is not there"):
        write_atomically(tmp_path / "gone" / "a.bin", b"x")


def test_any_other_fault_of_the_disk_is_passed_on_in_its_words(tmp_path: Path) -> None:
    error = as_run_error(OSError(errno.EIO, "Input/output error"), tmp_path / "a")
    assert str(error) == f"{tmp_path / 'a'} cannot be written: Input/output error. Check the disk, then press Resume."


def test_an_interrupt_while_writing_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.bin", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_cannot_flush_folders_is_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync
    calls: list[int] = []

    def only_files(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 1:
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", only_files)
    write_atomically(tmp_path / "a.bin", b"x")
    assert (tmp_path / "a.bin").read_bytes() == b"x"


def test_what_a_dead_process_left_is_removed_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    left = [tmp_path / ".a.json.12-34.part", tmp_path / "models" / ".weights.99-1.part"]
    for path in left:
        path.write_bytes(b"half")
    (tmp_path / "part").write_bytes(b"mine")
    remove_parts(tmp_path)
    assert [path for path in left if path.exists()] == []
    assert (tmp_path / "part").exists()
