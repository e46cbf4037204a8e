"""The comparison of features: three distances summed by hand, and adapters."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, get_args

import pytest
import torch
from torch import Tensor, nn

from tests.engine.methods.made import DIFFERENT, SAME, heard, logit_pair, make, pair, total
from workbench.engine.methods.features import Distance, feature_distance

DISTANCES = get_args(Distance)


def maps(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def by_hand(distance: str, student: list[list[float]], teacher: list[list[float]]) -> float:
    """From vectors of channels, one for each picture and position."""
    pairs = [(a, b) for s, t in zip(student, teacher, strict=True) for a, b in zip(s, t, strict=True)]
    if distance == "l1":
        return sum(abs(a - b) for a, b in pairs) / len(pairs)
    if distance == "l2":
        return sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    cosines = [
        sum(a * b for a, b in zip(s, t, strict=True)) / (math.hypot(*s) * math.hypot(*t))
        for s, t in zip(student, teacher, strict=True)
    ]
    return 1 - sum(cosines) / len(cosines)


@pytest.mark.parametrize("distance", DISTANCES)
def test_distances_of_features_are_their_definitions_summed_by_hand(distance: Distance) -> None:
    student, teacher = maps(0, 3, 4), maps(1, 3, 4)
    got = feature_distance(student, teacher, distance).item()
    assert got == pytest.approx(by_hand(distance, student.tolist(), teacher.tolist()), rel=1e-9)
    student, teacher = maps(2, 2, 3, 4, 5), maps(3, 2, 3, 4, 5)
    columns = [one.permute(0, 2, 3, 1).reshape(-1, 3).tolist() for one in (student, teacher)]
    assert feature_distance(student, teacher, distance).item() == pytest.approx(by_hand(distance, *columns), rel=1e-9)


@pytest.mark.parametrize("distance", DISTANCES)
def test_gradients_of_distances_agree_with_finite_differences(distance: Distance) -> None:
    teacher = maps(1, 2, 3, 2, 2)
    assert torch.autograd.gradcheck(
        lambda x: feature_distance(x, teacher, distance), maps(0, 2, 3, 2, 2).requires_grad_()
    )


def test_the_cosine_of_features_does_not_see_their_size_and_bears_zeros() -> None:
    student, teacher = maps(0, 3, 4), maps(1, 3, 4)
    assert feature_distance(5 * student, teacher, "cosine").item() == pytest.approx(
        feature_distance(student, teacher, "cosine").item()
    )
    assert feature_distance(-teacher, teacher, "cosine").item() == pytest.approx(2)
    dead = torch.zeros(3, 4, dtype=torch.float64, requires_grad=True)
    feature_distance(dead, teacher, "cosine").backward()
    assert dead.grad is not None
    assert not dead.grad.any()


@pytest.mark.parametrize("distance", DISTANCES)
def test_features_compare_the_deepest_maps_as_they_are_where_shapes_agree(distance: str) -> None:
    method = make("features", distance=distance)
    lesson = heard(method)
    assert lesson.teacher is not None
    said = (lesson.student, lesson.teacher)
    columns = [one.maps["stage3"].permute(0, 2, 3, 1).reshape(-1, 64).tolist() for one in said]
    assert total(method(lesson)).item() == pytest.approx(by_hand(distance, *columns), rel=1e-4)
    assert not list(method.parameters())
    perfect = replace(lesson, student=lesson.teacher)
    assert total(method(perfect)).item() == pytest.approx(0, abs=1e-6)


def test_an_adapter_is_learned_where_channels_differ_or_always() -> None:
    different: Any = make("features", pair(*DIFFERENT))
    assert different.adapters[0][0].weight.shape == (16, 6, 1, 1)
    assert isinstance(make("features").get_submodule("adapters.0"), nn.Identity)
    assert list(make("features", adapter="always").parameters())


def test_student_and_adapter_can_learn_to_agree_with_the_teacher() -> None:
    different = pair(*DIFFERENT)
    method = make("features", different, distance="cosine")
    lesson = heard(method, different)
    lesson = replace(
        lesson, student=replace(lesson.student, maps={k: v.detach() for k, v in lesson.student.maps.items()})
    )
    optimiser = torch.optim.Adam(method.parameters(), lr=0.05)
    before = total(method(lesson)).item()
    for _ in range(60):
        optimiser.zero_grad()
        total(method(lesson)).backward()
        optimiser.step()
    assert total(method(lesson)).item() < before / 2


def test_features_of_fully_connected_networks_are_what_goes_into_the_last_layer() -> None:
    connected = logit_pair()
    method = make("features", connected, distance="l1")
    lesson = heard(method, connected)
    assert lesson.teacher is not None
    said = [one.maps["classifier:in"].tolist() for one in (lesson.student, lesson.teacher)]
    assert total(method(lesson)).item() == pytest.approx(by_hand("l1", *said), rel=1e-5)


def test_a_map_is_compared_with_a_vector_by_its_mean() -> None:
    method: Any = make("features", student_layers=("stage3",), teacher_layers=("classifier",))
    lesson = heard(method)
    assert lesson.teacher is not None
    adapted = method.adapters[0](lesson.student.maps["stage3"].mean(dim=(2, 3))).tolist()
    wanted = lesson.teacher.maps["classifier"].tolist()
    assert total(method(lesson)).item() == pytest.approx(by_hand("l2", adapted, wanted), rel=1e-4)


def test_chosen_features_add_up() -> None:
    stages = ("stage1", "stage2")
    both = make("features", pair(*SAME), student_layers=stages, teacher_layers=stages)
    lesson = heard(both)
    parts = [make("features", student_layers=(stage,), teacher_layers=(stage,)) for stage in stages]
    assert total(both(lesson)).item() == pytest.approx(sum(total(part(lesson)).item() for part in parts), rel=1e-5)
