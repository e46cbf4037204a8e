"""Small colour photographs of a hundred things, downloaded when first used.

A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009,
https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf
"""

from __future__ import annotations

from workbench.engine.data import LoadContext, Pictures, Source
from workbench.engine.datasets.cifar10 import batches_are_here, load_batches
from workbench.engine.registry import datasets

THINGS = (
    "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl", "boy",
    "bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle", "chair", "chimpanzee", "clock",
    "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin", "elephant", "flatfish", "forest",
    "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard", "lion", "lizard",
    "lobster", "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom", "oak_tree", "orange", "orchid",
    "otter", "palm_tree", "pear", "pickup_truck", "pine_tree", "plain", "plate", "poppy", "porcupine", "possum",
    "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper",
    "snail", "snake", "spider", "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone",
    "television", "tiger", "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf",
    "woman", "worm",
)  # fmt: skip


class Params(Source):
    """CIFAR-100 has no settings."""

    def is_here(self, context: LoadContext) -> bool:
        """Whether the files were downloaded and unpacked."""
        from torchvision.datasets import CIFAR100

        return batches_are_here(CIFAR100, context)


@datasets.register(
    "cifar100",
    Params,
    title="CIFAR-100",
    classes=list(THINGS),
    shape=[3, 32, 32],
    train_per_class=[500] * 100,
    test_per_class=[100] * 100,
    offline=False,
    bytes=169_001_437,
    host="www.cs.toronto.edu",
    source="A. Krizhevsky, V. Nair and G. Hinton, 2009",
)
def cifar100(params: Params, context: LoadContext) -> Pictures:  # noqa: ARG001 - every source is called alike
    """60,000 photographs of a hundred things, 32 × 32 pixels in colour."""
    from torchvision.datasets import CIFAR100

    return load_batches(CIFAR100, "CIFAR-100", context)
