"""The sources that everybody knows; the downloaded ones in miniature, from a server of our own."""

from __future__ import annotations

import gzip
import hashlib
import io
import pickle
import struct
import tarfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torchvision.datasets import CIFAR10, CIFAR100, MNIST, FashionMNIST

from tests.engine.data.conftest import Server
from workbench.engine.data import LoadContext, load, outline, split
from workbench.engine.registry import datasets
from workbench.errors import DataError, RecipeError
from workbench.recipes import Data, Ref

KINDS = {"mnist": MNIST, "fashion_mnist": FashionMNIST, "cifar10": CIFAR10, "cifar100": CIFAR100}


def data_of(kind: str, **settings: Any) -> Data:
    return Data(source=Ref(kind=kind), **settings)


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


# Digits


def test_digits_are_scikit_learns(context: LoadContext) -> None:
    pictures, original = load(data_of("digits"), context), load_digits()
    assert pictures.images.shape == (1797, 1, 8, 8)
    assert pictures.classes == tuple("0123456789")
    assert pictures.labels.tolist() == original.target.tolist()
    back = pictures.images.squeeze(1).double() * (16 / 255)
    assert torch.from_numpy(original.images).sub(back).abs().max() < 0.04
    assert int(pictures.images.max()) == 255


def test_the_source_that_was_loaded_last_is_kept(context: LoadContext) -> None:
    one = load(data_of("digits"), context)
    assert load(data_of("digits", labels_per_class=3), context) is one


def test_the_default_recipe_has_something_in_every_part(context: LoadContext) -> None:
    divided = split(load(Data(), context), Data(), 0)
    assert (len(divided.train.ids), len(divided.validation.ids), len(divided.test.ids)) == (1146, 201, 450)


def test_an_unknown_source_suggests_the_nearest(context: LoadContext) -> None:
    with pytest.raises(RecipeError, match="Did you mean 'digits'"):
        load(data_of("digit"), context)
    with pytest.raises(RecipeError, match=r"data\.source"):
        outline(data_of("digit"), context)


# MNIST and its family


def idx(array: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    """The publisher's format: type 8 = bytes, the dimensions, the bytes."""
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes(), mtime=0)


def small_idx(classes: int, each: int) -> tuple[Any, Any]:
    rng = np.random.default_rng(each)
    return rng.integers(0, 256, (classes * each, 28, 28), dtype=np.uint8), np.tile(
        np.arange(classes, dtype=np.uint8), each
    )


@pytest.fixture(params=["mnist", "fashion_mnist"])
def mnist(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any, Any]:
    """A miniature on our server: its name here, and the pictures and labels of its training and test parts."""
    kind = KINDS[request.param]
    train, test = small_idx(10, 4), small_idx(10, 1)
    contents = [idx(array) for array in (*train, *test)]
    names = [name for name, _ in kind.resources]
    server.files.update({f"/{name}": content for name, content in zip(names, contents, strict=True)})
    monkeypatch.setattr(
        kind, "resources", [(name, md5(content)) for name, content in zip(names, contents, strict=True)]
    )
    monkeypatch.setattr(kind, "mirrors", [f"{server.url}/"])
    return request.param, train, test


def test_mnist_is_downloaded_and_read(mnist: tuple[str, Any, Any], context: LoadContext, server: Server) -> None:
    name, train, test = mnist
    pictures = load(data_of(name), context)
    assert pictures.images.numpy()[:, 0].tolist() == np.concatenate([train[0], test[0]]).tolist()
    assert pictures.labels.tolist() == [*train[1], *test[1]]
    assert pictures.parts is not None
    assert pictures.parts.tolist() == [0] * 40 + [2] * 10
    assert list(pictures.classes) == datasets.get(name).facts["classes"]
    assert len(server.asked) == 4


def test_what_was_downloaded_is_not_downloaded_again(
    mnist: tuple[str, Any, Any], context: LoadContext, server: Server
) -> None:
    name = mnist[0]
    load(data_of(name), context)
    assert outline(data_of(name), context)["download"] == ""
    server.files.clear()
    elsewhere = LoadContext(context.cache, context.report, context.check)
    load(Data(), elsewhere)  # lets go of the pictures in memory
    assert len(load(data_of(name), elsewhere).labels) == 50
    assert len(server.asked) == 4


def test_a_place_without_the_files_is_told(mnist: tuple[str, Any, Any], context: LoadContext, server: Server) -> None:
    server.files.clear()
    with pytest.raises(DataError, match=r"is not on this computer and could not be downloaded from 127\.0\.0\.1"):
        load(data_of(mnist[0]), context)


# CIFAR


class OldType:
    """Pickles like the type of an array written long ago, about which numpy warns."""

    def __reduce__(self) -> Any:
        return np.dtype, ("u1", 0, 1), (3, "|", None, None, None, -1, -1, 0)


class OldArray:
    """Pickles like an array written long ago."""

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        self.array = array

    def __reduce__(self) -> Any:
        reduced: Any = self.array.__reduce__()
        return reduced[0], reduced[1], (1, self.array.shape, OldType(), False, self.array.tobytes())


def batch(first: int, classes: int, key: str) -> dict[str, Any]:
    """Ten pictures, or one of each class, as the publisher packs them."""
    rows = np.random.default_rng(first).integers(0, 256, (classes, 3072), dtype=np.uint8)
    return {"data": OldArray(rows), key: list(range(classes))}


@pytest.fixture(params=["cifar10", "cifar100"])
def cifar(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """A miniature on our server."""
    name: str = request.param
    classes, key = (10, "labels") if name == "cifar10" else (100, "fine_labels")
    names = datasets.get(name).facts["classes"]
    kind = KINDS[name]
    lists = {"train_list": kind.train_list, "test_list": kind.test_list}
    contents: dict[str, bytes] = {kind.meta["filename"]: pickle.dumps({kind.meta["key"]: names}, protocol=2)}
    for files in lists.values():
        for file, _ in files:
            contents[file] = pickle.dumps(batch(len(contents), classes, key), protocol=2)
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as packed:
        for file, content in contents.items():
            info = tarfile.TarInfo(f"{kind.base_folder}/{file}")
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
    for attribute, files in lists.items():
        monkeypatch.setattr(kind, attribute, [[file, md5(contents[file])] for file, _ in files])
    monkeypatch.setattr(kind, "meta", {**kind.meta, "md5": md5(contents[kind.meta["filename"]])})
    monkeypatch.setattr(kind, "tgz_md5", md5(archive.getvalue()))
    monkeypatch.setattr(kind, "url", f"{server.url}/cifar.tar.gz")
    server.files["/cifar.tar.gz"] = archive.getvalue()
    return name


def test_cifar_is_downloaded_and_read(cifar: str, context: LoadContext, server: Server) -> None:
    pictures = load(data_of(cifar), context)
    classes = len(pictures.classes)
    trained = 5 * classes if cifar == "cifar10" else classes
    assert list(pictures.classes) == datasets.get(cifar).facts["classes"]
    assert pictures.images.shape == (trained + classes, 3, 32, 32)
    first = np.random.default_rng(1).integers(0, 256, (classes, 3072), dtype=np.uint8)
    assert pictures.images[:classes].flatten(1).numpy().tolist() == first.tolist()
    assert pictures.labels[:classes].tolist() == list(range(classes))
    assert pictures.parts is not None
    assert pictures.parts.tolist() == [0] * trained + [2] * classes
    assert server.asked == [("/cifar.tar.gz", "")]
    assert list(context.cache.glob("*.gz*")) == []


def test_cifar_is_not_downloaded_again(cifar: str, context: LoadContext, server: Server) -> None:
    load(data_of(cifar), context)
    load(Data(), context)  # lets go of the pictures in memory
    load(data_of(cifar), context)
    assert len(server.asked) == 1


class Bomb:
    """Pickles to something that makes a file when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


def test_a_pickle_that_is_not_the_publishers_is_replaced_without_being_opened(
    cifar: str, context: LoadContext, server: Server, tmp_path: Path
) -> None:
    load(data_of(cifar), context)
    kind = KINDS[cifar]
    for file in (str(kind.train_list[0][0]), str(kind.test_list[0][0]), str(kind.meta["filename"])):
        (context.cache / kind.base_folder / file).write_bytes(pickle.dumps(Bomb(tmp_path / "boom")))
        load(Data(), context)
        load(data_of(cifar), context)
    assert not (tmp_path / "boom").exists()
    assert len(server.asked) == 4


def test_an_archive_that_is_not_the_publishers_is_never_unpacked(
    cifar: str, context: LoadContext, server: Server
) -> None:
    server.files["/cifar.tar.gz"] = b"forged"
    with pytest.raises(DataError, match="arrived damaged"):
        load(data_of(cifar), context)
    assert not (context.cache / KINDS[cifar].base_folder).exists()


# What is told before a download

COUNTS = {
    "mnist": (51000, 9000, 10000),
    "fashion_mnist": (51000, 9000, 10000),
    "cifar10": (42500, 7500, 10000),
    "cifar100": (42500, 7500, 10000),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_source_is_outlined_without_downloading_it(
    kind: str, context: LoadContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a download was started")

    monkeypatch.setattr("workbench.engine.downloads.fetch", never)
    monkeypatch.setattr("workbench.engine.downloads._opener", never)
    entry = datasets.get(kind)
    told = outline(data_of(kind, labels_per_class=20), context)
    train, validation, test = COUNTS[kind]
    classes = len(entry.facts["classes"])
    assert told["train"] == pytest.approx(train, abs=5)
    assert told["train"] + told["validation"] == train + validation
    assert (told["labelled"], told["test"]) == (20 * classes, test)
    assert (told["classes"], told["shape"]) == (entry.facts["classes"], entry.facts["shape"])
    assert told["download"] == f"{entry.title}, {entry.facts['bytes'] / 1e6:.1f} MB from {entry.facts['host']}"
    assert not context.cache.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_of_the_host_is_where_the_download_starts(kind: str) -> None:
    made = KINDS[kind]
    first = made.mirrors[0] if hasattr(made, "mirrors") else made.url
    assert datasets.get(kind).facts["host"] == urlsplit(first).hostname


def test_too_many_labels_are_refused_before_a_download(context: LoadContext) -> None:
    with pytest.raises(DataError, match="has 425 training pictures, fewer than the 1000 labels"):
        outline(data_of("cifar100", labels_per_class=1000), context)
