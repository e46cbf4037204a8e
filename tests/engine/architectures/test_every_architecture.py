"""What every registered architecture promises, whoever wrote it."""

from __future__ import annotations

import pickle
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workbench.engine.model import Card, Classifier, load_model, save_model
from workbench.engine.registry import architectures
from workbench.engine.script_source import Gatherer, Wanted
from workbench.recipes import Ref

NAMES = architectures.names()
SHAPES = [(1, 8, 8), (1, 28, 28), (3, 37, 53), (2, 5, 3)]

LARGE = {"resnet44", "resnet56", "resnet110", "resnet32x4", "wrn_40_1", "wrn_40_2", "vgg13"}
"""Of the same making as a smaller one, which is enough for every day."""

every_architecture = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in LARGE else []) for name in NAMES]
)


def build(name: str, shape: tuple[int, int, int], classes: int = 7) -> nn.Module:
    torch.manual_seed(0)
    entry = architectures.get(name)
    net: nn.Module = entry.make(entry.params(), shape=shape, classes=classes)
    return net


def pictures(shape: tuple[int, int, int], count: int = 3) -> Tensor:
    return torch.randn(count, *shape, generator=torch.Generator().manual_seed(1))


def classifier(name: str, shape: tuple[int, int, int]) -> Classifier:
    torch.manual_seed(0)
    channels = shape[0]
    return Classifier(
        Card(
            architecture=Ref(kind=name),
            shape=shape,
            classes=("a", "b", "c"),
            mean=(0.4,) * channels,
            std=(0.2,) * channels,
        )
    )


def test_the_architectures_on_offer() -> None:
    residual = {f"resnet{depth}" for depth in (8, 14, 20, 32, 44, 56, 110)} | {"resnet8x4", "resnet32x4", "resnet18"}
    wide = {f"wrn_{depth}_{width}" for depth in (16, 40) for width in (1, 2)}
    mobile = {"mobilenet_v2_half", "mobilenet_v3_small", "shufflenet_v1", "shufflenet_v2"}
    assert {"mlp", "small_cnn", "vgg8", "vgg13"} | residual | wide | mobile <= set(NAMES)


def test_any_two_fit_into_one_program() -> None:
    program = Gatherer(Wanted())
    for name in NAMES:
        make = architectures.get(name).make
        program.need(make.func if isinstance(make, partial) else make)  # an EngineFault where two names are the same
    assert "class " in program.text()


@every_architecture
def test_it_says_what_it_is(name: str) -> None:
    entry = architectures.get(name)
    assert entry.title != name
    assert entry.summary.endswith((".", ";"))
    assert "http" in entry.facts["paper"]
    for field, schema in entry.params.model_json_schema().get("properties", {}).items():
        assert schema.get("description"), field


@every_architecture
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_it_gives_one_finite_logit_a_class_for_pictures_of_any_size(name: str, shape: tuple[int, int, int]) -> None:
    net = build(name, shape, classes=7).eval()
    with torch.no_grad():
        logits = net(pictures(shape))
    assert logits.shape == (3, 7)
    assert logits.isfinite().all()


@every_architecture
def test_every_weight_that_learns_gets_a_finite_gradient(name: str) -> None:
    net = build(name, (3, 32, 32)).train()
    loss = F.cross_entropy(net(pictures((3, 32, 32))), torch.tensor([0, 3, 6]))
    loss.backward()
    assert loss.isfinite()
    learned = [(key, weight.grad) for key, weight in net.named_parameters() if weight.requires_grad]
    assert [key for key, gradient in learned if gradient is None or not gradient.isfinite().all()] == []


@every_architecture
def test_in_eval_mode_a_picture_gets_the_same_answer_again_and_in_any_company(name: str) -> None:
    net, images = build(name, (1, 8, 8)).eval(), pictures((1, 8, 8))
    with torch.no_grad():
        together, again, alone = net(images), net(images), net(images[:1])
    assert torch.equal(together, again)
    torch.testing.assert_close(together[:1], alone, rtol=1e-3, atol=1e-4 * together.abs().max().item())


@every_architecture
def test_it_comes_back_from_disk_bit_for_bit_without_unpickling(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("something was unpickled")

    model = classifier(name, (1, 8, 8)).eval()
    images = torch.randint(0, 256, (4, 1, 8, 8), dtype=torch.uint8)
    for owner, what in ((torch, "load"), (pickle, "load"), (pickle, "loads"), (pickle, "Unpickler")):
        monkeypatch.setattr(owner, what, refuse)
    save_model(model, tmp_path)
    torch.manual_seed(99)
    loaded = load_model(tmp_path)
    with torch.no_grad():
        assert torch.equal(model(images), loaded(images))


@every_architecture
def test_it_stays_finite_in_bfloat16(name: str) -> None:
    net = build(name, (1, 8, 8)).train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = F.cross_entropy(net(pictures((1, 8, 8))).float(), torch.tensor([0, 3, 6]))
    loss.backward()
    assert loss.isfinite()
    learned = [weight.grad for weight in net.parameters() if weight.requires_grad]
    assert all(gradient is not None and gradient.isfinite().all() for gradient in learned)


@every_architecture
def test_a_seed_settles_the_first_weights(name: str) -> None:
    first, second = build(name, (1, 8, 8)).state_dict(), build(name, (1, 8, 8)).state_dict()
    assert all(torch.equal(first[key], second[key]) for key in first)


@every_architecture
def test_names_of_weights_depend_on_neither_pictures_nor_classes(name: str) -> None:
    assert list(build(name, (1, 8, 8)).state_dict()) == list(build(name, (3, 37, 53), classes=100).state_dict())
