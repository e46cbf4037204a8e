from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from workbench.engine.architectures.cifar_resnet import CifarResNet
from workbench.engine.cost import cost
from workbench.engine.registry import architectures

PUBLISHED = {
    # 100 classes, 3x32x32: millions of weights, millions of multiply-adds, as the literature on distillation has them
    "resnet32x4": (7.43, 1083),
    "resnet8x4": (1.23, 177),
    "resnet56": (0.862, 126),
    "resnet20": (0.278, 40.8),
}
STAGES = {
    "resnet20": [(16, 32, 32), (16, 32, 32), (32, 16, 16), (64, 8, 8)],
    "resnet8x4": [(32, 32, 32), (64, 32, 32), (128, 16, 16), (256, 8, 8)],
}


def build(name: str, *, classes: int = 100) -> CifarResNet:
    entry = architectures.get(name)
    net = entry.make(entry.params(), shape=(3, 32, 32), classes=classes)
    assert isinstance(net, CifarResNet)
    return net


@pytest.mark.parametrize(("name", "facts"), PUBLISHED.items())
def test_weights_and_multiply_adds_are_the_published_ones(name: str, facts: tuple[float, float]) -> None:
    found = cost(build(name), (3, 32, 32))
    assert (found.parameters / 1e6, found.flops / 2e6) == pytest.approx(facts, rel=5e-3)


@pytest.mark.parametrize("depth", [8, 14, 20, 32, 44, 56, 110])
def test_the_name_counts_the_layers_with_weights(depth: int) -> None:
    net = build(f"resnet{depth}")
    on_the_path = [
        layer
        for name, layer in net.named_modules()
        if isinstance(layer, nn.Conv2d | nn.Linear) and "shortcut" not in name
    ]
    assert len(on_the_path) == depth


@pytest.mark.parametrize(("name", "expected"), STAGES.items())
def test_the_stages_give_the_published_feature_maps(name: str, expected: list[tuple[int, int, int]]) -> None:
    net, x = build(name).eval(), torch.zeros(1, 3, 32, 32)
    seen: list[tuple[int, ...]] = []

    def note(_layer: nn.Module, _inputs: object, output: Tensor) -> None:
        seen.append(tuple(output.shape[1:]))

    for stage in ("stem", "stage1", "stage2", "stage3"):
        net.get_submodule(stage).register_forward_hook(note)
    net(x)
    assert seen == expected


def test_a_block_whose_convolutions_are_silent_passes_its_input_on() -> None:
    block = build("resnet8").eval().get_submodule("stage1.0")
    for layer in block.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.zeros_(layer.weight)
    x = torch.rand(2, 16, 5, 5)
    assert torch.equal(block(x), x)
