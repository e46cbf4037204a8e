from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import CATALOGUE, COSTS, SPEED, OpenWindow, TwoSpeedHost
from workbench.events import Answered
from workbench.gui.models.costs import scale_of
from workbench.gui.models.timings import TimingsModel
from workbench.gui.models.workspace import Workspace
from workbench.gui.views.stages.models import ModelsStage
from workbench.recipes import Distil, TeacherRun
from workbench.recipes.requests import Run, Time
from workbench.runs import RunSummary

MLP: dict[str, Any] = {"kind": "mlp", "params": {}}
CNN: dict[str, Any] = {"kind": "small_cnn", "params": {}}
SHAPE = (1, 8, 8)


class Engine:
    """Answers what the timings ask, when the test says so."""

    def __init__(self, timings: TimingsModel) -> None:
        self._timings = timings
        self.asked: list[Time] = []
        timings.wanted.connect(self.asked.append)

    def answer(self, **changes: Any) -> None:
        question = self.asked[-1]
        speed = SPEED if question.timed else {}
        self._timings.take(question, {"times": [{**COSTS[ref.kind], **speed, **changes} for ref in question.networks]})

    @property
    def kinds(self) -> list[tuple[list[str], bool]]:
        """Networks of each question, and whether they were to be timed."""
        return [([ref.kind for ref in each.networks], each.timed) for each in self.asked]


@pytest.fixture
def engine(space: Workspace) -> Engine:
    space.timings.place(SHAPE, 10)
    return Engine(space.timings)


@pytest.fixture
def page(space: Workspace, engine: Engine, qtbot: QtBot) -> ModelsStage:
    """The stage; all networks have their costs, none its time."""
    space.description.switch_on()
    space.description.take(fakes.DESCRIPTION)
    made = ModelsStage(space)
    qtbot.addWidget(made)
    made.resize(860, 620)
    space.timings.want_costs([MLP, CNN])
    engine.answer()
    return made


def describe(space: Workspace, **networks: Any) -> None:
    """Have the recipe described as it is now."""
    space.recipe.set("name", f"{space.recipe.value('name')}, again")
    space.description.hold()
    space.description.go_on()  # asks at once
    space.description.take({**fakes.DESCRIPTION, "networks": networks or fakes.DESCRIPTION["networks"]})


# What is asked


def test_costs_of_all_are_one_question_and_times_are_one_each(space: Workspace, engine: Engine) -> None:
    space.timings.want_times([MLP, CNN])
    space.timings.want_costs([MLP, CNN])
    assert engine.kinds == [(["mlp"], True)]
    engine.answer()
    assert engine.kinds[1:] == [(["small_cnn"], False)]  # costs go first; those of the timed one are known
    engine.answer()
    assert engine.kinds[2:] == [(["small_cnn"], True)]
    engine.answer()
    assert len(engine.asked) == 3
    assert not space.timings.is_measuring


def test_what_is_known_is_not_measured_again_unless_it_is_asked_for(space: Workspace, engine: Engine) -> None:
    space.timings.want_times([MLP])
    engine.answer()
    space.timings.want_times([MLP])
    assert len(engine.asked) == 1
    space.timings.want_times([MLP], again=True)
    assert len(engine.asked) == 2


def test_other_pictures_and_other_settings_are_other_costs(space: Workspace, engine: Engine) -> None:
    space.timings.want_times([MLP])
    engine.answer()
    assert space.timings.cost({"kind": "mlp", "params": {"width": 5}}) is None
    space.timings.place((3, 32, 32), 10)
    assert space.timings.cost(MLP) is None
    space.timings.place(SHAPE, 10)
    known = space.timings.cost(MLP)
    assert known is not None
    assert (known.parameters, known.median_ms) == (670, 0.25)


def test_stopping_leaves_what_is_known_and_asks_no_more(space: Workspace, engine: Engine) -> None:
    stopped: list[bool] = []
    space.timings.withdrawn.connect(lambda: stopped.append(True))
    space.timings.want_times([MLP, CNN], again=True)
    engine.answer()
    assert (space.timings.done, space.timings.total) == (1, 2)
    space.timings.stop()
    assert stopped
    assert not space.timings.is_measuring
    known, unknown = space.timings.cost(MLP), space.timings.cost(CNN)
    assert known is not None
    assert known.median_ms == 0.25
    assert unknown is None


def test_a_failed_measurement_is_told_where_the_number_would_be_and_the_next_goes_on(
    space: Workspace, engine: Engine
) -> None:
    space.timings.want_times([MLP, CNN])
    end = fakes.job_ended(outcome="failed", problem="Memory ran out.", fix="Close something.")
    space.timings.take_failure(engine.asked[0], end)
    failed = space.timings.cost(MLP)
    assert failed is not None
    assert failed.problem == "Memory ran out. Close something."
    assert engine.kinds[1:] == [(["small_cnn"], True)]


def test_a_new_measurement_clears_an_old_problem(space: Workspace, engine: Engine) -> None:
    space.timings.want_times([MLP])
    engine.answer(problem="Too slow.")
    space.timings.want_times([MLP], again=True)
    engine.answer()
    known = space.timings.cost(MLP)
    assert known is not None
    assert known.problem == ""


def test_times_are_there_at_the_next_start(space: Workspace, engine: Engine, tmp_path: Path) -> None:
    space.timings.want_times([MLP])
    engine.answer()
    space.timings.want_times([CNN])
    engine.answer(problem="Too slow.")
    space.timings.save()
    later = TimingsModel("runs", tmp_path / "cache")
    later.place(SHAPE, 10)
    assert later.cost(MLP) == space.timings.cost(MLP)
    assert later.cost(CNN) is None  # what failed is tried again


def test_times_of_another_computer_or_a_damaged_file_are_not_believed(
    space: Workspace, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space.timings.want_times([MLP])
    engine.answer()
    space.timings.save()
    (file,) = (tmp_path / "cache").glob("timings-*.json")
    monkeypatch.setattr("platform.node", lambda: "another-computer")
    elsewhere = TimingsModel("runs", tmp_path / "cache")
    elsewhere.place(SHAPE, 10)
    assert elsewhere.cost(MLP) is None
    monkeypatch.undo()
    for damage in ("{", "[]", '{"machine": 3}', '{"costs": {"a": {"colour": "red"}}}'):
        file.write_text(damage, encoding="utf-8")
        damaged = TimingsModel("runs", tmp_path / "cache")
        damaged.place(SHAPE, 10)
        assert damaged.cost(MLP) is None


# What is shown


def test_both_networks_have_their_four_numbers_and_where_they_were_measured(page: ModelsStage, engine: Engine) -> None:
    page.space.recipe.set("student", MLP)
    describe(page.space)
    page.space.timings.want_times([MLP])
    assert page.student.facts.where.text() == "Measuring how long one picture takes…"
    assert not page.student.facts.measure.isEnabled()
    engine.answer()
    assert [each.text() for each in page.student.facts.numbers] == ["670", "30 kFLOP", "2.7 kB", "0.25 ms"]
    told = "0.25 ms a picture, nine of ten within 0.30 ms; one thread, on A processor"
    assert page.student.facts.where.text() == told
    assert page.teacher.facts.where.text() == "Its time has not been measured on this computer yet."


def test_the_student_is_compared_with_its_teacher(page: ModelsStage, engine: Engine) -> None:
    assert page.ratio.told.text() == "Against its teacher, the student: 60 × fewer weights, 60 × fewer operations."
    assert page.ratio.note.isHidden()


def test_times_that_differ_by_chance_are_told_as_the_same(page: ModelsStage, engine: Engine) -> None:
    page.space.recipe.set("student", MLP)
    page.space.recipe.set("teacher.model", CNN)
    describe(page.space)
    for network, time in ((MLP, 0.200), (CNN, 0.195)):
        page.space.timings.want_times([network])
        engine.answer(median_ms=time)
    assert page.ratio.told.text().endswith("60 × fewer operations, about as fast.")
    page.space.timings.want_times([MLP], again=True)
    engine.answer(median_ms=0.4)
    assert page.ratio.told.text().endswith("2.1 × as slow.")


@pytest.mark.parametrize(
    ("teacher", "student", "words"),
    [(670, 670, "not larger than the student"), (500, 670, "not larger"), (99_000, 670, "very much larger")],
)
def test_sizes_that_do_not_go_together_are_noted(page: ModelsStage, teacher: int, student: int, words: str) -> None:
    networks = {
        part: {"title": "", "parameters": number, "flops": number, "bytes": number}
        for part, number in (("teacher", teacher), ("student", student))
    }
    describe(page.space, **networks)
    assert words in page.ratio.note.text()
    assert not page.ratio.note.isHidden()


def test_a_teacher_from_a_run_has_the_time_that_was_measured_with_it(page: ModelsStage) -> None:
    space = page.space
    run = RunSummary(
        id="old", state="finished", task="distil", teacher_parameters=9_000, teacher_flops=1, teacher_bytes=1,
        teacher_latency_ms=0.5, teacher="small_cnn", model="mlp", data="digits",
    )  # fmt: skip
    space.runs.take((run,))
    space.recipe.set("teacher", {"kind": "run", "run": "old", "role": "teacher", "seed": None})
    describe(space)
    assert page.teacher.facts.numbers[3].text() == "0.50 ms"
    assert "measured with its run" in page.teacher.facts.where.text()
    assert page.teacher.facts.measure.isHidden()


def test_cards_go_from_small_to_large_and_say_what_they_cost(page: ModelsStage) -> None:
    page.show()
    cards = sorted(page.networks.cards, key=lambda card: (card.y(), card.x()))
    assert [card.kind for card in cards] == ["mlp", "small_cnn"]
    assert "Weights: 670" in cards[0].bars.accessibleDescription()
    assert "Time: –" in cards[0].bars.accessibleDescription()


def test_there_are_as_many_cards_beside_each_other_as_fit(page: ModelsStage, qtbot: QtBot) -> None:
    many = [{**CATALOGUE["architectures"][0], "name": f"net{number}"} for number in range(6)]
    page.space.catalogue.take({**CATALOGUE, "architectures": many})
    page.show()
    for width, across in ((860, 3), (1300, 4), (860, 3)):
        page.resize(width, 620)
        qtbot.waitUntil(lambda wanted=across: len({card.x() for card in page.networks.cards}) == wanted)  # type: ignore[misc]
        assert max(card.geometry().right() for card in page.networks.cards) < width


def test_a_network_that_does_not_fit_the_pictures_says_so(page: ModelsStage, engine: Engine) -> None:
    page.space.timings.want_times([CNN])
    engine.answer(problem="This network cannot take such pictures: too small.")
    (card,) = (card for card in page.networks.cards if card.kind == "small_cnn")
    assert card.problem.text() == "This network cannot take such pictures: too small."
    assert not card.problem.isHidden()


def test_bars_have_a_mark_for_each_power_of_ten() -> None:
    scale = scale_of([670, 40_000, 0])
    assert scale is not None
    assert (scale.low, scale.high) == (2, 5)
    assert [scale.share(value) for value in (100, 1_000, 100_000)] == pytest.approx([0, 1 / 3, 1])
    assert scale_of([0]) is None
    alone = scale_of([100])
    assert alone is not None
    assert alone.share(100) == 0


# What is asked for


def test_a_card_makes_a_network_the_student(open_window: OpenWindow) -> None:
    page = models_page(open_window(TwoSpeedHost()))
    (mlp, cnn) = sorted(page.networks.cards, key=lambda card: card.kind)
    cnn.learn.click()
    assert page.space.recipe.value("student") == CNN
    assert (mlp.learn.isChecked(), cnn.learn.isChecked()) == (False, True)
    cnn.learn.click()  # it is that already
    assert cnn.learn.isChecked()


def test_a_network_with_other_settings_is_not_the_one_of_the_card(page: ModelsStage) -> None:
    page.space.recipe.set("student", {"kind": "mlp", "params": {"width": 5}})
    (mlp,) = (card for card in page.networks.cards if card.kind == "mlp")
    assert not mlp.learn.isChecked()
    page.space.recipe.set("student", MLP)
    assert mlp.learn.isChecked()


def test_a_card_makes_a_network_the_teacher_in_place_of_an_earlier_run(open_window: OpenWindow) -> None:
    page = models_page(open_window(TwoSpeedHost()))
    page.space.recipe.load(Distil(teacher=TeacherRun(run="old")))
    page.networks.cards[0].teach.click()
    assert page.space.recipe.value("teacher.kind") == "train"
    assert page.space.recipe.value("teacher.model") == {"kind": page.networks.cards[0].kind, "params": {}}
    page.space.undo.undo()
    assert page.space.recipe.value("teacher.run") == "old"


def test_the_two_chosen_networks_are_timed_by_themselves_on_the_page(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    assert not asked(host)
    page = models_page(window)
    numbers = page.student.facts.numbers
    qtbot.waitUntil(lambda: numbers[3].text().endswith("ms") and not page.space.timings.is_asking)
    first, *times = asked(host)
    assert (not first.timed, len(first.networks)) == (True, len(asked_kinds(first)))
    assert [len(each.networks) for each in times] == [1] * len(times)
    wanted = [page.space.recipe.value("teacher.model"), page.space.recipe.value("student")]
    assert [each.networks[0].model_dump() for each in times] == wanted


def test_the_tools_menu_measures_all_networks(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    page = models_page(window)
    qtbot.waitUntil(lambda: not page.space.timings.is_measuring and not page.space.timings.is_asking)
    page.space.wishes.goTo.emit("distil")
    before = len(asked(host))
    window.menus.actions["time_all"].trigger()
    assert page.space.stages.current == "models"
    qtbot.waitUntil(lambda: not page.space.timings.is_measuring)
    assert [ref.kind for each in asked(host)[before:] for ref in each.networks] == ["mlp", "small_cnn"]
    (cnn,) = (card for card in page.networks.cards if card.kind == "small_cnn")
    assert "Time: 0.25 ms" in cnn.bars.accessibleDescription()


def test_nothing_is_measured_while_a_run_goes(open_window: OpenWindow, qtbot: QtBot) -> None:
    host = TwoSpeedHost()
    window = open_window(host)
    window.space.wishes.start.emit()
    qtbot.waitUntil(lambda: any(isinstance(each, Run) for each in host.requests))
    page = models_page(window)
    assert not page.networks.all.isEnabled()
    window.space.wishes.timeAll.emit()
    window.space.wishes.timeNetwork.emit(MLP)
    assert not asked(host)
    assert "A run is going" in window.space.notices.notices["timing"].headline
    host.play_all()
    qtbot.waitUntil(lambda: bool(asked(host)))
    kinds = [each.kind for each in host.requests]
    assert kinds.index("time") > kinds.index("run")


def test_a_measurement_can_be_cancelled(page: ModelsStage, engine: Engine) -> None:
    page.space.wishes.stopTiming.connect(page.space.timings.stop)
    assert page.networks.cancel.isHidden()
    page.space.timings.want_times([MLP, CNN])
    assert page.networks.told.text() == "Measuring network 1 of 2…"
    assert not page.networks.cancel.isHidden()
    page.networks.cancel.click()
    assert not page.space.timings.is_measuring
    assert page.networks.cancel.isHidden()


def test_times_are_written_to_the_disk(open_window: OpenWindow, qtbot: QtBot, home: Path) -> None:
    models_page(open_window(TwoSpeedHost()))
    qtbot.waitUntil(lambda: bool(list((home / "cache").glob("timings-*.json"))))


def models_page(window: Any) -> ModelsStage:
    window.space.wishes.goTo.emit("models")
    page = window.stages.page("models")
    assert isinstance(page, ModelsStage)
    return page


def asked(host: TwoSpeedHost) -> list[Time]:
    return [each for each in host.requests if isinstance(each, Time)]


def asked_kinds(question: Time) -> set[str]:
    return {f"{ref.kind} {ref.params}" for ref in question.networks}


def test_answers_of_the_script_have_what_the_engine_tells() -> None:
    assert Answered(verb="time", answer={"times": [{**COSTS["mlp"], **SPEED}]}).answer["times"][0]["runs"] == 200


def test_a_narrow_page_has_the_student_below_its_teacher(page: ModelsStage, qtbot: QtBot) -> None:
    page.show()
    for width, beside in ((860, True), (450, False), (860, True)):
        page.resize(width, 620)
        qtbot.waitUntil(lambda wanted=beside: (page.student.x() > page.teacher.geometry().right()) == wanted)  # type: ignore[misc]
        assert page.student.geometry().right() < width
