from __future__ import annotations

import pytest
import torch
from torch import nn

from workbench.engine.cost import cost
from workbench.engine.registry import architectures


def build(name: str, shape: tuple[int, int, int], classes: int = 10, **settings: str) -> nn.Module:
    entry = architectures.get(name)
    net: nn.Module = entry.make(entry.params(**settings), shape=shape, classes=classes)
    return net


def strides_of_the_first_layer(net: nn.Module) -> tuple[int, ...]:
    first = next(layer for layer in net.modules() if isinstance(layer, nn.Conv2d))
    return first.stride


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v3_small"])
@pytest.mark.parametrize(
    ("shape", "stem", "stride"),
    [
        ((3, 64, 64), "auto", 1),
        ((3, 40, 65), "auto", 2),
        ((3, 64, 64), "large", 2),
        ((1, 128, 128), "small", 1),
    ],
)
def test_small_pictures_keep_all_pixels(name: str, shape: tuple[int, int, int], stem: str, stride: int) -> None:
    with torch.device("meta"):
        net = build(name, shape, stem=stem)
    assert strides_of_the_first_layer(net) == (stride, stride)


def test_resnet18_pools_before_its_stages_only_with_the_large_stem() -> None:
    with torch.device("meta"):
        small, large = build("resnet18", (3, 32, 32)), build("resnet18", (3, 96, 96))
    assert not any(isinstance(layer, nn.MaxPool2d) for layer in small.modules())
    assert any(isinstance(layer, nn.MaxPool2d) for layer in large.modules())


@pytest.mark.parametrize(
    ("name", "parameters", "multiply_adds"),
    # torchvision's own figures for 1,000 classes at 3x224x224
    [("resnet18", 11_689_512, 1.814e9), ("mobilenet_v3_small", 2_542_856, 0.057e9)],
)
def test_at_full_size_they_are_torchvisions_own(name: str, parameters: int, multiply_adds: float) -> None:
    with torch.device("meta"):
        found = cost(build(name, (3, 224, 224), classes=1000), (3, 224, 224))
    assert found.parameters == parameters
    assert found.flops / 2 == pytest.approx(multiply_adds, rel=0.02)


def test_mobilenets_normalisation_keeps_up_with_short_trainings() -> None:
    norms = [layer for layer in build("mobilenet_v3_small", (1, 8, 8)).modules() if isinstance(layer, nn.BatchNorm2d)]
    assert {norm.momentum for norm in norms} == {0.1}
