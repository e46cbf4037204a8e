from __future__ import annotations

import pytest
import torch
from torch import nn

from workbench.engine.architectures.mlp import Params, mlp
from workbench.engine.registry import architectures
from workbench.recipes import Ref


def weights(net: nn.Module) -> int:
    return sum(weight.numel() for weight in net.parameters())


@pytest.mark.parametrize(("hidden", "expected"), [((16,), 1210), ((8,), 610), ((), 650), ((20, 5), 1300 + 105 + 60)])
def test_weights_by_hand(hidden: tuple[int, ...], expected: int) -> None:
    assert weights(mlp(Params(hidden=hidden), shape=(1, 8, 8), classes=10)) == expected


def test_it_computes_what_the_formula_says() -> None:
    net = mlp(Params(hidden=(2,)), shape=(1, 1, 2), classes=2)
    values = {
        "hidden1.weight": [[1.0, 2.0], [-3.0, 1.0]],
        "hidden1.bias": [0.5, 0.0],
        "classifier.weight": [[2.0, 7.0], [-1.0, 9.0]],
        "classifier.bias": [0.0, 1.0],
    }
    net.load_state_dict({name: torch.tensor(value) for name, value in values.items()})
    # hidden = relu(1 + 2 * 2 + 0.5, -3 + 2) = (5.5, 0)
    assert net(torch.tensor([[[[1.0, 2.0]]]])).tolist() == [[11.0, -4.5]]


def test_dropout_silences_units_only_while_training() -> None:
    net = mlp(Params(hidden=(64,), dropout=0.5), shape=(1, 4, 4), classes=3)
    x = torch.ones(1, 1, 4, 4)
    assert not torch.equal(net.train()(x), net(x))
    assert torch.equal(net.eval()(x), net(x))


def test_impossible_widths_are_named_with_their_place() -> None:
    found = architectures.problems(Ref(kind="mlp", params={"hidden": [16, 0], "dropout": 2}), path="student")
    assert [problem.path for problem in found] == ["student.params.hidden.1", "student.params.dropout"]
