from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from workbench.engine.architectures.wide_resnet import PreactivationBlock, WideResNet
from workbench.engine.cost import cost
from workbench.engine.registry import architectures

PUBLISHED = {
    # 100 classes, 3x32x32: weights, and where the literature on distillation has them, millions of multiply-adds
    "wrn_16_1": (180_916, None),
    "wrn_16_2": (703_284, 101),
    "wrn_40_1": (569_780, None),
    "wrn_40_2": (2_255_156, 328),
}


def build(name: str) -> WideResNet:
    entry = architectures.get(name)
    net = entry.make(entry.params(), shape=(3, 32, 32), classes=100)
    assert isinstance(net, WideResNet)
    return net


def by_hand(depth: int, width: int, classes: int) -> int:
    """Weights, summed from the paper's table 1."""
    weights, before = 27 * 16, 16
    for after in (16 * width, 32 * width, 64 * width):
        for _ in range((depth - 4) // 6):
            weights += 9 * before * after + 9 * after * after + 2 * before + 2 * after
            weights += before * after if before != after else 0
            before = after
    return weights + 2 * before + before * classes + classes


@pytest.mark.parametrize(("name", "facts"), PUBLISHED.items())
def test_weights_and_multiply_adds_are_the_published_ones(name: str, facts: tuple[int, float | None]) -> None:
    found = cost(build(name), (3, 32, 32))
    _, depth, width = name.split("_")
    assert found.parameters == facts[0] == by_hand(int(depth), int(width), 100)
    assert facts[1] is None or found.flops / 2e6 == pytest.approx(facts[1], rel=5e-3)


def test_the_stages_give_the_published_feature_maps() -> None:
    net, x = build("wrn_16_2").eval(), torch.zeros(1, 3, 32, 32)
    seen: list[tuple[int, ...]] = []

    def note(_layer: nn.Module, _inputs: object, output: Tensor) -> None:
        seen.append(tuple(output.shape[1:]))

    for stage in ("stem", "stage1", "stage2", "stage3", "activation", "flatten"):
        net.get_submodule(stage).register_forward_hook(note)
    net(x)
    assert seen == [(16, 32, 32), (32, 32, 32), (64, 16, 16), (128, 8, 8), (128, 8, 8), (128,)]


def test_a_block_whose_convolutions_are_silent_passes_its_input_on_uncut() -> None:
    block = build("wrn_16_1").eval().get_submodule("stage1.0")
    for layer in block.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.zeros_(layer.weight)
    x = torch.randn(2, 16, 5, 5)
    assert x.min() < 0
    assert torch.equal(block(x), x)


def test_a_shortcut_that_changes_the_shape_starts_after_the_first_relu() -> None:
    block = PreactivationBlock(2, 3, stride=2).eval()
    nn.init.zeros_(block.conv2.weight)
    assert torch.equal(block(-torch.rand(1, 2, 4, 4)), torch.zeros(1, 3, 2, 2))
    assert block(torch.rand(1, 2, 4, 4)).abs().sum() > 0
