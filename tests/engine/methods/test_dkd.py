"""Decoupled soft targets against their definition, summed by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from tests.engine.methods.by_hand import centred, kl, rows, softmax, square, standard, without
from tests.engine.methods.made import logit_pair, loss_of, make, of_logits, total
from workbench.engine.methods.dkd import Params, decoupled_rows
from workbench.engine.presets import PAIRS
from workbench.engine.registry import methods
from workbench.engine.soft import soft_rows
from workbench.recipes import Distil

FIVE = logit_pair(5)


def by_hand(student: list[float], teacher: list[float], label: int, t: float) -> tuple[float, float]:
    p, q = softmax(student, t), softmax(teacher, t)
    target = kl([q[label], 1 - q[label]], [p[label], 1 - p[label]])
    others = [[value / (1 - row[label]) for value in without(row, label)] for row in (q, p)]
    return t * t * target, t * t * kl(*others)


@pytest.mark.parametrize("t", [1.0, 4.0, 20.0])
@pytest.mark.parametrize("seed", range(2))
def test_both_parts_are_the_definition_summed_by_hand(seed: int, t: float) -> None:
    student, teacher, labels = rows(seed)
    target, non_target = decoupled_rows(student, teacher, labels, temperature=t)
    for number, label in enumerate(labels.tolist()):
        expected = by_hand(student[number].tolist(), teacher[number].tolist(), label, t)
        assert (target[number].item(), non_target[number].item()) == pytest.approx(expected)


@pytest.mark.parametrize("standardise", [False, True])
def test_terms_are_weighed_apart_and_averaged_over_the_batch(standardise: bool) -> None:
    student, teacher, labels = rows(2)
    method = make("dkd", FIVE, target=3.0, non_target=5.0, warmup_epochs=0, standardise=standardise)
    terms = method(of_logits(student, teacher, labels, temperature=2.0))
    seen = standard if standardise else list
    found = [
        by_hand(seen(s), seen(t), y, 2.0)
        for s, t, y in zip(student.tolist(), teacher.tolist(), labels.tolist(), strict=True)
    ]
    assert list(terms) == ["target", "non_target"]
    assert terms["target"].item() == pytest.approx(3 * sum(target for target, _ in found) / 4, rel=1e-6)
    assert terms["non_target"].item() == pytest.approx(5 * sum(other for _, other in found) / 4, rel=1e-6)


@pytest.mark.parametrize("t", [0.5, 1.0, 4.0])
def test_with_the_teachers_own_weight_of_the_other_classes_it_is_soft_targets(t: float) -> None:
    """Section 3.1 of the paper: KD = target + (1 - p_teacher(label)) * non_target, for each picture."""
    student, teacher, labels = rows(3, size=6, classes=7)
    target, non_target = decoupled_rows(student, teacher, labels, temperature=t)
    unsure = 1 - (teacher / t).softmax(dim=1)[torch.arange(6), labels]
    whole = soft_rows(student, teacher, temperature=t)
    assert (target + unsure * non_target).tolist() == pytest.approx(whole.tolist(), rel=1e-9)


def test_classes_can_change_places() -> None:
    student, teacher, labels = rows(4)
    order = torch.tensor([3, 0, 4, 1, 2])
    moved = torch.argsort(order)[labels]
    for first, second in zip(
        decoupled_rows(student, teacher, labels, temperature=4.0),
        decoupled_rows(student[:, order], teacher[:, order], moved, temperature=4.0),
        strict=True,
    ):
        assert second.tolist() == pytest.approx(first.tolist(), rel=1e-12)


def test_the_label_matters_to_each_part_in_its_own_way() -> None:
    """The label's own logit never reaches the other classes; how these share what is theirs never reaches the label."""
    student, teacher, _ = rows(5)
    labels = torch.zeros(4, dtype=torch.int64)
    target, non_target = decoupled_rows(student, teacher, labels, temperature=2.0)
    raised = student + torch.tensor([1.5, 0, 0, 0, 0])
    target_raised, non_target_raised = decoupled_rows(raised, teacher, labels, temperature=2.0)
    assert non_target_raised.tolist() == pytest.approx(non_target.tolist(), rel=1e-12)
    assert not torch.allclose(target_raised, target)
    swapped = student[:, [0, 2, 1, 4, 3]]
    target_swapped, non_target_swapped = decoupled_rows(swapped, teacher, labels, temperature=2.0)
    assert target_swapped.tolist() == pytest.approx(target.tolist(), rel=1e-12)
    assert not torch.allclose(non_target_swapped, non_target)


def test_both_parts_are_zero_at_a_perfect_student_and_do_not_see_a_shift() -> None:
    _, teacher, labels = rows(6)
    for part in decoupled_rows(teacher + 2, teacher, labels, temperature=4.0):
        assert part.abs().max().item() < 1e-12


def test_at_high_temperature_both_parts_match_centred_logits() -> None:
    """T^2 * KL tends to half the mean square of the other classes' centred logits, and for the label to the square of
    its centred logit / (2 (C - 1))."""
    student, teacher, labels = rows(7)
    target, non_target = decoupled_rows(student, teacher, labels, temperature=1e4)
    for number, y in enumerate(labels.tolist()):
        s, t = student[number].tolist(), teacher[number].tolist()
        assert non_target[number].item() == pytest.approx(
            square(centred(without(s, y)), centred(without(t, y))) / (2 * 4), rel=1e-2
        )
        assert target[number].item() == pytest.approx((centred(s)[y] - centred(t)[y]) ** 2 / (2 * 4), rel=1e-2)


def test_at_low_temperature_only_the_teachers_favourite_among_the_other_classes_counts() -> None:
    """KL * T tends to how far the student puts that class below its own favourite."""
    student, teacher, labels = rows(8)
    _, non_target = decoupled_rows(student, teacher, labels, temperature=1e-3)
    for number, y in enumerate(labels.tolist()):
        s, t = without(student[number].tolist(), y), without(teacher[number].tolist(), y)
        gap = max(s) - s[t.index(max(t))]
        assert non_target[number].item() / 1e-3 == pytest.approx(gap, abs=1e-2)


@pytest.mark.parametrize(("epoch", "share"), [(0.0, 0.0), (5.0, 0.25), (10.5, 0.525), (20.0, 1.0), (200.0, 1.0)])
def test_both_terms_rise_during_the_first_epochs(epoch: float, share: float) -> None:
    student, teacher, labels = rows(9)
    lesson = of_logits(student, teacher, labels, epoch=epoch)
    terms, full = make("dkd", FIVE)(lesson), make("dkd", FIVE, warmup_epochs=0)(lesson)
    assert {name: term.item() for name, term in terms.items()} == {
        name: pytest.approx(share * term.item()) for name, term in full.items()
    }


def test_pictures_with_a_hidden_label_are_left_out() -> None:
    student, teacher, labels = rows(10)
    labels[0] = labels[2] = -1
    method = make("dkd", FIVE, warmup_epochs=0)
    known = method(of_logits(student[1::2], teacher[1::2], labels[1::2]))
    both = method(of_logits(student, teacher, labels))
    for name, term in known.items():
        assert both[name].item() == pytest.approx(term.item())
    nobody = of_logits(student.requires_grad_(), teacher, torch.full_like(labels, -1))
    total(method(nobody)).backward()
    assert student.grad is not None
    assert not student.grad.any()


def test_trust_weighs_each_picture() -> None:
    student, teacher, labels = rows(11, size=2)
    method = make("dkd", FIVE, warmup_epochs=0)
    first, second = (method(of_logits(student[i : i + 1], teacher[i : i + 1], labels[i : i + 1])) for i in (0, 1))
    believed = method(of_logits(student, teacher, labels, trust=torch.tensor([0.25, 1.0])))
    for name, term in believed.items():
        assert term.item() == pytest.approx((0.25 * first[name].item() + second[name].item()) / 2)


def test_the_gradient_agrees_with_finite_differences() -> None:
    student, teacher, labels = rows(12, size=3)
    labels[0] = -1
    method = make("dkd", FIVE, warmup_epochs=0)
    assert torch.autograd.gradcheck(
        lambda z: tuple(method(of_logits(z, teacher, labels)).values()), student.requires_grad_()
    )


def test_a_teacher_sure_beyond_precision_gives_finite_losses_and_gradients() -> None:
    student = torch.tensor([[90.0, 0.0, -90.0]], requires_grad=True)
    teacher = torch.tensor([[-90.0, 300.0, 90.0]])
    terms = make("dkd", logit_pair(3), warmup_epochs=0)(of_logits(student, teacher, torch.tensor([1]), temperature=0.5))
    (terms["target"] + terms["non_target"]).backward()
    assert all(torch.isfinite(term) and term > 0 for term in terms.values())
    assert student.grad is not None
    assert torch.isfinite(student.grad).all()


def test_presets_are_the_published_weights_beside_the_labels() -> None:
    """What a recipe made of each preset weighs: labels 1; target and non_target as published, times 9 on one scale."""
    betas = dict(zip(PAIRS, (8, 2, 6, 6), strict=True))
    presets = methods.get("dkd").facts["presets"]
    assert len(presets) == 8
    for preset in presets:
        recipe = Distil.model_validate(preset["settings"])
        (term,) = recipe.also
        assert recipe.method.kind == "labels"
        settings = Params.model_validate(term.params)
        factor, temperature = (9, 2.0) if settings.standardise else (1, 4.0)
        assert (term.weight, recipe.temperature) == (factor, temperature)
        assert settings.target == 1
        assert settings.non_target == betas[preset["teacher"], preset["student"]]


def test_the_recipes_weight_and_alpha_come_on_top() -> None:
    student, teacher, labels = rows(13)
    method = make("dkd", FIVE, warmup_epochs=0)
    lesson = of_logits(student, teacher, labels, alpha=0.25)
    plain = method(lesson)
    weighed = loss_of(method)(replace(lesson, dials=replace(lesson.dials, weights={"method": 4.0})))
    assert list(weighed) == ["labels", "method.target", "method.non_target"]
    for name, term in plain.items():
        assert weighed[f"method.{name}"].item() == pytest.approx(3 * term.item())
