"""A student and its variants in the window: named by what differs, drawn thin, and in nobody's way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from workbench.events import CheckpointSaved, Event, PhasePlan
from workbench.gui.models.chart_choice import ChartChoice
from workbench.gui.models.overlay import OverlayModel
from workbench.gui.models.recipe import RecipeModel
from workbench.gui.models.search import settings
from workbench.gui.models.workspace import Workspace
from workbench.gui.telling import told
from workbench.gui.views import words
from workbench.gui.views.chart_area import ChartArea
from workbench.gui.views.charts import AccuracyChart, LossChart
from workbench.gui.views.run_bar import ProgressLine
from workbench.recipes import Distil, Variant

STUDENT = fakes.plan("distilled/0", epochs=3)
DIFFERS: list[dict[str, float | str]] = [
    {"temperature": 8.0},
    {"alpha": 0.5, "learning_rate": 0.003},
    {"method": "dkd beta 2"},
]


def variant(number: int, differs: dict[str, float | str], seed: int = 0) -> PhasePlan:
    return replace(STUDENT, phase=f"distilled/{seed}/{number}", seed=seed, differs=differs)


VARIANTS = [variant(number, differs) for number, differs in enumerate(DIFFERS, start=1)]
TOGETHER = [STUDENT, *VARIANTS]


def begun(*, plans: list[PhasePlan] = TOGETHER, epochs: int = 2) -> list[Event]:
    """A student and its variants, as far as some epochs; the third variant is the best."""
    events: list[Event] = [fakes.job_started(), fakes.data_ready(plans)]
    events += [fakes.phase_started(plan) for plan in reversed(plans)]
    for number in range(1, epochs + 1):
        for plan in plans:
            events.append(fakes.steps(plan.phase, first=1 + (number - 1) * fakes.STEPS, left=9.0))
            events.append(fakes.epoch(plan.phase, number, accuracy=0.5 + 0.1 * number + 0.01 * plan.number))
    return events


def ended(plans: list[PhasePlan]) -> list[Event]:
    return [fakes.phase_finished(plan, accuracy=0.7 + 0.01 * plan.number) for plan in plans]


@pytest.fixture
def chart(space: Workspace, qtbot: QtBot) -> AccuracyChart:
    made = AccuracyChart(space.run, space.theme, OverlayModel(), ChartChoice(0.9))
    qtbot.addWidget(made)
    made.resize(640, 400)
    made.show()
    return made


def test_a_variant_is_called_by_what_differs(qapp: object) -> None:
    names = [words.variation(plan) for plan in VARIANTS]
    assert names == ["T 8", "α 0.5, rate 0.003", "dkd beta 2"]
    assert words.trained(VARIANTS[0]) == "Distilled student, T 8"
    assert words.trained(STUDENT) == "Distilled student"
    titled = words.variation(VARIANTS[2], {"dkd": "Decoupled soft targets (DKD)"}.__getitem__)
    assert titled == "Decoupled soft targets beta 2"


def test_many_variants_are_one_entry_of_the_legend_and_the_best_another(space: Workspace, chart: AccuracyChart) -> None:
    space.run.apply(begun())
    chart.refresh()
    assert [entry.title for entry in chart.legend.entries] == [
        "Variants: 3",
        "Best variant: Dkd beta 2",
        "Distilled student",
    ]
    thin = [series for series in chart.contents.series if series.crowd]
    assert [(series.name, series.faint, series.style.width) for series in thin] == [
        ("T 8", True, 1),
        ("α 0.5, rate 0.003", True, 1),
    ]
    assert "Best variant: Dkd beta 2 73.0 %" in chart.accessibleDescription()
    assert "Variant 1" not in chart.accessibleDescription()


def test_one_variant_is_not_the_best_of_many(space: Workspace, chart: AccuracyChart) -> None:
    space.run.apply(begun(plans=TOGETHER[:2]))
    chart.refresh()
    assert [entry.title for entry in chart.legend.entries] == ["Variant: T 8", "Distilled student"]


def test_the_read_out_names_the_best_of_a_crowd_and_not_all(space: Workspace, chart: AccuracyChart) -> None:
    plans = [STUDENT, *(variant(number, {"temperature": float(number)}) for number in range(1, 65))]
    space.run.apply(begun(plans=plans))
    chart.refresh()
    told = [reading.title for reading in chart.reader.readings(10)]
    assert told == [
        "Best variant: T 64",
        "Distilled student",
        "Distilled student, training pictures",
        "T 63",
        "T 62",
        "T 61",
    ]


def test_over_several_seeds_a_variant_is_one_line(space: Workspace, chart: AccuracyChart) -> None:
    other = [
        replace(STUDENT, phase="distilled/1", seed=1),
        variant(1, DIFFERS[0], seed=1),
        variant(2, DIFFERS[1], seed=1),
    ]
    first = TOGETHER[:3]
    space.run.apply([*begun(plans=first), *ended(first)])
    space.run.apply([*begun(plans=other, epochs=1)[2:]])
    chart.refresh()
    (crowd,) = [series for series in chart.contents.series if series.crowd]
    assert crowd.phase.plan.seed == 1  # the seed that trains
    space.run.apply([*ended(other), fakes.job_ended()])
    chart.refresh()
    (crowd,) = [series for series in chart.contents.series if series.crowd]
    assert list(crowd.curve.y) == pytest.approx([0.61])  # the mean, as far as both got


def test_a_chosen_variant_is_drawn_alone(space: Workspace, chart: AccuracyChart) -> None:
    space.run.apply(begun())
    chart.choice.look_at("distilled/0/2")
    chart.refresh()
    assert [entry.title for entry in chart.legend.entries] == ["Distilled student, α 0.5, rate 0.003"]
    assert not any(series.crowd for series in chart.contents.series)


def test_the_other_charts_are_of_the_student(space: Workspace, qtbot: QtBot) -> None:
    loss = LossChart(space.run, space.theme, OverlayModel(), ChartChoice(0.9))
    qtbot.addWidget(loss)
    space.run.apply(begun())
    assert loss.phase is not None
    assert loss.phase.plan == STUDENT


def test_trainings_are_offered_by_name(space: Workspace, qtbot: QtBot) -> None:
    area = ChartArea(space)
    qtbot.addWidget(area)
    space.run.apply(begun())
    box = area.controls.phase
    area.controls.refresh()
    assert [box.itemText(index) for index in range(box.count())] == [
        "automatic",
        "Distilled student",
        "T 8",
        "α 0.5, rate 0.003",
        "dkd beta 2",
    ]


def test_the_progress_line_follows_the_student(space: Workspace, qtbot: QtBot) -> None:
    line = ProgressLine(space)
    qtbot.addWidget(line)
    space.run.apply(begun())
    slower = replace(fakes.steps("distilled/0/2", first=11, left=77.0), images_per_second=1.0)
    space.run.apply([slower])
    assert line.sentence() == "Training distilled student and 3 variants, epoch 3 of 3 · 5.0k images/s · 9 s left"
    assert space.run.fraction == pytest.approx((4 * 10 + 5) / (4 * 15))


def test_a_variant_leads_when_the_student_has_stopped_early(space: Workspace) -> None:
    run = space.run
    run.apply(begun())
    assert run.can_adjust("alpha")
    ahead = [fakes.steps("distilled/0/2", first=11), fakes.steps("distilled/0/2", first=16, count=1, left=3.0)]
    run.apply(list[Event](ahead))
    assert run.current is run.phases["distilled/0/2"]
    assert run.seconds_left == 3.0
    assert not run.can_adjust("alpha")  # the dials are those of the student


def test_the_log_says_once_by_what_a_variant_differs_and_leaves_its_checkpoints_out(qapp: object) -> None:
    line = told(fakes.phase_started(VARIANTS[0]))
    assert line is not None
    assert line[0].startswith("Variant 1, seed 0 (T 8): training of ")
    finished = told(fakes.phase_finished(VARIANTS[0]))
    assert finished is not None
    assert finished[0].startswith("Variant 1, seed 0: ended")
    assert told(CheckpointSaved(phase="distilled/0/1", step=5)) is None
    assert told(CheckpointSaved(phase="distilled/0", step=5)) is not None


def test_a_recipe_keeps_its_variants_while_it_is_edited(space: Workspace) -> None:
    model = space.recipe
    model.load(Distil(variants=(Variant(temperature=8), Variant(alpha=0.5))))
    model.set("temperature", 3.0)
    assert model.recipe is not None
    assert [one.temperature for one in model.recipe.variants] == [8, None]
    model.undo.undo()
    assert model.recipe.variants == (Variant(temperature=8), Variant(alpha=0.5))
    model.undo.undo()
    assert len(model.recipe.variants) == 0


def test_variants_are_no_setting_that_the_search_could_lead_to(space: Workspace) -> None:
    assert not [found for found in settings(space) if "variants" in found.target]


def test_what_is_wrong_with_a_variant_is_said_where_it_is(qapp: object) -> None:
    model = RecipeModel(Distil(variants=(Variant(temperature=8),)))
    model.set("variants.0.temperature", -1)
    assert [problem.path for problem in model.problems] == ["variants.0.temperature"]


def test_a_run_of_sixty_four_variants_is_folded_and_drawn_in_no_time(space: Workspace, chart: AccuracyChart) -> None:
    from time import perf_counter

    plans = [STUDENT, *(variant(number, {"temperature": float(number)}) for number in range(1, 65))]
    space.run.apply(begun(plans=plans))
    chart.refresh()
    before = perf_counter()
    chart.refresh()
    assert perf_counter() - before < 0.23  # at most every so many seconds it is drawn; usually a tenth of that
