"""English and Simplified Chinese: complete, up to date, and changed while the window is open."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import translate
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from tests import fakes
from tests.gui.conftest import TwoSpeedHost
from tests.gui.pseudo import Pseudo, Walk
from workbench.events import Answered, DataReady, Evaluated
from workbench.gui import language
from workbench.gui.app import Workbench, build
from workbench.gui.models.stages import STAGES, WELCOME
from workbench.gui.models.tour import TourModel
from workbench.gui.models.workspace import Workspace
from workbench.gui.said_by_engine import FIELD, SENTENCES, worded
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil
from workbench.recipes.requests import AnyRequest
from workbench.runs import Outcomes, Predictions, RunStore, SeedPredictions
from workbench.runs.predictions import FILE, save

CHINESE = translate.TRANSLATIONS / "workbench_zh_CN.ts"
SEEDS = (0, 1, 2)

ARTICLES = tuple(
    re.escape(paragraph.strip().removeprefix("# "))
    for article in sorted((translate.ROOT / "resources" / "help" / "en").glob("*.md"))
    for paragraph in article.read_text(encoding="utf-8").split("\n\n")[:2]
)
BARE = (
    *ARTICLES,  # titles and first sentences; the help has a file for each language
    r"The run in .* is damaged[\s\S]*",  # details of errors are the engine's own words, to be searched for
    r"Ten labels|Small data|a-run",  # names of runs
    r"\d{8}-\d{6}-[\w-]+",  # their ids
    r"\b(?:cat|dog)(?:/\w+\.png)?\b",  # classes and files
    r"(?<=[\d.,–] )(?:[kMGT]?B|[kMG]?FLOP|ms|px)\b",  # units
    r"\b[AP]M\b|\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b",  # times as Qt writes them
    r"\b(?:(?:Ctrl|Shift|Alt)\+)+\w+|\bF\d+|\bEsc\b",  # keys
    r"(?:^|: )temperature$",  # a setting as recipes call it, in a tooltip
    r"English|简体中文",  # each language in its own words
    r"GPU|CPU|RAM|\bcpu\b|ONNX|CSV|PNG|SVG|ZIP|train\.py|recipe\.yaml",  # techniques and files
)
"""What may stay as it is: data, names and signs that are the same in every language."""
IN_THE_ENGINES_WORDS = {
    "no GPU here": "torch sees no GPU on this machine",
    "Its own.": "The teacher of this run.",
    "The one of an earlier run.": "The teacher of this run.",
    "No pull.": "It does not pull at the student at all on these batches.",
    "Nothing matches: the layers have other sizes.": "Nothing can be copied from the teacher: no layer has the same "
    "place, kind and size.",
    "not a picture": "not a picture in a format that can be read",
    "The classes differ much in size.": "The classes differ much in size: 'cat' has 30 pictures, but 'dog' has 3. "
    "A network learns to prefer the large ones.",
    "It is surer than it is right.": "It is surer than it is right: its calibration error is 12.5%, and 1.3% with its "
    "logits divided by 2.4, which trust.calibrate does.",
    "Distillation helped: the student gains 5.2 points.": "Distillation helped: +5.2 points (95 % interval +3.0 to "
    "+7.0, paired t-test over 3 seeds, p = 0.001).",
    "The distilled student also saw unlabelled pictures through the teacher's eyes.": "The teacher and the plain "
    "student learned from the same 100 labelled pictures; the distilled student also saw 900 unlabelled pictures "
    "through the teacher's eyes. Dials were moved while these trained: distilled/0.",
}
"""What the fakes say in short, as the engine would."""


# ------------------------------------------------------------------------------------------------- complete, up to date


def test_every_text_has_a_translation_with_the_same_fields_and_shortcuts() -> None:
    """Gathered anew, in a process of its own: the catalogue takes torch."""
    command = [sys.executable, translate.__file__, "--check"]
    checked = subprocess.run(command, capture_output=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"})
    assert (checked.returncode, checked.stdout.splitlines()[:-1]) == (0, [])


def test_what_the_window_loads_is_what_the_translators_wrote() -> None:
    loaded = QTranslator()
    assert loaded.load(str(CHINESE.with_suffix(".qm")))
    said = translate.messages(CHINESE)
    assert len(said) > 1000
    assert {key: loaded.translate(*key) for key in said} == said


def test_a_text_that_cannot_be_gathered_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "view.py").write_text(
        "class View:\n"
        "    def refresh(self):\n"
        "        self.setText(self.tr('Known'))\n"
        "        self.setText(self.tr(f'{self.count} runs'))\n"
        "        other.setText(other.tr('Whose?'))\n"
    )
    with pytest.raises(translate.UnreadableText, match=r"view.py:4: .*\n.*view.py:5: whose words"):
        translate.texts_of_code(tmp_path)


def test_texts_are_gathered_in_the_context_that_is_asked_at_run_time(tmp_path: Path) -> None:
    (tmp_path / "view.py").write_text(
        "translate = QCoreApplication.translate\n"
        "def tr(text):\n"
        "    return QCoreApplication.translate('words', text)\n"
        "class View(QWidget):\n"
        "    title = tr('A word')\n"
        "    def refresh(self):\n"
        "        return self.tr('A') if self.on else self.tr('B' if self.off else 'C'), translate('charts', 'D')\n"
    )
    found = translate.texts_of_code(tmp_path)
    assert set(found) == {("words", "A word"), ("View", "A"), ("View", "B"), ("View", "C"), ("charts", "D")}


# ------------------------------------------------------------------------------------------------------ nothing is bare


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder with two finished runs, answers to every test picture included."""
    store = RunStore(tmp_path / "runs")
    answers = tuple(range(10))
    outcomes = {
        "teacher": Outcomes(predicted=answers, confidence=(0.9,) * 10),
        "distilled": Outcomes(predicted=(*answers[:9], 3), confidence=(0.8,) * 10),
        "plain": Outcomes(predicted=(*answers[:7], 1, 1, 9), confidence=(0.7,) * 10),
    }
    for name, temperature in (("Ten labels", 4.0), ("Small data", 8.0)):
        run = store.create(Distil(name=name, seeds=SEEDS, temperature=temperature), environment={})
        seeds = tuple(
            SeedPredictions(
                seed=seed,
                ids=answers,
                labels=answers,
                networks={f"{role}/{seed}": said for role, said in outcomes.items()},
            )
            for seed in SEEDS
        )
        with run.writer() as writer:
            writer.append(list(fakes.distillation(seeds=SEEDS)))
            writer.write_json("results.json", exactly(fakes.results(seeds=SEEDS)))
            save(Predictions(classes=fakes.DIGITS, seeds=seeds), run.path / FILE)
            writer.finish("finished")
    return store.root


@pytest.fixture
def opened(runs: Path, tmp_path: Path, home: Path, qtbot: QtBot) -> Iterator[Callable[..., Workbench]]:
    """Opens a workbench on those runs, and closes it."""
    made: list[tuple[Workbench, TwoSpeedHost]] = []

    def make(host: TwoSpeedHost) -> Workbench:
        workbench = build(host, runs, tmp_path / "config")
        made.append((workbench, host))
        workbench.window.resize(1366, 728)
        workbench.window.show()
        qtbot.waitUntil(lambda: workbench.space.description.data is not None, timeout=15_000)
        return workbench

    yield make
    for workbench, host in made:
        host.close()
        qtbot.waitUntil(lambda shown=workbench: not shown.space.run.is_live)  # type: ignore[misc]
        workbench.window.allow_close()
        workbench.window.deleteLater()
        QApplication.processEvents()
    language.speak("en")


@pytest.fixture
def walk(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    """Everything that is translated has its marks; what the walk finds bare is told at the end."""
    pseudo = Pseudo(translate.messages(CHINESE))
    monkeypatch.setattr(language, "speak", lambda choice: "en")
    assert QCoreApplication.installTranslator(pseudo)
    yield Walk(BARE, monkeypatch)
    QCoreApplication.removeTranslator(pseudo)


def exactly(said: Any) -> Any:
    """The same answer, in the engine's words."""
    match said:
        case dict():
            return {name: exactly(value) for name, value in said.items()}
        case list() | tuple():
            return type(said)(exactly(value) for value in said)
        case str():
            return IN_THE_ENGINES_WORDS.get(said, said)
        case Answered():
            return replace(said, answer=exactly(said.answer))
        case Evaluated():
            return replace(said, results=exactly(said.results))
        case DataReady():
            return replace(said, device_reason=exactly(said.device_reason))
        case _:
            return said


class EngineHost(TwoSpeedHost):
    """Says what the engine would say, word for word."""

    def run(self, request: AnyRequest, emit: Any, commands: Any) -> None:
        super().run(request, lambda events: emit(exactly(list(events))), commands)


def visit_stages(window: MainWindow, walk: Walk, qtbot: QtBot) -> None:
    for stage in (WELCOME, *STAGES):
        window.space.wishes.goTo.emit(stage)
        qtbot.waitUntil(lambda stage=stage: stage in window.stages.pages)  # type: ignore[misc]
        qtbot.wait(30)
        walk.everywhere()


def visit_dialogs(window: MainWindow, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that opens beside the window, one after the other."""

    def told(*arguments: Any, **named: Any) -> tuple[str, str]:
        for text in (each for each in (*arguments, *named.values()) if isinstance(each, str)):
            walk.look_at(re.sub("<[^<>]*>", " ", text), "dialog")
        return "", ""

    monkeypatch.setattr(QMessageBox, "about", told)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: walk.everywhere())
    for ask in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, ask, told)
    wishes = window.space.wishes
    for wish in (wishes.preferences, wishes.about, wishes.glossary, wishes.diagnostics, wishes.saveAs, wishes.discard):
        wish.emit()
        walk.everywhere()
        _close_dialogs()
    for typed in ("rate", "open"):
        window.search.search(typed)
        assert window.search.found
        for found in window.search.found:
            walk.look_at(found.title, "search")
    for asking, what in ((wishes.openFile, ""), (wishes.importData, ""), (wishes.chooseData, "table")):
        asking.emit(what)
        walk.everywhere()
        _close_dialogs()
    (tour,) = window.findChildren(TourModel)
    wishes.tour.emit()
    while tour.is_open:
        walk.everywhere()
        tour.next()


def _close_dialogs() -> None:
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            dialog.reject()


def test_no_word_of_the_window_is_left_untranslated(
    opened: Callable[..., Workbench], walk: Walk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = EngineHost(fakes.distillation(seeds=SEEDS))
    workbench = opened(host)
    window, space = workbench.window, workbench.space
    for dock in window.docks.values():
        dock.show()
    visit_stages(window, walk, qtbot)
    space.wishes.start.emit()
    qtbot.waitUntil(lambda: trains(host, space), timeout=20_000)
    visit_stages(window, walk, qtbot)
    visit_dialogs(window, walk, monkeypatch)
    space.wishes.closeWindow.emit()
    walk.everywhere()
    _close_dialogs()
    host.play_all()
    qtbot.waitUntil(lambda: not space.run.is_live, timeout=20_000)
    visit_stages(window, walk, qtbot)
    assert walk.told() == ""
    opened_ones = ("Preferences", "Discard the run", "A run is going", "Import pictures", "Step 9 of 9", "Glossary")
    assert [each for each in opened_ones if not any(f"«{each}»" in text for text in walk.seen)] == []


RICH: dict[str, Any] = {
    "method": {"kind": "kd", "params": {}, "weight": 2.0, "temperature": 3.0, "ramp": {"kind": "linear", "to": 1.0}},
    "also": [
        {"kind": "kd", "params": {}, "weight": 0.5, "ramp": {"kind": "step", "milestones": [0.5], "factor": 0.5}},
        {"kind": "kd", "params": {}, "ramp": {"kind": "cosine", "to": 0.5, "start": 0.1, "end": 0.9}},
    ],
    "temperature_ramp": {"kind": "linear", "to": 1.0},
    "alpha_ramp": {"kind": "cosine", "to": 1.0},
    "balance": "learned",
    "trust": {"calibrate": True, "threshold": 0.5, "weigh": True, "correct": "mix", "noise": 0.1, "join": "weighted"},
    "co_teachers": [{"teacher": {"kind": "train", "model": {"kind": "mlp", "params": {}}}, "weight": 2.0}],
    "assistants": [{"kind": "mlp", "params": {}}, {"kind": "mlp", "params": {}}],
    "start": "teacher",
}
"""Of every sort of thing that can be added to a recipe, one or two."""


@pytest.mark.slow
def test_no_word_about_what_is_added_to_a_recipe_is_left_untranslated(
    opened: Callable[..., Workbench], walk: Walk, qtbot: QtBot
) -> None:
    host = EngineHost(fakes.chain())
    workbench = opened(host)
    window, space = workbench.window, workbench.space
    space.recipe.set_many(RICH)
    visit_stages(window, walk, qtbot)
    space.balance.measure()
    walk.everywhere()
    qtbot.waitUntil(lambda: bool(space.balance.terms))
    walk.everywhere()
    space.wishes.start.emit()
    qtbot.waitUntil(lambda: trains(host, space), timeout=20_000)
    visit_stages(window, walk, qtbot)
    host.play_all()
    qtbot.waitUntil(lambda: not space.run.is_live, timeout=20_000)
    visit_stages(window, walk, qtbot)
    assert walk.told() == ""
    told = ("Method 3", "Assistants in between (2)…", "Several teachers (2)…", "Noise is added to them.", "Proposed")
    assert [each for each in told if not any(f"«{each}»" in text for text in walk.seen)] == []


def trains(host: TwoSpeedHost, space: Workspace) -> bool:
    """Play on; whether a student has taken its first steps."""
    if space.run.current is not None and space.run.current.plan.role == "distilled" and space.run.current.step:
        return True
    host.play()
    return False


def test_a_bare_word_is_found_wherever_it_stands(walk: Walk, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setWindowTitle("Title left bare")
    window.menuBar().addMenu("Menu left bare").addAction("Action left bare")
    field = QLineEdit()
    field.setPlaceholderText("Placeholder left bare")
    field.setAccessibleName(QCoreApplication.translate("words", "Labels"))
    window.setCentralWidget(field)
    window.show()
    walk.everywhere()
    assert {text for text in walk.bare if text.endswith("left bare")} == {
        f"{what} left bare" for what in ("Title", "Menu", "Action", "Placeholder")
    }
    assert "«Labels»" in walk.seen


# ----------------------------------------------------------------------------------------------- the engine's sentences


def test_every_sentence_listed_as_the_engines_is_in_its_code() -> None:
    modules = (translate.ROOT / "workbench" / "engine").rglob("*.py")
    said = {text for module in modules for text in sentences_of(module)}
    assert [sentence for sentence in map(str, SENTENCES) if FIELD.sub("{}", sentence) not in said] == []


def sentences_of(module: Path) -> Iterator[str]:
    """Every text in a module, with {} for what f puts into it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=values):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in values)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("4 pictures are there more than once.", "4 张图片出现了不止一次。"),
        (
            "There is only 1 picture to test with: each is worth 100.0 percentage points of the accuracy.",
            "只有1 张图片用于测试：每张占准确率的 100.0 个百分点。",
        ),
        (
            "The teacher of this run. Dials were moved while these trained: distilled/0.",
            "这次运行的教师。 训练期间调过旋钮：distilled/0。",
        ),
        (
            "The student has no feature maps: it is fully connected. Choose a convolutional network.",
            "学生没有特征图：它是全连接网络。 请选择卷积网络。",
        ),
        ("The teacher is wider in 3 layers: the first channels are taken.", "教师有3 层更宽：取前面的通道。"),
        (
            "2 assistants were trained between teacher and student, each with the student's own budget.",
            "在教师和学生之间训练了2 个助教，各用学生自己的预算。",
        ),
        ("An error that nobody listed: 5.", "An error that nobody listed: 5."),
    ],
)
def test_what_the_engine_says_is_heard_in_the_users_language(qapp: QApplication, said: str, heard: str) -> None:
    language.speak("zh_CN")
    try:
        assert worded(said) == heard
    finally:
        language.speak("en")
    assert worded(said) == said


# ----------------------------------------------------------------------------------------------------------- switched


def test_the_language_is_changed_while_the_window_is_open(opened: Callable[..., Workbench], qtbot: QtBot) -> None:
    workbench = opened(TwoSpeedHost())
    assert titles(workbench.window)[:2] == ["&File", "&Edit"]
    for code, menu, stage in (("zh_CN", "文件(&F)", "3 蒸馏"), ("en", "&File", "3 Distil")):
        before = workbench.window
        workbench.space.wishes.chooseLanguage.emit(code)
        qtbot.waitUntil(lambda before=before: workbench.window is not before and workbench.window.isVisible())  # type: ignore[misc]
        assert titles(workbench.window)[0] == menu
        assert workbench.window.stage_bar.buttons["distil"].text() == stage
        assert QLocale().language() is QLocale(code).language()


def titles(window: MainWindow) -> list[str]:
    """Of the menus."""
    return [action.text() for action in window.menuBar().actions()]


@pytest.mark.parametrize(
    ("of_system", "spoken"),
    [
        (["zh-Hans-CN", "zh-CN", "en-US"], "zh_CN"),
        (["zh-Hant-TW", "zh-TW"], "en"),  # other characters: not ours to guess
        (["de-DE", "zh-Hans-CN"], "zh_CN"),
        (["en-GB"], "en"),
        (["de-DE"], "en"),
        ([], "en"),
    ],
)
def test_the_system_decides_where_nothing_is_chosen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, of_system: list[str], spoken: str
) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda self: of_system)
    try:
        assert language.speak("") == spoken
        assert QCoreApplication.translate("words", "Labels") == ("标签" if spoken == "zh_CN" else "Labels")
        assert language.speak("en") == "en"  # a choice goes before the system's
    finally:
        language.speak("en")
