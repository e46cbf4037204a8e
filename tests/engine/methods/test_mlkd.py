"""Multi-level answers against the definition, summed by hand over views, temperatures, pictures and classes."""

from __future__ import annotations

import math
from statistics import median

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import logit_pair, make, of_logits, total
from workbench.engine.objective import Lesson
from workbench.engine.registry import methods
from workbench.engine.soft import standardised

Rows = list[list[float]]


def some(rows: int = 8, *, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return 2 * torch.randn(rows, 3, generator=generator, dtype=torch.float64)


def softened(rows: Rows, t: float) -> Rows:
    powers = [[math.exp(value / t) for value in row] for row in rows]
    return [[power / sum(row) for power in row] for row in powers]


def gram_rows(p: Rows, q: Rows) -> list[float]:
    """Row by row, the squared differences of inner products."""

    def inner(rows: Rows, i: int, j: int) -> float:
        return sum(a * b for a, b in zip(rows[i], rows[j], strict=True))

    return [sum((inner(p, i, j) - inner(q, i, j)) ** 2 for j in range(len(p))) for i in range(len(p))]


def turned(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def by_hand(student: Rows, teacher: Rows, temperatures: list[float], *, masked: bool) -> dict[str, float]:
    """One view's terms; masked: only the half of pictures and of classes that the teacher is least sure of."""
    plain = softened(teacher, 1.0)
    sureness, often = [max(row) for row in plain], [sum(column) for column in turned(plain)]
    pictures = [i for i, value in enumerate(sureness) if not masked or value <= median(sureness)]
    classes = [c for c, value in enumerate(often) if not masked or value <= median(often)]
    found = {"instance": 0.0, "batch": 0.0, "classes": 0.0}
    for t in temperatures:
        p, q = softened(student, t), softened(teacher, t)
        kl = [sum(b * math.log(b / a) for a, b in zip(ours, theirs, strict=True)) for ours, theirs in zip(p, q)]  # noqa: B905
        found["instance"] += t * t * sum(kl[i] for i in pictures) / len(p)
        found["batch"] += sum(gram_rows(p, q)[i] for i in pictures) / len(p)
        found["classes"] += sum(gram_rows(turned(p), turned(q))[c] for c in classes) / len(p[0])
    return found


def values(lesson: Lesson, **settings: object) -> dict[str, float]:
    return {name: term.item() for name, term in make("mlkd", logit_pair(3), **settings)(lesson).items()}


def test_mlkd_is_the_definition_summed_by_hand() -> None:
    student, teacher = some(seed=0), some(seed=1)
    temperatures = [2.0, 3.0, 4.0, 5.0, 6.0]
    first = by_hand(student[:4].tolist(), teacher[:4].tolist(), temperatures, masked=True)
    second = by_hand(student[4:].tolist(), teacher[4:].tolist(), temperatures, masked=False)
    assert values(of_logits(student, teacher)) == pytest.approx(
        {name: first[name] + second[name] for name in first}, rel=1e-9
    )


def test_with_all_kept_both_views_count_alike() -> None:
    student, teacher = some(seed=2), some(seed=3)
    swapped = values(of_logits(student.roll(4, 0), teacher.roll(4, 0)), kept=1.0)
    assert values(of_logits(student, teacher), kept=1.0) == pytest.approx(swapped)


def test_settings_weigh_the_levels_and_choose_the_temperatures() -> None:
    student, teacher = some(seed=4), some(seed=5)
    lesson = of_logits(student, teacher)
    both = values(lesson, temperatures=(2.0, 3.0))
    one, other = values(lesson, temperatures=(2.0,)), values(lesson, temperatures=(3.0,))
    assert both == pytest.approx({name: one[name] + other[name] for name in one})
    weighed = values(lesson, temperatures=(2.0, 3.0), batch=0.5, classes=3.0)
    expected = {"instance": both["instance"], "batch": 0.5 * both["batch"], "classes": 3 * both["classes"]}
    assert weighed == pytest.approx(expected)


def test_in_the_first_view_only_pictures_the_teacher_doubts_teach() -> None:
    sure, unsure = [9.0, 0.0, 0.0], [1.0, 0.5, 0.0]
    teacher = torch.tensor([sure, unsure, sure, unsure] * 2)
    student = some(seed=6).float().requires_grad_()
    make("mlkd", logit_pair(3))(of_logits(student, teacher))["instance"].backward()
    assert student.grad is not None
    assert [bool(row.any()) for row in student.grad] == [False, True, False, True, True, True, True, True]


def test_mlkd_is_zero_at_a_perfect_student_and_does_not_see_a_shift() -> None:
    teacher = some(seed=7)
    terms = make("mlkd", logit_pair(3))(of_logits(teacher + 4, teacher))
    assert total(terms).item() == pytest.approx(0, abs=1e-12)


def test_the_order_of_pictures_and_classes_makes_no_difference() -> None:
    student, teacher = some(seed=8), some(seed=9)
    expected = values(of_logits(student, teacher))
    order = torch.tensor([2, 0, 3, 1])
    pictures, classes = torch.cat([order, order + 4]), torch.tensor([1, 2, 0])
    assert values(of_logits(student[pictures], teacher[pictures])) == pytest.approx(expected)
    assert values(of_logits(student[:, classes], teacher[:, classes])) == pytest.approx(expected)


def test_a_picture_that_is_not_believed_has_no_part_in_any_level() -> None:
    student, teacher = some(seed=10).requires_grad_(), some(seed=11)
    trust = torch.tensor([1.0, 0.0, 1.0, 1.0] * 2)
    method = make("mlkd", logit_pair(3), kept=1.0)
    total(method(of_logits(student, teacher, trust=trust))).backward()
    assert student.grad is not None
    assert [bool(row.any()) for row in student.grad] == [True, False, True, True] * 2


def test_full_trust_is_no_trust_at_all() -> None:
    student, teacher = some(seed=12), some(seed=13)
    trusted = values(of_logits(student, teacher, trust=torch.ones(8)))
    assert trusted == pytest.approx(values(of_logits(student, teacher)))


def test_standardised_logits_are_for_single_pictures() -> None:
    student, teacher = some(seed=14), some(seed=15)
    plain, own = values(of_logits(student, teacher)), values(of_logits(student, teacher), standardise=True)
    assert own["batch"] == plain["batch"]
    assert own["classes"] == plain["classes"]
    scaled = values(of_logits(standardised(student), standardised(teacher)), kept=1.0)["instance"]
    assert values(of_logits(student, teacher), standardise=True, kept=1.0)["instance"] == pytest.approx(scaled)


def test_the_gradient_agrees_with_finite_differences() -> None:
    student, teacher = some(4, seed=16).requires_grad_(), some(4, seed=17)
    method = make("mlkd", logit_pair(3), temperatures=(1.0, 2.0))
    assert torch.autograd.gradcheck(lambda logits: total(method(of_logits(logits, teacher))), student)


def test_one_picture_seen_twice_is_a_batch() -> None:
    student = some(2, seed=18).float().requires_grad_()
    total(make("mlkd", logit_pair(3))(of_logits(student, some(2, seed=19).float()))).backward()
    assert student.grad is not None
    assert torch.isfinite(student.grad).all()


def test_presets_give_the_labels_and_the_method_the_published_weights() -> None:
    """0.1 * (CE of one view + CE of the other) + 0.9 * method; the workbench takes the mean of both CEs."""
    for preset in methods.get("mlkd").facts["presets"][:4]:
        settings = preset["settings"]
        assert settings["alpha"] == pytest.approx(2 * 0.1)
        assert (1 - settings["alpha"]) * settings["method"]["weight"] == pytest.approx(0.9)
        assert settings["schedule"]["epochs"] == 480
