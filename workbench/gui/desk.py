"""What the user wishes, carried out: settings, runs, where to look. Files are in `files`, leaving in `leaving`."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox

from workbench import __version__
from workbench.gui.advising import Advising
from workbench.gui.attention import Attention
from workbench.gui.charting import ChartDesk
from workbench.gui.comparing import Comparing
from workbench.gui.diagnostics import diagnostics
from workbench.gui.files import FileDesk
from workbench.gui.handing_over import HandingOver
from workbench.gui.helping import HelpDesk
from workbench.gui.keeping import RunsDesk
from workbench.gui.leaving import Leaving
from workbench.gui.looking import Looking
from workbench.gui.models.chain import earlier_teacher
from workbench.gui.models.notices import Notice
from workbench.gui.models.preferences import Place
from workbench.gui.models.stages import stage_of
from workbench.gui.presenting import Presenting
from workbench.gui.previewing import Previewing
from workbench.gui.recovering import Recovering
from workbench.gui.session import Session
from workbench.gui.sharing import Sharing
from workbench.gui.storing import Storing
from workbench.gui.theme import Choice
from workbench.gui.timing import Timing
from workbench.gui.trying import Trying
from workbench.gui.views.preferences import PreferencesDialog
from workbench.gui.views.window import MainWindow
from workbench.recipes import Ref, Role, TeacherRun, TeacherTraining

PATH_OF_DIAL = {"temperature": "temperature", "alpha": "alpha", "learning_rate": "schedule.learning_rate"}


class Desk(QObject):
    """Answers the wishes. Lives as long as the window."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        self.files = FileDesk(window, session)
        self.sharing = Sharing(window, session)
        self.leaving = Leaving(window, session)
        self.attention = Attention(window, session, self.leaving.tray)
        self.presenting = Presenting(window)
        self.recovering = Recovering(window, session)
        self.leaving.left.connect(self.presenting.end)
        self.leaving.left.connect(self.recovering.forget)
        self.looking = Looking(self._space, self)
        self.advising = Advising(self._space, self)
        self.previewing = Previewing(self._space, self)
        self.timing = Timing(self._space, session, self)
        self.comparing = Comparing(self._space, session, self)
        self.trying = Trying(window, session)
        self.help = HelpDesk(window)
        self.charts = ChartDesk(window, session)
        self.runs = RunsDesk(window, session)
        self.handing_over = HandingOver(window, session)
        self.storing = Storing(window, session)
        self._connect_settings()
        self._connect_run()
        self._connect_window()

    # Connections

    def _connect_settings(self) -> None:
        wishes, recipe = self._space.wishes, self._space.recipe
        wishes.edit.connect(recipe.set)
        wishes.editMany.connect(recipe.set_many)
        wishes.editSetting.connect(recipe.set_setting)
        wishes.chooseTeacherSource.connect(self._on_teacher_source)
        wishes.chooseNetwork.connect(self._on_network)
        wishes.useTeacher.connect(self._on_use_teacher)
        wishes.moveDial.connect(self._on_dial)

    def _connect_run(self) -> None:
        wishes, session = self._space.wishes, self._session
        wishes.start.connect(self._on_start)
        wishes.pause.connect(session.pause)
        wishes.goOn.connect(session.go_on)
        wishes.stop.connect(session.stop)
        wishes.discard.connect(self._on_discard)
        wishes.resume.connect(self._on_resume)
        wishes.openRun.connect(self._on_open_run)

    def _connect_window(self) -> None:
        wishes = self._space.wishes
        wishes.goTo.connect(self._on_go_to)
        wishes.reveal.connect(self._on_reveal)
        wishes.act.connect(self._on_action)
        wishes.preferences.connect(self._on_preferences)
        wishes.chooseTheme.connect(self._on_theme)
        wishes.choosePlace.connect(self._on_place)
        wishes.chooseExpert.connect(self._on_expert)
        wishes.chooseWelcome.connect(self._on_welcome)
        wishes.diagnostics.connect(self._on_diagnostics)
        wishes.about.connect(self._on_about)
        wishes.openRunsFolder.connect(self._on_runs_folder)
        wishes.openRunFolder.connect(self._on_run_folder)
        wishes.showPlace.connect(self.show_folder)

    # Settings

    def _on_teacher_source(self, path: str, kind: str) -> None:
        to_train = TeacherTraining().model_dump(mode="json")
        self._space.recipe.set(path, to_train if kind == "train" else earlier_teacher(self._space))

    def _on_network(self, part: str, kind: str) -> None:
        recipe, network = self._space.recipe, Ref(kind=kind)
        if part == "teacher" and recipe.value("teacher.kind") != "train":
            recipe.set("teacher", TeacherTraining(model=network).model_dump(mode="json"))
        else:
            recipe.set("student" if part == "student" else "teacher.model", network.model_dump(mode="json"))

    def _on_use_teacher(self, run: str, role: str) -> None:
        offered = [each for each in self._space.runs.teachers if each.run.id == run]
        chosen: Role | None = next((each.role for each in offered if each.role == (role or None)), None)
        if not role and offered:
            chosen = offered[0].role
        self._space.recipe.set("teacher", TeacherRun(run=run, role=chosen).model_dump(mode="json"))
        self._space.stages.go_to("models")

    def _on_dial(self, name: str, value: float) -> None:
        paths = PATH_OF_DIAL | {term.dial: f"{term.path}.weight" for term in self._space.recipe.terms}
        if name in paths:
            self._space.recipe.set(paths[name], value)
            self._session.move_dial(name, value)

    # Runs

    def _on_start(self) -> None:
        recipe = self._space.recipe.recipe
        if recipe is not None and not self._space.start_problem:
            self._session.start(recipe)
            self._space.stages.go_to("distil")

    def _on_resume(self) -> None:
        if self._space.run.can_resume:
            self._resume(self._space.run.run)

    def _resume(self, run: str) -> None:
        self._session.resume(run)
        self._space.stages.go_to("distil")

    def _on_open_run(self, run: str) -> None:
        if self._space.run.is_live:
            headline = self.tr("A run is going. Earlier ones can be looked at under Compare meanwhile.")
            self._space.notices.put("open", Notice("info", headline))
            return
        self._session.open_run(run)
        if self._space.stages.current in ("welcome", "data", "models"):
            self._space.stages.go_to("distil")

    def _on_discard(self) -> None:
        if not self._space.run.can_stop:
            return
        question = QMessageBox(
            QMessageBox.Icon.Warning,
            self.tr("Discard the run"),
            self.tr("Stop and remove everything that this run has trained? This cannot be undone."),
            QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            self._window,
        )
        question.setDefaultButton(QMessageBox.StandardButton.Cancel)
        if question.exec() == QMessageBox.StandardButton.Discard:
            self._session.discard()

    def _on_action(self, key: str, action: str) -> None:
        notices, runs = self._space.notices, self._space.runs
        match key, action:
            case "run", "resume":
                self._on_resume()
            case "interrupted", "resume" if runs.interrupted is not None:
                self._resume(runs.interrupted.id)
            case "interrupted", "close" if runs.interrupted is not None:
                runs.dismiss(runs.interrupted.id)
            case _, "open":
                self.show_folder(notices.notices[key].text)
            case "catalogue", "retry":
                notices.drop(key)
                self._session.read_catalogue()
            case "runs", "retry":
                notices.drop(key)
                self._session.read_runs()
            case _:
                notices.drop(key)

    # The window

    def _on_go_to(self, stage: str) -> None:
        self._space.stages.go_to(stage)
        if stage == "try":  # an answer must not wait for an engine to start, nor for a training to end
            self._session.warm()

    def _on_reveal(self, path: str) -> None:
        stage = stage_of(path)
        self._on_go_to(stage)
        self._window.stages.page(stage).reveal(path)

    def _on_preferences(self) -> None:
        dialog = PreferencesDialog(self._space, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_place(self, place: Place) -> None:
        self._space.preferences.place = place

    def _on_expert(self, on: bool) -> None:
        self._space.preferences.expert = on

    def _on_welcome(self, on: bool) -> None:
        self._space.preferences.welcome = on

    def _on_theme(self, choice: Choice) -> None:
        self._space.preferences.theme = choice
        self._space.theme.choose(choice)

    def _on_runs_folder(self) -> None:
        self.show_folder(str(self._space.runs_folder))

    def _on_run_folder(self, run: str) -> None:
        self.show_folder(str(self._space.runs_folder / run))

    def show_folder(self, folder: str) -> None:
        """Have the system show a folder, or say where it is."""
        path = Path(folder)
        shown = path if path.is_dir() else path.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown))):
            headline = self.tr("No program to show folders was found. The folder is:")
            self._space.notices.put("folder", Notice("info", headline, str(shown)))

    def _on_diagnostics(self) -> None:
        QGuiApplication.clipboard().setText(diagnostics(self._space))
        self._space.notices.put("diagnostics", Notice("info", self.tr("The diagnostics are in the clipboard.")))

    def _on_about(self) -> None:
        QMessageBox.about(
            self._window,
            self.tr("About Distillation Workbench"),
            self.tr(
                "<p><b>Distillation Workbench {version}</b></p>"
                "<p>Distils a large neural network into a small one, on this computer.</p>"
                "<p>No telemetry: it sends nothing anywhere. It uses the network only when you choose pictures that "
                "must be downloaded, and says so first.</p>"
            ).format(version=__version__),
        )
