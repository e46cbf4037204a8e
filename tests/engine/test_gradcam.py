"""Grad-CAM against networks whose map is known by hand, and against slopes measured by moving the maps a little."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from workbench.engine.gradcam import gradcam
from workbench.engine.registry import architectures
from workbench.recipes import Ref


def by_hand() -> nn.Sequential:
    """Two maps, the picture and its opposite; class 0 counts the first, class 1 the second, both by their mean."""
    conv = nn.Conv2d(1, 2, 1, bias=False)
    answer = nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        conv.weight.copy_(torch.tensor([1.0, -1.0]).view(2, 1, 1, 1))
        answer.weight.copy_(torch.eye(2))
    return nn.Sequential(conv, nn.AdaptiveAvgPool2d(1), nn.Flatten(), answer)


def net(kind: str, **params: object) -> nn.Module:
    torch.manual_seed(3)
    ref = Ref.model_validate({"kind": kind, "params": params})
    made: nn.Module = architectures.get(kind).make(architectures.settings(ref), shape=(1, 8, 8), classes=10)
    return made.eval()


def test_what_speaks_for_a_class_that_counts_brightness_is_the_brightness() -> None:
    picture = torch.zeros(1, 1, 4, 4)
    picture[0, 0, 0, 1], picture[0, 0, 2, 3], picture[0, 0, 3, 0] = 4.0, 1.0, -2.0
    expected = torch.zeros(4, 4)
    expected[0, 1], expected[2, 3] = 1.0, 0.25  # ReLU drops what speaks against it
    seen = gradcam(by_hand(), picture)  # the likeliest class is 0: its mean is above 0
    assert seen is not None
    assert torch.allclose(seen, expected)
    other = gradcam(by_hand(), picture, wanted=1)
    assert other is not None
    assert other[3, 0] == 1
    assert other.sum() == 1


def test_a_map_of_nothing_is_zero_everywhere() -> None:
    seen = gradcam(by_hand(), -torch.ones(1, 1, 4, 4), wanted=0)
    assert seen is not None
    assert torch.equal(seen, torch.zeros(4, 4))


def test_weights_are_the_mean_slopes_of_the_logit() -> None:
    model = net("small_cnn", channels=[3, 5], hidden=None).double()
    assert isinstance(model, nn.Sequential)
    picture = torch.randn(1, 1, 8, 8, dtype=torch.float64)
    block = model.get_submodule("block2")
    with torch.no_grad():
        block.get_parameter("norm.bias").fill_(5.0)  # no ReLU at rest: pooled zeros would tie, and have no slope
        maps = block.get_submodule("relu")(
            block.get_submodule("norm")(block.get_submodule("conv")(model.get_submodule("block1")(picture)))
        )

        def logits(of: Tensor) -> Tensor:
            rest = model.get_submodule("flatten")(block.get_submodule("pool")(of))
            answer: Tensor = model.get_submodule("classifier")(rest)[0]
            return answer

        wanted, step = int(logits(maps).argmax()), 1e-6
        slopes = torch.zeros_like(maps)
        for index in torch.cartesian_prod(*(torch.arange(side) for side in maps.shape[1:])).tolist():
            moved = maps.clone()
            place = (0, *index)
            moved[place] += step
            slopes[place] = (logits(moved)[wanted] - logits(maps)[wanted]) / step
    evidence = functional.relu((slopes.mean(dim=(2, 3), keepdim=True) * maps).sum(dim=1, keepdim=True))
    expected = functional.interpolate(evidence, size=(8, 8), mode="bilinear", align_corners=False)[0, 0]
    seen = gradcam(model, picture)
    assert seen is not None
    assert expected.max() > 0
    assert torch.allclose(seen, expected / expected.max(), atol=1e-4)


@pytest.mark.parametrize("kind", ["small_cnn", "resnet8", "mobilenet_v3_small"])
def test_convolutional_networks_have_a_map_of_the_picture_s_size_and_are_left_as_they_were(kind: str) -> None:
    model = net(kind).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    seen = gradcam(model, torch.randn(1, 1, 8, 8))
    assert seen is not None
    assert seen.shape == (8, 8)
    assert seen.min() >= 0
    assert seen.max() == pytest.approx(1) or not seen.any()
    assert model.training
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(weight.grad is None for weight in model.parameters())
    assert not any(layer._forward_hooks for layer in model.modules())


def test_a_perceptron_has_no_map() -> None:
    assert gradcam(net("mlp"), torch.randn(1, 1, 8, 8)) is None


class InPlace(nn.Module):
    """The network known by hand, which changes the maps after its convolution has put them out."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.pool, self.flatten, self.answer = by_hand()

    def forward(self, pictures: Tensor) -> Tensor:
        """Logits (B, 2)."""
        maps = self.conv(pictures).relu_()
        logits: Tensor = self.answer(self.flatten(self.pool(maps)))
        return logits


def test_networks_that_work_in_place_do_no_harm() -> None:
    picture = torch.rand(1, 1, 4, 4)
    seen = gradcam(InPlace(), picture)
    assert seen is not None
    assert torch.allclose(seen, picture[0, 0] / picture.max())
