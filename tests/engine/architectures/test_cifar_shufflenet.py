from __future__ import annotations

import pytest
import torch
from torch import nn

from workbench.engine.architectures.cifar_shufflenet import ChannelShuffle, GroupedBlock, SplitBlock
from workbench.engine.cost import cost
from workbench.engine.registry import architectures

PUBLISHED = {
    # 100 classes, 3x32x32: weights, millions of multiply-adds, as the literature on distillation has them
    "shufflenet_v1": (949_258, 38.7),
    "shufflenet_v2": (1_355_528, 44.5),
}
STAGES = {
    "shufflenet_v1": {"stem": (24, 32, 32), "stage1": (240, 16, 16), "stage2": (480, 8, 8), "stage3": (960, 4, 4)},
    "shufflenet_v2": {
        "stem": (24, 32, 32),
        "stage1": (116, 16, 16),
        "stage2": (232, 8, 8),
        "stage3": (464, 4, 4),
        "last": (1024, 4, 4),
    },
}


def build(name: str) -> nn.Module:
    entry = architectures.get(name)
    net: nn.Module = entry.make(entry.params(), shape=(3, 32, 32), classes=100)
    return net


@pytest.mark.parametrize(("name", "facts"), PUBLISHED.items())
def test_weights_and_multiply_adds_are_the_published_ones(name: str, facts: tuple[int, float]) -> None:
    found = cost(build(name), (3, 32, 32))
    assert found.parameters == facts[0]
    assert found.flops / 2e6 == pytest.approx(facts[1], rel=5e-3)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_stages_give_the_published_feature_maps(name: str) -> None:
    net, x, seen = build(name), torch.zeros(2, 3, 32, 32), {}
    for stage in STAGES[name]:
        x = net.get_submodule(stage)(x)
        seen[stage] = tuple(x.shape[1:])
    assert seen == STAGES[name]


def test_shuffling_deals_the_maps_of_each_group_out_in_turn() -> None:
    x = torch.arange(6.0).reshape(1, 6, 1, 1).expand(2, 6, 3, 4)
    out = ChannelShuffle(2)(x)
    assert out.shape == x.shape
    assert out[1, :, 2, 3].tolist() == [0, 3, 1, 4, 2, 5]


def test_a_silent_block_of_the_first_version_passes_on_what_is_positive() -> None:
    block = GroupedBlock(240, 240, halve=False).eval()
    nn.init.zeros_(block.conv3.weight)
    x = torch.randn(2, 240, 3, 3)
    assert torch.equal(block(x), x.relu())


def test_a_halving_block_of_the_first_version_puts_the_means_beside_its_maps() -> None:
    block = GroupedBlock(24, 240, halve=True).eval()
    nn.init.zeros_(block.conv3.weight)
    out = block(torch.ones(2, 24, 9, 9))
    assert out.shape == (2, 240, 5, 5)
    assert torch.equal(out[:, :216], torch.zeros(2, 216, 5, 5))
    assert torch.equal(out[:, 216:, 1:-1, 1:-1], torch.ones(2, 24, 3, 3))


def test_half_of_the_maps_skips_a_block_of_the_second_version() -> None:
    block = SplitBlock(8, 8, halve=False).eval()
    x = torch.randn(2, 8, 3, 3)
    assert torch.equal(block(x)[:, ::2], x[:, :4])
    assert block(x)[:, 1::2].min() >= 0
