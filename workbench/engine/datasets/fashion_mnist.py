"""Pieces of clothing, downloaded when first used.

H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms, 2017,
https://arxiv.org/abs/1708.07747
"""

from __future__ import annotations

from workbench.engine.data import LoadContext, Pictures, Source
from workbench.engine.datasets.mnist import idx_is_here, load_idx
from workbench.engine.registry import datasets

CLOTHES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip


class Params(Source):
    """Fashion-MNIST has no settings."""

    def is_here(self, context: LoadContext) -> bool:
        """Whether the four files were downloaded."""
        from torchvision.datasets import FashionMNIST

        return idx_is_here(FashionMNIST, context)


@datasets.register(
    "fashion_mnist",
    Params,
    title="Fashion-MNIST",
    classes=list(CLOTHES),
    shape=[1, 28, 28],
    train_per_class=[6000] * 10,
    test_per_class=[1000] * 10,
    offline=False,
    bytes=30_878_645,
    # As its authors write: light on dark, trimmed, the longer side scaled to 28 pixels, centred.
    ink={"height": 1.0, "width": 1.0, "centre": "box"},
    host="fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    source="Zalando Research, 2017; MIT licence",
)
def fashion_mnist(params: Params, context: LoadContext) -> Pictures:  # noqa: ARG001 - every source is called alike
    """70,000 pieces of clothing of 28 × 28 grey pixels."""
    from torchvision.datasets import FashionMNIST

    return load_idx(FashionMNIST, "Fashion-MNIST", CLOTHES, context)
