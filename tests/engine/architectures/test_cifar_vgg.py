from __future__ import annotations

import pytest
import torch
from torch import nn

from workbench.engine.architectures.cifar_vgg import CifarVgg
from workbench.engine.cost import cost
from workbench.engine.registry import architectures

PUBLISHED = {
    # 100 classes, 3x32x32: weights, millions of multiply-adds, as the literature on distillation has them
    "vgg8": (3_965_028, 96),
    "vgg13": (9_462_180, 285),
}


def build(name: str, shape: tuple[int, int, int] = (3, 32, 32)) -> CifarVgg:
    entry = architectures.get(name)
    with torch.device("meta"):
        net = entry.make(entry.params(), shape=shape, classes=100)
    assert isinstance(net, CifarVgg)
    return net


def sizes(name: str, shape: tuple[int, int, int]) -> list[tuple[int, ...]]:
    net, x, seen = build(name, shape), torch.zeros(2, *shape, device="meta"), []
    for stage in (net.stage1, net.stage2, net.stage3, net.stage4, net.stage5):
        x = stage(x)
        seen.append(tuple(x.shape[1:]))
    return seen


@pytest.mark.parametrize(("name", "facts"), PUBLISHED.items())
def test_weights_and_multiply_adds_are_the_published_ones(name: str, facts: tuple[int, float]) -> None:
    found = cost(build(name), (3, 32, 32))
    assert found.parameters == facts[0]
    assert found.flops / 2e6 == pytest.approx(facts[1], rel=5e-3)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_stages_give_the_published_feature_maps(name: str) -> None:
    assert sizes(name, (3, 32, 32)) == [(64, 32, 32), (128, 16, 16), (256, 8, 8), (512, 4, 4), (512, 4, 4)]


@pytest.mark.parametrize(
    ("shape", "last"),
    [((1, 8, 8), (2, 2)), ((3, 37, 53), (4, 6)), ((2, 5, 3), (5, 3)), ((1, 1, 9), (1, 9)), ((1, 4, 16), (2, 8))],
)
def test_pictures_are_halved_three_times_at_most_and_down_to_two_pixels(
    shape: tuple[int, int, int], last: tuple[int, int]
) -> None:
    assert sizes("vgg8", shape)[-1] == (512, *last)


@pytest.mark.parametrize(("name", "count"), [("vgg8", 1), ("vgg13", 2)])
def test_every_convolution_is_normalised_and_then_cut(name: str, count: int) -> None:
    assert [type(layer) for layer in build(name).stage5] == [nn.Conv2d, nn.BatchNorm2d, nn.ReLU] * count
