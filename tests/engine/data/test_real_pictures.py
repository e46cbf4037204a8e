"""A folder of 60,000 real photographs, where they are at hand."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
import torch

from tests.engine.data.conftest import Listener
from workbench.engine.data import LoadContext, Stream, load, outline, split
from workbench.recipes import Data, Ref

ARCHIVE = Path(__file__).parents[3] / ".." / "shared" / "data" / "cifar10-jpeg.zip"
needs_archive = pytest.mark.skipif(not ARCHIVE.exists(), reason="the photographs are not on this computer")


def unpack(folder: Path, *, every: int) -> Data:
    """One picture of so many, with the parts that the archive has."""
    with zipfile.ZipFile(ARCHIVE) as packed:
        names = [name for name in packed.namelist() if name.endswith(".jpg")]
        packed.extractall(folder, names[::every])
    return Data(source=Ref(kind="image_folder", params={"folder": str(folder), "size": 32}))


@needs_archive
def test_photographs_are_read_as_they_are_divided(tmp_path: Path, context: LoadContext) -> None:
    data = unpack(tmp_path / "photographs", every=100)
    divided = split(load(data, context), data, 0)
    assert len(divided.classes) == 10
    assert (len(divided.train.ids), len(divided.validation.ids), len(divided.test.ids)) == (420, 80, 100)
    assert divided.train.images.shape == (420, 3, 32, 32)
    assert divided.mean == pytest.approx((0.49, 0.48, 0.45), abs=0.03)
    assert divided.skipped == ()


@needs_archive
@pytest.mark.slow
def test_all_photographs_load_in_bounded_time(tmp_path: Path, context: LoadContext, listener: Listener) -> None:
    data = unpack(tmp_path / "photographs", every=1)
    began = time.perf_counter()
    pictures = load(data, context)
    loaded = time.perf_counter() - began
    divided = split(pictures, data, 0)
    assert (len(divided.train.ids), len(divided.validation.ids), len(divided.test.ids)) == (42500, 7500, 10000)
    assert torch.bincount(divided.test.labels).tolist() == [1000] * 10
    began = time.perf_counter()
    assert outline(data, context)["train"] == 42500
    outlined = time.perf_counter() - began
    stream = Stream(42500, 64, 0)
    assert divided.train.images[stream.batch(1234)].shape == (64, 3, 32, 32)
    print(f"loaded in {loaded:.1f} s, outlined again in {outlined:.1f} s, {listener.checks} checks")
    assert loaded < 300
