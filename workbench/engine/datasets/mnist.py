"""Handwritten digits, downloaded when first used.

Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-Based Learning Applied to Document Recognition, 1998,
https://doi.org/10.1109/5.726791
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from workbench.engine.data import TEST, TRAIN, LoadContext, Pictures, Source
from workbench.engine.downloads import Remote, fetch, unpack_gzip
from workbench.engine.registry import datasets

DIGITS = tuple(str(digit) for digit in range(10))


class Params(Source):
    """MNIST has no settings."""

    def is_here(self, context: LoadContext) -> bool:
        """Whether the four files were downloaded."""
        from torchvision.datasets import MNIST

        return idx_is_here(MNIST, context)


@datasets.register(
    "mnist",
    Params,
    title="MNIST",
    classes=list(DIGITS),
    shape=[1, 28, 28],
    train_per_class=[5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    test_per_class=[980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    offline=False,
    bytes=11_594_722,
    host="ossci-datasets.s3.amazonaws.com",
    # As its authors write: fitted into 20 x 20 of 28 pixels, centred by mass; the mean of its pictures is 0.131.
    ink={"height": 20 / 28, "width": 20 / 28, "centre": "mass", "share": 0.13},
    source="Y. LeCun, C. Cortes and C. Burges, 1998",
)
def mnist(params: Params, context: LoadContext) -> Pictures:  # noqa: ARG001 - every source is called alike
    """70,000 handwritten digits of 28 × 28 grey pixels."""
    from torchvision.datasets import MNIST

    return load_idx(MNIST, "MNIST", DIGITS, context)


def idx_is_here(kind: Any, context: LoadContext) -> bool:
    """Whether the files of a torchvision class of the MNIST family are in the cache."""
    return all((_folder(kind, context) / name).is_file() for name, _ in kind.resources)


def load_idx(kind: Any, title: str, classes: tuple[str, ...], context: LoadContext) -> Pictures:
    """Download what is missing and read it, for a torchvision class of the MNIST family.

    Raises:
        DataError: The files cannot be had or written.
    """
    folder = _folder(kind, context)
    remotes = [Remote(name, md5, tuple(mirror + name for mirror in kind.mirrors)) for name, md5 in kind.resources]
    fetch(remotes, folder, title=title, context=context)
    for remote in remotes:
        unpack_gzip(folder / remote.name, folder / Path(remote.name).stem, context.check)
    train, test = kind(context.cache, train=True), kind(context.cache, train=False)
    counts = torch.tensor([len(train), len(test)])
    return Pictures(
        images=torch.cat([train.data, test.data]).unsqueeze(1),
        labels=torch.cat([train.targets, test.targets]),
        classes=classes,
        parts=torch.tensor([TRAIN, TEST], dtype=torch.uint8).repeat_interleave(counts),
    )


def _folder(kind: Any, context: LoadContext) -> Path:
    """Where the torchvision class looks for its files."""
    return context.cache / str(kind.__name__) / "raw"
