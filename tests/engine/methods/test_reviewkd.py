"""Knowledge review against its definition, summed by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import DIFFERENT, heard, make, pair
from workbench.engine.methods.reviewkd import Fusion, KnowledgeReview, LevelNorm, hierarchical_distance
from workbench.engine.objective import Unsuited
from workbench.engine.taps import Tap
from workbench.recipes import Ref

Picture = list[list[float]]


def made(**settings: Any) -> KnowledgeReview:
    method = make("reviewkd", **settings)
    assert isinstance(method, KnowledgeReview)
    return method


def pooled(picture: Picture, size: int) -> list[float]:
    """Means of size x size blocks. Sizes divide."""
    height, width = len(picture) // size, len(picture[0]) // size
    return [
        sum(picture[v * height + y][u * width + x] for y in range(height) for x in range(width)) / (height * width)
        for v in range(size)
        for u in range(size)
    ]


def distance_by_hand(student: Tensor, teacher: Tensor, sizes: dict[int, float]) -> float:
    """`sizes`: weights by height and width."""
    total = 0.0
    ours, theirs = (one.flatten(0, 1).tolist() for one in (student, teacher))
    for size, weight in sizes.items():
        squares = [
            (a - b) ** 2
            for one, other in zip(ours, theirs, strict=True)
            for a, b in zip(pooled(one, size), pooled(other, size), strict=True)
        ]
        total += weight * sum(squares) / len(squares)
    return total / sum(sizes.values())


def maps(*shape: int, seed: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize(
    ("size", "weights"),
    [
        (8, {8: 1.0, 4: 0.5, 2: 0.25, 1: 0.125}),
        (4, {4: 1.0, 2: 0.5, 1: 0.25}),
        (2, {2: 1.0, 1: 0.5}),
        (1, {1: 1.0}),
    ],
)
def test_the_distance_is_the_definition_summed_by_hand(size: int, weights: dict[int, float]) -> None:
    student, teacher = maps(2, 3, size, size, seed=0), maps(2, 3, size, size, seed=1)
    got = hierarchical_distance(student, teacher).item()
    assert got == pytest.approx(distance_by_hand(student, teacher, weights), rel=1e-9)


def test_the_distance_of_a_constant_difference_is_its_square() -> None:
    """At every size; so the weights sum to 1."""
    student = maps(1, 2, 8, 8, seed=0)
    assert hierarchical_distance(student, student + 3).item() == pytest.approx(9)
    assert hierarchical_distance(student, student).item() == 0


def test_maps_of_other_sizes_are_compared_at_the_smaller() -> None:
    student, teacher = maps(1, 2, 8, 8, seed=0), maps(1, 2, 4, 4, seed=1)
    means = torch.tensor([[pooled(one, 4) for one in student[0].tolist()]], dtype=torch.float64).view(1, 2, 4, 4)
    assert hierarchical_distance(student, teacher).item() == pytest.approx(hierarchical_distance(means, teacher).item())


def sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def test_fusion_is_the_definition_summed_by_hand() -> None:
    """Attention of each place weighs a level's own maps and those from below, enlarged by repeating pixels."""
    torch.manual_seed(0)
    fusion = Fusion(Tap("a", (3, 4, 4)), Tap("b", (5, 4, 4)), 2, deepest=False).double().eval()
    own, below = maps(1, 3, 4, 4, seed=0), maps(1, 2, 2, 2, seed=1)
    carried, out = fusion(own, below)
    entered = fusion.enter(own)[0].tolist()
    assert fusion.attention is not None
    attend = fusion.attention[0]
    assert isinstance(attend, nn.Conv2d)
    assert attend.bias is not None
    weight, bias = attend.weight.flatten(1).tolist(), attend.bias.tolist()
    for y in range(4):
        for x in range(4):
            mine, deeper = [one[y][x] for one in entered], [one[y // 2][x // 2] for one in below[0].tolist()]
            said = [
                sigmoid(b + sum(w * v for w, v in zip(row, mine + deeper, strict=True)))
                for row, b in zip(weight, bias, strict=True)
            ]
            expected = [said[0] * a + said[1] * b for a, b in zip(mine, deeper, strict=True)]
            assert carried[0, :, y, x].tolist() == pytest.approx(expected, rel=1e-9)
    assert out.shape == (1, 5, 4, 4)
    torch.testing.assert_close(out, fusion.leave(carried))


def test_each_level_is_reviewed_with_all_deeper_ones_and_no_shallower() -> None:
    method = made()
    lesson = heard(method)
    levels = [lesson.student.maps[path].detach() for path in method.student_taps]
    levels = [one if one.ndim == 4 else one[:, :, None, None] for one in levels]
    method.eval()
    before = method.reviewed(levels)
    for changed in range(len(levels)):
        others = [one + 1 if number == changed else one for number, one in enumerate(levels)]
        moved = [not torch.allclose(a, b) for a, b in zip(before, method.reviewed(others), strict=True)]
        assert moved == [number <= changed for number in range(len(levels))]


def test_the_loss_is_the_sum_over_levels() -> None:
    method = made(warmup_epochs=0)
    lesson = heard(method)
    assert lesson.teacher is not None
    student, teacher = (
        [one if one.ndim == 4 else one[:, :, None, None] for one in (signals.maps[path] for path in paths)]
        for signals, paths in ((lesson.student, method.student_taps), (lesson.teacher, method.teacher_taps))
    )
    parts = [hierarchical_distance(a, b) for a, b in zip(method.reviewed(student), teacher, strict=True)]
    assert len(parts) == 4  # three stages of a ResNet and the embedding
    assert method(lesson)["teacher"].item() == pytest.approx(sum(part.item() for part in parts), rel=1e-5)


@pytest.mark.parametrize(
    ("epoch", "share"), [(0.0, 0.05), (0.99, 0.05), (1.0, 0.1), (18.5, 0.95), (19.0, 1.0), (200.0, 1.0)]
)
def test_the_weight_rises_over_the_first_epochs(epoch: float, share: float) -> None:
    method = made()
    lesson = heard(method)
    full = method(replace(lesson, epoch=239.0))["teacher"].item()
    assert method(replace(lesson, epoch=epoch))["teacher"].item() == pytest.approx(share * full, rel=1e-5)


def test_maps_before_their_activation_hold_negative_values() -> None:
    for before, negative in ((True, True), (False, False)):
        method = made(before_activation=before, embedding=False)
        lesson = heard(method)
        assert lesson.teacher is not None
        assert [(lesson.teacher.maps[path] < 0).any().item() for path in method.teacher_taps] == [negative] * 3


def middles(method: KnowledgeReview) -> set[int]:
    """Feature maps that are carried on, over all levels."""
    return {fusion.get_parameter("enter.0.weight").shape[0] for fusion in method.fusions}


def test_the_middle_is_as_wide_as_the_students_deepest_level_and_never_wider_than_512() -> None:
    assert middles(made()) == {64}
    wide = pair(Ref(kind="small_cnn", params={"channels": [4, 600], "hidden": None}))
    method = make("reviewkd", wide, embedding=False)
    assert isinstance(method, KnowledgeReview)
    assert middles(method) == {512}


def test_chosen_layers_are_the_levels() -> None:
    method = made(student_layers=["stage1", "stage3"], teacher_layers=["stage1", "stage2"], before_activation=False)
    assert (method.student_taps, method.teacher_taps) == (("stage1", "stage3"), ("stage1", "stage2"))
    assert torch.isfinite(method(heard(method))["teacher"])


def test_a_level_of_one_number_a_channel_is_normalised_by_what_was_seen_before() -> None:
    norm = LevelNorm(2)
    assert norm.running_mean is not None
    norm.running_mean.fill_(1.0)
    one = norm(torch.full((1, 2, 1, 1), 3.0))
    assert one.flatten().tolist() == pytest.approx([2.0, 2.0], rel=1e-4)
    many = norm(torch.tensor([1.0, 3.0]).view(2, 1, 1, 1).repeat(1, 2, 1, 1))
    assert many[:, 0].flatten().tolist() == pytest.approx([-1.0, 1.0], rel=1e-4)


def test_a_batch_of_one_picture_is_no_accident() -> None:
    method = made()
    assert torch.isfinite(method(heard(method, size=1))["teacher"])


def test_the_gradient_agrees_with_finite_differences() -> None:
    teacher = maps(1, 2, 5, 3, seed=1)
    assert torch.autograd.gradcheck(
        lambda one: hierarchical_distance(one, teacher), maps(1, 2, 5, 3, seed=0).requires_grad_()
    )


def test_networks_without_maps_are_refused() -> None:
    with pytest.raises(Unsuited, match="no feature maps"):
        make("reviewkd", pair(Ref(kind="mlp"), DIFFERENT[1]))
