from __future__ import annotations

import pytest
import torch
from torch import nn

from workbench.engine.architectures.small_cnn import Params, small_cnn
from workbench.engine.registry import architectures


def build(shape: tuple[int, int, int] = (1, 8, 8), **settings: object) -> nn.Module:
    net: nn.Module = small_cnn(Params.model_validate(settings), shape=shape, classes=10)
    return net


def weights(net: nn.Module) -> int:
    return sum(weight.numel() for weight in net.parameters())


@pytest.mark.parametrize(
    ("preset", "convolutions", "expected"),
    [
        # 3x3 convolutions without bias, their normalisation, 64 maps of 2x2 to 64 units, 64 units to 10 classes
        ("ten_labels_teacher", 3, 9 * (16 + 16 * 32 + 32 * 64) + 2 * (16 + 32 + 64) + (256 * 64 + 64) + (64 * 10 + 10)),
        # the same, 8 maps of 2x2 to 10 classes
        ("ten_labels_student", 2, 9 * (4 + 4 * 8) + 2 * (4 + 8) + (32 * 10 + 10)),
    ],
)
def test_the_presets_are_the_networks_of_the_first_story(preset: str, convolutions: int, expected: int) -> None:
    net = build(**architectures.get("small_cnn").facts["presets"][preset])
    assert sum(isinstance(layer, nn.Conv2d) for layer in net.modules()) == convolutions
    assert weights(net) == expected
    assert expected in (40_506, 678)


@pytest.mark.parametrize(
    ("shape", "side"), [((1, 8, 8), (2, 2)), ((3, 32, 32), (4, 4)), ((3, 37, 53), (4, 6)), ((1, 1, 9), (1, 9))]
)
def test_pictures_are_halved_down_to_two_pixels(shape: tuple[int, int, int], side: tuple[int, int]) -> None:
    net = build(shape, channels=[2, 2, 2])
    assert isinstance(net, nn.Sequential)
    maps = net[:3](torch.zeros(2, *shape))
    assert tuple(maps.shape) == (2, 2, *side)


def test_without_a_hidden_layer_the_maps_go_straight_to_the_answer() -> None:
    assert "hidden" not in dict(build(hidden=None).named_children())
    assert "hidden" in dict(build(hidden=3).named_children())


def test_batch_norm_takes_the_place_of_the_bias() -> None:
    with_norm, without = (dict(build(batch_norm=choice).named_parameters()) for choice in (True, False))
    assert {"block1.norm.weight", "block1.conv.bias"} & set(with_norm) == {"block1.norm.weight"}
    assert {"block1.norm.weight", "block1.conv.bias"} & set(without) == {"block1.conv.bias"}
