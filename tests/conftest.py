"""What every test may count on: no screen, folders of its own, one thread, marks that follow from fixtures."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="workbench-tests-"))

# Before Qt, torch or the workbench is imported anywhere: all of them read these once. Child processes inherit them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(
    WORKBENCH_HOME=str(_HOME / "workbench"),
    XDG_CONFIG_HOME=str(_HOME / "config"),
    XDG_CACHE_HOME=str(_HOME / "cache"),
    XDG_DATA_HOME=str(_HOME / "data"),
    XDG_STATE_HOME=str(_HOME / "state"),
    OMP_NUM_THREADS="1",  # tiny networks are slower on more threads, and tests may share the machine
    MKL_NUM_THREADS="1",
)

_MARKS = {"qtbot": "gui", "qapp": "gui", "qtmodeltester": "gui", "gpu": "gpu"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks follow from the fixtures a test asks for, and from its folder, before ``-m`` selects."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in _MARKS:
                item.add_marker(_MARKS[fixture])
        if "benchmarks" in item.path.parts:
            item.add_marker("slow")


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of the workbench for this test alone; the rest of the session shares one."""
    folder = tmp_path / "home"
    monkeypatch.setenv("WORKBENCH_HOME", str(folder))
    return folder


@pytest.fixture
def gpu() -> str:
    """The name of a CUDA device; the test is skipped where there is none."""
    import torch

    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    return "cuda"


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Torch goes back to one thread after a test that changed it. Does not import torch."""
    yield
    torch = sys.modules.get("torch")
    if torch is not None and torch.get_num_threads() != 1:
        torch.set_num_threads(1)
