"""sweep: which variants are tried, what is said of them, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import fakes
from tests.cli.conftest import Said, Workbench
from workbench import recipes
from workbench.cli.tellers import Lines
from workbench.events import Event, PhasePlan
from workbench.recipes import Distil

Write = Callable[[str], str]
RECIPE = "task: distil\nschedule: {epochs: 1}\n"
TINY = """
task: distil
data: {labels_per_class: 10}
teacher: {kind: train, model: {kind: mlp}, schedule: {epochs: 1}}
student: {kind: mlp, params: {hidden: [8]}}
schedule: {epochs: 1}
"""


def table(said: Said) -> list[list[str]]:
    """The cells of the table of variants: the last that was printed."""
    below = said.out[said.out.index("The student and its variants") :]
    rows = [line.split("│")[1:-1] for line in below.splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in row] for row in rows]


def test_every_combination_but_the_recipe_s_own_is_tried_and_the_best_comes_first(
    workbench: Workbench, recipe: Write
) -> None:
    said = workbench("sweep", recipe(RECIPE), "--temperature", "1, 4", "--alpha", "0.1,0.5")
    assert (said.code, said.err) == (0, "")
    assert table(said) == [
        ["temperature 4, alpha 0.5", "53.0 %", "+3.0"],
        ["temperature 1, alpha 0.5", "52.0 %", "+2.0"],
        ["temperature 1, alpha 0.1", "51.0 %", "+1.0"],
        ["temperature 4, alpha 0.1", "≈ 50.0 %", "own dials"],
    ]
    after = said.out[said.out.index("own dials") :]
    assert "Chosen on the validation pictures; the test pictures were not looked at for these." in after
    assert "which is within noise" in after
    assert "≈ cannot be told from the best." in after


def test_methods_and_learning_rates_are_named(workbench: Workbench, recipe: Write) -> None:
    said = workbench("sweep", recipe(RECIPE), "--method", "kd,dkd", "--learning-rate", "0.01")
    assert [row[0] for row in table(said)] == [
        "learning rate 0.01, dkd",
        "learning rate 0.01, kd",
        "learning rate 0.001, kd",
    ]


def test_without_a_dial_the_recipe_s_own_variants_are_tried(workbench: Workbench, recipe: Write) -> None:
    said = workbench("sweep", recipe(RECIPE + "variants: [{temperature: 8}]\n"))
    assert [row[0] for row in table(said)] == ["temperature 8", "temperature 4"]


def test_the_best_dials_are_written_as_a_recipe_without_variants(
    workbench: Workbench, recipe: Write, tmp_path: Path
) -> None:
    target = tmp_path / "best.yaml"
    said = workbench(
        "sweep", recipe(RECIPE), "--temperature", "1,8", "--alpha", "0.3", "--set", "seeds=[3]", "--write", str(target)
    )
    assert said.err == f"Written to {target}: temperature 8, alpha 0.3.\n"
    best = recipes.load(target)
    assert isinstance(best, Distil)
    assert (best.temperature, best.alpha, best.seeds, best.schedule.epochs, best.variants) == (8, 0.3, (3,), 1, ())


def test_json_prints_the_events_and_nothing_else(workbench: Workbench, recipe: Write) -> None:
    said = workbench("sweep", "--json", recipe(RECIPE), "--temperature", "1")
    assert {json.loads(line)["kind"] for line in said.out.splitlines()} >= {"job_started", "evaluated", "job_ended"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "There is nothing to try: no dial was given, and the recipe has no variants. Say for example"),
        (["--temperature", "4"], "All of these are the recipe's own dials. Give others"),
        (
            ["--temperature", ",".join(map(str, range(10, 18))), "--alpha", "0,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9"],
            "These make 72 variants, and at most 64 can be trained side by side. Give fewer values",
        ),
        (["--alpha", "0.5,2"], "'--alpha': Expected a number from 0 to 1, got '2'."),
        (["--temperature", "1,x"], "'--temperature': Expected a number above 0 and at most 1,000, got 'x'."),
        (["--temperature", ","], "'--temperature': Expected values separated by commas"),
        (["--alpha", "1", "--write", "/nowhere/best.yaml"], "There is no folder "),
    ],
)
def test_what_cannot_be_tried_is_said_before_anything_is_trained(
    workbench: Workbench, recipe: Write, arguments: list[str], message: str
) -> None:
    said = workbench("sweep", recipe(RECIPE), *arguments)
    assert said.code == 2
    assert message in said.err
    assert said.out == ""


def test_a_recipe_without_a_teacher_has_nothing_to_sweep(workbench: Workbench, recipe: Write) -> None:
    said = workbench("sweep", recipe("task: train\n"), "--alpha", "1")
    assert (said.code, "Choose task: distil." in said.err) == (2, True)


def test_run_and_show_tell_the_best_variants_only(workbench: Workbench, recipe: Write) -> None:
    many = ", ".join(f"{{temperature: {number}}}" for number in range(5, 15))
    rows = table(workbench("run", recipe(f"{RECIPE}variants: [{many}]\n")))
    assert [row[0] for row in rows] == [f"temperature {value}" for value in (14, 13, 12, 11, 10, 4)]


def variants(epochs: int = 2) -> list[Event]:
    """A student and two variants, step by step beside each other."""
    plans = [fakes.plan("distilled/0", epochs=epochs)]
    plans += [
        PhasePlan(phase=f"distilled/0/{n}", role="distilled", seed=0, epochs=epochs, steps=plans[0].steps)
        for n in (1, 2)
    ]
    events: list[Event] = [fakes.data_ready(plans), *(fakes.phase_started(plan) for plan in reversed(plans))]
    for number in range(1, epochs + 1):
        events += [fakes.epoch(plan.phase, number) for plan in plans]
    return [*events, *(fakes.phase_finished(plan) for plan in plans)]


def test_lines_tell_of_the_student_and_how_many_are_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    Lines().tell(variants())
    _, _, *told = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in told] == ["Distilled student"] * len(told)
    assert told[0].endswith("; beside it 2 variants of it.")
    assert sum(" epoch " in line and "accuracy" in line for line in told) == 2
    assert sum("on validation" in line for line in told) == 1


@pytest.mark.slow
def test_a_real_sweep_is_compared_on_the_validation_pictures(
    workbench: Workbench, recipe: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WORKBENCH_WORKER")
    path = recipe(TINY)
    checked = workbench("check", path, "--set", "variants=[{alpha: 0.5}, {method: {kind: dkd}}]")
    assert "3 students are trained side by side" in checked.out
    wrong = workbench("sweep", path, "--method", "kd,dkdd", "--temperature", "1,2")
    assert wrong.code == 2
    assert wrong.err.count("There is no method called 'dkdd'. Did you mean 'dkd'?") == 1
    said = workbench("sweep", path, "--alpha", "0.5", "--method", "kd,dkd")
    assert said.code == 0
    assert len(table(said)) == 3
    assert "use at least 3 seeds" in said.out or "None of the variants was better" in said.out
