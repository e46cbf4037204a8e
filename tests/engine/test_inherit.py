"""A student that starts with its teacher's weights: which tensors, which blocks, and what the report says."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import network
from workbench.engine.inherit import Inherited, inherit
from workbench.engine.model import Classifier
from workbench.recipes import Ref


def small(channels: list[int], *, hidden: int | None = None, batch_norm: bool = True) -> Ref:
    return Ref(kind="small_cnn", params={"channels": channels, "hidden": hidden, "batch_norm": batch_norm})


def pair(student: Ref | str, teacher: Ref | str) -> tuple[Classifier, Classifier]:
    """Student and teacher with random weights, and statistics that are nobody else's."""
    refs = [Ref(kind=one) if isinstance(one, str) else one for one in (student, teacher)]
    made = [network(ref, seed=seed) for seed, ref in enumerate(refs)]
    for seed, one in enumerate(made):
        generator = torch.Generator().manual_seed(seed)
        for layer in one.modules():
            if isinstance(layer, nn.BatchNorm2d):
                assert layer.running_mean is not None
                layer.running_mean.copy_(torch.randn(layer.running_mean.shape, generator=generator))
    return made[0], made[1]


def states(*networks: Classifier) -> list[dict[str, Tensor]]:
    return [{name: value.clone() for name, value in one.net.state_dict().items()} for one in networks]


def corner(tensor: Tensor, like: Tensor) -> Tensor:
    return tensor[tuple(slice(size) for size in like.shape)]


def check(student: Classifier, teacher: Classifier) -> Inherited:
    """Inherit, and compare every tensor with what the report says of it."""
    (before, given) = states(student, teacher)
    report = inherit(student, teacher)
    after, unchanged = states(student, teacher)
    told = {one.student: one for one in report.copied}
    for name, value in after.items():
        if name not in told:
            assert torch.equal(value, before[name]), name
            continue
        source = given[told[name].teacher]
        assert torch.equal(value, corner(source, value)), name
        assert told[name].how == ("whole" if source.shape == value.shape else "first channels")
    assert all(torch.equal(value, given[name]) for name, value in unchanged.items())
    weights = dict(student.net.named_parameters())
    assert report.numbers == sum(weights[name].numel() for name in told if name in weights)
    assert report.total == sum(weight.numel() for weight in weights.values())
    return report


def source_of(report: Inherited, name: str) -> str:
    return next(one.teacher for one in report.copied if one.student == name)


def test_the_same_network_is_copied_whole_and_answers_the_same() -> None:
    student, teacher = pair("resnet8", "resnet8")
    report = check(student, teacher)
    images = torch.randint(0, 256, (3, 3, 16, 16), dtype=torch.uint8)
    assert torch.equal(student(images), teacher(images))
    assert report.numbers == report.total
    assert report.sentences() == [f"{report.total:,} of the student's {report.total:,} weights come from the teacher."]


def test_of_more_blocks_evenly_spaced_ones_are_taken() -> None:
    student, teacher = pair("resnet20", "resnet32")
    report = check(student, teacher)
    for stage in ("stage1", "stage2", "stage3"):
        taken = [source_of(report, f"{stage}.{block}.conv2.weight") for block in range(3)]
        assert taken == [f"{stage}.{block}.conv2.weight" for block in (0, 2, 4)]
    assert report.blocks == (("stage1", 3, 5), ("stage2", 3, 5), ("stage3", 3, 5))
    assert report.random == ()
    assert "evenly spaced" in report.sentences()[1]
    assert "stage2 (3 of 5)" in report.sentences()[1]


def test_a_single_block_is_the_first_of_its_stage_which_changes_the_shape_too() -> None:
    student, teacher = pair("resnet8", "resnet14")
    report = check(student, teacher)
    assert report.numbers == report.total
    assert source_of(report, "stage3.0.shortcut.0.weight") == "stage3.0.shortcut.0.weight"
    assert source_of(report, "classifier.weight") == "classifier.weight"


def test_of_a_wider_teacher_the_first_channels_are_taken_with_their_statistics_but_not_the_classifier() -> None:
    student, teacher = pair("resnet8", "resnet32x4")
    report = check(student, teacher)
    assert student.net.state_dict()["stem.1.running_mean"].tolist() == (
        teacher.net.state_dict()["stem.1.running_mean"][:16].tolist()
    )
    assert report.random == ("classifier",)
    assert {one.how for one in report.copied} >= {"first channels"}
    assert report.sentences()[-1] == "One layer stays random: classifier."
    assert "The teacher is wider in 18 layers" in report.sentences()[2]


def test_where_the_student_has_more_blocks_the_rest_stays_random() -> None:
    student, teacher = pair("resnet14", "resnet8")
    report = check(student, teacher)
    assert "stage2.1.conv1" in report.random
    assert "stage2.0.conv1" not in report.random
    assert report.blocks == ()


def test_a_wider_layer_of_the_student_stays_random_with_all_that_leans_on_it() -> None:
    student, teacher = pair(small([4, 12]), small([6, 8]))
    report = check(student, teacher)
    assert {one.student.rpartition(".")[0] for one in report.copied} == {"block1.conv", "block1.norm"}
    assert report.random == ("block2.conv", "block2.norm", "classifier")


def test_small_networks_share_by_name() -> None:
    student, teacher = pair(small([4, 8]), small([16, 32, 64], hidden=64))
    report = check(student, teacher)
    assert source_of(report, "block2.conv.weight") == "block2.conv.weight"
    assert report.random == ("classifier",)


@pytest.mark.parametrize(("hidden", "layer"), [(None, "classifier"), (16, "hidden")])
def test_as_many_inputs_of_maps_of_another_size_are_not_the_same_inputs(hidden: int | None, layer: str) -> None:
    student, teacher = pair(small([4, 8], hidden=hidden), small([4, 8, 32], hidden=hidden))  # 8 of 4x4, 32 of 2x2
    assert student.net.state_dict()[f"{layer}.weight"].shape == teacher.net.state_dict()[f"{layer}.weight"].shape
    assert layer in check(student, teacher).random


def test_a_classifier_that_reads_another_layer_is_not_the_same() -> None:
    student = Ref(kind="mlp", params={"hidden": [16]})
    teacher = Ref(kind="mlp", params={"hidden": [64, 16]})
    report = check(*pair(student, teacher))
    assert {one.student for one in report.copied} == {"hidden1.weight", "hidden1.bias"}


def test_batch_normalisation_does_not_come_without_its_convolution() -> None:
    student, teacher = pair("resnet8", "resnet8")
    student.net.set_submodule("stem.0", nn.Conv2d(3, 16, kernel_size=5, padding=2, bias=False))
    report = check(student, teacher)
    assert report.random == ("stem.0", "stem.1")


def test_networks_of_different_families_share_what_matches() -> None:
    report = check(*pair("wrn_16_1", "resnet8"))
    assert {one.student.rpartition(".")[0] for one in report.copied} == {"stage1.0.conv2", "stage1.0.conv1"} | {
        f"{stage}.0.conv{number}" for stage in ("stage2", "stage3") for number in (1, 2)
    }


@pytest.mark.parametrize(("student", "teacher"), [("mlp", "resnet8"), ("resnet8", "small_cnn")])
def test_networks_of_different_families_share_nothing_and_the_report_says_so(student: str, teacher: str) -> None:
    report = check(*pair(student, teacher))
    assert report.copied == ()
    assert report.sentences()[0].startswith("Nothing can be copied from the teacher")


def test_depthwise_convolutions_give_their_first_maps_and_grouped_ones_nothing() -> None:
    student, teacher = pair("resnet8", "resnet8")
    for one, maps in ((student, 16), (teacher, 32)):
        one.net.set_submodule("stem.0", nn.Conv2d(3, maps, 3, padding=1, bias=False))
        one.net.set_submodule("stem.1", nn.Conv2d(maps, maps, 3, padding=1, groups=maps))
        one.net.set_submodule("stem.2", nn.Conv2d(maps, 16, 1, groups=8))
    report = check(student, teacher)
    assert source_of(report, "stem.1.weight") == "stem.1.weight"
    assert "stem.2" in report.random
