from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from tests.engine.export.samples import untrained
from workbench.engine.architectures.simkd_student import SimkdStudent
from workbench.engine.cost import cost
from workbench.engine.data import Part
from workbench.engine.export import Artefact, export, read_manifest
from workbench.engine.model import Card, Classifier, load_model, save_model
from workbench.engine.registry import architectures
from workbench.engine.taps import probe
from workbench.errors import RecipeError
from workbench.recipes import Ref


def ref(student: str, teacher: str, factor: int = 2) -> Ref:
    return Ref(
        kind="simkd_student", params={"student": {"kind": student}, "teacher": {"kind": teacher}, "factor": factor}
    )


def build(of: Ref, *, shape: tuple[int, int, int] = (3, 32, 32), classes: int = 100) -> SimkdStudent:
    torch.manual_seed(0)
    net = architectures.get(of.kind).make(architectures.settings(of), shape=shape, classes=classes)
    assert isinstance(net, SimkdStudent)
    return net


def plain(name: str, *, classes: int = 100) -> nn.Module:
    torch.manual_seed(0)
    entry = architectures.get(name)
    net: nn.Module = entry.make(entry.params(), shape=(3, 32, 32), classes=classes)
    return net


def test_the_projector_adds_the_published_weights() -> None:
    """0.214 million for a ResNet-8x4 with factor 2, where the teacher's last layer is as large as its own."""
    added = cost(build(ref("resnet8x4", "resnet32x4")), (3, 32, 32)).parameters
    assert added - cost(plain("resnet8x4"), (3, 32, 32)).parameters == 214_016


def test_it_answers_as_its_parts_one_after_the_other() -> None:
    net, twin = build(ref("resnet8", "resnet14")).eval(), plain("resnet8").eval()
    heard: list[Tensor] = []
    twin.get_submodule("stage3").register_forward_hook(lambda *one: heard.append(one[2]))
    x = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        twin(x)
        expected = net.classifier(net.projector(heard[0]).mean(dim=(2, 3)))
        torch.testing.assert_close(net(x), expected)


@pytest.mark.parametrize(
    ("student", "teacher", "size"),
    [("resnet8", "vgg8", (4, 4)), ("mobilenet_v2_half", "resnet8", (2, 2)), ("resnet8", "resnet8", (8, 8))],
)
def test_maps_larger_than_the_teachers_are_averaged_down(student: str, teacher: str, size: tuple[int, int]) -> None:
    net = build(ref(student, teacher)).eval()
    heard: list[Tensor] = []
    net.projector.register_forward_hook(lambda *one: heard.append(one[2]))
    net(torch.zeros(1, 3, 32, 32))
    assert tuple(heard[0].shape[2:]) == size


def test_a_method_can_listen_to_the_projector() -> None:
    offer = probe(untrained(ref("resnet8", "resnet14"), shape=(3, 32, 32)))
    assert offer.pooled == offer.tap("projector")
    assert (offer.head, offer.width) == ("classifier", 64)


def test_a_copy_listens_to_its_own_body() -> None:
    net = build(ref("resnet8", "resnet14")).eval()
    twin = copy.deepcopy(net)
    for weight in net.body.parameters():
        nn.init.zeros_(weight)
    x = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        assert not torch.allclose(twin(x), net(x))
        assert torch.equal(twin(x), copy.deepcopy(twin)(x))


def test_nothing_is_kept_between_two_calls() -> None:
    net = build(ref("resnet8", "resnet14"))
    net(torch.zeros(2, 3, 32, 32))
    assert net._heard is None


def test_it_comes_back_from_disk_with_the_teachers_last_layer(tmp_path: Path) -> None:
    model = untrained(ref("resnet8", "vgg8"), shape=(1, 16, 16))
    nn.init.normal_(model.net.get_submodule("classifier").weight)  # type: ignore[arg-type]  # a layer's weight is one
    save_model(model, tmp_path)
    images = torch.randint(0, 256, (3, 1, 16, 16), dtype=torch.uint8)
    with torch.no_grad():
        assert torch.equal(load_model(tmp_path)(images), model(images))


@pytest.mark.parametrize(
    "kind", [pytest.param("onnx", marks=pytest.mark.slow), pytest.param("pt2", marks=pytest.mark.slow), "safetensors"]
)
def test_it_is_exported_whole(kind: str, tmp_path: Path) -> None:
    """`export` compares the file's answers with the network's own."""
    model = untrained(ref("resnet8", "vgg8"), shape=(1, 16, 16))
    images = torch.randint(0, 256, (5, 1, 16, 16), dtype=torch.uint8)
    test = Part(images, torch.arange(5), torch.arange(5))
    export(Ref(kind=kind), Artefact(model=model, test=test, provenance={}), tmp_path / "out")
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None
    assert manifest.compared == 5


def test_unknown_networks_inside_are_named() -> None:
    with pytest.raises(RecipeError) as error:
        architectures.settings(ref("resnet9", "mlp"))
    assert "params.student" in str(error.value)
    assert "There is no architecture called 'resnet9'. Did you mean 'resnet8'?" in str(error.value)


def test_settings_of_networks_inside_are_checked() -> None:
    params = {"student": {"kind": "small_cnn", "params": {"channel": [4]}}}
    with pytest.raises(RecipeError, match="channel"):
        architectures.settings(Ref(kind="simkd_student", params=params))


def test_it_is_not_offered_as_an_ordinary_network() -> None:
    assert architectures.get("simkd_student").facts["hidden"] is True


def test_a_simkd_student_can_teach_another() -> None:
    inner = ref("resnet8", "resnet14").model_dump()
    outer = Ref(kind="simkd_student", params={"student": {"kind": "resnet8"}, "teacher": inner})
    card = Card(architecture=outer, shape=(1, 16, 16), classes=("a", "b"), mean=(0.5,), std=(0.5,))
    assert Classifier(card)(torch.zeros(2, 1, 16, 16, dtype=torch.uint8)).shape == (2, 2)
