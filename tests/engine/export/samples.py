"""Small networks and some of the pictures, for the tests of exports."""

from __future__ import annotations

import torch

from workbench.engine.data import Part
from workbench.engine.model import Card, Classifier
from workbench.recipes import Ref

TINY = Ref(kind="small_cnn", params={"channels": [4, 8], "batch_norm": True, "hidden": None})


def part(whole: Part, places: slice) -> Part:
    return whole.some(torch.arange(len(whole))[places])


def untrained(architecture: Ref = TINY, *, shape: tuple[int, int, int] = (1, 8, 8), seed: int = 0) -> Classifier:
    """A network with the weights of its seed, whose normalisation statistics are not the defaults."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        channels = shape[0]
        card = Card(
            architecture=architecture,
            shape=shape,
            classes=tuple(str(digit) for digit in range(10)),
            mean=(0.3,) * channels,
            std=(0.35,) * channels,
        )
        model = Classifier(card)
        for module in model.modules():
            if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
                assert module.running_mean is not None
                assert module.running_var is not None
                torch.nn.init.normal_(module.running_mean, std=0.1)
                torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
                torch.nn.init.uniform_(module.weight, 0.5, 1.5)
        return model.eval()
