"""What layers offer to methods, and listening to them while a network trains."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import network
from workbench.engine.model import Classifier
from workbench.engine.objective import Unsuited
from workbench.engine.taps import Offer, Tapped, chosen, matched, probe
from workbench.engine.teaching import Joined
from workbench.recipes import Ref

IMAGES = torch.randint(0, 256, (4, 3, 16, 16), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


def small(*channels: int, hidden: int | None = None) -> Ref:
    return Ref(kind="small_cnn", params={"channels": list(channels), "hidden": hidden})


def made(kind: Ref | str) -> Classifier:
    return network(Ref(kind=kind) if isinstance(kind, str) else kind, seed=0)


def offered(kind: Ref | str) -> Offer:
    return probe(made(kind))


def paths(offer: Offer) -> list[str]:
    return [tap.path for tap in offer.taps]


class AddsOne(nn.Module):
    """Writes over what comes in."""

    def forward(self, x: Tensor) -> Tensor:
        x += 1
        return x


class Twice(nn.Module):
    """Uses a layer two times."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.AvgPool2d(2)
        self.between = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.layer(self.between(self.layer(x)))
        return out


class Thirds(nn.Module):
    """Answers without any weights."""

    def forward(self, x: Tensor) -> Tensor:
        return x[:, :3]


# What there is


def test_a_convolutional_network_offers_its_maps_in_order_with_shapes() -> None:
    offer = offered(small(4, 6, hidden=5))
    assert [(tap.path, tap.shape) for tap in offer.taps] == [
        ("block1.conv", (4, 16, 16)),
        ("block1.norm", (4, 16, 16)),
        ("block1.relu", (4, 16, 16)),
        ("block1.pool", (4, 8, 8)),
        ("block1", (4, 8, 8)),
        ("block2.conv", (6, 8, 8)),
        ("block2.norm", (6, 8, 8)),
        ("block2.relu", (6, 8, 8)),
        ("block2.pool", (6, 4, 4)),
        ("block2", (6, 4, 4)),
        ("flatten", (96,)),
        ("hidden", (5,)),
        ("relu", (5,)),
        ("classifier", (5,)),
    ]
    assert (offer.head, offer.width, offer.pooled) == ("classifier", 5, None)
    assert offer.parameters == sum(weight.numel() for weight in offer.network.parameters())


def test_the_map_whose_mean_is_the_embedding_is_known() -> None:
    offer = offered("resnet8")
    assert offer.pooled is not None
    assert (offer.pooled.path, offer.pooled.shape) == ("stage3", (64, 4, 4))
    tapped = Tapped(offer.network, [offer.pooled.path], head=offer.head)
    with torch.no_grad():
        said = tapped(IMAGES)
    assert said.embedding is not None
    assert torch.allclose(said.maps["stage3"].mean(dim=(2, 3)), said.embedding, atol=1e-5)


def test_a_layer_knows_whose_activation_its_output_is() -> None:
    offer = offered("resnet8")
    assert offer.tap("stage3").activation == offer.tap("stage3.0").activation == "stage3.0.relu2"
    assert offer.tap("stage3.0.norm2").activation == ""
    assert offered("wrn_16_1").tap("stage2").activation == ""


def test_what_later_layers_write_over_is_not_offered() -> None:
    model = made(small(4, 6))
    model.net.set_submodule("block2.relu", AddsOne())
    found = paths(probe(model))
    assert "block2.norm" not in found
    assert {"block2.conv", "block2.relu", "block1.norm"} <= set(found)


def test_activations_in_place_are_made_to_work_on_copies() -> None:
    model = made(small(4, 6))
    model.net.set_submodule("block1.relu", nn.ReLU(inplace=True))
    with torch.no_grad():
        before = model(IMAGES)
        offer = probe(model)
        assert "block1.norm" in paths(offer)
        said = Tapped(model, ["block1.norm"])(IMAGES)
    assert torch.equal(said.logits, before)
    assert said.maps["block1.norm"].min() < 0


def test_a_layer_that_is_used_twice_counts_where_it_was_used_last() -> None:
    model = made(small(4))
    model.net.set_submodule("block1.pool", Twice())
    model.net.set_submodule("classifier", nn.Linear(4 * 16, 5))
    offer = probe(model)
    assert offer.tap("block1.pool.layer").shape == (4, 4, 4)
    assert paths(offer).index("block1.pool.between") < paths(offer).index("block1.pool.layer")


def test_probing_leaves_weights_statistics_modes_and_random_numbers_as_they_are() -> None:
    model = made("resnet8").train()
    model.net.get_submodule("stage1").eval()
    modes = [layer.training for layer in model.modules()]
    before = {name: value.clone() for name, value in model.state_dict().items()}
    torch.manual_seed(9)
    expected = torch.rand(1)
    torch.manual_seed(9)
    probe(model)
    assert torch.equal(torch.rand(1), expected)
    assert [layer.training for layer in model.modules()] == modes
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not any(layer._forward_hooks for layer in model.modules())


def test_a_network_whose_last_linear_layer_does_not_answer_has_no_head() -> None:
    model = made(small(4, hidden=7))
    model.net.set_submodule("classifier", Thirds())
    offer = probe(model)
    assert (offer.head, offer.width, offer.pooled) == ("", 0, None)


def test_stages_are_the_last_map_of_each_size() -> None:
    assert [tap.path for tap in offered("resnet14").stages()] == ["stage1", "stage2", "stage3"]
    offer = offered(small(4, 6))
    last = {tap.shape[1:]: tap.path for tap in offer.maps()}
    assert [tap.path for tap in offer.stages()] == list(last.values()) == ["block1.relu", "block2.relu", "block2"]
    assert offered("mlp").stages() == ()


def test_maps_of_one_pixel_are_no_maps() -> None:
    offer = offered("resnet8")
    assert offer.tap("pool").is_map
    assert "pool" not in [tap.path for tap in offer.maps()]


def test_an_unknown_layer_is_refused_and_others_are_named() -> None:
    with pytest.raises(Unsuited, match="no layer 'stage9'") as caught:
        offered("resnet8").tap("stage9:in")
    assert caught.value.fix == "Choose another, such as: stage1, stage2, stage3."


def test_what_goes_into_an_activation_can_be_tapped_and_has_its_shape() -> None:
    offer = offered("resnet8")
    assert offer.tap("stage2.0.relu1:in").shape == offer.tap("stage2.0.relu1").shape
    with pytest.raises(Unsuited, match="'stage2' is no activation"):
        offer.tap("stage2:in")


# Which layers belong together


def test_stages_of_the_same_size_belong_together() -> None:
    found = matched(offered("resnet8"), offered("resnet14"))
    assert [(mine.path, theirs.path) for mine, theirs in found] == [(f"stage{n}",) * 2 for n in (1, 2, 3)]


def test_only_common_sizes_are_matched() -> None:
    found = matched(offered(small(4)), offered(small(8, 12)))
    assert [(mine.path, theirs.path) for mine, theirs in found] == [
        ("block1.relu", "block1.relu"),
        ("block1", "block2.relu"),
    ]


def test_without_a_common_size_stages_are_counted_from_the_deepest() -> None:
    teacher = network(Ref(kind="resnet8"), seed=0, shape=(3, 20, 20))
    found = matched(offered(small(4)), probe(teacher))
    assert [(mine.path, theirs.path) for mine, theirs in found] == [("block1.relu", "stage2"), ("block1", "stage3")]


@pytest.mark.parametrize(("kinds", "who"), [(("mlp", "resnet8"), "student"), (("resnet8", "mlp"), "teacher")])
def test_who_has_no_maps_cannot_be_matched(kinds: tuple[str, str], who: str) -> None:
    with pytest.raises(Unsuited, match=f"The {who} has no feature maps"):
        matched(*map(offered, kinds))


def test_layers_that_a_recipe_names_are_taken_in_pairs() -> None:
    student, teacher = offered("resnet8"), offered("resnet14")
    found = chosen(student, teacher, ["stage3", "stage1.0.relu1:in"], ["stage2", "stage1"])
    assert [(mine.path, theirs.path) for mine, theirs in found] == [
        ("stage3", "stage2"),
        ("stage1.0.relu1:in", "stage1"),
    ]
    assert chosen(student, teacher, [], []) == matched(student, teacher)
    with pytest.raises(Unsuited, match="1 layers of the student and 2 of the teacher"):
        chosen(student, teacher, ["stage1"], ["stage1", "stage2"])
    with pytest.raises(Unsuited, match="no layer 'nowhere'"):
        chosen(student, teacher, ["stage1"], ["nowhere"])


# Listening


def test_taps_give_what_comes_out_and_what_goes_in() -> None:
    model = made("resnet8")
    tapped = Tapped(model, ["stage1", "stage2:in", "stage3.0.relu2:in", "stage3.0.relu2"], head="classifier")
    said = tapped(IMAGES)
    assert set(said.maps) == {"stage1", "stage2:in", "stage3.0.relu2:in", "stage3.0.relu2"}
    assert torch.equal(said.maps["stage1"], said.maps["stage2:in"])
    assert torch.equal(said.maps["stage3.0.relu2:in"].relu(), said.maps["stage3.0.relu2"])
    assert said.maps["stage3.0.relu2:in"].min() < 0
    assert torch.equal(said.logits, model(IMAGES))
    assert said.embedding is not None
    assert said.head is model.net.get_submodule("classifier")
    assert torch.equal(said.head(said.embedding), said.logits)


def test_gradients_flow_through_what_is_heard() -> None:
    model = made("resnet8")
    tapped = Tapped(model, ["stage1"])
    tapped(IMAGES).maps["stage1"].sum().backward()
    assert model.net.get_submodule("stem.0").weight.grad is not None
    assert model.net.get_submodule("stage2.0.conv1").weight.grad is None


def test_each_call_gives_its_own_maps() -> None:
    tapped = Tapped(made(small(4)), ["block1"])
    with torch.no_grad():
        first, second = tapped(IMAGES), tapped(255 - IMAGES)
    assert not torch.equal(first.maps["block1"], second.maps["block1"])
    assert tapped(IMAGES).embedding is None


def test_after_release_nobody_listens() -> None:
    model = made(small(4))
    tapped = Tapped(model, ["block1", "block1:in"], head="classifier")
    tapped.release()
    tapped.release()
    assert tapped(IMAGES).maps == {}
    assert not any(layer._forward_hooks or layer._forward_pre_hooks for layer in model.modules())


def test_of_several_teachers_the_first_is_heard() -> None:
    teachers = [network(small(4), seed=seed) for seed in (0, 1)]
    tapped = Tapped(Joined(teachers, [1, 1], "mean").eval(), ["block1"], head="classifier", of=teachers[0])
    with torch.no_grad():
        said = tapped(IMAGES)
        alone = Tapped(teachers[0], ["block1"])(IMAGES)
    assert torch.equal(said.maps["block1"], alone.maps["block1"])
    assert not torch.equal(said.logits, alone.logits)
