from __future__ import annotations

import pytest
import torch
from torch import nn

from workbench.engine.architectures.cifar_mobilenet_v2 import CifarMobileNetV2, InvertedResidual
from workbench.engine.cost import cost
from workbench.engine.registry import architectures

STAGES = {
    "stem": (16, 16, 16),
    "stage1": (12, 16, 16),
    "stage2": (16, 8, 8),
    "stage3": (48, 4, 4),
    "stage4": (160, 2, 2),
    "last": (1280, 2, 2),
    "pool": (1280, 1, 1),
}
"""Of 3x32x32, as the literature on distillation has them."""


def build(shape: tuple[int, int, int] = (3, 32, 32)) -> CifarMobileNetV2:
    entry = architectures.get("mobilenet_v2_half")
    net = entry.make(entry.params(), shape=shape, classes=100)
    assert isinstance(net, CifarMobileNetV2)
    return net


def test_weights_and_multiply_adds_are_the_published_ones() -> None:
    found = cost(build(), (3, 32, 32))
    assert found.parameters == 812_836
    assert found.flops / 2e6 == pytest.approx(6.5, rel=5e-3)


def test_the_stages_give_the_published_feature_maps() -> None:
    net, x = build(), torch.zeros(2, 3, 32, 32)
    seen = {}
    for name in STAGES:
        x = net.get_submodule(name)(x)
        seen[name] = tuple(x.shape[1:])
    assert seen == STAGES


def test_small_pictures_end_as_one_pixel() -> None:
    net, x = build((1, 8, 8)), torch.zeros(2, 1, 8, 8)
    for name in ("stem", "stage1", "stage2", "stage3", "stage4"):
        x = net.get_submodule(name)(x)
    assert x.shape == (2, 160, 1, 1)


@pytest.mark.parametrize(("after", "stride", "keeps"), [(4, 1, True), (5, 1, False), (4, 2, False)])
def test_only_a_block_that_keeps_the_shape_adds_its_input(after: int, stride: int, keeps: bool) -> None:
    block = InvertedResidual(4, after, expansion=6, stride=stride).eval()
    nn.init.zeros_(block.conv3.weight)
    x = torch.randn(2, 4, 6, 6)
    assert torch.equal(block(x), x if keeps else torch.zeros(2, after, 6 // stride, 6 // stride))


def test_no_relu_cuts_what_a_block_gives() -> None:
    assert InvertedResidual(4, 5, expansion=6, stride=1)(torch.randn(8, 4, 6, 6)).min() < 0
