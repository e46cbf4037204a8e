from __future__ import annotations

import json
import random

import pytest
from pytestqt.qtbot import QtBot
from scipy.stats import ttest_rel

from tests.gui.compared import IDS, read_all, read_list, settle, write_run
from workbench.gui.models import compare_words
from workbench.gui.models.compare import PAGE
from workbench.gui.models.compare_answers import Answers, Pair, Side
from workbench.gui.models.compare_evidence import judge
from workbench.gui.models.compare_points import best_within, front_of, points_of
from workbench.gui.models.workspace import Workspace
from workbench.runs import RunStore, Verdict

NULL = Verdict(
    kind="no_difference",
    difference=0.001,
    low=-0.015,
    high=0.017,
    p_value=0.86,
    test="paired t-test",
    seeds=3,
    text="No real difference.",
)


def ids(answers: Answers | None, group: str) -> set[int]:
    """Positions of the pictures of a group, with one seed."""
    assert answers is not None
    return {answers.ids[row] for row in answers.groups[group]}  # type: ignore[index]  # the name of a group


def test_with_nothing_chosen_the_newest_run_with_results_is_compared_with_its_twin(space: Workspace) -> None:
    write_run(space.runs_folder, "first")
    newest = write_run(space.runs_folder, "second")
    RunStore(space.runs_folder).create(space.recipe.recipe, environment={})  # type: ignore[arg-type]  # unfinished
    read_all(space)
    assert space.compare.focus is not None
    assert space.compare.focus.id == newest
    assert space.compare.pair == Pair(Side(newest, "plain"), Side(newest, "distilled"))
    assert [run.name for run in space.compare.shown] == ["second", "first"]


def test_the_run_on_screen_comes_before_a_newer_one(space: Workspace) -> None:
    first = write_run(space.runs_folder, "first")
    write_run(space.runs_folder, "second")
    space.run.show(first, "", [])
    read_all(space)
    assert space.compare.focus is not None
    assert space.compare.focus.id == first


def test_choosing_runs_leaves_the_others_out_and_one_alone_leaves_out_none(space: Workspace) -> None:
    made = [write_run(space.runs_folder, name) for name in ("a", "b", "c")]
    unfinished = RunStore(space.runs_folder).create(space.recipe.recipe, environment={}).id  # type: ignore[arg-type]
    read_list(space)
    space.compare.choose([made[0], made[1], unfinished])
    assert {run.id for run in space.compare.shown} == {made[0], made[1]}
    assert space.compare.left_out == 1
    space.compare.choose([made[0]])
    assert len(space.compare.shown) == 3
    assert space.compare.focus is not None
    assert space.compare.focus.id == made[0]


def test_rescued_and_lost_pictures_are_those_on_which_only_one_of_the_two_is_right(space: Workspace) -> None:
    wrong = {"teacher": {0}, "plain": {0, 1, 2, 5}, "distilled": {0, 7}}
    write_run(space.runs_folder, "run", wrong, seeds=(3,))
    read_all(space)
    answers = space.compare.answers
    assert ids(answers, "rescued") == {IDS[1], IDS[2], IDS[5]}
    assert ids(answers, "lost") == {IDS[7]}
    assert ids(answers, "both_wrong") == {IDS[0]}
    assert ids(answers, "unlike_teacher") == {IDS[7]}
    assert ids(answers, "mistakes_right") == {IDS[0], IDS[7]}


def test_pictures_come_with_the_surest_answer_first(space: Workspace) -> None:
    write_run(space.runs_folder, "run", seeds=(0,))
    read_all(space)
    space.compare.show_group("rescued")
    answers = space.compare.answers
    assert answers is not None
    assert [answers.ids[row] for row in space.compare.page_rows] == [IDS[5], IDS[2], IDS[1]]  # surer by position


def test_a_cell_of_the_matrix_leads_to_as_many_pictures_as_it_counts(space: Workspace) -> None:
    run = write_run(space.runs_folder, "run")
    read_all(space)
    found = space.compare.comparison
    assert found is not None
    for true in range(3):
        for said in range(3):
            space.compare.show_cell(Side(run, "plain"), true, said)
            assert len(space.compare.rows) == found.left.confusion[true][said]


def test_all_seeds_are_added_up_and_one_can_be_looked_at_alone(space: Workspace) -> None:
    write_run(space.runs_folder, "run")
    read_all(space)
    together = space.compare.comparison
    assert together is not None
    assert sum(map(sum, together.right.confusion)) == 36
    assert together.seeds == (0, 1, 2)
    space.compare.use_seed(1)
    assert space.compare.comparison is None  # until it was read
    settle(space)
    alone = space.compare.comparison
    assert alone is not None
    assert sum(map(sum, alone.right.confusion)) == 12
    assert alone.answers is not None
    assert set(alone.answers.seeds) == {1}


def test_bins_of_several_seeds_are_pooled_picture_by_picture(space: Workspace) -> None:
    write_run(space.runs_folder, "run")
    read_all(space)
    assert space.compare.comparison is not None
    sure, surer = space.compare.comparison.right.reliability
    assert (sure.count, surer.count) == (30, 6)
    assert surer.accuracy == pytest.approx((0 + 0.5 + 1.0) / 3)


def test_the_verdict_on_twins_is_the_one_that_was_measured(space: Workspace) -> None:
    write_run(space.runs_folder, "run", verdict=NULL)
    read_all(space)
    found = space.compare.comparison
    assert found is not None
    assert found.verdict == NULL
    assert compare_words.headline(space.compare, found).startswith("No real difference: +0.1 points")
    assert "86 of 100" in compare_words.meaning(found.verdict)


@pytest.mark.parametrize("seeds", [3, 4, 5, 10])
def test_other_verdicts_come_from_the_same_test_as_the_engines(seeds: int) -> None:
    noise = random.Random(seeds)
    left = [0.9 + noise.gauss(0, 0.02) for _ in range(seeds)]
    right = [value + noise.gauss(0.02, 0.02) for value in left]
    wanted = ttest_rel(right, left)
    interval = wanted.confidence_interval(0.95)
    verdict = judge(left, right)
    assert verdict.p_value == pytest.approx(float(wanted.pvalue), abs=1e-9)
    assert verdict.low == pytest.approx(interval.low)
    assert verdict.high == pytest.approx(interval.high)
    assert verdict.kind == ("better" if wanted.pvalue < 0.05 else "no_difference")


def test_too_few_seeds_give_no_verdict_and_equal_differences_no_interval() -> None:
    assert judge([0.8, 0.8], [0.9, 0.95]).kind == "one_seed"
    assert judge([0.8, 0.7, 0.6], [0.8, 0.7, 0.6]).kind == "no_difference"
    assert judge([0.5] * 6, [0.75] * 6).low is None
    assert judge([0.5] * 6, [0.75] * 6).kind == "better"
    assert judge([0.75] * 6, [0.5] * 6).kind == "worse"


def test_two_runs_on_the_same_pictures_are_compared_one_to_one(space: Workspace) -> None:
    other = write_run(space.runs_folder, "other", {"distilled": {1, 2, 3}}, temperature=9.0)
    run = write_run(space.runs_folder, "run")
    read_list(space)
    pair = Pair(Side(other, "distilled"), Side(run, "distilled"))
    assert pair in space.compare.pairs
    space.compare.compare_pair(pair)
    settle(space)
    found = space.compare.comparison
    assert found is not None
    assert found.verdict is not None
    assert found.verdict.test == "sign test"  # the same difference with each seed
    assert IDS[1] in ids(found.answers, "rescued")
    assert IDS[7] in ids(found.answers, "lost")


@pytest.mark.parametrize("predictions", [True, False])
def test_runs_tested_on_different_pictures_get_no_verdict_and_are_told_why(space: Workspace, predictions: bool) -> None:
    data = {"split_seed": 5}
    other = write_run(space.runs_folder, "other", first_id=500, predictions=predictions, data=data)
    run = write_run(space.runs_folder, "run", predictions=predictions)
    read_list(space)
    space.compare.compare_pair(Pair(Side(other, "distilled"), Side(run, "distilled")))
    settle(space)
    found = space.compare.comparison
    assert found is not None
    assert found.verdict is None
    assert "different pictures" in compare_words.headline(space.compare, found)
    assert found.answers is None


def test_a_run_without_predictions_still_has_all_that_does_not_need_them(space: Workspace) -> None:
    write_run(space.runs_folder, "run", predictions=False)
    read_all(space)
    found = space.compare.comparison
    assert found is not None
    assert found.answers is None
    assert "Evaluate the run again" in found.answers_problem
    assert sum(map(sum, found.right.confusion)) == 36


def test_what_could_not_be_read_is_said_and_keeps_no_other_run_from_being_read(space: Workspace) -> None:
    good = write_run(space.runs_folder, "good")
    bad = write_run(space.runs_folder, "bad")
    read_list(space)
    (space.runs_folder / bad / "results.json").write_text("{")
    settle(space)
    assert space.compare.comparison is None
    assert "damaged" in space.compare.problem
    assert space.compare.results(good) is not None
    space.compare.focus_on(good)
    settle(space)
    assert space.compare.comparison is not None
    assert space.compare.problem == ""


def test_a_run_that_was_measured_again_is_read_again(space: Workspace) -> None:
    run = write_run(space.runs_folder, "run")
    read_all(space)
    file = space.runs_folder / run / "results.json"
    measured = json.loads(file.read_text())
    measured["summaries"][2]["accuracy_mean"] = 0.5
    measured["note"] = "Again."
    with RunStore(space.runs_folder).open(run).writer(trains=False) as writer:
        writer.write_json("results.json", measured)
    read_all(space)
    results = space.compare.results(run)
    assert results is not None
    assert results.note == "Again."


def test_pages_hold_sixty_pictures_and_the_last_one_the_rest(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run(space.runs_folder, "run", {"plain": set(range(12)), "distilled": set()}, seeds=(0,))
    read_all(space)
    assert PAGE == 60
    monkeypatch.setattr("workbench.gui.models.compare.PAGE", 5)
    model = space.compare
    assert (model.pages, len(model.page_rows)) == (3, 5)
    model.turn_page(5)
    assert (model.page, len(model.page_rows)) == (2, 2)
    model.turn_page(-9)
    assert model.page == 0


def test_the_front_has_what_nothing_beats_and_the_budget_picks_the_best_below_it(space: Workspace) -> None:
    write_run(space.runs_folder, "good", {"teacher": set(), "plain": {1, 2}, "distilled": {1}})
    write_run(space.runs_folder, "poor", {"teacher": set(), "plain": {1, 2}, "distilled": {1, 2, 3}})
    read_list(space)
    points = points_of(space.runs.runs, teachers=True, plain=True)
    assert [point.role for point in points].count("teacher") == 1  # the same one in both runs
    front = front_of(points, "bytes")
    assert (front[0].title, front[0].role) == ("good", "distilled")
    assert front[-1].role == "teacher"
    best = best_within(points, "bytes", 10_000)
    assert best is not None
    assert (best.title, best.role) == ("good", "distilled")
    assert best_within(points, "bytes", 10) is None


def test_asking_for_pictures_twice_asks_the_engine_once(space: Workspace, qtbot: QtBot) -> None:
    asked: list[object] = []
    space.pictures.wanted.connect(asked.append)
    space.pictures.want("run", [3, 4])
    space.pictures.want("run", [3, 4])
    assert len(asked) == 1
    space.pictures.take(asked[0], {"pictures": {"3": "AAAA"}, "names": {"3": "three"}})  # type: ignore[arg-type]
    space.pictures.want("run", [3, 4])  # there is no picture 4, which need not be asked again
    space.pictures.want("run", [3, 5])
    assert len(asked) == 2
    assert space.pictures.name("run", 3) == "three"
