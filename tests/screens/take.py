"""Takes the pictures in this folder: the real window on the real engine, in every stage, theme, language and size.

``python tests/screens/take.py [FOLDER]``. Takes some minutes; needs a display of at least 1920 x 1080 pixels
(``xvfb-run -a -s "-screen 0 1920x1080x24"`` will do). Four runs are trained from the samples, with fewer seeds.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))
VISIT = "--visit"
if VISIT not in sys.argv:
    HOME = tempfile.TemporaryDirectory(prefix="workbench-screens-")
    os.environ["WORKBENCH_HOME"] = HOME.name

from PIL import Image, ImageQt  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent, QSize  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from workbench import places  # noqa: E402
from workbench.gui.app import Workbench, application, build, host_for  # noqa: E402
from workbench.gui.garbage import GarbageCollector  # noqa: E402
from workbench.gui.models.run import Status  # noqa: E402
from workbench.gui.theme import Choice  # noqa: E402
from workbench.gui.views.stages.compare import TABS, CompareStage  # noqa: E402
from workbench.recipes import LinearRamp, TeacherRun, Term, combinations  # noqa: E402

SIZE = QSize(1366, 728)
"""A screen of 1366 x 768, less the system's bar."""
SCALED = QSize(1280, 680)
"""One of 1920 x 1080 at 150 %, less the system's bar, in the window's own pixels."""
VARIANTS = ("light", "dark", "zh_CN", "150")
SWEPT = "Ten labels, several dials"
DIALS = combinations({"temperature": [None, 1.0, 2.0, 8.0], "alpha": [None, 0.5, 0.3]})
TRIED = [dial.model_dump(mode="json", exclude_none=True) for dial in DIALS]
RUNS = (
    ("ten-labels.yaml", ("seeds=[0,1,2]", f"variants={json.dumps(TRIED)}", f"name={SWEPT}")),
    ("ten-labels.yaml", ("seeds=[0,1,2]", "temperature=2", "name=Ten labels, T = 2")),
    ("all-labels.yaml", ("seeds=[0,1]",)),
)
"""Trained before the window is opened, so that there is something to compare."""
PATIENCE = 600.0


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if argument != VISIT]
    if VISIT in sys.argv:
        visit(Path(arguments[0]), arguments[1])
        return
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    for recipe, settings in RUNS:
        train(recipe, settings)
    take_states(folder)
    for variant in VARIANTS:
        scale = {"QT_SCALE_FACTOR": "1.5"} if variant == "150" else {}
        command = [sys.executable, __file__, VISIT, str(folder), variant]
        subprocess.run(command, check=True, env={**os.environ, **scale})


def train(recipe: str, settings: Sequence[str]) -> None:
    """Train a sample from the command line."""
    file = Path(__file__).parents[2] / "resources" / "recipes" / recipe
    changes = [part for setting in settings for part in ("--set", setting)]
    command = [sys.executable, "-m", "workbench", "run", str(file), *changes, "--json"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def take_states(folder: Path) -> None:
    """A run in the window, as it goes: before, under way, ended, and one that failed."""
    workbench = open_window()
    space, window = workbench.space, workbench.window
    space.wishes.edit.emit("seeds", [0, 1, 2])
    space.wishes.goTo.emit("distil")
    wait(lambda: bool(space.lens.pictures) and not space.description.measuring)
    take(workbench, folder, "idle")

    space.wishes.start.emit()
    wait(lambda: len(space.run.phases_of("distilled")) > 1 and trains(workbench))
    space.wishes.moveDial.emit("temperature", 6.0)
    wait(lambda: any(phase.changes for phase in space.run.phases.values()) and trains(workbench, epochs=12))
    take(workbench, folder, "running")
    wait(lambda: not space.run.is_live)
    require(workbench, Status.DONE)
    take(workbench, folder, "finished")

    space.wishes.start.emit()
    wait(lambda: space.run.current is not None and space.run.current.epoch >= 5)
    kill_workers()
    wait(lambda: not space.run.is_live)
    require(workbench, Status.FAILED)
    take(workbench, folder, "failed")
    space.wishes.closeWindow.emit()
    window.close()


def visit(folder: Path, variant: str) -> None:
    """Every stage with a finished run, in one variant."""
    workbench = open_window()
    space = workbench.space
    wait(lambda: bool(space.runs.runs))
    space.notices.drop("interrupted")
    language = "zh_CN" if variant == "zh_CN" else "en"
    if space.preferences.language != language:
        first = workbench.window
        space.wishes.chooseLanguage.emit(language)
        wait(lambda: workbench.window is not first and workbench.window.isVisible())
    space.theme.choose(Choice.DARK if variant == "dark" else Choice.LIGHT)
    workbench.window.resize(SCALED if variant == "150" else SIZE)
    finished = [run for run in space.runs.runs if run.state == "finished"]
    space.wishes.openRun.emit(finished[0].id)
    wait(lambda: space.run.run == finished[0].id)
    pages: dict[str, Callable[[], bool]] = {
        "welcome": lambda: True,
        "data": lambda: not space.preview.is_asking and not space.description.measuring,
        "models": lambda: not space.timings.is_asking and not space.description.measuring,
        "distil": lambda: bool(space.lens.pictures) and workbench.window.stages.distil.charts.accuracy is not None,
    }
    for stage, ready in pages.items():
        space.wishes.goTo.emit(stage)
        settle(1.0)
        wait(ready)
        shoot(workbench, folder / f"stage-{stage}-{variant}.png")
    visit_methods(workbench, folder, variant, finished[0].id)
    visit_comparison(workbench, folder, variant, [run.id for run in finished])
    space.wishes.goTo.emit("try")
    wait(lambda: bool(space.tryit.run) and len(space.tryit.ids) > 0)
    space.tryit.set_explain(True)
    space.tryit.step(1)
    settle(0.5)
    wait(lambda: space.tryit.answer is not None and not space.tryit.is_asking)
    shoot(workbench, folder / f"stage-try-{variant}.png")
    space.wishes.goTo.emit("export")
    settle(1.0)
    shoot(workbench, folder / f"stage-export-{variant}.png")
    space.wishes.closeWindow.emit()


def visit_methods(workbench: Workbench, folder: Path, variant: str, teacher: str) -> None:
    """Several methods, and networks in between, with the teacher of an earlier run and the advice on it."""
    space = workbench.space
    before, expert = space.recipe.recipe, space.preferences.expert
    also = [Term(kind="at", weight=100.0), Term(kind="rkd", ramp=LinearRamp(to=0.0))]
    teacher_run = TeacherRun(run=teacher, role="teacher")
    changes = {
        "teacher": teacher_run.model_dump(mode="json"),
        "also": [term.model_dump(mode="json") for term in also],
        "assistants": [{"kind": "small_cnn", "params": {"channels": [8, 16]}}],
        "temperature_ramp": LinearRamp(to=1.0).model_dump(mode="json"),
    }
    space.preferences.expert = True
    space.wishes.editMany.emit(changes)
    space.wishes.goTo.emit("models")
    settle(1.5)
    wait(lambda: space.advice.is_known and not space.advice.is_asking)
    space.wishes.reveal.emit("assistants")
    settle(0.5)
    shoot(workbench, folder / f"stage-models-advice-{variant}.png")
    space.wishes.reveal.emit("also.0.weight")
    settle(0.8)
    shoot(workbench, folder / f"stage-distil-methods-{variant}.png")
    space.wishes.edit.emit("variants", TRIED)
    space.wishes.reveal.emit("variants")
    settle(0.8)
    shoot(workbench, folder / f"stage-distil-sweep-{variant}.png")
    space.preferences.expert = expert
    if before is not None:
        space.recipe.load(before)
    settle(0.3)


def visit_comparison(workbench: Workbench, folder: Path, variant: str, runs: list[str]) -> None:
    """Each view of the comparison."""
    workbench.space.wishes.compareRuns.emit(runs)
    page = workbench.window.stages.page("compare")
    assert isinstance(page, CompareStage)
    settle(1.5)
    compare, first = workbench.space.compare, workbench.space.compare.focus
    swept = next(run.id for run in workbench.space.runs.runs if run.title == SWEPT)
    for tab in TABS:
        compare.focus_on(swept if tab == "sweep" or first is None else first.id)
        settle(0.5)
        page.show_tab(tab)
        settle(1.5)
        wait(lambda: not workbench.space.pictures.is_asking)
        settle(0.3)
        shoot(workbench, folder / f"compare-{tab}-{variant}.png")


def open_window() -> Workbench:
    """The window on the real engine, which has said what there is."""
    application()
    workbench = build(host_for, places.runs(), places.config())
    GarbageCollector(lambda: workbench.space.run.is_live, workbench)
    workbench.window.resize(SIZE)
    workbench.window.show()
    space = workbench.space
    wait(lambda: space.catalogue.is_known and space.description.data is not None and not space.description.measuring)
    return workbench


def trains(workbench: Workbench, epochs: int = 8) -> bool:
    """A distilled student has trained so many epochs."""
    current = workbench.space.run.current
    return current is not None and current.plan.role == "distilled" and current.epoch >= epochs


def require(workbench: Workbench, status: Status) -> None:
    """The run ended so and not otherwise."""
    run = workbench.space.run
    if run.status is not status:
        raise SystemExit(f"the run ended otherwise: {run.end}")


def wait(reached: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")
        settle(0.02)


def settle(seconds: float) -> None:
    """Let the window live for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.002)


def take(workbench: Workbench, folder: Path, state: str) -> None:
    """One state in both themes."""
    for choice in (Choice.LIGHT, Choice.DARK):
        workbench.space.theme.choose(choice)
        workbench.window.resize(SIZE)
        settle(0.4)
        shoot(workbench, folder / f"run-{state}-{choice.value}.png")
    workbench.space.theme.choose(Choice.LIGHT)


def shoot(workbench: Workbench, path: Path) -> None:
    """As small as PNG gets without losing what one can see: 128 colours of its own."""
    picture: Image.Image = ImageQt.fromqpixmap(workbench.window.grab())
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1000} kB", flush=True)


def kill_workers() -> None:
    """As if the system had ended the engine."""
    for child in psutil.Process().children(recursive=True):
        if "resource_tracker" not in " ".join(child.cmdline()):
            os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


if __name__ == "__main__":
    main()
