"""Only what differs, and only what nothing beats."""

from __future__ import annotations

import math
import random

from workbench.recipes import Adjustment, Data, Distil, Ref, Schedule, Sgd, TeacherRun, TeacherTraining, Term, Train
from workbench.runs.difference import ABSENT, Difference, differences, pareto


def table(*recipes: Distil | Train) -> dict[str, tuple[object, ...]]:
    return {found.path: found.values for found in differences([recipe.model_dump(mode="json") for recipe in recipes])}


def test_equal_recipes_do_not_differ_whatever_their_names() -> None:
    assert table(Distil(name="one"), Distil(name="other"), Distil()) == {}
    assert table(Distil()) == {}
    assert differences([]) == []


def test_what_differs_is_listed_by_its_path() -> None:
    one = Distil(temperature=4.0, schedule=Schedule(epochs=30))
    other = Distil(temperature=8.0, schedule=Schedule(epochs=10))
    assert table(one, other, one) == {"temperature": (4.0, 8.0, 4.0), "schedule.epochs": (30, 10, 30)}


def test_settings_of_what_was_chosen_stand_below_the_choice() -> None:
    one = Distil(student=Ref(kind="mlp", params={"hidden": [32], "norm": {"kind": "batch", "momentum": 0.1}}))
    other = Distil(student=Ref(kind="small_cnn", params={"width": 16}))
    assert table(one, other) == {
        "student": ("mlp", "small_cnn"),
        "student.hidden": ((32,), ABSENT),
        "student.norm": ("batch", ABSENT),
        "student.norm.momentum": (0.1, ABSENT),
        "student.width": (ABSENT, 16),
    }


def test_settings_stay_beside_each_other_whichever_recipe_has_them() -> None:
    one = Distil(schedule=Schedule(optimiser=Sgd()), alpha=0.5)
    paths = list(table(one, Distil()))
    assert paths == [
        "alpha", "schedule.optimiser", "schedule.optimiser.momentum", "schedule.optimiser.nesterov",
        "schedule.optimiser.weight_decay", "schedule.optimiser.beta1", "schedule.optimiser.beta2",
    ]  # fmt: skip


def test_teachers_of_two_sorts_are_told_apart() -> None:
    found = table(Distil(teacher=TeacherRun(run="r1")), Distil(teacher=TeacherTraining()))
    assert found["teacher"] == ("run", "train")
    assert found["teacher.run"] == ("r1", ABSENT)
    assert found["teacher.model"] == (ABSENT, "small_cnn")


def test_seeds_are_compared_as_a_whole() -> None:
    assert table(Distil(seeds=(0, 1)), Distil(seeds=(0,))) == {"seeds": ((0, 1), (0,))}


def test_dials_that_were_moved_are_counted_and_compared() -> None:
    early = Adjustment(phase="distilled/0", step=1, alpha=0.5)
    late = Adjustment(phase="distilled/0", step=9, alpha=0.5)
    assert table(Distil(adjustments=(early, late)), Distil()) == {"adjustments": (2, 0)}
    assert table(Distil(adjustments=(early,)), Distil(adjustments=(late,))) == {"adjustments": (1, 1)}


def test_true_is_not_one() -> None:
    one, other = ({"student": {"kind": "mlp", "params": {"bias": value}}} for value in (True, 1))
    assert [found.values for found in differences([one, other])] == [(True, 1)]


def test_recipes_of_different_tasks_can_be_compared() -> None:
    found = table(Train(data=Data()), Distil())
    assert found["task"] == ("train", "distil")
    assert found["model"] == ("small_cnn", ABSENT)


def test_no_chosen_point_is_beaten_and_every_other_is() -> None:
    maker = random.Random(1)
    for _ in range(50):
        points = [(float(maker.randrange(8)), float(maker.randrange(8))) for _ in range(12)]

        def beaten(point: tuple[float, float], by: list[tuple[float, float]] = points) -> bool:
            return any(cost <= point[0] and worth >= point[1] and (cost, worth) != point for cost, worth in by)

        assert set(pareto(points)) == {number for number, point in enumerate(points) if not beaten(point)}


def test_chosen_points_come_cheapest_first_and_what_was_not_measured_never() -> None:
    points = [(3.0, 0.9), (1.0, 0.5), (math.nan, 1.0), (2.0, 0.4), (0.5, math.nan), (1.0, 0.5)]
    assert pareto(points) == [1, 5, 0]
    assert pareto([]) == []


def test_further_methods_are_compared_one_by_one() -> None:
    one, other = (
        Distil(also=(Term(kind="at", weight=weight), Term(kind="rkd"))).model_dump(mode="json") for weight in (10, 20)
    )
    alone = Distil().model_dump(mode="json")
    assert differences([one, other]) == [Difference("also.0.weight", (10.0, 20.0))]
    found = {each.path: each.values for each in differences([one, alone])}
    assert found["also.0"] == ("at", ABSENT)
    assert found["also.1"] == ("rkd", ABSENT)
