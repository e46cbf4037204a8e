"""A whole window with something on every page: measured runs, a result, answers, an export, notices, a log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests import fakes
from tests.gui.conftest import TwoSpeedHost
from workbench.events import encode
from workbench.gui.app import Workbench, build
from workbench.gui.forms.form import SchemaForm
from workbench.gui.models.notices import Action, Kind, Notice
from workbench.gui.models.stages import STAGES, WELCOME
from workbench.gui.views.picker import Expander
from workbench.gui.views.stages.compare import TABS, CompareStage
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil, Ref, TeacherTraining, Variant
from workbench.runs import Outcomes, Predictions, RunFolder, RunStore, SeedPredictions
from workbench.runs.predictions import FILE, save

SEEDS = (0, 1, 2)
ROLES = ("teacher", "plain", "distilled")
SMALL = (1366, 728)
"""Pixels that a screen of 1366 × 768 leaves to a window."""
KINDS: tuple[Kind, ...] = ("info", "warning", "error")
MADE_UP = "made up"
"""Begin of the keys of the notices."""
STEP = 5
"""Milliseconds between two looks at what a test waits for."""


class Furnished:
    """The window and what stands behind it. Close it in the end.

    Args:
        folder: An empty one; home of the workbench, too (see the environment variable WORKBENCH_HOME).
    """

    def __init__(self, folder: Path) -> None:
        keep_runs(folder / "runs")
        self.host = TwoSpeedHost(fakes.distillation(seeds=SEEDS, measured=fakes.results(seeds=SEEDS)))
        self.workbench: Workbench = build(self.host, folder / "runs", folder / "config")
        self.window: MainWindow = self.workbench.window
        self.space = self.window.space
        self.space.preferences.expert = True
        self.window.resize(*SMALL)
        self.window.show()
        until(lambda: self.space.description.data is not None and self.space.runs.reading == "ready")
        self._train()
        until(lambda: bool(self.space.lens.pictures))  # a busy machine would change the recipe before
        for stage in (WELCOME, *STAGES):
            self.show(stage)
        self._compare()
        self._try()
        self._export()
        self._lengthen()
        self._unfold()
        self.show("distil")

    def show(self, stage: str) -> None:
        """Bring a stage to the front, with all that it reads and asks."""
        self.space.wishes.goTo.emit(stage)
        until(lambda: self.window.stages.currentWidget() is self.window.stages.pages.get(stage))
        settle()
        forms = self.window.stages.page(stage).findChildren(SchemaForm)
        until(lambda: all(form.height() >= form.minimumSizeHint().height() for form in forms if form.isVisible()))

    def tidy(self) -> None:
        """As a user has it most of the time: no notices, no log."""
        for key in list(self.space.notices.notices):
            self.space.notices.drop(key)
        self.window.docks["log"].hide()

    def close(self) -> None:
        """Away with it."""
        self.host.close()
        until(lambda: not self.space.run.is_live)
        self.window.allow_close()
        self.window.deleteLater()
        QApplication.processEvents()

    def _train(self) -> None:
        self.space.stages.go_to("distil")
        until(lambda: self.window.stages.distil.charts.accuracy is not None)
        self.host.play_all()
        self.space.wishes.start.emit()
        until(lambda: bool(self.space.run.run) and not self.space.run.is_live)

    def _compare(self) -> None:
        self.show("compare")
        until(lambda: self.space.compare.task is None and not self.space.compare.is_reading)
        page = self.window.stages.page("compare")
        assert isinstance(page, CompareStage)
        for tab in TABS:
            page.show_tab(tab)
            settle()
        page.show_tab("verdict")

    def _try(self) -> None:
        self.show("try")
        until(lambda: not self.space.tryit.to_read)
        self.space.tryit.step(1)
        until(lambda: self.space.tryit.answer is not None)

    def _export(self) -> None:
        self.show("export")
        self.space.export.choose_run(self.space.runs.runs[-1].id)
        until(lambda: self.space.export.can_export)
        recipe = self.space.export.recipe
        self.space.wishes.export.emit(recipe)
        until(lambda: self.space.export.proof is not None)

    def _lengthen(self) -> None:
        """A second teacher, and assistants in between."""
        network = Ref(kind="mlp").model_dump()
        another = {"teacher": TeacherTraining().model_dump(mode="json"), "weight": 1.0}
        chain = {"co_teachers": [another], "trust.join": "weighted", "assistants": [network] * 3}
        self.space.recipe.set_many(chain)
        settle()

    def _unfold(self) -> None:
        for expander in self.window.findChildren(Expander):
            expander.button.setChecked(True)
        for dock in self.window.docks.values():
            dock.show()
        again = (Action("retry", "Try again"),)
        for kind in KINDS:
            notice = Notice(kind, f"A headline ({kind}).", "More about it.", "Details.", again)
            self.space.notices.put(f"{MADE_UP} {kind}", notice)
        logging.getLogger("workbench").warning("a line of the log")
        settle()


def until(reached: Callable[[], bool], milliseconds: int = 15_000) -> None:
    """Let the window live until something is so."""
    waited = 0
    while not reached():
        assert waited < milliseconds, "waited in vain"
        QTest.qWait(STEP)
        waited += STEP


def settle(milliseconds: int = 15) -> None:
    """Let what was asked arrive and be drawn."""
    QTest.qWait(milliseconds)


def keep_runs(folder: Path) -> list[str]:
    """Two finished runs with networks, results and answers to every test picture, and one that was interrupted.

    Returns:
        Their ids.
    """
    ids = []
    for number, name in enumerate(("Ten labels", "Small data")):
        run = RunStore(folder).create(Distil(name=name, seeds=SEEDS, temperature=2.0 + number), environment={})
        with run.writer() as writer:
            writer.append(list(fakes.distillation(seeds=SEEDS)))
            writer.write_json("results.json", results())
            save(Predictions(classes=fakes.DIGITS, seeds=tuple(answers(seed) for seed in SEEDS)), run.path / FILE)
            writer.finish("finished")
        keep_networks(run)
        ids.append(run.id)
    return [*ids, RunStore(folder).create(Distil(name="Overnight"), environment={}).id]


def keep_networks(run: RunFolder) -> None:
    """What a run writes about each network beside its weights."""
    for seed in SEEDS:
        for role in ROLES:
            made = run.path / "models" / f"{role}-{seed}"
            made.mkdir(parents=True)
            (made / "phase.json").write_text(
                encode(fakes.phase_finished(fakes.plan(f"{role}/{seed}"))), encoding="utf-8"
            )


def results() -> dict[str, Any]:
    """As `fakes.results`, with confusions, bins of confidence, and a dial that was tried."""
    made: dict[str, Any] = json.loads(json.dumps(fakes.results(seeds=SEEDS)))
    for network in made["networks"]:
        network["confusion"][7][9] = 4
        network["reliability"] = [
            {"low": low / 10, "high": low / 10 + 0.1, "count": 60, "accuracy": low / 10, "confidence": low / 10 + 0.05}
            for low in range(10)
        ]
    made |= fakes.sweep(Distil(seeds=SEEDS, variants=[Variant(temperature=8)]))
    return made


def answers(seed: int) -> SeedPredictions:
    """Ten pictures, of which the students get some wrong."""
    ids = labels = tuple(range(10))
    networks = {
        "teacher": Outcomes(predicted=ids, confidence=(0.9,) * 10),
        "distilled": Outcomes(predicted=(*ids[:9], 3), confidence=(0.8,) * 10),
        "plain": Outcomes(predicted=(*ids[:7], 1, 1, 9), confidence=(0.7,) * 10),
    }
    return SeedPredictions(
        seed=seed, ids=ids, labels=labels, networks={f"{role}/{seed}": said for role, said in networks.items()}
    )
