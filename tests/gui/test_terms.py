"""The methods of a recipe by name, and the loss as a formula."""

from __future__ import annotations

import pytest

from workbench.engine.assembly import terms_of as engine_terms_of
from workbench.gui.models.formula import Part, in_letters, with_numbers
from workbench.gui.models.terms import names_of, terms_of
from workbench.recipes import Distil

KD = "T^2 * KL(teacher_T || student_T)"


@pytest.mark.parametrize(
    "kinds", [("kd",), ("kd", "at", "kd"), ("labels", "kd", "kd", "at", "kd", "at"), ("dkd", "dkd")]
)
def test_weights_are_called_as_the_engine_calls_them(kinds: tuple[str, ...]) -> None:
    first, *further = kinds
    recipe = Distil.model_validate({"method": {"kind": first}, "also": [{"kind": kind} for kind in further]})
    draft = recipe.model_dump(mode="json")
    ours = [(term.path, term.name) for term in terms_of(draft)]
    assert ours == [(path, name) for path, name, _ in engine_terms_of(recipe)]


def test_a_draft_without_a_method_has_a_place_for_one() -> None:
    assert [(term.path, term.kind) for term in terms_of({"method": None, "also": [{}]})] == [
        ("method", ""),
        ("also.0", ""),
    ]
    assert names_of(["", ""])[0] == ""


def test_the_formula_carries_the_numbers_of_the_dials() -> None:
    assert with_numbers([Part(KD, temperature=4)], alpha=0.1) == [
        "0.1 × CE",
        "+ 0.9 × 16 × KL(teacher at T=4 ‖ student at T=4)",
    ]


def test_each_further_method_has_its_weight_and_its_own_temperature() -> None:
    parts = [Part(KD, 10, 4), Part("mean(a(F)^2), a(F) = F at length 1", 1000), Part(KD, 1, 2)]
    assert with_numbers(parts, alpha=0.5)[1:] == [
        "+ 0.5 × 10 × 16 × KL(teacher at T=4 ‖ student at T=4)",
        "+ 1000 × mean(a(F)²)",
        "+ 4 × KL(teacher at T=2 ‖ student at T=2)",
    ]


def test_a_method_that_is_a_whole_loss_has_no_alpha() -> None:
    assert with_numbers([Part("CE(y, p)"), Part("a + b", 5)], alpha=None) == ["CE(y, p)", "+ 5 × (a + b)"]


def test_a_temperature_that_is_learned_stays_a_letter() -> None:
    learned = Part(f"{KD}, with T learned against the student")
    assert with_numbers([learned], alpha=0)[1] == "+ T² × KL(teacher_T ‖ student_T)"


def test_the_letters_say_what_they_mean() -> None:
    text = in_letters([Part(KD, 10, 4), Part("sum(a * b) - c, a = F at length 1", 2)], alpha=True)
    assert text.split("\n") == [
        "loss = alpha × CE",
        "+ (1 - alpha) × w × T² × KL(teacher_T ‖ student_T)",
        "+ w2 × (sum(a × b) - c)",
        "    a = F at length 1",
    ]
    assert in_letters([Part("CE(y, p)")], alpha=False) == "loss = w × CE(y, p)"
