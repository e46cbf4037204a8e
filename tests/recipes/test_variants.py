"""Which variants a grid of dials makes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.recipes import Distil, Term, Variant, combinations, differences, own_as_none, values_tried

RECIPE = Distil(temperature=4, alpha=0.1)


def test_a_grid_is_every_combination_but_the_student_itself() -> None:
    found = combinations({"temperature": [None, 8], "alpha": [None, 0.5]})
    assert found == (Variant(alpha=0.5), Variant(temperature=8), Variant(temperature=8, alpha=0.5))


def test_what_is_named_twice_is_tried_once() -> None:
    assert combinations({"temperature": [8, 8.0, None], "method": [Term(kind="dkd"), Term(kind="dkd")]}) == (
        Variant(temperature=8, method=Term(kind="dkd")),
        Variant(method=Term(kind="dkd")),
    )


def test_no_dial_makes_no_variant() -> None:
    assert combinations({}) == ()
    assert combinations({"temperature": []}) == ()


@pytest.mark.parametrize(
    ("dial", "values", "expected"),
    [
        ("temperature", [1.0, 4.0], [1.0, None]),
        ("alpha", [0.1, 0.0], [None, 0.0]),
        ("learning_rate", [RECIPE.schedule.learning_rate, 7.0], [None, 7.0]),
        ("method", [Term(kind="kd"), Term(kind="dkd")], [None, Term(kind="dkd")]),
    ],
)
def test_the_recipe_s_own_value_is_none(dial: str, values: list[Any], expected: list[Any]) -> None:
    assert own_as_none(RECIPE, dial, values) == expected


@given(
    st.lists(st.sampled_from([0.5, 2.0, 8.0, 16.0]), unique=True),
    st.lists(st.sampled_from([0.0, 0.5, 1.0]), unique=True),
)
def test_what_a_grid_tries_can_be_told_from_its_variants(temperatures: list[float], alphas: list[float]) -> None:
    variants = combinations({"temperature": [None, *temperatures], "alpha": [None, *alphas]})
    assert len(variants) == (1 + len(temperatures)) * (1 + len(alphas)) - 1
    assert len(set(map(repr, variants))) == len(variants)
    assert all(differences(RECIPE, variant) for variant in variants)
    tried = values_tried(variants)
    assert (tried["temperature"], tried["alpha"]) == (temperatures, alphas)
    assert (tried["learning_rate"], tried["method"]) == ([], [])
