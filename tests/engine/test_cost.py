from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from torch import nn

from workbench.engine.cost import cost
from workbench.engine.model import Card, Classifier, save_model
from workbench.recipes import Ref


def net() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.Dropout(0.5), nn.Flatten(), nn.Linear(4 * 5 * 6, 7)
    )


def test_parameters_and_operations_by_hand() -> None:
    found = cost(net(), (3, 5, 6))
    assert found.parameters == (3 * 4 * 9 + 4) + (4 + 4) + (120 * 7 + 7)
    assert found.flops == 2 * (5 * 6 * 4 * 3 * 9 + 120 * 7)


def test_bytes_are_those_of_the_file(tmp_path: Path) -> None:
    card = Card(architecture=Ref(kind="small_cnn"), shape=(1, 8, 8), classes=("a", "b"), mean=(0.5,), std=(0.5,))
    model = Classifier(card)
    save_model(model, tmp_path)
    assert cost(model, (1, 8, 8)).bytes == (tmp_path / "weights.safetensors").stat().st_size


def test_a_network_without_content_costs_the_same() -> None:
    with torch.device("meta"):
        empty = net()
        inside = cost(empty, (3, 5, 6))
    assert inside == cost(empty, (3, 5, 6)) == cost(net(), (3, 5, 6))


@pytest.mark.parametrize("training", [True, False])
def test_nothing_is_left_behind(training: bool) -> None:
    model = net().train(training)
    model[1].eval()  # a layer that the user froze stays frozen
    modes = [layer.training for layer in model.modules()]
    before, random = copy.deepcopy(model.state_dict()), torch.get_rng_state()
    cost(model, (3, 5, 6))
    after = model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert [layer.training for layer in model.modules()] == modes
    assert all(weight.grad is None and weight.device.type == "cpu" for weight in model.parameters())
    assert torch.equal(torch.get_rng_state(), random)


def test_a_network_in_training_that_could_not_learn_from_one_picture_is_weighed() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3, bias=False), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(2, 4)).train()
    assert cost(model, (1, 3, 3)).flops == 2 * (2 * 9 + 2 * 4)
