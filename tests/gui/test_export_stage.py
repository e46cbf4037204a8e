from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import CATALOGUE, CODE, MANIFEST, RESULTS, OpenWindow, TwoSpeedHost
from workbench.events import Progress, encode
from workbench.gui.models.export_material import Material, Network, Proof, proof_of, read
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Choice
from workbench.gui.views import words
from workbench.gui.views.stages.export import ExportStage
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil, Export, Ref, dump, loads
from workbench.recipes.requests import Run, ShowCode, Stop, WriteReport
from workbench.runs import RunFolder, RunSummary

ACCURACIES = {"distilled/0": 0.91, "distilled/1": 0.95, "plain/0": 0.8, "teacher/0": 0.97}


def keep_run(folder: Path, *, export: dict[str, Any] | None = None) -> None:
    """A finished run on the disk, with networks of four phases."""
    for phase, accuracy in ACCURACIES.items():
        model = folder / "models" / phase.replace("/", "-")
        model.mkdir(parents=True)
        finished = fakes.phase_finished(fakes.plan(phase), accuracy=accuracy)
        (model / "phase.json").write_text(encode(finished), encoding="utf-8")
    (folder / "recipe.yaml").write_text(dump(Distil(name="Kept")), encoding="utf-8")
    (folder / "results.json").write_text(json.dumps(RESULTS), encoding="utf-8")
    if export is not None:
        made = folder / "exports" / "distilled-1-onnx"
        made.mkdir(parents=True)
        (made / "manifest.json").write_text(json.dumps(export), encoding="utf-8")
        (made / "predict.py").write_text("# needs\n    pip install onnxruntime numpy\nprint(1)\n", encoding="utf-8")


def of_seed(seed: int, **changes: Any) -> dict[str, Any]:
    return {**MANIFEST, "provenance": {**MANIFEST["provenance"], "seed": seed}, **changes}


@pytest.fixture
def stage(space: Workspace, qtbot: QtBot, tmp_path: Path) -> ExportStage:
    """The page for a run that is on screen and was read."""
    keep_run(tmp_path / "a-run")
    space.run.apply(fakes.distillation(measured=RESULTS))
    space.export.take(space.export.key, read(tmp_path / "a-run"))
    made = ExportStage(space)
    qtbot.addWidget(made)
    return made


def told(stage: ExportStage) -> list[str]:
    return [line.text() for line in stage.proof.lines]


def proof(**changes: Any) -> Proof:
    return proof_of(Path("nowhere"), of_seed(1, **changes))


# What the disk says


def test_a_run_folder_tells_its_networks_results_and_recipe(tmp_path: Path) -> None:
    keep_run(tmp_path / "a-run")
    material = read(tmp_path / "a-run")
    assert {f"{each.role}/{each.seed}": each.valid_accuracy for each in material.networks} == ACCURACIES
    assert material.results is not None
    assert loads(material.recipe) == RunFolder(tmp_path / "a-run").repeat()
    assert material.problem == ""


def test_a_folder_that_is_no_run_says_why(tmp_path: Path) -> None:
    assert "recipe.yaml" in read(tmp_path / "gone").problem


def test_an_earlier_export_inside_the_run_is_found_with_its_program(tmp_path: Path) -> None:
    keep_run(tmp_path / "a-run", export=of_seed(1))
    (found,) = read(tmp_path / "a-run").proofs
    assert (found.kind, found.role, found.seed) == ("onnx", "distilled", 1)
    assert (found.file, found.bytes, found.script) == ("model.onnx", 6317, "predict.py")
    assert found.install == "pip install onnxruntime numpy"
    assert found.sample.endswith("print(1)\n")
    assert found.versions == {"onnxruntime": "1.20.1"}


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"files": 3}'])
def test_a_damaged_manifest_is_passed_over(tmp_path: Path, damage: str) -> None:
    keep_run(tmp_path / "a-run", export=of_seed(1))
    (tmp_path / "a-run" / "exports" / "distilled-1-onnx" / "manifest.json").write_text(damage)
    assert read(tmp_path / "a-run").proofs == ()


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"max_difference": 1e-3}, False),
        ({"max_difference": float("nan")}, False),
        ({"same_answers": 449}, False),
        ({"same_answers": None}, True),
        ({"same_answers": None, "accuracy_file": 0.9}, False),
    ],
)
def test_a_proof_holds_only_if_every_line_does(changes: dict[str, Any], holds: bool) -> None:
    assert proof(**changes).holds is holds


# What is chosen


def test_the_best_seed_of_the_student_in_onnx_is_exported_unless_told_otherwise(
    stage: ExportStage, space: Workspace, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(space.wishes.export) as caught:
        stage.choice.export.click()
    assert caught.args == [Export(run="a-run", format=Ref(kind="onnx"), role="distilled", seed=1)]


def test_network_seed_format_and_folder_can_be_chosen(stage: ExportStage, space: Workspace, qtbot: QtBot) -> None:
    choice = stage.choice
    assert [choice.role.itemData(row) for row in range(choice.role.count())] == ["distilled", "plain", "teacher"]
    choice.seed.activated.emit(choice.seed.findData(0))
    choice.formats.cards["safetensors"].button.click()
    choice.folder.edited.emit("/elsewhere")
    with qtbot.waitSignal(space.wishes.export) as caught:
        choice.export.click()
    recipe = Export(run="a-run", format=Ref(kind="safetensors"), role="distilled", seed=0, out="/elsewhere")
    assert caught.args == [recipe]
    choice.role.activated.emit(choice.role.findData("teacher"))
    assert choice.seed.currentText() == "Best on validation (seed 0)"
    assert space.export.recipe is not None
    assert (space.export.recipe.role, space.export.recipe.seed) == ("teacher", 0)


def test_the_settings_of_a_format_are_drawn_from_its_schema(stage: ExportStage, space: Workspace) -> None:
    schema = {"properties": {"opset": {"type": "integer", "default": 20, "minimum": 18, "maximum": 23}}}
    exporters = [{**CATALOGUE["exporters"][0], "schema": schema, "facts": {"suffix": ".onnx"}}]
    space.catalogue.take({**CATALOGUE, "exporters": exporters})
    card = stage.choice.formats.cards["onnx"]
    assert card.facts.text() == ".onnx"
    card.form.edited.emit("opset", 18)
    assert space.export.recipe is not None
    assert space.export.recipe.format == Ref(kind="onnx", params={"opset": 18})
    card.form.edited.emit("opset", 20)
    assert space.export.recipe.format == Ref(kind="onnx")


def test_the_run_on_screen_is_offered_before_any_other(stage: ExportStage, space: Workspace) -> None:
    space.runs.take((RunSummary(id="b-run", state="finished", created=2.0), RunSummary(id="a-run", state="finished")))
    assert [stage.run.itemData(row) for row in range(stage.run.count())] == ["b-run", "a-run"]
    assert space.export.run == "a-run"
    stage.run.activated.emit(0)
    assert space.export.run == "b-run"
    assert space.export.wanted == ("b-run", "finished")
    assert not stage.choice.export.isEnabled()


def test_a_run_that_ends_takes_the_place_of_the_chosen_one(stage: ExportStage, space: Workspace) -> None:
    space.runs.take((RunSummary(id="b-run", state="finished"),))
    space.export.choose_run("b-run")
    space.run.apply(fakes.distillation(run="c-run", measured=RESULTS))
    assert space.export.run == "c-run"


def test_what_is_read_late_for_another_run_is_passed_over(stage: ExportStage, space: Workspace) -> None:
    space.export.take(("b-run", "finished"), Material("b-run", (Network("model", 0, 0.5),)))
    assert space.export.roles == ["distilled", "plain", "teacher"]


def test_without_any_run_the_page_leads_to_where_one_is_made(space: Workspace, qtbot: QtBot) -> None:
    stage = ExportStage(space)
    qtbot.addWidget(stage)
    assert stage.stack.currentIndex() == 1
    assert stage.empty.text() == "Reading the runs…"
    space.runs.take(())
    assert stage.empty.text() == "Nothing has been trained yet."
    with qtbot.waitSignal(space.wishes.goTo) as caught:
        stage.go.click()
    assert caught.args == ["distil"]


# The proof


def export(space: Workspace, check: int) -> None:
    recipe = space.export.recipe
    assert recipe is not None
    space.export.begin(recipe)
    for number in range(check + 1):
        space.export.progress(Progress(what=f"Check {number}", done=number, total=4, unit="checks"))


def test_the_list_fills_in_while_the_file_is_checked(stage: ExportStage, space: Workspace) -> None:
    assert stage.proof.states == ["waiting"] * 5
    export(space, check=2)
    assert stage.proof.states == ["done", "done", "busy", "waiting", "waiting"]
    assert stage.choice.activity.text() == "Check 2"
    assert not stage.choice.cancel.isHidden()
    assert stage.choice.export.isHidden()
    assert not stage.run.isEnabled()


def test_a_proven_export_says_each_number(stage: ExportStage, space: Workspace, qtbot: QtBot) -> None:
    export(space, check=3)
    space.export.take_proof(proof())
    assert stage.proof.states == ["done"] * 5
    assert stage.proof.headline.text() == "Exported, and the file agrees with the network"
    assert told(stage) == [
        "Written, and loaded again",
        "Outputs differ by at most 7.6e-06; 1.0e-04 is accepted",
        "Same answers: 450 of 450 test pictures",
        "0.030 ms for one picture",
        "model.onnx: 6.3 kB",
    ]
    assert stage.proof.hints[3].text() == "Median of 100 on A processor, 1 thread"
    with qtbot.waitSignal(space.wishes.showPlace) as caught:
        stage.proof.folder.click()
    assert caught.args == ["nowhere"]


def test_ties_are_told_and_get_no_green_tick(stage: ExportStage, space: Workspace) -> None:
    export(space, check=3)
    space.export.take_proof(proof(same_answers=448))
    assert stage.proof.states[2] == "info"
    assert "but for ties" in stage.proof.headline.text()
    assert told(stage)[2].startswith("Same answers: 448 of 450 test pictures (")


def test_a_failed_export_says_which_line_failed_and_why(stage: ExportStage, space: Workspace) -> None:
    export(space, check=1)
    end = fakes.job_ended(outcome="failed", problem="A logit differs.", fix="Use safetensors.", details="numbers")
    space.export.take_failure(end)
    assert stage.proof.states == ["done", "error", "waiting", "waiting", "waiting"]
    assert stage.proof.headline.text() == "A logit differs."
    assert stage.proof.text.text() == "Use safetensors."
    assert told(stage)[-1] == "No file was kept"
    stage.proof.copy.click()
    assert QGuiApplication.clipboard().text() == "A logit differs.\n\nUse safetensors.\n\nnumbers"
    space.export.choose_format("safetensors")
    assert stage.proof.states == ["waiting"] * 5


def test_a_cancelled_export_leaves_the_list_empty(stage: ExportStage, space: Workspace, qtbot: QtBot) -> None:
    export(space, check=0)
    with qtbot.waitSignal(space.wishes.cancelExport):
        stage.choice.cancel.click()
    space.export.cancel()
    assert not stage.choice.cancel.isEnabled()
    space.export.take_failure(fakes.job_ended(outcome="stopped"))
    assert stage.proof.states == ["waiting"] * 5
    assert stage.choice.export.isEnabled()


def test_an_earlier_export_proves_only_the_network_it_was_made_of(
    space: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    keep_run(tmp_path / "a-run", export=of_seed(1, latency_ms=None))
    space.run.apply(fakes.distillation(measured=RESULTS))
    space.export.take(space.export.key, read(tmp_path / "a-run"))
    stage = ExportStage(space)
    qtbot.addWidget(stage)
    assert stage.proof.states == ["done", "done", "done", "info", "done"]
    assert stage.sample.told.text() == "Run it:\npip install onnxruntime numpy\npython predict.py picture.png"
    stage.sample.copy.click()
    assert QGuiApplication.clipboard().text() == stage.sample.text.toPlainText()
    space.export.choose_seed(0)
    assert stage.proof.states == ["waiting"] * 5
    assert stage.sample.text.isHidden()


def test_teacher_and_student_are_told_side_by_side(stage: ExportStage, space: Workspace) -> None:
    assert stage.costs.headline.text() == "61 times fewer weights and 61 times smaller than its teacher"
    rows = [[cell.text() for cell in row] for row in stage.costs.cells]
    assert rows[1] == ["Teacher", words.count(40_506), "162 kB", "0.31 ms", "93.8 ± 2.1 %"]
    assert rows[2] == ["Distilled student", "666", "2.7 kB", "0.31 ms", "93.4 ± 1.8 %"]
    space.export.choose_role("teacher")
    assert stage.costs.headline.text() == "What it costs"
    assert stage.costs.cells[2][0].isHidden()


# Code and recipe


def test_the_program_is_shown_with_how_it_checks_itself(stage: ExportStage, space: Workspace, qtbot: QtBot) -> None:
    questions: list[ShowCode] = []
    space.code.wanted.connect(questions.append)
    space.code.show("a-run", ("a-run", "done"))
    assert stage.code.told.text() == "The program is being written…"
    space.code.take(questions[0], CODE)
    assert stage.code.text.toPlainText() == CODE["text"]
    assert "python train.py --check" in stage.code.told.text()
    assert "pip install torch==2.7.0" in stage.code.told.text()
    assert stage.code.told.text().endswith("Made on a GPU.")
    with qtbot.waitSignal(space.wishes.saveText) as caught:
        stage.code.save.click()
    assert caught.args == ["train.py", CODE["text"]]


def test_a_program_that_cannot_be_written_says_why_and_can_be_asked_for_again(
    stage: ExportStage, space: Workspace, qtbot: QtBot
) -> None:
    questions: list[ShowCode] = []
    space.code.wanted.connect(questions.append)
    space.code.show("a-run", 1)
    space.code.take_failure(
        questions[0], fakes.job_ended(outcome="failed", problem="The teacher is gone.", fix="Find it.")
    )
    assert stage.code.told.text() == "The teacher is gone. Find it."
    space.code.show("a-run", 1)
    assert len(questions) == 1
    with qtbot.waitSignal(space.wishes.showCode) as caught:
        stage.code.again.click()
    assert caught.args == ["a-run"]
    space.code.show("a-run", 1, again=True)
    assert len(questions) == 2


def colour(stage: ExportStage, line: int, column: int) -> str:
    block = stage.code.text.document().findBlockByNumber(line)
    for part in block.layout().formats():
        if part.start <= column < part.start + part.length:
            return str(part.format.foreground().color().name())
    return ""


def test_code_is_coloured_as_the_theme_says(stage: ExportStage, space: Workspace) -> None:
    stage.code.show_text('"""Long # text\nif it\n"""\nif x:  # comment "no text"\n    y = "a # b"\n', "")
    for choice in (Choice.LIGHT, Choice.DARK):
        space.theme.choose(choice)
        colors = space.theme.colors
        text, comment, keyword = colors.terms[0].color, colors.faint, colors.lines["distilled"].color
        assert [colour(stage, 0, 9), colour(stage, 1, 0), colour(stage, 2, 0)] == [text] * 3
        assert (colour(stage, 3, 0), colour(stage, 3, 3), colour(stage, 3, 20)) == (keyword, "", comment)
        assert (colour(stage, 4, 4), colour(stage, 4, 11)) == ("", text)


def test_the_recipe_can_be_read_and_saved(stage: ExportStage, space: Workspace, qtbot: QtBot) -> None:
    stage.tabs.setCurrentIndex(2)
    assert space.export.page == "recipe"
    text = stage.recipe.text.toPlainText()
    assert loads(text) == Distil(name="Kept")
    with qtbot.waitSignal(space.wishes.saveText) as caught:
        stage.recipe.save.click()
    assert caught.args == ["recipe.yaml", text]


# The whole window


@pytest.fixture
def finished(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> Callable[[TwoSpeedHost], MainWindow]:
    """Opens a window with a finished run on screen, which is on the disk too."""

    def make(host: TwoSpeedHost) -> MainWindow:
        keep_run(tmp_path / "runs" / "a-run")
        window = open_window(host)
        window.space.run.apply(fakes.distillation(measured=RESULTS))
        return window

    return make


def page_of(window: MainWindow) -> ExportStage:
    page = window.stages.page("export")
    assert isinstance(page, ExportStage)
    return page


def test_an_export_is_carried_out_and_proven_on_the_page(
    finished: Callable[[TwoSpeedHost], MainWindow], qtbot: QtBot
) -> None:
    host = TwoSpeedHost()
    window = finished(host)
    window.space.wishes.goTo.emit("export")
    page = page_of(window)
    qtbot.waitUntil(page.choice.export.isEnabled)
    page.choice.seed.activated.emit(page.choice.seed.findData(0))
    page.choice.export.click()
    qtbot.waitUntil(lambda: page.proof.states == ["done"] * 5)
    (request,) = [request for request in host.requests if isinstance(request, Run)]
    assert request.recipe == Export(run="a-run", format=Ref(kind="onnx"), role="distilled", seed=0)
    assert "export" not in window.space.notices.notices


def test_an_export_that_ends_while_nobody_looks_is_told_in_a_notice(
    finished: Callable[[TwoSpeedHost], MainWindow], qtbot: QtBot
) -> None:
    host = TwoSpeedHost()
    window = finished(host)
    space = window.space
    recipe = Export(run="a-run", format=Ref(kind="onnx"), role="distilled", seed=0)
    space.wishes.export.emit(recipe)
    qtbot.waitUntil(lambda: "export" in space.notices.notices)
    assert "agrees" in space.notices.notices["export"].headline
    host.answers["run"] = [fakes.job_ended(outcome="failed", problem="The disk is full.", fix="Free some space.")]
    space.wishes.export.emit(recipe)
    qtbot.waitUntil(lambda: space.notices.notices["export"].headline == "The disk is full.")
    space.wishes.goTo.emit("export")
    assert "export" not in space.notices.notices
    assert page_of(window).proof.headline.text() == "The disk is full."


def test_cancelling_reaches_the_engine_and_leaves_nothing_behind(
    finished: Callable[[TwoSpeedHost], MainWindow], qtbot: QtBot
) -> None:
    class Waiting(TwoSpeedHost):
        def run(self, request: Any, emit: Any, commands: Any) -> None:
            if isinstance(request, Run) and isinstance(request.recipe, Export):
                assert commands.get(timeout=10) == Stop()
                emit([replace(fakes.job_ended(outcome="stopped"), job=request.job)])
                return
            super().run(request, emit, commands)

    window = finished(Waiting())
    window.space.wishes.goTo.emit("export")
    page = page_of(window)
    qtbot.waitUntil(page.choice.export.isEnabled)
    page.choice.export.click()
    draft = window.space.runs_folder / "a-run" / "exports" / ".distilled-1-onnx.0123abcd.part"
    draft.mkdir(parents=True)
    page.choice.cancel.click()
    assert window.space.export.is_cancelling
    qtbot.waitUntil(lambda: not window.space.export.is_exporting)
    assert page.proof.states == ["waiting"] * 5
    qtbot.waitUntil(lambda: not draft.exists())


def test_show_me_the_code_opens_the_page_with_the_program(
    finished: Callable[[TwoSpeedHost], MainWindow], qtbot: QtBot
) -> None:
    host = TwoSpeedHost()
    window = finished(host)
    window.menus.actions["code"].trigger()
    assert window.space.stages.current == "export"
    page = page_of(window)
    qtbot.waitUntil(lambda: page.code.text.toPlainText() == CODE["text"])
    assert page.tabs.currentIndex() == 1
    page.tabs.setCurrentIndex(0)
    page.tabs.setCurrentIndex(1)
    assert len([request for request in host.requests if isinstance(request, ShowCode)]) == 1


def test_a_program_is_saved_where_the_user_says(
    finished: Callable[[TwoSpeedHost], MainWindow], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = finished(TwoSpeedHost())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    window.space.wishes.saveText.emit("train.py", "print(1)\n")
    qtbot.waitUntil(lambda: "save" in window.space.notices.notices)
    assert (tmp_path / "mine.py").read_text() == "print(1)\n"


def test_a_report_is_written_where_the_user_says_and_can_be_opened(
    finished: Callable[[TwoSpeedHost], MainWindow], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = TwoSpeedHost()
    window = finished(host)
    space = window.space
    opened: list[str] = []
    asked: list[str] = []
    out = str(tmp_path / "report.html")

    def choose(parent: object, title: str, where: str, kinds: str) -> tuple[str, str]:
        asked.append(Path(where).name)
        return out, kinds

    def show(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    window.menus.actions["report"].trigger()
    assert space.notices.notices["report"].headline == "Writing the report…"
    qtbot.waitUntil(lambda: space.notices.notices["report"].kind == "done")
    (request,) = [request for request in host.requests if isinstance(request, WriteReport)]
    assert (request.run, request.out, asked) == ("a-run", out, ["report.html"])
    window.banners.banners["report"].buttons["open"].click()
    window.banners.banners["report"].buttons["show"].click()
    assert opened == [str(tmp_path), out]


def test_a_report_that_cannot_be_written_says_why(
    finished: Callable[[TwoSpeedHost], MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = TwoSpeedHost()
    host.answers["report"] = [fakes.job_ended(outcome="failed", problem="It is a folder.", fix="Name a file.")]
    window = finished(host)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/x/report.html", ""))
    window.space.wishes.writeReport.emit("a-run")
    qtbot.waitUntil(lambda: window.space.notices.notices["report"].headline == "It is a folder.")
    assert "copy" in window.banners.banners["report"].buttons


def test_no_report_is_asked_for_when_the_user_thinks_better_of_it(
    finished: Callable[[TwoSpeedHost], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    host = TwoSpeedHost()
    window = finished(host)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    window.space.wishes.writeReport.emit("a-run")
    assert not window.space.report.is_asking
