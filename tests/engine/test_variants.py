"""A student and its variants: measured on the validation pictures, compared honestly, and told apart everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.conftest import TINY, Desk, distil_recipe
from workbench.engine.latency import Latency
from workbench.engine.questions import Asking, answer
from workbench.engine.script import write
from workbench.engine.sweep import choice, near_best
from workbench.events import PhaseFinished, PhaseStarted
from workbench.recipes import Distil, Schedule, TeacherTraining, Variant, differences
from workbench.recipes.requests import Describe, WriteReport
from workbench.runs import Results, RunFolder, RunStore, VariantResult

VARIANTS = [{"temperature": 8}, {"method": {"kind": "dkd"}, "alpha": 0.1}]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("variants")


@pytest.fixture(scope="module")
def finished(home: Path) -> RunFolder:
    """A run of two variants over two seeds, trained once for the tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(home))
        known = Latency(median_ms=1.0, p90_ms=2.0, runs=50, machine="not measured in this test")
        patch.setattr("workbench.engine.evaluate.latency", lambda model, *, check: known)
        once = Schedule(epochs=1, batch_size=64, learning_rate=0.01)
        teacher = TeacherTraining(model=TINY, schedule=once)
        recipe = distil_recipe(variants=VARIANTS, seeds=[0, 1], schedule=once, teacher=teacher)
        return Desk(home / "runs").trained(recipe)


def results(run: RunFolder) -> Results:
    return Results.model_validate(run.results())


def test_results_list_every_student_of_every_seed_with_its_validation_accuracy(finished: RunFolder) -> None:
    found = results(finished).variants
    assert [(one.seed, one.number, one.temperature, one.alpha, one.method) for one in found] == [
        (seed, *each) for seed in (0, 1) for each in ((0, 4.0, 0.5, "kd"), (1, 8.0, 0.5, "kd"), (2, 4.0, 0.1, "dkd"))
    ]
    ended = {event.phase: event for event in finished.events() if isinstance(event, PhaseFinished)}
    for one in found:
        phase = f"distilled/{one.seed}/{one.number}" if one.number else f"distilled/{one.seed}"
        assert (one.epoch, one.valid_accuracy) == (ended[phase].epoch, ended[phase].valid_accuracy)
    means = {number: sum(one.valid_accuracy or 0 for one in found if one.number == number) for number in range(3)}
    assert means[results(finished).near_best[0]] == max(means.values())
    # nothing of them was looked at on the test pictures
    assert {(one.role, one.seed) for one in results(finished).networks} == {
        (role, seed) for role in ("teacher", "distilled", "plain") for seed in (0, 1)
    }


def test_variants_take_no_time_of_their_own(finished: RunFolder) -> None:
    seconds = {event.phase: event.seconds for event in finished.events() if isinstance(event, PhaseFinished)}
    alone = sum(spent for phase, spent in seconds.items() if phase.count("/") == 1)
    told = finished.summary().seconds
    assert told is not None
    assert told < sum(seconds.values())
    assert told == pytest.approx(alone, rel=0.2)


def test_a_training_says_by_what_it_differs(finished: RunFolder) -> None:
    plans = {event.plan.phase: event.plan for event in finished.events() if isinstance(event, PhaseStarted)}
    assert plans["distilled/0/1"].differs == {"temperature": 8.0}
    assert plans["distilled/1/2"].differs == {"alpha": 0.1, "method": "dkd"}
    assert plans["distilled/0"].differs == plans["plain/0"].differs == {}


def test_a_run_without_variants_lists_none() -> None:
    old = {"classes": ["a", "b"], "networks": []}  # as an older workbench wrote it
    found = Results.model_validate(old)
    assert found.variants == ()
    assert found.choice is None


def accuracies(*seeds: tuple[float, ...]) -> list[VariantResult]:
    """Of a student and its variants, one tuple a seed."""
    return [
        VariantResult(
            seed=seed, number=number, temperature=4, alpha=0.1, learning_rate=0.1, method="kd", epoch=1,
            valid_accuracy=accuracy,
        )
        for seed, mine in enumerate(seeds) for number, accuracy in enumerate(mine)
    ]  # fmt: skip


def test_one_seed_proves_nothing_however_large_the_difference() -> None:
    found = choice(accuracies((0.5, 0.9)), 200)
    assert found is not None
    assert found.kind == "one_seed"
    assert "40.0 points above" in found.text
    assert "use at least 3 seeds" in found.text


def test_a_difference_that_pictures_alone_explain_is_called_so() -> None:
    found = choice(accuracies((0.90, 0.91)), 200)  # two standard errors are 6 points
    assert found is not None
    assert "is within what chance gives (6.0 points)" in found.text


def test_the_best_of_many_has_to_be_better_by_more() -> None:
    seeds = [(0.900, 0.912), (0.905, 0.908), (0.910, 0.925), (0.904, 0.911)]
    alone = choice(accuracies(*seeds), 200)
    among = choice(accuracies(*((*mine, *[0.5] * 9) for mine in seeds)), 200)
    assert alone is not None
    assert among is not None
    assert (alone.kind, among.kind) == ("better", "no_difference")
    assert among.p_value == pytest.approx(10 * (alone.p_value or 0))
    assert "within noise (paired t-test over 4 seeds" in among.text
    assert "corrected for 10 variants" in among.text


def test_where_no_variant_is_better_that_is_said() -> None:
    found = choice(accuracies((0.9, 0.8), (0.9, 0.8), (0.9, 0.9)), 200)
    assert found is not None
    assert found.text == "None of the variants was better than the student's own dials."


def test_a_variant_that_was_not_trained_with_every_seed_is_not_compared() -> None:
    assert choice(accuracies((0.5,), (0.5, 0.9)), 200) is None


def test_with_few_seeds_those_are_near_the_best_whom_the_pictures_cannot_tell_apart() -> None:
    assert near_best(accuracies((0.90, 0.91, 0.80)), 200) == (1, 0)  # two standard errors are 6 points
    assert near_best(accuracies((0.90, 0.91, 0.80)), 50) == (1, 0, 2)


def test_with_several_seeds_those_are_near_the_best_whom_a_paired_test_cannot_tell_apart() -> None:
    best, near, far = (0.91, 0.93, 0.90, 0.92), (0.905, 0.935, 0.90, 0.91), (0.89, 0.91, 0.885, 0.90)
    assert near_best(accuracies(*zip(near, far, best, strict=True)), 200) == (2, 0)


def test_in_a_tie_the_student_itself_is_the_best() -> None:
    assert near_best(accuracies((0.8, 0.8), (0.9, 0.9)), 200) == (0, 1)


def test_where_nothing_was_measured_nobody_is_near() -> None:
    assert near_best([], 200) == ()


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ({"temperature": 4, "alpha": 0.1}, {}),
        ({"learning_rate": 0.01}, {"learning_rate": 0.01}),
        ({"method": {"kind": "kd", "weight": 3}}, {"method": "kd weight 3"}),
        ({"method": {"kind": "dkd", "params": {"beta": 2.0}}}, {"method": "dkd beta 2"}),
    ],
)
def test_a_difference_names_what_differs_and_no_more(variant: dict[str, object], expected: dict[str, object]) -> None:
    assert differences(Distil(), Variant.model_validate(variant)) == expected


def asking(root: Path) -> Asking:
    return Asking(RunStore(root), lambda event: None, lambda: None)


def test_problems_of_a_variant_s_method_point_to_it_once(tmp_path: Path) -> None:
    recipe = distil_recipe().model_dump(mode="json")
    kinds = ["kd", "dkdd", "dkdd", "at"]
    recipe["variants"] = [{"temperature": 2, "method": {"kind": kind}} for kind in kinds]
    said = answer(Describe(runs=str(tmp_path), recipe=recipe), asking(tmp_path))
    assert [problem["path"] for problem in said["problems"]] == ["variants.1.method.kind"]
    recipe["variants"] = [{"temperature": 2}, {"method": {"kind": "at", "params": {"student_layers": ["nowhere"]}}}]
    said = answer(Describe(runs=str(tmp_path), recipe=recipe), asking(tmp_path))
    assert [problem["path"].split(".")[:3] for problem in said["problems"]] == [["variants", "1", "method"]]


def test_a_variant_s_unknown_name_is_told_beside_what_is_wrong_elsewhere(tmp_path: Path) -> None:
    recipe = distil_recipe().model_dump(mode="json")
    recipe |= {"alpha": 7, "variants": [{"temperature": -1}, {"method": {"kind": "dkdd"}}]}
    said = answer(Describe(runs=str(tmp_path), recipe=recipe), asking(tmp_path))
    paths = {problem["path"] for problem in said["problems"]}
    assert paths == {"alpha", "variants.0.temperature", "variants.1.method.kind"}


@pytest.mark.slow
def test_the_report_lists_variants_and_draws_only_the_student(finished: RunFolder, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    answer(WriteReport(runs=str(finished.path.parent), run=finished.id, out=str(out)), asking(finished.path.parent))
    page = out.read_text()
    assert "Variants of the student" in page
    assert page.count('<th scope="row">Variant ') == 2
    assert "Distilled student 1" not in page
    near = results(finished).near_best
    assert page.count("≈ ") == (len(near) if len(near) > 1 else 0), "one for each but the best, and the legend"


def test_a_program_repeats_the_student_and_says_what_it_leaves_out(finished: RunFolder) -> None:
    program = write(finished, RunStore(finished.path.parent))
    (note,) = [note for note in program.notes if "variants" in note]
    assert note == "The run also trained 2 variants of the student beside it; this program repeats the student itself."
    assert "distilled/0/1" not in program.text
    assert "VARIANTS" not in program.text
    compile(program.text, "train.py", "exec")


@pytest.mark.slow
def test_the_program_of_a_run_with_variants_gives_the_student_s_numbers(finished: RunFolder, tmp_path: Path) -> None:
    import subprocess
    import sys

    script = tmp_path / "train.py"
    script.write_text(write(finished, RunStore(finished.path.parent)).text)
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
