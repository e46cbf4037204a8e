"""What every registered method must do, whatever it is."""

from __future__ import annotations

import pytest
import torch

from workbench.engine.objective import Dials, Lesson, Objective, Signals
from workbench.engine.registry import methods
from workbench.recipes import Frozen

NAMES = methods.names()


def make(name: str) -> Objective[Frozen]:
    entry = methods.get(name)
    made: Objective[Frozen] = entry.make(entry.params())
    return made


def lesson(dtype: torch.dtype = torch.float32, *, labels: torch.Tensor | None = None) -> Lesson:
    generator = torch.Generator().manual_seed(0)
    student = torch.randn(6, 5, generator=generator).to(dtype).requires_grad_()
    teacher = torch.randn(6, 5, generator=generator).to(dtype)
    known = torch.arange(6) % 5 if labels is None else labels
    return Lesson(Signals(student), Signals(teacher), known, Dials(temperature=4.0, alpha=0.5, learning_rate=0.1))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_terms_and_gradients_are_finite(name: str, dtype: torch.dtype) -> None:
    given = lesson(dtype)
    terms = make(name)(given)
    assert terms
    assert all(term.ndim == 0 and torch.isfinite(term) for term in terms.values())
    torch.stack([term.float() for term in terms.values()]).sum().backward()
    gradient = given.student.logits.grad
    assert gradient is not None
    assert torch.isfinite(gradient).all()
    assert gradient.abs().sum() > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_batch_without_any_label_is_no_accident(name: str) -> None:
    terms = make(name)(lesson(labels=torch.full((6,), -1)))
    assert all(torch.isfinite(term) for term in terms.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_the_terms_never_change(name: str) -> None:
    method = make(name)
    assert list(method(lesson())) == list(method(lesson(labels=torch.full((6,), -1))))


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_the_classes_does_not_matter(name: str) -> None:
    given, order = lesson(torch.float64), torch.tensor([3, 0, 4, 1, 2])
    assert given.teacher is not None
    moved = Lesson(
        Signals(given.student.logits[:, order]),
        Signals(given.teacher.logits[:, order]),
        torch.argsort(order)[given.labels],
        given.dials,
    )
    before, after = make(name)(given), make(name)(moved)
    for term in before:
        assert after[term].item() == pytest.approx(before[term].item())


@pytest.mark.parametrize("name", NAMES)
def test_it_is_described_for_people(name: str) -> None:
    entry = methods.get(name)
    assert entry.title
    assert entry.summary.endswith(".")
    assert name == "labels" or entry.facts.get("paper")
