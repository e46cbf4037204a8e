"""Memory that a step frees is there for the next one, and goes back to the system after the job."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys

import pytest

from workbench.engine import heap

SIZE = 40_000_000
STEPS = f"""
import resource
import psutil, torch
from workbench.engine import heap

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def steps():
    before = faults()
    for _ in range(20):
        torch.zeros({SIZE}, dtype=torch.uint8)
    return faults() - before

def held():
    return psutil.Process().memory_info().rss

usual = steps()
heap.hold()
steps()
kept, full = steps(), held()
heap.give_back()
print(usual, kept, full - held())
"""

gnu = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only GNU's C library is told")


@gnu
def test_what_was_freed_is_used_again_until_it_is_given_back() -> None:
    """In a process of its own, as it concerns a whole process."""
    done = subprocess.run([sys.executable, "-c", STEPS], capture_output=True, text=True, check=True)
    usual, kept, given_back = map(int, done.stdout.split())
    assert usual > 50  # pages may be large
    assert kept < usual / 4
    assert given_back > SIZE / 2


def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(ctypes, "CDLL", asked.append)
    heap._gnu.cache_clear()
    try:
        heap.hold()
        heap.give_back()
    finally:
        heap._gnu.cache_clear()
    assert not asked
