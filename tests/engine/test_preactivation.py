"""Where maps are before their activation, in every sort of network."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import network
from workbench.engine.preactivation import preactivations
from workbench.engine.taps import Offer, Tapped, probe
from workbench.recipes import Ref


def offer(kind: str, **params: object) -> Offer:
    return probe(network(Ref(kind=kind, params=params), seed=0))


@pytest.mark.parametrize(
    ("kind", "layer", "path", "norms"),
    [
        ("resnet14", "stage2", "stage2.1.relu2:in", {"stage2.1.norm2"}),
        ("resnet14", "stage2.0", "stage2.0.relu2:in", {"stage2.0.norm2", "stage2.0.shortcut.1"}),
        ("resnet8", "stage2", "stage2.0.relu2:in", {"stage2.0.norm2", "stage2.0.shortcut.1"}),
        ("wrn_16_1", "stage1", "stage2.0.relu1:in", {"stage2.0.norm1"}),
        ("wrn_16_1", "activation", "activation.relu:in", {"activation.norm"}),
        ("vgg8", "stage1", "stage1.relu1:in", {"stage1.norm1"}),
        ("mobilenet_v2_half", "stage2", "stage2", {"stage2.0.norm3", "stage2.1.norm3", "stage2.2.norm3"}),
        ("mobilenet_v2_half", "last", "last.2:in", {"last.1"}),
        ("shufflenet_v1", "stage1", "stage1.3.relu3:in", {"stage1.3.norm3"}),
        ("shufflenet_v2", "stage1", "stage1", set()),
        ("small_cnn", "block1", "block1.relu:in", {"block1.norm"}),
        ("resnet18", "layer1", "layer1.1.relu:in", {"layer1.1.bn2"}),
        ("resnet18", "layer2.0", "layer2.0.relu:in", {"layer2.0.bn2", "layer2.0.downsample.1"}),
    ],
)
def test_the_map_before_the_activation(kind: str, layer: str, path: str, norms: set[str]) -> None:
    """Behind a pooling; behind the next block's normalisation; the map itself where a block ends without activation.

    A ReLU that is used several times, as in ResNet-18, is heard where it was used last.
    """
    found_offer = offer(kind)
    (found,) = preactivations(found_offer, [found_offer.tap(layer)])
    names = {layer: name for name, layer in found_offer.network.net.named_modules()}
    assert found.tap.path == path
    assert {names[norm] for norm in found.norms} == norms


@pytest.mark.parametrize("kind", ["resnet8", "wrn_16_1", "vgg8", "mobilenet_v2_half", "small_cnn"])
def test_what_is_heard_there_has_the_shape_and_negative_values(kind: str) -> None:
    found = offer(kind)
    taps = [one.tap for one in preactivations(found, found.stages())]
    tapped = Tapped(found.network, [tap.path for tap in taps])
    with torch.no_grad():
        maps = tapped(torch.randint(0, 256, (2, 3, 16, 16), dtype=torch.uint8)).maps
    tapped.release()
    assert {tap.path: tap.shape for tap in taps} == {path: tuple(value.shape[1:]) for path, value in maps.items()}
    assert all(value.min() < 0 for value in maps.values())


def test_looking_leaves_the_network_as_it_was() -> None:
    found = offer("resnet8")
    found.network.train()
    before = {name: value.clone() for name, value in found.network.state_dict().items()}
    preactivations(found, found.stages())
    assert all(layer.training for layer in found.network.modules())
    assert all(torch.equal(value, before[name]) for name, value in found.network.state_dict().items())
    assert not any(layer._forward_hooks for layer in found.network.modules())


def test_the_activation_of_the_map_is_what_comes_out_of_the_layer() -> None:
    """The ReLU of what is heard is the stage."""
    found = offer("resnet8")
    (before,) = preactivations(found, [found.tap("stage3")])
    tapped = Tapped(found.network, ["stage3", before.tap.path])
    maps = tapped(torch.randint(0, 256, (2, 3, 16, 16), dtype=torch.uint8)).maps
    tapped.release()
    active: Tensor = nn.functional.relu(maps[before.tap.path])
    assert torch.equal(active, maps["stage3"])
