"""Small colour photographs of ten things, downloaded when first used.

A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009,
https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch

from workbench.engine.data import TEST, TRAIN, LoadContext, Pictures, Source
from workbench.engine.downloads import Remote, fetch, unpack_tar
from workbench.engine.registry import datasets
from workbench.events import Progress

THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


class Params(Source):
    """CIFAR-10 has no settings."""

    def is_here(self, context: LoadContext) -> bool:
        """Whether the files were downloaded and unpacked."""
        from torchvision.datasets import CIFAR10

        return batches_are_here(CIFAR10, context)


@datasets.register(
    "cifar10",
    Params,
    title="CIFAR-10",
    classes=list(THINGS),
    shape=[3, 32, 32],
    train_per_class=[5000] * 10,
    test_per_class=[1000] * 10,
    offline=False,
    bytes=170_498_071,
    host="www.cs.toronto.edu",
    source="A. Krizhevsky, V. Nair and G. Hinton, 2009",
)
def cifar10(params: Params, context: LoadContext) -> Pictures:  # noqa: ARG001 - every source is called alike
    """60,000 photographs of ten things, 32 × 32 pixels in colour."""
    from torchvision.datasets import CIFAR10

    return load_batches(CIFAR10, "CIFAR-10", context)


def batches_are_here(kind: Any, context: LoadContext) -> bool:
    """Whether the files of a torchvision class of the CIFAR family are in the cache."""
    return all(path.is_file() for path in _members(kind, context).values())


def load_batches(kind: Any, title: str, context: LoadContext) -> Pictures:
    """Download and unpack what is missing or damaged and read it, for a torchvision class of the CIFAR family.

    The files are pickles. torchvision compares the checksum of each with the publisher's before it opens the first.

    Raises:
        DataError: The files cannot be had or written.
    """
    try:
        return _read(kind, context)
    except RuntimeError:  # torchvision's word for a file that is missing or has the wrong checksum
        _bring(kind, title, context)
    return _read(kind, context)


def _bring(kind: Any, title: str, context: LoadContext) -> None:
    archive = Remote(kind.filename, kind.tgz_md5, (kind.url,))
    fetch([archive], context.cache, title=title, context=context)
    context.report(Progress(what=f"Unpacking {title}", done=0, total=0))
    unpack_tar(context.cache / archive.name, _members(kind, context), context.check)
    (context.cache / archive.name).unlink()


def _read(kind: Any, context: LoadContext) -> Pictures:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of some versions of numpy, about the age of the pickles
        context.check()
        train = kind(context.cache, train=True)
        context.check()
        test = kind(context.cache, train=False)
    context.check()
    images = torch.from_numpy(np.concatenate([train.data, test.data])).permute(0, 3, 1, 2).contiguous()
    return Pictures(
        images=images,
        labels=torch.tensor(train.targets + test.targets),
        classes=tuple(train.classes),
        parts=torch.tensor([TRAIN] * len(train) + [TEST] * len(test), dtype=torch.uint8),
    )


def _members(kind: Any, context: LoadContext) -> dict[str, Path]:
    """Where the torchvision class looks for each file of its archive."""
    names = [name for name, _ in kind.train_list + kind.test_list] + [kind.meta["filename"]]
    return {f"{kind.base_folder}/{name}": context.cache / kind.base_folder / name for name in names}
