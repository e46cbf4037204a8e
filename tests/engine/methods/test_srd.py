"""SRD against its definition, summed by hand."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.methods.made import DIFFERENT, heard, make, pair
from workbench.engine.methods.srd import ProjectedEmbeddings, normalised_over_batch, soft_maximum

Rows = list[list[float]]
rows = st.lists(st.lists(st.floats(-5, 5), min_size=2, max_size=2), min_size=2, max_size=4)


def normalised_by_hand(table: Rows) -> Rows:
    columns = []
    for column in zip(*table, strict=True):
        mean = sum(column) / len(column)
        variance = sum((value - mean) ** 2 for value in column) / len(column)
        columns.append([(value - mean) / math.sqrt(variance + 1e-4) for value in column])
    return [list(row) for row in zip(*columns, strict=True)]


def loss_by_hand(student: Rows, teacher: Rows, power: float) -> float:
    pairs = zip(normalised_by_hand(student), normalised_by_hand(teacher), strict=True)
    return math.log(sum(abs(a - b) ** power for one, other in pairs for a, b in zip(one, other, strict=True)) + 1e-8)


@given(rows, st.sampled_from([1.0, 2.5, 4.0]), st.integers(0, 100))
@settings(deadline=None)
def test_srd_is_the_definition_summed_by_hand(student: Rows, power: float, seed: int) -> None:
    teacher = torch.randn(len(student), 2, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    got = soft_maximum(torch.tensor(student, dtype=torch.float64), teacher, power=power)
    assert got.item() == pytest.approx(loss_by_hand(student, teacher.tolist(), power), rel=1e-9)


def test_the_projector_comes_before_the_normalisation() -> None:
    method = make("srd", power=3.0)
    assert isinstance(method, ProjectedEmbeddings)
    lesson = heard(method)
    assert lesson.teacher is not None
    assert lesson.student.embedding is not None
    assert lesson.teacher.embedding is not None
    weight = method.projector.weight.tolist()
    projected = [
        [sum(w * x for w, x in zip(row, embedding, strict=True)) for row in weight]
        for embedding in lesson.student.embedding.tolist()
    ]
    expected = loss_by_hand(projected, lesson.teacher.embedding.tolist(), 3.0)
    assert method(lesson)["teacher"].item() == pytest.approx(expected, rel=1e-4)


def test_the_size_and_offset_of_features_do_not_matter() -> None:
    generator = torch.Generator().manual_seed(0)
    student, teacher = (torch.randn(8, 3, generator=generator, dtype=torch.float64) for _ in range(2))
    expected = soft_maximum(student, teacher, power=4.0).item()
    changed = soft_maximum(student * 100 + 7, teacher - 3, power=4.0).item()
    assert changed == pytest.approx(expected, rel=1e-3)  # but for what is added to the variances


def test_a_high_power_looks_at_the_largest_difference() -> None:
    """The p-th root of the sum tends to the maximum."""
    generator = torch.Generator().manual_seed(1)
    student, teacher = (torch.randn(6, 4, generator=generator, dtype=torch.float64) for _ in range(2))
    largest = (normalised_over_batch(student) - normalised_over_batch(teacher)).abs().max().log().item()
    errors = [soft_maximum(student, teacher, power=power).item() / power - largest for power in (2.0, 8.0, 64.0)]
    assert errors == sorted(errors, reverse=True)
    assert 0 <= errors[-1] < 0.02


def test_the_order_of_the_pictures_does_not_matter() -> None:
    generator = torch.Generator().manual_seed(2)
    student, teacher = (torch.randn(6, 4, generator=generator, dtype=torch.float64) for _ in range(2))
    turned = torch.tensor([3, 1, 0, 5, 4, 2])
    assert soft_maximum(student[turned], teacher[turned], power=4.0).item() == pytest.approx(
        soft_maximum(student, teacher, power=4.0).item()
    )


def test_the_gradient_agrees_with_finite_differences() -> None:
    generator = torch.Generator().manual_seed(3)
    student, teacher = (torch.randn(4, 3, generator=generator, dtype=torch.float64) for _ in range(2))
    assert torch.autograd.gradcheck(lambda z: soft_maximum(z, teacher, power=4.0), student.requires_grad_())


@pytest.mark.parametrize("same", [True, False])
def test_perfect_students_and_single_pictures_have_a_finite_loss_and_gradient(same: bool) -> None:
    student = torch.randn(4 if same else 1, 3, generator=torch.Generator().manual_seed(4)).requires_grad_()
    teacher = student.detach() if same else student.detach() + 1
    loss = soft_maximum(student, teacher, power=4.0)
    loss.backward()
    assert loss.item() == pytest.approx(math.log(1e-8))
    assert student.grad is not None
    assert not student.grad.any()


def test_embeddings_of_other_widths_are_projected() -> None:
    different = pair(*DIFFERENT)
    method = make("srd", different)
    assert isinstance(method, ProjectedEmbeddings)
    assert method.projector.weight.shape == (different.guide.width, different.student.width)
