"""The menus: every action with its key, its role on a Mac and what it does in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu

from workbench.gui.models.stages import WELCOME
from workbench.gui.models.workspace import Workspace
from workbench.gui.theme import Choice
from workbench.gui.views.run_bar import PAUSE_KEY, START_KEY, STOP_KEY
from workbench.gui.views.stage_bar import KEYS

Standard = QKeySequence.StandardKey
Role = QAction.MenuRole
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""What the window speaks, each in its own words."""


class Menus(QObject):
    """All menus of the window, and the actions by name."""

    def __init__(self, window: QMainWindow, space: Workspace) -> None:
        super().__init__(window)
        self._window, self._space = window, space
        self.actions: dict[str, QAction] = {}
        bar = window.menuBar()
        self.file, self.edit = bar.addMenu(self.tr("&File")), bar.addMenu(self.tr("&Edit"))
        self.view, self.run = bar.addMenu(self.tr("&View")), bar.addMenu(self.tr("&Run"))
        self.tools, self.windows = bar.addMenu(self.tr("&Tools")), bar.addMenu(self.tr("&Window"))
        self.help = bar.addMenu(self.tr("&Help"))
        self._fill_file()
        self._fill_edit()
        self._fill_view()
        self._fill_run()
        self._fill_tools()
        self._fill_help()
        space.run.steered.connect(self.refresh)
        for model in (space.recipe, space.preferences, space.runs):
            model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Make the actions agree with the models."""
        run, undo, actions = self._space.run, self._space.undo, self.actions
        actions["start"].setEnabled(self._space.start_problem == "")
        actions["pause"].setEnabled(run.can_pause or run.can_go_on)
        actions["pause"].setText(self.tr("&Resume") if run.can_go_on else self.tr("&Pause"))
        for name in ("stop", "discard"):
            actions[name].setEnabled(run.can_stop)
        actions["resume"].setEnabled(run.can_resume)
        for name in ("code", "report", "share", "folder"):
            actions[name].setEnabled(bool(run.run))
        actions["save"].setEnabled(self._space.recipe.recipe is not None)
        for name, can, text in (
            ("undo", undo.canUndo(), self.tr("&Undo {what}").format(what=undo.undoText())),
            ("redo", undo.canRedo(), self.tr("&Redo {what}").format(what=undo.redoText())),
        ):
            actions[name].setEnabled(can)
            actions[name].setText(text.rstrip())
        actions[f"theme_{self._space.preferences.theme.value}"].setChecked(True)
        self._fill_recent()

    def add_dock(self, dock: QDockWidget, key: str) -> None:
        """An entry that shows or hides a dock."""
        action = dock.toggleViewAction()
        action.setObjectName(f"show_{dock.objectName()}")
        action.setMenuRole(Role.NoRole)
        action.setShortcut(QKeySequence(key))
        action.setToolTip(self.tr("Show or hide: {name}").format(name=dock.windowTitle()))
        self.windows.addAction(action)
        self.actions[action.objectName()] = action

    # The menus

    def _fill_file(self) -> None:
        wishes, menu = self._space.wishes, self.file
        self.samples = menu.addMenu(self.tr("New from &sample"))
        for story in self._space.stories:
            name = f"sample_{Path(story.recipe).stem}"
            self._add(self.samples, name, story.title, partial(wishes.newRecipe.emit, story.recipe), tip=story.outcome)
        self._add(menu, "new", self.tr("&New recipe"), partial(wishes.newRecipe.emit, ""), Standard.New)
        self._add(menu, "open", self.tr("&Open…"), partial(wishes.openFile.emit, ""), Standard.Open)
        self.recent = menu.addMenu(self.tr("Open &recent"))
        self._add(menu, "save", self.tr("Save recipe &as…"), wishes.saveAs.emit, Standard.SaveAs)
        menu.addSeparator()
        self._add(menu, "import", self.tr("&Import pictures…"), partial(wishes.importData.emit, ""), "Ctrl+I")
        self._add(menu, "export", self.tr("&Export student…"), partial(wishes.goTo.emit, "export"), "Ctrl+E")
        self._add(menu, "report", self.tr("Repor&t of this run…"), self._on_report, "Ctrl+R")
        self._add(menu, "code", self.tr("Show me the &code…"), self._on_code)
        self._add(menu, "share", self.tr("S&hare this run…"), self._on_share)
        self._add(menu, "folder", self.tr("Open the run's &folder"), self._on_folder)
        self._add(menu, "runs", self.tr("Open the folder of all r&uns"), wishes.openRunsFolder.emit)
        menu.addSeparator()
        self._add(menu, "quit", self.tr("&Quit"), wishes.closeWindow.emit, Standard.Quit, Role.QuitRole)

    def _fill_edit(self) -> None:
        undo = self._space.undo
        self._add(self.edit, "undo", self.tr("&Undo"), undo.undo, Standard.Undo)
        self._add(self.edit, "redo", self.tr("&Redo"), undo.redo, Standard.Redo)
        self.edit.addSeparator()
        self._add(
            self.edit,
            "preferences",
            self.tr("&Preferences…"),
            self._space.wishes.preferences.emit,
            Standard.Preferences,
            Role.PreferencesRole,
        )

    def _fill_view(self) -> None:
        wishes = self._space.wishes
        stages = self.view.addMenu(self.tr("&Stage"))
        titles = {
            WELCOME: self.tr("&Welcome"),
            "data": self.tr("&Data"),
            "models": self.tr("&Teacher && student"),
            "distil": self.tr("D&istil"),
            "compare": self.tr("&Compare"),
            "try": self.tr("Tr&y it"),
            "export": self.tr("&Export"),
        }
        for stage, title in titles.items():
            self._add(stages, f"stage_{stage}", title, partial(wishes.goTo.emit, stage), KEYS[stage])
        themes = (
            (Choice.SYSTEM, self.tr("As the &system")),
            (Choice.LIGHT, self.tr("&Light")),
            (Choice.DARK, self.tr("&Dark")),
        )
        menu, group = self.view.addMenu(self.tr("&Theme")), QActionGroup(self)
        for choice, title in themes:
            action = self._add(menu, f"theme_{choice.value}", title, partial(wishes.chooseTheme.emit, choice))
            action.setCheckable(True)
            group.addAction(action)
        self._fill_languages(self.view.addMenu(self.tr("Lan&guage")))
        self.view.addSeparator()
        present = self._add(self.view, "present", self.tr("&Presentation mode"), self._on_present, "F11")
        present.setCheckable(True)

    def _fill_languages(self, menu: QMenu) -> None:
        group, chosen = QActionGroup(self), self._space.preferences.language
        for code, title in {"": self.tr("As the &system"), **LANGUAGES}.items():
            name = f"language_{code or 'system'}"
            action = self._add(menu, name, title, partial(self._space.wishes.chooseLanguage.emit, code))
            action.setCheckable(True)
            action.setChecked(code == chosen)
            group.addAction(action)

    def _fill_run(self) -> None:
        wishes = self._space.wishes
        self._add(self.run, "start", self.tr("&Start"), wishes.start.emit, START_KEY)
        self._add(self.run, "pause", self.tr("&Pause"), self._on_pause, PAUSE_KEY)
        self._add(self.run, "stop", self.tr("S&top and keep the best"), wishes.stop.emit, STOP_KEY)
        self._add(self.run, "discard", self.tr("&Discard"), wishes.discard.emit)
        self.run.addSeparator()
        self._add(self.run, "resume", self.tr("Go on with the run that ended &early"), wishes.resume.emit)

    def _fill_tools(self) -> None:
        self._add(
            self.tools,
            "time_all",
            self.tr("&Benchmark this computer"),
            self._space.wishes.timeAll.emit,
            tip=self.tr("Measure how long one picture takes every network, here and now"),
        )

    def _fill_help(self) -> None:
        wishes = self._space.wishes
        topic = partial(wishes.explain.emit, "")
        self._add(self.help, "explain", self.tr("&Explain what has the focus"), topic, Standard.HelpContents)
        self._add(self.help, "tour", self.tr("&Tour"), wishes.tour.emit)
        self._add(self.help, "glossary", self.tr("&Glossary"), wishes.glossary.emit)
        self.help.addSeparator()
        self._add(self.help, "diagnostics", self.tr("&Copy diagnostics"), wishes.diagnostics.emit)
        title = self.tr("&About Distillation Workbench")
        self._add(self.help, "about", title, wishes.about.emit, None, Role.AboutRole)

    def _fill_recent(self) -> None:
        files = self._space.preferences.recent
        shown = [action.data() for action in self.recent.actions()]
        if shown != files:
            self.recent.clear()
            for file in files:
                action = self.recent.addAction(Path(file).name)
                action.setMenuRole(Role.NoRole)
                action.setData(file)
                action.setToolTip(file)
                action.triggered.connect(partial(self._on_recent, file))
        self.recent.setEnabled(bool(files))

    # What they ask for

    def _on_recent(self, file: str, _checked: bool = False) -> None:
        self._space.wishes.openFile.emit(file)

    def _on_pause(self) -> None:
        (self._space.wishes.goOn if self._space.run.can_go_on else self._space.wishes.pause).emit()

    def _on_report(self) -> None:
        self._space.wishes.writeReport.emit(self._space.run.run)

    def _on_code(self) -> None:
        self._space.wishes.showCode.emit(self._space.run.run)

    def _on_share(self) -> None:
        self._space.wishes.shareRuns.emit([self._space.run.run])

    def _on_folder(self) -> None:
        self._space.wishes.openRunFolder.emit(self._space.run.run)

    def _on_present(self) -> None:
        self._space.wishes.present.emit(self.actions["present"].isChecked())

    def _add(
        self,
        menu: QMenu,
        name: str,
        title: str,
        do: Callable[[], object],
        key: QKeySequence.StandardKey | str | None = None,
        role: QAction.MenuRole = Role.NoRole,
        tip: str = "",
    ) -> QAction:
        action = QAction(title, self)
        action.setObjectName(name)
        action.setMenuRole(role)
        if tip:
            action.setToolTip(tip)
            action.setStatusTip(tip)
        if key is not None:
            action.setShortcuts(QKeySequence.keyBindings(key) if isinstance(key, Standard) else [QKeySequence(key)])

        def triggered() -> None:
            do()

        action.triggered.connect(triggered)
        menu.addAction(action)
        self.actions[name] = action
        return action
