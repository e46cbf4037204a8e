"""What every registered method must do, whatever it is; installed plug-ins included."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from tests.engine.methods.made import DIFFERENT, heard, loss_of, make, pair, suited, total
from workbench.engine.objective import Lesson, Signals, Unsuited
from workbench.engine.registry import methods

NAMES = methods.names()


def cast(signals: Signals | None, dtype: torch.dtype) -> Signals | None:
    """The same signals in another precision."""
    if signals is None:
        return None
    embedding = None if signals.embedding is None else signals.embedding.to(dtype)
    maps = {path: value.to(dtype) for path, value in signals.maps.items()}
    return replace(signals, logits=signals.logits.to(dtype), embedding=embedding, maps=maps)


def in_precision(lesson: Lesson, dtype: torch.dtype) -> Lesson:
    student = cast(lesson.student, dtype)
    assert student is not None
    return replace(lesson, student=student, teacher=cast(lesson.teacher, dtype))


@pytest.mark.parametrize("name", NAMES)
def test_terms_and_gradients_are_finite(name: str) -> None:
    method = make(name)
    student = suited(type(method), method.params).student.network
    terms = loss_of(method)(heard(method))
    assert terms
    assert all(term.ndim == 0 and torch.isfinite(term) for term in terms.values())
    student.zero_grad()
    total(terms).backward()
    gradients = [weight.grad for weight in student.parameters() if weight.grad is not None]
    assert all(torch.isfinite(gradient).all() for gradient in gradients)
    if not method.alone(0.0):  # what prepares itself first may leave the student as it is
        assert sum(gradient.abs().sum().item() for gradient in gradients) > 0
    own = [weight.grad for weight in method.parameters() if weight.grad is not None]
    assert all(torch.isfinite(gradient).all() for gradient in own)


@pytest.mark.parametrize("name", NAMES)
def test_no_gradient_reaches_the_teacher(name: str) -> None:
    method = make(name)
    lesson = heard(method)
    if lesson.teacher is None or not method.needs_teacher:
        pytest.skip("nobody teaches")
    signals = lesson.teacher
    leaves = [signals.logits, *signals.maps.values(), *([] if signals.embedding is None else [signals.embedding])]
    for leaf in leaves:
        leaf.requires_grad_()
    total(method(lesson)).backward()
    assert all(leaf.grad is None or not leaf.grad.any() for leaf in leaves)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16])
def test_precision_of_the_networks_changes_little(name: str, dtype: torch.dtype) -> None:
    """A network in half precision rounds what it says; the loss itself is computed in float32 or better."""
    method = make(name)
    if dtype is torch.float64:
        method = method.double()
    lesson = heard(method)
    torch.manual_seed(0)
    terms = method(in_precision(lesson, dtype))
    assert all(term.dtype in (torch.float32, torch.float64) and torch.isfinite(term) for term in terms.values())
    torch.manual_seed(0)
    expected = make(name)(lesson)
    tolerance = 1e-3 if dtype is torch.float64 else 0.15
    for term, value in terms.items():
        wanted = expected[term].item()
        assert value.item() == pytest.approx(wanted, abs=tolerance * max(abs(wanted), 0.05))


@pytest.mark.parametrize("name", NAMES)
def test_a_batch_without_any_label_is_no_accident(name: str) -> None:
    method = make(name)
    lesson = heard(method)
    terms = loss_of(method)(replace(lesson, labels=torch.full_like(lesson.labels, -1)))
    assert all(torch.isfinite(term) for term in terms.values())
    assert list(terms) == list(loss_of(make(name))(lesson))


@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_the_terms_never_change(name: str) -> None:
    method = make(name)
    lesson = heard(method)
    seen = [list(method(replace(lesson, epoch=epoch, progress=epoch / 240))) for epoch in (0.0, 0.5, 30.0, 240.0)]
    assert all(names == seen[0] for names in seen)


@pytest.mark.parametrize("name", NAMES)
def test_who_is_not_believed_does_not_teach(name: str) -> None:
    """With no trust at all a method of logits says nothing; feature methods need not ask."""
    method = make(name)
    if not method.needs_teacher or method.needs != ("logits",):
        pytest.skip("not a method of logits alone")
    lesson = heard(method)
    terms = method(replace(lesson, trust=torch.zeros(len(lesson.labels))))
    assert total(terms).item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_it_goes_on_from_what_was_saved(name: str) -> None:
    first, second = make(name), make(name)
    lesson = heard(first)
    optimiser = torch.optim.SGD([*first.parameters(), torch.nn.Parameter(torch.zeros(1))], lr=0.01)
    terms = first(lesson)
    if any(term.requires_grad for term in terms.values()):
        total(terms).backward()
        optimiser.step()
    second.load_state_dict(first.state_dict())
    torch.manual_seed(3)
    expected = first(heard(first))
    torch.manual_seed(3)
    again = second(heard(second))
    assert {term: value.item() for term, value in again.items()} == {
        term: value.item() for term, value in expected.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_any_pair_or_says_why_not(name: str) -> None:
    different = pair(*DIFFERENT)
    try:
        method = make(name, different)
    except Unsuited as error:
        reason = error
    else:
        terms: dict[str, Tensor] = loss_of(method)(heard(method, different))
        assert torch.isfinite(total(terms))
        return
    assert reason.problem.endswith(".")
    assert reason.fix


@pytest.mark.parametrize("name", NAMES)
def test_it_is_described_for_people(name: str) -> None:
    entry = methods.get(name)
    assert entry.title
    assert entry.title != name
    assert entry.summary.endswith(".")
    assert name == "labels" or entry.facts.get("paper")
    assert entry.facts.get("symbol")
    for field in entry.params.model_fields.values():
        assert field.description
