"""What the user asks of the window, carried out: files and dialogs here, everything about training in the session."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox

from workbench import __version__
from workbench.errors import UserError
from workbench.gui.diagnostics import diagnostics
from workbench.gui.models.notices import Notice
from workbench.gui.models.preferences import Place
from workbench.gui.session import Session
from workbench.gui.theme import Choice
from workbench.gui.views.closing import Closing, ClosingDialog
from workbench.gui.views.export import ExportDialog
from workbench.gui.views.preferences import PreferencesDialog
from workbench.gui.views.window import MainWindow
from workbench.recipes import Distil, Role, TeacherRun, TeacherTraining, dump, load
from workbench.runs.files import write_atomically

PATH_OF_DIAL = {"temperature": "temperature", "alpha": "alpha", "learning_rate": "schedule.learning_rate"}


class Desk(QObject):
    """Answers a window's requests. Lives as long as the window."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session, self._space = window, session, window.space
        self._closing = False
        self._connect_settings()
        self._connect_run()
        self._connect_menus()

    def open_recipe(self, path: Path) -> None:
        """Edit the recipe in a file."""
        try:
            recipe = load(path)
        except UserError as error:
            self._space.notices.put("recipe", Notice("error", str(error)))
            return
        if not isinstance(recipe, Distil):
            headline = self.tr("{file} is a recipe to {task}; this window edits recipes to distil.").format(
                file=path.name, task=recipe.task
            )
            text = self.tr("Run it in a terminal: workbench run {file}").format(file=path.name)
            self._space.notices.put("recipe", Notice("warning", headline, text))
            return
        self._space.notices.drop("recipe")
        self._space.recipe.load(recipe)

    def save_recipe(self, path: Path, recipe: Distil) -> None:
        """Write the recipe to a file."""
        try:
            write_atomically(path, dump(recipe).encode())
        except UserError as error:
            self._space.notices.put("recipe", Notice("error", error.problem, error.fix))
            return
        self._space.notices.drop("recipe")
        self._space.recipe.undo.setClean()

    # Connections

    def _connect_settings(self) -> None:
        settings, recipe = self._window.settings, self._space.recipe
        settings.edited.connect(recipe.set)
        settings.settingEdited.connect(recipe.set_setting)
        settings.teacherSourceChosen.connect(self._on_teacher_source)
        settings.dialMoved.connect(self._on_dial)
        self._window.folderDropped.connect(self._on_folder)
        self._window.charts.smoothingChosen.connect(self._on_smoothing)

    def _connect_run(self) -> None:
        window, session = self._window, self._session
        window.startRequested.connect(self._on_start)
        window.pauseRequested.connect(session.pause)
        window.goOnRequested.connect(session.go_on)
        window.stopRequested.connect(session.stop)
        window.discardRequested.connect(self._on_discard)
        window.resumeRequested.connect(self._on_resume)
        window.banners.actionRequested.connect(self._on_action)
        window.closeRequested.connect(self._on_close)
        session.ended.connect(self._on_ended)

    def _connect_menus(self) -> None:
        window = self._window
        window.openRequested.connect(self._on_open)
        window.saveRequested.connect(self._on_save)
        window.exportRequested.connect(self._on_export)
        window.runsFolderRequested.connect(self._on_runs_folder)
        window.runFolderRequested.connect(self._on_run_folder)
        window.preferencesRequested.connect(self._on_preferences)
        window.themeChosen.connect(self._on_theme)
        window.diagnosticsRequested.connect(self._on_diagnostics)
        window.aboutRequested.connect(self._on_about)

    # Settings

    def _on_teacher_source(self, kind: str) -> None:
        if kind == "train":
            self._space.recipe.set("teacher", TeacherTraining().model_dump(mode="json"))
            return
        offered = self._space.runs.teachers
        teacher: dict[str, Any] = {"kind": "run", "run": ""}
        if offered:
            teacher = TeacherRun(run=offered[0].run.id, role=offered[0].role).model_dump(mode="json")
        self._space.recipe.set("teacher", teacher)

    def _on_dial(self, name: str, value: float) -> None:
        self._space.recipe.set(PATH_OF_DIAL[name], value)
        self._session.move_dial(name, value)

    def _on_folder(self, folder: str) -> None:
        self._space.recipe.set("data.source", {"kind": "image_folder", "params": {"folder": folder}})

    def _on_smoothing(self, weight: float) -> None:
        self._space.preferences.smoothing = weight

    # Runs

    def _on_start(self) -> None:
        recipe = self._space.recipe.recipe
        if recipe is not None and self._space.run.can_start and not self._space.recipe.problems:
            self._session.start(recipe)

    def _on_resume(self) -> None:
        if self._space.run.can_resume:
            self._session.resume(self._space.run.run)

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
        match key, action:
            case "run", "resume":
                self._on_resume()
            case "interrupted", "resume":
                run = self._space.runs.interrupted
                if run is not None:
                    self._session.resume(run.id)
            case "interrupted", "close":
                run = self._space.runs.interrupted
                if run is not None:
                    self._space.runs.dismiss(run.id)
            case "export", "open":
                self._show_folder(self._space.notices.notices[key].text)
            case "catalogue", "retry":
                self._space.notices.drop(key)
                self._session.read_catalogue()
            case "runs", "retry":
                self._space.notices.drop(key)
                self._session.read_runs()
            case _:
                self._space.notices.drop(key)

    # Files and dialogs

    def _on_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a recipe"), "", self.tr("Recipes (*.yaml *.yml)")
        )
        if path:
            self.open_recipe(Path(path))

    def _on_save(self) -> None:
        recipe = self._space.recipe.recipe
        if recipe is None:
            return
        path, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the recipe"), "recipe.yaml", self.tr("Recipes (*.yaml *.yml)")
        )
        if path:
            self.save_recipe(Path(path), recipe)

    def _on_export(self) -> None:
        run = self._space.run
        if not run.can_export:
            return
        dialog = ExportDialog(run, self._space.catalogue, self._window)
        dialog.exportRequested.connect(self._on_export_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_export_chosen(self, kind: str, role: Role, folder: str) -> None:
        self._session.export(self._space.run.run, kind, role, folder or None)

    def _on_preferences(self) -> None:
        dialog = PreferencesDialog(self._space.preferences, self._window)
        dialog.placeChosen.connect(self._on_place)
        dialog.themeChosen.connect(self._on_theme)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_place(self, place: Place) -> None:
        self._space.preferences.place = place

    def _on_theme(self, choice: Choice) -> None:
        self._space.preferences.theme = choice
        self._space.theme.choose(choice)

    def _on_runs_folder(self) -> None:
        self._show_folder(str(self._space.runs_folder))

    def _on_run_folder(self) -> None:
        self._show_folder(self._space.run.folder)

    def _show_folder(self, folder: str) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(folder)):
            headline = self.tr("No program to show folders was found. The folder is:")
            self._space.notices.put("folder", Notice("info", headline, folder))

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
                "<p>It sends nothing anywhere. It uses the network only when you choose pictures that must be "
                "downloaded, and says so first.</p>"
            ).format(version=__version__),
        )

    # The end

    def _on_close(self) -> None:
        if not self._space.run.is_live:
            self._leave()
            return
        dialog = ClosingDialog(self._window)
        dialog.exec()
        if dialog.answer is Closing.QUIT or (dialog.answer is Closing.STOP and not self._space.run.is_live):
            self._leave()
        elif dialog.answer is Closing.STOP:
            self._closing = True
            self._session.stop()

    def _on_ended(self) -> None:
        if self._closing:
            self._leave()

    def _leave(self) -> None:
        self._window.keep_layout()
        recipe = self._space.recipe.recipe
        if recipe is not None:
            self._space.preferences.keep_recipe(recipe)
        self._space.preferences.save()
        self._session.close()
        self._window.allow_close()
